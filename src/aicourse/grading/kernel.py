"""The cold kernel: ipykernel under resource limits.

Started as ``python -m aicourse.grading.kernel -f CONNECTION_FILE``; limits come in the
environment because the command line belongs to ipykernel.
"""

import json
import os
import signal
import sys
from typing import Any

LIMITS_VARIABLE = "AICOURSE_LIMITS"
LIMIT_KEY = "aicourse_limit"  # in the reply to a cell


def limit_resources(memory_bytes: int, file_bytes: int, processes: int) -> None:
    """Bound what this process may take, as far as the system does, and forbid core dumps.

    Linux bounds all private memory by ``RLIMIT_DATA``. Processes are counted for each user, so
    those that run already are allowed too; for root they are not bounded at all.
    """
    if sys.platform == "win32":
        return
    import resource

    from aicourse.grading.sandbox.limits import allowed_beside

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # an error tells it, instead of a death
    bounds = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: file_bytes}
    if sys.platform == "linux":
        bounds[resource.RLIMIT_DATA] = memory_bytes
        bounds[resource.RLIMIT_NPROC] = allowed_beside(processes)
    for kind, bound in bounds.items():
        hard = resource.getrlimit(kind)[1]
        value = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (value, value))


def end_with_parent() -> None:
    """Let the kernel of Linux kill this process when its parent ends, however that ends."""
    if sys.platform == "linux":
        import ctypes

        set_parent_death_signal = 1  # PR_SET_PDEATHSIG, prctl(2)
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def launch() -> None:
    """Become an ipykernel whose replies name the limit that an exception tells of."""
    from ipykernel import kernelapp
    from ipykernel.ipkernel import IPythonKernel

    from aicourse.grading import exceeded

    class GradingKernel(IPythonKernel):
        async def do_execute(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
            reply: dict[str, Any] = await super().do_execute(*args, **kwargs)  # type: ignore[no-untyped-call]
            result = self.shell.last_execution_result
            error = result and (result.error_before_exec or result.error_in_exec)
            if error:
                reply[LIMIT_KEY] = exceeded.limit_of(error)
            return reply

    exceeded.watch()
    sys.path.insert(0, "")  # the notebook's own modules, now that ours are imported
    kernelapp.launch_new_instance(kernel_class=GradingKernel)


if __name__ == "__main__":
    end_with_parent()
    limits = os.environ.pop(LIMITS_VARIABLE, None)
    if limits:
        limit_resources(**json.loads(limits))
    launch()
