"""Which limit an exception tells of, if any: by its errno and by the call that raised it.

It is asked where the exception is: errno and traceback do not travel. A message proves nothing.
"""

import contextlib
import dis
import errno
import mmap
import os
import socket
import subprocess
import sys
import threading
from enum import StrEnum
from types import CodeType, TracebackType
from typing import Any

_MOST_CAUSES = 10
_MOST_CALLS = 10_000
_STACK_BYTES = 8 << 20  # of a thread, by default
_STARTS = frozenset(
    {
        *("os.fork", "os.forkpty", "os.posix_spawn"),
        *("_thread.start_new_thread", "_thread.start_joinable_thread"),
    }
)
_CONNECTS = frozenset(
    {"socket.__new__", "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}
)
_NOTED = _STARTS | _CONNECTS

calls: dict[tuple[CodeType, int], str] = {}
"""By code and place, the audit event that a call there raised (see `watch`)."""

# Python's own functions that start processes and threads, without such an event of their own.
_LAUNCHERS = frozenset(
    {
        threading.Thread.start.__code__,
        subprocess.Popen._execute_child.__code__,  # type: ignore[attr-defined]
    }
)


class Exceeded(StrEnum):
    """A limit that code meets as an exception."""

    MEMORY = "memory"
    PROCESSES = "processes"
    FILE_SIZE = "file size"
    DISK = "disk"
    NETWORK = "network"


def watch() -> None:
    """Note from now on where this process starts processes and opens connections."""
    sys.addaudithook(_note)


def _note(event: str, _: tuple[Any, ...]) -> None:
    if event in _NOTED and len(calls) < _MOST_CALLS:
        frame = sys._getframe(1)
        calls[frame.f_code, frame.f_lasti] = event


def limit_of(error: BaseException) -> str:
    """Return the value of the `Exceeded` that an exception, or what caused it, tells of."""
    met: BaseException | None = error
    with contextlib.suppress(Exception):  # a class of the learner's may do anything when asked
        for _ in range(_MOST_CAUSES):
            if met is None:
                break
            if found := _own_limit(met):
                return found.value
            # What a library made of it; an error of the learner's own handler is no such thing.
            met = met.__cause__ or (met.__context__ if isinstance(met, OSError) else None)
    return ""


def _own_limit(error: BaseException) -> Exceeded | None:
    if isinstance(error, MemoryError):
        return Exceeded.MEMORY
    if isinstance(error, socket.gaierror):
        return Exceeded.NETWORK
    if isinstance(error, RuntimeError) and _started_something(error):
        return Exceeded.PROCESSES if _has_memory_for_a_thread() else Exceeded.MEMORY
    if not isinstance(error, OSError):
        return None
    match error.errno:
        case errno.ENOMEM:
            return Exceeded.MEMORY
        case errno.EFBIG:
            return Exceeded.FILE_SIZE
        case errno.ENOSPC | errno.EDQUOT:
            return Exceeded.DISK
        case errno.ENETUNREACH | errno.ENETDOWN | errno.EHOSTUNREACH:
            return Exceeded.NETWORK
        case errno.EAGAIN if _started_something(error):
            return Exceeded.PROCESSES
        case errno.EPERM | errno.EACCES if _event_of(error) in _CONNECTS:
            return Exceeded.NETWORK
        case None:  # numpy tells how much it could write, and not why no more
            return _full()
    return None


def _has_memory_for_a_thread() -> bool:
    """Return whether a stack can be had: Python does not tell why a thread did not start."""
    if sys.platform == "win32":
        return True
    try:
        mmap.mmap(-1, _STACK_BYTES, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()
    except OSError:
        return False
    return True


def _full() -> Exceeded | None:
    """Return whether the working folder is full, or a file in it as large as it may be."""
    if sys.platform == "win32":
        return None
    import resource

    with contextlib.suppress(OSError):
        if os.statvfs(".").f_bavail == 0:
            return Exceeded.DISK
        largest = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
        if 0 < largest <= max((f.stat().st_size for f in os.scandir(".")), default=0):
            return Exceeded.FILE_SIZE
    return None


def _started_something(error: BaseException) -> bool:
    """Return whether the call that raised it was to start a process or a thread."""
    place = _innermost(error)
    if place is None:
        return False
    code, at = place.tb_frame.f_code, place.tb_lasti
    if code in _LAUNCHERS:
        # An OSError, whoever forms it: in the child too, when it is what could not be started.
        return isinstance(error, OSError) or _operation(code, at) != "RAISE_VARARGS"
    return _event_of(error) in _STARTS


def _event_of(error: BaseException) -> str:
    place = _innermost(error)
    return "" if place is None else calls.get((place.tb_frame.f_code, place.tb_lasti), "")


def _innermost(error: BaseException) -> TracebackType | None:
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return place


def _operation(code: CodeType, at: int) -> str:
    return next((i.opname for i in dis.get_instructions(code) if i.offset == at), "")


def named(text: object) -> Exceeded | None:
    """Return the limit of a name that another process sent, None if it is none."""
    try:
        return Exceeded(str(text))
    except ValueError:
        return None
