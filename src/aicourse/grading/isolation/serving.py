"""The student's end of the socket: does what the tester asks, with the student's own objects.

It runs in a fork of the student's kernel, so nothing here is trusted and nothing here can be.
What it owes is to the honest: every object is described as it is, every exception comes to the
test that caused it, and an object that misbehaves spoils one answer and no more.
"""

import contextlib
import copy
import importlib
import inspect
import io
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aicourse.grading.isolation.codec import Decoder, Encoder, OpaqueError
from aicourse.grading.isolation.describing import Describer
from aicourse.grading.isolation.faults import plain_exception
from aicourse.grading.isolation.inplace import Changed, apply, watch
from aicourse.grading.isolation.naming import plain_class
from aicourse.grading.isolation.randomness import Follower
from aicourse.grading.isolation.signatures import describe, encode_signature
from aicourse.grading.isolation.special import CAPABILITIES, COMMON
from aicourse.grading.isolation.wire import Bounds, ClosedError, Connection
from aicourse.learner import Here

_MOST_PRINTED = 1_000_000  # characters


def serve(sock: socket.socket, namespace: dict[str, Any], bounds: Bounds | None = None) -> None:
    """Answer a tester until it hangs up.

    Parameters
    ----------
    sock : socket
        One end of a stream socket pair; `link.Link` has the other.
    namespace : dict
        The student's global names.
    """
    with contextlib.suppress(ClosedError):
        _Server(sock, namespace, bounds or Bounds()).run()


@dataclass
class _Passed:
    """The arguments of a request under way, and how to tell which of them changed."""

    request: int
    values: list[Any]
    watches: list[Changed | None] = field(init=False)
    index: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.watches = [watch(value) for value in self.values]
        self.index = {id(value): index for index, value in enumerate(self.values)}


class _Server:
    def __init__(self, sock: socket.socket, namespace: dict[str, Any], bounds: Bounds) -> None:
        self._connection = Connection(sock, bounds)
        self._namespace = namespace
        self._bounds = bounds
        self._describer = Describer(namespace)
        self._passed: list[_Passed] = []
        self._sent: dict[str, tuple[Any, list[Changed]]] = {}
        self._stand_ins: dict[int, Any] = {}  # for functions of the test, by number
        self._stand_in_numbers: dict[int, int] = {}
        self._follower = Follower()
        self._tags: dict[str, Callable[..., Any]] = {
            "own": lambda _, number: self._describer.objects[number],
            "class": lambda _, module, name: plain_class(module, name),
            "module": lambda _, name: importlib.import_module(name),
            "named": _decode_named,
            "function": self._decode_function,
            "iterator": lambda _, number: self._iterate(number),
            "passed": self._decode_passed,
            "raised": lambda _, token, name, args: self._made(token, name, args),
        }

    def run(self) -> None:
        while True:
            self._describer.tokens.clear()  # as the tester does, between its requests
            self._answer(*self._connection.receive())

    # Requests

    def _answer(self, message: dict[str, Any], lengths: list[int]) -> None:
        request, depth = message["request"], len(self._passed)
        printed = io.StringIO()
        value: Any = None
        error: BaseException | None = None
        decoder = Decoder(self._connection, lengths, self._tags, self._bounds)
        try:
            args = decoder.items(message["args"])
            kwargs = {name: decoder.node(node) for name, node in message["kwargs"]}
            random = decoder.node(message["random"])
            decoder.end()
            if random is not None:
                self._follower.adopt(random)
            if message["operation"] == "__call__":
                self._passed.append(_Passed(request, decoder.met))
            captured = contextlib.redirect_stdout(printed) if message["capture"] else _AS_IT_IS
            with captured:
                value = self._do(message["operation"], message["number"], args, kwargs)
        except ClosedError:
            raise
        except BaseException as caught:  # whatever the student's code raises is its answer
            error = caught
            decoder.discard()
        self._send_answer(request, value, error, printed.getvalue()[:_MOST_PRINTED])
        del self._passed[depth:]

    def _send_answer(
        self, request: int, value: Any, error: BaseException | None, printed: str
    ) -> None:
        """Send what came of a request; if that cannot be told, send why."""
        for _ in range(3):
            encoder = Encoder(self._encode_opaque, self._known, self._bounds)
            answer: dict[str, Any] = {"answer": request, "printed": printed}
            try:
                answer["drawn"] = self._follower.drawn()
                answer["changed"] = self._changes(encoder)
                if error is None:
                    answer["value"] = encoder.node(value)
                else:
                    answer["error"] = self._describer.encode_error(encoder, error)
                self._connection.send(answer, encoder.buffers)
                return
            except ClosedError:
                raise
            except BaseException as caught:
                untold = RuntimeError("an exception that cannot be told")
                error = caught if error is None else untold

    def _do(self, operation: str, number: int, args: list[Any], kwargs: dict[str, Any]) -> Any:
        if operation == "names":
            return self._names(*args)
        if operation in _OF_THE_FOLDER:
            return _OF_THE_FOLDER[operation](*args)
        target = self._describer.objects[number]
        if operation in CAPABILITIES:
            return CAPABILITIES[operation](target, *args, **kwargs)
        if operation in COMMON:
            return COMMON[operation](target, *args)
        return _OPERATIONS[operation](target, *args)

    def _names(self, wanted: list[str], held: list[str]) -> "_Names":
        """Return the globals of these names, less those that are held and have not changed."""
        return _Names(
            (name, self._namespace[name])
            for name in wanted
            if name in self._namespace and not (name in held and self._is_as_sent(name))
        )

    def _is_as_sent(self, name: str) -> bool:
        value, watches = self._sent.get(name, (_Names, []))
        return value is self._namespace[name] and not any(changed() for changed in watches)

    def _encode_names(self, encoder: Encoder, found: "_Names") -> Any:
        pairs = []
        for name, value in found:
            before = len(encoder.met)
            try:
                pairs.append([name, encoder.attempt(value)])
            except Exception:  # data in principle, but nested too deeply or the like
                pairs.append([name, self._describer.refer(value)])
            watches = [watch(part) for part in encoder.met[before:]]
            self._sent[name] = (value, [changed for changed in watches if changed is not None])
        return ["globals", pairs]

    # Arguments

    def _changes(self, encoder: Encoder) -> list[Any]:
        """Encode the arguments of requests under way that have changed since last told."""
        changes = []
        for passed in self._passed:
            for index, changed in enumerate(passed.watches):
                if changed is None or not changed():
                    continue
                value = passed.values[index]
                passed.watches[index] = watch(value)
                try:
                    changes.append([passed.request, index, encoder.content(value)])
                except OpaqueError:
                    changes.append([passed.request, index, None])
        return changes

    def _decode_passed(self, decoder: Decoder, request: int, index: int, node: Any) -> Any:
        """Find the argument that a function of the test returns, and bring it up to date."""
        fresh = decoder.node(node)
        passed = next(passed for passed in self._passed if passed.request == request)
        own = passed.values[index]
        if passed.watches[index] is not None and apply(own, fresh) is not None:
            return fresh
        return own

    def _known(self, _encoder: Encoder, value: Any) -> Any:
        """Return the node of what is an argument itself, or a view of one."""
        for passed in reversed(self._passed):
            index = passed.index.get(id(value))
            if index is not None:
                return ["arg", passed.request, index]
        base = value if type(value).__name__ == "ndarray" else None
        for _ in range(_DEEPEST_VIEW):
            base = getattr(base, "base", None)
            for passed in reversed(self._passed) if base is not None else ():
                index = passed.index.get(id(base))
                if index is not None:
                    place = _place_in(value, base)
                    return place and ["view", passed.request, index, *place]
        return None

    # Calls back

    def _call(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a function of the test, and serve what it asks meanwhile."""
        encoder = Encoder(self._encode_opaque, self._known, self._bounds)
        message = {
            "call": number,
            "changed": self._changes(encoder),
            "args": [encoder.node(value) for value in args],
            "kwargs": [[name, encoder.node(value)] for name, value in kwargs.items()],
        }
        self._connection.send(message, encoder.buffers)
        while True:
            reply, lengths = self._connection.receive()
            if "operation" in reply:
                self._answer(reply, lengths)
                continue
            if "raised" in reply:
                raise self._made(*reply["raised"])
            decoder = Decoder(self._connection, lengths, self._tags, self._bounds)
            value = decoder.node(reply["result"])
            decoder.end()
            return value

    def _made(self, token: int, name: str, args: list[Any]) -> BaseException:
        error = plain_exception(name, args)
        self._describer.tokens[id(error)] = (error, token)
        return error

    def _decode_function(self, _: Decoder, number: int, *description: Any) -> Any:
        """Make a function that can be called, and knows of the test's function no more."""
        if number not in self._stand_ins:

            def function(*args: Any, **kwargs: Any) -> Any:
                return self._call(number, args, kwargs)

            describe(function, *description)
            self._stand_ins[number] = function
            self._stand_in_numbers[id(function)] = number
        return self._stand_ins[number]

    def _iterate(self, number: int) -> Iterator[Any]:
        while True:
            try:
                item = self._call(number, (), {})
            except StopIteration:
                return
            yield item

    def _encode_opaque(self, encoder: Encoder, value: Any) -> Any:
        if type(value) is _Names:
            return self._encode_names(encoder, value)
        if type(value) is inspect.Signature:
            return encode_signature(encoder, value)
        if id(value) in self._stand_in_numbers:
            return ["yours", self._stand_in_numbers[id(value)]]
        return self._describer.encode(encoder, value)


class _Names(list[tuple[str, Any]]):
    """Names and values, to be encoded each for itself."""


# A slice refers to its array, a view by `as_strided` to an object that refers to the array.
_DEEPEST_VIEW = 8

_AS_IT_IS: contextlib.AbstractContextManager[Any] = contextlib.nullcontext()
_OF_THE_FOLDER: dict[str, Callable[..., Any]] = {
    "read_file": Here().read_file,
    "load_module": Here().load_module,
}
_OPERATIONS: dict[str, Callable[..., Any]] = {
    "getattr": getattr,
    "setattr": setattr,
    "delattr": delattr,
    "signature": inspect.signature,
    "members": list,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "clone": lambda value: importlib.import_module("sklearn.base").clone(value),
}


def _decode_named(_: Decoder, module: str, name: str) -> Any:
    found: Any = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _place_in(view: Any, base: Any) -> list[Any] | None:
    from aicourse.grading.isolation.arrays import place_in

    return place_in(view, base)
