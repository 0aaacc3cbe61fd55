"""Hints of a task: prose of the instructor notebook that learners get one by one, on request.

They stand in a markdown cell for each language, with the cell metadata
``"aicourse": {"hints": "<grade_id of the task's first solution cell>"}``: an ordered list, each
item one hint, from a nudge to the last step before the line itself.
"""

import re
from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode

from aicourse.notebook import language

_ITEM = re.compile(r"^\d+\.[ \t]+", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]{1,4}", re.MULTILINE)


def hinted_task(cell: NotebookNode) -> str | None:
    """Return the name of the task that a cell holds the hints of, if it does."""
    settings = cell.get("metadata", {}).get("aicourse")
    task = settings.get("hints") if isinstance(settings, dict) else None
    return task if isinstance(task, str) else None


def without_hints(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of a notebook that gives no hint away."""
    copy = nbformat.from_dict(notebook)
    copy.cells = [cell for cell in copy.cells if hinted_task(cell) is None]
    return copy


def hints(notebook: NotebookNode, wanted: str) -> dict[str, tuple[str, ...]]:
    """Return the hints of each task in one language, as Markdown, in the order to give them."""
    return {
        task: tuple(split_hints(cell.source))
        for cell in notebook.cells
        if (task := hinted_task(cell)) is not None and language(cell) == wanted
    }


def split_hints(source: str) -> Iterator[str]:
    """Yield the items of an ordered list; what stands before the first is none of them."""
    for item in _ITEM.split(source)[1:]:
        yield _INDENT.sub("", item).strip()
