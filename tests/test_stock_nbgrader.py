"""Stock `nbgrader` commands in a course that is configured like ours do what `aicourse` does."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from small_course import (
    ASSIGNMENT,
    HIDDEN,
    NOTEBOOK,
    answered,
    as_bytes,
    cell,
    make_course,
    source,
    student_version,
)

from aicourse.cli import main
from aicourse.course_config import COURSE_ID
from aicourse.grading.gradebook import let_nbgrader_find_alembic

CONFIG = Path(__file__).parents[1] / "nbgrader_config.py"

let_nbgrader_find_alembic()


@pytest.fixture
def course(tmp_path: Path) -> Path:
    prose = source()
    for language, text in (("zh", "算术"), ("en", "Arithmetic in English")):
        prose.cells.append(nbformat.v4.new_markdown_cell(text, metadata={"lang": language}))
    edited = answered(square="def square(x): return 0")
    cell(edited, "test_square").source = "assert True"
    dies = answered(square="import os\nos._exit(1)")
    loops = answered(double="def double(x):\n    while True: pass")
    warns = answered(
        double="def double(x):\n    import warnings\n    warnings.warn('hm')\n    return 2*x"
    )
    copies = answered()
    copies.cells.append(nbformat.from_dict({**cell(copies, "test_double"), "id": "copy"}))
    handed_in = {
        "copies": copies,
        "dies": dies,
        "edited": edited,
        "full": answered(),
        "json": b"no notebook",
        "loops": loops,
        "untouched": student_version(),
        "warns": warns,
    }
    root = make_course(tmp_path / "course", handed_in)
    (root / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb").write_bytes(as_bytes(prose))
    (root / "source" / ASSIGNMENT / "answers.py").write_text("# instructors only\n")
    shutil.copy(CONFIG, root)
    with (root / "nbgrader_config.py").open("a") as config:
        config.write("\nget_config().Execute.timeout = 3\n")
    return root


def nbgrader(course: Path, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nbgrader", *args]
    return subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)


def points(course: Path) -> dict[str, dict[str, float]]:
    """The points in the gradebook, by student and test cell."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", COURSE_ID) as gradebook:
        return {
            submission.student.id: {
                grade.name: grade.auto_score
                for notebook in submission.notebooks
                for grade in notebook.grades
                if grade.name != "notes"
            }
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
        }


def penalties(course: Path) -> dict[str, float]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", COURSE_ID) as gradebook:
        submissions = gradebook.assignment_submissions(ASSIGNMENT)
        return {s.student.id: s.late_submission_penalty for s in submissions}


def test_generate_assignment_writes_both_languages_without_secrets(course: Path) -> None:
    run = nbgrader(course, "generate_assignment", ASSIGNMENT)
    assert run.returncode == 0, run.stderr
    for language, theirs, others in (("zh", "算术", "English"), ("en", "English", "算术")):
        folder = course / "release" / language / ASSIGNMENT
        assert [path.name for path in folder.iterdir()] == [f"{NOTEBOOK}.ipynb"]
        text = (folder / f"{NOTEBOOK}.ipynb").read_text()
        assert theirs in text
        assert others not in text
        assert HIDDEN not in text
        assert "2 * x" not in text


def test_autograde_gives_the_scores_of_aicourse_grade(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert nbgrader(course, "generate_assignment", ASSIGNMENT).returncode == 0
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", COURSE_ID) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2027-03-01 12:00 UTC")
    for student, handed_in in (("full", "2027-03-02 13:00"), ("warns", "2027-03-01 11:00")):
        folder = course / "submitted" / student / ASSIGNMENT
        (folder / "timestamp.txt").write_text(f"{handed_in} UTC")
    with (course / "nbgrader_config.py").open("a") as config:
        config.write("c.LatePolicy.percent_per_day = 10\n")
    ours = course.parent / "ours"
    shutil.copytree(course, ours)
    run = nbgrader(course, "autograde", ASSIGNMENT)
    assert run.returncode == 0, run.stderr
    monkeypatch.setattr(sys, "argv", ["aicourse", "grade", "--course", str(ours)])
    with pytest.raises(SystemExit, match="0"):
        main()
    assert points(course) == points(ours)
    assert penalties(course) == penalties(ours)
    assert {s: p for s, p in penalties(course).items() if p} == {"full": 1.0}
    assert points(course) == {
        "copies": {"test_double": 2, "test_square": 3},
        "dies": {"test_double": 2, "test_square": 0},
        "edited": {"test_double": 2, "test_square": 0},
        "full": {"test_double": 2, "test_square": 3},
        "json": {"test_double": 0, "test_square": 0},
        "loops": {"test_double": 0, "test_square": 3},
        "untouched": {"test_double": 0, "test_square": 0},
        "warns": {"test_double": 2, "test_square": 3},
    }

    run = nbgrader(course, "generate_feedback", ASSIGNMENT)
    assert run.returncode == 0, run.stderr
    for student in points(course):
        page = course / "feedback" / student / ASSIGNMENT / f"{NOTEBOOK}.html"
        assert HIDDEN not in page.read_text()
