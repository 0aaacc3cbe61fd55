"""The environment variables of what runs a submission: what it needs to run, and no secrets."""

import os

_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


def plain_environment() -> dict[str, str]:
    """Return the variables that every kernel gets, the same at each run on a machine."""
    return {
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONHASHSEED": "0",
        # One thread: the same sums in the same order at every run, and workers that share cores.
        # A process that forks must have one, or the fork hangs.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
