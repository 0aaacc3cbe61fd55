"""The cold kernel: ipykernel under resource limits.

Started as ``python -m aicourse.grading.kernel -f CONNECTION_FILE``; limits come in the
environment because the command line belongs to ipykernel.
"""

import os
import sys

MEMORY_VARIABLE = "AICOURSE_MEMORY_BYTES"


def limit_resources(memory_bytes: int) -> None:
    """Bound the private memory of this process and forbid core dumps.

    Linux bounds all private memory by ``RLIMIT_DATA``; elsewhere only what the system offers.
    """
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))


def end_with_parent() -> None:
    """Let the kernel of Linux kill this process when its parent ends, however that ends."""
    if sys.platform == "linux":
        import ctypes
        import signal

        set_parent_death_signal = 1  # PR_SET_PDEATHSIG, prctl(2)
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


if __name__ == "__main__":
    end_with_parent()
    limit = os.environ.pop(MEMORY_VARIABLE, None)
    if limit:
        limit_resources(int(limit))

    from ipykernel import kernelapp

    sys.path.insert(0, "")  # the notebook's own modules, now that ours are imported
    kernelapp.launch_new_instance()
