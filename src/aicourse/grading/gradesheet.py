"""The gradebook as one table for a registrar: what a teacher marked by hand counts."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from nbgrader.api import Assignment, Student, SubmittedAssignment

from aicourse.errors import CourseError
from aicourse.grading.gradebook import GradebookWriter
from aicourse.grading.roster import RosterEntry, read_roster

Target = Literal["canvas", "moodle", "csv"]


@dataclass(frozen=True)
class GradeSheet:
    """Students by assignments.

    Attributes
    ----------
    max_points : dict of str to float
        Of each assignment, in order.
    points : dict of (str, str) to float
        Of student and assignment, less the penalty for handing in late; who has no submission has
        no entry.
    unmarked : dict of str to list of str
        Students by assignment whose answers still wait for a person's marks.
    """

    students: tuple[RosterEntry, ...]
    max_points: dict[str, float]
    points: dict[tuple[str, str], float]
    unmarked: dict[str, list[str]] = field(default_factory=dict)


def read_gradesheet(writer: GradebookWriter, assignments: Sequence[str] = ()) -> GradeSheet:
    """Read what the gradebook has of some assignments, or of all.

    Raises
    ------
    CourseError
        If one of them is not in the gradebook, or none is.
    """
    with writer.session() as db:
        known = {
            str(name): float(most or 0)
            for name, most in db.query(Assignment.name, Assignment.max_score)
        }
        wanted = list(dict.fromkeys(assignments)) or sorted(known)
        unknown = [name for name in wanted if name not in known]
        if unknown or not wanted:
            what = f"{', '.join(unknown)} is not in it" if unknown else "no assignment is in it"
            remedy = "run `aicourse grade` first"
            raise CourseError(f"the gradebook is of no use yet: {what}", remedy, writer.course.root)
        points: dict[tuple[str, str], float] = {}
        unmarked: dict[str, list[str]] = {}
        for student, name, total, waits in _totals(db, wanted):
            points[student, name] = total
            if waits:
                unmarked.setdefault(name, []).append(student)
    return GradeSheet(read_roster(writer), {n: known[n] for n in wanted}, points, unmarked)


def total_points(
    writer: GradebookWriter, assignments: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Return what the gradebook has, by assignment and student.

    Marks by hand count, and the penalty for handing in late is taken off.
    """
    found: dict[str, dict[str, float]] = {name: {} for name in assignments}
    with writer.session() as db:
        for student, name, total, _ in _totals(db, assignments):
            found[name][student] = total
    return found


def _totals(db: Any, assignments: Sequence[str]) -> Iterator[tuple[str, str, float, bool]]:
    """Yield student, assignment, points, and whether a person's marks are still missing."""
    rows = (
        db.query(
            Student.id,
            Assignment.name,
            SubmittedAssignment.score,
            SubmittedAssignment.late_submission_penalty,
            SubmittedAssignment.needs_manual_grade,
        )
        .join(SubmittedAssignment, SubmittedAssignment.student_id == Student.id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name.in_(assignments))
    )
    for student, name, score, penalty, waits in rows:
        yield student, name, max(0.0, float(score or 0) - float(penalty or 0)), bool(waits)


def as_csv(sheet: GradeSheet, target: Target, *, section: str = "", zeros: bool = False) -> str:
    """Write a grade sheet as the CSV that a target reads.

    Parameters
    ----------
    section : str
        Value of Canvas' column ``Section``, which it wants and does not read.
    zeros : bool
        Give nought to who has no submission, instead of an empty cell.
    """

    def grades(entry: RosterEntry) -> list[str]:
        missing = "0" if zeros else ""
        cells = (sheet.points.get((entry.id, name)) for name in sheet.max_points)
        return [missing if cell is None else _number(cell) for cell in cells]

    head, about = _COLUMNS[target]
    rows = [[*head, *sheet.max_points]]
    if target == "canvas":
        rows.append(
            ["    Points Possible", "", "", "", "", *map(_number, sheet.max_points.values())]
        )
    rows += [[*about(entry, section), *grades(entry)] for entry in sheet.students]
    if target == "csv":
        rows[0].append("total")
        for row in rows[1:]:
            row.append(_number(sum(float(cell or 0) for cell in row[len(head) :])))
    return _joined(rows)


def _canvas(entry: RosterEntry, section: str) -> list[str]:
    name = ", ".join(filter(None, (entry.last_name, entry.first_name))) or entry.id
    return [name, entry.lms_user_id, entry.id, entry.id, section]


def _moodle(entry: RosterEntry, _: str) -> list[str]:
    return [entry.first_name, entry.last_name, entry.id, entry.lms_user_id, entry.email]


def _plain(entry: RosterEntry, _: str) -> list[str]:
    return [entry.id, entry.first_name, entry.last_name, entry.email, entry.lms_user_id]


_COLUMNS: dict[str, tuple[tuple[str, ...], Callable[[RosterEntry, str], list[str]]]] = {
    "canvas": (("Student", "ID", "SIS User ID", "SIS Login ID", "Section"), _canvas),
    "moodle": (("First name", "Last name", "Username", "ID number", "Email address"), _moodle),
    "csv": (("id", "first_name", "last_name", "email", "lms_user_id"), _plain),
}


def _number(points: float) -> str:
    """Write points with two decimals at most, as both Canvas and Moodle keep them."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def _joined(rows: Iterable[Sequence[str]]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue()
