"""What the grader says in both languages, in one of them."""

import re

from aicourse.syllabus import Language

_HAN = re.compile(r"[\u4e00-\u9fff]")
_SEPARATOR = " / "


def in_language(message: str, language: Language) -> str:
    """Return a message in one language.

    The parts that read ``中文 / English``, each of one or more lines, give way to one half; what is
    in one language only, such as the text of an exception, stays.
    """
    said: list[str] = []
    rest = message
    while rest:
        first, newline, remainder = rest.partition("\n")
        if not _HAN.search(first):
            said.append(first + newline)
            rest = remainder
            continue
        end = _unit_end(rest)
        if end is None:
            said.append(rest)
            break
        separator, stop = end
        zh, en = rest[:separator], rest[separator + len(_SEPARATOR) : stop]
        tail = "\n" if en.endswith("\n") else ""
        said.append(f"{zh}{tail}" if language == "zh" else en)
        rest = rest[stop:]
    return "".join(said).strip()


def _unit_end(text: str) -> tuple[int, int] | None:
    """Return where the halves of the first part of a message meet, and where it ends."""
    at = text.find(_SEPARATOR)
    while at >= 0:
        line_end = text.find("\n", at)
        line_end = len(text) if line_end < 0 else line_end
        if not _HAN.search(text, at, line_end):
            return at, _next_chinese_line(text, line_end)
        at = text.find(_SEPARATOR, at + 1)
    return None


def _next_chinese_line(text: str, start: int) -> int:
    found = _HAN.search(text, start)
    return len(text) if found is None else text.rfind("\n", start, found.start()) + 1
