"""Verdicts as a table in the terminal: students by tasks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import fmean

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from aicourse.feedback.outcome import (
    LABELS,
    ClassResults,
    TaskOutcome,
    by_assignment,
    points_text,
)
from aicourse.grading.verdict import Kind, Verdict

STYLES = {
    "good": "green",
    "bad": "red",
    "stopped": "yellow",
    "absent": "dim",
    "suspect": "bold magenta",
}
_NAMES_IN_FOOTNOTE = 4
_MOST_ROWS = 200  # what a person may still scroll through
_LONGEST_STUDENT = 24


@dataclass(frozen=True)
class _Style:
    """What one rendering says of each task: wordy where the terminal is wide, terse where not."""

    words: bool
    task_names: bool
    out_of: bool


_WIDE_TO_NARROW = (
    _Style(words=True, task_names=True, out_of=True),
    _Style(words=False, task_names=True, out_of=True),
    _Style(words=False, task_names=False, out_of=True),
    _Style(words=False, task_names=False, out_of=False),
)


class VerdictTable:
    """A rich renderable of the verdicts of one or more assignments.

    As the console gets narrower, cells lose the word for the kind of verdict, then columns the
    names of the tasks, then cells the points to be had; a legend beneath says what was taken away.
    Of a large class only the first students are shown, beside the means of all.
    Nothing is told by colour alone, and a console that has only ASCII gets only ASCII.
    """

    def __init__(self, verdicts: Sequence[Verdict]) -> None:
        self._classes = by_assignment(verdicts)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for number, results in enumerate(self._classes):
            if number:
                yield Text()
            yield from _Rendering(results, options.ascii_only).render(options.max_width)


def verdict_table(verdicts: Sequence[Verdict]) -> VerdictTable:
    """Return a table of students by tasks, with totals, class means, repairs, notes and problems.

    Parameters
    ----------
    verdicts : sequence of Verdict
        In the order in which the students are to stand; several assignments make several tables.
    """
    return VerdictTable(verdicts)


class _Rendering:
    """The table of one assignment, its legend and its footnotes."""

    def __init__(self, results: ClassResults, ascii_only: bool) -> None:
        self.results = results
        self.ascii_only = ascii_only

    def render(self, width: int) -> Iterator[Table | Text]:
        for style in _WIDE_TO_NARROW:
            table, needed = self._table(style)
            if needed <= width:
                break
        yield table
        if (more := len(self.results.verdicts) - _MOST_ROWS) > 0:
            text = self._both(
                f"另有 {more} 名学生，见班级报告 /", f"{more} more: see the class report"
            )
            yield Text(text, style="bold")
        yield from self._legend(style, width)
        yield from self._footnotes()

    def _table(self, style: _Style) -> tuple[Table, int]:
        """Build the table in a style, and say how wide it is when nothing wraps."""
        rows = [self._head(style), *self._body(style), self._means(style)]
        table = Table(
            title=self._plain(self.results.assignment),
            title_justify="left",
            title_style="bold",
            box=None,
            pad_edge=False,
            padding=(0, 2 if style.task_names else 1, 0, 0),
            show_footer=True,
            header_style="bold",
            footer_style="bold",
        )
        for index, (head, *_, foot) in enumerate(zip(*rows, strict=True)):
            justify = "right" if index == len(rows[0]) - 1 else "left"
            table.add_column(head, foot, justify=justify, overflow="fold")  # type: ignore[arg-type]
        for row in rows[1:-1]:
            table.add_row(*row)
        gap = 2 if style.task_names else 1
        widths = (
            max(cell_len(cell.plain) for cell in column) for column in zip(*rows, strict=True)
        )
        return table, sum(widths) + gap * len(rows[0])

    def _head(self, style: _Style) -> list[Text]:
        tasks = [
            self._plain(name) if style.task_names else str(number)
            for number, (_, name) in enumerate(self.results.columns, 1)
        ]
        return [Text(self._both("学生", "student")), *map(Text, tasks), Text(self._total_head())]

    def _total_head(self) -> str:
        return f"{self._both('总分', 'total')} /{points_text(self.results.max_points)}"

    def _body(self, style: _Style) -> Iterator[list[Text]]:
        every = zip(self.results.verdicts, self.results.rows, strict=True)
        for verdict, tasks in islice(every, _MOST_ROWS):
            name = Text(self._plain(verdict.student))
            name.truncate(_LONGEST_STUDENT, overflow="crop" if self.ascii_only else "ellipsis")
            name.append(self._flags(verdict), style="yellow")
            cells = [self._cell(tasks.get(column), style) for column in self.results.columns]
            yield [name, *cells, Text(points_text(verdict.points))]

    def _cell(self, task: TaskOutcome | None, style: _Style) -> Text:
        if task is None:
            return Text("")
        parts = [self._symbol(task.kind), points_text(task.points)]
        text = " ".join(parts) if style.out_of else "".join(parts)
        if style.out_of:
            text += f"/{points_text(task.max_points)}"
        if style.words and task.kind is not Kind.PASSED:
            text += f" {task.label.en}"
        return Text(text, style=STYLES[task.label.tone])

    def _means(self, style: _Style) -> list[Text]:
        indent = "  " if style.out_of else " "  # as wide as the symbol, so that points align
        total = fmean(verdict.points for verdict in self.results.verdicts)
        return [
            Text(self._both("平均", "mean")),
            *(Text(f"{indent}{self.results.mean(column):.1f}") for column in self.results.columns),
            Text(f"{total:.1f}"),
        ]

    def _legend(self, style: _Style, width: int) -> Iterator[Text]:
        if not style.task_names:
            names = (
                f"{number} {self._plain(name)}"
                for number, (_, name) in enumerate(self.results.columns, 1)
            )
            yield from _flowing(names, width)
        kinds = {task.kind for row in self.results.rows for task in row.values()}
        if not style.words:
            entries = (
                f"{self._symbol(kind)} {self._both(label.zh, label.en)}"
                for kind, label in LABELS.items()
                if kind in kinds
            )
            yield from _flowing(entries, width)

    def _flags(self, verdict: Verdict) -> str:
        repaired = ("*" if self.ascii_only else "†") if verdict.repairs else ""
        return repaired + ("!" if verdict.problem else "")

    def _footnotes(self) -> Iterator[Text]:
        for text, students in self.results.students_by_repair().items():
            yield self._footnote("*" if self.ascii_only else "†", students, text)
        for text, students in self.results.students_by_note().items():
            yield self._footnote(self._symbol(Kind.TAMPERED), students, text)
        for text, students in self.results.students_by_problem().items():
            yield self._footnote("!", students, text)

    def _footnote(self, mark: str, students: Sequence[str], text: str) -> Text:
        names = ", ".join(map(self._plain, students[:_NAMES_IN_FOOTNOTE]))
        more = len(students) - _NAMES_IN_FOOTNOTE
        if more > 0:
            names += f" +{more}"
        note = Text(f"{mark} ", style="yellow")
        return note.append(f"{names}: {self._plain(text)}", style="default")

    def _symbol(self, kind: Kind) -> str:
        return LABELS[kind].ascii if self.ascii_only else LABELS[kind].symbol

    def _both(self, zh: str, en: str) -> str:
        return en if self.ascii_only else f"{zh} {en}"

    def _plain(self, text: str) -> str:
        return plain_line(text, self.ascii_only)


def plain_line(text: str, ascii_only: bool) -> str:
    """Return one line without control characters, which could drive the terminal."""
    line = "".join(c if c.isprintable() else " " if c.isspace() else "?" for c in text)
    return line.encode("ascii", "backslashreplace").decode() if ascii_only else line


def _flowing(entries: Iterator[str], width: int) -> Iterator[Text]:
    """Yield lines of entries that break between entries, not within."""
    line = ""
    for entry in entries:
        longer = f"{line}  {entry}" if line else entry
        if line and cell_len(longer) > width:
            yield Text(line, style="dim")
            longer = entry
        line = longer
    if line:
        yield Text(line, style="dim")
