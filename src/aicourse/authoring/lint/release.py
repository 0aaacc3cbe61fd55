"""Rules on `release/`: nothing of what learners must not see, and no outputs."""

import json
import re
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

from aicourse.authoring.answers import ANSWERS, read_answers
from aicourse.authoring.lint.files import RELEASE
from aicourse.authoring.lint.registry import Defect, room_rule
from aicourse.authoring.lint.room import Room
from aicourse.errors import CourseError
from aicourse.hints import hinted_task
from aicourse.notebook import (
    Role,
    cell_place,
    hidden_regions,
    read_notebook,
    solution_regions,
    stub,
    visible_source,
)
from aicourse.syllabus import LANGUAGES

_MARKER = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS)")
_TELLING_LENGTH = 16


@room_rule("release-leak", "run `aicourse release`, and see why it let this pass")
def _release_leak(room: Room) -> Iterator[Defect]:
    secret = _secret_lines(room)
    for file in _released(room):
        if file.suffix == ".ipynb":
            read_notebook(file)  # says so where it is damaged
        for line in dict.fromkeys(_lines_of(file)):
            if _MARKER.search(line):
                yield Defect(f"the marker {line.strip()!r} is released", None, file)
            elif _normal(line) in secret:
                yield Defect(
                    f"a solution or hidden test is released: {line.strip()[:60]!r}", None, file
                )


@room_rule("release-outputs", "run `aicourse release`, which clears them")
def _release_outputs(room: Room) -> Iterator[Defect]:
    for file in _released(room):
        if file.suffix == ".ipynb":
            for index, cell in enumerate(read_notebook(file).cells):
                if cell.get("outputs") or cell.get("execution_count"):
                    yield Defect("the cell has outputs", cell_place(cell, index), file)


def _released(room: Room) -> Iterator[Path]:
    for language in LANGUAGES:
        folder = room.root / RELEASE / language / room.assignment.id
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def _secret_lines(room: Room) -> Set[str]:
    """Return the telling lines of solutions, hidden tests and answers that are nowhere public."""
    secret: set[str] = set()
    public: set[str] = set()
    for cell in room.cells:
        if cell.role is Role.SOLUTION:
            hidden, shown = "\n".join(solution_regions(cell.source)), stub(cell.source)
        elif cell.role is Role.TEST:
            hidden, shown = "\n".join(hidden_regions(cell.source)), visible_source(cell.source)
        elif hinted_task(cell.node) is not None:
            hidden, shown = cell.source, ""
        else:
            hidden, shown = "", cell.source
        secret |= _telling(hidden)
        public |= {_normal(line) for line in shown.splitlines()}
    for file in _handed_out(room):  # a program that is to be mended stands in its mended form too
        public |= {_normal(line) for line in _lines_of(file)}
    try:
        for answer in read_answers(room.folder / ANSWERS):
            secret |= _telling(answer.source)
    except CourseError:
        pass  # another rule tells
    return secret - public


def _handed_out(room: Room) -> Iterator[Path]:
    for name in room.assignment.handed_out:
        given = room.folder / name
        yield from (path for path in (given, *given.rglob("*")) if path.is_file())


def _telling(source: str) -> set[str]:
    """Return the lines that are too long to stand anywhere by chance."""
    lines = {
        _normal(line) for line in source.splitlines() if not re.match(r"\s*(import|from)\s", line)
    }
    return {line for line in lines if len(line) >= _TELLING_LENGTH}


def _normal(line: str) -> str:
    return re.sub(r"\s+", "", line)


def _lines_of(file: Path) -> Iterator[str]:
    """Yield the lines of a text file: of a notebook, those of every string in it."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return  # data
    strings = _strings(json.loads(text)) if file.suffix == ".ipynb" else (text,)
    for string in strings:
        yield from string.splitlines()


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
