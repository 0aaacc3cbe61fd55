"""Which names of libraries mean the same thing on both sides.

A name that comes from the student's process is believed only where nothing can be won by it: a
module of the list below that is loaded already, a built-in class whose constructor does nothing
but make a value, an exception class, or a class claimed for ``isinstance``.
"""

import builtins
import datetime
import decimal
import fractions
import sys
import types
from types import ModuleType
from typing import Any

SHARED = frozenset(
    {
        "builtins",
        "bisect",
        "cmath",
        "collections",
        "datetime",
        "decimal",
        "fractions",
        "functools",
        "heapq",
        "itertools",
        "json",
        "lightgbm",
        "math",
        "matplotlib",
        "numpy",
        "operator",
        "pandas",
        "plotly",
        "random",
        "re",
        "scipy",
        "seaborn",
        "sklearn",
        "statistics",
        "string",
        "torch",
        "xgboost",
    }
)
_CLAIMS = SHARED | {"argparse", "ipywidgets", "logging", "types"}
_INNER_TYPES: dict[str, type] = {
    "function": types.FunctionType,
    "builtin_function_or_method": types.BuiltinFunctionType,
    "generator": types.GeneratorType,
    "async_generator": types.AsyncGeneratorType,
    "coroutine": types.CoroutineType,
    "code": types.CodeType,
}
_VALUE_CLASSES: tuple[type, ...] = (
    bool,
    int,
    float,
    complex,
    str,
    bytes,
    bytearray,
    list,
    tuple,
    set,
    frozenset,
    dict,
    slice,
    range,
    object,
    type(None),
    datetime.date,
    datetime.time,
    datetime.datetime,
    datetime.timedelta,
    decimal.Decimal,
    fractions.Fraction,
)


def plain_class(module: object, name: object) -> type | None:
    """Return the class of that name if calling it only makes a value or an exception."""
    for kind in _VALUE_CLASSES:
        if (kind.__module__, kind.__qualname__) == (module, name):
            return kind
    if module == "numpy" and (numpy := sys.modules.get("numpy")) is not None:
        found = getattr(numpy, name, None) if type(name) is str else None
        return found if isinstance(found, type) and issubclass(found, numpy.generic) else None
    return exception_class(module, name)


def exception_class(module: object, name: object) -> type[BaseException] | None:
    """Return the exception class of that name, of Python or of a loaded library of the list."""
    found = _attribute(module, name) if _root(module) in _CLAIMS else None
    return found if isinstance(found, type) and issubclass(found, BaseException) else None


def claimed_class(module: object, name: object) -> type | None:
    """Return the class that an object of the student may claim for ``isinstance``, if it may.

    Never one of data: a library that is told that it holds an array or a frame asks the object
    itself to compare.
    """
    if module == "builtins" and type(name) is str and name in _INNER_TYPES:
        return _INNER_TYPES[name]
    found = _attribute(module, name) if _root(module) in _CLAIMS else None
    if (
        not isinstance(found, type)
        or found is object
        or issubclass(found, (*_data_classes(), type))
    ):
        return None
    return found


def _data_classes() -> tuple[type, ...]:
    kinds: list[type] = [kind for kind in _VALUE_CLASSES if kind is not object]
    for library, names in (
        ("numpy", ("ndarray", "generic", "dtype")),
        ("pandas", ("DataFrame", "Series", "Index", "Timestamp", "Timedelta")),
        ("torch", ("Tensor", "Size")),
    ):
        module = sys.modules.get(library)
        kinds += [getattr(module, name) for name in names if module is not None]
    for library, name in (
        ("pandas.api.extensions", "ExtensionArray"),
        ("scipy.sparse", "sparray"),
        ("scipy.sparse", "spmatrix"),
    ):
        if library in sys.modules:
            kinds.append(getattr(sys.modules[library], name))
    return (*kinds, BaseException)


def shared_module(name: object) -> ModuleType | None:
    """Return this process's own module of that name, if it is of the list and loaded."""
    if type(name) is not str or _root(name) not in SHARED or name == "builtins":
        return None
    module = sys.modules.get(name)
    return module if isinstance(module, ModuleType) else None


def shared_name(value: Any) -> tuple[str, str] | None:
    """Return module and name under which both sides find a function or class of a library."""
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None)
    module = getattr(value, "__module__", None)
    if type(name) is not str:
        return None
    for candidate in (module, "numpy", "math"):
        if _root(candidate) in SHARED and _attribute(candidate, name) is value:
            return str(candidate), name
    return None


def _root(module: object) -> str:
    return module.partition(".")[0] if type(module) is str else ""


def _attribute(module: object, name: object) -> Any:
    """Look up a dotted name in a loaded module, without loading or calling anything."""
    if type(module) is not str or type(name) is not str:
        return None
    found: Any = builtins if module == "builtins" else sys.modules.get(module)
    for part in name.split("."):
        found = vars(found).get(part) if isinstance(found, type | ModuleType) else None
    return found
