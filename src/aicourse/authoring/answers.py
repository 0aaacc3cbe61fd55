"""Answers of imagined learners, right and wrong: the tests of an assignment's tests.

`answers.py` in an assignment's folder is a py:percent text, one cell an answer::

    # %% forgets to sort the singular values task="thin_svd" verdict="wrong" loses="test_thin_svd"
    def thin_svd(matrix):
        ...

The body is the whole new source of the solution cell that `task` names. Markdown cells, and
whatever stands before the first cell, are comment.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aicourse.authoring.forms import read_cells
from aicourse.errors import CourseError

ANSWERS = "answers.py"

Verdict = Literal["right", "wrong"]

_CELL = re.compile(r"# %%(?:\s|$)")
_MARKDOWN = re.compile(r"# %%+\s*(?:.*\s)?\[(?:markdown|md)\]")
_OPTION = re.compile(r'(?<!\S)(?P<key>[A-Za-z_]\w*)="(?P<value>[^"]*)"(?!\S)')
_OPTIONS = ("task", "verdict", "loses")
_FORM = '# %% <title> task="<solution cell>" verdict="right|wrong" [loses="<test>,<test>"]'


@dataclass(frozen=True)
class Answer:
    """One answer to one task.

    Attributes
    ----------
    task : str
        The ``grade_id`` of the solution cell that it replaces.
    verdict : {"right", "wrong"}
        Whether it must get full marks, or must lose points on this task and on no other.
    loses : tuple of str
        The test cells that a wrong answer must lose points in; empty for any of the task.
    source : str
        The whole new source of the solution cell.
    line : int
        Where its header stands in `answers.py`, from 1.
    """

    title: str
    task: str
    verdict: Verdict
    loses: tuple[str, ...]
    source: str
    line: int


def read_answers(path: Path) -> tuple[Answer, ...]:
    """Read the answers of an assignment, in the file's order.

    Parameters
    ----------
    path : Path
        The `answers.py` of an assignment.

    Raises
    ------
    CourseError
        If the file cannot be read, or a header is malformed; it names file, line and remedy.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise CourseError(
            f"cannot be read ({reason})", "write the answers of the assignment there", path
        ) from error
    return tuple(
        _answer(header, body, path, line)
        for line, header, body in _cells(text)
        if not _MARKDOWN.match(header)
    )


def _cells(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, header and body of each cell."""
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if _CELL.match(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start + 1, lines[start], "\n".join(lines[start + 1 : end])


def _answer(header: str, body: str, path: Path, line: int) -> Answer:
    def refuse(problem: str, remedy: str) -> CourseError:
        return CourseError(problem, remedy, path, f"line {line}")

    options = {match["key"]: match["value"] for match in _OPTION.finditer(header)}
    title = " ".join(_OPTION.sub("", header.removeprefix("# %%")).split())
    for key in options:
        if key not in _OPTIONS:
            raise refuse(f"an answer has no option {key}", f"write {_FORM}")
    if not title:
        raise refuse("the answer has no title", f"write {_FORM}")
    for key in ("task", "verdict"):
        if not options.get(key, "").strip():
            raise refuse(f"the answer has no {key}", f"write {_FORM}")
    verdict: Verdict
    match options["verdict"]:
        case "right" | "wrong" as verdict:
            pass
        case other:
            raise refuse(f'the verdict is "{other}"', "write right or wrong")
    loses = tuple(name.strip() for name in options.get("loses", "").split(",") if name.strip())
    if loses and verdict == "right":
        raise refuse("a right answer loses nothing", "remove loses= or make the verdict wrong")
    source = _source(body)
    if not source:
        raise refuse("the answer is empty", "write the whole source of the solution cell below it")
    return Answer(title, options["task"].strip(), verdict, loses, source, line)


def _source(body: str) -> str:
    """Return the source of a code cell as Jupytext reads it: magics are no comments there."""
    cells = read_cells(f"# %%\n{body.strip()}\n")
    return str(cells[0].source).strip("\n") if cells else ""
