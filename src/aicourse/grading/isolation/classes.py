"""Makes classes, references and exceptions in the tester from what the student declares."""

from collections.abc import Sequence
from typing import Any
from weakref import WeakValueDictionary

from aicourse.grading.isolation.faults import (
    Origin,
    StudentError,
    make_error,
    make_exception_class,
)
from aicourse.grading.isolation.naming import claimed_class, exception_class
from aicourse.grading.isolation.references import (
    About,
    Asker,
    ReferenceType,
    make_class,
    make_reference,
)
from aicourse.grading.isolation.special import CAPABILITIES
from aicourse.grading.isolation.wire import ProtocolError

_LONGEST_LINEAGE = 100
_LONGEST_NAME = 500


class Registry:
    """The student's classes and objects that the tester has met, by number."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._classes: dict[int, type[Any]] = {}
        self._references: WeakValueDictionary[int, Any] = WeakValueDictionary()

    def reference(self, number: int, description: Any) -> Any:
        """Return the reference to an object: the same one for as long as it is held."""
        kind = self.class_(description)
        known = self._references.get(checked_number(number))
        if known is not None and type(known) is kind:
            return known
        if issubclass(kind, BaseException):
            raise ProtocolError("a message with an exception where an object belongs")
        made = make_reference(kind, number)
        self._references[number] = made
        return made

    def class_(self, description: Any) -> type[Any]:
        """Return the class that stands for the student's class of that description."""
        lineage, capabilities = _checked(description)
        number = lineage[0][2]
        if number not in self._classes:
            self._classes[number] = self._make(lineage, frozenset(capabilities))
        return self._classes[number]

    def _make(self, lineage: list[tuple[str, str, int]], capabilities: frozenset[str]) -> type[Any]:
        module, qualified, number = lineage[0]
        name = qualified.rpartition(".")[2] or "object"
        errors = [exception_class(module, name) for module, name, _ in lineage]
        claims = [claimed_class(module, name) for module, name, _ in lineage]
        known = About(self._asker, number, frozenset(n for _, _, n in lineage), claims[0])
        if any(errors):
            return make_exception_class(name, module, known, self._base(lineage, errors))
        return make_class(name, module, known, capabilities, _minimal(claims))

    def _base(
        self, lineage: list[tuple[str, str, int]], errors: Sequence[type[BaseException] | None]
    ) -> type[BaseException]:
        """Return the class that the student's exception class derives from here."""
        if errors[1] is None:  # one of the student's own
            return self.class_([lineage[1:], []])
        return StudentError if errors[1] in (Exception, BaseException) else errors[1]

    def error(
        self,
        description: Any,
        number: int,
        args: tuple[Any, ...],
        message: str,
        frame: Sequence[Any],
    ) -> BaseException:
        """Make an exception that the student's code raised, marked as such."""
        lineage, _ = _checked(description)
        known = [exception_class(module, name) for module, name, _ in lineage]
        kinds: list[type[BaseException]] = [kind for kind in known if kind is not None]
        if not kinds:
            raise ProtocolError("a message with an exception that is none")
        if known[0] is None:
            kinds.insert(0, self.class_(description))
        error = make_error(kinds, args, message)
        file, line, function, limit = frame
        texts = [str(text)[:_LONGEST_NAME] for text in (file, function, limit)]
        origin = Origin(texts[0], checked_number(line), *texts[1:])
        error.__dict__["student_origin"] = origin
        if type(type(error)) is ReferenceType:
            error.__dict__["_student_number"] = checked_number(number)
            error.__dict__["_student_message"] = str(message)
        return error


def _minimal(claims: Sequence[type | None]) -> tuple[type, ...]:
    """Return the claimed classes from which the other claimed ones follow."""
    chosen: list[type] = []
    for claim in claims:
        if claim is not None and not any(issubclass(kind, claim) for kind in chosen):
            chosen.append(claim)
    return tuple(chosen)


def _checked(description: Any) -> tuple[list[tuple[str, str, int]], list[str]]:
    lineage, capabilities = description
    if not 0 < len(lineage) <= _LONGEST_LINEAGE or len(capabilities) > len(CAPABILITIES):
        raise ProtocolError("a message with an impossible class")
    for module, name, number in lineage:
        checked_number(number)
        if not all(type(text) is str and len(text) <= _LONGEST_NAME for text in (module, name)):
            raise ProtocolError("a message with an impossible class")
    return [tuple(entry) for entry in lineage], capabilities


def checked_number(value: Any) -> int:
    """Return `value` if it is a number of an object, a line or the like."""
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise ProtocolError("a message with a malformed number")
    return value
