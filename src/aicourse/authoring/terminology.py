"""The course's terminology: one Chinese term for each English term, read from a markdown table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aicourse.errors import CourseError

TERMINOLOGY = Path("docs", "terminology.md")

_HEADER = ("English", "中文", "note")
_RULE = re.compile(r"^:?-+:?$")
_VARIANTS = re.compile(r"\bnot:\s*(?P<variants>[^;]*)")
_SEPARATOR = re.compile(r"[,，、]")


@dataclass(frozen=True)
class Terminology:
    """Which Chinese term stands for which English one.

    Attributes
    ----------
    terms : dict of str to str
        The Chinese term by the English term.
    rejected : dict of str to str
        The Chinese term to use by the competing translation that the course refuses.
    """

    terms: dict[str, str]
    rejected: dict[str, str]


def read_terminology(path: Path) -> Terminology:
    """Read the table ``English | 中文 | note`` of a markdown file.

    A note may name refused translations as ``not: 变体1, 变体2``, up to a semicolon or its end.

    Raises
    ------
    CourseError
        If the file has no such table, a row is incomplete, a term or variant stands twice, or a
        refused variant is part of a listed term, so that the term itself would be refused.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"cannot be read ({error})", "restore it from git", path) from error
    terms: dict[str, str] = {}
    rejected: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, (english, chinese, note) in _rows(text, path):
        if english in terms:
            raise _at(line, f"{english!r} stands twice", "keep one of the two rows", path)
        terms[english] = chinese
        for variant in _variants(note):
            if variant in rejected:
                raise _at(line, f"{variant!r} is refused twice", "keep it in one row", path)
            rejected[variant] = chinese
            lines[variant] = line
    if not terms:
        raise CourseError(
            "there is no table of terms", f"add one with the columns {' | '.join(_HEADER)}", path
        )
    for variant, line in lines.items():
        for chinese in terms.values():
            if variant in chinese:
                raise _at(
                    line,
                    f"the refused {variant!r} is part of the term {chinese!r}",
                    "refuse a longer variant or none",
                    path,
                )
    return Terminology(terms, rejected)


def _rows(text: str, path: Path) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """Yield each row of the tables that have the header, with its line from 1."""
    in_table = False
    for line, content in enumerate(text.splitlines(), start=1):
        if not content.startswith("|"):
            in_table = False
            continue
        cells = tuple(cell.strip() for cell in content.strip()[1:].removesuffix("|").split("|"))
        if cells == _HEADER:
            in_table = True
        elif in_table and not all(_RULE.match(cell) for cell in cells):
            if len(cells) != len(_HEADER) or not cells[0] or not cells[1]:
                raise _at(
                    line,
                    "the row is not English | 中文 | note",
                    "fill the first two cells and leave the third, which may be empty",
                    path,
                )
            yield line, (cells[0], cells[1], cells[2])


def _variants(note: str) -> Iterator[str]:
    match = _VARIANTS.search(note)
    for variant in _SEPARATOR.split(match["variants"]) if match else ():
        if variant.strip():
            yield variant.strip()


def _at(line: int, problem: str, remedy: str, path: Path) -> CourseError:
    return CourseError(problem, remedy, path, f"line {line}")
