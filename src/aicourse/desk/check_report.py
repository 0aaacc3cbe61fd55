"""A check as a learner reads it: in the terminal, and under a cell of the notebook."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.markdown import Markdown
from rich.padding import Padding
from rich.text import Text

from aicourse.desk.checking import Check
from aicourse.desk.hinting import Hint
from aicourse.feedback.explain import statement_at
from aicourse.feedback.one_language import in_language
from aicourse.feedback.outcome import LABELS, Label, TaskOutcome, points_text
from aicourse.feedback.rendering import environment
from aicourse.feedback.terminal import STYLES, plain_line
from aicourse.grading.verdict import CellVerdict, Kind
from aicourse.notebook import grade_id
from aicourse.syllabus import Assignment, Language

_MOST_LINES = 12
_WORDS: dict[str, dict[Language, str]] = {
    "of": {"zh": "{} / {} 分", "en": "{} of {} points"},
    "visible": {"zh": "{} / {} 项可见测试通过", "en": "{} of {} visible tests pass"},
    "visible_only": {
        "zh": "这里没有教师的源文件，只运行了看得见的测试；评分时还有隐藏测试。",
        "en": "Only the visible tests were run, for the instructor's source is not here; "
        "grading runs hidden ones too.",
    },
    "hint": {"zh": "想要提示：{}", "en": "For a hint: {}"},
    "done": {"zh": "全部通过。", "en": "All of it passes."},
    "repaired": {
        "zh": "评分时会这样处理，不扣分：",
        "en": "Grading would mend this, at no cost:",
    },
    "at": {"zh": "测试 {} 停在", "en": "test {} stopped at"},
    "nth_hint": {"zh": "{} · 提示 {} / {}", "en": "{} · hint {} of {}"},
    "last_hint": {"zh": "{} · 全部 {} 条提示", "en": "{} · all {} hints"},
}


@dataclass(frozen=True)
class Told:
    """What is told of one task."""

    number: int
    name: str
    label: Label
    word: str
    score: str
    lines: tuple[str, ...]


class CheckReport:
    """A check in one language: a rich renderable, and markup for a notebook.

    Parameters
    ----------
    ask_for_hint : str
        What the learner types for a hint where this is read.
    warnings : sequence of str
        What to say first.
    """

    def __init__(
        self,
        check: Check,
        entry: Assignment,
        language: Language,
        ask_for_hint: str,
        warnings: Sequence[str] = (),
    ) -> None:
        self.check, self.entry, self.language = check, entry, language
        self.ask_for_hint = ask_for_hint
        self.warnings = list(warnings)

    def say(self, key: str, *values: object) -> str:
        return _WORDS[key][self.language].format(*values)

    @property
    def title(self) -> str:
        return f"{self.entry.number} · {self.entry.title.in_language(self.language)}"

    @property
    def total(self) -> str:
        verdict = self.check.verdict
        if self.check.visible_only:
            passed = sum(cell.kind is Kind.PASSED for cell in verdict.cells)
            return self.say("visible", passed, len(verdict.cells))
        return self.say("of", points_text(verdict.points), points_text(verdict.max_points))

    @property
    def gained(self) -> str:
        """How the points differ from those of the check before, with a sign."""
        before = self.check.previous
        if before is None or before.visible_only or self.check.visible_only:
            return ""
        gained = self.check.verdict.points - before.points
        return f"{'+' if gained > 0 else '−'}{points_text(abs(gained))}" if gained else ""

    @property
    def share(self) -> float:
        """What is earned of all, from 0 to 1."""
        verdict = self.check.verdict
        return verdict.points / verdict.max_points if verdict.max_points else 1.0

    @cached_property
    def tasks(self) -> tuple[Told, ...]:
        return tuple(self._told(number, task) for number, task in enumerate(self.check.tasks, 1))

    @property
    def notes(self) -> list[str]:
        """What was mended, and what else there is to say below the tasks."""
        verdict = self.check.verdict
        notes = [self.say("visible_only")] if self.check.visible_only else []
        if verdict.problem:
            notes += [in_language(line, self.language) for line in verdict.problem.splitlines()]
        texts = dict.fromkeys(repair.text for repair in verdict.repairs)
        if texts and not verdict.problem:
            notes.append(self.say("repaired"))
            notes += [f"  {in_language(text, self.language)}" for text in texts]
        if all(task.kind is Kind.PASSED for task in self.check.tasks):
            notes.append(self.say("done"))
        elif not self.check.visible_only:
            notes.append(self.say("hint", self.ask_for_hint))
        return notes

    def _told(self, number: int, task: TaskOutcome) -> Told:
        if self.check.visible_only:
            passed = sum(cell.kind is Kind.PASSED for cell in task.cells)
            score = f"{passed}/{len(task.cells)}"
        else:
            score = f"{points_text(task.points)}/{points_text(task.max_points)}"
        word = task.label.zh if self.language == "zh" else task.label.en
        untried = task.kind in (Kind.NOT_ATTEMPTED, Kind.PASSED)
        lines = () if untried else tuple(dict.fromkeys(self._lines(task)))
        return Told(number, task.name, task.label, word, score, lines[:_MOST_LINES])

    def _lines(self, task: TaskOutcome) -> Iterator[str]:
        where = ""
        for cell in task.cells:
            if cell.kind is Kind.PASSED or cell.kind is Kind.NOT_ATTEMPTED:
                continue
            yield from in_language(cell.message, self.language).splitlines()
            where = where or self._statement(cell)
        if where:
            yield where

    def _statement(self, cell: CellVerdict) -> str:
        """Say at which visible line a test ended that has no message of its own."""
        evidence = cell.evidence
        if cell.kind is Kind.FAILED or evidence is None or evidence.hidden or not evidence.line:
            return ""
        for source in self.check.assignment.notebooks[cell.notebook].cells:
            if grade_id(source) == cell.grade_id:
                statement = next(iter(statement_at(source.source, evidence.line)), "")
                return f"{self.say('at', cell.grade_id)}: {statement.strip()}"
        return ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        ascii_only = options.ascii_only
        head = Text(self.title, style="bold")
        head.append(f"  {self.total}", style="bold green" if self.share >= 1 else "bold")
        if self.gained:
            head.append(f"  ({self.gained})", style="dim")
        for warning in self.warnings:
            yield Text(f"! {warning}", style="yellow")
        yield head
        width = max((len(task.name) for task in self.tasks), default=0)
        for task in self.tasks:
            symbol = task.label.ascii if ascii_only else task.label.symbol
            line = Text(f"{symbol} ", style=STYLES[task.label.tone])
            line.append(f"{task.number} {task.name:<{width}}  ", style="default")
            line.append(f"{task.score:>5}  ", style="default")
            line.append("" if task.label is LABELS[Kind.PASSED] else task.word)
            yield line
            for told in task.lines:
                yield Padding(Text(plain_line(told, ascii_only)), (0, 0, 0, 6), expand=False)
        for note in self.notes:
            yield Text(note, style="dim")

    def html(self) -> str:
        """Return the markup for the output of a cell."""
        return environment().get_template("check.html.j2").render(report=self)


class HintReport:
    """A hint in one language: a rich renderable, and Markdown for a notebook."""

    def __init__(self, hint: Hint, language: Language) -> None:
        words = "last_hint" if hint.is_again else "nth_hint"
        counts = (hint.of,) if hint.is_again else (hint.number, hint.of)
        self.title = _WORDS[words][language].format(hint.task, *counts)
        self.texts = hint.texts

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(self.title, style="bold")
        if len(self.texts) == 1:
            yield Markdown(self.texts[0])
        else:
            yield Group(*(Markdown(f"{n}. {text}") for n, text in enumerate(self.texts, 1)))

    def markdown(self) -> str:
        """Return what a notebook shows."""
        if len(self.texts) == 1:
            return f"**{self.title}**\n\n{self.texts[0]}"
        listed = "\n".join(f"{n}. {text}" for n, text in enumerate(self.texts, 1))
        return f"**{self.title}**\n\n{listed}"
