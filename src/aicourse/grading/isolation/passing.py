"""How the tester passes what is no data: references back, shared names, functions to call."""

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

from aicourse.grading.isolation.codec import Encoder, OpaqueError
from aicourse.grading.isolation.faults import arguments_of, message_of
from aicourse.grading.isolation.naming import shared_module, shared_name
from aicourse.grading.isolation.references import Asker, owned
from aicourse.grading.isolation.signatures import described

_VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))


class Passer:
    """Numbers what the tester passes to the student's code.

    Parameters
    ----------
    asker : Asker
        Whose references may be passed.

    Attributes
    ----------
    functions : list of callable
        Functions of the test that the student's code may call, by number.
    raised : list of BaseException
        What they raised, by number, so that it can be raised again when it comes back.
    """

    def __init__(self, asker: Asker) -> None:
        self.functions: list[Callable[..., Any]] = []
        self.raised: list[BaseException] = []
        self._asker = asker
        self._numbers: dict[int, int] = {}

    def encode(self, encoder: Encoder, value: Any) -> Any:
        """Encode what is no data: a reference, a name that both sides know, or a function."""
        owner = owned(value)
        if owner is not None:
            if owner[0] is not self._asker:
                raise OpaqueError("an object of the student from an earlier test cell is gone")
            return ["own", owner[1]]
        if isinstance(value, ModuleType) and shared_module(value.__name__) is value:
            return ["module", value.__name__]
        if isinstance(value, BaseException):
            return ["raised", *self.remember(value)]
        name = shared_name(value) if callable(value) else None
        if name is not None:
            return ["named", *name]
        if type(value) in _VIEWS:
            return encoder.node([*value])
        if hasattr(type(value), "__next__") and type(value).__module__ in ("builtins", "itertools"):
            return ["iterator", self._number(functools.partial(next, value))]
        if callable(value):
            return ["function", self._number(value), *described(value)]
        raise OpaqueError(
            f"a {type(value).__name__} of the test cannot be passed to the student's code; "
            "what can are plain data, functions, and objects of the student"
        )

    def _number(self, function: Callable[..., Any]) -> int:
        number = self._numbers.get(id(function))
        if number is None:
            number = self._numbers[id(function)] = len(self.functions)
            self.functions.append(function)
        return number

    def remember(self, error: BaseException) -> list[Any]:
        """Keep an exception of the test; the student's code gets its built-in kind and text."""
        self.raised.append(error)
        kind = next(kind for kind in type(error).__mro__ if kind.__module__ == "builtins")
        args = arguments_of(error)
        if not all(type(arg) in (str, int, float, bool, type(None)) for arg in args):
            args = (message_of(error),)
        return [len(self.raised) - 1, kind.__name__, [*args]]
