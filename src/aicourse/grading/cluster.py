"""Grading on the workers of a dask.distributed cluster; needs the extra ``scale``.

Submissions go out as bytes, verdicts come back. Every submission is sent to one worker and to no
other, so that it is known whom a lost worker takes along; a few more are sent than run, so that
no worker waits, and no more, so that a class of any size fits the scheduler.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType

from distributed import Client, Future, Worker, WorkerPlugin, get_worker

from aicourse.errors import CourseError
from aicourse.grading.assignment import SourceAssignment
from aicourse.grading.grade import Graded, environment
from aicourse.grading.pool import Engine, Job, Waiting, best_engine, in_one_line, longest
from aicourse.grading.sandbox import Level, probe
from aicourse.grading.scratch import Scratch
from aicourse.grading.warm.server import KeptServer

_PLUGIN = "aicourse"
_ATTEMPTS = 3
_AHEAD = 1  # sent to a worker beyond those that it runs
_CONNECT_SECONDS = 15.0
_FETCH_SECONDS = 30.0
_WORKERLESS_SECONDS = 120.0
_LOOK_SECONDS = 1.0  # between two looks at which workers there are


class LostWorkerError(Exception):
    """A worker went away, or did not answer in time, with a submission on it."""


class _GradingPlugin(WorkerPlugin):  # type: ignore[misc]
    """What a worker keeps as long as it lives: its warm process, a folder, and assignments."""

    idempotent = True

    async def setup(self, worker: Worker) -> None:
        """Start the warm process (called by the worker: what is made here does not travel)."""
        self.assignments: dict[str, SourceAssignment] = {}
        self.scratch = Scratch()
        self.server = KeptServer()
        if best_engine() is Engine.WARM:
            await asyncio.to_thread(self.server.address)

    async def teardown(self, worker: Worker) -> None:
        """End it (called by the worker)."""
        await asyncio.to_thread(self.server.close)
        self.scratch.close()


@dataclass(frozen=True)
class _Description:
    """A worker's word on itself."""

    environment: str
    levels: tuple[Level, ...]


def _describe() -> _Description:
    return _Description(environment(), probe().levels)


def _learn(assignment: SourceAssignment, dask_worker: Worker) -> None:
    dask_worker.plugins[_PLUGIN].assignments[assignment.digest] = assignment


def _grade(job: Job, digest: str, is_warm: bool) -> Graded:
    plugin = get_worker().plugins[_PLUGIN]
    try:
        address = plugin.server.address() if is_warm else None
        known = replace(job, assignment=plugin.assignments[digest])
        return known.run(address, plugin.scratch.path)
    except Exception as error:  # in a form that crosses to the other side whatever it is
        plugin.server.doubt()
        raise RuntimeError(in_one_line(error)) from None


@dataclass(frozen=True)
class _Sent:
    job: Job
    attempt: int
    worker: str
    deadline: float
    future: Future


class Cluster:
    """The workers of a cluster as a `Grader`; use it as a context manager.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://host:8786``, or the path of a scheduler file.
    engine : Engine, optional
        Where the code runs; the best that the workers give if None.

    Raises
    ------
    CourseError
        As it is entered or at work: if there is no such cluster, it has no workers, or one of
        them is not installed as this machine is.
    """

    def __init__(self, address: str, engine: Engine | None = None) -> None:
        self.address = address
        self.engine = engine or Engine.WARM
        self.level: Level | None = None
        self._wanted = engine
        self._client: Client = None
        self._workers: dict[str, int] = {}  # threads by address
        self._known: set[str] = set()
        self._given_up: set[str] = set()
        self._taught: set[tuple[str, str]] = set()
        self._sent: dict[str, _Sent] = {}
        self._done: SimpleQueue[Future] = SimpleQueue()

    def __enter__(self) -> "Cluster":
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # we say it, once
        try:
            self._client = Client(
                **_where(self.address), timeout=_CONNECT_SECONDS, set_as_default=False
            )
        except (OSError, ValueError) as error:
            raise self._gone(error) from error
        try:
            self._await_workers()
            self._prepare()
        except BaseException:
            self._client.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def in_groups(self, jobs: Iterable[Job]) -> Iterator[list[Graded]]:
        """Grade all jobs (see `Grader.in_groups`); each is tried on up to three workers."""
        waiting = Waiting(jobs)
        group: list[Graded] = []
        try:
            while True:
                self._send(waiting)
                if group:
                    yield group
                if not self._sent:
                    following = waiting.take()
                    if following is None:
                        return
                    waiting.put_back(*following)
                    self._await_workers()
                group = list(self._collect(waiting))
        finally:
            futures = [sent.future for sent in self._sent.values()]
            self._sent.clear()
            with suppress(OSError):  # a cluster that is gone has nothing to cancel
                self._client.cancel(futures)

    # Work out, verdicts back

    def _send(self, waiting: Waiting) -> None:
        """Send jobs to the workers that have room, to the idlest first."""
        busy = Counter(sent.worker for sent in self._sent.values())
        rooms = sorted(
            (ahead, worker)
            for worker, threads in self._workers.items()
            for ahead in range(busy[worker] - threads, _AHEAD)
        )
        for _, worker in rooms:
            following = waiting.take()
            if following is None:
                return
            try:
                self._send_to(worker, *following)
            except OSError:  # it went away in this moment, and has not seen the job
                waiting.put_back(*following)
                self._workers.pop(worker, None)

    def _send_to(self, worker: str, job: Job, attempt: int) -> None:
        digest = job.assignment.digest
        if (worker, digest) not in self._taught:
            self._client.run(_learn, job.assignment, workers=[worker])
            self._taught.add((worker, digest))
        bare = replace(job, assignment=SourceAssignment(job.assignment.name, {}))
        future = self._client.submit(
            _grade, bare, digest, self.engine is Engine.WARM, workers=[worker], pure=False
        )
        seconds = (1 + _AHEAD) * longest(job.limits)
        self._sent[future.key] = _Sent(job, attempt, worker, time.monotonic() + seconds, future)
        future.add_done_callback(self._done.put)

    def _collect(self, waiting: Waiting) -> Iterator[Graded]:
        """Wait a moment for results; yield them, put the lost into `waiting`."""
        for future in self._finished():
            sent = self._sent.pop(future.key, None)
            if sent is None:
                continue  # it was given up
            try:
                yield future.result(timeout=_FETCH_SECONDS)
            except Exception as error:
                self._look()  # is it the cluster that went?
                yield from self._try_again(sent, error, waiting)
        self._look()
        for sent in list(self._sent.values()):
            late = sent.deadline < time.monotonic()
            if late:
                self._give_up(sent.worker)
            if sent.worker not in self._workers:
                del self._sent[sent.future.key]
                self._client.cancel([sent.future])
                yield from self._try_again(sent, _lost(sent, late=late), waiting)

    def _finished(self) -> Iterator[Future]:
        with suppress(Empty):
            yield self._done.get(timeout=_LOOK_SECONDS)
            while True:
                yield self._done.get_nowait()

    def _try_again(self, sent: _Sent, error: Exception, waiting: Waiting) -> Iterator[Graded]:
        if sent.attempt < _ATTEMPTS:
            waiting.put_back(sent.job, sent.attempt + 1)
        else:
            yield sent.job.failed(in_one_line(error), is_warm=self.engine is Engine.WARM)

    # Workers

    def _look(self) -> None:
        """See which workers there are now, and that the new ones are as this machine is."""
        try:
            there = self._client.nthreads()
        except Exception as error:  # of many kinds, by what of the connection broke
            raise self._gone(error) from error
        self._check([worker for worker in there if worker not in self._known])
        self._workers = {w: n for w, n in there.items() if w not in self._given_up}

    def _await_workers(self) -> None:
        end = time.monotonic() + _WORKERLESS_SECONDS
        self._look()
        while not self._workers:
            if time.monotonic() > end:
                start = f"start some (`dask worker {self.address}`) and run again"
                raise CourseError(f"the cluster at {self.address} has no workers", start)
            time.sleep(_LOOK_SECONDS)
            self._look()

    def _check(self, workers: list[str]) -> None:
        if not workers:
            return
        answers = self._client.run(_describe, workers=workers, on_error="return")
        there = {w: answer for w, answer in answers.items() if not isinstance(answer, OSError)}
        for worker, answer in there.items():
            if isinstance(answer, Exception):
                raise CourseError(
                    f"worker {worker} cannot grade ({in_one_line(answer)})",
                    "install aicourse there as it is here",
                )
            if difference := _difference(environment(), answer.environment):
                raise CourseError(
                    f"worker {worker} is installed differently: {difference}",
                    "install both from the same requirements.lock, or use one image for both",
                )
        if self.engine is Engine.WARM:
            self._expect_walls({worker: answer.levels for worker, answer in there.items()})
        self._known |= set(there)

    def _expect_walls(self, levels: dict[str, tuple[Level, ...]]) -> None:
        """Remember the weakest walls that any worker has; go without if none has any."""
        bare = [worker for worker, found in levels.items() if not found]
        if bare and self._wanted is None and not self._known and len(bare) == len(levels):
            self.engine = Engine.COLD
        elif bare:
            raise CourseError(
                f"worker {bare[0]} has no sandbox",
                "choose --engine cold, or see `aicourse doctor` there",
            )
        else:
            known = [self.level] if self.level else []
            found = [*known, *(strongest for strongest, *_ in levels.values())]
            self.level = max(found, key=list(Level).index, default=None)

    def _prepare(self) -> None:
        try:
            self._client.register_plugin(_GradingPlugin(), name=_PLUGIN)
        except Exception as error:  # of any kind: it comes from the workers
            raise CourseError(
                f"the workers of {self.address} could not be prepared ({in_one_line(error)})",
                "see `aicourse doctor` there, or grade with --engine cold",
            ) from error

    def _give_up(self, worker: str) -> None:
        """Use a worker that hangs no more; its nanny, if it has one, starts another."""
        self._given_up.add(worker)
        self._workers.pop(worker, None)
        with suppress(OSError, ValueError, TimeoutError):
            self._client.restart_workers([worker], raise_for_error=False)

    def _gone(self, error: Exception) -> CourseError:
        return CourseError(
            f"the cluster at {self.address} does not answer ({in_one_line(error)})",
            "see that its scheduler runs and can be reached; the same command goes on from here",
        )


def _lost(sent: _Sent, *, late: bool) -> LostWorkerError:
    what = "did not answer in time" if late else "went away"
    return LostWorkerError(f"worker {sent.worker} {what}")


def _where(address: str) -> dict[str, str]:
    """Return how Dask names a scheduler."""
    if "://" in address:
        return {"address": address}
    if Path(address).is_file():
        return {"scheduler_file": address}
    raise CourseError(
        f"no scheduler file {address!r}", "name one, or an address such as tcp://host:8786"
    )


def _difference(here: str, there: str) -> str:
    """Name one thing in which two environments differ, or nothing."""
    ours, theirs = here.splitlines(), there.splitlines()
    only_ours = [line for line in ours if line not in theirs]
    only_theirs = [line for line in theirs if line not in ours]
    if not only_ours and not only_theirs:
        return ""
    name = (only_ours or only_theirs)[0].partition("==")[0].split(" ")[0]
    same = [line for line in only_theirs if line.partition("==")[0].split(" ")[0] == name]
    here_is = only_ours[0] if only_ours else f"no {name}"
    there_is = (same if only_ours else only_theirs) or [f"no {name}"]
    return f"{here_is} here, {there_is[0]} there"
