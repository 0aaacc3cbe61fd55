"""Which special methods of a student's object can be asked for, and how each is asked.

None of them carries a value of the test to the student's process to be compared there, and none
is a verdict: comparison, truth value, hash and arithmetic are not among them.
"""

import operator
from collections.abc import Callable
from typing import Any


def _enter(value: Any) -> Any:
    return type(value).__enter__(value)


def _leave(value: Any, error: BaseException | None) -> bool:
    return bool(type(value).__exit__(value, error and type(error), error, None))


# What an object can do, as its type declares: offered on its reference only if it can.
CAPABILITIES: dict[str, Callable[..., Any]] = {
    "__call__": lambda value, *args, **kwargs: value(*args, **kwargs),
    "__len__": len,
    "__iter__": iter,
    "__next__": next,
    "__reversed__": reversed,
    "__getitem__": operator.getitem,
    "__setitem__": operator.setitem,
    "__delitem__": operator.delitem,
    "__contains__": operator.contains,
    "__enter__": _enter,
    "__exit__": _leave,
    "__int__": int,
    "__float__": float,
    "__complex__": complex,
    "__index__": operator.index,
}

# What every object can do.
COMMON: dict[str, Callable[..., Any]] = {
    "__repr__": repr,
    "__str__": str,
    "__format__": format,
    "__dir__": dir,
}

# What each must come to, for Python refuses anything else.
RESULTS: dict[str, type] = {
    "__len__": int,
    "__contains__": bool,
    "__exit__": bool,
    "__int__": int,
    "__float__": float,
    "__complex__": complex,
    "__index__": int,
    "__repr__": str,
    "__str__": str,
    "__format__": str,
    "__dir__": list,
    "read_file": bytes,
}

COMPARISONS = ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__")
_BINARY = (
    *("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod", "pow"),
    *("lshift", "rshift", "and", "or", "xor"),
)
_UNARY = ("neg", "pos", "abs", "invert", "round", "trunc", "floor", "ceil")
ARITHMETIC = (
    *(f"__{side}{name}__" for name in _BINARY for side in ("", "r")),
    *(f"__i{name}__" for name in _BINARY if name != "divmod"),
    *(f"__{name}__" for name in _UNARY),
)

# Attributes with double underscores that are asked of the student's object. All others are not:
# libraries look for such names in order to hand a computation, and its operands, to the object.
ASKED = frozenset(
    {
        "__all__",
        "__annotations__",
        "__closure__",
        "__code__",
        "__dataclass_fields__",
        "__defaults__",
        "__dict__",
        "__doc__",
        "__file__",
        "__func__",
        "__kwdefaults__",
        "__match_args__",
        "__members__",
        "__module__",
        "__name__",
        "__qualname__",
        "__self__",
        "__slots__",
        "__version__",
        "__wrapped__",
    }
)
ASKED_OF_CLASSES = (
    ASKED - {"__module__", "__name__", "__qualname__"}
    | {"__abstractmethods__", "__base__", "__bases__", "__init__", "__mro__", "__subclasses__"}
    | {"__bool__", "__del__", "__hash__", "__new__", "__post_init__", "__getattr__", "__setattr__"}
    | CAPABILITIES.keys()
    | COMMON.keys()
    | set(COMPARISONS)
    | set(ARITHMETIC)
)
