"""The workflow files do what docs/ci.md says, each run for real on a real push."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from ci_services import ROOT, Ran, Remote, act
from pushed_class import HOSTILE, HOSTILE_SQUARE, commit, start
from small_course import ASSIGNMENT, HIDDEN, NOTEBOOK, answered, hand_in, make_course

from aicourse.grading.pool import Engine, best_engine

FILES = ("Makefile", ".gitlab-ci.yml", "pyproject.toml", "requirements.lock")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
needs_sandbox = pytest.mark.skipif(
    best_engine() is not Engine.WARM, reason="this machine has no sandbox"
)


def load(path: Path) -> dict[Any, Any]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def steps() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{path.name}:{name}", step)
        for path in WORKFLOWS
        for name, job in load(path)["jobs"].items()
        for step in job.get("steps", ())
    ]


def test_a_workflow_can_write_nothing_and_leaves_no_credentials_to_what_it_runs() -> None:
    for path in WORKFLOWS:
        assert load(path)["permissions"] == {"contents": "read"}, path
    for where, step in steps():
        if str(step.get("uses", "")).startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False, where


def test_no_text_of_a_push_is_pasted_into_a_script() -> None:
    """`${{ … }}` in a script would let a branch or file name write the script."""
    for where, step in steps():
        assert "${{" not in step.get("run", ""), where
    for job in load(ROOT / ".gitlab-ci.yml").values():
        for line in job.get("script", ()) if isinstance(job, dict) else ():
            assert not re.search(r"eval|\$CI_COMMIT_(MESSAGE|TITLE|BRANCH)", line)


def test_only_actions_of_github_itself_are_used() -> None:
    used = {str(step["uses"]).partition("@")[0] for _, step in steps() if "uses" in step}
    assert used <= {"actions/checkout", "actions/upload-artifact"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_act_accepts_every_workflow(path: Path) -> None:
    command = [str(act()), "--validate", "--strict", "--workflows", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def class_repository(folder: Path) -> Path:
    """A private repository with a course, its CI files and what was handed in long ago."""
    course = make_course(folder, {"old": answered()})
    shutil.copytree(ROOT / ".github", course / ".github")
    for name in FILES:
        shutil.copy(ROOT / name, course)
    (course / "gradebook.db").write_text("the teacher's")
    start(course)
    return course


def shows_no_secret(ran: Ran) -> None:
    assert HIDDEN not in ran.told
    assert "the teacher's" not in ran.told


@pytest.mark.slow
@needs_sandbox
def test_grading_on_github(tmp_path: Path) -> None:
    course = class_repository(tmp_path / "work")
    remote = Remote(tmp_path / "github")
    first = remote.github(course, "grade.yml")
    assert first.code == 0, first.log
    assert "first push" in first.log

    hand_in(course, "ada", answered())
    commit(course)
    good = remote.github(course, "grade.yml")
    assert good.code == 0, good.log
    assert "all 1 at 60 % or above" in good.log
    assert (good.artifacts / "graded/pages/ada" / ASSIGNMENT / f"{NOTEBOOK}.html").is_file()

    hand_in(course, "bob", answered(square="def square(x): return 2 * x"))
    hand_in(course, "mal", answered(double=HOSTILE, square=HOSTILE_SQUARE))
    commit(course)
    bad = remote.github(course, "grade.yml")
    assert bad.code != 0
    assert "2 of 2 below 60 %" in bad.log
    errors = [line for line in bad.log.splitlines() if "❗" in line]
    places = [re.search(r"::error file=([^,]*),line=(\d+),", line) for line in errors]
    assert [place and place[1] for place in places] == [
        f"submitted/{student}/{ASSIGNMENT}/{NOTEBOOK}.ipynb" for student in ("bob", "mal")
    ]
    shows_no_secret(bad)
    checkout = remote.folder / f"checkout{remote.runs}"
    assert (checkout / "gradebook.db").read_text() == "the teacher's"


@pytest.mark.slow
@needs_sandbox
def test_grading_on_gitlab(tmp_path: Path) -> None:
    course = class_repository(tmp_path / "work")
    remote = Remote(tmp_path / "gitlab")
    first = remote.gitlab(course, "grade")
    assert first.code == 0, first.log

    hand_in(course, "bob", answered(square="def square(x): return 2 * x"))
    hand_in(course, "mal", answered(double=HOSTILE, square=HOSTILE_SQUARE))
    commit(course)
    bad = remote.gitlab(course, "grade")
    assert bad.code != 0
    assert "2 of 2 below 60 %" in bad.log
    assert "old" not in re.findall(rf"{ASSIGNMENT}  (\w+)  ", bad.log)
    kept = {path.name for path in bad.artifacts.rglob("*") if path.is_file()}
    assert {"summary.md", "verdicts.json", f"{NOTEBOOK}.html"} <= kept
    checkout = remote.folder / f"checkout{remote.runs}"
    report = (checkout / "gl-code-quality-report.json").read_text()
    assert report.count('"major"') == 2
    assert HIDDEN not in report
    shows_no_secret(bad)
    assert (checkout / "gradebook.db").read_text() == "the teacher's"

    hand_in(course, "bob", answered())
    commit(course)
    good = remote.gitlab(course, "grade")
    assert good.code == 0, good.log
    assert "all 1 at 60 % or above" in good.log


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own files, as they stand here, in a repository of their own."""
    folder = tmp_path_factory.mktemp("project") / "work"
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    start(folder)
    return folder


@pytest.mark.slow
def test_the_courses_own_checks_on_github(project: Path, tmp_path: Path) -> None:
    one_test = {"PYTEST_ADDOPTS": "tests/test_schema.py"}
    remote = Remote(tmp_path / "github", one_test)
    lint = remote.github(project, "course.yml", job="lint")
    assert lint.code == 0, lint.log
    assert "lint: clean" in lint.log
    commit(project)
    tests = remote.github(project, "course.yml", job="tests")
    assert tests.code == 0, tests.log
    assert "passed" in tests.log


@pytest.mark.slow
def test_the_courses_own_checks_on_gitlab(project: Path, tmp_path: Path) -> None:
    remote = Remote(tmp_path / "gitlab")
    lint = remote.gitlab(project, "lint")
    assert lint.code == 0, lint.log
    assert "lint: clean" in lint.log
    commit(project)
    tests = remote.gitlab(project, "tests", PYTEST_ADDOPTS="tests/test_schema.py")
    assert tests.code == 0, tests.log
    assert "passed" in tests.log
