"""What a learner's process is like: its hooks, its builtins, the functions that assertions use.

Noted before the first cell of the learner, and asked for again around every test that stands in
their process. An answer is a digest under a key that the asker draws, so that no earlier answer
can be repeated. What the answers ought to be was computed for all keys at the start, and is known
to the worker alone.
"""

import array
import functools
import gc
import hashlib
import os
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

Wire = Callable[[], Iterable[Any]]
"""Returns the objects whose identity counts, and bytes, which count by their value."""

_PARTS: Any = attrgetter("__code__", "__defaults__", "__kwdefaults__", "__closure__")
# A private copy of this module has `sys` and `builtins` as they were: these are what they are now.
_SYSTEM, _BUILTINS = vars(sys.modules["sys"]), vars(sys.modules["builtins"])
_MONITORED = range(6)  # tools, sys.monitoring
_CHANGING = ("_", "__", "___")
_SET_BY_US = "_send"
_LIBRARIES = tuple(
    {
        os.path.realpath(sysconfig.get_path(name)) + os.sep
        for name in ("stdlib", "purelib", "platlib")
    }
)


class Tripwires:
    """The state of this process as it is now, to be asked for again.

    Parameters
    ----------
    shell : GradingShell
        The learner's shell; no cell of theirs has run in it.
    modules : sequence of str
        Modules whose functions and classes must stay as they are, and with each those of its
        package in which these are defined.
    """

    def __init__(self, shell: Any, modules: Sequence[str]) -> None:
        self._wires: dict[str, Wire] = {
            "sys.settrace": _tracing,
            "threads": _threads,
            "builtins": _Names(_BUILTINS),
            **_interpreter(),
            **_shell(shell),
        }
        watched = _with_definers(modules)
        self._wires["sys.modules"] = functools.partial(_imported, watched)
        self._wires |= {f"module {name}": _Module(sys.modules[name], watched) for name in watched}
        self._held = [list(wire()) for wire in self._wires.values()]  # so that no id is used again

    def answers(self, keys: Sequence[bytes]) -> list[dict[str, str]]:
        """Return for each key the digests of all wires under it."""
        found = {name: _content(wire()) for name, wire in self._wires.items()}
        return [
            {
                name: hashlib.blake2b(content, key=key, digest_size=12).hexdigest()
                for name, content in found.items()
            }
            for key in keys
        ]


def _content(objects: Iterable[Any]) -> bytes:
    identities = array.array("Q")
    content = bytearray()
    for value in objects:
        if type(value) is bytes:
            content += value
        else:
            identities.append(id(value))
    return identities.tobytes() + content


def _tracing() -> Iterator[Any]:
    yield sys.gettrace()
    yield sys.getprofile()
    monitoring = getattr(sys, "monitoring", None)  # from Python 3.12 on
    if monitoring is not None:
        yield from map(monitoring.get_tool, _MONITORED)


def _threads() -> Iterator[bytes]:
    """Yield whether a fork of this process, in which this runs, is alone as it begins."""
    yield b"several" if len(os.listdir("/proc/self/task")) > 1 else b"one"  # noqa: PTH208


def _interpreter() -> dict[str, Wire]:
    return {
        "sys.displayhook": _Own(lambda: [_SYSTEM["displayhook"]]),
        "sys.excepthook": _Own(lambda: [_SYSTEM["excepthook"], _SYSTEM["unraisablehook"]]),
        "sys.meta_path": _Own(lambda: _SYSTEM["meta_path"]),
        "sys.path_hooks": _Own(lambda: _SYSTEM["path_hooks"]),
        "gc.callbacks": _Own(lambda: gc.callbacks),
    }


def _shell(shell: Any) -> dict[str, Wire]:
    manager = shell.input_transformer_manager
    parts = {
        "get_ipython()": shell,
        "get_ipython().compile": shell.compile,
        "get_ipython().display_pub": shell.display_pub,
        "get_ipython().displayhook": shell.displayhook,
        "get_ipython().events": shell.events,
        "get_ipython().input_transformer_manager": manager,
    }
    return {
        "ast_transformers": _Own(lambda: shell.ast_transformers),
        "input_transformers": _Own(
            lambda: [
                *manager.cleanup_transforms,
                *manager.line_transforms,
                *manager.token_transformers,
                *shell.input_transformers_post,
            ]
        ),
        "events": _Own(lambda: [c for found in shell.events.callbacks.values() for c in found]),
        "set_custom_exc": lambda: shell.custom_exceptions,
        **{name: _Methods(part) for name, part in parts.items()},
    }


class _Own:
    """Of a list of hooks those that were there at first, and those that no library has added."""

    def __init__(self, hooks: Callable[[], Iterable[Any]]) -> None:
        self._hooks = hooks
        self._first = list(hooks())

    def __call__(self) -> Iterator[Any]:
        for hook in self._hooks():
            if any(hook is known for known in self._first) or not _of_a_library(hook):
                yield hook
                yield from _functions([hook])


class _Methods:
    """The methods of one object, its class's and those set on itself that no library has set."""

    def __init__(self, owner: Any) -> None:
        self._owner = owner
        self._class = _Class(type(owner))
        self._names = [
            name for name in dir(type(owner)) if not name.startswith("__") and name != _SET_BY_US
        ]

    def __call__(self) -> Iterator[Any]:
        yield type(self._owner)
        yield from self._class()
        own = vars(self._owner)
        for name in self._names:
            value = own.get(name)
            if callable(value) and not _of_a_library(value):
                yield value


class _Names:
    """The callables and modules of a namespace by the names that it has at first."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        self._names = [
            name
            for name, value in namespace.items()
            if name not in _CHANGING and (callable(value) or isinstance(value, ModuleType))
        ]

    def __call__(self) -> Iterator[Any]:
        values = list(map(self._namespace.get, self._names))
        yield from values
        yield from _functions(values)


class _Module:
    """A module: what it defines and imports, and of the classes of its package every method."""

    def __init__(self, module: ModuleType, watched: Sequence[str]) -> None:
        """Leave to other `watched` modules the classes that they define."""
        self._names = _Names(vars(module))
        package = module.__name__.partition(".")[0]
        others = {*watched} - {module.__name__}
        self._classes = [
            _Class(value)
            for value in vars(module).values()
            if isinstance(value, type)
            and value.__module__ not in others
            and value.__module__.partition(".")[0] == package
        ]

    def __call__(self) -> Iterator[Any]:
        yield from self._names()
        for found in self._classes:
            yield from found()


class _Class:
    """What looking up the names of a class comes to, wherever among its ancestors."""

    def __init__(self, kind: type) -> None:
        self._kind = kind
        self._names = [name for name, value in _found(kind).items() if _is_method(value)]

    def __call__(self) -> Iterator[Any]:
        values = list(map(_found(self._kind).get, self._names))
        yield from values
        yield from _functions(values)


def _found(kind: type) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for ancestor in reversed(kind.__mro__):
        merged.update(vars(ancestor))
    return merged


def _is_method(value: Any) -> bool:
    return callable(value) or isinstance(value, (staticmethod, classmethod, property))


def _functions(values: Iterable[Any]) -> Iterator[Any]:
    """Yield what makes each function do what it does."""
    for value in values:
        function = _unwrapped(value)
        if type(function) is not FunctionType:
            continue
        code, defaults, keywords, closure = _PARTS(function)
        yield code
        yield code.co_code  # also where the memory of it was written to
        yield code.co_consts
        yield defaults
        if keywords:
            yield from keywords.values()
        for cell in closure or ():
            try:
                content = cell.cell_contents
            except ValueError:  # nothing in it yet
                continue
            if callable(content):
                yield content


def _unwrapped(value: Any) -> Any:
    """Return the function in a method, a property or one of numpy's dispatchers."""
    kind = type(value)
    if kind in (staticmethod, classmethod, MethodType):
        return value.__func__
    if kind is property:
        return value.fget
    if kind.__name__ == "_ArrayFunctionDispatcher":
        return value._implementation
    return value


def _of_a_library(hook: Any) -> bool:
    """Return whether the code of a hook stands in the files of Python or of a package."""
    if isinstance(hook, functools.partial):
        hook = hook.func
    function = getattr(hook, "__func__", hook)
    code = getattr(function, "__code__", None)
    if isinstance(code, CodeType):
        return os.path.realpath(code.co_filename).startswith(_LIBRARIES)
    module = sys.modules.get(getattr(type(hook), "__module__", None) or "")
    file = getattr(module, "__file__", None)
    return module is sys.modules["builtins"] or (
        file is not None and os.path.realpath(file).startswith(_LIBRARIES)
    )


def _imported(names: Sequence[str]) -> Iterable[Any]:
    return map(sys.modules.get, names)


def _with_definers(names: Sequence[str]) -> list[str]:
    """Return the modules that are loaded, and those of their packages that define for them."""
    found: dict[str, None] = {}
    for name in names:
        if (module := sys.modules.get(name)) is None:
            continue
        found[name] = None
        package = name.partition(".")[0]
        for value in list(vars(module).values()):
            definer = getattr(value, "__module__", None) if callable(value) else None
            if type(definer) is str and definer.partition(".")[0] == package:
                found[definer] = None
    return [name for name in found if name in sys.modules]
