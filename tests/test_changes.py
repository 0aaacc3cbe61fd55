"""Which submissions a push regrades, and what it is compared with."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pushed_class import commit, git, start
from small_course import ASSIGNMENT, NOTEBOOK, answered, hand_in, make_course

from aicourse.errors import CourseError
from aicourse.grading.changes import (
    changed_submissions,
    class_submissions,
    learners_submissions,
)
from aicourse.grading.course import open_course
from aicourse.grading.git import open_repository
from aicourse.grading.pushed import base_of_push, named_base

ZEROS = "0" * 40


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = make_course(tmp_path / "course", {"ada": answered(), "bob": answered()})
    (root / "README.md").write_text("A course.\n")
    start(root)
    return root


def regraded(root: Path, base: str) -> list[str]:
    folder, repository = open_course(root), open_repository(root)
    every = class_submissions(folder, repository)
    return [s.student for s in changed_submissions(folder, repository, base, every)]


def touch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write("\n")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (f"submitted/bob/{ASSIGNMENT}/{NOTEBOOK}.ipynb", ["bob"]),
        (f"submitted/bob/{ASSIGNMENT}/data/new file,\t1.csv", ["bob"]),
        (f"submitted/bob/{ASSIGNMENT}/.ipynb_checkpoints/{NOTEBOOK}.ipynb", []),
        (f"submitted/bob/notes/{NOTEBOOK}.ipynb", []),
        (f"source/{ASSIGNMENT}/{NOTEBOOK}.ipynb", ["ada", "bob"]),
        (f"source/{ASSIGNMENT}/data.csv", ["ada", "bob"]),
        ("source/ps2/other.csv", []),
        ("src/aicourse/grading/grade.py", ["ada", "bob"]),
        ("requirements.lock", ["ada", "bob"]),
        ("nbgrader_config.py", ["ada", "bob"]),
        ("README.md", []),
    ],
)
def test_a_push_regrades_what_its_files_concern(
    course: Path, changed: str, expected: list[str]
) -> None:
    base = git(course, "rev-parse", "HEAD")
    touch(course / changed)
    commit(course)
    assert regraded(course, base) == expected


def test_a_moved_submission_is_graded_where_it_is_now(course: Path) -> None:
    base = git(course, "rev-parse", "HEAD")
    git(course, "mv", "submitted/bob", "submitted/zoe")
    commit(course)
    assert regraded(course, base) == ["zoe"]


def test_a_course_in_a_subfolder_of_its_repository(tmp_path: Path) -> None:
    root = make_course(tmp_path / "repository" / "course", {"ada": answered(), "bob": answered()})
    base = start(tmp_path / "repository")
    hand_in(root, "bob", answered(double="def double(x): return 2 * x"))
    commit(root)
    assert regraded(root, base) == ["bob"]


def test_limits_regrade_the_assignment_that_they_are_of(tmp_path: Path) -> None:
    project = Path(__file__).parent.parent
    root = make_course(tmp_path / "course", {"ada": answered()})
    (root / "source" / "104-svd-image-compression").mkdir()
    notebook = root / "source" / "104-svd-image-compression" / "x.ipynb"
    notebook.write_bytes((root / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb").read_bytes())
    (root / "submitted/ada/104-svd-image-compression").mkdir()
    touch(root / "submitted/ada/104-svd-image-compression/x.ipynb")
    syllabus = (project / "syllabus.yml").read_text(encoding="utf-8")
    (root / "syllabus.yml").write_text(syllabus, encoding="utf-8")
    base = start(root)
    folder, repository = open_course(root), open_repository(root)
    every = class_submissions(folder, repository)

    changed = syllabus.replace("Singular", "singular", 1) + "\n"
    (root / "syllabus.yml").write_text(changed, encoding="utf-8")
    commit(root)
    assert changed_submissions(folder, repository, base, every) == []

    before, _, after = syllabus.partition("id: 104-svd-image-compression")
    limited = f"{before}id: 104-svd-image-compression" + after.replace(
        "notebook_seconds: ", "notebook_seconds: 9", 1
    )
    assert limited != syllabus
    (root / "syllabus.yml").write_text(limited, encoding="utf-8")
    commit(root)
    names = [s.assignment for s in changed_submissions(folder, repository, base, every)]
    assert names == ["104-svd-image-compression"]

    (root / "syllabus.yml").write_text("stages: [", encoding="utf-8")
    broken = commit(root)
    (root / "syllabus.yml").write_text(syllabus, encoding="utf-8")
    commit(root)
    assert changed_submissions(folder, repository, broken, every) == every


def test_a_learners_repository_holds_a_folder_for_each_assignment(tmp_path: Path) -> None:
    folder = open_course(make_course(tmp_path / "course", {}))
    learner = tmp_path / "mei"
    touch(learner / ASSIGNMENT / f"{NOTEBOOK}.ipynb")
    touch(learner / "my notes" / "a.ipynb")
    base = start(learner)
    repository = open_repository(learner)
    every = learners_submissions(folder, repository, "mei")
    assert [(s.student, s.assignment) for s in every] == [("mei", ASSIGNMENT)]
    assert every[0].read(repository, ()).student == "mei"
    touch(learner / "my notes" / "a.ipynb")
    commit(learner)
    assert changed_submissions(folder, repository, base, every) == []


def test_a_pushed_link_to_the_solutions_hands_in_nothing(tmp_path: Path) -> None:
    folder = open_course(make_course(tmp_path / "course", {}))
    (tmp_path / "mei").mkdir()
    base = start(tmp_path / "mei")
    (tmp_path / "mei" / ASSIGNMENT).symlink_to(folder.source / ASSIGNMENT)
    commit(tmp_path / "mei")
    repository = open_repository(tmp_path / "mei")
    (link,) = every = learners_submissions(folder, repository, "mei")
    assert changed_submissions(folder, repository, base, every) == every
    assert link.read(repository, ()).files == {}

    (folder.submitted / "zoe").mkdir(parents=True)
    (folder.submitted / "zoe" / ASSIGNMENT).symlink_to(folder.source / ASSIGNMENT)
    (folder.submitted / "eve").symlink_to(folder.source)
    start(folder.root)
    repository = open_repository(folder.root)
    (link,) = class_submissions(folder, repository)
    assert (link.student, link.read(repository, ()).files) == ("zoe", {})


Event = Callable[[object], dict[str, str]]


@pytest.fixture
def github(tmp_path: Path) -> Event:
    def variables(event: object) -> dict[str, str]:
        path = tmp_path / "event.json"
        path.write_text(json.dumps(event))
        return {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": str(path)}

    return variables


def test_the_base_is_what_the_service_says(course: Path, github: Event) -> None:
    first = git(course, "rev-parse", "HEAD")
    commit(course)
    repository = open_repository(course)
    push = github({"before": first})
    assert base_of_push(repository, push).commit == first
    request = github({"pull_request": {"base": {"sha": first}}})
    assert base_of_push(repository, request).commit == first
    gitlab = {"GITLAB_CI": "true", "CI_COMMIT_BEFORE_SHA": first}
    assert base_of_push(repository, gitlab).commit == first
    merge = {**gitlab, "CI_COMMIT_BEFORE_SHA": ZEROS, "CI_MERGE_REQUEST_DIFF_BASE_SHA": first}
    assert base_of_push(repository, merge).commit == first


def test_without_an_earlier_commit_everything_is_graded(course: Path, github: Event) -> None:
    repository = open_repository(course)
    for variables in (
        {},
        github({"before": ZEROS}),
        github({"before": "--output=x"}),
        github({"schedule": "0 0 * * *"}),
        {"GITLAB_CI": "true", "CI_COMMIT_BEFORE_SHA": ZEROS},
    ):
        base = base_of_push(repository, variables)
        assert base.commit is None
        assert "everything is graded" in base.reason
    assert named_base(repository, ZEROS).commit is None


def test_a_commit_that_a_forced_push_left_behind(course: Path, github: Event) -> None:
    old = git(course, "rev-parse", "HEAD")
    git(course, "commit", "--quiet", "--amend", "--message=again")
    repository = open_repository(course)
    assert base_of_push(repository, github({"before": old})).commit == old  # still here
    gone = base_of_push(repository, github({"before": "1" * 40}))
    assert gone.commit is None
    assert "everything is graded" in gone.reason


def test_a_shallow_clone_fetches_the_commit_that_it_lacks(
    course: Path, github: Event, tmp_path: Path
) -> None:
    first = git(course, "rev-parse", "HEAD")
    hand_in(course, "bob", answered(double="def double(x): return 2 * x"))
    commit(course)
    git(course, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(tmp_path, "clone", "--quiet", "--depth=1", course.as_uri(), "clone")
    clone = tmp_path / "clone"
    assert open_repository(clone).commit(first) is None
    assert base_of_push(open_repository(clone), github({"before": first})).commit == first
    assert regraded(clone, first) == ["bob"]


def test_a_new_branch_is_compared_with_where_it_left_the_main_one(
    course: Path, github: Event, tmp_path: Path
) -> None:
    fork = git(course, "rev-parse", "HEAD")
    git(tmp_path, "clone", "--quiet", str(course), "clone")
    clone = tmp_path / "clone"
    event = github({"before": ZEROS, "repository": {"default_branch": "main"}})
    assert base_of_push(open_repository(clone), event).commit is None
    git(clone, "switch", "--quiet", "--create", "topic")
    commit(clone)
    assert base_of_push(open_repository(clone), event).commit == fork
    gitlab = {"GITLAB_CI": "1", "CI_COMMIT_BEFORE_SHA": ZEROS, "CI_DEFAULT_BRANCH": "main"}
    assert base_of_push(open_repository(clone), gitlab).commit == fork


def test_a_base_that_is_no_commit_is_refused(course: Path, tmp_path: Path) -> None:
    for revision in ("nowhere", "--output=x", "HEAD:README.md"):
        with pytest.raises(CourseError, match="no commit"):
            named_base(open_repository(course), revision)
    assert not (course / "x").exists()
    (tmp_path / "plain").mkdir()
    with pytest.raises(CourseError, match="no git repository"):
        open_repository(tmp_path / "plain")
    with pytest.raises(CourseError, match=r"event\.json"):
        base_of_push(open_repository(course), {"GITHUB_EVENT_PATH": str(tmp_path / "event.json")})
