"""The one writer of nbgrader's gradebook."""

import os
import sys
import warnings
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, TypedDict

import nbformat
from nbformat import NotebookNode
from nbgrader.api import (
    Assignment,
    Base,
    Course,
    Grade,
    Gradebook,
    InvalidEntry,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import ClearSolutions, ComputeChecksums, LockCells, SaveCells
from sqlalchemy import MetaData, create_engine, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SAWarning, SQLAlchemyError

from aicourse.errors import CourseError
from aicourse.grading.assignment import SourceAssignment
from aicourse.grading.course import CourseFolder
from aicourse.grading.grade import Graded
from aicourse.grading.late import Penalties, assign_late_penalties
from aicourse.grading.records import AssignmentRows, read_assignment_rows, write_submission
from aicourse.grading.scratch import Scratch, temporary_files_in

_CONNECT_SECONDS = "15"  # for a database server to answer
# By which nbgrader sums the grades of a submission; without them every sum reads all grades.
_INDEXED = {
    "comment": "notebook_id",
    "grade": "notebook_id",
    "submitted_assignment": "student_id",
    "submitted_notebook": "assignment_id",
}


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
        self._rows: dict[str, AssignmentRows] = {}
        let_nbgrader_find_alembic()
        os.environ.setdefault("PGCONNECT_TIMEOUT", _CONNECT_SECONDS)
        self._open()

    def _open(self) -> None:
        with self._told_in_one_line():
            _drop_unfinished(self.course.db_url)
            with Scratch() as scratch, temporary_files_in(scratch.path):
                self.gradebook = Gradebook(self.course.db_url, self.course.course_id)
            _index(self.gradebook.db)
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
                    **_place(self.course.db_url),
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

    @contextmanager
    def session(self) -> Iterator[Any]:
        """Give the tables to who reads or writes others of them; errors are told in one line.

        Yields
        ------
        sqlalchemy.orm.Session
            Rolled back where an exception ends the use of it.
        """
        with self._told_in_one_line():
            try:
                yield self.gradebook.db
            except BaseException:
                self.gradebook.db.rollback()
                raise

    def enter_assignment(self, assignment: SourceAssignment) -> None:
        """Enter an assignment with its cells, as `nbgrader generate_assignment` does."""
        with self._told_in_one_line():
            self.gradebook.update_or_create_assignment(assignment.name)
            for name, source in assignment.notebooks.items():
                self._enter_notebook(assignment.name, name, source)
            self.gradebook.db.rollback()  # what nbgrader's own connections wrote is newer
            self._rows.pop(assignment.name, None)

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
                **_place(self.course.db_url),
            ) from error

    def record(self, graded: Graded, timestamp: str | None = None) -> None:
        """Record one verdict (see `record_all`), and what its lateness costs."""
        self.record_all([(graded, timestamp)])
        self.assign_late_penalties(graded.verdict.assignment, [graded.verdict.student])

    def record_all(self, results: Iterable[tuple[Graded, str | None]]) -> None:
        """Record verdicts, all of them or none; recording one again changes nothing.

        Parameters
        ----------
        results : iterable of (Graded, str or None)
            Each with the time when it was handed in, in any form that nbgrader reads.
        """
        with self._told_in_one_line():
            for graded, timestamp in results:
                verdict = graded.verdict
                rows = self._assignment_rows(verdict.assignment)
                executed = {n: nbformat.v4.reads(text) for n, text in graded.notebooks.items()}
                points = {(cell.notebook, cell.grade_id): cell.points for cell in verdict.cells}
                db = self.gradebook.db
                try:
                    write_submission(db, rows, verdict.student, executed, points, timestamp)
                except KeyError as error:
                    raise CourseError(
                        f"cell {error} of {verdict.assignment} is not in the gradebook",
                        "run `nbgrader generate_assignment` first",
                        **_place(self.course.db_url),
                    ) from error
            self.gradebook.db.commit()

    def _assignment_rows(self, assignment: str) -> AssignmentRows:
        if assignment not in self._rows:
            self._rows[assignment] = read_assignment_rows(self.gradebook, assignment)
        return self._rows[assignment]

    def assign_late_penalties(
        self, assignment: str, students: Collection[str] | None = None
    ) -> Penalties:
        """Enter what handing in late costs, by the due dates and the plugin of now."""
        with self.session() as db:
            penalties = assign_late_penalties(db, self.course.config, assignment, students)
            db.commit()
        return penalties

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
        except ModuleNotFoundError as error:
            raise CourseError(
                f"db_url asks for a driver that is not installed (no module {error.name!r})",
                "for PostgreSQL write postgresql+psycopg://… and `pip install 'aicourse[scale]'`",
                **_place(self.course.db_url),
            ) from error
        except (SQLAlchemyError, InvalidEntry) as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            place = _place(self.course.db_url)
            remedy = "see that db_url is right and the server runs; what was graded is not lost"
            if "path" in place:
                remedy = "make its disk writable, with space left, or move the file away"
            raise CourseError(
                f"the gradebook cannot be used ({reason})", remedy, **place
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


def has_gradebook(course: CourseFolder) -> bool:
    """Whether a course has a gradebook already; a server is taken at its word."""
    place = _place(course.db_url)
    return "path" not in place or place["path"].is_file()


class _Place(TypedDict, total=False):
    path: Path
    place: str


def _place(db_url: str) -> _Place:
    """Return where a gradebook is, as a file or as a server without its password."""
    try:
        url = make_url(db_url)
    except ArgumentError:
        return {"place": f"db_url {db_url!r}"}
    if url.drivername == "sqlite":
        return {"path": Path(url.database or db_url)}
    return {"place": url.render_as_string(hide_password=True)}


def _index(db: Any) -> None:
    """Have nbgrader's tables find the rows of one submission without reading those of all."""
    there = inspect(db.get_bind())
    try:
        for table, column in _INDEXED.items():
            name = f"aicourse_{table}_{column}"
            if name not in {index["name"] for index in there.get_indexes(table)}:
                db.execute(text(f"CREATE INDEX {name} ON {table} ({column})"))
        db.commit()
    except SQLAlchemyError:  # who may only read, reads more slowly
        db.rollback()


def _drop_unfinished(db_url: str) -> None:
    """Drop the empty tables of a gradebook whose making was cut off.

    nbgrader makes its tables first and then notes the version of their schema; it never notes it
    where it finds tables.
    """
    engine = create_engine(db_url)
    found = MetaData()
    try:
        with engine.begin() as connection:
            found.reflect(connection)
            is_ours = set(found.tables) <= {*Base.metadata.tables, "alembic_version"}
            rows = (connection.execute(select(t).limit(1)).first() for t in found.sorted_tables)
            if is_ours and not any(rows):
                found.drop_all(connection)
    finally:
        engine.dispose()
