"""Grades a course with `aicourse`, killed by SIGKILL at given moments: a program for test_killed.

``python killed_grader.py COURSE [STEP ...]``: the first run ends at its STEP-th step, the next at
its own, and the last runs through. A step is anything that changes what lies on the disk, and each
begin and commit of a transaction. Prints the number of steps of the last run, and whatever
outlives a run that was killed.
"""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Engine, event

from aicourse.cli import main
from aicourse.feedback import publish, terminal  # noqa: F401  # before the forks, to spare time
from aicourse.grading import batch, pool  # noqa: F401

_CHANGES = ("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate", "subprocess.Popen")
_BECOME_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: processes that lost their parent become ours
_GONE_SECONDS = 30.0


def count_steps(at_step: Callable[[int], None]) -> None:
    """Call `at_step` with the number of each step, before it is taken."""
    taken = 0

    def step(*_: object) -> None:
        nonlocal taken
        taken += 1
        at_step(taken)

    def audit(name: str, arguments: tuple[Any, ...]) -> None:
        writes = name == "open" and isinstance(arguments[2], int) and arguments[2] & 3
        if writes or name in _CHANGES:
            step()

    sys.addaudithook(audit)
    for name in ("begin", "commit"):
        event.listen(Engine, name, step)


def grade(course: str, killed_at: int | None) -> None:
    """Run the command in a fork of this process; say what it leaves running if it was killed."""
    steps, report = os.pipe()
    child = os.fork()
    if child == 0:
        latest = 0

        def at_step(number: int) -> None:
            nonlocal latest
            latest = number
            if number == killed_at:
                os.kill(os.getpid(), signal.SIGKILL)

        count_steps(at_step)
        sys.argv = ["aicourse", "grade", "--course", course, "--workers", "1"]
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        if killed_at is None:
            os.write(report, str(latest).encode())
        os._exit(code)
    os.close(report)
    seen = groups()
    while not os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        seen |= groups()
        time.sleep(0.05)
    status = os.waitpid(child, 0)[1]
    if killed_at is None:
        print(f"steps {os.read(steps, 99).decode()}")
    elif os.WIFSIGNALED(status):
        print(f"killed at {killed_at}")
    os.close(steps)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        print(f"failed with {os.WEXITSTATUS(status)}")
    for left in outlive(seen):
        print(f"left {left}")


def groups() -> set[str]:
    """Return the names of the control groups that sandboxes of ours are in."""
    found = set()
    for process in psutil.Process().children(recursive=True):
        try:
            lines = Path(f"/proc/{process.pid}/cgroup").read_text().splitlines()
        except OSError:
            continue
        found |= {Path(line.split(":", 2)[2]).name for line in lines if "/aicourse-" in line}
    return found


def outlive(seen: set[str]) -> list[str]:
    """Return processes and control groups that are still there a while after the end."""
    deadline = time.monotonic() + _GONE_SECONDS
    while True:
        left = []
        for process in psutil.Process().children(recursive=True):
            try:
                if process.status() == psutil.STATUS_ZOMBIE and process.ppid() == os.getpid():
                    os.waitpid(process.pid, 0)
                else:
                    left.append(" ".join(process.cmdline()) or process.name())
            except psutil.NoSuchProcess:  # it ends as we look: look again
                left.append(f"process {process.pid}, which is ending")
        for folder, _, _ in os.walk("/sys/fs/cgroup"):  # others' groups may go as we look
            if Path(folder).name in seen:
                left.append(folder)
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.05)


if __name__ == "__main__":
    if ctypes.CDLL(None).prctl(_BECOME_SUBREAPER, 1):
        raise SystemExit("cannot adopt processes")
    for moment in [*map(int, sys.argv[2:]), None]:
        grade(sys.argv[1], moment)
