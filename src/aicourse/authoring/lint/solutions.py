"""Rules on solution cells: what a learner receives, and what the tools cut out."""

import ast
import inspect
import re
from collections.abc import Iterator

from aicourse.authoring.lint.python import bound_names, imported_names, parse
from aicourse.authoring.lint.registry import Defect, room_rule
from aicourse.authoring.lint.room import Cell, Room
from aicourse.notebook import SOLUTION, Role, stub

_MARKER = re.compile(r"^.*\b(?:BEGIN|END)\W+SOLUTIONS?\b.*$", re.MULTILINE | re.IGNORECASE)
_WRITES_PYTHON = re.compile(r"\A%%(?:writefile|file)\s+\S+\.py\s*$", re.MULTILINE)
_SECTION = re.compile(r"^(?P<name>[A-Z]\w*)\n-{3,}$", re.MULTILINE)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@room_rule("solution-markers", f"write {SOLUTION[0]} and {SOLUTION[1]}, each on its own line")
def _solution_markers(room: Room) -> Iterator[Defect]:
    for cell in room.cells:
        markers = [match[0] for match in _MARKER.finditer(cell.source)]
        stripped = [marker.strip() for marker in markers]
        if cell.role not in (Role.SOLUTION, Role.ANSWER):
            if markers:
                yield Defect(
                    "solution markers in a cell that is no solution",
                    cell.place,
                    remedy='remove them or set "solution": true',
                )
        elif not set(stripped) <= set(SOLUTION):
            wrong = next(marker for marker in stripped if marker not in SOLUTION)
            yield Defect(f"the marker {wrong!r} is not exact", cell.place)
        elif stripped != list(SOLUTION) * (len(stripped) // 2):
            yield Defect("the solution markers are not paired", cell.place)
        elif cell.role is Role.SOLUTION and cell.is_code:
            yield from _regions_apart(cell, len(stripped) // 2)


def _regions_apart(cell: Cell, count: int) -> Iterator[Defect]:
    """Refuse a cell without a region, and two regions that belong to the same function."""
    if not count:
        yield Defect("no solution region: nbgrader would clear the signature too", cell.place)
        return
    lines = cell.source.splitlines()
    begins = [number for number, line in enumerate(lines, 1) if line.strip() == SOLUTION[0]]
    tree = _python_of(cell)
    owners = [_owner(tree, line) for line in begins]
    if len(set(owners)) < len(owners):
        yield Defect(
            "two solution regions in one function", cell.place, remedy="make them one region"
        )


@room_rule("solution-keeps-signature", "leave the names and signatures outside the markers")
def _solution_keeps_signature(room: Room) -> Iterator[Defect]:
    for cell in room.solutions:
        if not cell.is_code or cell.tree is None:
            continue
        left = parse(stub(cell.source))
        if left is None:
            yield Defect("what the learner receives is no Python", cell.place)
            continue
        kept, imported = bound_names(left), imported_names(cell.tree)
        lost = [
            name
            for name in bound_names(cell.tree)
            if name not in kept and name not in imported and not name.startswith("_")
        ]
        lost += sorted(_methods(cell.tree) - _methods(left))
        if lost:
            yield Defect(f"the learner does not receive {', '.join(lost)}", cell.place)


@room_rule("docstring-missing", "write a numpydoc docstring above the solution region")
def _docstring_missing(room: Room) -> Iterator[Defect]:
    for cell in room.solutions:
        for name, node in _documented(cell):
            if not ast.get_docstring(node):
                yield Defect(f"{name} has no docstring", cell.place)


@room_rule("docstring-sections", "add the numpydoc section, with each name of the signature")
def _docstring_sections(room: Room) -> Iterator[Defect]:
    for cell in room.solutions:
        raising = _raising(cell)
        for name, node in _documented(cell):
            docstring = ast.get_docstring(node)
            if docstring and not isinstance(node, ast.ClassDef):
                for problem in _section_problems(node, docstring, name in raising):
                    yield Defect(f"{name}: {problem}", cell.place)


@room_rule("annotation-missing", "annotate every parameter and the result, arrays by jaxtyping")
def _annotation_missing(room: Room) -> Iterator[Defect]:
    for cell in room.solutions:
        for name, function in _functions(_given(cell)):
            bare = [
                argument.arg for argument in _arguments(function) if argument.annotation is None
            ]
            if function.returns is None and function.name != "__init__":
                bare.append("the result")
            if bare:
                yield Defect(f"{name}: no annotation of {', '.join(bare)}", cell.place)


def _section_problems(function: Function, docstring: str, raises: bool) -> Iterator[str]:
    sections = _sections(docstring)
    names = [argument.arg for argument in _arguments(function)]
    if names and "Parameters" not in sections:
        yield "no section Parameters"
    elif names:
        described = re.split(r"[\s,:*]+", "\n".join(_entries(sections["Parameters"])))
        for name in names:
            if name not in described:
                yield f"the section Parameters lacks {name}"
    if not _returns_nothing(function) and not {"Returns", "Yields"} & sections.keys():
        yield "no section Returns"
    if raises and "Raises" not in sections:
        yield "no section Raises, though the solution raises"


def _sections(docstring: str) -> dict[str, str]:
    text = inspect.cleandoc(docstring)
    starts = list(_SECTION.finditer(text))
    ends = [match.start() for match in starts[1:]] + [len(text)]
    return {match["name"]: text[match.end() : end] for match, end in zip(starts, ends, strict=True)}


def _entries(section: str) -> Iterator[str]:
    """Yield the unindented lines of a section: the names that it describes."""
    return (line for line in section.splitlines() if line and not line[0].isspace())


def _returns_nothing(function: Function) -> bool:
    match function.returns:
        case None | ast.Constant(value=None):
            return True
        case ast.Name(id="NoReturn" | "Never"):
            return True
        case _:
            return False


def _given(cell: Cell) -> ast.Module:
    """Return the tree of what a learner receives; empty where that is no Python."""
    return (parse(stub(cell.source)) if cell.is_code else None) or ast.Module([], [])


def _documented(cell: Cell) -> Iterator[tuple[str, Function | ast.ClassDef]]:
    tree = _given(cell)
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef) and not statement.name.startswith("_"):
            yield statement.name, statement
    for name, function in _functions(tree):
        if not function.name.startswith("__"):
            yield name, function


def _functions(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """Yield the public functions of a cell, and the public and special methods of its classes."""
    for statement in tree.body:
        if isinstance(statement, Function) and not statement.name.startswith("_"):
            yield statement.name, statement
        elif isinstance(statement, ast.ClassDef) and not statement.name.startswith("_"):
            for method in statement.body:
                if isinstance(method, Function) and not re.match(r"_(?!_)", method.name):
                    yield f"{statement.name}.{method.name}", method


def _methods(tree: ast.Module) -> set[str]:
    return {name for name, _ in _functions(tree) if "." in name}


def _arguments(function: Function) -> list[ast.arg]:
    given = function.args
    named = [*given.posonlyargs, *given.args]
    if named and named[0].arg in ("self", "cls"):
        named = named[1:]
    variadic = [argument for argument in (given.vararg, given.kwarg) if argument]
    return [*named, *given.kwonlyargs, *variadic]


def _raising(cell: Cell) -> set[str]:
    """Return the functions of a whole solution that raise an error of their own."""
    return {
        name
        for name, function in _functions(cell.tree or ast.Module([], []))
        if any(isinstance(node, ast.Raise) and node.exc for node in ast.walk(function))
    }


def _python_of(cell: Cell) -> ast.Module | None:
    """Return the tree of a cell, or of the Python file that it writes, under the cell's lines."""
    return parse(_WRITES_PYTHON.sub("", cell.source, count=1))


def _owner(tree: ast.Module | None, line: int) -> int:
    """Return the line of the innermost function around a line; 0 for the top level."""
    functions = [
        node
        for node in ast.walk(tree or ast.Module([], []))
        if isinstance(node, Function) and node.lineno <= line <= (node.end_lineno or line) + 1
    ]
    return max((function.lineno for function in functions), default=0)
