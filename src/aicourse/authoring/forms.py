"""An assignment's notebook as a py:percent text for people, and back, by Jupytext.

Both forms hold the same cells: sources and the metadata that the course gives a meaning. Outputs,
execution counts and an editor's view state belong to neither. Equal input gives equal output, so
that differences in git are differences of content.
"""

import ast
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode

from aicourse.authoring.written_files import put_back, set_aside, take_out, write_in
from aicourse.errors import CourseError
from aicourse.notebook import cell_place, grade_id

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
CELL_METADATA = ("aicourse", "lang", "nbgrader", "tags")

_FORMAT = "py:percent"
_OWN_METADATA = ("lines_to_next_cell", "lines_to_end_of_cell_marker", "skipempty")  # Jupytext's
_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LIKE_A_MAGIC = re.compile(r"^#[ \t]+#[# \t]*(?:[a-z_%!?]|.*[=?])", re.MULTILINE)
_DEFINITION = re.compile(r"(#.*\n)*(@|def |async def |class )")
_HEADER = """\
# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---
"""


def notebook_from_text(text: str) -> NotebookNode:
    """Read a py:percent text as a notebook: equal texts give equal notebooks, byte for byte.

    Raises
    ------
    CourseError
        If a cell carries an option that notebooks of the course do not keep.
    """
    cells = read_cells(text)
    for index, cell in enumerate(cells):
        for key in cell.metadata:
            if key not in CELL_METADATA + _OWN_METADATA:
                raise CourseError(
                    f"the cell option {key!r} would be lost in the notebook",
                    f"remove it; cells keep {', '.join(CELL_METADATA)}",
                    place=cell_place(cell, index),
                )
    return plain_notebook(cells)


def text_from_notebook(notebook: NotebookNode) -> str:
    """Write a notebook as a py:percent text, the same for equal cells whatever else it carries.

    Raises
    ------
    CourseError
        If a cell cannot be told in such a text: it has an attached file, or a line of its own
        that starts a cell.
    """
    for index, cell in enumerate(notebook.cells):
        if cell.get("attachments"):
            raise CourseError(
                "the attached image has no place in the text",
                "draw it in a code cell, or hand it out as a file and link it",
                place=cell_place(cell, index),
            )
    plain = plain_notebook(notebook.cells)
    bare = nbformat.from_dict(plain)
    for cell, following in pairwise(bare.cells):
        apart = _ends_in_definition(cell) or _begins_with_definition(following)
        cell.metadata["lines_to_next_cell"] = 2 if apart else 1  # as formatters want it
    written = take_out(bare.cells)
    bare.metadata = {
        "jupytext": {"notebook_metadata_filter": "-all", "cell_metadata_filter": "all"},
        "kernelspec": KERNELSPEC,
    }
    text = write_in(f"{_HEADER}\n{jupytext.writes(bare, fmt=_FORMAT)}", written)
    _refuse_change(plain.cells, plain_notebook(read_cells(text)).cells)
    return text


def read_cells(text: str) -> list[NotebookNode]:
    """Read the cells of a text, with all that Jupytext makes of them.

    Jupytext also takes the comment sign off prose that looks like a commented magic, so that the
    heading ``# ls and its options`` would become a line of text: there it reads once more.
    """
    text, written = set_aside(text)
    cells: list[NotebookNode] = jupytext.reads(text, fmt=_FORMAT).cells
    if _LIKE_A_MAGIC.search(text):
        literally = {"extension": ".py", "format_name": "percent", "comment_magics": False}
        for cell, literal in zip(cells, jupytext.reads(text, fmt=literally).cells, strict=True):
            if cell.cell_type != "code":
                cell.source = literal.source
    put_back(cells, written)
    return cells


def plain_notebook(cells: Sequence[NotebookNode]) -> NotebookNode:
    """Return a notebook of these cells' sources and kept metadata, and nothing else.

    A cell of white space alone is an empty one: Jupytext may give it back or not.
    """
    plain = [
        nbformat.from_dict(
            {
                "cell_type": cell.cell_type,
                "metadata": _sorted({k: v for k, v in cell.metadata.items() if k in CELL_METADATA}),
                "source": str(cell.source).strip("\n") if str(cell.source).strip() else "",
                **({"execution_count": None, "outputs": []} if cell.cell_type == "code" else {}),
            }
        )
        for cell in cells
    ]
    for cell, name in zip(plain, _cell_ids(plain), strict=True):
        cell["id"] = name
    metadata = {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    return nbformat.v4.new_notebook(metadata=metadata, cells=plain)


def content_digest(notebook: NotebookNode) -> str:
    """Return the SHA-256 of what both forms share, whatever else a notebook carries."""
    cells = plain_notebook(notebook.cells).cells
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()


def _begins_with_definition(cell: NotebookNode) -> bool:
    return bool(cell.cell_type == "code" and _DEFINITION.match(cell.source))


def _ends_in_definition(cell: NotebookNode) -> bool:
    try:
        body = ast.parse(cell.source).body if cell.cell_type == "code" else []
    except (SyntaxError, ValueError):  # magics
        return False
    definitions = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return bool(body) and isinstance(body[-1], definitions)


def _cell_ids(cells: Sequence[NotebookNode]) -> Iterator[str]:
    """Name each cell by its ``grade_id``, else by what it holds: an edit elsewhere changes none."""
    seen: dict[str, int] = {}
    for cell in cells:
        content = json.dumps([cell.cell_type, cell.source, cell.metadata], sort_keys=True)
        name = grade_id(cell) or ""
        if not _CELL_ID.fullmatch(name) or name in seen:
            name = hashlib.sha256(content.encode()).hexdigest()[:12]
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name}-{seen[name]}"


def _refuse_change(before: Sequence[NotebookNode], after: Sequence[NotebookNode]) -> None:
    """Refuse a notebook that its text would not give back."""
    for index, cell in enumerate(before):
        if index >= len(after) or cell != after[index]:
            raise CourseError(
                "the cell changes on its way through the text",
                "close its quotes; reword lines such as `# %%`, which mean something to Jupytext",
                place=cell_place(cell, index),
            )
    if len(after) > len(before):
        raise CourseError(
            "the last cell becomes two in the text", "remove the line `# %%` in it", place="end"
        )


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value
