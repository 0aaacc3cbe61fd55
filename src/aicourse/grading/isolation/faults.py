"""Exceptions across the socket: of their own class where both sides have it, and marked.

An exception that the student's code raised carries `Origin` as its attribute ``student_origin``,
set in the tester, so that it can be told from an assertion of the test.
"""

import builtins
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from aicourse.grading.isolation.references import About, ReferenceType, about

_LONGEST = 10_000
_FRAMES = 20


class StudentError(Exception):
    """An exception of a class that only the student's process has."""


@dataclass(frozen=True)
class Origin:
    """Where in the student's own code an exception arose, as their process tells it.

    Attributes
    ----------
    file : str
        File or cell; empty where no line of the student was at work.
    line : int
        From 1; 0 if unknown.
    limit : str
        Which limit the exception tells of (`exceeded.Exceeded`), empty if none.
    """

    file: str = ""
    line: int = 0
    function: str = ""
    limit: str = ""


def origin_of(error: BaseException) -> Origin | None:
    """Return where the student's code raised `error`, or None if it arose in the tester."""
    found = getattr(error, "__dict__", {}).get("student_origin")
    return found if isinstance(found, Origin) else None


def message_of(error: BaseException) -> str:
    """Return the text of an exception, bounded, whatever its ``__str__`` does."""
    try:
        return str(error)[:_LONGEST]
    except BaseException as second:
        return f"(no text: its __str__ raised {type(second).__name__})"


def arguments_of(error: BaseException) -> tuple[Any, ...]:
    """Return what an exception of its class was made with."""
    if isinstance(error, OSError) and error.filename is not None:
        return (error.errno, error.strerror, error.filename)
    args = BaseException.__dict__["args"].__get__(error)
    return args if type(args) is tuple else ()


def student_frame(
    traceback: TracebackType | None, namespace: dict[str, Any]
) -> tuple[str, int, str]:
    """Return file, line and function of the innermost frame in code of the student."""
    found = ("", 0, "")
    while traceback is not None:
        frame = traceback.tb_frame
        if frame.f_globals is namespace:
            found = (frame.f_code.co_filename[-500:], traceback.tb_lineno, frame.f_code.co_name)
        traceback = traceback.tb_next
    return found


def plain_exception(name: str, args: list[Any]) -> BaseException:
    """Make an exception of a built-in class, in the student's process."""
    kind = getattr(builtins, name, None)
    if not (isinstance(kind, type) and issubclass(kind, BaseException)):
        kind = Exception
    return make_error((kind,), tuple(args), "")


def make_error(
    kinds: Iterable[type[BaseException]], args: tuple[Any, ...], message: str
) -> BaseException:
    """Make an exception of the first of `kinds` that can be made from its arguments."""
    for kind in kinds:
        for arguments in (args, (message,)):
            try:
                error = _construct(kind, *arguments)
            except Exception:
                continue
            if isinstance(error, BaseException):
                return error
    return StudentError(message)


def _construct(kind: type[BaseException], *args: Any) -> BaseException:
    if type(kind) is not ReferenceType:
        try:
            return kind(*args)
        except TypeError:  # its __init__ wants what its args do not tell
            pass
    made = type.__getattribute__(kind, "__new__")(kind, *args)
    return made if isinstance(made, BaseException) else StudentError(*args)


def make_exception_class(
    name: str, module: str, known: About, base: type[BaseException]
) -> type[Any]:
    """Make the class that stands for a student's exception class, for ``except`` to catch."""
    namespace = {
        "__module__": module,
        "__str__": _text,
        "__getattr__": _attribute,
    }
    return ReferenceType(name, (base,), namespace, known=known)


def _text(error: BaseException) -> str:
    return str(error.__dict__.get("_student_message", ""))


def _attribute(error: BaseException, name: str) -> Any:
    number = error.__dict__.get("_student_number")
    known = about(type(error))
    if number is None or known is None or name.startswith("__"):
        raise AttributeError(f"{type(error).__name__!r} object has no attribute {name!r}")
    return known.asker.ask("getattr", number, name)
