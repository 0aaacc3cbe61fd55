"""Resource limits of a sandboxed process (setrlimit(2))."""

import os
import sys
from pathlib import Path

from aicourse.grading.sandbox import processes
from aicourse.grading.sandbox.policy import Policy

if sys.platform != "win32":
    import resource

# A user's processes in other containers count and cannot be seen.
_UNSEEN_PROCESSES = 256


def memory_held() -> tuple[int, int]:
    """Return the bytes of private memory reserved, and in use, by this process."""
    pages = [int(field) for field in Path("/proc/self/statm").read_text().split()]
    size = os.sysconf("SC_PAGE_SIZE")
    return pages[5] * size, (pages[1] - pages[2]) * size


def allowed_processes(policy: Policy, counted_alone: bool) -> int:
    """Return the limit on processes and threads of the sandbox's user.

    Parameters
    ----------
    counted_alone : bool
        Whether the kernel counts the sandbox apart from the user's other processes.
    """
    return policy.processes if counted_alone else allowed_beside(policy.processes)


def allowed_beside(count: int) -> int:
    """Return a limit under which this user may have so many more processes and threads."""
    others = sum(process.threads for process in processes.every() if process.user == os.getuid())
    return count + others + _UNSEEN_PROCESSES


def apply(policy: Policy, held_bytes: int, allowed: int) -> None:
    """Set the limits, or what is left of them under those that stand already."""
    for kind, value, grace in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_DATA, held_bytes + policy.memory_bytes, 0),
        (resource.RLIMIT_FSIZE, policy.file_bytes, 0),
        (resource.RLIMIT_NPROC, allowed, policy.spare_processes),
        (resource.RLIMIT_NOFILE, policy.open_files, 0),
        (resource.RLIMIT_MEMLOCK, 64 << 10, 0),
        (resource.RLIMIT_CPU, policy.cpu_seconds, 1),  # first a signal, then the end
    ):
        hard = resource.getrlimit(kind)[1]
        unlimited = hard == resource.RLIM_INFINITY
        bound = [wanted if unlimited else min(wanted, hard) for wanted in (value, value + grace)]
        resource.setrlimit(kind, (bound[0], bound[1]))
