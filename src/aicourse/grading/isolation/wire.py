"""Framed messages over a stream socket: one JSON tree, then raw buffers; every size is bounded.

A frame is ``magic, length of the tree, number of buffers, length of each buffer, tree, buffers``.
The lengths are checked before anything is allocated, and a buffer is read straight into the
memory that the decoder made for it, so that an array exists once on each side.
"""

import json
import select
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_MAGIC = b"aic1"
_HEAD = struct.Struct("<4sII")
_CHUNK = 1 << 20


class LinkError(Exception):
    """The other process can no longer be talked to. What a test did before is void."""


class ProtocolError(LinkError):
    """The other process sent something that no honest one sends."""


class DeadlineError(LinkError):
    """The other process did not answer in time."""


class ClosedError(LinkError):
    """The other process ended, or hung up."""


class TooLargeError(ValueError):
    """A message exceeds the bounds and was not sent."""


@dataclass(frozen=True)
class Bounds:
    """What one message may be at most.

    Attributes
    ----------
    tree_bytes, buffer_bytes : int
        Size of the JSON tree; size of all buffers together.
    buffers, nodes, depth : int
        How many buffers; how many values in the tree; how deep they nest.
    """

    tree_bytes: int = 32 << 20
    buffer_bytes: int = 1 << 30
    buffers: int = 100_000
    nodes: int = 5_000_000
    depth: int = 100


class Connection:
    """One end of a stream socket, with a deadline.

    Attributes
    ----------
    deadline : float or None
        The time on the monotonic clock after which every wait ends with `DeadlineError`.
    """

    def __init__(self, sock: socket.socket, bounds: Bounds | None = None) -> None:
        self.deadline: float | None = None
        self.bounds = bounds or Bounds()
        self._socket = sock
        sock.setblocking(False)

    def close(self) -> None:
        self._socket.close()

    def send(self, tree: dict[str, Any], buffers: Sequence[memoryview]) -> None:
        """Send one message.

        Raises
        ------
        TooLargeError
            If it is larger than the bounds allow; nothing is sent then.
        LinkError
            If the other side does not take it.
        """
        body = json.dumps(tree, separators=(",", ":")).encode("ascii")
        sizes = [len(buffer) for buffer in buffers]
        if (
            len(body) > self.bounds.tree_bytes
            or sum(sizes) > self.bounds.buffer_bytes
            or len(sizes) > self.bounds.buffers
        ):
            raise TooLargeError("too large to pass between the test and the student's code")
        head = _HEAD.pack(_MAGIC, len(body), len(sizes)) + struct.pack(f"<{len(sizes)}Q", *sizes)
        self._write(memoryview(head + body))
        for buffer in buffers:
            self._write(buffer)

    def receive(self) -> tuple[Any, list[int]]:
        """Read the tree of the next message, and the lengths of the buffers that follow it."""
        if self.deadline is not None and time.monotonic() >= self.deadline:
            raise DeadlineError("no answer in time")  # nor is there an end to what it sends
        magic, size, count = _HEAD.unpack(self._take(_HEAD.size))
        if magic != _MAGIC or size > self.bounds.tree_bytes or count > self.bounds.buffers:
            raise ProtocolError("a message with a malformed head")
        lengths = list(struct.unpack(f"<{count}Q", self._take(8 * count)))
        if sum(lengths) > self.bounds.buffer_bytes:
            raise ProtocolError("a message larger than is allowed")
        try:
            return json.loads(self._take(size).decode("ascii")), lengths
        except (ValueError, RecursionError) as error:
            raise ProtocolError("a message that is no JSON") from error

    def fill(self, target: memoryview) -> None:
        """Read the next ``len(target)`` bytes into `target`."""
        done, size = 0, len(target)
        while done < size:
            try:
                count = self._socket.recv_into(target[done : done + _CHUNK])
            except BlockingIOError:
                self._wait(select.POLLIN)
                continue
            except OSError as error:
                raise ClosedError("the connection was reset") from error
            if count == 0:
                raise ClosedError("the connection was closed")
            done += count

    def _take(self, size: int) -> bytearray:
        data = bytearray(size)
        self.fill(memoryview(data))
        return data

    def _write(self, data: memoryview) -> None:
        while data:
            try:
                data = data[self._socket.send(data[:_CHUNK]) :]
            except BlockingIOError:
                self._wait(select.POLLOUT)
            except OSError as error:
                raise ClosedError("the connection was closed") from error

    def _wait(self, event: int) -> None:
        poll = select.poll()
        poll.register(self._socket, event)
        if self.deadline is None:
            poll.poll()
        elif (left := self.deadline - time.monotonic()) <= 0 or not poll.poll(left * 1000):
            raise DeadlineError("no answer in time")
