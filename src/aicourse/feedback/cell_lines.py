"""At which line of a notebook's file each cell begins."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from aicourse.errors import CourseError
from aicourse.notebook import decode

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]]', re.DOTALL)
_OPENING, _CLOSING = "{[", "}]"


def cell_lines(content: bytes) -> dict[str, int]:
    """Return the line, from 1, at which the cell of each ``grade_id`` begins in the file's JSON.

    Of cells with the same ``grade_id`` the first counts. What is no notebook has none.
    """
    try:
        text, _ = decode(content, Path())
        notebook = json.loads(text)
        cells = notebook["cells"]
        names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells]
    except (CourseError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    lines: dict[str, int] = {}
    for name, line in zip(names, _lines(text), strict=False):
        if isinstance(name, str):
            lines.setdefault(name, line)
    return lines


def _lines(text: str) -> Iterator[int]:
    """Yield the line of each object in the list ``cells`` of valid JSON."""
    depth = 0
    in_cells = False
    previous = ""
    line, counted = 1, 0
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in _OPENING:
            depth += 1
            if depth == 2:
                in_cells = previous == '"cells"'
            elif depth == 3 and in_cells:
                line += text.count("\n", counted, token.start())
                counted = token.start()
                yield line
        elif sign in _CLOSING:
            depth -= 1
        previous = sign
