"""Leaves out lines that cannot work while grading, and would end or delay the cell.

A front end for figures, a folder of the learner's own disk, a drive of the service they work on,
the installation of a package: the code after such a line is what the learner wants graded.
"""

import ast
import re

from aicourse.grading.programs import parse

_FRONT_END = re.compile(r"%matplotlib[ \t]+(?!inline\b)\S")
_FOLDER = re.compile(r"%cd[ \t]+[\"']?([A-Za-z]:|[/~])")
_INSTALL = re.compile(
    r"[%!][ \t]*(\w+3?[ \t]+-m[ \t]+)?(pip3?|conda|mamba|uv)\b.*\b(install|add)\b"
)
_DESK = re.compile(r"%(check|start|load_ext[ \t]+aicourse)\b")  # a learner's own, no matter here
_SERVICE = "google.colab"
_HINTS = (
    "%matplotlib",
    "%cd",
    "install",
    "chdir",
    ".use(",
    "%check",
    "%start",
    "aicourse",
    _SERVICE,
)


def portable(source: str) -> tuple[str, tuple[str, ...]]:
    """Turn top-level lines that cannot work here into comments.

    Returns
    -------
    str
        The program, with as many lines as before.
    tuple of str
        The lines left out that are worth telling of.
    """
    if not any(hint in source for hint in _HINTS):
        return source, ()
    tree = parse(source)
    if tree is None or source.lstrip().startswith("%%"):
        return source, ()
    drives = {
        name.asname or name.name
        for statement in tree.body
        if isinstance(statement, ast.ImportFrom) and statement.module == _SERVICE
        for name in statement.names
    }
    lines = source.split("\n")
    left_out: list[str] = []
    for statement in tree.body:
        line = lines[statement.lineno - 1]
        alone = statement.end_lineno == statement.lineno and ";" not in line
        if alone and _is_bound(statement, line, drives):
            if not _DESK.match(line):
                left_out.append(line.strip()[:120])
            lines[statement.lineno - 1] = f"# {line}"
    return "\n".join(lines), tuple(left_out)


def _is_bound(statement: ast.stmt, line: str, drives: set[str]) -> bool:
    match statement:
        case ast.Pass():
            return any(found.match(line) for found in (_FRONT_END, _FOLDER, _INSTALL, _DESK))
        case ast.ImportFrom(module=str(module)):
            return module == _SERVICE
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=ast.Name(id="os"), attr="chdir"),
                args=[ast.Constant(value=str(folder))],
            )
        ):
            return bool(re.match(r"[A-Za-z]:|[/\\~]", folder))
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=ast.Name(id="matplotlib" | "mpl"), attr="use"),
            )
        ):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="mount"))):
            return name in drives
        case _:
            return False
