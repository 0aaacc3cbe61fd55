"""Rules on nbgrader's metadata: names, flags, points, and which cells a grader can restore."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from aicourse.authoring.lint.python import bound_names, imported_names, read_names
from aicourse.authoring.lint.registry import Defect, room_rule
from aicourse.authoring.lint.room import Cell, Room
from aicourse.notebook import Role

TASKS = range(3, 7)
POINTS = range(1, 6)
SCHEMA_VERSION = 3

_SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LOCKED = {Role.TEST: True, Role.SOLUTION: False, Role.ANSWER: False, Role.LOCKED: True}


def _nbgrader(cell: Cell) -> dict[str, Any]:
    metadata = cell.node.metadata.get("nbgrader", {})
    return dict(metadata) if isinstance(metadata, dict) else {}


@room_rule("grade-id-format", "give each graded cell a snake_case grade_id of its own")
def _grade_id_format(room: Room) -> Iterator[Defect]:
    seen = Counter(cell.grade_id for cell in room.cells if cell.grade_id)
    for cell in room.cells:
        if "nbgrader" in cell.node.metadata and not cell.grade_id:
            yield Defect("nbgrader metadata without a role", cell.place)
        elif cell.grade_id and not _SNAKE_CASE.fullmatch(cell.grade_id):
            yield Defect(f"the grade_id {cell.grade_id!r} is no snake_case", cell.place)
        elif seen[cell.grade_id] > 1:
            yield Defect(
                f"the grade_id {cell.grade_id} is used {seen[cell.grade_id]} times", cell.place
            )


@room_rule("schema-version", f"write nbgrader metadata of schema_version {SCHEMA_VERSION}")
def _schema_version(room: Room) -> Iterator[Defect]:
    for cell in room.cells:
        metadata = _nbgrader(cell)
        if metadata and metadata.get("schema_version") != SCHEMA_VERSION:
            yield Defect(f"schema_version is {metadata.get('schema_version')}", cell.place)


@room_rule("lock-missing", "lock test cells and given cells; leave solution cells open")
def _lock_missing(room: Room) -> Iterator[Defect]:
    for cell in room.cells:
        wanted = _LOCKED.get(cell.role)
        if wanted is not None and bool(_nbgrader(cell).get("locked")) is not wanted:
            state = "not locked" if wanted else "locked"
            yield Defect(f"the {cell.role} cell is {state}", cell.place)


@room_rule("points-range", f"give a test cell {POINTS[0]} to {POINTS[-1]} whole points")
def _points_range(room: Room) -> Iterator[Defect]:
    for cell in room.of_role(Role.TEST, Role.ANSWER):
        points = _nbgrader(cell).get("points")
        whole = isinstance(points, int) and not isinstance(points, bool)
        if cell.role is Role.TEST and not (whole and points in POINTS):
            yield Defect(f"the test cell has {points} points", cell.place)
        elif cell.role is Role.ANSWER and not (whole and points == 0):
            yield Defect(
                f"the free answer has {points} points", cell.place, remedy="give it 0 points"
            )


@room_rule("points-total", "make the points of the test cells sum to those of the syllabus")
def _points_total(room: Room) -> Iterator[Defect]:
    total = sum(task.points for task in room.tasks)
    if total != room.assignment.points:
        yield Defect(f"the test cells carry {total:g} points, not {room.assignment.points}")


@room_rule("tasks-count", f"write {TASKS[0]} to {TASKS[-1]} graded tasks")
def _tasks_count(room: Room) -> Iterator[Defect]:
    if len(room.tasks) not in TASKS:
        yield Defect(f"there are {len(room.tasks)} graded tasks")
    for task in room.tasks:
        if not task.solutions:
            yield Defect(
                "the test cell has no solution cell before it",
                f"cell {task.name}",
                remedy="move it below the solution that it tests",
            )


@room_rule("imports-locked", "import in the locked cell with the grade_id imports")
def _imports_locked(room: Room) -> Iterator[Defect]:
    cells = [cell for cell in room.code if cell.grade_id == "imports"]
    if not any(cell.role is Role.LOCKED for cell in cells):
        yield Defect("there is no locked cell imports", cells[0].place if cells else None)
    for cell, name, test in _unprotected(room):
        if name in imported_names(cell.tree or _EMPTY):
            yield Defect(f"{test} needs the import {name}, which a learner may delete", cell.place)


@room_rule("data-locked", "define what tests read in the locked cell with the grade_id data")
def _data_locked(room: Room) -> Iterator[Defect]:
    for cell in room.code:
        if cell.grade_id == "data" and cell.role is not Role.LOCKED:
            yield Defect("the cell data is not locked", cell.place)
    for cell, name, test in _unprotected(room):
        if name not in imported_names(cell.tree or _EMPTY):
            yield Defect(f"{test} needs {name}, which a learner may delete", cell.place)


def _unprotected(room: Room) -> Iterator[tuple[Cell, str, str]]:
    """Yield names that tests read and only a free cell binds, with that cell and one such test."""
    free: dict[str, Cell] = {}
    for cell in room.code:
        if cell.role is Role.FREE and cell.tree:
            for name in bound_names(cell.tree):
                free.setdefault(name, cell)
    safe = {
        name
        for cell in room.of_role(Role.LOCKED, Role.SOLUTION)
        for name in bound_names(cell.tree or _EMPTY)
    }
    for test in room.tests:
        tree = test.tree or _EMPTY
        own = _bound_anywhere(tree)
        for name in sorted(read_names(tree) - own - safe):
            if name in free:
                yield free.pop(name), name, test.grade_id


def _bound_anywhere(tree: ast.Module) -> set[str]:
    names = imported_names(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.ExceptHandler(name=str(name)):
                names.add(name)
    return names


_EMPTY = ast.Module([], [])
