"""How far a learner has come: from checks, verdicts and the gradebook, nothing typed in."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from aicourse.desk.checking import CheckRecord, records
from aicourse.desk.folder import Desk
from aicourse.errors import CourseError
from aicourse.grading.batch import recorded_verdicts
from aicourse.grading.course import CourseFolder, open_course
from aicourse.grading.gradebook import let_nbgrader_find_alembic
from aicourse.grading.verdict import Record
from aicourse.syllabus import Assignment, Course


class State(StrEnum):
    """How far an assignment is."""

    DONE = "done"  # all points
    BEGUN = "begun"
    OPEN = "open"  # written, not begun
    COMING = "coming"  # not written yet


class Step(Record):
    """One assignment on the map.

    Attributes
    ----------
    points : float
        Those of the gradebook, else of the last verdict, else of the last check.
    is_graded : bool
        Whether they come from grading.
    unlocks : tuple of str
        Numbers of the assignments that name this one as what comes before.
    """

    id: str
    number: str
    stage: int
    state: State
    points: float
    max_points: float
    is_graded: bool
    hours: float
    unlocks: tuple[str, ...]


class Moment(Record):
    """All points of a learner's checks at one time."""

    time: str
    points: float


class Progress(Record):
    """All that is known of a learner's way.

    Attributes
    ----------
    next : str or None
        Id of the assignment to go on with.
    history : tuple of Moment
        In order of time.
    """

    steps: tuple[Step, ...]
    next: str | None
    history: tuple[Moment, ...]

    @cached_property
    def points(self) -> float:
        return sum(step.points for step in self.steps)

    @cached_property
    def hours_done(self) -> float:
        """Hours of work behind the points, in proportion to them."""
        return sum(s.hours * min(s.points / s.max_points, 1) for s in self.steps if s.max_points)

    def of_stage(self, stage: int) -> list[Step]:
        return [step for step in self.steps if step.stage == stage]

    def count(self, *states: State) -> int:
        return sum(step.state in states for step in self.steps)


def progress(desk: Desk, student: str) -> Progress:
    """Gather how far a learner has come.

    Parameters
    ----------
    student : str
        Under which name the learner's submissions are graded.
    """
    course = desk.read_syllabus()
    graded = _graded_points(desk, student)
    checked = {entry.id: list(records(desk, entry.id)) for entry in course.assignments}
    unlocks = _unlocks(course)
    begun = set(desk.begun())
    steps = tuple(
        _step(entry, checked[entry.id], graded.get(entry.id), unlocks[entry.number], begun)
        for entry in course.assignments
    )
    return Progress(steps=steps, next=_next(steps, unlocks), history=_history(checked))


def _step(
    entry: Assignment,
    checks: Sequence[CheckRecord],
    graded: float | None,
    unlocks: Sequence[str],
    begun: set[str],
) -> Step:
    full = [check for check in checks if not check.visible_only]
    points = graded if graded is not None else full[-1].points if full else 0.0
    state = State.OPEN if entry.written else State.COMING
    if entry.id in begun or graded is not None:
        state = State.DONE if points >= entry.points else State.BEGUN
    return Step(
        id=entry.id,
        number=entry.number,
        stage=int(entry.number[0]),
        state=state,
        points=points,
        max_points=entry.points,
        is_graded=graded is not None,
        hours=entry.hours,
        unlocks=tuple(unlocks),
    )


def _next(steps: Sequence[Step], unlocks: dict[str, list[str]]) -> str | None:
    """Return what to go on with: what was begun, else what is open and has all before it done."""
    done = {step.number for step in steps if step.state is State.DONE}
    waiting = {n for before, after in unlocks.items() if before not in done for n in after}
    opened = [step for step in steps if step.state is State.OPEN]
    candidates = [
        *(step for step in steps if step.state is State.BEGUN),
        *(step for step in opened if step.number not in waiting),
        *opened,
    ]
    return candidates[0].id if candidates else None


def _history(checked: dict[str, list[CheckRecord]]) -> tuple[Moment, ...]:
    latest: dict[str, float] = {}
    moments = []
    every = sorted(
        (check.time, name, check.points)
        for name, checks in checked.items()
        for check in checks
        if not check.visible_only
    )
    for time, name, points in every:
        latest[name] = points
        moments.append(Moment(time=time, points=sum(latest.values())))
    return tuple(moments)


def _unlocks(course: Course) -> dict[str, list[str]]:
    """Return which assignments name each one as what comes before them."""
    found: dict[str, list[str]] = {entry.number: [] for entry in course.assignments}
    for entry in course.assignments:
        for before in entry.after:
            found[before].append(entry.number)
    return found


def _graded_points(desk: Desk, student: str) -> dict[str, float]:
    """Return a student's points by assignment, as the gradebook has them, else as was graded."""
    try:
        course = open_course(desk.course)
    except CourseError:
        return {}  # the student version alone: nobody grades here
    verdicts = {v.assignment: v.points for v in recorded_verdicts(course, student=student)}
    return verdicts | dict(_gradebook_points(course, student, list(verdicts)))


def _gradebook_points(
    course: CourseFolder, student: str, assignments: Sequence[str]
) -> Iterator[tuple[str, float]]:
    """Yield points that a teacher may have changed by hand."""
    if not assignments or not _exists(course.db_url):
        return
    let_nbgrader_find_alembic()
    try:
        with Gradebook(course.db_url, course.course_id) as gradebook:
            for assignment in assignments:
                try:
                    yield assignment, gradebook.find_submission(assignment, student).score
                except MissingEntry:
                    continue
    except SQLAlchemyError as error:
        reason = str(error).splitlines()[0]
        raise CourseError(
            f"the gradebook cannot be read ({reason})", "run `aicourse grade`, or mend it"
        ) from error


def _exists(db_url: str) -> bool:
    url = make_url(db_url)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()
