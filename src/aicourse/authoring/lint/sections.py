"""The order in which a learner meets an assignment: its title and its standing sections."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from aicourse.authoring.lint.markup import read_markup
from aicourse.authoring.lint.registry import Defect, room_rule
from aicourse.authoring.lint.room import Cell, Room
from aicourse.syllabus import LANGUAGES


class Section(NamedTuple):
    """A section that every assignment has: how its heading begins, in each language."""

    zh: str
    en: str


SECTIONS = (
    Section("概况", "facts"),
    Section("数据", "dataset"),
    Section("作品", "the artefact"),
    Section("笔记", "notes"),
    Section("延伸阅读", "further reading"),
)
_NUMBER = re.compile(r"^[\d.]+\s*[·.、:：]?\s*")
_BEFORE = re.compile(r"^\| (?:先修|Before) \| (?P<text>.*) \|$", re.MULTILINE)
_ASSIGNMENTS = re.compile(r"(?<!\d)([1-5]\d\d)(?:\s*(?:to|至|–|-)\s*([1-5]\d\d))?(?!\d)")


@room_rule("title-first", "open with one heading of level 1 in each language, and no other")
def _title_first(room: Room) -> Iterator[Defect]:
    for language in LANGUAGES:
        cells = [cell for cell in room.cells if cell.is_markdown and cell.language == language]
        titles = [cell for cell in cells for level, _ in _headings(cell) if level == 1]
        if not titles or titles[0] is not cells[0] or _headings(cells[0])[0][0] != 1:
            yield Defect(f"the {language} prose does not open with its title")
        for cell in titles[1:]:
            yield Defect("a second heading of level 1", cell.place)
    if room.cells and not room.cells[0].is_markdown:
        yield Defect("something stands before the title", room.cells[0].place)


@room_rule("order-of-sections", "see docs/lint.md for the sections, their headings and order")
def _order_of_sections(room: Room) -> Iterator[Defect]:
    for language in LANGUAGES:
        headings = [
            (text, cell)
            for cell in room.cells
            if cell.is_markdown and cell.language == language
            for level, text in _headings(cell)
            if level == 2
        ]
        reached = -1
        for section in SECTIONS:
            name = section.zh if language == "zh" else section.en
            at = next((n for n, (text, _) in enumerate(headings) if _begins(text, name)), None)
            if at is None:
                yield Defect(f'no {language} heading of level 2 begins "{name}"')
            elif at < reached:
                yield Defect(
                    f"the section {headings[at][0]!r} comes too early", headings[at][1].place
                )
            else:
                reached = at


@room_rule("what-comes-before", "bring the row 先修 / Before and `after` in syllabus.yml into step")
def _what_comes_before(room: Room) -> Iterator[Defect]:
    expected = set(room.assignment.after)
    for language in LANGUAGES:
        rows = [
            (row["text"], cell.place)
            for cell in room.cells
            if cell.is_markdown and cell.language == language
            for row in _BEFORE.finditer(cell.source)
        ]
        text, place = rows[0] if rows else ("", None)
        named = set(_numbers(text))
        for number in sorted(named ^ expected):
            silent = "syllabus.yml does" if number in named else f"the {language} facts do"
            yield Defect(f"{silent} not name {number} as what comes before", place)


def _numbers(text: str) -> Iterator[str]:
    """Yield the assignments that a text names, those between the ends of a range too."""
    for first, last in _ASSIGNMENTS.findall(text):
        yield from map(str, range(int(first), int(last or first) + 1))


def _begins(heading: str, name: str) -> bool:
    """Whether a heading begins with a name, a number of its own aside."""
    return _NUMBER.sub("", heading).lower().startswith(name)


def _headings(cell: Cell) -> list[tuple[int, str]]:
    return read_markup(cell.source).headings
