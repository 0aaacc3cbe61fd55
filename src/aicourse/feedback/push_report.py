"""What a push earned: against a pass mark, and as Markdown for the page of the CI job."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from aicourse.feedback.outcome import TaskOutcome, points_text, task_outcomes
from aicourse.feedback.terminal import plain_line
from aicourse.grading.verdict import Kind, Verdict

_MOST_BYTES = 900_000  # GitHub refuses a summary beyond 1 MiB
_LONGEST_MESSAGE = 1000
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+\-.!|~@:$^<>&]")  # signs of markup, links and formulas


class Standing(StrEnum):
    """How a submission stands against the pass mark."""

    REACHED = "reached"
    BELOW = "below"
    NOT_BEGUN = "not begun"


_ENTITIES = {sign: html.escape(sign) for sign in "<>&"}
_SYMBOLS = {Standing.REACHED: "✓", Standing.BELOW: "✗", Standing.NOT_BEGUN: "∅"}


@dataclass(frozen=True)
class PushReport:
    """The verdicts on a push.

    Attributes
    ----------
    verdicts : list of Verdict
        In the order in which they are to stand.
    pass_mark : float
        Percent of the points that every submission must reach.
    base : str
        What the push was compared with, in both languages.
    forgive_unbegun : bool
        An assignment of which no task was attempted is not held against the push: a learner's
        repository holds all assignments from the first day.
    """

    verdicts: list[Verdict]
    pass_mark: float
    base: str
    forgive_unbegun: bool = False

    def standing(self, verdict: Verdict) -> Standing:
        """Judge one verdict."""
        unbegun = not verdict.problem and all(c.kind is Kind.NOT_ATTEMPTED for c in verdict.cells)
        if self.forgive_unbegun and unbegun and verdict.cells:
            return Standing.NOT_BEGUN
        enough = 100 * verdict.points >= self.pass_mark * verdict.max_points - 1e-9
        return Standing.REACHED if enough and not verdict.problem else Standing.BELOW

    @property
    def passed(self) -> bool:
        """Whether no submission is below the mark."""
        return all(self.standing(verdict) is not Standing.BELOW for verdict in self.verdicts)

    def line(self, verdict: Verdict) -> str:
        """Tell one verdict in a line of the job's log."""
        points = f"{points_text(verdict.points)}/{points_text(verdict.max_points)}"
        symbol = _SYMBOLS[self.standing(verdict)]
        return f"{symbol} {verdict.assignment}  {verdict.student}  {points}"

    @property
    def conclusion(self) -> str:
        """The whole push in one line, in Chinese and English."""
        standings = [self.standing(verdict) for verdict in self.verdicts]
        if not standings:
            return "没有提交有变化 / no submission changed"
        below = standings.count(Standing.BELOW)
        judged = len(standings) - standings.count(Standing.NOT_BEGUN)
        mark = points_text(self.pass_mark)
        if not judged:
            return "还没有开始作答 / nothing was begun yet"
        if below:
            return f"{judged} 份中有 {below} 份未达 {mark}% / {below} of {judged} below {mark} %"
        return f"{judged} 份都达到 {mark}% / all {judged} at {mark} % or above"

    def markdown(self) -> str:
        """Return the summary: a table, then for each submission what it lost points for.

        Nothing that a learner chose, neither names nor messages, can become markup.
        """
        written: list[str] = []
        size = 0
        for part in self._parts():
            size += len(part.encode("utf-8", "replace"))
            if size > _MOST_BYTES:
                written.append("\n…其余从略，见反馈页面 / the rest is left out: see the pages\n")
                break
            written.append(part)
        return "".join(written)

    def _parts(self) -> Iterator[str]:
        yield f"## 评分 Grading\n\n**{_escaped(self.conclusion)}**  \n{_escaped(self.base)}\n"
        if not self.verdicts:
            return
        yield "\n| | 作业 assignment | 学生 student | 得分 points | 任务 tasks |\n|-|-|-|-:|-|\n"
        for verdict in self.verdicts:
            standing = self.standing(verdict)
            tasks = " ".join(
                f"{task.label.symbol}&nbsp;{_escaped(task.name)}"
                for task in task_outcomes(verdict.cells)
            )
            points = f"{points_text(verdict.points)} / {points_text(verdict.max_points)}"
            cells = (verdict.assignment, verdict.student, points)
            row = " | ".join(_escaped(cell) for cell in cells)
            yield f"| {_SYMBOLS[standing]} | {row} | {tasks} |\n"
        for verdict in self.verdicts:
            if self.standing(verdict) is not Standing.NOT_BEGUN:
                yield from self._losses(verdict)

    def _losses(self, verdict: Verdict) -> Iterator[str]:
        lost = [task for task in task_outcomes(verdict.cells) if task.kind is not Kind.PASSED]
        repairs = list(dict.fromkeys(repair.text for repair in verdict.repairs))
        if not (lost or repairs or verdict.problem):
            return
        yield f"\n### {_escaped(verdict.assignment)} · {_escaped(verdict.student)}\n\n"
        if verdict.problem:
            yield f"- {_escaped(verdict.problem)}\n"
            return
        for task in lost:
            yield from _told(task)
        for text in repairs:
            yield f"- 已修复 repaired: {_escaped(text)}\n"


def _told(task: TaskOutcome) -> Iterator[str]:
    points = f"{points_text(task.points)}/{points_text(task.max_points)}"
    label = f"{task.label.symbol} {task.label.text}"
    yield f"- **{_escaped(task.name)}** {points} {_escaped(label)}\n"
    for message in task.messages:
        for line in message[:_LONGEST_MESSAGE].splitlines():
            if line.strip():
                yield f"  - {_escaped(line)}\n"


def _escaped(text: str) -> str:
    """Return one line of plain text as Markdown that shows it and means nothing else."""
    line = plain_line(text, ascii_only=False).strip()
    return _MARKDOWN.sub(lambda sign: _ENTITIES.get(sign[0], f"\\{sign[0]}"), line)
