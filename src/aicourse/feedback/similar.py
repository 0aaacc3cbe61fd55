"""Similar submissions as a teacher sees them: in the terminal, as a page, as plain data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from aicourse.feedback.rendering import environment, security_policy
from aicourse.feedback.terminal import plain_line
from aicourse.similarity.comparing import FEWEST_STUDENTS, Comparison, Match
from aicourse.similarity.evidence import SideBySide, side_by_side

_MOST_ROWS = 50
_MOST_PAGES = 200  # pairs whose sources stand in a page
_NAMES_SHOWN = 4

CAVEAT = (
    "相似不是证据：共同的教材、小组讨论、网上同一段代码都会造成相似。先读两份代码，再与学生谈。",
    "Likeness proves nothing: a shared textbook, a study group or one page of the web does the "
    "same. Read both answers, then talk to the students.",
)
NOTHING = (
    "没有哪两份答案比本班独立作答更接近。这不说明没有抄袭。",
    "No two answers are closer than independent ones of this class. That does not say that nobody "
    "copied.",
)
TOO_FEW = (
    f"可比较的答案少于 {FEWEST_STUDENTS} 份，无从得知什么是寻常的接近程度。",
    f"Fewer than {FEWEST_STUDENTS} answers to compare: they cannot tell what is usual.",
)


def verdict_on(comparison: Comparison) -> tuple[str, str]:
    """Return what a comparison says as a whole, in Chinese and in English."""
    if comparison.students < FEWEST_STUDENTS:
        return TOO_FEW
    return CAVEAT if comparison.matches else NOTHING


def expected_text(expected: float) -> str:
    """Write how many such pairs chance gives: ``0.004``, ``< 10^-6``."""
    return "< 10^-6" if expected < 1e-6 else f"{expected:.1g}"


@dataclass(frozen=True)
class SimilarTable:
    """A rich renderable of the answers that are closer than chance."""

    assignment: str
    comparison: Comparison

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        ascii_only = options.ascii_only
        yield Text(plain_line(self.assignment, ascii_only), style="bold")
        comparison = self.comparison
        if comparison.students >= FEWEST_STUDENTS:
            usual, fence = f"{comparison.usual:.0%}", f"{comparison.fence:.0%}"
            zh = f"{comparison.students} 份答案；两份寻常相同 {usual}，自 {fence} 起列出"
            en = f"{comparison.students} answers; two of them usually share {usual}; "
            en += f"listed from {fence} on"
            yield Text(en if ascii_only else f"{zh}\n{en}", style="dim")
        if comparison.matches:
            yield Text()
            yield from self._table(ascii_only)
        yield Text()
        zh, en = verdict_on(comparison)
        yield Text(en if ascii_only else f"{zh}\n{en}", style="yellow")

    def _table(self, ascii_only: bool) -> Iterator[RenderableType]:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        heads = [
            ("学生", "students"),
            ("", ""),
            ("相同", "shared"),
            ("偶然", "by chance"),
        ]
        for zh, en in heads:
            table.add_column(en if ascii_only else f"{zh}\n{en}", overflow="fold")
        matches = self.comparison.matches
        for match in matches[:_MOST_ROWS]:
            left, right = (plain_line(names_text(side), ascii_only) for side in match.students)
            table.add_row(left, right, f"{match.closeness:.0%}", expected_text(match.expected))
        yield table
        if len(matches) > _MOST_ROWS:
            yield Text(f"{len(matches) - _MOST_ROWS} more: see --html or --json", style="bold")


def names_text(students: Sequence[str]) -> str:
    """Name the first students of a side, and count the others."""
    more = len(students) - _NAMES_SHOWN
    return ", ".join(students[:_NAMES_SHOWN]) + (f" +{more}" if more > 0 else "")


def similar_data(assignment: str, comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain data."""
    return {
        "assignment": assignment,
        "students": comparison.students,
        "usual": comparison.usual,
        "fence": comparison.fence,
        "caveat": verdict_on(comparison)[1],
        "matches": [
            {
                "left": list(match.students[0]),
                "right": list(match.students[1]),
                "closeness": match.closeness,
                "expected_by_chance": match.expected,
                "cells": match.cells,
            }
            for match in comparison.matches
        ],
    }


@dataclass(frozen=True)
class _Shown:
    match: Match
    cells: tuple[SideBySide, ...]


def similar_page(assignment: str, comparison: Comparison, generated: datetime) -> str:
    """Return a page of the matches with their sources side by side, which needs no network."""
    shown = [
        _Shown(match, side_by_side(match, comparison.idioms))
        for match in comparison.matches[:_MOST_PAGES]
    ]
    return (
        environment()
        .get_template("similar.html.j2")
        .render(
            assignment=assignment,
            comparison=comparison,
            shown=shown,
            verdict=verdict_on(comparison),
            names=names_text,
            expected=expected_text,
            fewest=FEWEST_STUDENTS,
            generated=generated,
            policy=security_policy(),
        )
    )
