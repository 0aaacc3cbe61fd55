"""Learners' repositories: what they hold, what they never hold, and how their pushes are graded."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbformat
import pytest
import yaml
from ci_services import Remote
from pushed_class import SPYING, commit, git, start
from test_examples import ASSIGNMENT, EXAMPLES, NOTEBOOK, ROOT
from test_workflows import needs_sandbox
from typer.testing import CliRunner

from aicourse.authoring.classroom import Classroom, write_grading
from aicourse.cli import app
from aicourse.errors import CourseError
from aicourse.notebook import hidden_regions, solution_regions, stub, visible_source
from aicourse.syllabus import LANGUAGES, Language, read_course

RELEASED = sorted(path.name for path in (ROOT / "release" / "en").iterdir())
CALLED = ".github/workflows/classroom.yml"
MARKERS = ("BEGIN HIDDEN", "END HIDDEN", "BEGIN SOLUTION", "END SOLUTION")


def written(folder: Path) -> str:
    """Everything that git would push of a folder."""
    files = sorted(
        path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts
    )
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def source_cells(assignment: str) -> Iterator[nbformat.NotebookNode]:
    for path in sorted((ROOT / "source" / assignment).glob("*.ipynb")):
        yield from nbformat.read(path, 4).cells


@cache
def shown() -> str:
    """All that learners may see of every assignment, by the instructors' notebooks."""
    texts = [
        stub(c.source) if any(solution_regions(c.source)) else visible_source(c.source)
        for name in RELEASED
        for c in source_cells(name)
    ]
    texts += [
        (ROOT / "source" / entry.id / file).read_text(encoding="utf-8")
        for entry in read_course(ROOT).assignments
        for file in entry.handed_out
    ]
    return "\n".join(texts)


def teachers_lines(assignment: str) -> Iterator[str]:
    """Lines of hidden tests and solutions that no learner is shown."""
    for cell in source_cells(assignment):
        for region in (*hidden_regions(cell.source), *solution_regions(cell.source)):
            for line in map(str.strip, region.splitlines()):
                if len(line) >= 20 and line not in shown():
                    yield line


def new(*arguments: str | Path) -> Path:
    folder = Path(arguments[0])
    command = ["classroom", "new", *map(str, arguments), "--course", str(ROOT)]
    done = CliRunner().invoke(app, [*command, "--grading", "teacher/grading"])
    assert done.exit_code == 0, done.output
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_holds_what_is_released_in_one_language(tmp_path: Path, language: Language) -> None:
    folder = new(tmp_path / "classroom", "--lang", language)
    assert sorted(p.name for p in folder.iterdir() if p.name[0].isdigit()) == RELEASED
    for released in (ROOT / "release" / language).rglob("*"):
        if released.is_file():
            copy = folder / released.relative_to(ROOT / "release" / language)
            assert copy.read_bytes() == released.read_bytes()
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert bool(re.search("[\u4e00-\u9fff]", readme)) == (language == "zh")
    for name in RELEASED:
        (link,) = re.findall(rf"\(({name}/[^)]*\.ipynb)\)", readme)
        assert (folder / link).is_file()


def test_its_workflow_calls_the_courses_own_and_carries_no_secret(tmp_path: Path) -> None:
    folder = new(tmp_path / "classroom", "--ref", "v1")
    workflow = yaml.safe_load((folder / ".github" / "workflows" / "grade.yml").read_text())
    assert workflow["jobs"] == {
        "grade": {"uses": "teacher/grading/.github/workflows/classroom.yml@v1"}
    }
    assert workflow["permissions"] == {"contents": "read"}


def test_it_holds_no_hidden_test_and_no_solution(tmp_path: Path) -> None:
    for language in LANGUAGES:
        folder = new(tmp_path / language, "--lang", language)
        plain = re.sub(r"\\(.)", r"\1", written(folder))
        assert not [marker for marker in MARKERS if marker in plain]
        for name in RELEASED:
            lines = list(teachers_lines(name))
            assert len(lines) > 20
            assert [line for line in lines if line in plain] == []


def test_chosen_assignments_alone(tmp_path: Path) -> None:
    folder = new(tmp_path / "classroom", "104", "105-calculus-gradients")
    assert sorted(p.name for p in folder.iterdir() if p.name[0].isdigit()) == [
        "104-svd-image-compression",
        "105-calculus-gradients",
    ]


def course_with(tmp_path: Path, text: str) -> Classroom:
    root = tmp_path / "course"
    (root / "release" / "en" / ASSIGNMENT).mkdir(parents=True)
    (root / "release" / "en" / ASSIGNMENT / "x.ipynb").write_text(text)
    course = read_course(ROOT)
    return Classroom(root, course, "en", "teacher/grading", "main", "aicourse[stage1]")


@pytest.mark.parametrize("marker", MARKERS[::2])
def test_a_release_with_what_is_the_teachers_is_refused(tmp_path: Path, marker: str) -> None:
    classroom = course_with(tmp_path, json.dumps({"cells": [f"### {marker} TESTS"]}))
    with pytest.raises(CourseError, match="aicourse release"):
        classroom.write(tmp_path / "new", [classroom.course.find(ASSIGNMENT)])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["course"]


def test_what_is_there_already_is_left_alone(tmp_path: Path) -> None:
    classroom = course_with(tmp_path, "{}")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine").write_text("mine")
    with pytest.raises(CourseError, match="already"):
        classroom.write(tmp_path / "new", [classroom.course.find(ASSIGNMENT)])
    assert (tmp_path / "new" / "mine").read_text() == "mine"


def test_what_was_not_released_is_refused(tmp_path: Path) -> None:
    classroom = course_with(tmp_path, "{}")
    with pytest.raises(CourseError, match="was not released"):
        classroom.write(tmp_path / "new", [classroom.course.find("105")])


@pytest.mark.parametrize(
    "repository", ["course", "a/b/c", "a/b\n    secrets: inherit", "https://x"]
)
def test_a_repository_that_is_no_name_is_refused(tmp_path: Path, repository: str) -> None:
    course = read_course(ROOT)
    classroom = Classroom(ROOT, course, "en", repository, "main", "aicourse[stage1]")
    with pytest.raises(CourseError, match="owner/name"):
        classroom.write(tmp_path / "new", [course.find(ASSIGNMENT)])


def test_the_repository_that_learners_may_read_holds_the_workflow_alone(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["classroom", "grading", str(tmp_path / "grading")])
    assert done.exit_code == 0, done.output
    (file,) = (path for path in (tmp_path / "grading").rglob("*") if path.is_file())
    assert file.relative_to(tmp_path / "grading").as_posix() == CALLED
    workflow = yaml.safe_load(file.read_text())
    assert list(workflow[True]) == ["workflow_call"]
    assert workflow[True]["workflow_call"] is None  # no input, no secret is a learner's to set
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    scripts = [step["run"] for step in job["steps"] if "run" in step]
    assert not [script for script in scripts if "${{" in script]
    assert all("--require-sandbox" in script for script in scripts)
    assert job["steps"][0]["with"]["persist-credentials"] is False


@pytest.mark.slow
@needs_sandbox
def test_clone_solve_push_verdict(tmp_path: Path) -> None:
    course = tmp_path / "course"
    for name in (f"source/{ASSIGNMENT}", f"release/en/{ASSIGNMENT}"):
        shutil.copytree(ROOT / name, course / name)
    for name in ("syllabus.yml", "nbgrader_config.py"):
        shutil.copy(ROOT / name, course)
    start(course)
    (course / "gradebook.db").write_text("the teacher's")
    lines = list(teachers_lines(ASSIGNMENT))

    mei = new(tmp_path / "classroom", "104")
    start(mei)
    remote = Remote(tmp_path / "mei", {"AICOURSE_COURSE": str(course)})
    write_grading(tmp_path / "grading")
    start(tmp_path / "grading")
    local = f"teacher/grading@main={tmp_path / 'grading'}"
    options = ("--platform", "aicourse=-self-hosted", "--local-repository", local)

    untouched = remote.github(mei, "grade.yml", *options)
    assert untouched.code == 0, untouched.log
    assert "nothing was begun yet" in untouched.log

    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(remote.url), str(clone))
    solved = EXAMPLES / "submitted" / "mei" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    notebook = clone / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    shutil.copy(solved, notebook)
    commit(clone)
    right = remote.github(clone, "grade.yml", *options)
    assert right.code == 0, right.log
    assert f"{ASSIGNMENT}  mei  20/20" in right.log

    spying = nbformat.read(notebook, 4)
    answers = [c for c in spying.cells if c.metadata.get("nbgrader", {}).get("solution")]
    answers[0].source = SPYING
    for answer in answers[1:]:
        answer.source = "raise ValueError(seen)"
    nbformat.write(spying, notebook)
    commit(clone)
    wrong = remote.github(clone, "grade.yml", *options)
    assert wrong.code != 0
    assert f"::error file={ASSIGNMENT}/{NOTEBOOK}.ipynb,line=" in wrong.log

    for ran in (untouched, right, wrong):
        plain = re.sub(r"\\(.)", r"\1", ran.told)
        assert [line for line in (*lines, *MARKERS) if line in plain] == []
        assert "the teacher's" not in plain
    assert (course / "gradebook.db").read_text() == "the teacher's"
    pages = list(wrong.artifacts.rglob("*.html"))
    assert [page.name for page in pages] == [f"{NOTEBOOK}.html"]
    # What is pushed is graded by the teacher as it stands, in nbgrader's place for it.
    git(course, "clone", "--quiet", str(remote.url), "submitted/mei")
    git(course / "submitted" / "mei", "checkout", "--quiet", "HEAD~1")
    verdicts = tmp_path / "verdicts.json"
    (course / "gradebook.db").unlink()
    arguments = ["grade", "--course", str(course), "--json", str(verdicts)]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    (verdict,) = json.loads(verdicts.read_text())
    assert (verdict["student"], verdict["points"]) == ("mei", 20)

    history = git(clone, "log", "--all", "--patch", "--text")
    own = "\n".join(cell.source for cell in nbformat.read(solved, 4).cells)
    secret = [line for line in lines if line not in own]  # mei may well answer as the reference
    assert len(secret) > 20
    assert [line for line in (*secret, *MARKERS) if line in history] == []


@pytest.mark.slow
def test_what_learners_install_holds_no_assignment(tmp_path: Path) -> None:
    copy = tmp_path / "project"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", str(tmp_path), str(copy)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        own = [name for name in names if "/templates/lesson" not in name]  # that of `aicourse new`
        text = b"\n".join(archive.read(name) for name in own).decode("utf-8", "replace")
    assert not [name for name in names if name.endswith(".ipynb")]
    assert "aicourse/commands/ci.py" in names
    assert "aicourse/authoring/templates/classroom_called.yml" in names
    assert [line for line in teachers_lines(ASSIGNMENT) if line in text] == []
