"""The rows of nbgrader's gradebook that one submission fills; when to commit, the caller says.

nbgrader's own methods commit and look up by name for every cell; here a submission takes a few
queries by key, and as many as wanted share one transaction.
"""

from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)

from aicourse.notebook import Role, role


@dataclass(frozen=True)
class NotebookRows:
    """A notebook of an assignment in the gradebook.

    Attributes
    ----------
    graded, commented : dict of str to str
        Ids of the cells that have a grade, or a comment, in each submission, by ``grade_id``.
    checksums : dict of str to str or None
        Checksums of the cells as handed out.
    """

    id: str
    graded: dict[str, str]
    commented: dict[str, str]
    checksums: dict[str, str | None]


@dataclass(frozen=True)
class AssignmentRows:
    """An assignment in the gradebook, with its notebooks by name."""

    id: str
    notebooks: dict[str, NotebookRows]


def read_assignment_rows(gradebook: Gradebook, name: str) -> AssignmentRows:
    """Read what the gradebook knows of an assignment; its cells do not change as we grade."""
    assignment = gradebook.find_assignment(name)
    return AssignmentRows(
        id=assignment.id,
        notebooks={
            notebook.name: NotebookRows(
                id=notebook.id,
                graded={c.name: c.id for c in (*notebook.grade_cells, *notebook.task_cells)},
                commented={c.name: c.id for c in (*notebook.solution_cells, *notebook.task_cells)},
                checksums={cell.name: cell.checksum for cell in notebook.source_cells},
            )
            for notebook in assignment.notebooks
        },
    )


def write_submission(
    db: Any,
    rows: AssignmentRows,
    student: str,
    executed: dict[str, NotebookNode],
    points: dict[tuple[str, str], float],
    timestamp: str | None,
) -> None:
    """Enter a submission and what was found in it; what a person entered by hand stays.

    Parameters
    ----------
    db : sqlalchemy.orm.Session
        Flushed, and not committed.
    executed : dict of str to NotebookNode
        By name.
    points : dict
        Of each test cell, by the names of its notebook and its own.
    timestamp : str, optional
        When it was handed in; what is known of that stays if None.
    """
    if db.query(Student.id).filter_by(id=student).one_or_none() is None:
        db.add(Student(id=student))
    submission = (
        db.query(SubmittedAssignment)
        .filter_by(assignment_id=rows.id, student_id=student)
        .one_or_none()
    )
    is_new = submission is None
    if submission is None:
        submission = SubmittedAssignment(id=new_uuid(), assignment_id=rows.id, student_id=student)
        db.add(submission)
    if timestamp:
        submission.timestamp = utils.parse_utc(timestamp)
    for name, source in rows.notebooks.items():
        written = _Written(db, source, submission.id, is_new=is_new)
        if timestamp:
            written.notebook.late_submission_penalty = None
        for cell in executed[name].cells if name in executed else ():
            if role(cell) not in (Role.FREE, Role.LOCKED):
                written.fill(cell, points.get((name, cell.metadata.nbgrader.grade_id)))


class _Written:
    """The rows of one submitted notebook: read, or made where there is none."""

    def __init__(self, db: Any, source: NotebookRows, submission: str, *, is_new: bool) -> None:
        self._source = source
        this = {"notebook_id": source.id, "assignment_id": submission}
        found = None if is_new else db.query(SubmittedNotebook).filter_by(**this).one_or_none()
        self.notebook = found or SubmittedNotebook(id=new_uuid(), **this)
        db.add(self.notebook)
        self._grades = self._rows(db, Grade, source.graded, is_new=found is None)
        self._comments = self._rows(db, Comment, source.commented, is_new=found is None)

    def _rows(
        self, db: Any, kind: type[Any], cells: dict[str, str], *, is_new: bool
    ) -> dict[str, Any]:
        notebook = self.notebook.id
        known = db.query(kind).filter(
            kind.notebook_id == notebook, kind.cell_id.in_(cells.values())
        )
        found = {} if is_new else {row.cell_id: row for row in known}
        missing = [cell for cell in cells.values() if cell not in found]
        found |= {c: kind(id=new_uuid(), cell_id=c, notebook_id=notebook) for c in missing}
        db.add_all(found[cell] for cell in missing)
        return {name: found[cell] for name, cell in cells.items()}

    def fill(self, cell: NotebookNode, points: float | None) -> None:
        """Enter what grading found in one cell."""
        kind = role(cell)
        name = cell.metadata.nbgrader.grade_id
        no_response = utils.compute_checksum(cell) == self._source.checksums[name]
        if kind in (Role.TEST, Role.ANSWER, Role.TASK):
            grade = self._grades[name]
            if kind is Role.TEST:
                grade.auto_score = points
            else:
                grade.auto_score = 0 if kind is Role.ANSWER and no_response else None
            reviewed = grade.manual_score is not None
            grade.needs_manual_grade = reviewed or grade.auto_score is None
        if kind in (Role.SOLUTION, Role.ANSWER):
            self._comments[name].auto_comment = "No response." if no_response else None
