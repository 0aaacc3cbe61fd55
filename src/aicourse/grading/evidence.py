"""What the points of a test cell rest on, put together from how the cells ended."""

import builtins
from collections.abc import Mapping
from typing import Literal

from aicourse.grading.exceeded import Exceeded
from aicourse.grading.limits import Limits
from aicourse.grading.outcome import Outcome, Status
from aicourse.grading.verdict import AnswerEvidence, Evidence
from aicourse.notebook import TestCell

_LONGEST = 80

_LIMITS = {
    Exceeded.MEMORY: "memory_bytes",
    Exceeded.PROCESSES: "processes",
    Exceeded.FILE_SIZE: "file_bytes",
    Exceeded.DISK: "disk_bytes",
    Exceeded.NETWORK: "network",
}

Process = Literal["tester", "fork", "kernel"]


def evidence_of(
    test: TestCell,
    outcome: Outcome,
    marks: Literal["all", "part", "refused"] | None,
    limits: Limits,
    ran_in: Process,
    answers: tuple[AnswerEvidence, ...],
) -> Evidence:
    """Gather the evidence of one test cell.

    Parameters
    ----------
    marks
        What the value of its last expression was worth, if it ran to its end.
    ran_in
        Where tests of its kind run.
    """
    raised = outcome.status is Status.RAISED
    by_known = raised and (ran_in == "tester" or outcome.by_student)
    limit = exceeded(outcome, limits)
    return Evidence(
        ended=outcome.status,
        ran_in=None if outcome.status is Status.NOT_RUN else ran_in,
        marks=marks,
        error=error_name(outcome) if raised else "",
        by=("learner" if outcome.by_student else "test") if by_known else None,
        hidden=outcome.hidden,
        line=outcome.line or None,
        limit=limit,
        limit_value=None if limit in (None, "network") else float(getattr(limits, limit)),
        answers=answers,
    )


def evidence_of_answer(
    name: str, outcomes: Mapping[str, Outcome], untouched: set[str]
) -> AnswerEvidence:
    """Gather what is known of one solution cell."""
    outcome = outcomes.get(name)
    return AnswerEvidence(
        cell=name,
        ended=None if outcome is None else outcome.status,
        error="" if outcome is None else outcome.error[:_LONGEST],
        seconds=0 if outcome is None else round(outcome.seconds, 3),
        untouched=name in untouched,
    )


def error_name(outcome: Outcome) -> str:
    """Return the class of an exception; in a hidden test, of those of Python only.

    The name of any other could be made of the hidden input.
    """
    known = isinstance(getattr(builtins, outcome.error, None), type)
    return outcome.error[:_LONGEST] if known or not outcome.hidden else "Exception"


def exceeded(outcome: Outcome, limits: Limits) -> str | None:
    """Return the name of the limit that ended a cell."""
    match outcome.status:
        case Status.TIMED_OUT:
            is_whole = outcome.seconds >= limits.cell_seconds
            return "cell_seconds" if is_whole else "notebook_seconds"
        case Status.FLOODED:
            return "output_bytes"
        case _:
            return None if outcome.limit is None else _LIMITS[outcome.limit]
