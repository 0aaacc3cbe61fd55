"""Which cells of a learner's notebook matter to its tests."""

import builtins
import dis
from collections.abc import Iterator
from types import CodeType

import nbformat
from nbformat import NotebookNode

from aicourse.grading.programs import bound_names, parse
from aicourse.grading.sources import SourceCells
from aicourse.notebook import Role, role

_OF_PYTHON = frozenset(dir(builtins))


def essential(source: SourceCells, notebook: NotebookNode) -> NotebookNode:
    """Return a copy of a notebook without prose, outputs, and examples that only show something.

    A worked example of the course stays if a test, an answer, or a cell of the learner's reads a
    name that it binds; so do all cells that the learner wrote.
    """
    copy = nbformat.from_dict(notebook)
    needed = {
        name
        for cell in source.cells.values()
        if role(cell) is Role.TEST
        for name in names_read(cell.source)
    }
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
    is_program = parse(cell.source) is not None and not cell.source.lstrip().startswith("%%")
    return is_program and source.is_handed_out(cell)


def names_read(source: str) -> set[str]:
    """Return the global names that a program reads and has not bound before, as far as is seen.

    Names of Python itself are left out, and so is everything of what is no program.
    """
    tree = parse(source)
    if tree is None:
        return set()
    try:
        code = compile(tree, "cell", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return set()
    read: set[str] = set()
    bound: set[str] = set()
    for instruction in dis.get_instructions(code):
        name = str(instruction.argval)
        if instruction.opname == "STORE_NAME":
            bound.add(name)
        elif instruction.opname in ("LOAD_NAME", "LOAD_GLOBAL") and name not in bound:
            read.add(name)
    for inner in _inner(code):
        read |= _globals_of(inner) - bound
    return read - _OF_PYTHON


def _globals_of(code: CodeType) -> set[str]:
    """Return the global names that a function or the body of a class reads."""
    found = {"LOAD": set[str](), "STORE": set[str]()}
    for instruction in dis.get_instructions(code):
        what, _, where = instruction.opname.partition("_")
        if what in found and where in ("NAME", "GLOBAL", "FROM_DICT_OR_GLOBALS"):
            found[what].add(str(instruction.argval))
    return found["LOAD"] - found["STORE"]


def _inner(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _inner(constant)
