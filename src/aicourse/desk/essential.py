"""Which cells of a learner's notebook matter to its tests."""

import ast
import builtins

import nbformat
from nbformat import NotebookNode

from aicourse.grading.programs import bound_names, parse
from aicourse.grading.sources import SourceCells
from aicourse.notebook import Role, role

_ALWAYS = frozenset(dir(builtins))


def essential(source: SourceCells, notebook: NotebookNode) -> NotebookNode:
    """Return a copy of a notebook without prose, outputs, and examples that only show something.

    A worked example of the course stays if an answer, or a cell of the learner's, reads a name
    that it binds; so do all cells that the learner wrote.
    """
    copy = nbformat.from_dict(notebook)
    needed: set[str] = set()
    kept: list[NotebookNode] = []
    for cell in reversed(copy.cells):
        if cell.cell_type != "code" and role(cell) is Role.FREE:
            continue
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            if _only_shows(source, cell) and not bound_names(cell.source) & needed:
                continue
            needed |= names_read(cell.source)
        kept.append(cell)
    copy.cells = kept[::-1]
    return copy


def _only_shows(source: SourceCells, cell: NotebookNode) -> bool:
    tree = parse(cell.source)
    return source.is_handed_out(cell) and tree is not None and not cell.source.startswith("%%")


def names_read(source: str) -> set[str]:
    """Return the names that a program reads, anywhere in it, but for those of Python itself."""
    tree = parse(source)
    nodes = ast.walk(tree) if tree is not None else ()
    return {n.id for n in nodes if isinstance(n, ast.Name)} - _ALWAYS
