"""The processes of one submission, as its worker has the zygote fork and end them."""

import os
import select
import signal
import socket
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aicourse.grading.environment import plain_environment
from aicourse.grading.limits import PATIENCE, Limits
from aicourse.grading.warm.channel import Channel, ChannelClosedError, Message
from aicourse.grading.warm.server import connect

_SPAWN_SECONDS = 60.0
_SEND_SECONDS = 10.0  # for a process to take a message
_ANSWER_SECONDS = 5.0


class SandboxFailedError(Exception):
    """The walls could not be put up: the submission has not run."""


class Fork:
    """A sandboxed process that was asked for, and what it writes to its raw standard streams.

    Attributes
    ----------
    channel : Channel
        Our end; what is sent before the process is there waits for it.
    """

    def __init__(self, ours: socket.socket, raw: int) -> None:
        os.set_blocking(raw, False)
        ours.settimeout(_SEND_SECONDS)
        self.raw = raw
        self.channel = Channel(ours)
        self.writes = True  # until it has closed its standard streams
        self.number = 0  # until the zygote has forked it
        self.problem = ""

    def close(self) -> None:
        """Hang up."""
        self.channel.close()
        os.close(self.raw)


@dataclass(frozen=True)
class Setting:
    """What the processes of one submission find.

    Attributes
    ----------
    files : dict of str to Path
        The folder whose files a process finds in its own, by what the process is.
    exams : int
        How many forks of itself the student's process will be asked for.
    """

    files: dict[str, Path]
    limits: Limits
    seed: int
    exams: int = 0

    def request(self, what: str) -> Message:
        """Return the message that asks for a process."""
        return {
            "spawn": what,
            "seed": self.seed,
            "files": str(self.files[what]),
            "environment": {**plain_environment(), "AICOURSE_SEED": str(self.seed)},
            "memory_bytes": self.limits.memory_bytes,
            "file_bytes": self.limits.file_bytes,
            "disk_bytes": self.limits.disk_bytes,
            "cpu_seconds": int(self.limits.notebook_seconds) + 10,
            "processes": self.limits.processes + self.exams,
            "spare_processes": self.exams,
        }


class Forks:
    """A connection to the zygote: when it closes, all processes of the submission end."""

    def __init__(self, address: Path, setting: Setting) -> None:
        self._zygote = connect(address)
        self._setting = setting
        self._asked: deque[Fork] = deque()
        self._causes: dict[int, str] = {}
        self._waited = 0.0

    def close(self) -> None:
        """End all processes."""
        self._zygote.close()

    def preload(self, modules: Sequence[str]) -> None:
        """Have the zygote import modules before it forks."""
        self._zygote.send({"preload": list(modules)})

    def ask(self, what: str) -> Fork:
        """Ask for a ``student`` or a ``tester``; `await_walls` says when it is there."""
        ours, theirs = socket.socketpair()
        raw, write = os.pipe()
        fork = Fork(ours, raw)
        try:
            self._zygote.send(self._setting.request(what), [theirs.fileno(), write])
        finally:
            theirs.close()
            os.close(write)
        self._asked.append(fork)
        return fork

    def await_walls(self, fork: Fork) -> None:
        """Wait until the walls around a process stand.

        Raises
        ------
        SandboxFailedError
            If they cannot be put up.
        """
        end = time.monotonic() + _SPAWN_SECONDS
        while not fork.number and not fork.problem:
            message = self._zygote.receive(max(0.0, end - time.monotonic()))
            if message is None:
                raise SandboxFailedError("the warm process does not answer")
            self._note(message)
        if fork.problem:
            raise SandboxFailedError(fork.problem)

    def interrupt(self, fork: Fork) -> None:
        """Raise KeyboardInterrupt in a process."""
        self._zygote.send({"signal": fork.number, "number": int(signal.SIGINT)})

    def kill(self, fork: Fork) -> None:
        """End a process."""
        self._zygote.send({"kill": fork.number})

    def seconds_waited(self) -> float:
        """Return for how long a processor was wanted and busy, since this was asked last."""
        self._zygote.send({"waited": True})
        before, self._waited = self._waited, -1.0
        end = time.monotonic() + _ANSWER_SECONDS
        while self._waited < 0:
            message = self._zygote.receive(max(0.0, end - time.monotonic()))
            if message is None:
                self._waited = before
                break
            self._note(message)
        return max(0.0, self._waited - before)

    def cause_of_death(self, fork: Fork, seconds: float) -> str | None:
        """Return why a process ended, if that becomes known in so many seconds."""
        end = time.monotonic() + seconds
        while fork.number not in self._causes and time.monotonic() < end:
            if not select.select([self._zygote], [], [], end - time.monotonic())[0]:
                break
            message = self._zygote.receive(0)
            if message is not None:
                self._note(message)
        return self._causes.get(fork.number)

    def are_served(self) -> bool:
        """Whether the zygote still answers."""
        try:
            self.seconds_waited()
        except ChannelClosedError:
            return False
        return True

    def _note(self, message: Message) -> None:
        if "ended" in message:
            self._causes[message["ended"]] = message["cause"]
        elif "waited" in message:
            self._waited = float(message["waited"])
        elif "child" in message:
            self._asked.popleft().number = message["child"]
        elif "problem" in message:
            self._asked.popleft().problem = str(message["problem"]) or "unknown"


class Patience:
    """A limit of time in which waiting for a busy processor does not count.

    So an honest cell is not cut short because others run beside it.
    """

    def __init__(self, seconds: float, forks: Forks) -> None:
        self._forks = forks
        self._end = time.monotonic() + seconds
        self._last = self._end + PATIENCE * seconds

    def left(self) -> float:
        """Return the seconds that are left, 0 when there are none."""
        now = time.monotonic()
        if self._end <= now < self._last:
            self._end = min(self._last, self._end + self._forks.seconds_waited())
        return max(0.0, self._end - now)
