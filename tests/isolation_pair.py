"""A student's process for tests of the link: a fork of this one, without a sandbox."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aicourse.grading.isolation.link import Link
from aicourse.grading.isolation.serving import serve
from aicourse.grading.isolation.tester import TestResult, run_test
from aicourse.grading.isolation.wire import Bounds
from aicourse.grading.outcome import parts

PATIENCE = 20.0  # seconds, for an honest process


@contextmanager
def forked(
    other_side: Callable[[socket.socket], None], bounds: Bounds | None = None
) -> Iterator[Link]:
    """Run `other_side` in a fork, with a link to it."""
    here, there = socket.socketpair()
    child = os.fork()
    if child == 0:
        here.close()
        try:
            other_side(there)
        finally:
            os._exit(0)
    there.close()
    link = Link(here, bounds)
    link.deadline = time.monotonic() + PATIENCE
    try:
        yield link
    finally:
        link.close()
        os.kill(child, 9)
        os.waitpid(child, 0)


@contextmanager
def student(source: str, bounds: Bounds | None = None) -> Iterator[Link]:
    """Serve the names that `source` defines."""

    def side(sock: socket.socket) -> None:
        namespace: dict[str, Any] = {"__name__": "__main__"}
        exec(compile(source, "<student cell>", "exec"), namespace)
        serve(sock, namespace)

    with forked(side, bounds) as link:
        yield link


def run_cell(source: str, cell: str, pinned: str = "") -> TestResult:
    """Run a test cell against a student's code, each in its process."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(pinned, namespace)
    with student(source) as link:
        return run_test(parts(cell), namespace, link)
