"""The warm kernel: a sandboxed fork for the student's code, and one for the tests."""

import ast
import os
import secrets
import select
import signal
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from aicourse.grading.exceeded import Exceeded, named
from aicourse.grading.limits import Limits
from aicourse.grading.outcome import Outcome, Part, Status
from aicourse.grading.sandbox import Cause
from aicourse.grading.session import GRACE_SECONDS, Ran
from aicourse.grading.warm.channel import Channel, ChannelClosedError, Message
from aicourse.grading.warm.in_kernel import Exam, watched
from aicourse.grading.warm.outputs import Outputs
from aicourse.grading.warm.server import connect
from aicourse.notebook import Role, role

_SPAWN_SECONDS = 60.0
_SEND_SECONDS = 10.0  # for a process to take a message
_CHECK_SECONDS = 30.0  # for a process to answer what it is like


class SandboxFailedError(Exception):
    """The walls could not be put up: the submission has not run."""


class _Process:
    """A sandboxed process and what it writes to its raw standard streams."""

    def __init__(self, zygote: Channel, request: Message) -> None:
        ours, theirs = socket.socketpair()
        self.raw, write = os.pipe()
        os.set_blocking(self.raw, False)
        try:
            zygote.send(request, [theirs.fileno(), write])
        finally:
            theirs.close()
            os.close(write)
        ours.settimeout(_SEND_SECONDS)
        self.channel = Channel(ours)
        self.writes = True  # until it has closed its standard streams
        self.number = 0

    def close(self) -> None:
        self.channel.close()
        os.close(self.raw)


class WarmKernel:
    """Two forks of the zygote, for one submission.

    Parameters
    ----------
    address : Path
        Where the zygote listens.
    pinned : sequence of str
        The instructor's imports and locked cells, which the tests see before the student's names.
    folder, of_course : Path
        Files for the student's code, and those for the tests: none that the student handed in,
        for a test that imports a module would import the student's.
    """

    def __init__(
        self,
        address: Path,
        notebook: NotebookNode,
        pinned: Sequence[str],
        folder: Path,
        limits: Limits,
        seed: int,
        of_course: Path,
    ) -> None:
        self._notebook = notebook
        self._pinned = list(pinned)
        self._folder = folder
        self._of_course = of_course
        self._limits = limits
        self._seed = seed
        self._zygote = connect(address)
        self._outputs = Outputs(limits.output_bytes)
        self._student: _Process | None = None
        self._tester: _Process | None = None
        self._endings: dict[int, Message] = {}
        in_kernel = [cell.source for cell in notebook.cells if _runs_in_kernel(cell)]
        names = imported([*self._pinned, *in_kernel])
        self._watched = watched(names) if in_kernel else []
        self._checks = 2 * len(in_kernel)
        self._expected: list[tuple[str, dict[str, str]]] = []
        self._zygote.send({"preload": [*names, *self._watched]})
        self._answer("missing")

    @property
    def is_alive(self) -> bool:
        return self._student is not None

    def start(self) -> None:
        """Fork a student's process, and a tester if there is none."""
        self._end_student()
        self._student = self._spawn("student")
        if self._watched:
            self._arm(self._student)
        if self._tester is None:
            self._start_tester()

    def close(self) -> None:
        """End both processes: the zygote does when this hangs up."""
        for process in (self._student, self._tester):
            if process is not None:
                process.close()
        self._student = self._tester = None
        self._zygote.close()

    # Running cells

    def run(self, source: str, index: int, seconds: float) -> Ran:
        """Run a cell of the learner."""
        assert self._student is not None
        self._read_raw()
        self._outputs.begin()  # without what a test had the code write
        done: Message | None = None
        status, limit = Status.COMPLETED, None
        try:
            self._student.channel.send({"run": source, "remember": True})
            done = self._await_done(self._student.channel, seconds)
            if done is None:
                status = Status.FLOODED if self._outputs.is_flood else Status.TIMED_OUT
                self._signal(self._student, signal.SIGINT)
                if self._await_done(self._student.channel, GRACE_SECONDS, keep_floods=True) is None:
                    self._end_student()
            elif done.get("error"):
                status = Status.RAISED
        except ChannelClosedError:
            status, limit = self._how_it_died()
        told = done if status is Status.RAISED and done else {}
        outcome = Outcome(
            status,
            error=str(told.get("error", ""))[:200],
            message=str(told.get("message", ""))[:20_000],
            limit=limit or named(told.get("limit")),
            value=self._outputs.value,
        )
        return Ran(outcome, self._outputs.cell)

    def _await_done(
        self, channel: Channel, seconds: float, *, keep_floods: bool = False
    ) -> Message | None:
        """Collect outputs until the cell is done; None at the limit of time or of output."""
        end = time.monotonic() + seconds
        while (message := self._receive(channel, end, keep_floods=keep_floods)) is not None:
            if "output" in message:
                self._outputs.add(message)
            elif "done" in message:
                return message
        return None

    def _receive(self, channel: Channel, end: float, *, keep_floods: bool = True) -> Message | None:
        """Return the next message, taking in meanwhile what is written to the raw streams."""
        while time.monotonic() < end and (keep_floods or not self._outputs.is_flood):
            message = channel.receive(0)
            self._read_raw()
            if message is not None:
                return message
            waited: list[Any] = [channel]
            if self._student is not None and self._student.writes and not self._outputs.is_flood:
                waited.append(self._student.raw)
            select.select(waited, [], [], max(0.0, end - time.monotonic()))
        return None

    def _read_raw(self) -> None:
        """Take in what a subprocess or a C library wrote past Python's own streams."""
        if self._student is None:
            return
        with suppress(BlockingIOError):
            while not self._outputs.is_flood:
                data = os.read(self._student.raw, 1 << 16)
                if not data:
                    self._student.writes = False
                    return
                text = data.decode("utf-8", "replace")
                self._outputs.add({"output": "stream", "name": "stdout", "text": text})

    # Running tests

    def test(self, pieces: tuple[Part, ...], index: int, seconds: float) -> Ran:
        """Run a test cell in the tester, or in a fork of the student where it asks for that."""
        assert self._student is not None
        if _runs_in_kernel(self._notebook.cells[index]):
            return self._test_in_kernel(pieces, seconds)
        if self._tester is None:
            self._start_tester()
        assert self._tester is not None
        ours, theirs = socket.socketpair()
        end = time.monotonic() + seconds
        try:
            self._ask_student({"serve": seconds + GRACE_SECONDS}, theirs)
            self._tester.channel.send(
                {
                    "test": [[piece.source, piece.hidden] for piece in pieces],
                    "seconds": seconds,
                    "output_bytes": self._limits.output_bytes,
                },
                [ours.fileno()],
            )
        except ChannelClosedError:
            status, limit = self._how_it_died()
            return Ran(Outcome(status, limit=limit))
        finally:
            ours.close()
            theirs.close()
        self._outputs.begin()  # what the code writes past Python's own streams is not the test's
        result = self._await_result(end)
        self._stop_exam()
        return result

    def _await_result(self, end: float) -> Ran:
        assert self._tester is not None
        try:
            message = self._receive(self._tester.channel, end + 0.2)
            if message is None:
                self._signal(self._tester, signal.SIGINT)
                message = self._receive(self._tester.channel, time.monotonic() + GRACE_SECONDS)
            if message is None:
                raise ChannelClosedError("no answer to an interrupt")
        except ChannelClosedError:
            self._tester.close()
            self._tester = None
            return Ran(Outcome(Status.TIMED_OUT))
        if "result" not in message:
            return Ran(Outcome(Status.TIMED_OUT))
        return _ran(message["result"], time.monotonic() >= end)

    def _test_in_kernel(self, pieces: tuple[Part, ...], seconds: float) -> Ran:
        """Run a test in a fork of the student, between two looks at what the fork is like."""
        try:
            exam = Exam(pieces, self._pinned)
        except SyntaxError as error:
            hidden = any(piece.hidden for piece in pieces)
            text = str(error)
            return Ran(Outcome(Status.RAISED, error="SyntaxError", message=text, hidden=hidden))
        ours, theirs = socket.socketpair()
        ours.settimeout(_SEND_SECONDS)
        reports = Channel(ours)
        self._outputs.begin()
        end = time.monotonic() + seconds + 2 * _CHECK_SECONDS
        try:
            self._ask_student({"exam": end - time.monotonic()}, theirs)
            theirs.close()
            outcome = self._sit(exam, pieces, reports, seconds)
        except ChannelClosedError:
            outcome = Outcome(Status.TIMED_OUT if time.monotonic() >= end else Status.DIED)
        finally:
            theirs.close()
            reports.close()
        self._stop_exam()
        if outcome.error:
            text = f"{outcome.error}: {outcome.message}"
            told = {"ename": outcome.error, "evalue": outcome.message, "traceback": [text]}
            self._outputs.add({"output": "error", **told})
        return Ran(outcome, self._outputs.cell)

    def _sit(
        self, exam: Exam, pieces: tuple[Part, ...], reports: Channel, seconds: float
    ) -> Outcome:
        """Look at the exam's process, have it run the test, and look again."""
        if tripped := self._tripped(exam, reports):
            return Outcome(Status.TAMPERED, wires=tripped)
        reports.send({"pinned": exam.pinned, "test": exam.test})
        done = self._await_done(reports, seconds)
        if done is None:
            status = Status.FLOODED if self._outputs.is_flood else Status.TIMED_OUT
            return Outcome(status, hidden=any(piece.hidden for piece in pieces))
        if error := done.get("error", "no report"):
            finished = done.get("finished")
            piece = next((p for number, p in enumerate(pieces) if number == finished), None)
            return Outcome(
                Status.RAISED,
                error=str(error)[:200],
                message=str(done.get("message", ""))[:20_000],
                hidden=piece is None or piece.hidden,
                limit=named(done.get("limit")),
            )
        if tripped := self._tripped(exam, reports, fresh=False):
            return Outcome(Status.TAMPERED, wires=tripped)
        value = done.get("value")
        return Outcome(Status.COMPLETED, value=None if value is None else str(value)[:200])

    def _tripped(self, exam: Exam, reports: Channel, *, fresh: bool = True) -> tuple[str, ...]:
        """Return the tripwires of an exam's process that do not answer as they did at first.

        Parameters
        ----------
        fresh : bool
            Whether nothing of the learner's has run in it yet: then it has no threads.
        """
        key, expected = self._expected.pop()
        canaries, raised = exam.canaries(self._watched)
        reports.send({"token": exam.token, "key": key, "canaries": canaries})
        end = time.monotonic() + _CHECK_SECONDS
        while (message := self._receive(reports, end)) is not None and "wires" not in message:
            pass
        if message is None or not isinstance(message["wires"], dict):
            raise ChannelClosedError("no answer")
        answer = message["wires"]
        tripped = [] if message.get("raised") == raised else ["assertions"]
        tripped += [name for name in expected if answer.get(name) != expected[name]]
        return tuple(name for name in tripped if fresh or name != "threads")

    def _arm(self, student: _Process) -> None:
        """Learn what the student's process is like while nothing of the learner's has run."""
        keys = [secrets.token_hex(16) for _ in range(self._checks)]
        student.channel.send({"arm": self._watched, "keys": keys})
        message = student.channel.receive(_SPAWN_SECONDS)
        if message is None:
            raise SandboxFailedError("the forked process does not answer")
        self._expected = list(zip(keys, message["armed"], strict=True))

    def _ask_student(self, message: Message, descriptor: socket.socket) -> None:
        """Have the student's process fork for a test.

        Raises
        ------
        ChannelClosedError
            If it does not: it is ended then.
        """
        assert self._student is not None
        self._student.channel.send(message, [descriptor.fileno()])
        end = time.monotonic() + GRACE_SECONDS
        while (left := end - time.monotonic()) > 0:
            reply = self._student.channel.receive(left)
            if reply is not None and "serving" in reply:
                return
        raise ChannelClosedError("the student's process does not fork")

    def _stop_exam(self) -> None:
        if self._student is None:
            return
        try:
            self._student.channel.send({"stop": True})
        except ChannelClosedError:
            self._how_it_died()

    # Processes

    def _start_tester(self) -> None:
        self._tester = self._spawn("tester")
        self._tester.channel.send({"pin": self._pinned})
        if self._tester.channel.receive(self._limits.cell_seconds) is None:
            raise SandboxFailedError("the locked cells did not run in time")

    def _spawn(self, what: str) -> _Process:
        request = {
            "spawn": what,
            "seed": self._seed,
            "parent": str(self._folder.parent),
            "files": str(self._folder if what == "student" else self._of_course),
            "environment": {"AICOURSE_SEED": str(self._seed), **_ENVIRONMENT},
            "memory_bytes": self._limits.memory_bytes,
            "file_bytes": self._limits.file_bytes,
            "disk_bytes": self._limits.disk_bytes,
            "processes": self._limits.processes,
            "cpu_seconds": int(self._limits.notebook_seconds) + 10,
        }
        process = _Process(self._zygote, request)
        answer = self._answer("child", "problem")
        if "problem" in answer:
            process.close()
            raise SandboxFailedError(str(answer["problem"]))
        process.number = answer["child"]
        return process

    def _answer(self, *keys: str) -> Message:
        end = time.monotonic() + _SPAWN_SECONDS
        while True:
            message = self._zygote.receive(max(0.0, end - time.monotonic()))
            if message is None:
                raise SandboxFailedError("the warm process does not answer")
            if "ended" in message:
                self._endings[message["ended"]] = message
            if any(key in message for key in keys):
                return message

    def _signal(self, process: _Process, number: int) -> None:
        self._zygote.send({"signal": process.number, "number": int(number)})

    def _end_student(self) -> None:
        if self._student is not None:
            self._zygote.send({"kill": self._student.number})
            self._student.close()
            self._student = None

    def _how_it_died(self) -> tuple[Status, Exceeded | None]:
        """Learn from the zygote why the student's process is gone, and at which limit."""
        assert self._student is not None
        number = self._student.number
        self._end_student()
        end = time.monotonic() + GRACE_SECONDS
        while number not in self._endings and time.monotonic() < end:
            if not select.select([self._zygote], [], [], end - time.monotonic())[0]:
                break
            message = self._zygote.receive(0)
            if message is not None and "ended" in message:
                self._endings[message["ended"]] = message
        match self._endings.get(number, {}).get("cause"):
            case Cause.OUT_OF_MEMORY:
                return Status.DIED, Exceeded.MEMORY
            case Cause.FILE_SIZE:
                return Status.DIED, Exceeded.FILE_SIZE
            case Cause.CPU_TIME:
                return Status.TIMED_OUT, None
        return Status.DIED, None


_ENVIRONMENT = {
    "LANG": os.environ.get("LANG", "C.UTF-8"),
    "PATH": os.environ.get("PATH", ""),
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}


def _runs_in_kernel(cell: NotebookNode) -> bool:
    return role(cell) is Role.TEST and cell.metadata.get("aicourse", {}).get("runs") == "in-kernel"


def imported(sources: Sequence[str]) -> list[str]:
    """Return the modules that programs import, in order."""
    found: dict[str, None] = {}
    for source in sources:
        with suppress(SyntaxError, ValueError):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Import):
                    found |= dict.fromkeys(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found[node.module] = None
    return list(found)


def _ran(result: dict[str, Any], late: bool) -> Ran:
    """Read what the tester says of a test cell as an outcome with outputs."""
    outputs = [
        new_output("stream", name=name, text=result[name])
        for name in ("stdout", "stderr")
        if result[name]
    ]
    outputs += [
        new_output("display_data", data={"text/plain": text}) for text in result["displays"]
    ]
    if result["completed"]:
        return Ran(Outcome(Status.COMPLETED, value=result["value"]), outputs)
    error, message = str(result["error"]), str(result["message"])
    outputs.append(
        new_output("error", ename=error, evalue=message, traceback=[f"{error}: {message}"])
    )
    status = Status.RAISED
    if late or error in ("DeadlineError", "KeyboardInterrupt"):
        status = Status.TIMED_OUT
    elif error == "ClosedError":
        status = Status.DIED
    outcome = Outcome(
        status,
        error=error,
        message=message,
        hidden=bool(result["hidden"]),
        by_student=bool(result["by_student"]),
        limit=named(result["limit"]),
    )
    return Ran(outcome, outputs)
