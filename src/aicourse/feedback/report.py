"""The class report: one HTML file for a teacher, from verdicts alone."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median

from aicourse.feedback.attendance import Attendance
from aicourse.feedback.discrimination import FEWEST_STUDENTS, WHY_NOT
from aicourse.feedback.items import Item, Reveal, item_analysis
from aicourse.feedback.outcome import (
    LABELS,
    ClassResults,
    Label,
    TaskOutcome,
    by_assignment,
    points_text,
)
from aicourse.feedback.rendering import TEMPLATES, environment, security_policy
from aicourse.grading.verdict import Kind, Verdict

_MOST_BARS = 20
_WAYS_SHOWN = 3
_WHO_SHOWN = 12
_SHADES = 5


@dataclass(frozen=True)
class Share:
    """How many students have one kind of outcome for a task."""

    label: Label
    students: int
    percent: float


@dataclass(frozen=True)
class TaskStatistics:
    """How a class did on one task.

    Attributes
    ----------
    passed : int
        Students who passed all test cells of the task.
    pass_rate : float
        `passed` among all submissions, 0 to 1.
    """

    name: str
    max_points: float
    mean: float
    passed: int
    pass_rate: float
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Bar:
    """One bar of the histogram: students with `low` points or more, and less than `high`.

    The last bar, where `low` equals `high`, holds full points alone.
    """

    low: float
    high: float
    students: int

    @property
    def text(self) -> str:
        """The points that the bar covers."""
        if self.high - self.low in (0, 1):
            return points_text(self.low)
        return f"{points_text(self.low)}–<{points_text(self.high)}"


@dataclass(frozen=True)
class Row:
    """One student in the heat map.

    Attributes
    ----------
    recorded : float or None
        Points of the gradebook, where they are others: marks by hand, lateness.
    """

    verdict: Verdict
    link: str | None
    cells: tuple[TaskOutcome | None, ...]
    recorded: float | None = None


@dataclass(frozen=True)
class Section:
    """All that the report says of one assignment.

    Attributes
    ----------
    items : tuple of Item
        The analysis of each test cell.
    """

    results: ClassResults
    rows: tuple[Row, ...]
    tasks: tuple[TaskStatistics, ...]
    items: tuple[Item, ...]
    attendance: Attendance
    bars: tuple[Bar, ...]

    @property
    def points(self) -> list[float]:
        return [verdict.points for verdict in self.results.verdicts]

    @property
    def mean(self) -> float:
        return fmean(self.points)

    @property
    def median(self) -> float:
        return median(self.points)

    @property
    def full(self) -> int:
        """Students with full points."""
        return sum(points >= self.results.max_points for points in self.points)

    @property
    def seconds(self) -> tuple[float, Verdict]:
        """Median time of a submission, and the slowest."""
        verdicts = self.results.verdicts
        slowest = max(verdicts, key=lambda verdict: verdict.seconds)
        return median(verdict.seconds for verdict in verdicts), slowest

    @property
    def differs(self) -> bool:
        """Whether the gradebook has other points of anybody."""
        return any(row.recorded is not None for row in self.rows)

    @property
    def kinds(self) -> list[Kind]:
        """Kinds that occur, for the legend."""
        found = {cell.kind for row in self.rows for cell in row.cells if cell}
        return [kind for kind in LABELS if kind in found]


def class_report(
    sections: Sequence[Section],
    *,
    title: str,
    generated: datetime,
) -> str:
    """Return the report of a class as one HTML file that needs no network.

    Parameters
    ----------
    sections : sequence of Section
        One an assignment (see `report_sections`).
    title : str
        Heading of the page, such as the name of the course.
    generated : datetime
        Printed at the foot.
    """
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            title=title,
            sections=sections,
            generated=generated,
            labels=LABELS,
            script=script,
            policy=security_policy(script),
            shade=shade,
            ways_shown=_WAYS_SHOWN,
            who_shown=_WHO_SHOWN,
            fewest=FEWEST_STUDENTS,
            why_not=WHY_NOT,
        )
    )


def report_sections(
    verdicts: Sequence[Verdict],
    *,
    feedback_link: Callable[[Verdict], str | None] = lambda verdict: None,
    attendance_of: Callable[[str, Sequence[Verdict]], Attendance] = lambda name, _: Attendance(),
    recorded: Mapping[str, Mapping[str, float]] | None = None,
    reveal: Reveal | None = None,
) -> tuple[Section, ...]:
    """Count what is told of each assignment, in a page, in the terminal or as JSON.

    Parameters
    ----------
    verdicts : sequence of Verdict
        One a student and assignment; several assignments make one section each.
    feedback_link : callable
        Gives the address of a verdict's feedback page relative to the report, or None.
    attendance_of : callable
        Compares the verdicts of an assignment with the roster.
    recorded : mapping of str to mapping of str to float, optional
        Points of the gradebook by assignment and student.
    reveal : callable, optional
        Tells what a failed test really raised (see `item_analysis`).
    """
    return tuple(
        _section(
            results,
            feedback_link,
            attendance_of(results.assignment, results.verdicts),
            (recorded or {}).get(results.assignment, {}),
            reveal,
        )
        for results in by_assignment(verdicts)
    )


def _section(
    results: ClassResults,
    feedback_link: Callable[[Verdict], str | None],
    attendance: Attendance,
    recorded: Mapping[str, float],
    reveal: Reveal | None,
) -> Section:
    rows = (
        Row(
            verdict,
            feedback_link(verdict),
            tuple(map(tasks.get, results.columns)),
            _other_than(verdict.points, recorded.get(verdict.student)),
        )
        for verdict, tasks in zip(results.verdicts, results.rows, strict=True)
    )
    return Section(
        results=results,
        rows=tuple(sorted(rows, key=lambda row: row.verdict.student)),
        tasks=tuple(_task_statistics(results, column) for column in results.columns),
        items=item_analysis(results.verdicts, reveal),
        attendance=attendance,
        bars=histogram([verdict.points for verdict in results.verdicts], results.max_points),
    )


def _other_than(points: float, recorded: float | None) -> float | None:
    return None if recorded is None or math.isclose(points, recorded, abs_tol=1e-9) else recorded


def _task_statistics(results: ClassResults, column: tuple[str, str]) -> TaskStatistics:
    outcomes = results.outcomes(column)
    students = len(results.verdicts)
    kinds = Counter(outcome.kind for outcome in outcomes)
    return TaskStatistics(
        name=column[1],
        max_points=max(outcome.max_points for outcome in outcomes),
        mean=results.mean(column),
        passed=kinds[Kind.PASSED],
        pass_rate=kinds[Kind.PASSED] / students,
        shares=tuple(
            Share(LABELS[kind], kinds[kind], 100 * kinds[kind] / students)
            for kind in LABELS
            if kinds[kind]
        ),
    )


def histogram(points: Sequence[float], max_points: float) -> tuple[Bar, ...]:
    """Count students by points, in at most twenty bars and one for full points.

    Bars are 1, 2 or 5 points wide, or a power of ten times that.
    """
    if max_points <= 0:
        return ()
    width = _bar_width(max_points)
    lows = [width * i for i in range(math.ceil(max_points / width))]
    counts = Counter(min(int(p / width), len(lows) - 1) for p in points if p < max_points)
    bars = [Bar(low, min(low + width, max_points), counts[i]) for i, low in enumerate(lows)]
    full = sum(p >= max_points for p in points)
    return (*bars, Bar(max_points, max_points, full))


def _bar_width(max_points: float) -> float:
    power = 1.0
    while True:
        for step in (1, 2, 5):
            if max_points / (step * power) <= _MOST_BARS:
                return step * power
        power *= 10


def shade(outcome: TaskOutcome) -> int:
    """Return the step of the colour scale for the points of a task: 0 for none, 5 for all."""
    share = outcome.points / outcome.max_points if outcome.max_points else 1.0
    if share >= 1:
        return _SHADES
    return 0 if share <= 0 else 1 + min(int(share * (_SHADES - 1)), _SHADES - 2)
