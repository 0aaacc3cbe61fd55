"""From outcomes to points: what each test cell earned, and what the learner is told."""

import ast
import math
import re
from typing import Literal

from nbformat import NotebookNode

from aicourse.grading import messages
from aicourse.grading.evidence import Process, error_name, evidence_of, evidence_of_answer
from aicourse.grading.exceeded import Exceeded
from aicourse.grading.limits import Limits
from aicourse.grading.outcome import Outcome, Status
from aicourse.grading.programs import same_code
from aicourse.grading.verdict import CellVerdict, Kind
from aicourse.notebook import (
    Role,
    Task,
    TestCell,
    grade_id,
    handed_out,
    role,
    tasks,
)

_LONGEST = 600
_ROUNDING = 1e-9  # of the most points
_KINDS = {
    Exceeded.MEMORY: Kind.OUT_OF_MEMORY,
    Exceeded.PROCESSES: Kind.TOO_MANY_PROCESSES,
    Exceeded.FILE_SIZE: Kind.TOO_MUCH_ON_DISK,
    Exceeded.DISK: Kind.TOO_MUCH_ON_DISK,
    Exceeded.NETWORK: Kind.NETWORK_DENIED,
}


def score(
    source: NotebookNode,
    executed: NotebookNode,
    outcomes: dict[int, Outcome],
    limits: Limits,
    name: str,
    *,
    isolated: bool = False,
) -> tuple[CellVerdict, ...]:
    """Give points for every test cell of a notebook, on evidence that it ran to its end.

    Parameters
    ----------
    source, executed : NotebookNode
        The instructor notebook; the repaired submission after it ran.
    outcomes : dict of int to Outcome
        How the code cells of `executed` ended, by index. A test cell without one did not run.
    isolated : bool
        Whether tests ran in processes of their own.
    """
    by_name: dict[str, Outcome] = {}
    for index, cell in enumerate(executed.cells):
        cell_name = grade_id(cell)
        if cell_name is not None and index in outcomes:
            by_name[cell_name] = outcomes[index]
    untouched = _untouched(source, executed)
    locked = [c.source for c in source.cells if role(c) is Role.LOCKED and c.cell_type == "code"]
    shared = [pattern for text in locked for pattern in _assertion_patterns(text)]
    settings = {grade_id(c): c.metadata.get("aicourse", {}) for c in source.cells}

    def ran_in(test: TestCell) -> Process:
        is_forked = settings[test.grade_id].get("runs") == "in-kernel"
        return "kernel" if not isolated else "fork" if is_forked else "tester"

    return tuple(
        _score(test, task, by_name, untouched, limits, name, shared, ran_in(test))
        for task in tasks(source)
        for test in task.tests
    )


def _untouched(source: NotebookNode, executed: NotebookNode) -> set[str]:
    """Names of the solution cells that are as handed out, or gone."""
    stubs = {grade_id(c): handed_out(c.source) for c in source.cells if role(c) is Role.SOLUTION}
    found = {grade_id(c): c.source for c in executed.cells}
    return {
        name
        for name, text in stubs.items()
        if name is not None and (name not in found or same_code(found[name], text))
    }


def _score(
    test: TestCell,
    task: Task,
    outcomes: dict[str, Outcome],
    untouched: set[str],
    limits: Limits,
    notebook: str,
    shared: list[str],
    ran_in: Process,
) -> CellVerdict:
    outcome = outcomes.get(test.grade_id, Outcome(Status.NOT_RUN))
    points, kind, message = _judge(test, outcome, limits, shared)
    note = messages.tripped(outcome.wires) if kind is Kind.TAMPERED else ""
    solutions = task.tested_by(test.grade_id)
    if points == 0 and solutions and untouched.issuperset(solutions):
        kind, message = Kind.NOT_ATTEMPTED, messages.not_attempted()
    elif points == 0 and kind in (Kind.CRASHED, Kind.FAILED):
        advice = [*_advice(outcome.error), *_broken_solutions(task, outcomes, limits)]
        message = "\n".join([message, *advice])
    return CellVerdict(
        notebook=notebook,
        task=task.name,
        grade_id=test.grade_id,
        points=points,
        max_points=test.points,
        kind=kind,
        message=message,
        note=note,
        seconds=round(outcome.seconds, 3),
        evidence=evidence_of(
            test,
            outcome,
            _marks(test, outcome) if outcome.status is Status.COMPLETED else None,
            limits,
            ran_in,
            tuple(evidence_of_answer(name, outcomes, untouched) for name in solutions),
        ),
    )


def _judge(
    test: TestCell, outcome: Outcome, limits: Limits, shared: list[str]
) -> tuple[float, Kind, str]:
    match outcome.status:
        case Status.COMPLETED:
            points = _points(test, outcome)
            if points == test.points:
                return points, Kind.PASSED, ""
            return points, Kind.FAILED, messages.partial(points, test.points)
        case Status.RAISED | Status.DIED if outcome.limit is not None:
            return 0, _KINDS[outcome.limit], messages.exceeded(outcome.limit, limits)
        case Status.RAISED if outcome.error == "AssertionError" and not outcome.by_student:
            return 0, Kind.FAILED, _failure(test, outcome, shared)
        case Status.RAISED:
            return 0, Kind.CRASHED, _crash(outcome)
        case Status.TIMED_OUT:
            return 0, Kind.TIMED_OUT, messages.timed_out(limits)
        case Status.FLOODED:
            return 0, Kind.TOO_MUCH_OUTPUT, messages.too_much_output(limits)
        case Status.DIED:
            return 0, Kind.KILLED, messages.died()
        case Status.TAMPERED:
            return 0, Kind.TAMPERED, messages.tampered()
        case Status.NOT_RUN:
            return 0, Kind.NOT_RUN, messages.not_run(limits)


def _points(test: TestCell, outcome: Outcome) -> float:
    """All points, or nbgrader's part marks: the value of the last expression, if a number.

    A number that is no part of the points gives none, where nbgrader gives all for a negative
    one or NaN, and fails for too large a one.
    """
    match _marks(test, outcome):
        case "all":
            return test.points
        case "part":
            return min(max(float(outcome.value or 0), 0.0), test.points)
        case "refused":
            return 0


def _marks(test: TestCell, outcome: Outcome) -> Literal["all", "part", "refused"]:
    """Say what the value of the last expression is worth."""
    try:
        value = float(outcome.value) if outcome.value is not None else None
    except ValueError:
        value = None
    if value is None:
        return "all"
    margin = _ROUNDING * test.points
    if math.isnan(value) or not -margin <= value <= test.points + margin:
        return "refused"
    return "part"


def _failure(test: TestCell, outcome: Outcome, shared: list[str]) -> str:
    """Text of a failed assertion; of a hidden one only what an author wrote for learners.

    That is the message of an assert of the hidden test itself, or of one in a locked cell that
    it calls (`shared`, as patterns), and not what, say, `numpy.testing` tells of its arguments.
    """
    text = outcome.message.strip()[:_LONGEST]
    if not outcome.hidden:
        return text or messages.assertion_failed()
    written = [*shared, *_assertion_patterns(test.source)]
    if any(re.fullmatch(pattern, text, re.DOTALL) for pattern in written):
        return text
    return messages.hidden_check_failed()


def _assertion_patterns(source: str) -> list[str]:
    """Regular expressions for the messages of the asserts in a program."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    found = [node.msg for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    return [_pattern(message) for message in found if message is not None]


def _pattern(message: ast.expr) -> str:
    match message:
        case ast.Constant(value=str(text)):
            return re.escape(text.strip())
        case ast.JoinedStr(values=values):
            pieces = (_pattern(v) if isinstance(v, ast.Constant) else ".*" for v in values)
            return "".join(pieces)
        case _:
            return r"(?!)"  # computed: matches nothing, so it is not shown


def _crash(outcome: Outcome) -> str:
    if not outcome.hidden:
        return f"{outcome.error}: {outcome.message}".strip(": ")[:_LONGEST]
    return messages.hidden_check_crashed(error_name(outcome))


def _advice(error: str) -> list[str]:
    """Say what to do about what graders see most often."""
    match error:
        case "NotImplementedError":
            return [messages.stub_left()]
        case "StdinNotImplementedError":
            return [messages.nobody_to_ask()]
        case _:
            return []


def _broken_solutions(task: Task, outcomes: dict[str, Outcome], limits: Limits) -> list[str]:
    lines = []
    for name in task.solutions:
        outcome = outcomes.get(name)
        if outcome is None or outcome.status is Status.COMPLETED:
            continue
        if (reason := _stopped(outcome, limits)) is not None:
            lines.append(messages.solution_stopped(name, reason))
        else:
            error = f"{outcome.error}: {outcome.message}".strip(": ")[:200]
            lines += [messages.solution_raised(name, error), *_advice(outcome.error)]
    return lines


def _stopped(outcome: Outcome, limits: Limits) -> str | None:
    """Say at which limit a cell of the learner's ended; None if an exception of its own did."""
    if outcome.limit is not None:
        return messages.exceeded(outcome.limit, limits)
    match outcome.status:
        case Status.TIMED_OUT:
            return messages.timed_out(limits)
        case Status.FLOODED:
            return messages.too_much_output(limits)
        case Status.RAISED:
            return None
    return messages.died()
