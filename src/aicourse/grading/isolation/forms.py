"""The registry of data types: for each exact type, how it becomes a node and comes back.

What libraries add is loaded when a value of the library is first met, so that nothing is imported
for values that never come.
"""

import importlib
import sys
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

Node = Any  # None, bool, int, float, str, or [tag, field, ...]

_LIBRARIES = {  # library: the modules with its forms, and their tags
    "numpy": (
        ("arrays", "generators"),
        ("array", "objects", "part", "scalar", "dtype", "matrix", "masked", "rng"),
    ),
    "scipy.sparse": (("sparse",), ("compressed", "coordinates")),
    "pandas": (
        ("frames", "labels"),
        (
            *("frame", "series", "index", "multiindex", "range-index", "column"),
            *("extension", "pandas", "pandas-dtype"),
        ),
    ),
    "torch": (("tensors",), ("tensor", "torch")),
}


class NodeWriter(Protocol):
    """What a form writes a value with."""

    def node(self, value: Any, /) -> Node:
        """Encode one value of those that it holds."""

    def buffer(self, data: memoryview, /) -> None:
        """Add the next buffer, contiguous."""


class NodeReader(Protocol):
    """What a form reads a value with."""

    def node(self, node: Node, /) -> Any:
        """Decode one node."""

    def items(self, nodes: Node, /) -> list[Any]:
        """Decode a list of nodes."""

    def count(self, nodes: int, /) -> None:
        """Count values against the bound."""

    def begin(self, value: Any, /) -> None:
        """Make a numbered value known before its items are decoded, for they may refer to it."""

    def length(self) -> int:
        """Length of the next buffer."""

    def fill(self, target: memoryview, /) -> None:
        """Read the next buffer into `target`, which must be of its length."""


@dataclass(frozen=True)
class Form:
    """How the values of one or several exact types are written.

    Attributes
    ----------
    numbered : bool
        Whether identity matters: such values are numbered as they are met.
    frozen : bool
        Whether a value exists only after its items do, so that it cannot contain itself.
    key : bool
        Whether a value of it may be a key of a dict or a member of a set.
    fits : callable, optional
        Whether this very value can be written; one that cannot is no data.
    """

    tag: str
    encode: Callable[[NodeWriter, Any], Node]
    decode: Callable[..., Any]
    numbered: bool = False
    frozen: bool = False
    key: bool = False
    fits: Callable[[Any], bool] | None = None


_by_type: dict[type, Form] = {}
_by_tag: dict[str, Form] = {}
_unloaded = dict(_LIBRARIES)


def register(form: Form, *kinds: type) -> None:
    """Add a form for `kinds`."""
    _by_tag[form.tag] = form
    for kind in kinds:
        _by_type[kind] = form


def form_of(kind: type) -> Form | None:
    """Return the form of values of exactly the type `kind`, or None if they are no data."""
    form = _by_type.get(kind)
    if form is None and _unloaded:
        load_forms()
        form = _by_type.get(kind)
    return form


def load_forms() -> None:
    """Load the forms of the libraries that are imported."""
    for library in [name for name in _unloaded if name in sys.modules]:
        _load(library)


def form_tagged(tag: object) -> Form | None:
    """Return the form with a tag, importing its library if need be."""
    if type(tag) is not str:
        return None
    if tag not in _by_tag:
        for library, (_, tags) in list(_unloaded.items()):
            if tag in tags:
                _load(library)
    return _by_tag.get(tag)


def _load(library: str) -> None:
    modules, _ = _unloaded[library]
    for module in modules:
        importlib.import_module(f"aicourse.grading.isolation.{module}")
    _unloaded.pop(library, None)


def is_key(value: Any) -> bool:
    """Whether `value` can be passed as the key of a dict: it and all in it are hashable data."""
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return True
    if kind in (tuple, frozenset) or namedtuple_fields(kind) is not None:
        return all(map(is_key, value))
    form = form_of(kind)
    return form is not None and form.key and (form.fits is None or form.fits(value))


_PLAIN_NAMEDTUPLE = vars(namedtuple("_Plain", "")).keys() | {
    "__annotations__",
    "__annotate__",
    "__annotate_func__",
    "__annotations_cache__",
    "__firstlineno__",
    "__orig_bases__",
    "__static_attributes__",
}


def namedtuple_fields(kind: type) -> tuple[str, ...] | None:
    """Return the fields of a plain named tuple type, one without methods of its own; else None."""
    if kind.__bases__ != (tuple,):
        return None
    attributes = vars(kind)
    fields = attributes.get("_fields")
    if type(fields) is not tuple or not attributes.keys() - {*fields} <= _PLAIN_NAMEDTUPLE:
        return None
    return fields
