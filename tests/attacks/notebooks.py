"""Attacks on the structure of the notebook, each a change of one that is handed in."""

from collections.abc import Callable
from typing import Any

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell

from attacks.course import RIGHT, WRONG

Change = Callable[[NotebookNode], None]


def _find(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def _retag(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata["tags"] = ["skip-execution", "remove-cell", "raises-exception", "injected"]


def _set(name: str, **values: Any) -> Change:
    def change(notebook: NotebookNode) -> None:
        _find(notebook, name).metadata.nbgrader.update(values)

    return change


def _type(kind: str) -> Change:
    def change(notebook: NotebookNode) -> None:
        cell = _find(notebook, "test_center")
        cell.cell_type = kind
        cell.pop("outputs", None)
        cell.pop("execution_count", None)

    return change


def _empty(notebook: NotebookNode) -> None:
    _find(notebook, "test_center").source = "pass"


def _move(notebook: NotebookNode) -> None:
    test = _find(notebook, "test_center")
    notebook.cells.remove(test)
    notebook.cells.insert(0, test)


def _merge(notebook: NotebookNode) -> None:
    test = _find(notebook, "test_center")
    _find(notebook, "center").source += "\n" + test.source
    notebook.cells.remove(test)


def _copy(notebook: NotebookNode) -> None:
    copy = new_code_cell("pass", metadata=_find(notebook, "test_center").metadata)
    notebook.cells.insert(1, copy)
    notebook.cells.append(copy)


def _claim_kernel_and_verdict(notebook: NotebookNode) -> None:
    test = _find(notebook, "test_center")
    test.metadata["aicourse"] = {"runs": "in-kernel", "verdict": {"points": 2, "kind": "passed"}}
    test.metadata.nbgrader.update(score=2, points=99)
    notebook.metadata["aicourse"] = {"points": 99, "max_points": 99}
    notebook.metadata["kernelspec"] = {"name": "bash", "display_name": "", "language": "bash"}


def _forge_outputs(notebook: NotebookNode) -> None:
    output = {"output_type": "execute_result", "data": {"text/plain": "2"}, "metadata": {}}
    _find(notebook, "test_center").outputs = [from_dict({**output, "execution_count": 1})]


def _nest_metadata(notebook: NotebookNode) -> None:
    deep: Any = 1
    for _ in range(150):
        deep = {"lang": deep}
    for cell in notebook.cells:
        cell.metadata["lang"] = deep
    notebook.metadata["deep"] = deep


def _attach(notebook: NotebookNode) -> None:
    cell = new_markdown_cell("![](attachment:a)")
    cell["attachments"] = {"a": {"image/png": "no base64"}}
    notebook.cells.append(cell)


# Every one is handed in with a wrong and with a right answer; right answers keep all points.
CHANGES: dict[str, Change] = {
    "tags that skip cells": _retag,
    "the test is no test any more": _set("test_center", grade=False, locked=False),
    "the test is a solution": _set("test_center", grade=False, solution=True),
    "the test has another name": _set("test_center", grade_id="other"),
    "the test is worth nothing": _set("test_center", points=0),
    "the answer is a locked cell": _set("center", solution=False, locked=True),
    "the test is prose": _type("markdown"),
    "the test is raw": _type("raw"),
    "the test is empty": _empty,
    "the test stands before its answer": _move,
    "the test is merged into the answer": _merge,
    "the test is copied": _copy,
    "a kernel, a verdict and points are claimed": _claim_kernel_and_verdict,
    "outputs are forged": _forge_outputs,
    "metadata are nested": _nest_metadata,
    "an attachment is no picture": _attach,
}
ANSWERS = {"wrong": WRONG, "right": RIGHT["center"]}
