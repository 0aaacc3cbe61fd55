"""What `/proc` says of processes, and the end of all that descend from one."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_KILL_SECONDS = 5.0


@dataclass(frozen=True)
class Process:
    """One process.

    Attributes
    ----------
    user : int
        Real user id.
    restrictions : tuple of int
        ``no_new_privs`` and the number of seccomp filters: neither can ever fall.
    """

    pid: int
    parent: int
    user: int
    threads: int
    restrictions: tuple[int, int]
    is_dead: bool


def every() -> Iterator[Process]:
    """Yield the processes that `/proc` shows."""
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            with suppress(OSError):  # it may end at any moment
                yield describe(int(entry.name))


def describe(pid: int) -> Process:
    """Return what `/proc` says of one process.

    Raises
    ------
    OSError
        If there is none.
    """
    status = {}
    for line in Path(f"/proc/{pid}/status").read_text(errors="replace").splitlines():
        key, _, value = line.partition(":")
        status[key] = value.split()
    filters = status.get("Seccomp_filters") or status.get("Seccomp") or ["0"]
    return Process(
        pid=pid,
        parent=int(status["PPid"][0]),
        user=int(status["Uid"][0]),
        threads=int(status.get("Threads", ["1"])[0]),
        restrictions=(int(status.get("NoNewPrivs", ["0"])[0]), int(filters[0])),
        is_dead=status["State"][0] in "ZX",
    )


def descendants(root: int, known: list[Process]) -> list[Process]:
    """Return those of the `known` processes that descend from `root`."""
    children: dict[int, list[Process]] = {}
    for process in known:
        children.setdefault(process.parent, []).append(process)
    found: list[Process] = []
    waiting = [root]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += [process.pid for process in below]
    return found


def seconds_waited(root: int) -> float:
    """Return for how long a process, or one that descends from it, was kept from a processor.

    The longest of all threads counts; 0 where the kernel does not tell.
    """
    waited = [0.0]
    for pid in (root, *(process.pid for process in descendants(root, list(every())))):
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            with suppress(OSError, IndexError):
                waited.append(int(task.read_text().split()[1]) / 1e9)
    return max(waited)


def kill_all(targets: Callable[[], list[Process]]) -> bool:
    """Kill what `targets` returns until it returns nothing alive, and reap our own children.

    Returns
    -------
    bool
        False if some did not end within a few seconds.
    """
    deadline = time.monotonic() + _KILL_SECONDS
    while found := targets():
        alive = [process for process in found if not process.is_dead]
        for process in alive:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(process.pid, signal.SIGKILL)
        for process in found:
            if process.parent == os.getpid():
                with suppress(ChildProcessError):
                    os.waitpid(process.pid, os.WNOHANG)
        if time.monotonic() > deadline:
            return False
        time.sleep(0.001)
    return True


def children() -> list[Process]:
    """Return the children of this process, the dead that nobody waited for included."""
    found = []
    try:
        listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    except OSError:  # a kernel without CONFIG_PROC_CHILDREN
        return [process for process in every() if process.parent == os.getpid()]
    for pid in listed:
        with suppress(OSError):
            found.append(describe(int(pid)))
    return found


def orphans(registered: set[int]) -> list[Process]:
    """Return the processes that sandboxes left to this one, with all that descends from them.

    They are told from this process's other children by restrictions that it has not itself.
    """
    strange = [process for process in children() if process.pid not in registered]
    if not strange:
        return []
    own = describe(os.getpid()).restrictions
    left = [
        process
        for process in strange
        if any(theirs > mine for theirs, mine in zip(process.restrictions, own, strict=True))
    ]
    everybody = list(every()) if left else []
    return [*left, *(p for process in left for p in descendants(process.pid, everybody))]
