"""Checks a learner's notebook as grading would, and writes no gradebook."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import nbformat
from pydantic import ValidationError

from aicourse.desk.essential import essential
from aicourse.desk.examiner import Examiner
from aicourse.desk.folder import Desk
from aicourse.desk.student_version import release_folder, visible_assignment
from aicourse.errors import CourseError
from aicourse.feedback.outcome import TaskOutcome, task_outcomes
from aicourse.grading.assignment import SourceAssignment, Submission, read_submission
from aicourse.grading.course import open_course
from aicourse.grading.grade import Graded
from aicourse.grading.limits import Limits, limits_for
from aicourse.grading.pool import Job
from aicourse.grading.reading import find_notebook, is_notebook
from aicourse.grading.verdict import Kind, Record, Verdict
from aicourse.syllabus import Assignment

LEARNER = "learner"


class TaskRecord(Record):
    """What a check said of one task."""

    name: str
    points: float
    max_points: float
    kind: Kind


class CheckRecord(Record):
    """One check of the learner's own, as it is kept for progress.

    Attributes
    ----------
    time : str
        When, in ISO 8601 with its zone.
    visible_only : bool
        Whether the hidden tests were not at hand.
    """

    time: str
    points: float
    max_points: float
    visible_only: bool
    tasks: tuple[TaskRecord, ...]


class Check:
    """A verdict on the learner's own notebook, as it stands on the disk.

    Attributes
    ----------
    previous : CheckRecord or None
        The check before this one.
    """

    def __init__(
        self,
        assignment: SourceAssignment,
        verdict: Verdict,
        visible_only: bool,
        previous: CheckRecord | None,
    ) -> None:
        self.assignment = assignment
        self.verdict = verdict
        self.visible_only = visible_only
        self.previous = previous
        self.tasks: tuple[TaskOutcome, ...] = task_outcomes(verdict.cells)

    def record(self) -> CheckRecord:
        return CheckRecord(
            time=datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
            points=self.verdict.points,
            max_points=self.verdict.max_points,
            visible_only=self.visible_only,
            tasks=tuple(
                TaskRecord(
                    name=task.name, points=task.points, max_points=task.max_points, kind=task.kind
                )
                for task in self.tasks
            ),
        )


def known_assignment(desk: Desk, entry: Assignment) -> tuple[SourceAssignment, bool]:
    """Return an assignment as far as it is known here, and whether that is its visible part only.

    Raises
    ------
    CourseError
        If it was not begun.
    """
    if not any(desk.room(entry.id).glob("*.ipynb")):
        raise CourseError(
            f"{entry.number} was not begun",
            f"run `aicourse start {entry.number}`",
            desk.room(entry.id),
            zh=(f"{entry.number} 还没有开始", f"请运行 `aicourse start {entry.number}`"),
        )
    if any((desk.course / "source" / entry.id).glob("*.ipynb")):
        return open_course(desk.course).read_assignment(entry.id), False
    given = desk.handed_out(entry.id)
    if not given.is_dir():
        given = release_folder(desk.course, entry, desk.language)
    return visible_assignment(given), True


def check(
    desk: Desk,
    entry: Assignment,
    examiner: Examiner,
    is_awaited: Callable[[], bool] = lambda: True,
) -> Check:
    """Run the tests on what the learner has saved, and keep a record of the points.

    Hidden tests run where the instructor's source is at hand, the visible ones anywhere. Cells
    that only show something are left out, for nothing that is tested can depend on them.

    Parameters
    ----------
    is_awaited : callable, optional
        Whether the learner still waits: a check that they broke off leaves no record.

    Raises
    ------
    CourseError
        If the assignment was not begun.
    """
    assignment, visible_only = known_assignment(desk, entry)
    graded = _grade(desk, entry, assignment, examiner)
    previous = next(iter(reversed(list(records(desk, entry.id)))), None)
    done = Check(assignment, graded.verdict, visible_only, previous)
    if is_awaited() and not graded.broke_off:
        _keep(desk, entry, done.record())
    return done


def warm_up(desk: Desk, entry: Assignment, examiner: Examiner) -> None:
    """Load what a check of this assignment needs, so that the first need not wait for it."""
    assignment, _ = known_assignment(desk, entry)
    _grade(desk, entry, assignment, examiner)


def _grade(
    desk: Desk, entry: Assignment, assignment: SourceAssignment, examiner: Examiner
) -> Graded:
    submission = read_submission(desk.room(entry.id))
    submission = replace(submission, student=LEARNER, assignment=entry.id)
    job = Job(assignment, _lean(assignment, submission), _limits(desk, entry))
    return examiner.grade(job)


def records(desk: Desk, assignment: str) -> Iterator[CheckRecord]:
    """Yield the checks of an assignment, the earliest first. A damaged line counts as none."""
    try:
        lines = desk.checks(assignment).read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        try:
            yield CheckRecord.model_validate_json(line)
        except ValidationError:
            continue


def _keep(desk: Desk, entry: Assignment, record: CheckRecord) -> None:
    path = desk.checks(entry.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(record.model_dump(mode="json"), ensure_ascii=False)
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def _limits(desk: Desk, entry: Assignment) -> Limits:
    known = entry.limits.model_dump(exclude_none=True)
    if (desk.course / "source").is_dir():
        return limits_for(desk.course, entry.id, open_course(desk.course).config)
    return Limits.model_validate(known)


def _lean(assignment: SourceAssignment, submission: Submission) -> Submission:
    """Return a submission without the cells, outputs and notebooks that no test needs."""
    files = {name: content for name, content in submission.files.items() if not is_notebook(name)}
    for name, source in assignment.cells.items():
        found = find_notebook(name, assignment, submission)
        if found.notebook is None:
            return submission  # grading tells why it cannot be read
        files[f"{name}.ipynb"] = nbformat.writes(essential(source, found.notebook)).encode()
    return replace(submission, files=files)
