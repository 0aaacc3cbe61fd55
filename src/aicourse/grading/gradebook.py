"""The one writer of nbgrader's gradebook."""

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import (
    Assignment,
    Course,
    Grade,
    Gradebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import (
    AssignLatePenalties,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
    SaveCells,
)
from sqlalchemy import func
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from aicourse.errors import CourseError
from aicourse.grading.assignment import SourceAssignment
from aicourse.grading.course import CourseFolder
from aicourse.grading.grade import Graded
from aicourse.notebook import Role, role


def let_nbgrader_find_alembic() -> None:
    """Put this environment's programs on the path: nbgrader calls ``alembic`` by its name."""
    programs = str(Path(sys.executable).parent)
    if programs not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", "")])


class GradebookWriter:
    """Writes verdicts into the gradebook of a course. Use it in one process at a time.

    Raises
    ------
    CourseError
        From every method, if the gradebook belongs to another course or cannot be written.
    """

    def __init__(self, course: CourseFolder) -> None:
        self.course = course
        url = make_url(course.db_url)
        self.path = Path(url.database or course.db_url) if url.drivername == "sqlite" else None
        let_nbgrader_find_alembic()
        self._open()

    def _open(self) -> None:
        with self._told_in_one_line():
            self.gradebook = Gradebook(self.course.db_url, self.course.course_id)
            owners = {
                str(owner) for (owner,) in self.gradebook.db.query(Assignment.course_id).distinct()
            } - {self.course.course_id, "", "None"}
            if owners:
                self._forget_new_course()
                self.gradebook.close()
                raise CourseError(
                    f"the gradebook belongs to course {', '.join(sorted(owners))!r}, "
                    f"not to {self.course.course_id!r}",
                    "set db_url or course_id in nbgrader_config.py",
                    self.path,
                )

    def _forget_new_course(self) -> None:
        """Take back that opening the gradebook entered our course into it."""
        self.gradebook.db.query(Course).filter(Course.id == self.course.course_id).delete()
        self.gradebook.db.commit()

    def __enter__(self) -> "GradebookWriter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.gradebook.close()

    def enter_assignment(self, assignment: SourceAssignment) -> None:
        """Enter an assignment with its cells, as `nbgrader generate_assignment` does."""
        with self._told_in_one_line():
            self.gradebook.update_or_create_assignment(assignment.name)
            for name, source in assignment.notebooks.items():
                self._enter_notebook(assignment.name, name, source)
            self.gradebook.db.expire_all()

    def _enter_notebook(self, assignment: str, name: str, source: NotebookNode) -> None:
        resources = self._resources(assignment, name, ".")
        notebook = nbformat.from_dict(source)
        try:
            for preprocessor in (LockCells, ClearSolutions, ComputeChecksums, SaveCells):
                step = preprocessor(config=self.course.config)
                notebook, resources = step.preprocess(notebook, resources)
        except RuntimeError as error:  # from SaveCells
            raise CourseError(
                f"graded cells of {name}.ipynb came or went after submissions were recorded",
                "take that back, or move the gradebook away to begin anew",
                self.path,
            ) from error

    def record(self, graded: Graded, timestamp: str | None = None) -> None:
        """Record one verdict; recording it again changes nothing.

        Parameters
        ----------
        timestamp : str, optional
            When the submission was handed in, in any form that nbgrader reads.
        """
        with self._told_in_one_line():
            verdict = graded.verdict
            self.gradebook.update_or_create_student(verdict.student)
            when = {"timestamp": timestamp} if timestamp else {}
            self.gradebook.update_or_create_submission(verdict.assignment, verdict.student, **when)
            points = {(cell.notebook, cell.grade_id): cell.points for cell in verdict.cells}
            for name, text in graded.notebooks.items():
                notebook = nbformat.reads(text, 4)
                for cell in notebook.cells:
                    self._record_cell(cell, name, graded, points)
                if timestamp:
                    resources = self._resources(verdict.assignment, name, verdict.student)
                    self.gradebook.db.commit()
                    AssignLatePenalties(config=self.course.config).preprocess(notebook, resources)
            self.gradebook.db.commit()

    def _record_cell(
        self,
        cell: NotebookNode,
        notebook: str,
        graded: Graded,
        points: dict[tuple[str, str], float],
    ) -> None:
        kind = role(cell)
        if kind in (Role.FREE, Role.LOCKED):
            return
        name = cell.metadata.nbgrader.grade_id
        where = (name, notebook, graded.verdict.assignment)
        source = self.gradebook.find_source_cell(*where)
        no_response = utils.compute_checksum(cell) == source.checksum
        if kind in (Role.TEST, Role.ANSWER, Role.TASK):
            grade = self.gradebook.find_grade(*where, graded.verdict.student)
            if kind is Role.TEST:
                grade.auto_score = points[notebook, name]
            else:
                grade.auto_score = 0 if kind is Role.ANSWER and no_response else None
            reviewed = grade.manual_score is not None
            grade.needs_manual_grade = reviewed or grade.auto_score is None
        if kind in (Role.SOLUTION, Role.ANSWER):
            comment = self.gradebook.find_comment(*where, graded.verdict.student)
            comment.auto_comment = "No response." if no_response else None

    def recorded_points(self, assignment: str) -> dict[str, float]:
        """Return the points given automatically to each student who has a submission."""
        with self._told_in_one_line():
            rows = (
                self.gradebook.db.query(
                    SubmittedAssignment.student_id, func.coalesce(func.sum(Grade.auto_score), 0)
                )
                .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
                .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
                .outerjoin(Grade, Grade.notebook_id == SubmittedNotebook.id)
                .filter(Assignment.name == assignment)
                .group_by(SubmittedAssignment.student_id)
            )
            return {str(student): float(points) for student, points in rows}

    @contextmanager
    def _told_in_one_line(self) -> Iterator[None]:
        """Turn what a database may raise into one line with a remedy."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SAWarning)  # about nbgrader's own models
                yield
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise CourseError(
                f"the gradebook cannot be used ({reason})",
                "make its disk writable, with space left, or move the file away",
                self.path,
            ) from error

    def _resources(self, assignment: str, notebook: str, student: str) -> dict[str, Any]:
        return {
            "nbgrader": {
                "assignment": assignment,
                "notebook": notebook,
                "student": student,
                "db_url": self.course.db_url,
            }
        }
