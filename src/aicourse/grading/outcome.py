"""What running one cell came to, before anybody gives points for it."""

import ast
from dataclasses import dataclass
from enum import StrEnum

from aicourse.grading.exceeded import Exceeded
from aicourse.notebook import visible_source


class Status(StrEnum):
    """How a cell ended."""

    COMPLETED = "completed"  # ran to its last statement
    RAISED = "raised"
    TIMED_OUT = "timed out"
    FLOODED = "flooded"  # interrupted for too much output
    DIED = "died"  # the kernel ended under it
    TAMPERED = "tampered"  # a test's surroundings in the learner's process were changed
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Outcome:
    """How one cell ended.

    Attributes
    ----------
    error, message : str
        Name and text of the exception, if one was raised.
    hidden : bool
        Whether it ended in a hidden part of a test cell.
    by_student : bool
        Whether the exception is known to come from the student's code, not from the test.
    limit : Exceeded or None
        Which limit the exception, or the death of the kernel, tells of.
    wires : tuple of str
        What was changed, if it was tampered with.
    value : str or None
        Text of the value of the last expression, which nbgrader reads as part marks.
    line : int
        Line of a test cell at which it ended, from 1; 0 if unknown.
    """

    status: Status
    seconds: float = 0.0
    error: str = ""
    message: str = ""
    hidden: bool = False
    by_student: bool = False
    limit: Exceeded | None = None
    wires: tuple[str, ...] = ()
    value: str | None = None
    line: int = 0


@dataclass(frozen=True)
class Part:
    """A run of lines of a test cell: visible, or hidden, or behind something hidden.

    Attributes
    ----------
    start : int
        Number of its first line in the cell, from 1.
    """

    source: str
    hidden: bool
    start: int = 1


def parts(source: str) -> tuple[Part, ...]:
    """Split the source of a test cell at its hidden-test markers.

    The parts run one after the other, so that it is known in which an exception arose. Where a
    region stands inside a statement and its parts are no programs of their own, the whole cell
    is one part, hidden if any of it is.
    """
    found: list[Part] = []
    lines: list[str] = []
    hidden = False

    def close() -> None:
        if any(line.strip() for line in lines):
            found.append(Part("\n".join(lines), hidden, start))
        lines.clear()

    start = 1
    for number, line in enumerate(source.splitlines(), 1):
        if "BEGIN HIDDEN TESTS" in line:
            close()
            hidden = True
        elif "END HIDDEN TESTS" in line:
            close()  # what comes after may still tell what was hidden before
        else:
            start = start if lines else number
            lines.append(line)
    close()
    if all(_is_program(part.source) for part in found):
        return tuple(found)
    return (Part(source, visible_source(source) != source.rstrip()),)


def _is_program(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True
