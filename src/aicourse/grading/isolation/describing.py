"""How the student's process describes what is no data: objects, classes, modules, exceptions.

Of an object only its type is looked at, and of the type only what Python itself keeps, so that
an object that lies about its class or breaks when touched is described all the same.
"""

from types import ModuleType
from typing import Any

from aicourse.grading.exceeded import limit_of
from aicourse.grading.isolation.codec import Encoder
from aicourse.grading.isolation.faults import arguments_of, message_of, student_frame
from aicourse.grading.isolation.naming import plain_class
from aicourse.grading.isolation.special import CAPABILITIES

_CAUSES = 3  # of an exception, each the cause of the one before
_MRO: Any = type.__dict__["__mro__"]
_NAMESPACE: Any = type.__dict__["__dict__"]
_MODULE: Any = type.__dict__["__module__"]
_QUALNAME: Any = type.__dict__["__qualname__"]


class Describer:
    """Numbers the student's objects and describes them.

    Parameters
    ----------
    namespace : dict
        The student's globals, by which code of the student is known.

    Attributes
    ----------
    objects : list
        All that were described, by number.
    tokens : dict
        By id, the exceptions that functions of the test raised, with the tester's numbers.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.objects: list[Any] = []
        self.tokens: dict[int, tuple[BaseException, int]] = {}
        self._namespace = namespace
        self._numbers: dict[int, int] = {}
        self._descriptions: dict[int, list[Any]] = {}

    def encode(self, encoder: Encoder, value: Any) -> Any:
        """Encode a value that is no data."""
        kind = type(value)
        if issubclass(kind, ModuleType):
            _, number, description = self.refer(value)
            return ["module", str(value.__name__), number, description]
        if issubclass(kind, type):
            module, name, _ = self._named(value)
            is_plain = plain_class(module, name) is value
            return ["class", module, name] if is_plain else ["type", self._describe(value)]
        if issubclass(kind, BaseException):
            return self.encode_error(encoder, value)
        return self.refer(value)

    def refer(self, value: Any) -> list[Any]:
        """Encode any object as a reference to it."""
        return ["ref", self._number(value), self._describe(type(value))]

    def encode_error(self, encoder: Encoder, error: BaseException, depth: int = 0) -> Any:
        """Encode an exception: where it arose in the student's code, its limit, its cause."""
        known, token = self.tokens.get(id(error), (None, None))
        message = message_of(error)
        try:
            args = [encoder.attempt(arg) for arg in arguments_of(error)]
        except Exception:  # some argument cannot be told
            args = [message]
        cause = error.__cause__ if depth < _CAUSES else None
        return [
            "error",
            self._describe(type(error)),
            self._number(error),
            args,
            message,
            [*student_frame(error.__traceback__, self._namespace), limit_of(error)],
            token if known is error else None,
            None if cause is None else self.encode_error(encoder, cause, depth + 1),
        ]

    def _number(self, value: Any) -> int:
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self.objects)
            self.objects.append(value)
        return number

    def _describe(self, kind: type) -> list[Any]:
        """Return the ancestry of a class, and which special methods its objects have."""
        description = self._descriptions.get(id(kind))
        if description is None:
            lineage = _MRO.__get__(kind)
            spaces = [_NAMESPACE.__get__(ancestor) for ancestor in lineage]
            methods = {
                name: next((space[name] for space in spaces if name in space), None)
                for name in CAPABILITIES
            }
            capabilities = [name for name, method in methods.items() if method is not None]
            description = [[self._named(ancestor) for ancestor in lineage], capabilities]
            self._descriptions[id(kind)] = description  # numbered, so that its id stays its own
        return description

    def _named(self, kind: type) -> tuple[str, str, int]:
        module = _MODULE.__get__(kind)
        return module if type(module) is str else "", _QUALNAME.__get__(kind), self._number(kind)
