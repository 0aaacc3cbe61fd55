"""Hidden tests must not reach a learner: find their lines in whatever a notebook shows."""

import base64
import binascii
import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

from nbformat import NotebookNode

from aicourse.notebook import visible_source

# Shorter lines, such as `x = 1`, tell nothing and occur everywhere.
_SHORTEST = 8

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_TAG = re.compile(r"<[^<>]*>")
_IDLE = re.compile(r"""[\s'"\\]+""")
_ESCAPED_NEWLINE = re.compile(r"(?<!\\)\\++[nrt]")  # one attempt a run
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{16,}+={0,2}\s*")


class HiddenText:
    """The lines of a notebook's hidden tests that no learner has seen.

    A line that also stands in some visible source is no secret; else a traceback through the
    learner's own code would be withheld.

    Parameters
    ----------
    cells : iterable of NotebookNode
        The cells in the instructor's view.
    """

    def __init__(self, cells: Iterable[NotebookNode]) -> None:
        hidden: set[str] = set()
        seen: set[str] = set()
        for cell in cells:
            visible = set(visible_source(cell.source).splitlines())
            seen |= {_squeeze(line) for line in visible}
            hidden |= {
                _squeeze(line)
                for line in cell.source.splitlines()
                if line not in visible and "HIDDEN TESTS" not in line
            }
        self._lines = tuple(sorted(line for line in hidden - seen if len(line) >= _SHORTEST))

    def leaks(self, node: Any) -> bool:
        """Whether a hidden line stands in any string of a tree of dicts, lists and strings.

        Found through quoting, colouring, markup, line breaks and base64: as `print(In)`, a
        coloured traceback, highlighted HTML or an attachment show it.
        """
        if not self._lines:
            return False
        strings = list(_strings(node))
        texts = [_squeeze("".join(strings))]
        texts += [_squeeze(reading) for text in strings for reading in _readings(text)]
        return any(line in text for text in texts for line in self._lines)


def _squeeze(text: str) -> str:
    """Drop what printing adds or changes: colours, white space, quotes and backslashes."""
    return _IDLE.sub("", _ESCAPED_NEWLINE.sub("", _ANSI.sub("", text)))


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield str(key)
            yield from _strings(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _strings(value)


def _readings(text: str) -> Iterator[str]:
    """Yield what a browser would make of a string: as markup, and as base64."""
    if "&" in text or "<" in text:
        yield html.unescape(text)
        yield html.unescape(_TAG.sub("", text))
    if _BASE64.fullmatch(text):
        try:
            yield base64.b64decode(text).decode("utf-8", errors="ignore")
        except binascii.Error:
            return
