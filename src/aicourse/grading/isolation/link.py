"""The tester's end of the socket: asks the student's process, and answers its calls back.

One request at a time is open, but while the student's code works on it, it may call a function
that the test passed to it, and that function may ask again: requests nest, and are answered
innermost first. After a breach of the protocol, a missed deadline or a hang-up the link is dead,
and `Link.failure` says why, whatever the test makes of the exception.
"""

import io
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from aicourse.grading.isolation.classes import Registry, checked_number
from aicourse.grading.isolation.codec import Decoder, Encoder, OpaqueError
from aicourse.grading.isolation.inplace import apply
from aicourse.grading.isolation.naming import plain_class, shared_module
from aicourse.grading.isolation.passing import Passer
from aicourse.grading.isolation.randomness import GENERATORS, Randomness
from aicourse.grading.isolation.signatures import decode_signature
from aicourse.grading.isolation.special import RESULTS
from aicourse.grading.isolation.wire import (
    Bounds,
    ClosedError,
    Connection,
    LinkError,
    ProtocolError,
    TooLargeError,
)
from aicourse.learner import MOST_BYTES

_DEEPEST = 30  # calls back within calls


class Link:
    """A connection to the process that holds the student's namespace.

    Parameters
    ----------
    sock : socket
        One end of a stream socket pair; the other is given to `serving.serve`.

    Attributes
    ----------
    failure : LinkError or None
        Why nothing more can be asked.
    requests : int
        How many have been made.
    console : text stream or None
        Where the tester's prints go. While ``sys.stdout`` is another stream, what the student's
        code prints is brought into that stream, for the test wants to see it.
    randomness : Randomness or None
        If set, seeds that the test gives to global random generators hold for the student too.
    """

    def __init__(self, sock: socket.socket, bounds: Bounds | None = None) -> None:
        self.failure: LinkError | None = None
        self.requests = 0
        self.console: io.TextIOBase | None = None
        self.randomness: Randomness | None = None
        self._bounds = bounds or Bounds()
        self._connection = Connection(sock, self._bounds)
        self._registry = Registry(self)
        self._passer = Passer(self)
        self._passed: dict[int, list[Any]] = {}  # by request: what its arguments consist of
        self._problem: str | None = None  # with writing a change into an argument
        self._lock = threading.RLock()
        self._depth = 0
        self._tags: dict[str, Callable[..., Any]] = {
            "ref": self._decode_reference,
            "type": lambda _, description: self._registry.class_(description),
            "class": _decode_class,
            "module": self._decode_module,
            "error": self._decode_error,
            "yours": lambda _, number: self._passer.functions[checked_number(number)],
            "arg": lambda _, request, index: self._argument(request, index),
            "view": self._decode_view,
            "globals": _decode_globals,
            "signature": decode_signature,
        }

    @property
    def deadline(self) -> float | None:
        """Time on the monotonic clock after which nothing is waited for."""
        return self._connection.deadline

    @deadline.setter
    def deadline(self, value: float | None) -> None:
        self._connection.deadline = value

    def close(self) -> None:
        """Hang up, which ends the other side."""
        self.failure = self.failure or ClosedError("the link was closed")
        self._connection.close()

    def fetch(self, names: Iterable[str], held: Iterable[str] = ()) -> dict[str, Any]:
        """Return the values of those global names of the student that exist.

        Parameters
        ----------
        held : iterable of str
            Names of which the caller still has the value: where the student's has not changed
            since, there is no entry for it in what is returned.
        """
        wanted = list(dict.fromkeys(names))
        found = self.ask("names", 0, wanted, [*held])
        if type(found) is not _Globals or not set(wanted).issuperset(found):
            raise self._fail(ProtocolError("names came back that were not asked for"))
        return dict(found)

    def read_file(self, path: str) -> bytes:
        """Return the content of a file in the student's folder; see `aicourse.learner`."""
        content: bytes = self.ask("read_file", 0, path)
        if len(content) > MOST_BYTES:
            raise self._fail(ProtocolError("a file larger than is allowed"))
        return content

    def load_module(self, path: str) -> Any:
        """Have the student's process run a file of its folder as a module."""
        return self.ask("load_module", 0, path)

    def ask(self, operation: str, number: int, *args: Any, **kwargs: Any) -> Any:
        """Have the student's process do something with its object of that number.

        Raises
        ------
        LinkError
            If the link is or gets dead.
        OpaqueError
            If an argument cannot be passed.
        Exception
            Whatever the student's code raises; `faults.origin_of` tells it from others.
        """
        with self._lock:
            if self.failure is not None:
                raise self.failure
            if self._depth >= _DEEPEST:
                raise RecursionError("too many calls back and forth with the student's code")
            return self._ask(operation, number, args, kwargs)

    def _ask(self, operation: str, number: int, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        self.requests += 1
        request = self.requests
        encoder = Encoder(self._passer.encode, bounds=self._bounds)
        message = {
            "request": request,
            "operation": operation,
            "number": number,
            "args": [encoder.node(value) for value in args],
            "kwargs": [[name, encoder.node(value)] for name, value in kwargs.items()],
            "capture": self.console is not None and sys.stdout is not self.console,
            "random": encoder.node(self.randomness.news() if self.randomness else None),
        }
        self._passed[request] = encoder.met
        self._depth += 1
        try:
            value, error = self._exchange(message, encoder.buffers)
        finally:
            self._depth -= 1
            del self._passed[request]
            if self._depth == 0:
                self._passer.raised.clear()
        if error is not None:
            raise error
        if self._problem is not None:
            problem, self._problem = self._problem, None
            raise OpaqueError(f"{problem}; such a test must run in the student's kernel")
        expected = RESULTS.get(operation)
        if expected is not None and type(value) is not expected:
            raise self._fail(ProtocolError(f"{operation} came to no {expected.__name__}"))
        return value

    def _exchange(
        self, message: dict[str, Any], buffers: list[memoryview]
    ) -> tuple[Any, BaseException | None]:
        """Send a request and serve calls back until its answer is there."""
        try:
            self._connection.send(message, buffers)
            while True:
                answer, lengths = self._connection.receive()
                decoder = Decoder(self._connection, lengths, self._tags, self._bounds)
                if "call" in answer:
                    self._call_back(answer, decoder)
                else:
                    return self._read_answer(answer, decoder, message["request"])
        except LinkError as error:
            raise self._fail(error) from None
        except TooLargeError:
            raise
        except Exception as error:
            raise self._fail(ProtocolError("a malformed message")) from error
        except BaseException:  # an interrupt: what is on the wire is not known
            self._fail(ClosedError("interrupted while the student's code was running"))
            raise

    def _fail(self, error: LinkError) -> LinkError:
        self.failure = self.failure or error
        return self.failure

    def _read_answer(
        self, answer: dict[str, Any], decoder: Decoder, request: int
    ) -> tuple[Any, BaseException | None]:
        if type(answer["answer"]) is not int or answer["answer"] != request:
            raise ProtocolError("an answer to another request")
        self._apply_changes(decoder, answer["changed"])
        value = decoder.node(answer.get("value"))
        error = decoder.node(answer.get("error"))
        decoder.end()
        if not (error is None or isinstance(error, BaseException)):
            raise ProtocolError("an error that is no exception")
        if type(answer["printed"]) is not str or len(answer["drawn"]) > len(GENERATORS):
            raise ProtocolError("an answer with impossible side effects")
        if answer["printed"] and sys.stdout is not self.console:
            sys.stdout.write(answer["printed"])
        if answer["drawn"] and self.randomness is not None:
            self.randomness.step(answer["drawn"])
        return value, error

    def _apply_changes(self, decoder: Decoder, changes: Any) -> None:
        """Write what the student's code changed of the arguments into the test's own objects."""
        for request, index, node in changes:
            target = self._argument(request, index)
            if node is None:
                self._problem = f"a {type(target).__name__} now holds what cannot be passed back"
            else:
                self._problem = apply(target, decoder.node(node)) or self._problem

    def _call_back(self, message: dict[str, Any], decoder: Decoder) -> None:
        """Call a function of the test for the student's code, and send what came of it."""
        function = self._passer.functions[checked_number(message["call"])]
        self._apply_changes(decoder, message["changed"])
        args = decoder.items(message["args"])
        kwargs = {str(name): decoder.node(node) for name, node in message["kwargs"]}
        decoder.end()
        try:
            encoder = Encoder(self._passer.encode, self._encode_passed, self._bounds)
            reply = {"result": encoder.node(function(*args, **kwargs))}
            self._connection.send(reply, encoder.buffers)
        except LinkError:
            raise
        except (Exception, SystemExit) as error:
            self._connection.send({"raised": self._passer.remember(error)}, [])

    def _argument(self, request: Any, index: Any) -> Any:
        return self._passed[checked_number(request)][checked_number(index)]

    def _encode_passed(self, encoder: Encoder, value: Any) -> Any:
        """Encode an argument of a call under way as what the student's code has it as."""
        for request, values in self._passed.items():
            for index, passed in enumerate(values):
                if passed is value:
                    return ["passed", request, index, encoder.content(value)]
        return None

    def _decode_reference(self, _: Decoder, number: int, description: Any) -> Any:
        return self._registry.reference(number, description)

    def _decode_module(self, _: Decoder, name: str, number: int, description: Any) -> Any:
        own = shared_module(name)
        return self._registry.reference(number, description) if own is None else own

    def _decode_error(
        self,
        decoder: Decoder,
        description: Any,
        number: int,
        args: Any,
        message: str,
        frame: Any,
        token: int | None,
        cause: Any,
    ) -> BaseException:
        if token is not None:
            return self._passer.raised[checked_number(token)]
        values = tuple(decoder.items(args))
        error = self._registry.error(description, number, values, message, frame)
        error.__cause__ = decoder.node(cause)
        return error

    def _decode_view(self, _: Decoder, request: int, index: int, offset: int, *layout: Any) -> Any:
        """Make the view of an argument that the student's code returned, if memory allows it."""
        from aicourse.grading.isolation.arrays import view_of

        return view_of(self._argument(request, index), offset, *layout)


class _Globals(dict[str, Any]):
    """Global names of the student, as they come back."""


def _decode_globals(decoder: Decoder, pairs: Any) -> _Globals:
    return _Globals((str(name), decoder.node(node)) for name, node in pairs)


def _decode_class(_: Decoder, module: str, name: str) -> type:
    found = plain_class(module, name)
    if found is None:
        raise ProtocolError("a class that is no plain one")
    return found
