"""Workers that grade in parallel, watched: a worker that dies or hangs costs one submission."""

import multiprocessing
import multiprocessing.connection
import shutil
import signal
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType

from aicourse.grading.assignment import SourceAssignment, Submission
from aicourse.grading.grade import Graded, grade, ungraded
from aicourse.grading.kernel import end_with_parent
from aicourse.grading.limits import PATIENCE, Limits
from aicourse.grading.messages import both
from aicourse.grading.sandbox import probe
from aicourse.grading.warm.server import WarmServer


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


_SLACK_SECONDS = 120.0  # beyond the limits of cells and of tests, before a worker counts as hung
_ATTEMPTS = 2


@dataclass(frozen=True)
class Job:
    """One submission to grade."""

    assignment: SourceAssignment
    submission: Submission
    limits: Limits


class _Worker:
    def __init__(self, scratch: Path, warm: Path | None) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        work = (theirs, str(scratch), warm)
        self.process = context.Process(target=_work, args=work, daemon=True)
        self.process.start()
        theirs.close()
        self.job: Job | None = None
        self.attempt = 0
        self.deadline = 0.0

    def assign(self, job: Job, attempt: int) -> None:
        self.job, self.attempt = job, attempt
        longest = job.limits.notebook_seconds + PATIENCE * job.limits.cell_seconds
        self.deadline = time.monotonic() + 2 * longest + _SLACK_SECONDS
        self.connection.send(job)

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
        self._workers: list[_Worker] = []
        self._scratch = Path()
        self._server: WarmServer | None = None

    def __enter__(self) -> "Pool":
        self._scratch = Path(tempfile.mkdtemp(prefix="aicourse-"))
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
        if self._server is not None:
            self._server.close()
            self._server = None
        shutil.rmtree(self._scratch, ignore_errors=True)

    def grade(self, jobs: Iterable[Job]) -> Iterator[Graded]:
        """Grade all jobs and yield each result as it is ready, in any order.

        Every job yields exactly one result: where a worker died over a submission twice, one
        that says so.
        """
        waiting: Iterator[tuple[Job, int]] = ((job, 1) for job in jobs)
        again: deque[tuple[Job, int]] = deque()
        while True:
            self._hand_out(waiting, again)
            busy = [worker for worker in self._workers if worker.job is not None]
            if not busy:
                return
            for worker in self._ready(busy):
                job, attempt = worker.job, worker.attempt
                assert job is not None
                try:
                    result: Graded | Exception = worker.connection.recv()
                    worker.job = None
                except (EOFError, OSError) as error:
                    result = error
                    self._workers.remove(worker)
                    worker.end()
                if isinstance(result, Graded):
                    yield result
                elif attempt < _ATTEMPTS:
                    again.append((job, attempt + 1))
                else:
                    yield _failed(job, result, self._warm_address())

    def _hand_out(self, waiting: Iterator[tuple[Job, int]], again: deque[tuple[Job, int]]) -> None:
        idle = deque(worker for worker in self._workers if worker.job is None)
        while idle or len(self._workers) < self.size:
            following = again.popleft() if again else next(waiting, None)
            if following is None:
                return
            if not idle:
                idle.append(_Worker(self._scratch, self._warm_address()))
                self._workers.append(idle[-1])
            idle.popleft().assign(*following)

    def _warm_address(self) -> Path | None:
        if self.engine is Engine.COLD:
            return None
        if self._server is None:
            self._server = WarmServer()
        return self._server.address

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


def _failed(job: Job, error: Exception, warm: Path | None) -> Graded:
    reason = f"{type(error).__name__}: {error}".strip(": ").splitlines()[0][:200]
    problem = both(
        f"评分程序在这份提交上中断（{reason}），请报告",
        f"the grader broke off on this submission ({reason}); please report it",
    )
    return ungraded(job.assignment, job.submission, job.limits, problem, warm)


def _work(connection: Connection, scratch: str, warm: Path | None) -> None:
    """Grade what comes until the other side hangs up (the body of a worker process)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    end_with_parent()
    tempfile.tempdir = scratch
    while True:
        try:
            job: Job = connection.recv()
        except EOFError:
            return
        result: Graded | Exception
        try:
            result = grade(job.assignment, job.submission, job.limits, warm)
        except Exception as error:
            result = RuntimeError(f"{type(error).__name__}: {error}")
        connection.send(result)
