"""Tests that stand in the learner's process, as the grader sees to them.

The grader compiles the test, for whoever compiles a program decides what it does. Names that are
the instructor's (imports, functions of locked cells) or Python's (builtins) it puts under a token
drawn for this one exam, so that the test finds them and not what a learner has of that name.
"""

import __future__

import ast
import builtins
import marshal
import random
import secrets
from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from aicourse.grading.outcome import Part

_ALWAYS = ("math", "operator", "unittest.case", "json", "json.encoder", "json.decoder", "socket")
_OURS = tuple(
    f"aicourse.grading.warm.{name}" for name in ("channel", "forking", "shell", "student")
)
_WITH: dict[str, tuple[str, ...]] = {
    "numpy": ("numpy.testing",),
    "pandas": ("pandas.testing",),
    "torch": ("torch.testing",),
}
_BUILTINS = {
    *(name for name in dir(builtins) if not name.startswith("__")),
    *("__import__", "display", "get_ipython"),
} - {"super"}  # the compiler knows it by its name
_FUTURE = 0
for _feature in __future__.all_feature_names:
    _FUTURE |= getattr(__future__, _feature).compiler_flag

_CALLS = (
    ("unittest.case", "TestCase().assertEqual({}, {})"),
    ("unittest.case", "TestCase().assertTrue({} == {})"),
    ("unittest.case", "TestCase().assertRaises(ZeroDivisionError, divmod, 1, {} - {})"),
    ("numpy.testing", "testing.assert_allclose({}, {})"),
    ("numpy.testing", "testing.assert_equal({}, {})"),
    ("numpy.testing", "testing.assert_array_equal([1, {}], [1, {}])"),
    ("pandas.testing", "testing.assert_series_equal(it.Series([{}]), it.Series([{}]))"),
    ("torch.testing", "testing.assert_close(it.tensor({}), it.tensor({}))"),
)

Program = list[str]
"""Code objects, marshalled, in ASCII: statements, and perhaps an expression after them."""


def watched(imported: Sequence[str]) -> list[str]:
    """Return the modules that must stay as they are for tests to be believed.

    Parameters
    ----------
    imported : sequence of str
        Those that the instructor's cells and the tests import.
    """
    packages = {name.partition(".")[0] for name in imported}
    leaned_on = [name for package in sorted(packages) for name in _WITH.get(package, ())]
    return list(dict.fromkeys([*_ALWAYS, *_OURS, *leaned_on, *imported]))


class Exam:
    """One test cell, compiled for one exam.

    Parameters
    ----------
    pinned : sequence of str
        The instructor's imports and locked cells.

    Attributes
    ----------
    token : str
        What begins the names that only this exam knows.
    pinned, test : list of Program
        What to execute before the test; the test, a program for each of its parts.

    Raises
    ------
    SyntaxError
        If the test is no program.
    """

    def __init__(self, pieces: Sequence[Part], pinned: Sequence[str]) -> None:
        self.token = secrets.token_hex(8)
        statements = [s for source in pinned for s in _lendable(source)]
        names = _BUILTINS | {_binds(s) for s in statements}
        trees = [_parse(piece.source) for piece in pieces]
        own = {name for tree in trees for name in _bound(tree)}
        self._names = names
        self.pinned = [self._compile(ast.Module([s], []), names)[0] for s in statements]
        self.test: list[Program] = []
        flags = 0
        for tree, piece in zip(trees, pieces, strict=True):
            show = piece is pieces[-1] and not piece.source.rstrip().endswith(";")
            program, flags = self._compile(tree, names - own, flags, show=show)
            self.test.append(program)

    def canaries(self, modules: Sequence[str]) -> tuple[list[Program], list[str]]:
        """Return programs that fail, and some that do not, and the error that each must end in."""
        drawn = _assertions(modules)
        random.SystemRandom().shuffle(drawn)
        programs = [self._compile(ast.parse(source), self._names)[0] for source, _ in drawn]
        return programs, ["" if holds else "AssertionError" for _, holds in drawn]

    def _compile(
        self, tree: ast.Module, renamed: set[str], flags: int = 0, *, show: bool = False
    ) -> tuple[Program, int]:
        tree = ast.fix_missing_locations(_Renaming(self.token, renamed).visit(tree))
        codes = []
        last = tree.body[-1] if tree.body and show else None
        flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        trees: list[tuple[Any, str]] = [(tree, "exec")]
        if isinstance(last, ast.Expr):
            tree.body.pop()
            trees.append((ast.Expression(last.value), "eval"))
        for part, mode in trees:
            code = compile(part, "<test cell>", mode, flags, dont_inherit=True, optimize=0)
            flags |= code.co_flags & _FUTURE
            codes.append(b64encode(marshal.dumps(code)).decode("ascii"))
        return codes, flags


class _Renaming(ast.NodeTransformer):
    """Puts names under a token: those that are read, and those that a lent statement binds."""

    def __init__(self, token: str, names: set[str]) -> None:
        self._token = token
        self._names = names

    def visit_Module(self, node: ast.Module) -> ast.Module:
        if len(node.body) == 1 and hasattr(node.body[0], _LENT):
            node.body = self._rebound(node.body[0])
        self.generic_visit(node)
        return node

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if node.id in self._names and isinstance(node.ctx, ast.Load):
            node.id = f"{self._token} {node.id}"
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return node  # an annotation, which may be read as a text

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        returns = node.__dict__.pop("returns", None)  # another annotation
        super().generic_visit(node)
        if returns is not None:
            node.returns = returns  # type: ignore[attr-defined]
        return node

    def _rebound(self, statement: ast.stmt) -> list[ast.stmt]:
        name = f"{self._token} {_binds(statement)}"
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            statement.name = name
            return [statement]
        assert isinstance(statement, ast.Import | ast.ImportFrom)
        (alias,) = statement.names
        if isinstance(statement, ast.Import) and alias.asname is None and "." in alias.name:
            find = ast.Call(ast.Name("__import__", ast.Load()), [ast.Constant(alias.name)], [])
            return [ast.Assign([ast.Name(name, ast.Store())], find)]
        alias.asname = name
        return [statement]


_LENT = "lent_to_tests"


def _lendable(source: str) -> list[ast.stmt]:
    """Return the imports, one name each, and the functions that stand in a program."""
    try:
        statements = _parse(source).body
    except SyntaxError:
        return []
    found: list[ast.stmt] = []
    for statement in statements:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(statement)
        elif isinstance(statement, ast.Import):
            found += [ast.Import([alias]) for alias in statement.names]
        elif isinstance(statement, ast.ImportFrom) and not statement.level:
            module, names = statement.module, statement.names
            if module != "__future__":
                found += [ast.ImportFrom(module, [a], 0) for a in names if a.name != "*"]
    for statement in found:
        setattr(statement, _LENT, True)
    return found


def _binds(statement: ast.stmt) -> str:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return statement.name
    assert isinstance(statement, ast.Import | ast.ImportFrom)
    (alias,) = statement.names
    return alias.asname or alias.name.partition(".")[0]


def _bound(tree: ast.AST) -> set[str]:
    """Return the names that a program gives a meaning of its own anywhere in it."""
    found: set[str | None] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                found.add(name)
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.ClassDef(name=name) | ast.ExceptHandler(name=name):
                found.add(name)
            case ast.alias(name=name, asname=other):
                found.add(other or name.partition(".")[0])
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                found.update(names)
            case ast.MatchAs(name=name) | ast.MatchStar(name=name) | ast.MatchMapping(rest=name):
                found.add(name)
    return {name for name in found if name is not None}


def _parse(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError:
        manager: Any = TransformerManager  # untyped
        tree: ast.Module = compile(
            manager().transform_cell(source),
            "<test cell>",
            "exec",
            ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
            dont_inherit=True,
        )
        return tree


def _assertions(modules: Sequence[str]) -> list[tuple[str, bool]]:
    """Return assertions on numbers drawn now, and whether they hold."""
    one, other = random.SystemRandom().sample(range(10_000), 2)
    found = [
        ("assert False", False),
        (f"assert {one} == {other}", False),
        (f"assert all([True, {one} == {other}])", False),
        (f"assert isinstance({one}, str) or len([{one}]) == {other + 2}", False),
        (f"assert {one} == {one}", True),
        (f"assert any([{one} == {other}, sum([{one}, {other}]) == {one + other}])", True),
    ]
    for module, call in _CALLS:
        if module in modules:
            package, _, _ = module.partition(".")
            asserted = f"(lambda it: it.{call})(__import__({module!r}) and __import__({package!r}))"
            found += [(asserted.format(one, other), False), (asserted.format(one, one), True)]
    return found
