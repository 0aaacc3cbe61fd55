"""Forks of the learner's process for tests, of which its own code cannot use up the number."""

import os
import resource


def fork_for_a_test() -> int:
    """Fork, beyond the limit on processes if the learner's have reached it."""
    limits = resource.getrlimit(resource.RLIMIT_NPROC)
    resource.setrlimit(resource.RLIMIT_NPROC, (limits[1], limits[1]))
    try:
        return os.fork()
    finally:
        resource.setrlimit(resource.RLIMIT_NPROC, limits)
