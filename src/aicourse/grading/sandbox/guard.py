"""The guard: the parent of a worker, which ends as the worker ends and cleans up after it."""

import os
import select
import signal
from pathlib import Path
from typing import NoReturn

from aicourse.grading.sandbox import linux, processes
from aicourse.grading.sandbox.cgroup import Nursery
from aicourse.grading.sandbox.errors import SandboxError
from aicourse.grading.sandbox.policy import Level

_MOST_DESCRIPTORS = 1 << 20


def split(level: Level, privileged: bool, nursery: Nursery | None) -> None:
    """Fork the calling process: the parent becomes the guard, the child returns as the worker.

    Parameters
    ----------
    privileged : bool
        Whether namespaces can be made without a user namespace.

    Raises
    ------
    SandboxError
        If the namespaces cannot be had.
    """
    apart = level is Level.NAMESPACES
    user, group = os.getuid(), os.getgid()
    try:
        if apart:
            linux.unshare(linux.NEWNS | linux.NEWPID | (0 if privileged else linux.NEWUSER))
            if not privileged:
                linux.map_own_user(user, group)
        linux.control(linux.PR_SET_CHILD_SUBREAPER, 1)
        alive, kept_by_guard = os.pipe()
        pid = os.fork()
    except OSError as error:
        raise SandboxError(f"worker: {error}") from error
    if pid:
        _guard(pid, kept_by_guard, nursery)
    os.close(kept_by_guard)
    linux.control(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    if select.select([alive], [], [], 0)[0]:  # the guard ended before we asked
        os._exit(1)
    os.close(alive)
    if apart:
        linux.mount(None, Path("/"), linux.MS_REC | linux.MS_PRIVATE)
        flags = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC
        linux.mount("proc", Path("/proc"), flags)
    else:
        linux.control(linux.PR_SET_CHILD_SUBREAPER, 1)


def _guard(worker: int, keep: int, nursery: Nursery | None) -> NoReturn:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the worker too
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.closerange(0, keep)
    os.closerange(keep + 1, _MOST_DESCRIPTORS)
    status = os.waitpid(worker, 0)[1]
    processes.kill_all(processes.children)
    if nursery is not None:
        nursery.sweep()
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code & 0xFF)
