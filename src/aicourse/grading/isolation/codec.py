"""Values as data: a tree of JSON, and raw buffers beside it. Nothing that is decoded runs code.

A value that JSON has is itself; any other is a list ``[tag, field, ...]``. Only exact types are
data: an instance of a subclass may answer for itself, so it is left to `Encoder.opaque`. Lists,
dicts, arrays and the like are numbered in the order in which they are met, by both sides alike,
and a second meeting is ``["same", number]``: shared and cyclic structures keep their shape.

How each type is written stands in `values`, `arrays`, `sparse`, `frames` and `tensors`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from aicourse.grading.isolation import values as _values  # registers the built-in types
from aicourse.grading.isolation.forms import Form, Node, form_of, form_tagged, namedtuple_fields
from aicourse.grading.isolation.wire import Bounds, LinkError, ProtocolError

_INLINE_BITS = 63
_INLINE = (type(None), bool, float, str)
_SLACK = 20  # levels that references and errors add to those of data
_PENDING = object()

PLAIN_TUPLE = _values.NAMED_TUPLE


class OpaqueError(TypeError):
    """A value is no data and cannot be passed in any other way either."""


class Encoder:
    """Turns the values of one message into nodes and buffers.

    Parameters
    ----------
    opaque : callable
        Called with the encoder and a value that is no data; returns a node or raises `OpaqueError`.
    known : callable, optional
        Called with the encoder and a numbered value before it is encoded; returns a node that
        stands for it, or None.

    Attributes
    ----------
    buffers : list of memoryview
        In the order in which the decoder needs them.
    met : list
        The numbered values, in order.
    """

    def __init__(
        self,
        opaque: "Callable[[Encoder, Any], Node]",
        known: "Callable[[Encoder, Any], Node] | None" = None,
        bounds: Bounds | None = None,
    ) -> None:
        self.buffers: list[memoryview] = []
        self.met: list[Any] = []
        self.opaque = opaque
        self._known = known
        self._bounds = bounds or Bounds()
        self._numbers: dict[int, int] = {}
        self._open: set[int] = set()
        self._depth = 0

    def node(self, value: Any) -> Node:
        """Encode one value.

        Raises
        ------
        OpaqueError
            If it cannot be passed.
        """
        kind = type(value)
        if kind in _INLINE:
            return value
        if kind is int:
            return value if value.bit_length() <= _INLINE_BITS else ["int", hex(value)]
        form = form_of(kind)
        if form is None:
            if namedtuple_fields(kind) is None:
                return self.opaque(self, value)
            form = PLAIN_TUPLE
        if form.fits is not None and not form.fits(value):
            return self.opaque(self, value)
        if not form.numbered:
            return self._inside(form, value)
        if self._known is not None and (node := self._known(self, value)) is not None:
            return node
        number = self._numbers.get(id(value))
        if number is None:
            return self.content(value)
        if form.frozen and number in self._open:
            raise OpaqueError(f"a {kind.__name__} that contains itself cannot be passed")
        return ["same", number]

    def content(self, value: Any) -> Node:
        """Encode a numbered value by what it holds, even if it is known."""
        form = form_of(type(value))
        if form is None or (form.fits is not None and not form.fits(value)):
            raise OpaqueError(f"a {type(value).__name__} that holds what cannot be passed")
        number = len(self.met)
        self._numbers[id(value)] = number
        self.met.append(value)  # kept alive: an id is good for as long as its object lives
        self._open.add(number)
        try:
            return self._inside(form, value)
        finally:
            self._open.discard(number)

    def attempt(self, value: Any) -> Node:
        """Encode one value; if that fails, leave no trace of it and raise."""
        met, buffers = len(self.met), len(self.buffers)
        try:
            return self.node(value)
        except BaseException:
            del self.met[met:], self.buffers[buffers:]
            self._numbers = {key: n for key, n in self._numbers.items() if n < met}
            raise

    def _inside(self, form: Form, value: Any) -> Node:
        if self._depth >= self._bounds.depth:
            raise OpaqueError("nested too deeply to be passed")
        self._depth += 1
        try:
            return form.encode(self, value)
        finally:
            self._depth -= 1

    def buffer(self, data: memoryview) -> None:
        """Add the next buffer, contiguous."""
        self.buffers.append(data.cast("B") if data.nbytes else memoryview(b""))


class Source(Protocol):
    """Where the bytes of buffers come from, in order."""

    def fill(self, target: memoryview) -> None: ...


class Decoder:
    """Turns the nodes of one message into values, and reads its buffers as they are needed.

    Parameters
    ----------
    lengths : sequence of int
        Lengths of the buffers that `source` holds, as announced.
    tags : mapping of str to callable
        How to decode tags beyond those of data: called with the decoder and the fields.

    Attributes
    ----------
    met : list
        The numbered values, in order.
    """

    def __init__(
        self,
        source: Source,
        lengths: Sequence[int],
        tags: Mapping[str, Callable[..., Any]],
        bounds: Bounds | None = None,
    ) -> None:
        self.met: list[Any] = []
        self._source = source
        self._lengths = list(reversed(lengths))
        self._tags = tags
        self._bounds = bounds or Bounds()
        self._nodes = 0
        self._depth = 0

    def node(self, node: Node) -> Any:
        """Decode one node.

        Raises
        ------
        ProtocolError
            If it is malformed in any way.
        """
        kind = type(node)
        if kind in _INLINE or kind is int:
            return node
        self.count(1)
        self._depth += 1
        try:
            if self._depth > self._bounds.depth + _SLACK:
                raise ProtocolError("a message nested too deeply")
            tag, *fields = node
            if tag == "same":
                return self._met(*fields)
            if tag in self._tags:
                return self._tags[tag](self, *fields)
            form = form_tagged(tag)
            if form is None:
                raise ProtocolError("a message with an unknown tag")
            if not form.numbered:
                return form.decode(self, *fields)
            number = len(self.met)
            self.met.append(_PENDING)
            value = self.met[number] = form.decode(self, *fields)
            return value
        except LinkError:
            raise
        except Exception as error:  # whatever a library makes of nonsense
            raise ProtocolError(f"a malformed message ({type(error).__name__})") from error
        finally:
            self._depth -= 1

    def items(self, nodes: Node) -> list[Any]:
        """Decode a list of nodes."""
        if type(nodes) is not list:
            raise ProtocolError("a message without a list where one belongs")
        self.count(len(nodes))
        return [self.node(node) for node in nodes]

    def begin(self, value: Any) -> None:
        """Make a numbered value known before its items are decoded, for they may refer to it."""
        self.met[-1] = value

    def length(self) -> int:
        """Length of the next buffer."""
        if not self._lengths:
            raise ProtocolError("a message with too few buffers")
        return self._lengths[-1]

    def fill(self, target: memoryview) -> None:
        """Read the next buffer into `target`, which must be of its length."""
        if self.length() != target.nbytes:
            raise ProtocolError("a message with a buffer of the wrong length")
        self._lengths.pop()
        if target.nbytes:
            self._source.fill(target.cast("B"))

    def end(self) -> None:
        """Check that every buffer was used."""
        if self._lengths:
            raise ProtocolError("a message with too many buffers")

    def discard(self) -> None:
        """Read and forget the buffers that are left, so that the next message can be read."""
        while self._lengths:
            self._source.fill(memoryview(bytearray(self._lengths.pop())))

    def _met(self, number: int) -> Any:
        if type(number) is not int or not 0 <= number < len(self.met):
            raise ProtocolError("a message that refers to what it does not hold")
        value = self.met[number]
        if value is _PENDING:
            raise ProtocolError("a message with an impossible cycle")
        return value

    def count(self, nodes: int) -> None:
        """Count values against the bound."""
        self._nodes += nodes
        if self._nodes > self._bounds.nodes:
            raise ProtocolError("a message with too many values")
