"""The release gate: it holds for a sound assignment, and names what is wrong with another."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from small_course import NOTEBOOK, as_bytes, cell, source

from aicourse.authoring.verify import Check, verify
from aicourse.errors import CourseError
from aicourse.grading.course import open_course
from aicourse.syllabus import Assignment

CONFIG = Path(__file__).parents[1] / "nbgrader_config.py"
ID = f"101-{NOTEBOOK}"
SOUND = """\
# %% adds task="double" verdict="right"
def double(x):
    return x + x

# %% triples task="double" verdict="wrong"
def double(x):
    return 3 * x

# %% knows the visible case task="double" verdict="wrong" loses="test_double"
def double(x):
    return 2

# %% doubles task="square" verdict="wrong"
def square(x):
    return 2 * x
"""


def entry(minutes: float = 1) -> Assignment:
    text = {"zh": "算术", "en": "Arithmetic"}
    return Assignment.model_validate(
        {
            "id": ID,
            "title": text,
            "rows": ["1.1"],
            "tasks": [text] * 3,
            "data": text,
            "extra": "stage1",
            "hours": 1,
            "minutes": minutes,
        }
    )


@pytest.fixture
def room(tmp_path: Path) -> Path:
    shutil.copy(CONFIG, tmp_path)
    room = tmp_path / "source" / ID
    room.mkdir(parents=True)
    (room / f"{NOTEBOOK}.ipynb").write_bytes(as_bytes(source()))
    (room / "answers.py").write_text(SOUND)
    return room


def checks(room: Path, minutes: float = 1, only: Sequence[str] = ()) -> dict[str, Check]:
    course = open_course(room.parents[1])
    made = verify(course, entry(minutes), workers=2, only=only)
    return {check.about: check for check in made}


def failing(room: Path) -> dict[str, str]:
    return {about: check.problem for about, check in checks(room).items() if not check.holds}


def test_a_sound_assignment_holds(room: Path) -> None:
    found = checks(room)
    assert not [check for check in found.values() if check.problem]
    assert {"reference", "untouched", "two runs", "budget", "double: adds"} <= set(found)


def test_the_answers_to_one_task_alone_are_graded(room: Path) -> None:
    found = checks(room, only=["square"])
    assert {name for name in found if ":" in name} == {"square: doubles"}
    assert {"reference", "untouched"} <= set(found)
    with pytest.raises(CourseError, match=r"no graded task 'cube'; name one of double, square"):
        checks(room, only=["cube"])


def test_a_right_answer_that_a_test_refuses_is_found(room: Path) -> None:
    answers = SOUND.replace("return x + x", "return float(2 * x) + 0.5")
    (room / "answers.py").write_text(answers)
    assert list(failing(room)) == ["double: adds"]


def test_a_wrong_answer_that_no_test_notices_is_found(room: Path) -> None:
    (room / "answers.py").write_text(SOUND.replace("return 3 * x", "return 2 * x"))
    assert failing(room) == {"double: triples": "every test of its task accepts it"}


def test_a_wrong_answer_that_costs_another_task_is_found(room: Path) -> None:
    notebook = source()
    cell(notebook, "square").source = cell(notebook, "square").source.replace(
        "return x * x", 'return x * x * globals().get("factor", 1)'
    )
    (room / f"{NOTEBOOK}.ipynb").write_bytes(as_bytes(notebook))
    spills = SOUND.replace("return 3 * x", "return 3 * x\n\nfactor = 2")
    (room / "answers.py").write_text(spills)
    assert "another task: test_square" in failing(room)["double: triples"]


def test_a_test_that_passes_untouched_is_found(room: Path) -> None:
    notebook = source()
    cell(notebook, "test_square").source = "assert callable(square)"
    (room / f"{NOTEBOOK}.ipynb").write_bytes(as_bytes(notebook))
    assert "test_square 3/3" in failing(room)["untouched"]


def test_scores_that_change_from_run_to_run_are_found(room: Path) -> None:
    notebook = source()
    by_luck = 'import os\nint(os.environ["AICOURSE_SEED"]) % 100_003 / 50_000'
    cell(notebook, "test_square").source = by_luck
    (room / f"{NOTEBOOK}.ipynb").write_bytes(as_bytes(notebook))
    assert "differ" in failing(room)["two runs"]


def test_a_notebook_over_its_budget_is_found(room: Path) -> None:
    assert "took" in checks(room, minutes=0.001)["budget"].problem


def test_an_answer_to_no_task_is_refused(room: Path) -> None:
    (room / "answers.py").write_text(SOUND.replace('task="square"', 'task="cube"'))
    with pytest.raises(CourseError, match=r"answers\.py, line \d+: .*'cube'"):
        checks(room)
