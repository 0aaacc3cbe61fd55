"""The pure function from a submission to a verdict, with real kernels."""

import pytest
from conftest import Grade
from nbformat import NotebookNode
from small_course import HIDDEN, answered, assignment, by_cell, cell, student_version, submission

from aicourse.grading.grade import Graded
from aicourse.grading.limits import Limits
from aicourse.grading.verdict import Kind

LIMITS = Limits(cell_seconds=2, notebook_seconds=60, output_bytes=10_000, memory_bytes=1 << 30)


def graded(grade: Grade, limits: Limits = LIMITS, **answers: str) -> Graded:
    return grade(assignment(), submission(answered(**answers)), limits)


def test_right_answers_earn_all_points(grade: Grade) -> None:
    verdict = graded(grade).verdict
    assert (verdict.points, verdict.max_points) == (5, 5)
    assert {c.kind for c in verdict.cells} == {Kind.PASSED}
    assert verdict.repairs == ()


def test_untouched_notebook_earns_nothing(grade: Grade) -> None:
    verdict = grade(assignment(), submission(student_version()), LIMITS).verdict
    assert verdict.points == 0
    assert {c.kind for c in verdict.cells} == {Kind.NOT_ATTEMPTED}


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        ("def double(x): return 3 * x", Kind.FAILED, "double of one is two"),
        ("def double(x): return 2", Kind.FAILED, "large numbers double too"),
        ("def double(x): return undefined", Kind.CRASHED, "NameError"),
        ("def double(x) return 2 * x", Kind.CRASHED, "SyntaxError"),
        ("def double(x): raise SystemExit", Kind.CRASHED, "SystemExit"),
        ("def double(x):\n    while True: pass", Kind.TIMED_OUT, "2 s"),
        ("def double(x): return bytearray(3 << 30) and 2 * x", Kind.OUT_OF_MEMORY, "1 GiB"),
        ("def double(x):\n    import os\n    os._exit(0)", Kind.KILLED, "kernel"),
    ],
)
def test_what_goes_wrong_in_one_task_is_told_and_costs_that_task_alone(
    grade: Grade, answer: str, kind: Kind, told: str
) -> None:
    cells = by_cell(graded(grade, double=answer).verdict)
    assert cells["test_double"].kind is kind
    assert told in cells["test_double"].message
    assert cells["test_double"].points == 0
    assert cells["test_square"].points == 3


def test_an_endless_flood_of_output_costs_its_task_alone(grade: Grade) -> None:
    flood = "def double(x):\n    while True: print('x' * 999)"
    cells = by_cell(graded(grade, double=flood).verdict)
    # A tester in its own process drops what the code prints, and the limit of time ends it.
    assert cells["test_double"].kind in (Kind.TOO_MUCH_OUTPUT, Kind.TIMED_OUT)
    assert cells["test_square"].points == 3


def test_a_cell_that_floods_is_interrupted_and_the_next_runs(grade: Grade) -> None:
    flood = "def double(x): return 2 * x\nwhile True: print('x' * 999)"
    result = graded(grade, double=flood)
    assert result.verdict.points == 5
    assert len(result.notebooks["arithmetic"]) < 60_000


def test_a_loop_that_swallows_the_interrupt_costs_its_task_alone(grade: Grade) -> None:
    stubborn = (
        "def double(x):\n    while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass"
    )
    cells = by_cell(graded(grade, double=stubborn).verdict)
    assert cells["test_double"].kind is Kind.TIMED_OUT
    assert cells["test_square"].kind is Kind.PASSED


def test_a_kernel_that_dies_late_leaves_the_points_earned_before(grade: Grade) -> None:
    cells = by_cell(graded(grade, square="import os\nos._exit(1)").verdict)
    assert cells["test_double"].points == 2
    assert cells["test_square"].points == 0
    assert "square" in cells["test_square"].message


def test_a_solution_cell_that_kills_the_kernel_does_not_keep_later_tasks_from_running(
    grade: Grade,
) -> None:
    cells = by_cell(graded(grade, double="import os\nos._exit(1)").verdict)
    assert cells["test_double"].points == 0
    assert cells["test_square"].kind is Kind.PASSED


def test_a_warning_on_stderr_costs_nothing(grade: Grade) -> None:
    warns = "def double(x):\n    import warnings\n    warnings.warn('hm')\n    return 2 * x"
    assert graded(grade, double=warns).verdict.points == 5


def test_part_marks_are_the_value_of_the_last_expression(grade: Grade) -> None:
    def give_part_marks(notebook: NotebookNode) -> None:
        cell(notebook, "test_double").source = "1.5 if double(1) == 2 else 0"

    verdict = grade(assignment(give_part_marks), submission(answered()), LIMITS).verdict
    assert by_cell(verdict)["test_double"].points == 1.5
    assert "1.5" in by_cell(verdict)["test_double"].message


def test_of_two_solution_cells_in_a_row_the_one_not_attempted_is_told_by_its_test(
    grade: Grade,
) -> None:
    def put_tests_last(notebook: NotebookNode) -> None:
        test = cell(notebook, "test_double")
        notebook.cells.remove(test)
        notebook.cells.insert(notebook.cells.index(cell(notebook, "test_square")), test)

    untouched = cell(student_version(), "square").source
    verdict = grade(assignment(put_tests_last), submission(answered(square=untouched)), LIMITS)
    kinds = {name: found.kind for name, found in by_cell(verdict.verdict).items()}
    assert kinds == {"test_double": Kind.PASSED, "test_square": Kind.NOT_ATTEMPTED}


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        ("def double(x): return 2 * x", 5),
        ("def double(x): return 3 * x", 3),
        ("def double(x):\n    while True: pass", 3),
        ("def double(x):\n    import os\n    os._exit(0)", 3),
    ],
)
def test_a_test_declared_in_kernel_sees_the_learners_own_objects(
    grade: Grade, answer: str, points: float
) -> None:
    def declare(notebook: NotebookNode) -> None:
        test = cell(notebook, "test_double")
        test.metadata["aicourse"] = {"runs": "in-kernel"}
        test.source += "\nassert double.__globals__ is globals()"

    verdict = grade(assignment(declare), submission(answered(double=answer)), LIMITS).verdict
    assert verdict.points == points


def test_no_message_shows_what_a_hidden_test_feeds_in(grade: Grade) -> None:
    tells = 'def double(x):\n    if x != 1: raise AssertionError(f"the input is {x}")\n    return 2'
    message = by_cell(graded(grade, double=tells).verdict)["test_double"].message
    assert "4711" not in message
    assert "hidden" in message


def test_a_later_cell_cannot_read_the_tests_from_the_history(grade: Grade) -> None:
    spies = "def square(x): return x * x\nprint(In)"
    executed = graded(grade, square=spies).notebooks["arithmetic"]
    shown = executed.partition('"grade_id": "test_square"')[2]
    assert HIDDEN not in shown


def test_the_cells_after_the_time_for_a_notebook_do_not_run(grade: Grade) -> None:
    slow = "import time\ntime.sleep(3)\ndef double(x): return 2 * x"
    cells = by_cell(graded(grade, Limits(cell_seconds=5, notebook_seconds=2), double=slow).verdict)
    assert cells["test_square"].kind is Kind.NOT_RUN


def test_output_is_kept_up_to_its_limit_and_costs_nothing_within_reason(grade: Grade) -> None:
    chatty = "def double(x):\n    print('y' * 50_000)\n    return 2 * x"
    result = graded(grade, double=chatty)
    assert result.verdict.points == 5
    assert len(result.notebooks["arithmetic"]) < 30_000


def test_hidden_inputs_differ_between_students_and_repeat_for_one(grade: Grade) -> None:
    def draw(notebook: NotebookNode) -> None:
        cell(
            notebook, "test_double"
        ).source = 'import os\nassert double(1) == 2, os.environ["AICOURSE_SEED"]'

    def seed(student: str) -> str:
        notebook = answered(double="def double(x): return 0")
        verdict = grade(assignment(draw), submission(notebook, student), LIMITS).verdict
        return by_cell(verdict)["test_double"].message

    assert seed("ada") == seed("ada") != seed("bob")


def test_files_that_are_handed_out_replace_those_handed_in(grade: Grade) -> None:
    task = assignment()
    task.files["data.txt"] = b"theirs"
    handed_in = submission(
        answered(double="assert open('data.txt').read() == 'theirs'\ndouble=lambda x:2*x")
    )
    handed_in.files["data.txt"] = b"mine"
    assert grade(task, handed_in, LIMITS).verdict.points == 5


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no notebook"),
        (b"def double(x): ...", "no notebook"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b'{"cells": "none", "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "notebook"),
        (b'{"cells": [7], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "notebook"),
        (b'{"cells": [], "nbformat": 5, "nbformat_minor": 0, "metadata": {}}', "newer"),
        (b"[" * 100_000, "notebook"),
    ],
)
def test_what_is_no_notebook_is_reported_and_earns_nothing(
    grade: Grade, content: bytes, reason: str
) -> None:
    verdict = grade(assignment(), submission(content), LIMITS).verdict
    assert verdict.points == 0
    assert {c.kind for c in verdict.cells} == {Kind.NOT_RUN}
    assert verdict.problem is not None
    assert reason in verdict.problem
