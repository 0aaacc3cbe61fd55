"""Honest slips in a notebook's structure are mended, reported, and cost nothing."""

from collections.abc import Callable

import nbformat
import pytest
from conftest import Grade
from nbformat import NotebookNode
from small_course import (
    ASSIGNMENT,
    NOTEBOOK,
    answered,
    as_bytes,
    assignment,
    cell,
    metadata,
    source,
    submission,
)

from aicourse.grading.assignment import Submission
from aicourse.grading.limits import Limits
from aicourse.grading.verdict import RepairKind, Verdict

LIMITS = Limits(cell_seconds=10)


def graded(grade: Grade, notebook: NotebookNode) -> Verdict:
    return grade(assignment(), submission(notebook), LIMITS).verdict


def copy_test(notebook: NotebookNode) -> None:
    copied = nbformat.from_dict(cell(notebook, "test_double"))
    copied.id = "copied"
    notebook.cells.append(copied)


def delete_test(notebook: NotebookNode) -> None:
    notebook.cells.remove(cell(notebook, "test_double"))


def edit_test(notebook: NotebookNode) -> None:
    cell(notebook, "test_double").source = "assert True"


def move_test_to_front(notebook: NotebookNode) -> None:
    test = cell(notebook, "test_double")
    notebook.cells.remove(test)
    notebook.cells.insert(0, test)


def make_test_markdown(notebook: NotebookNode) -> None:
    test = cell(notebook, "test_double")
    index = notebook.cells.index(test)
    markdown = nbformat.v4.new_markdown_cell(test.source, metadata=test.metadata)
    notebook.cells[index] = markdown


def delete_imports(notebook: NotebookNode) -> None:
    notebook.cells.remove(cell(notebook, "imports"))
    cell(notebook, "double").source = "def double(x): return int(math.fsum([x, x]))"


def choose_another_kernel(notebook: NotebookNode) -> None:
    notebook.metadata.kernelspec = {"name": "conda-env-ml", "display_name": "ML", "language": "R"}


@pytest.mark.parametrize(
    ("slip", "kind"),
    [
        (copy_test, RepairKind.DUPLICATE_CELL),
        (delete_test, RepairKind.RESTORED_CELL),
        (edit_test, RepairKind.REPLACED_CELL),
        (move_test_to_front, RepairKind.MOVED_CELL),
        (make_test_markdown, RepairKind.REPLACED_CELL),
        (delete_imports, RepairKind.RESTORED_CELL),
        (choose_another_kernel, RepairKind.CHANGED_KERNEL),
    ],
)
def test_a_slip_is_mended_and_reported(
    grade: Grade, slip: Callable[[NotebookNode], None], kind: RepairKind
) -> None:
    notebook = answered()
    slip(notebook)
    verdict = graded(grade, notebook)
    assert verdict.points == 5
    assert [repair.kind for repair in verdict.repairs] == [kind]


def test_an_edited_test_does_not_pass_a_wrong_answer(grade: Grade) -> None:
    notebook = answered(double="def double(x): return 0")
    edit_test(notebook)
    assert graded(grade, notebook).points == 3


@pytest.mark.parametrize("tag", ["skip-execution", "raises-exception", "remove_cell"])
def test_tags_do_not_change_what_runs(grade: Grade, tag: str) -> None:
    notebook = answered(double="def double(x): return 0")
    cell(notebook, "test_double").metadata["tags"] = [tag]
    assert graded(grade, notebook).points == 3


def test_an_answer_merged_into_another_cell_counts(grade: Grade) -> None:
    notebook = answered()
    cell(notebook, "double").source += "\n" + cell(notebook, "square").source
    notebook.cells.remove(cell(notebook, "square"))
    assert graded(grade, notebook).points == 5


def test_an_answer_in_a_cell_of_its_own_before_the_test_counts(grade: Grade) -> None:
    notebook = answered()
    answer = cell(notebook, "square")
    answer.metadata = {}
    assert graded(grade, notebook).points == 5


def test_of_two_copies_of_an_answer_both_run(grade: Grade) -> None:
    notebook = answered()
    first = nbformat.v4.new_code_cell(
        "def double(x): return 0", metadata=metadata("double", solution=True)
    )
    notebook.cells.insert(1, first)
    verdict = graded(grade, notebook)
    assert verdict.points == 5
    assert [repair.kind for repair in verdict.repairs] == [RepairKind.DUPLICATE_CELL]


def test_points_in_the_metadata_of_a_submission_are_not_believed(grade: Grade) -> None:
    notebook = answered(square="def square(x): return 0")
    cell(notebook, "test_double").metadata.nbgrader["points"] = 100
    assert graded(grade, notebook).points == 2


def test_a_renamed_file_is_found_by_its_cells(grade: Grade) -> None:
    files = {
        "arithmetic (1).ipynb": as_bytes(answered()),
        "scratch.ipynb": as_bytes(nbformat.v4.new_notebook()),
    }
    verdict = grade(assignment(), Submission("ada", ASSIGNMENT, files), LIMITS).verdict
    assert verdict.points == 5
    assert [repair.kind for repair in verdict.repairs] == [RepairKind.RENAMED_FILE]


def test_a_submission_without_notebook_is_a_problem_not_a_crash(grade: Grade) -> None:
    verdict = grade(assignment(), Submission("ada", ASSIGNMENT, {"x.txt": b"hi"}), LIMITS).verdict
    assert verdict.points == 0
    assert "no notebook" in str(verdict.problem)


def test_an_older_notebook_format_is_converted(grade: Grade) -> None:
    old = nbformat.convert(answered(), 3)
    files = {f"{NOTEBOOK}.ipynb": nbformat.writes(old, version=3).encode()}
    verdict = grade(assignment(), Submission("ada", ASSIGNMENT, files), LIMITS).verdict
    assert verdict.points == 5
    assert RepairKind.CONVERTED_FORMAT in {repair.kind for repair in verdict.repairs}


def test_windows_line_ends_cost_nothing(grade: Grade) -> None:
    content = as_bytes(answered()).replace(b"\n", b"\r\n")
    assert grade(assignment(), submission(content), LIMITS).verdict.points == 5


def test_the_executed_notebook_has_every_source_cell_once(grade: Grade) -> None:
    notebook = answered()
    copy_test(notebook)
    delete_imports(notebook)
    executed = nbformat.reads(
        grade(assignment(), submission(notebook), LIMITS).notebooks[NOTEBOOK], 4
    )
    names = [c.metadata.nbgrader.grade_id for c in executed.cells if "nbgrader" in c.metadata]
    expected = [c.metadata.nbgrader.grade_id for c in source().cells if "nbgrader" in c.metadata]
    assert sorted(names) == sorted(expected)
