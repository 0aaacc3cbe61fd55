"""The learning plan as a page: its rows, and what of them the course grades so far."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aicourse.errors import CourseError
from aicourse.notebook import Task, read_notebook, tasks
from aicourse.syllabus import Assignment, Course, Row, read_course
from aicourse.text_templates import text_environment

PLAN = Path("docs", "plan.md")
RESOURCES = "R"
NUMERALS = dict(enumerate("一二三四五", start=1))


@dataclass(frozen=True)
class Coverage:
    """An assignment that implements a row of the plan, and its graded tasks.

    Attributes
    ----------
    graded : tuple of Task
        The tasks of the written notebook; empty while the assignment is planned.
    """

    assignment: Assignment
    graded: tuple[Task, ...]


def render_plan(course: Course, graded: Mapping[str, Sequence[Task]]) -> str:
    """Return the page of the learning plan and its coverage, in markdown, in both languages.

    Parameters
    ----------
    graded : mapping of str to sequence of Task
        The graded tasks of each written assignment, by its id. An assignment without any
        counts as planned, whatever the syllabus says of it.
    """
    written = {assignment.id for assignment in course.assignments if graded.get(assignment.id)}
    coverage = {
        row: [
            Coverage(assignment, tuple(graded.get(assignment.id, ())))
            for assignment in course.implementing(row)
        ]
        for row in course.plan
    }
    rows = [row for row in course.plan if not row.startswith(RESOURCES)]
    parts = {
        str(stage.id): f"阶段{NUMERALS[stage.id]} / Stage {stage.id}" for stage in course.stages
    }
    template = text_environment(Path(__file__).parent).get_template("plan.md.j2")
    return template.render(
        course=course,
        coverage=coverage,
        first_row=_first_rows(coverage),
        written=written,
        rows_of=lambda part: dict(_rows_of(course, part)),
        resources=RESOURCES,
        parts={**parts, RESOURCES: "资源推荐 / Resources"},
        numerals=NUMERALS,
        n_rows=len(rows),
        n_graded_rows=sum(any(entry.graded for entry in coverage[row]) for row in rows),
        hours=sum(assignment.hours for assignment in course.assignments),
        hours_written=sum(a.hours for a in course.assignments if a.id in written),
    )


def write_plan(root: Path) -> Path:
    """Write the page of the learning plan of a course folder and return its path.

    Raises
    ------
    CourseError
        If the syllabus or the notebook of a written assignment cannot be read.
    """
    path = root / PLAN
    path.parent.mkdir(exist_ok=True)
    path.write_text(_plan_of(root), encoding="utf-8", newline="\n")
    return path


def plan_is_current(root: Path) -> bool:
    """Tell whether the page says what the syllabus and the written notebooks say.

    Raises
    ------
    CourseError
        If the syllabus or the notebook of a written assignment cannot be read.
    """
    path = root / PLAN
    return path.is_file() and path.read_text(encoding="utf-8") == _plan_of(root)


def _plan_of(root: Path) -> str:
    course = read_course(root)
    graded = {
        assignment.id: tasks(read_notebook(_notebook_path(root, assignment)))
        for assignment in course.assignments
        if assignment.written
    }
    return render_plan(course, graded)


def _notebook_path(root: Path, assignment: Assignment) -> Path:
    path = root / "source" / assignment.id / f"{assignment.notebook_name}.ipynb"
    if not path.is_file():
        raise CourseError(
            "there is no such notebook, though the syllabus calls the assignment written",
            "make it from its text, or set `written: false`",
            path,
        )
    return path


def _rows_of(course: Course, part: str) -> Iterator[tuple[str, Row]]:
    """Yield the rows of one part of the plan: a stage's number, or the resources."""
    return ((id_, row) for id_, row in course.plan.items() if id_.partition(".")[0] == part)


def _first_rows(coverage: Mapping[str, Sequence[Coverage]]) -> dict[str, str]:
    """Return, by assignment, the row at which its tasks are told; later rows point there."""
    first: dict[str, str] = {}
    for row, entries in coverage.items():
        for entry in entries:
            first.setdefault(entry.assignment.id, row)
    return first
