"""Item analysis: what a class' verdicts say of each test cell."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean, median
from typing import NamedTuple

from aicourse.feedback.discrimination import Discrimination, discrimination
from aicourse.feedback.outcome import LABELS, Label
from aicourse.grading.verdict import CellVerdict, Kind, Verdict

Both = tuple[str, str]  # in Chinese and in English
Reveal = Callable[[Verdict, CellVerdict], str]

_WAYS_KEPT = 5
_NO_WAY_TO_FAIL = (Kind.PASSED, Kind.NOT_ATTEMPTED, Kind.NOT_RUN)
_HARD, _WEAK = 0.3, 0.2

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]+\b")
_NUMBER = re.compile(r"(?<![A-Za-z_0-9])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![A-Za-z_])")
_SEQUENCE = re.compile(r"[\[(]\s*(?:#|nan|inf)(?:[\s,]+(?:#|nan|inf))*[\s,]*[\])]")


@dataclass(frozen=True)
class WrongWay:
    """One way in which students lost points on a test cell.

    Attributes
    ----------
    message : str
        As the most of them were told it; what a hidden test really raised where that was asked for.
    line, hidden : int or None, bool
        The statement of the test that ended it, as far as that is known.
    students : tuple of str
        Who, in order.
    """

    kind: Kind
    message: str
    line: int | None
    hidden: bool
    students: tuple[str, ...]

    @property
    def label(self) -> Label:
        return LABELS[self.kind]

    @property
    def place(self) -> Both | None:
        """Where in the test, in words."""
        if self.line is None:
            return None
        part = ("隐藏部分", "hidden part") if self.hidden else ("可见部分", "visible part")
        return f"第 {self.line} 行，{part[0]}", f"line {self.line}, {part[1]}"


@dataclass(frozen=True)
class Item:
    """How a class did on one test cell.

    Attributes
    ----------
    students, attempted : int
        Submissions that could be run; those of them whose answer is not as handed out.
    difficulty : float or None
        Mean share of the points to be had, 0 to 1: the higher, the easier (Crocker and Algina,
        Introduction to Classical and Modern Test Theory, 1986, ch. 14). None without points.
    discrimination : Discrimination
        Over the students who attempted anything of the assignment.
    median_seconds, slowest_seconds : float
        Wall-clock time of the test cell.
    slowest : str
        Whose submission took the longest.
    """

    notebook: str
    task: str
    grade_id: str
    max_points: float
    students: int
    attempted: int
    difficulty: float | None
    discrimination: Discrimination
    median_seconds: float
    slowest_seconds: float
    slowest: str
    wrong_ways: tuple[WrongWay, ...]

    @property
    def remark(self) -> Both | None:
        """What a teacher may want to look at; nothing that chance alone explains."""
        high = self.discrimination.high
        if high is not None and high < 0:
            return (
                "其他题得分高的学生反而在此失分：检查这个测试",
                "those who do well elsewhere lose points here: check this test",
            )
        if high is not None and high < _WEAK:
            return "几乎不区分学生", "hardly tells students apart"
        if self.difficulty is not None and self.difficulty < _HARD:
            return "多数学生失分：考虑讲解", "most lose these points: worth an explanation"
        return None


def item_analysis(verdicts: Sequence[Verdict], reveal: Reveal | None = None) -> tuple[Item, ...]:
    """Analyse every test cell of one assignment, in the order of its notebooks.

    Parameters
    ----------
    verdicts : sequence of Verdict
        One a student. Submissions that could not be run do not count.
    reveal : callable, optional
        Tells what a failed test really raised, hidden or not; empty where that is not known.
    """
    ran = [verdict for verdict in verdicts if verdict.problem is None and verdict.cells]
    found: dict[tuple[str, str], list[tuple[Verdict, CellVerdict]]] = {}
    for verdict in sorted(ran, key=lambda verdict: -len(verdict.cells)):
        for cell in verdict.cells:
            found.setdefault((cell.notebook, cell.grade_id), []).append((verdict, cell))
    return tuple(_item(members, reveal) for members in found.values())


def _item(members: Sequence[tuple[Verdict, CellVerdict]], reveal: Reveal | None) -> Item:
    cells = [cell for _, cell in members]
    first = cells[0]
    slowest, slow_cell = max(members, key=lambda member: member[1].seconds)
    tried = [(v, c) for v, c in members if any(x.kind is not Kind.NOT_ATTEMPTED for x in v.cells)]
    return Item(
        notebook=first.notebook,
        task=first.task,
        grade_id=first.grade_id,
        max_points=first.max_points,
        students=len(cells),
        attempted=sum(cell.kind is not Kind.NOT_ATTEMPTED for cell in cells),
        difficulty=fmean(c.points for c in cells) / first.max_points if first.max_points else None,
        discrimination=discrimination([c.points for _, c in tried], [v.points for v, _ in tried]),
        median_seconds=median(cell.seconds for cell in cells),
        slowest_seconds=slow_cell.seconds,
        slowest=slowest.student,
        wrong_ways=tuple(_wrong_ways(members, reveal))[:_WAYS_KEPT],
    )


def _wrong_ways(
    members: Iterable[tuple[Verdict, CellVerdict]], reveal: Reveal | None
) -> list[WrongWay]:
    """Cluster what went wrong by kind, place and message less its numbers; commonest first."""
    clusters: dict[_Cluster, list[tuple[str, str]]] = {}
    for verdict, cell in members:
        if cell.kind in _NO_WAY_TO_FAIL:
            continue
        message = (reveal(verdict, cell) if reveal else "") or cell.message
        evidence = cell.evidence
        line, hidden = (evidence.line, evidence.hidden) if evidence else (None, False)
        cluster = _Cluster(cell.kind, line, hidden, normalised(message))
        clusters.setdefault(cluster, []).append((verdict.student, message))
    ways = []
    for cluster, told in clusters.items():
        message = Counter(text for _, text in told).most_common(1)[0][0]
        students = tuple(sorted(student for student, _ in told))
        ways.append(WrongWay(cluster.kind, message, cluster.line, cluster.hidden, students))
    return sorted(ways, key=lambda way: -len(way.students))


class _Cluster(NamedTuple):
    """What the members of one wrong way have in common."""

    kind: Kind
    line: int | None
    hidden: bool
    message: str


@lru_cache(maxsize=10_000)
def normalised(message: str) -> str:
    """Return what messages of one mistake have in common: no numbers, addresses, spacing."""
    text = _NUMBER.sub("#", _ADDRESS.sub("#", message))
    return " ".join(_SEQUENCE.sub("#", text).split())
