"""Puts a verdict where people look: the student's feedback page, the class report."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from os.path import relpath
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import GetGrades

from aicourse.atomic import write_atomically
from aicourse.errors import CourseError
from aicourse.feedback.attendance import attendance
from aicourse.feedback.explain import raised_in
from aicourse.feedback.pages import feedback_html
from aicourse.feedback.report import Section, class_report, report_sections
from aicourse.grading.course import CourseFolder
from aicourse.grading.grade import Graded
from aicourse.grading.gradebook import GradebookWriter, has_gradebook
from aicourse.grading.gradesheet import total_points
from aicourse.grading.roster import RosterEntry, read_roster
from aicourse.grading.verdict import CellVerdict, Verdict
from aicourse.notebook import read_notebook

REPORTS = Path("reports")


@dataclass(frozen=True)
class FeedbackFolder:
    """nbgrader's feedback folder: one page for each notebook of each submission."""

    course: CourseFolder

    def page(self, verdict: Verdict, notebook: str) -> Path:
        """Where the page of one notebook stands."""
        return _place(self.course.feedback, verdict.student, verdict.assignment, notebook)

    def is_published(self, verdict: Verdict) -> bool:
        """Whether every notebook of a submission has its page."""
        return all(self.page(verdict, cell.notebook).is_file() for cell in verdict.cells)

    @property
    def render(self) -> Callable[[Graded], dict[str, str]]:
        """What makes the pages of a submission, wherever it is graded."""
        return feedback_pages

    def publish(self, graded: Graded) -> None:
        """Write the pages of a submission."""
        write_pages(graded, self.course.feedback)

    def publish_anew(self, student: str, assignment: str) -> None:
        """Write the pages of a submission with what the gradebook has of it."""
        for path in sorted((self.course.autograded / student / assignment).glob("*.ipynb")):
            about: dict[str, Any] = {
                "nbgrader": {
                    "assignment": assignment,
                    "notebook": path.stem,
                    "student": student,
                    "db_url": self.course.db_url,
                }
            }
            grades = GetGrades(config=self.course.config)
            executed, about = grades.preprocess(read_notebook(path), about)
            html = feedback_html(executed, about["nbgrader"])
            page = _place(self.course.feedback, student, assignment, path.stem)
            write_atomically(page, html.encode())


def executed_notebook(course: CourseFolder, verdict: Verdict, name: str) -> NotebookNode | None:
    """Return the notebook that grading left for instructors, if it is still there."""
    path = course.autograded / verdict.student / verdict.assignment / f"{name}.ipynb"
    try:
        return read_notebook(path)
    except CourseError:
        return None


def feedback_pages(graded: Graded) -> dict[str, str]:
    """Make the page of each notebook of a submission."""
    return {
        name: feedback_html(nbformat.reads(text, as_version=4))
        for name, text in graded.notebooks.items()
    }


def write_pages(graded: Graded, folder: Path) -> None:
    """Write the pages of a submission into a folder that is laid out as nbgrader's feedback."""
    verdict = graded.verdict
    for name, page in (graded.pages or feedback_pages(graded)).items():
        place = _place(folder, verdict.student, verdict.assignment, name)
        write_atomically(place, page.encode())


def _place(folder: Path, student: str, assignment: str, notebook: str) -> Path:
    return folder / student / assignment / f"{notebook}.html"


def course_sections(
    course: CourseFolder, verdicts: Sequence[Verdict], *, hidden: bool = False
) -> tuple[Section, ...]:
    """Count what the class report tells of verdicts, with the roster and links to the pages.

    Parameters
    ----------
    hidden : bool
        Read from the executed notebooks what hidden tests raised.
    """
    pages = FeedbackFolder(course)
    roster, recorded = _from_gradebook(course, {verdict.assignment for verdict in verdicts})
    start = course.root / REPORTS

    def link(verdict: Verdict) -> str | None:
        for page in _pages(pages, verdict):
            return quote(Path(relpath(page, start)).as_posix())
        return None

    def reveal(verdict: Verdict, cell: CellVerdict) -> str:
        return "\n".join(
            raised_in(executed_notebook(course, verdict, cell.notebook), cell.grade_id)
        )

    return report_sections(
        verdicts,
        feedback_link=link,
        attendance_of=partial(attendance, course, roster),
        recorded=recorded,
        reveal=reveal if hidden else None,
    )


def _from_gradebook(
    course: CourseFolder, assignments: Collection[str]
) -> tuple[tuple[RosterEntry, ...], dict[str, dict[str, float]]]:
    """Return the roster, and the points by assignment and student; none without a gradebook."""
    if not has_gradebook(course):
        return (), {}
    with GradebookWriter(course) as writer:
        return read_roster(writer), total_points(writer, sorted(assignments))


def write_report(
    course: CourseFolder, sections: Sequence[Section], title: str, name: str = "class"
) -> Path:
    """Write the class report; return its path."""
    path = course.root / REPORTS / f"{name}.html"
    html = class_report(sections, title=title, generated=datetime.now(UTC).astimezone())
    write_atomically(path, html.encode())
    return path


def _pages(pages: FeedbackFolder, verdict: Verdict) -> Iterator[Path]:
    for notebook in dict.fromkeys(cell.notebook for cell in verdict.cells):
        page = pages.page(verdict, notebook)
        if page.is_file():
            yield page
