"""The grader's ear: messages of the processes, and what is written past them meanwhile."""

import os
import select
from contextlib import suppress
from typing import Any

from aicourse.grading.warm.channel import Channel, Message
from aicourse.grading.warm.forks import Fork, Patience
from aicourse.grading.warm.outputs import Outputs


class Listener:
    """Receives messages, and collects the outputs among them.

    Attributes
    ----------
    source : Fork or None
        Whose raw standard streams are read meanwhile, so that nobody waits for room in them.
    """

    def __init__(self, outputs: Outputs) -> None:
        self.outputs = outputs
        self.source: Fork | None = None

    def await_done(
        self, channel: Channel, patience: Patience, *, keep_floods: bool = False
    ) -> Message | None:
        """Collect outputs until a cell is done; None at the limit of time or of output."""
        while (message := self.receive(channel, patience, keep_floods=keep_floods)) is not None:
            if "output" in message:
                self.outputs.add(message)
            elif "done" in message:
                return message
        return None

    def receive(
        self, channel: Channel, patience: Patience, *, keep_floods: bool = True
    ) -> Message | None:
        """Return the next message, taking in meanwhile what is written to the raw streams."""
        while (left := patience.left()) and (keep_floods or not self.outputs.is_flood):
            message = channel.receive(0)
            self.read_raw()
            if message is not None:
                return message
            waited: list[Any] = [channel]
            if self.source is not None and self.source.writes and not self.outputs.is_flood:
                waited.append(self.source.raw)
            select.select(waited, [], [], left)
        return None

    def read_raw(self) -> None:
        """Take in what a subprocess or a C library wrote past Python's own streams."""
        if self.source is None:
            return
        with suppress(BlockingIOError):
            while not self.outputs.is_flood:
                data = os.read(self.source.raw, 1 << 16)
                if not data:
                    self.source.writes = False
                    return
                text = data.decode("utf-8", "replace")
                self.outputs.add({"output": "stream", "name": "stdout", "text": text})
