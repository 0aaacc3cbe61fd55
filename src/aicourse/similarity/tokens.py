"""A program as tokens that renaming, comments and layout do not change."""

import ast
import builtins
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from aicourse.grading.programs import parse, unix_lines

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*|^[ \t]*[%!][^\n]*)
    |(?P<string>(?i:[rbuft]{0,2})(?:'''(?:\\.|[^\\])*?'''|\"\"\"(?:\\.|[^\\])*?\"\"\"
        |'(?:\\.|[^\\'\n])*'|"(?:\\.|[^\\"\n])*"))
    |(?P<number>(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?[jJ]?)
    |(?P<name>\w+)
    |(?P<operator>\*\*=?|//=?|<<=?|>>=?|->|:=|\.\.\.|[-+*/%@&|^=!<>]=?|[^\s\w;\\])
    |(?P<newline>\n)""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_GIVEN = frozenset(keyword.kwlist) | frozenset(dir(builtins))
_OWN, _STRING = "v", "s"


@dataclass(frozen=True, slots=True)
class Token:
    """One token: what is compared, and where it stands in the source."""

    code: int
    start: int
    end: int


@lru_cache(maxsize=4096)
def tokens(source: str, known: frozenset[str] = frozenset()) -> tuple[Token, ...]:
    """Return the tokens of a cell: all names of the writer's own are one, all strings are one.

    Comments, docstrings, magics, line ends and indentation are left out; attributes and numbers
    stay. A text that is no program is read all the same.

    Parameters
    ----------
    known : frozenset of str
        Names that the course gives, such as ``np``. They stay where the cell does not bind them.
    """
    given = (_GIVEN | known) - _bound_names(source)
    return tuple(Token(crc32(text.encode()), *place) for text, place in _plain(source, given))


def _plain(source: str, given: frozenset[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    before, opens_line = "", True
    for match in _TOKEN.finditer(source):
        kind, text = match.lastgroup, match[0]
        if kind == "newline":
            opens_line = True
            continue
        if kind == "comment":
            continue
        if kind == "string":
            rest = source[match.end() :].lstrip(" \t")
            if opens_line and before in ("", ":") and (not rest or rest[0] in "\n#;"):
                continue  # a docstring
            text = _STRING
        elif kind == "name" and before != ".":
            text = text if text in given else _OWN
        yield text, match.span()
        before, opens_line = text, False


def _bound_names(source: str) -> frozenset[str]:
    """Return the names that a program binds anywhere in it, none where it does not parse."""
    tree = parse(unix_lines(source))
    return frozenset() if tree is None else frozenset(_bound(tree))


def _bound(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name) | ast.ExceptHandler(name=str(name)):
                yield name
            case ast.alias(asname=str(name)):
                yield name
