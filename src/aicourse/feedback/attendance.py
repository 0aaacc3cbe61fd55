"""Who has handed in, against the roster."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aicourse.grading.course import CourseFolder
from aicourse.grading.roster import RosterEntry
from aicourse.grading.verdict import Verdict


@dataclass(frozen=True)
class Attendance:
    """Who of the roster has handed in one assignment.

    Attributes
    ----------
    enrolled : int
        Students of the roster.
    missing : tuple of RosterEntry
        Those from whom there is nothing.
    waiting : tuple of RosterEntry
        Those whose submission was not graded yet.
    """

    enrolled: int = 0
    missing: tuple[RosterEntry, ...] = ()
    waiting: tuple[RosterEntry, ...] = ()


def attendance(
    course: CourseFolder,
    roster: Sequence[RosterEntry],
    assignment: str,
    verdicts: Iterable[Verdict],
) -> Attendance:
    """Compare the verdicts of one assignment with the roster and with what was handed in."""
    graded = {verdict.student for verdict in verdicts}
    absent = [entry for entry in roster if entry.id not in graded]
    waiting = [e for e in absent if (course.submitted / e.id / assignment).is_dir()]
    there = {entry.id for entry in waiting}
    missing = tuple(entry for entry in absent if entry.id not in there)
    return Attendance(len(roster), missing, tuple(waiting))
