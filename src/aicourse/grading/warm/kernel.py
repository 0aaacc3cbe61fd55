"""The warm kernel: a sandboxed fork for the student's code, and one for the tests."""

import ast
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from aicourse.grading.exceeded import Exceeded, named
from aicourse.grading.limits import PATIENCE, Limits
from aicourse.grading.outcome import Outcome, Part, Status
from aicourse.grading.sandbox import Cause
from aicourse.grading.session import GRACE_SECONDS, Ran
from aicourse.grading.warm.channel import Channel, ChannelClosedError, Message
from aicourse.grading.warm.forks import Fork, Forks, Patience, SandboxFailedError, Setting
from aicourse.grading.warm.in_kernel import watched
from aicourse.grading.warm.listening import Listener
from aicourse.grading.warm.outputs import Outputs
from aicourse.grading.warm.sitting import Sittings
from aicourse.notebook import Role, role


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

    keeps_states = True

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
        self._limits = limits
        self._outputs = Outputs(limits.output_bytes)
        self._listener = Listener(self._outputs)
        self._student: Fork | None = None
        self._tester: Fork | None = None
        self._is_pinned = False
        self._has_lost = False  # a process that ended, or answered no more
        self._exams: dict[int, socket.socket] = {}
        setting = Setting(
            files={"student": folder, "tester": of_course},
            limits=limits,
            seed=seed,
            exams=sum(role(cell) is Role.TEST for cell in notebook.cells),
        )
        self._forks = Forks(address, setting)
        in_kernel = [cell.source for cell in notebook.cells if _runs_in_kernel(cell)]
        names = imported([*self._pinned, *in_kernel])
        leaned_on = watched(names) if in_kernel else []
        self._forks.preload([*names, *leaned_on])
        self._sittings = Sittings(
            self._listener, self._forks, self._pinned, leaned_on, len(in_kernel)
        )

    @property
    def is_alive(self) -> bool:
        return self._student is not None

    def start(self) -> None:
        """Fork a student's process; a tester, if there is none, gets ready meanwhile."""
        self._end_student()
        self._student = self._forks.ask("student")
        if self._tester is None:
            self._ask_for_tester()
        self._listener.source = self._student
        self._forks.await_walls(self._student)
        self._sittings.arm(self._student)

    def close(self) -> None:
        """End both processes: the zygote does when this hangs up.

        Raises
        ------
        SandboxFailedError
            If the zygote is gone and took a process with it: then no death was the learner's doing.
        """
        self._drop_exams()
        for process in (self._student, self._tester):
            if process is not None:
                process.close()
        self._student = self._tester = self._listener.source = None
        was_ended = self._has_lost and not self._forks.are_served()
        self._forks.close()
        if was_ended:
            raise SandboxFailedError("the warm process ended")

    # Running cells

    def run(self, source: str, index: int, seconds: float) -> Ran:
        """Run a cell of the learner."""
        assert self._student is not None
        self._listener.read_raw()
        self._outputs.begin()  # without what a test had the code write
        done: Message | None = None
        status, limit = Status.COMPLETED, None
        try:
            self._student.channel.send({"run": source, "remember": True})
            done = self._listener.await_done(self._student.channel, Patience(seconds, self._forks))
            if done is None:
                status = Status.FLOODED if self._outputs.is_flood else Status.TIMED_OUT
                self._forks.interrupt(self._student)
                grace = Patience(GRACE_SECONDS, self._forks)
                channel = self._student.channel
                if self._listener.await_done(channel, grace, keep_floods=True) is None:
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

    # Running tests

    def keep(self, index: int) -> None:
        """Have the student's process fork: the fork waits, as an exam, for the test at `index`."""
        assert self._student is not None
        ours, theirs = socket.socketpair()
        message = {
            "keep": "sit" if _runs_in_kernel(self._notebook.cells[index]) else "serve",
            "exam": index,
            "seconds": (1 + PATIENCE) * self._limits.cell_seconds + GRACE_SECONDS,
        }
        try:
            self._student.channel.send(message, [theirs.fileno()])
            if self._await_fork():
                self._exams[index] = ours
            else:
                ours.close()
        except ChannelClosedError:
            ours.close()
            self._how_it_died()
        finally:
            theirs.close()

    def _await_fork(self) -> bool:
        assert self._student is not None
        end = time.monotonic() + GRACE_SECONDS
        while (left := end - time.monotonic()) > 0:
            reply = self._student.channel.receive(left)
            if reply is not None and "kept" in reply:
                return bool(reply["kept"])
        raise ChannelClosedError("the student's process does not fork")

    def test(self, pieces: tuple[Part, ...], index: int, seconds: float) -> Ran:
        """Run a test cell in the tester, or in its exam where it asks for that."""
        exam = self._exams.pop(index, None)
        if exam is None:
            return Ran(Outcome(Status.NOT_RUN))
        self._outputs.begin()  # what the code writes past Python's own streams is not the test's
        try:
            if _runs_in_kernel(self._notebook.cells[index]):
                return self._sittings.sit(pieces, Channel(exam), seconds)
            return self._test_in_tester(pieces, exam, seconds)
        finally:
            exam.close()
            self._stop_exam(index)

    def _test_in_tester(self, pieces: tuple[Part, ...], exam: socket.socket, seconds: float) -> Ran:
        tester = self._ready_tester()
        patience = Patience(seconds, self._forks)
        try:
            message = {
                "test": [[piece.source, piece.hidden] for piece in pieces],
                "seconds": (1 + PATIENCE) * seconds,
                "output_bytes": self._limits.output_bytes,
            }
            tester.channel.send(message, [exam.fileno()])
            exam.close()
            answer = self._listener.receive(tester.channel, patience)
            late = answer is None
            if late:
                self._forks.interrupt(tester)
                answer = self._listener.receive(
                    tester.channel, Patience(GRACE_SECONDS, self._forks)
                )
            if answer is None:
                raise ChannelClosedError("no answer to an interrupt")
        except ChannelClosedError:
            tester.close()
            self._tester = None
            self._has_lost = True
            return Ran(Outcome(Status.TIMED_OUT))
        if "result" not in answer:
            return Ran(Outcome(Status.TIMED_OUT))
        return _ran(answer["result"], pieces, late)

    def _stop_exam(self, index: int) -> None:
        if self._student is None:
            return
        try:
            self._student.channel.send({"stop": index})
        except ChannelClosedError:
            self._how_it_died()

    # Processes

    def _ask_for_tester(self) -> None:
        self._tester = self._forks.ask("tester")
        self._tester.channel.send({"pin": self._pinned})
        self._is_pinned = False

    def _ready_tester(self) -> Fork:
        if self._tester is None:
            self._ask_for_tester()
        assert self._tester is not None
        if not self._is_pinned:
            self._forks.await_walls(self._tester)
            if self._tester.channel.receive(self._limits.cell_seconds) is None:
                raise SandboxFailedError("the locked cells did not run in time")
            self._is_pinned = True
        return self._tester

    def _end_student(self) -> None:
        self._drop_exams()
        if self._student is not None:
            self._forks.kill(self._student)
            self._student.close()
            self._student = self._listener.source = None

    def _drop_exams(self) -> None:
        for exam in self._exams.values():
            exam.close()
        self._exams.clear()

    def _how_it_died(self) -> tuple[Status, Exceeded | None]:
        """Learn from the zygote why the student's process is gone, and at which limit."""
        assert self._student is not None
        student = self._student
        self._has_lost = True
        self._end_student()
        match self._forks.cause_of_death(student, GRACE_SECONDS):
            case Cause.OUT_OF_MEMORY:
                return Status.DIED, Exceeded.MEMORY
            case Cause.FILE_SIZE:
                return Status.DIED, Exceeded.FILE_SIZE
            case Cause.CPU_TIME:
                return Status.TIMED_OUT, None
        return Status.DIED, None


def _runs_in_kernel(cell: NotebookNode) -> bool:
    return role(cell) is Role.TEST and cell.metadata.get("aicourse", {}).get("runs") == "in-kernel"


def imported(sources: Sequence[str]) -> list[str]:
    """Return the modules that programs import, in order, and names that may be such, too."""
    found: dict[str, None] = {}
    for source in sources:
        with suppress(SyntaxError, ValueError):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Import):
                    found |= dict.fromkeys(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found[node.module] = None
                    found |= {f"{node.module}.{alias.name}": None for alias in node.names}
    return list(found)


def _ran(result: dict[str, Any], pieces: tuple[Part, ...], late: bool) -> Ran:
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
        line=pieces[result["part"]].start + result["line"] - 1 if result["line"] else 0,
        limit=named(result["limit"]),
    )
    return Ran(outcome, outputs)
