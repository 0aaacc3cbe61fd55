"""A sandboxed process as its worker sees it."""

import os
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType

from aicourse.grading.sandbox import processes
from aicourse.grading.sandbox.cgroup import Leaf
from aicourse.grading.sandbox.identity import Identity
from aicourse.grading.sandbox.policy import Policy

_POLL_SECONDS = 0.005
_END_SECONDS = 5.0
_NEARLY = 0.9
_FAILED_FOR_MEMORY = ("SIGKILL", "SIGABRT", "SIGSEGV", "SIGBUS")


class Cause(StrEnum):
    """Why a sandboxed process ended."""

    EXITED = "exited"
    KILLED = "killed"  # by the worker
    OUT_OF_MEMORY = "out of memory"
    CPU_TIME = "cpu time"
    FILE_SIZE = "file size"
    SIGNALLED = "signalled"  # by itself, or by a fault


@dataclass(frozen=True)
class Ending:
    """How a sandboxed process ended.

    Attributes
    ----------
    code : int
        The exit code, or minus the number of the signal.
    cpu_seconds : float
        Processor time of the process and of those it waited for.
    memory_bytes : int
        The most that it, or one it waited for, held in memory, what it shares included.
    """

    cause: Cause
    code: int
    cpu_seconds: float
    memory_bytes: int


class Child:
    """A running sandbox; `close` it, or use it as a context manager.

    Attributes
    ----------
    pid : int
        Its first process, in the worker's numbering.
    who : Identity
        Its user and group.
    pidfd : int or None
        Readable when that process has ended, until the child is waited for.
    """

    def __init__(
        self,
        pid: int,
        who: Identity,
        policy: Policy,
        held_bytes: int,
        leaf: Leaf | None,
        kill_rest: Callable[[], None] | None,
    ) -> None:
        self.pid = pid
        self.who = who
        self.pidfd = _open_descriptor(pid)
        self._policy = policy
        self._held_bytes = held_bytes
        self._leaf = leaf
        self._kill_rest = kill_rest
        self._killed = False
        self._ending: Ending | None = None

    def __enter__(self) -> "Child":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def seconds_waited(self) -> float:
        """Return for how long its processes were kept from a processor, at most."""
        return processes.seconds_waited(self.pid)

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in the first process."""
        self._send(signal.SIGINT)

    def kill(self) -> None:
        """Kill all processes of the sandbox; without a PID namespace, `wait` kills the others."""
        self._killed = self._killed or self._ending is None
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self._ending is None:  # not reaped yet, so that the pid is still its own
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def wait(self, timeout: float) -> int | None:
        """Wait until the sandbox has ended, with all that it started.

        Parameters
        ----------
        timeout : float
            Seconds.

        Returns
        -------
        int or None
            The exit code, minus the number of a signal, or None if it still runs.
        """
        deadline = time.monotonic() + timeout
        while self._ending is None:
            left = max(0.0, deadline - time.monotonic())
            if self.pidfd is not None:
                select.select([self.pidfd], [], [], left)
            else:
                time.sleep(min(left, _POLL_SECONDS))
            pid, status, usage = os.wait4(self.pid, os.WNOHANG)
            if pid:
                cpu = usage.ru_utime + usage.ru_stime
                self._settle(os.waitstatus_to_exitcode(status), cpu, usage.ru_maxrss * 1024)
            elif left == 0:
                return None
        return self._ending.code

    def how_it_ended(self) -> Ending | None:
        """Return how the sandbox ended, None while it runs or nobody waited for it."""
        return self._ending

    def close(self) -> bool:
        """End the sandbox if it runs, and leave nothing of it behind.

        Returns
        -------
        bool
            False if the kernel could not end it within some seconds.
        """
        self.kill()
        return self.wait(_END_SECONDS) is not None

    def _settle(self, code: int, cpu_seconds: float, memory_bytes: int) -> None:
        if self._kill_rest is not None:
            self._kill_rest()
        exceeded = self._leaf is not None and self._leaf.out_of_memory_kills() > 0
        cause = self._cause(code, cpu_seconds, memory_bytes, exceeded)
        self._ending = Ending(cause, code, cpu_seconds, memory_bytes)
        if self._leaf is not None:
            self._leaf.remove()
        if self.pidfd is not None:
            os.close(self.pidfd)
            self.pidfd = None

    def _cause(self, code: int, cpu_seconds: float, memory_bytes: int, exceeded: bool) -> Cause:
        if code >= 0:
            return Cause.EXITED
        number = -code
        if number == signal.SIGXFSZ:
            return Cause.FILE_SIZE
        if number == signal.SIGXCPU or (
            number == signal.SIGKILL and cpu_seconds >= self._policy.cpu_seconds
        ):
            return Cause.CPU_TIME
        if exceeded and number == signal.SIGKILL:
            return Cause.OUT_OF_MEMORY
        if self._killed and number == signal.SIGKILL:
            return Cause.KILLED
        full = _NEARLY * (self._held_bytes + self._policy.memory_bytes)
        if signal.Signals(number).name in _FAILED_FOR_MEMORY and memory_bytes >= full:
            return Cause.OUT_OF_MEMORY
        return Cause.SIGNALLED


def _open_descriptor(pid: int) -> int | None:
    try:
        return os.pidfd_open(pid)
    except OSError:  # before Linux 5.3, or forbidden
        return None


def kill_rest(others: Callable[[], set[int]]) -> None:
    """Kill what a sandbox without a PID namespace left running, after its first process.

    Parameters
    ----------
    others : callable
        Returns the first processes of the worker's sandboxes that still run.
    """
    processes.kill_all(lambda: processes.orphans(others()))
