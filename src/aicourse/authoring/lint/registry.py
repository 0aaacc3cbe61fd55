"""What a lint rule is, and the list of all rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from aicourse.authoring.lint.room import CourseFiles, Room


@dataclass(frozen=True)
class Finding:
    """One breach of the authoring contract.

    Attributes
    ----------
    rule : str
        Name of the rule, as in ``docs/lint.md``.
    path : Path
        The file at fault, relative to the course folder.
    place : str or None
        Where in it.
    problem, remedy : str
        What is wrong, what to do about it.
    """

    rule: str
    path: Path
    place: str | None
    problem: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.path}, {self.place}" if self.place else str(self.path)
        return f"{where}: {self.problem}; {self.remedy} [{self.rule}]"


@dataclass(frozen=True)
class Defect:
    """What a rule found: `path` and `remedy` stand in for the room's text and the rule's remedy."""

    problem: str
    place: str | None = None
    path: Path | None = None
    remedy: str | None = None


RoomCheck = Callable[[Room], Iterator[Defect]]
CourseCheck = Callable[[CourseFiles], Iterator[Defect]]


@dataclass(frozen=True)
class Rule:
    """A named check of a room or of the whole course, with the remedy for most of what it finds."""

    name: str
    remedy: str
    in_room: RoomCheck | None = None
    in_course: CourseCheck | None = None


RULES: dict[str, Rule] = {}


def room_rule(name: str, remedy: str) -> Callable[[RoomCheck], RoomCheck]:
    """Register a check of one assignment."""

    def register(check: RoomCheck) -> RoomCheck:
        RULES[name] = Rule(name, remedy, in_room=check)
        return check

    return register


def course_rule(name: str, remedy: str) -> Callable[[CourseCheck], CourseCheck]:
    """Register a check of the course folder as a whole."""

    def register(check: CourseCheck) -> CourseCheck:
        RULES[name] = Rule(name, remedy, in_course=check)
        return check

    return register
