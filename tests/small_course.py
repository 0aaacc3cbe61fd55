"""A course small enough to read at a glance: one assignment, two tasks, one free answer."""

from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from aicourse.grading.assignment import SourceAssignment, Submission
from aicourse.grading.verdict import CellVerdict, Verdict

ASSIGNMENT = "ps1"
NOTEBOOK = "arithmetic"
HIDDEN = "secret_input_4711"

DOUBLE = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
TEST_DOUBLE = f"""\
assert double(1) == 2, "一的两倍是二 / double of one is two"
### BEGIN HIDDEN TESTS
{HIDDEN} = 4711
assert double({HIDDEN}) == 9422, "大数也要翻倍 / large numbers double too"
### END HIDDEN TESTS"""
SQUARE = "def square(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION"
TEST_SQUARE = """\
assert square(1) == 1, "一的平方是一 / one squared is one"
### BEGIN HIDDEN TESTS
assert square(-3) == 9
### END HIDDEN TESTS"""


def metadata(grade_id: str, **flags: object) -> dict[str, object]:
    """nbgrader's metadata of a cell, everything off but `flags`."""
    plain = {"grade": False, "locked": False, "solution": False, "task": False}
    return {"nbgrader": {**plain, "schema_version": 3, "grade_id": grade_id, **flags}}


def source() -> NotebookNode:
    """The instructor notebook: 2 points for doubling, 3 for squaring."""
    test = {"grade": True, "locked": True}
    python = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return new_notebook(
        metadata={"kernelspec": python},
        cells=[
            new_markdown_cell("# Arithmetic", id="title"),
            new_code_cell("import math", id="imports", metadata=metadata("imports", locked=True)),
            new_code_cell(DOUBLE, id="double", metadata=metadata("double", solution=True)),
            new_code_cell(
                TEST_DOUBLE, id="t-double", metadata=metadata("test_double", points=2, **test)
            ),
            new_code_cell(SQUARE, id="square", metadata=metadata("square", solution=True)),
            new_code_cell(
                TEST_SQUARE, id="t-square", metadata=metadata("test_square", points=3, **test)
            ),
            new_markdown_cell(
                "Discuss.",
                id="notes",
                metadata=metadata("notes", grade=True, solution=True, points=0),
            ),
        ],
    )


def as_bytes(notebook: NotebookNode) -> bytes:
    return str(nbformat.writes(notebook)).encode()


def assignment(change: Callable[[NotebookNode], None] | None = None) -> SourceAssignment:
    """The assignment, its instructor notebook changed in place by `change`."""
    notebook = source()
    if change:
        change(notebook)
    return SourceAssignment(ASSIGNMENT, {NOTEBOOK: as_bytes(notebook)})


def cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    return next(
        c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def student_version() -> NotebookNode:
    """What learners receive: stubs in place of solutions, no hidden tests."""
    notebook = source()
    for name in ("double", "square"):
        head = cell(notebook, name).source.splitlines()[0]
        stub = f"{head}\n    # YOUR CODE HERE\n    raise NotImplementedError()"
        cell(notebook, name).source = stub
    for name in ("test_double", "test_square"):
        cell(notebook, name).source = cell(notebook, name).source.splitlines()[0]
    return notebook


def answered(**answers: str) -> NotebookNode:
    """The student version with both tasks solved, or as `answers` says."""
    notebook = student_version()
    right = {"double": "def double(x): return x + x", "square": "def square(x): return x**2"}
    for name, text in {**right, **answers}.items():
        cell(notebook, name).source = text
    return notebook


def submission(notebook: NotebookNode | bytes, student: str = "ada") -> Submission:
    content = notebook if isinstance(notebook, bytes) else as_bytes(notebook)
    return Submission(student, ASSIGNMENT, {f"{NOTEBOOK}.ipynb": content})


def by_cell(verdict: Verdict) -> dict[str, CellVerdict]:
    return {cell.grade_id: cell for cell in verdict.cells}


def make_course(root: Path, submitted: Mapping[str, NotebookNode | bytes]) -> Path:
    """Write a course folder as any nbgrader user has it, without anything of ours."""
    folder = root / "source" / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / f"{NOTEBOOK}.ipynb").write_bytes(as_bytes(source()))
    (root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'c1'\n"
    )
    for student, notebook in submitted.items():
        hand_in(root, student, notebook)
    return root


def hand_in(root: Path, student: str, notebook: NotebookNode | bytes, name: str = NOTEBOOK) -> Path:
    path = root / "submitted" / student / ASSIGNMENT / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(notebook if isinstance(notebook, bytes) else as_bytes(notebook))
    return path
