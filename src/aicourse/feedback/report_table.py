"""The class report in the terminal, and as plain data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from aicourse.feedback.discrimination import WHY_NOT, Discrimination
from aicourse.feedback.items import Item, WrongWay
from aicourse.feedback.outcome import points_text, seconds_text
from aicourse.feedback.report import Section
from aicourse.feedback.terminal import STYLES, plain_line
from aicourse.grading.roster import RosterEntry

_WAYS_SHOWN = 3
_NAMES_SHOWN = 12
_LONGEST_MESSAGE = 300
_WIDE = 100


@dataclass(frozen=True)
class ReportTable:
    """A rich renderable of what a teacher acts on: test cells, wrong ways, who is missing."""

    sections: Sequence[Section]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for number, section in enumerate(self.sections):
            if number:
                yield Text()
            yield from _Rendering(section, options.ascii_only).lines(options.max_width)


class _Rendering:
    def __init__(self, section: Section, ascii_only: bool) -> None:
        self.section = section
        self.ascii_only = ascii_only

    def lines(self, width: int) -> Iterator[RenderableType]:
        yield Text(self._plain(self.section.results.assignment), style="bold")
        yield self._summary()
        if self.section.items:
            yield Text()
            yield self._table(width)
            yield from self._wrong_ways()
        yield from self._absent()

    def _summary(self) -> Text:
        section = self.section
        most = points_text(section.results.max_points)
        there = str(len(section.rows))
        if section.attendance.enrolled:
            there += f"/{section.attendance.enrolled}"
        median_seconds, slowest = section.seconds
        dot = " | " if self.ascii_only else " · "
        return Text(
            dot.join(
                (
                    f"{self._both('已评分', 'graded')} {there}",
                    f"{self._both('平均', 'mean')} {section.mean:.1f}/{most}",
                    f"{self._both('中位数', 'median')} {points_text(section.median)}/{most}",
                    f"{self._both('用时', 'time')} {seconds_text(median_seconds)}, "
                    f"{self._both('最慢', 'slowest')} {seconds_text(slowest.seconds)} "
                    f"{self._plain(slowest.student)}",
                )
            ),
            style="dim",
        )

    def _table(self, width: int) -> Table:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        table.add_column(self._heading("测试单元", "test cell"), overflow="fold")
        table.add_column(self._heading("难度", "difficulty"), justify="right")
        table.add_column(self._heading("区分度", "discrimination"), overflow="fold")
        table.add_column(self._heading("用时", "time"), justify="right")
        if width >= _WIDE:
            table.add_column(self._heading("最慢", "slowest"), overflow="fold")
        for item in self.section.items:
            row = [
                f"{self._plain(item.grade_id)} /{points_text(item.max_points)}",
                "-" if item.difficulty is None else f"{100 * item.difficulty:.0f}%",
                self._discrimination(item.discrimination),
                seconds_text(item.median_seconds),
                f"{seconds_text(item.slowest_seconds)} {self._plain(item.slowest)}",
            ]
            table.add_row(*row[: len(table.columns)])
        return table

    def _discrimination(self, found: Discrimination) -> str:
        if found.why_not is not None:
            return self._both(*WHY_NOT[found.why_not])
        return f"{found.value:.2f} [{found.low:.2f}, {found.high:.2f}]"

    def _wrong_ways(self) -> Iterator[RenderableType]:
        for item in self.section.items:
            if not item.wrong_ways and item.remark is None:
                continue
            yield Text()
            head = Text(self._plain(item.grade_id), style="bold")
            if item.remark is not None:
                head.append(f"  {self._both(*item.remark)}", style="yellow")
            yield head
            for way in item.wrong_ways[:_WAYS_SHOWN]:
                yield self._way(way)
                if message := self._plain(way.message)[:_LONGEST_MESSAGE]:
                    yield Padding(Text(message), (0, 0, 0, 7))

    def _way(self, way: WrongWay) -> Text:
        line = Text(f"{len(way.students):>5}{'x' if self.ascii_only else '×'} ", style="bold")
        label = self._both(way.label.zh, way.label.en)
        line.append(label, style=f"not bold {STYLES[way.label.tone]}")
        if way.place is not None:
            line.append(f"  {self._both(*way.place)}", style="not bold dim")
        return line

    def _absent(self) -> Iterator[Text]:
        absent = self.section.attendance
        for words, entries in (
            (("没有提交", "nothing handed in"), absent.missing),
            (("已提交、尚未评分", "handed in, not graded yet"), absent.waiting),
        ):
            if entries:
                yield Text()
                text = Text(f"{self._both(*words)} ({len(entries)}): ", style="bold")
                yield text.append(self._names(entries), style="not bold")

    def _names(self, entries: Sequence[RosterEntry]) -> str:
        names = [
            entry.id if entry.name == entry.id else f"{entry.name} ({entry.id})"
            for entry in entries[:_NAMES_SHOWN]
        ]
        more = len(entries) - len(names)
        return self._plain(", ".join(names)) + (f" +{more}" if more else "")

    def _heading(self, zh: str, en: str) -> str:
        return en if self.ascii_only else f"{zh}\n{en}"

    def _both(self, zh: str, en: str) -> str:
        if self.ascii_only:
            return en
        return f"{zh} / {en}" if " " in en else f"{zh} {en}"

    def _plain(self, text: str) -> str:
        return plain_line(text, self.ascii_only)


def report_data(sections: Sequence[Section]) -> list[dict[str, Any]]:
    """Return the report as plain data, one entry an assignment, numbers unrounded."""
    return [
        {
            "assignment": section.results.assignment,
            "graded": len(section.rows),
            "enrolled": section.attendance.enrolled,
            "missing": [vars(entry) for entry in section.attendance.missing],
            "waiting": [vars(entry) for entry in section.attendance.waiting],
            "mean": section.mean,
            "median": section.median,
            "max_points": section.results.max_points,
            "items": [_item_data(item) for item in section.items],
        }
        for section in sections
    ]


def _item_data(item: Item) -> dict[str, Any]:
    plain = {**vars(item), "discrimination": vars(item.discrimination)}
    plain["wrong_ways"] = [
        {**vars(way), "kind": way.kind.value, "students": list(way.students)}
        for way in item.wrong_ways
    ]
    return plain
