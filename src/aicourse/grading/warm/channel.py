"""Messages between the grader and its own processes: framed JSON, and file descriptors.

Whoever is at the other end may be hostile: a message is bounded, and is data only.
"""

import array
import json
import re
import select
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any

_HEADER = struct.Struct("<I")
_MOST_BYTES = 64 << 20
_MOST_ITEMS = 2_000_000  # in a message: its values take far more memory than its text
_MOST_DESCRIPTORS = 4
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")

Message = dict[str, Any]


class ChannelClosedError(Exception):
    """The other end has hung up, or speaks no such messages."""


class Channel:
    """One end of a stream socket between two processes."""

    def __init__(self, sock: socket.socket) -> None:
        self.socket = sock
        self.descriptors: list[int] = []
        self._received = bytearray()

    def fileno(self) -> int:
        return self.socket.fileno()

    def close(self) -> None:
        """Hang up."""
        self.socket.close()
        for descriptor in self.descriptors:
            socket.close(descriptor)
        self.descriptors.clear()

    def send(self, message: Message, descriptors: Sequence[int] = ()) -> None:
        """Send a message, waiting until the other end takes it."""
        body = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
        content = memoryview(_HEADER.pack(len(body)) + body)
        try:
            if descriptors:
                sent = socket.send_fds(self.socket, [content], list(descriptors))
                content = content[sent:]
            if content:  # sending nothing to one who has read all and hung up is an error
                self.socket.sendall(content)
        except OSError as error:
            raise ChannelClosedError(str(error)) from error

    def receive(self, timeout: float | None = None) -> Message | None:
        """Return the next message, or None after so many seconds without a whole one.

        Raises
        ------
        ChannelClosedError
            If the other end hung up or sent what is no message.
        """
        end = None if timeout is None else time.monotonic() + timeout
        left = timeout
        while (message := self._next()) is None:
            if not select.select([self.socket], [], [], left)[0]:
                return None
            self._read()
            if end is not None:
                left = max(0.0, end - time.monotonic())
        return message

    def _read(self) -> None:
        room = socket.CMSG_SPACE(_MOST_DESCRIPTORS * array.array("i").itemsize)
        try:
            data, ancillary, _, _ = self.socket.recvmsg(1 << 18, room)
        except OSError as error:
            raise ChannelClosedError(str(error)) from error
        for level, kind, content in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                numbers = array.array("i")
                numbers.frombytes(content[: len(content) - len(content) % numbers.itemsize])
                self.descriptors += numbers
        if not data:
            raise ChannelClosedError("hung up")
        self._received += data

    def _next(self) -> Message | None:
        if len(self._received) < _HEADER.size:
            return None
        (length,) = _HEADER.unpack_from(self._received)
        if length > _MOST_BYTES:
            raise ChannelClosedError("a message too large")
        end = _HEADER.size + length
        if len(self._received) < end:
            return None
        body = bytes(self._received[_HEADER.size : end])
        del self._received[:end]
        if body.count(b",") > _MOST_ITEMS:
            raise ChannelClosedError("a message of too many values")
        try:
            text = body.decode("utf-8", "replace")
            message = json.loads(text)
            if _ESCAPED_SURROGATE.search(text):  # half a character, which no file can hold
                text = json.dumps(message, ensure_ascii=False)
                message = json.loads(text.encode("utf-8", "replace"))
        except (ValueError, RecursionError) as error:
            raise ChannelClosedError("no message") from error
        if not isinstance(message, dict):
            raise ChannelClosedError("no message")
        return message
