"""A test in a fork of the learner's process, between two looks at what that fork is like."""

import secrets
from collections.abc import Sequence

from aicourse.grading.exceeded import named
from aicourse.grading.outcome import Outcome, Part, Status
from aicourse.grading.session import Ran
from aicourse.grading.warm.channel import Channel, ChannelClosedError
from aicourse.grading.warm.forks import Fork, Forks, Patience, SandboxFailedError
from aicourse.grading.warm.in_kernel import Exam
from aicourse.grading.warm.listening import Listener

_ARM_SECONDS = 60.0
_CHECK_SECONDS = 30.0  # for a process to answer what it is like


class Sittings:
    """The in-kernel tests of one submission.

    Parameters
    ----------
    pinned : sequence of str
        The instructor's imports and locked cells.
    watched : list of str
        Modules that must stay as they are.
    tests : int
        How many of its tests stand in the learner's process.
    """

    def __init__(
        self,
        listener: Listener,
        forks: Forks,
        pinned: Sequence[str],
        watched: list[str],
        tests: int,
    ) -> None:
        self._listener = listener
        self._forks = forks
        self._pinned = pinned
        self._watched = watched
        self._checks = 2 * tests
        self._expected: list[tuple[str, dict[str, str]]] = []

    def arm(self, student: Fork) -> None:
        """Learn what the student's process is like while nothing of the learner's has run."""
        if not self._checks:
            return
        keys = [secrets.token_hex(16) for _ in range(self._checks)]
        student.channel.send({"arm": self._watched, "keys": keys})
        message = student.channel.receive(_ARM_SECONDS)
        if message is None:
            raise SandboxFailedError("the forked process does not answer")
        self._expected = list(zip(keys, message["armed"], strict=True))

    def sit(self, pieces: tuple[Part, ...], reports: Channel, seconds: float) -> Ran:
        """Run a test in the fork that `reports` leads to."""
        outputs = self._listener.outputs
        try:
            exam = Exam(pieces, self._pinned)
        except SyntaxError as error:
            hidden = any(piece.hidden for piece in pieces)
            text = str(error)
            return Ran(Outcome(Status.RAISED, error="SyntaxError", message=text, hidden=hidden))
        patience = Patience(seconds + 2 * _CHECK_SECONDS, self._forks)
        try:
            outcome = self._examine(exam, pieces, reports, seconds)
        except ChannelClosedError:
            outcome = Outcome(Status.DIED if patience.left() else Status.TIMED_OUT)
        if outcome.error:
            text = f"{outcome.error}: {outcome.message}"
            told = {"ename": outcome.error, "evalue": outcome.message, "traceback": [text]}
            outputs.add({"output": "error", **told})
        return Ran(outcome, outputs.cell)

    def _examine(
        self, exam: Exam, pieces: tuple[Part, ...], reports: Channel, seconds: float
    ) -> Outcome:
        if tripped := self._tripped(exam, reports):
            return Outcome(Status.TAMPERED, wires=tripped)
        reports.send({"pinned": exam.pinned, "test": exam.test})
        done = self._listener.await_done(reports, Patience(seconds, self._forks))
        if done is None:
            flooded = self._listener.outputs.is_flood
            status = Status.FLOODED if flooded else Status.TIMED_OUT
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
        patience = Patience(_CHECK_SECONDS, self._forks)
        while (message := self._listener.receive(reports, patience)) is not None:
            if "wires" in message:
                break
        if message is None or not isinstance(message["wires"], dict):
            raise ChannelClosedError("no answer")
        answer = message["wires"]
        tripped = [] if message.get("raised") == raised else ["assertions"]
        tripped += [name for name in expected if answer.get(name) != expected[name]]
        return tuple(name for name in tripped if fresh or name != "threads")
