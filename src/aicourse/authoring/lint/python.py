"""Reading the Python of code cells: syntax trees, names, and the literal text of messages."""

import ast
import re
from collections.abc import Iterator

_MAGIC = re.compile(r"^(?P<indent>\s*)[%!?].*$|^(?P<head>\s*)\w+\s*=\s*[%!].*$", re.MULTILINE)

_OWN_SCOPE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def parse(source: str) -> ast.Module | None:
    """Parse a cell, IPython's magic lines passed over; None where the rest is no Python."""
    if source.startswith("%%"):
        first, _, source = source.partition("\n")
        if first.split()[0] not in ("%%time", "%%timeit", "%%capture"):
            return ast.Module([], [])
    for candidate in (source, _MAGIC.sub(r"\g<indent>\g<head>pass", source)):
        try:
            return ast.parse(candidate)
        except (SyntaxError, ValueError):
            continue
    return None


def bound_names(tree: ast.Module) -> dict[str, ast.stmt]:
    """Return the names that a cell binds at its top level, with the statement that does."""
    bound: dict[str, ast.stmt] = {}
    for statement in tree.body:
        for name in _binds(statement):
            bound.setdefault(name, statement)
    return bound


def imported_names(tree: ast.AST) -> set[str]:
    """Return the names that import statements bind, at any depth."""
    return {
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }


def read_names(tree: ast.AST) -> set[str]:
    """Return the names that a cell reads."""
    return {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def dotted(node: ast.expr) -> str:
    """Return ``"np.random.rand"`` for such an expression; ``""`` for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        head = dotted(node.value)
        return f"{head}.{node.attr}" if head else f"?.{node.attr}"
    return ""


def literal_text(node: ast.expr) -> str:
    """Return the literal parts of an expression that makes text, ``{}`` between them."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(literal_text(value) for value in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return literal_text(left) + literal_text(right)
        case ast.BinOp(left=left, op=ast.Mod()):
            return literal_text(left)
        case ast.Call(func=ast.Attribute(value=text, attr="format" | "strip" | "replace")):
            return literal_text(text)
        case ast.Call(args=arguments):
            return "{}" + "{}".join(literal_text(argument) for argument in arguments)
        case ast.IfExp(body=body, orelse=orelse):
            return literal_text(body) or literal_text(orelse)
        case _:
            return "{}"


def _binds(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Import | ast.ImportFrom):
        yield from imported_names(statement)
    else:
        yield from _stored(statement)


def _stored(node: ast.AST) -> Iterator[str]:
    """Yield the names that a statement assigns in its own scope."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield from _binds(child)
        elif not isinstance(child, _OWN_SCOPE):
            yield from _stored(child)
