"""What the grader reads in a program without running it: sameness, names, statements."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_LONGEST = 100_000  # characters of a program, for parsing takes a thousand times its memory
_ANY_LINE_END = re.compile(r"\r\n?")
_IPYTHON = re.compile(r"^[ \t]*[%!?].*$|^[ \t]*[\w.]+\?{1,2}[ \t]*$", re.MULTILINE)
_BINDS = re.compile(
    r"^(?:(?:async[ \t]+)?def|class)[ \t]+(\w+)|^(\w+)[ \t]*(?::[^=\n]*)?=(?!=)", re.MULTILINE
)


def unix_lines(source: str) -> str:
    """Return a source with the line ends of Unix."""
    return _ANY_LINE_END.sub("\n", source)


def parse(source: str) -> ast.Module | None:
    """Parse a cell; lines of IPython count as ``pass``. None if it is no program."""
    if len(source) > _LONGEST:
        return None
    for text in (source, _IPYTHON.sub(_pass_for, source)):
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def _pass_for(line: re.Match[str]) -> str:
    text = line[0]
    return text[: len(text) - len(text.lstrip(" \t"))] + "pass"


@lru_cache(maxsize=512)
def same_code(one: str, other: str) -> bool:
    """Whether two sources are the same program, comments and layout aside."""
    if one == other:
        return True
    if max(len(one), len(other)) > _LONGEST:
        return one.split() == other.split()
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return one.split() == other.split()


def same_text(one: str, other: str) -> bool:
    """Whether two texts are the same, white space at the ends of lines and around aside."""
    return plain_lines(one) == plain_lines(other)


def plain_lines(text: str) -> list[str]:
    """Return the lines of a text without white space behind them and without empty ends."""
    return [line.rstrip() for line in unix_lines(text).strip().split("\n")]


@lru_cache(maxsize=512)
def bound_names(source: str) -> frozenset[str]:
    """Return the global names that a program binds; by a rough look where it does not parse."""
    tree = parse(source)
    if tree is None:
        return frozenset(found[1] or found[2] for found in _BINDS.finditer(source[:_LONGEST]))
    return frozenset(_bound(tree))


def _bound(node: ast.AST) -> Iterator[str]:
    pending = [node]
    while pending:
        match node := pending.pop():
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.Lambda():
                continue
            case ast.Import() | ast.ImportFrom():
                yield from (name.asname or name.name.partition(".")[0] for name in node.names)
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case _:
                pending += ast.iter_child_nodes(node)


def used_names(source: str) -> frozenset[str]:
    """Return the names that a program mentions anywhere."""
    tree = parse(source)
    nodes = ast.walk(tree) if tree is not None else ()
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name))


@lru_cache(maxsize=512)
def names_of_answer(reference: str, handed_out: str, tests: tuple[str, ...]) -> frozenset[str]:
    """Return the names that an answer binds: those that the tests use, if they use any.

    Parameters
    ----------
    reference, handed_out : str
        The solution cell of the source, and what learners receive of it: the statements in which
        they differ are the answer.
    """
    solved, given = parse(reference), parse(handed_out)
    if solved is None:
        return frozenset()
    known = {ast.dump(statement) for statement in given.body} if given else set()
    answer = [s for s in solved.body if ast.dump(s) not in known]
    names = frozenset(name for statement in answer for name in _bound(statement))
    tested = frozenset(name for test in tests for name in used_names(test))
    return names & tested or names


@dataclass(frozen=True)
class Piece:
    """Some statements of a program that belong together.

    Attributes
    ----------
    owner : str or None
        Whose names they bind.
    """

    source: str
    owner: str | None


def pieces_by_owner(source: str, owners: dict[str, str]) -> list[Piece]:
    """Cut a program before each statement that binds a name of another owner than those before.

    The pieces one after the other are the program: nothing is lost between them.

    Parameters
    ----------
    owners : dict of str to str
        Owner of each name that has one.
    """
    whole = [Piece(source, None)]
    tree = parse(source)
    if tree is None or source.lstrip().startswith("%%"):
        return whole
    cuts: list[tuple[int, str]] = []
    for statement in tree.body:
        found = {owners[name] for name in _bound(statement) if name in owners}
        if len(found) == 1 and (not cuts or cuts[-1][1] not in found):
            decorators = [d.lineno for d in getattr(statement, "decorator_list", [])]
            cuts.append((min([statement.lineno, *decorators]), *found))
    lines = source.split("\n")
    if len({owner for _, owner in cuts}) < 2 or len({line for line, _ in cuts}) < len(cuts):
        return [Piece(source, cuts[0][1])] if len({owner for _, owner in cuts}) == 1 else whole
    starts = [1, *(line for line, _ in cuts[1:]), len(lines) + 1]
    return [
        Piece("\n".join(lines[start - 1 : end - 1]).strip("\n"), owner)
        for (_, owner), start, end in zip(cuts, starts, starts[1:], strict=False)
    ]


def find_lines(needle: Sequence[str], lines: Sequence[str]) -> int | None:
    """Return where a run of lines stands in others, or None."""
    starts = range(len(lines) - len(needle) + 1)
    return next((i for i in starts if list(lines[i : i + len(needle)]) == list(needle)), None)
