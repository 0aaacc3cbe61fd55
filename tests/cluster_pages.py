"""Makers of pages that workers of a test's cluster can import."""

import os
import signal

from aicourse.grading.grade import Graded


def kill_the_worker_of_eve(graded: Graded) -> dict[str, str]:
    """End the process that this runs in if the submission is eve's."""
    if graded.verdict.student == "eve":
        os.kill(os.getpid(), signal.SIGKILL)
    return {}
