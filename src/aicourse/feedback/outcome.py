"""How a verdict is told: one label for each kind, one outcome for each task."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from aicourse.grading.verdict import CellVerdict, Kind, Verdict


@dataclass(frozen=True)
class Label:
    """How one kind of verdict is shown.

    Attributes
    ----------
    symbol, ascii : str
        One column wide; `ascii` where the terminal has nothing else.
    tone : str
        Group of kinds that share a colour: ``good``, ``bad``, ``stopped``, ``absent``, ``suspect``.
    """

    symbol: str
    ascii: str
    zh: str
    en: str
    tone: str

    @property
    def text(self) -> str:
        return f"{self.zh} / {self.en}"


LABELS: dict[Kind, Label] = {
    Kind.PASSED: Label("✓", "+", "通过", "passed", "good"),
    Kind.FAILED: Label("✗", "x", "未通过", "failed", "bad"),
    Kind.NOT_ATTEMPTED: Label("∅", "_", "未作答", "not attempted", "absent"),
    Kind.NOT_RUN: Label("N", "N", "未运行", "not run", "absent"),
    Kind.CRASHED: Label("!", "!", "出错", "crashed", "bad"),
    Kind.TIMED_OUT: Label("T", "T", "超时", "timed out", "stopped"),
    Kind.TOO_MUCH_OUTPUT: Label("O", "O", "输出过多", "too much output", "stopped"),
    Kind.OUT_OF_MEMORY: Label("M", "M", "内存不足", "out of memory", "stopped"),
    Kind.TOO_MANY_PROCESSES: Label("P", "P", "进程过多", "too many processes", "stopped"),
    Kind.TOO_MUCH_ON_DISK: Label("D", "D", "磁盘超限", "too much on disk", "stopped"),
    Kind.NETWORK_DENIED: Label("W", "W", "禁止联网", "network denied", "stopped"),
    Kind.KILLED: Label("K", "K", "被终止", "killed", "stopped"),
    Kind.TAMPERED: Label("#", "#", "被篡改", "tampered", "suspect"),
}

_MILD_TO_SEVERE = (
    Kind.PASSED,
    Kind.NOT_ATTEMPTED,
    Kind.NOT_RUN,
    Kind.FAILED,
    Kind.CRASHED,
    Kind.TOO_MUCH_OUTPUT,
    Kind.NETWORK_DENIED,
    Kind.TIMED_OUT,
    Kind.TOO_MUCH_ON_DISK,
    Kind.TOO_MANY_PROCESSES,
    Kind.OUT_OF_MEMORY,
    Kind.KILLED,
    Kind.TAMPERED,
)


@dataclass(frozen=True)
class TaskOutcome:
    """What one student earned for one task, over all its test cells.

    Attributes
    ----------
    kind : Kind
        The worst kind among the test cells.
    """

    notebook: str
    name: str
    points: float
    max_points: float
    kind: Kind
    cells: tuple[CellVerdict, ...]

    @property
    def label(self) -> Label:
        return LABELS[self.kind]

    @property
    def messages(self) -> tuple[str, ...]:
        """Distinct messages of the test cells, in order."""
        return tuple(dict.fromkeys(cell.message for cell in self.cells if cell.message))


def worst(kinds: Iterable[Kind]) -> Kind:
    """Return the most severe of some kinds."""
    return max(kinds, key=_MILD_TO_SEVERE.index)


def task_outcomes(cells: Iterable[CellVerdict]) -> tuple[TaskOutcome, ...]:
    """Gather test cells into tasks, in the order in which the tasks first appear."""
    grouped: dict[tuple[str, str], list[CellVerdict]] = {}
    for cell in cells:
        grouped.setdefault((cell.notebook, cell.task), []).append(cell)
    return tuple(
        TaskOutcome(
            notebook,
            name,
            sum(cell.points for cell in members),
            sum(cell.max_points for cell in members),
            worst(cell.kind for cell in members),
            tuple(members),
        )
        for (notebook, name), members in grouped.items()
    )


def points_text(points: float) -> str:
    """Write points with at most two decimals and no idle zeros: ``3``, ``2.5``, ``0.33``."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def seconds_text(seconds: float) -> str:
    """Write a duration in two digits or so: ``0.04 s``, ``1.3 s``, ``48 s``, ``3 min 20 s``."""
    if seconds >= 100:
        minutes, rest = divmod(round(seconds), 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{seconds:.{0 if seconds >= 10 else 1 if seconds >= 1 else 2}f} s"


class ClassResults:
    """The verdicts of one assignment, as a matrix of students by tasks.

    Attributes
    ----------
    verdicts : tuple of Verdict
        In the order in which they were given.
    columns : tuple of (str, str)
        Notebook and name of each task that any of the submissions has.
    rows : tuple of dict
        For each verdict, its task outcomes by column; a submission that could not be run has none.
    """

    def __init__(self, assignment: str, verdicts: Sequence[Verdict]) -> None:
        self.assignment = assignment
        self.verdicts = tuple(verdicts)
        self.rows = tuple(
            {(task.notebook, task.name): task for task in task_outcomes(verdict.cells)}
            for verdict in verdicts
        )
        fullest_first = sorted(self.rows, key=len, reverse=True)
        self.columns = tuple(dict.fromkeys(key for row in fullest_first for key in row))

    @cached_property
    def max_points(self) -> float:
        return max((verdict.max_points for verdict in self.verdicts), default=0.0)

    def outcomes(self, column: tuple[str, str]) -> tuple[TaskOutcome, ...]:
        """Return what those students earned for a task who have any outcome there."""
        return tuple(row[column] for row in self.rows if column in row)

    def mean(self, column: tuple[str, str]) -> float:
        """Return the mean points for a task, with zero for submissions that did not run."""
        return sum(task.points for task in self.outcomes(column)) / len(self.verdicts)

    def students_by_repair(self) -> dict[str, list[str]]:
        """Return the students for each text of a repair."""
        found: dict[str, list[str]] = {}
        for verdict in self.verdicts:
            for text in dict.fromkeys(repair.text for repair in verdict.repairs):
                found.setdefault(text, []).append(verdict.student)
        return found

    def students_by_note(self) -> dict[str, list[str]]:
        """Return the students for each note for the teacher, with the test cell it is about."""
        found: dict[str, list[str]] = {}
        for verdict in self.verdicts:
            notes = (f"{cell.grade_id}: {cell.note}" for cell in verdict.cells if cell.note)
            for text in dict.fromkeys(notes):
                found.setdefault(text, []).append(verdict.student)
        return found

    def students_by_problem(self) -> dict[str, list[str]]:
        """Return the students for each problem that kept a submission from running."""
        found: dict[str, list[str]] = {}
        for verdict in self.verdicts:
            if verdict.problem:
                found.setdefault(verdict.problem, []).append(verdict.student)
        return found


def by_assignment(verdicts: Iterable[Verdict]) -> tuple[ClassResults, ...]:
    """Group verdicts by assignment, in the order in which the assignments first appear."""
    grouped: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        grouped.setdefault(verdict.assignment, []).append(verdict)
    return tuple(ClassResults(assignment, members) for assignment, members in grouped.items())
