"""Workers that grade in parallel, watched: a worker that dies or hangs costs one submission."""

import multiprocessing
import multiprocessing.connection
import signal
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Protocol

from aicourse.grading.assignment import SourceAssignment, Submission
from aicourse.grading.grade import Graded, grade, ungraded
from aicourse.grading.kernel import end_with_parent
from aicourse.grading.limits import PATIENCE, Limits
from aicourse.grading.messages import both
from aicourse.grading.sandbox import Level, probe
from aicourse.grading.scratch import Scratch
from aicourse.grading.warm.server import KeptServer


class Engine(StrEnum):
    """Where submissions run.

    Attributes
    ----------
    WARM
        Sandboxed forks of one process that has imported everything; tests in a fork of their own.
    COLD
        A fresh kernel for each submission, without sandbox, tests and code in one process.
    """

    WARM = "warm"
    COLD = "cold"


def best_engine() -> Engine:
    """Return the best engine that this machine gives."""
    return Engine.WARM if probe().levels else Engine.COLD


_SLACK_SECONDS = 120.0  # beyond the limits of cells and of tests
_ATTEMPTS = 2


def longest(limits: Limits) -> float:
    """Return the seconds after which a worker that still grades one submission counts as hung."""
    once = limits.notebook_seconds + PATIENCE * limits.cell_seconds
    return 2 * once + _SLACK_SECONDS


@dataclass(frozen=True)
class Job:
    """One submission to grade.

    Attributes
    ----------
    render : callable, optional
        Makes the learner's pages of the result, where it is graded; a function of a module, for
        it crosses to other processes by its name.
    """

    assignment: SourceAssignment
    submission: Submission
    limits: Limits
    render: Callable[[Graded], dict[str, str]] | None = None

    def run(self, warm: Path | None, scratch: Path | None = None) -> Graded:
        """Grade it and make its pages."""
        graded = grade(self.assignment, self.submission, self.limits, warm, scratch)
        if self.render is not None:
            with suppress(Exception):  # whoever asks for the pages makes them again, and is told
                graded = replace(graded, pages=self.render(graded))
        return graded

    def failed(self, reason: str, *, is_warm: bool) -> Graded:
        """Return what is recorded where grading broke off, each time that it was tried."""
        problem = both(
            f"评分程序在这份提交上中断（{reason}），请报告",
            f"the grader broke off on this submission ({reason}); please report it",
        )
        return ungraded(self.assignment, self.submission, self.limits, problem, is_warm=is_warm)


class Waiting:
    """Jobs that are to be graded, taken one by one: those to be tried again come first."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._new = ((job, 1) for job in jobs)
        self._again: deque[tuple[Job, int]] = deque()

    def take(self) -> tuple[Job, int] | None:
        """Return the next job with the number of the attempt, if there is any."""
        return self._again.popleft() if self._again else next(self._new, None)

    def put_back(self, job: Job, attempt: int) -> None:
        """Have a job come next."""
        self._again.append((job, attempt))


class Grader(Protocol):
    """Whatever grades many submissions: a `Pool` on this machine, or a cluster.

    Attributes
    ----------
    level : Level or None
        How strong the weakest walls are between the code and the machines; None for no walls.
    """

    engine: Engine
    level: Level | None

    def in_groups(self, jobs: Iterable[Job]) -> Iterator[list[Graded]]:
        """Grade all jobs and yield results in any order, all that are ready at a time.

        Jobs are taken one by one as there is room for them. Each yields exactly one result: where
        grading broke off each time that it was tried, one that says so.
        """


class _Worker:
    def __init__(self, scratch: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        work = (theirs, str(scratch))
        self.process = context.Process(target=_work, args=work, daemon=True)
        self.process.start()
        theirs.close()
        self.job: Job | None = None
        self.attempt = 0
        self.deadline = 0.0

    def assign(self, job: Job, attempt: int, warm: Path | None) -> None:
        self.job, self.attempt = job, attempt
        self.deadline = time.monotonic() + longest(job.limits)
        self.connection.send((job, warm))

    def end(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class Pool:
    """A fixed number of worker processes; use it as a context manager.

    Parameters
    ----------
    workers : int
        How many submissions are graded at a time.
    engine : Engine, optional
        Where the code runs; the best that this machine gives if None.
    """

    def __init__(self, workers: int, engine: Engine | None = None) -> None:
        self.size = workers
        self.engine = engine or best_engine()
        levels = probe().levels if self.engine is Engine.WARM else ()
        self.level = next(iter(levels), None)
        self._workers: list[_Worker] = []
        self._scratch: Scratch | None = None
        self._server = KeptServer()

    def __enter__(self) -> "Pool":
        self._scratch = Scratch()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in self._workers:
            worker.end()
        self._workers.clear()
        self._server.close()
        if self._scratch is not None:
            self._scratch.close()
            self._scratch = None

    def grade(self, jobs: Iterable[Job]) -> Iterator[Graded]:
        """Grade all jobs and yield each result as it is ready (see `Grader.in_groups`)."""
        for group in self.in_groups(jobs):
            yield from group

    def in_groups(self, jobs: Iterable[Job]) -> Iterator[list[Graded]]:
        """Grade all jobs (see `Grader.in_groups`); a worker that dies costs one a second try."""
        waiting = Waiting(jobs)
        group: list[Graded] = []
        while True:
            self._hand_out(waiting)  # before the results: the workers need not wait
            if group:
                yield group
            busy = [worker for worker in self._workers if worker.job is not None]
            if not busy:
                return
            group = list(self._collect(busy, waiting))

    def _collect(self, busy: list[_Worker], waiting: Waiting) -> Iterator[Graded]:
        """Wait until there is a result; yield all that there are, put the lost into `waiting`."""
        for worker in self._ready(busy):
            job, attempt = worker.job, worker.attempt
            assert job is not None
            try:
                result: Graded | Exception = worker.connection.recv()
                worker.job = None
            except (EOFError, OSError) as error:
                result = error
                self._drop(worker)
            if isinstance(result, Graded):
                yield result
                continue
            self._server.doubt()
            if attempt < _ATTEMPTS:
                waiting.put_back(job, attempt + 1)
            else:
                yield job.failed(in_one_line(result), is_warm=self.engine is Engine.WARM)

    def _hand_out(self, waiting: Waiting) -> None:
        idle = deque(worker for worker in self._workers if worker.job is None)
        while idle or len(self._workers) < self.size:
            following = waiting.take()
            if following is None:
                return
            if not idle:
                assert self._scratch is not None
                idle.append(_Worker(self._scratch.path))
                self._workers.append(idle[-1])
            worker = idle.popleft()
            warm = None if self.engine is Engine.COLD else self._server.address()
            try:
                worker.assign(*following, warm)
            except OSError:  # it died while it was idle
                self._drop(worker)
                waiting.put_back(*following)

    def _drop(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.end()

    @staticmethod
    def _ready(busy: list[_Worker]) -> list[_Worker]:
        """Wait for workers that have a result or have died; end those that hang."""
        first = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
        ready = multiprocessing.connection.wait([w.connection for w in busy], timeout=first)
        if not ready:
            late = [worker for worker in busy if worker.deadline <= time.monotonic()]
            for worker in late:
                worker.process.kill()
            return late
        return [worker for worker in busy if worker.connection in ready]


def in_one_line(error: BaseException) -> str:
    """Name an error in one short line."""
    return f"{type(error).__name__}: {error}".strip(": ").splitlines()[0][:200]


def _work(connection: Connection, scratch: str) -> None:
    """Grade what comes until the other side hangs up (the body of a worker process)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    end_with_parent()
    tempfile.tempdir = scratch
    while True:
        try:
            job, warm = connection.recv()
        except EOFError:
            return
        result: Graded | Exception
        try:
            result = job.run(warm)
        except Exception as error:
            result = RuntimeError(f"{type(error).__name__}: {error}")
        connection.send(result)
