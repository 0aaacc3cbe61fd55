"""What a student's object is in the tester: a reference that can be used, but not believed.

A reference passes calls, attributes, items and iteration on to the student's process. What comes
back is data, made there before the test compares it. It refuses whatever would hand the verdict
to the student's object: comparison, arithmetic, truth value and hash.

A student's class is a class here too, so that ``type(x) is Stack``, ``issubclass(Dog, Animal)``
and ``except Overdrawn`` mean what they say. Its ancestry is as declared, so a student may lie
about it; that wins what deriving from the class in truth would win, and no more.
"""

from abc import ABCMeta
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

from aicourse.grading.isolation.codec import OpaqueError
from aicourse.grading.isolation.special import (
    ARITHMETIC,
    ASKED,
    ASKED_OF_CLASSES,
    CAPABILITIES,
    COMMON,
    COMPARISONS,
)


class Asker(Protocol):
    """What carries a request to the student's process."""

    def ask(self, operation: str, number: int, *args: Any, **kwargs: Any) -> Any: ...


@dataclass(frozen=True)
class About:
    """What a class here knows of the student's class for which it stands.

    Attributes
    ----------
    number : int
        Of the class, as an object of the student's process.
    lineage : frozenset of int
        Numbers of the class and of all that it derives from.
    claimed : type or None
        The library class of which the student's objects are direct instances, if they are.
    """

    asker: Asker
    number: int
    lineage: frozenset[int]
    claimed: type | None


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def about(kind: type) -> About | None:
    """Return what a class knows of the student's class, or None if it is no such class."""
    found = type.__getattribute__(kind, "__dict__").get("_about_student")
    return found if isinstance(found, About) else None


def owned(value: Any) -> tuple[Asker, int] | None:
    """Return who asks for the student's object that `value` stands for, and its number."""
    kind = type(value)
    if kind is ReferenceType:
        known = about(value)
        return None if known is None else (known.asker, known.number)
    known = about(kind)
    if known is None:
        return None
    if issubclass(kind, BaseException):
        return known.asker, value.__dict__["_student_number"]
    return known.asker, _NUMBER.__get__(value)


class ReferenceType(ABCMeta):
    """The type of the classes that stand for a student's classes.

    It derives from `ABCMeta` so that a class of a library with abstract methods can be a base.
    """

    def __new__(
        cls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        known: About | None = None,
    ) -> "ReferenceType":
        """Make a class, but none of the test that derives from one of the student's."""
        if known is None and any(about(base) for base in bases):
            raise OpaqueError("a class of the test cannot derive from a class of the student")
        made = super().__new__(cls, name, bases, namespace)
        if known is not None:
            type.__setattr__(made, "__abstractmethods__", frozenset())
            type.__setattr__(
                made, "_about_student", known
            )  # what is asked of it is asked of the student's from now on
        return made

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        known = about(cls)
        if known is None:
            raise TypeError("a reference is made by the link alone")
        return known.asker.ask("__call__", known.number, *args, **kwargs)

    def __getattribute__(cls, name: str) -> Any:
        known = about(cls)
        if known is not None and name == "__signature__":
            return known.asker.ask("signature", known.number)
        if known is None or (_is_special(name) and name not in ASKED_OF_CLASSES):
            return type.__getattribute__(cls, name)
        return known.asker.ask("getattr", known.number, name)

    def __setattr__(cls, name: str, value: Any) -> None:
        known = about(cls)
        if known is None:
            type.__setattr__(cls, name, value)
        else:
            known.asker.ask("setattr", known.number, name, value)

    def __instancecheck__(cls, instance: Any) -> bool:
        return issubclass(type(instance), cls)

    def __subclasscheck__(cls, subclass: type) -> bool:
        known = about(cls)
        if known is None:
            return super().__subclasscheck__(subclass)
        other = about(subclass) if isinstance(subclass, type) else None
        return other is not None and other.asker is known.asker and known.number in other.lineage

    def __dir__(cls) -> list[str]:
        known = about(cls)
        return dir(type) if known is None else known.asker.ask("__dir__", known.number)

    def __repr__(cls) -> str:
        return f"<class '{cls.__module__}.{cls.__qualname__}' of the student>"


class Reference(metaclass=ReferenceType):
    """An object of the student's process, as the tester sees it."""

    __slots__ = ("__weakref__", "_student_number")

    def __init_subclass__(cls) -> None:
        """Keep libraries whose class is a base from looking into the new one."""

    def __getattribute__(self, name: str) -> Any:
        known = about(type(self))
        assert known is not None
        if not _is_special(name) or name in ASKED:
            return known.asker.ask("getattr", _NUMBER.__get__(self), name)
        if name == "__class__":
            return known.claimed or type(self)
        if name == "__signature__":
            return known.asker.ask("signature", _NUMBER.__get__(self))
        return object.__getattribute__(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        _ask(self, "setattr", name, value)

    def __delattr__(self, name: str) -> None:
        _ask(self, "delattr", name)

    def __copy__(self) -> Any:
        return _ask(self, "copy")

    def __deepcopy__(self, memo: Any) -> Any:
        return _ask(self, "deepcopy")

    def __del__(self) -> None:
        """Keep what a library does at the end of its objects from being done here."""

    def __sklearn_clone__(self) -> Any:
        return _ask(self, "clone")

    def __eq__(self, other: object) -> bool:
        if other is not self and other is not None:
            _refuse(self, "be compared; compare data, such as its attributes")
        return other is self

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> NoReturn:
        _refuse(self, "be hashed, as a member of a set or a key of a dict")

    def __bool__(self) -> bool:
        _refuse(self, "be true or false; compare data, or ask whether it is None")

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        _refuse(self, "be taken for an array; only a plain numpy.ndarray is data")

    def __array_ufunc__(self, *_: Any, **__: Any) -> NoReturn:
        _refuse(self, "be an operand of NumPy; only a plain numpy.ndarray is data")

    def __array_function__(self, *_: Any, **__: Any) -> NoReturn:
        _refuse(self, "be an argument of NumPy; only a plain numpy.ndarray is data")

    def __reduce_ex__(self, _: Any) -> NoReturn:
        _refuse(self, "be pickled")


_NUMBER: Any = Reference.__dict__["_student_number"]


def _ask(reference: Reference, operation: str, *args: Any) -> Any:
    known = about(type(reference))
    assert known is not None
    return known.asker.ask(operation, _NUMBER.__get__(reference), *args)


def _refuse(reference: Reference, what: str) -> NoReturn:
    name = type.__getattribute__(type(reference), "__name__")
    raise OpaqueError(
        f"this {name} is an object of the student's process, not data, and cannot {what}; "
        "a test that needs it in its own process must run in the student's kernel"
    )


def _passed_on(name: str) -> Callable[..., Any]:
    def method(self: Reference, *args: Any, **kwargs: Any) -> Any:
        return _ask_kwargs(self, name, args, kwargs)

    method.__name__ = method.__qualname__ = name
    return method


def _ask_kwargs(
    reference: Reference, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    known = about(type(reference))
    assert known is not None
    return known.asker.ask(name, _NUMBER.__get__(reference), *args, **kwargs)


def _refused(name: str) -> Callable[..., Any]:
    what = "be compared" if name in COMPARISONS else "be calculated with"
    if name not in (*COMPARISONS, *ARITHMETIC):
        what = f"be used by way of {name}"

    def method(self: Reference, *_: Any) -> NoReturn:
        _refuse(self, f"{what}; compare data, such as its attributes")

    method.__name__ = method.__qualname__ = name
    return method


def _contains(self: Reference, item: Any) -> bool:
    return any(member is item or member == item for member in _ask(self, "members"))


def _leaves(self: Reference, _: Any, error: BaseException | None, __: Any) -> bool:
    """Leave a context of the student's, which may swallow errors but no failure of the test."""
    swallowed = _ask(self, "__exit__", error)
    return bool(swallowed) and not isinstance(error, AssertionError | OpaqueError)


_OF_EVERY_OBJECT = frozenset(dir(object)) | {"__dict__", "__weakref__", "__annotations__"}
_HARMLESS = frozenset({"__abstractmethods__", "__orig_bases__", "__parameters__"}) | {
    "__sklearn_tags__"  # makes a description of the estimator, and no more
}
_METHODS: Mapping[str, Callable[..., Any]] = {name: _passed_on(name) for name in CAPABILITIES}
for _name in (*COMPARISONS[2:], *ARITHMETIC):
    type.__setattr__(Reference, _name, _refused(_name))
for _name in COMMON:
    type.__setattr__(Reference, _name, _passed_on(_name))


def make_class(
    name: str, module: str, known: About, capabilities: frozenset[str], bases: tuple[type, ...]
) -> type[Any]:
    """Make the class that stands for a student's class.

    Parameters
    ----------
    capabilities : frozenset of str
        The special methods of `CAPABILITIES` that its objects have.
    bases : tuple of type
        The library classes from which it claims to derive, for ``issubclass``. None of their
        special methods is inherited: they would run here, on attributes that the student sets.
    """
    namespace: dict[str, Any] = {
        method: _METHODS[method] for method in CAPABILITIES if method in capabilities
    }
    if {"__contains__", "__iter__"} <= capabilities:
        namespace["__contains__"] = _contains
    if "__exit__" in capabilities:
        namespace["__exit__"] = _leaves
    namespace |= {"__slots__": (), "__module__": module}
    inherited = {method for base in bases for method in dir(base) if _is_special(method)}
    blocked = inherited - _OF_EVERY_OBJECT - namespace.keys() - vars(Reference).keys() - _HARMLESS
    withheld = {method: _refused(method) for method in blocked}
    try:
        kind: type[Any] = ReferenceType(
            name, (Reference, *bases), namespace | withheld, known=known
        )
        object.__new__(kind)
    except TypeError:  # a library class that is no base for others
        return ReferenceType(name, (Reference,), namespace, known=known)
    return kind


def make_reference(kind: type[Any], number: int) -> Any:
    """Make the reference to the student's object of that number."""
    reference = object.__new__(kind)
    _NUMBER.__set__(reference, number)
    return reference
