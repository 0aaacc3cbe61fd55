"""Which global names a piece of a test needs, found in its code before it runs.

``LOAD_GLOBAL`` in a function looks in a real dict and asks nobody, so a name that only the
student has must stand there before.
"""

import ast
import dis
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any

_GLOBAL = frozenset(
    {"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS", "DELETE_NAME", "DELETE_GLOBAL"}
)
_BY_TEXT = frozenset({"dir", "eval", "exec", "globals", "locals", "vars"})


def needed(code: CodeType, namespace: dict[str, Any]) -> set[str]:
    """Return the global names that `code` may look up, itself or in what it uses.

    Parameters
    ----------
    namespace : dict
        The globals that it will run with: a function or class in it whose code refers to them
        too is followed.
    """
    found: set[str] = set()
    pending = [code]
    while pending:
        fresh = _looked_up(pending.pop()) - found
        found |= fresh
        for name in fresh:
            pending += _codes(namespace.get(name), namespace)
    return found


def attributes(code: CodeType) -> set[str]:
    """Return all names in `code` and the code within it, those of attributes included."""
    return {name for part in _nested(code) for name in part.co_names}


@lru_cache(maxsize=4096)
def _looked_up(code: CodeType) -> frozenset[str]:
    names = {
        str(instruction.argval)
        for part in _nested(code)
        for instruction in dis.get_instructions(part)
        if instruction.opname in _GLOBAL
    }
    if names & _BY_TEXT:
        names |= {name for part in _nested(code) for name in _in_texts(part.co_consts)}
    return frozenset(names)


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _nested(constant)


def _in_texts(constants: Iterable[Any]) -> Iterator[str]:
    """Yield the names in texts that are expressions, for ``'x' in globals()`` and ``eval``."""
    for constant in constants:
        if isinstance(constant, tuple | frozenset):
            yield from _in_texts(constant)
        elif isinstance(constant, str):
            try:
                tree = ast.parse(constant.strip())
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            yield from (node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def _codes(value: Any, namespace: dict[str, Any]) -> Iterator[CodeType]:
    if type(value) is FunctionType and value.__globals__ is namespace:
        yield value.__code__
    elif type(value) is type and value.__module__ == namespace.get("__name__"):
        for member in vars(value).values():
            function = getattr(member, "__func__", None) or getattr(member, "fget", member)
            if type(function) is FunctionType:
                yield from _codes(function, namespace)
