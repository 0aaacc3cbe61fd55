"""Why each test cell got its points, for the teacher, in the terminal."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from aicourse.feedback.outcome import LABELS, points_text
from aicourse.feedback.terminal import STYLES, plain_line
from aicourse.grading.assignment import SourceAssignment
from aicourse.grading.outcome import Status
from aicourse.grading.verdict import AnswerEvidence, CellVerdict, Evidence, Kind, Repair, Verdict
from aicourse.notebook import grade_id, visible_source

_MOST_LINES = 6
_LONGEST_LINE = 300

Both = tuple[str, str]  # in Chinese and in English
Executed = Callable[[Verdict, str], NotebookNode | None]

_PLACES: dict[str | None, Both] = {
    "tester": ("在测试进程中", "in the tester"),
    "fork": ("在学生进程的分叉中", "in a fork of the learner's process"),
    "kernel": ("在学生的内核中", "in the learner's kernel"),
    None: ("", ""),
}
_BY: dict[str | None, Both] = {
    "learner": ("由学生的代码引发", "raised by the learner's code"),
    "test": ("由测试引发", "raised by the test"),
    None: ("", "raised"),
}
_ENDED: dict[Status, Both] = {
    Status.COMPLETED: ("运行到最后一句", "ran to its last statement"),
    Status.RAISED: ("出错", "raised"),
    Status.TIMED_OUT: ("超时被中断", "interrupted at a limit of time"),
    Status.FLOODED: ("输出过多被中断", "interrupted for too much output"),
    Status.DIED: ("运行时内核退出", "its process ended under it"),
    Status.TAMPERED: ("测试周围的环境被改动", "what surrounds the test was changed"),
    Status.NOT_RUN: ("没有运行", "did not run"),
}
_UNKNOWN = (
    "评分时没有记录，用 --force 重新评分",
    "none was recorded: grade it again with --force",
)


@dataclass(frozen=True)
class Explanation:
    """A rich renderable of the evidence behind some verdicts.

    Of one submission every test cell is explained; of several, those that passed share a line.

    Attributes
    ----------
    assignments : mapping of str to SourceAssignment
        By name: where the statement that a test ended at is read.
    hidden : bool
        Show hidden statements, and what was really raised in them.
    executed : callable
        The executed notebook of a submission by its name, or None; asked only for `hidden`.
    """

    verdicts: Sequence[Verdict]
    assignments: Mapping[str, SourceAssignment]
    hidden: bool = False
    executed: Executed = lambda verdict, notebook: None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for verdict in self.verdicts:
            yield Text()
            yield from _Submission(self, verdict, options.ascii_only).lines()


class _Submission:
    """The lines about one verdict."""

    def __init__(self, explanation: Explanation, verdict: Verdict, ascii_only: bool) -> None:
        self.explanation = explanation
        self.verdict = verdict
        self.ascii_only = ascii_only

    def lines(self) -> Iterator[Text]:
        verdict = self.verdict
        points = f"{points_text(verdict.points)}/{points_text(verdict.max_points)}"
        dot = "|" if self.ascii_only else "·"
        head = [verdict.assignment, verdict.student, points, f"{verdict.seconds:.2f} s"]
        yield Text(self._plain(f" {dot} ".join(head)), style="bold")
        if verdict.problem:
            yield self._line(2, ("问题", "problem"), verdict.problem, "yellow")
        cells = verdict.cells
        told = {cell.grade_id for cell in cells} | {
            answer.cell for cell in cells if cell.evidence for answer in cell.evidence.answers
        }
        for repair in verdict.repairs:
            if repair.cell not in told:
                yield self._line(2, ("修复", "repaired"), repair.text, "yellow")
        for kind, evidence in ((Kind.PASSED, Status.COMPLETED), (Kind.NOT_RUN, Status.NOT_RUN)):
            alike = [c for c in cells if c.kind is kind and self._shares_a_line(c)]
            if alike:
                names = ", ".join(cell.grade_id for cell in alike)
                line = f"  {self._symbol(kind)} {names}: {self._both(_ENDED[evidence])}"
                yield Text(self._plain(line), style=STYLES[LABELS[kind].tone])
        for cell in cells:
            if not self._shares_a_line(cell):
                yield from self._cell(cell)

    def _shares_a_line(self, cell: CellVerdict) -> bool:
        if cell.evidence is None:
            return bool(self.verdict.problem)
        is_one_of_many = len(self.explanation.verdicts) > 1
        return is_one_of_many and cell.kind is Kind.PASSED and not self._repairs(cell)

    def _cell(self, cell: CellVerdict) -> Iterator[Text]:
        label = LABELS[cell.kind]
        points = f"{points_text(cell.points)}/{points_text(cell.max_points)}"
        kind = "" if cell.kind is Kind.PASSED else f"  {self._both((label.zh, label.en))}"
        head = f"  {self._symbol(cell.kind)} {cell.grade_id}  {points}  {cell.seconds:.2f} s{kind}"
        yield Text(self._plain(head), style=STYLES[label.tone])
        if cell.evidence is None:
            yield self._line(6, ("依据", "evidence"), self._both(_UNKNOWN))
        else:
            yield self._line(6, ("依据", "evidence"), self._both(_told(cell, cell.evidence)))
            if cell.kind is not Kind.NOT_ATTEMPTED:
                yield from self._statement(cell, cell.evidence)
            for answer in cell.evidence.answers:
                if answer.untouched or answer.ended is not Status.COMPLETED:
                    yield self._line(6, ("答案", "answer"), self._both(_answer(answer)))
        if cell.note:
            yield self._line(6, ("提示教师", "for the teacher"), cell.note, "yellow")
        for repair in self._repairs(cell):
            yield self._line(6, ("修复", "repaired"), repair.text, "yellow")
        for line in cell.message.splitlines():
            yield self._line(6, ("告知学生", "told"), line)

    def _statement(self, cell: CellVerdict, evidence: Evidence) -> Iterator[Text]:
        """Show where the test ended: of a hidden part only to who asks for it."""
        if evidence.hidden and not self.explanation.hidden:
            return
        if evidence.line is not None:
            statement = self._source_of(cell, evidence.line)
            for line in statement[:_MOST_LINES]:
                yield self._line(6, ("语句", "statement"), line)
        if evidence.hidden:
            for line in self._raised(cell):
                yield self._line(6, ("实际", "raised"), line)

    def _source_of(self, cell: CellVerdict, line: int) -> list[str]:
        assignment = self.explanation.assignments[self.verdict.assignment]
        notebook = assignment.notebooks.get(cell.notebook)
        cells = notebook.cells if notebook is not None else ()
        source = next((c.source for c in cells if grade_id(c) == cell.grade_id), "")
        statement = statement_at(source, line)
        seen = visible_source(source).splitlines()
        if not self.explanation.hidden and any(line not in seen for line in statement):
            return []
        return statement

    def _raised(self, cell: CellVerdict) -> list[str]:
        notebook = self.explanation.executed(self.verdict, cell.notebook)
        return raised_in(notebook, cell.grade_id)[:_MOST_LINES]

    def _repairs(self, cell: CellVerdict) -> list[Repair]:
        answers = cell.evidence.answers if cell.evidence else ()
        about = {cell.grade_id, *(answer.cell for answer in answers)}
        return [r for r in self.verdict.repairs if r.notebook == cell.notebook and r.cell in about]

    def _line(self, indent: int, name: Both, text: str, style: str = "") -> Text:
        line = Text(" " * indent)
        line.append(f"{self._both(name)}: ", style="dim")
        return line.append(self._plain(text)[:_LONGEST_LINE], style=style)

    def _symbol(self, kind: Kind) -> str:
        return LABELS[kind].ascii if self.ascii_only else LABELS[kind].symbol

    def _both(self, text: Both) -> str:
        zh, en = text
        separator = " / " if " " in en else " "
        return en if self.ascii_only else f"{zh}{separator}{en}"

    def _plain(self, text: str) -> str:
        return plain_line(text, self.ascii_only)


def raised_in(executed: NotebookNode | None, name: str) -> list[str]:
    """Return the lines of what a test cell really raised, by the executed notebook."""
    return [
        line
        for cell in (executed.cells if executed is not None else ())
        if grade_id(cell) == name
        for output in cell.get("outputs", ())
        if output.output_type == "error"
        for line in f"{output.ename}: {output.evalue}".strip(": ").splitlines()
    ]


def statement_at(source: str, line: int) -> list[str]:
    """Return the lines of the top-level statement that covers a line, or that line alone."""
    lines = source.splitlines()
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError):
        statements = []
    for statement in statements:
        end = statement.end_lineno or statement.lineno
        if statement.lineno <= line <= end:
            return lines[statement.lineno - 1 : end]
    return lines[line - 1 : line]


def _told(cell: CellVerdict, evidence: Evidence) -> Both:
    """Say in one sentence why a cell got its points."""
    place_zh, place_en = _PLACES[evidence.ran_in]
    most = points_text(cell.max_points)
    match evidence.marks:
        case "part":
            earned = points_text(cell.points)
            zh, en = (
                f"最后的表达式给出 {earned}/{most} 分",
                f"its last expression gave {earned} of {most}",
            )
        case "refused":
            zh = f"最后的表达式不是 0 到 {most} 之间的数"
            en = f"its last expression is no number from 0 to {most}"
        case _ if evidence.ended is Status.RAISED:
            zh, en = _BY[evidence.by]
            zh, en = f"{zh} {evidence.error}".strip(), f"{evidence.error} {en}"
        case _:
            zh, en = _ENDED[evidence.ended]
    if place_zh:
        zh, en = f"{place_zh}{zh}", f"{en}, {place_en}"
    if evidence.line is not None:
        zh, en = f"{zh}，第 {evidence.line} 行", f"{en}, at line {evidence.line}"
    if evidence.ended is not Status.COMPLETED and evidence.ended is not Status.NOT_RUN:
        zh += "（隐藏部分）" if evidence.hidden else "（可见部分）"
        en += " (hidden part)" if evidence.hidden else " (visible part)"
    if evidence.limit is not None:
        limit = f"{evidence.limit} {_amount(evidence.limit, evidence.limit_value)}".strip()
        zh, en = f"{zh}，限制 {limit}", f"{en}, limit {limit}"
    return zh, en


def _amount(limit: str, value: float | None) -> str:
    if value is None:
        return ""
    if limit.endswith("bytes"):
        return f"{value / 2**20:g} MiB"
    return f"{value:g} s" if limit.endswith("seconds") else f"{value:g}"


def _answer(answer: AnswerEvidence) -> Both:
    """Say what became of a solution cell."""
    if answer.untouched:
        return f"{answer.cell} 未作答", f"{answer.cell} is as handed out"
    if answer.ended is None:
        return f"{answer.cell} 没有运行", f"{answer.cell} did not run"
    zh, en = _ENDED[answer.ended]
    error = f" {answer.error}" if answer.error else ""
    return f"{answer.cell} {zh}{error}", f"{answer.cell} {en}{error}"
