"""Rules on hints: whose they are, that they come one by one, and that none is the solution."""

import re
from collections.abc import Iterator

from aicourse.authoring.lint.registry import Defect, room_rule
from aicourse.authoring.lint.room import Cell, Room
from aicourse.hints import hinted_task, split_hints
from aicourse.notebook import Role, solution_regions, stub
from aicourse.syllabus import LANGUAGES

HINTS = range(2, 7)
_TELLING_LENGTH = 16


def _hint_cells(room: Room) -> Iterator[tuple[Cell, str]]:
    for cell in room.cells:
        task = hinted_task(cell.node)
        if task is not None:
            yield cell, task


@room_rule("hints-of-task", "name the first solution cell of a task, once in each language")
def _hints_of_task(room: Room) -> Iterator[Defect]:
    tasks = {task.name for task in room.tasks}
    seen: set[tuple[str, str | None]] = set()
    for cell, task in _hint_cells(room):
        if task not in tasks:
            yield Defect(f"hints of {task!r}, which is no task", cell.place)
        elif cell.language not in LANGUAGES:
            yield Defect("hints without a language", cell.place)
        elif (task, cell.language) in seen:
            yield Defect(f"hints of {task} stand twice in {cell.language}", cell.place)
        seen.add((task, cell.language))


@room_rule("hints-missing", "write hints for every task, in both languages, or for none")
def _hints_missing(room: Room) -> Iterator[Defect]:
    found = {(task, cell.language) for cell, task in _hint_cells(room)}
    if not found:
        return
    for task in room.tasks:
        for language in LANGUAGES:
            if (task.name, language) not in found:
                yield Defect(f"no {language} hints", f"cell {task.name}")


@room_rule("hints-form", "write an ordered list, each item one hint, from a nudge to a last step")
def _hints_form(room: Room) -> Iterator[Defect]:
    for cell, _ in _hint_cells(room):
        count = len(list(split_hints(cell.source)))
        if not re.match(r"1\.\s", cell.source):
            yield Defect("the hints do not begin with 1.", cell.place)
        elif count not in HINTS:
            bounds = f"{HINTS[0]} to {HINTS[-1]}"
            yield Defect(f"{count} hint(s)", cell.place, remedy=f"write {bounds}")


@room_rule("hint-gives-away", "tell the idea or the step, and leave the line to the learner")
def _hint_gives_away(room: Room) -> Iterator[Defect]:
    given = {_squeezed(line) for cell in room.solutions for line in stub(cell.source).splitlines()}
    lines = {
        squeezed: line.strip()
        for cell in room.of_role(Role.SOLUTION)
        for region in solution_regions(cell.source)
        for line in region.splitlines()
        if len(squeezed := _squeezed(line)) >= _TELLING_LENGTH and squeezed not in given
    }
    for cell, _ in _hint_cells(room):
        text = _squeezed(cell.source)
        for squeezed, line in lines.items():
            if squeezed in text:
                yield Defect(f"a line of the solution: {line[:60]!r}", cell.place)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
