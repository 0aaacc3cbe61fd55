"""The course model: stages, assignments, and the rows of the learning plan that they implement.

`syllabus.yml` is the single source; nothing here knows of Jupyter.
"""

import reprlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from aicourse.errors import CourseError
from aicourse.located_yaml import line_of, parse_yaml
from aicourse.sizes import HOW_TO_WRITE, Size

SYLLABUS = "syllabus.yml"
STAGE_POINTS = 20

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

NonEmpty = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Number = Annotated[str, StringConstraints(pattern=r"^[1-5]\d{2}$")]
AssignmentId = Annotated[str, StringConstraints(pattern=r"^[1-5]\d{2}-[a-z0-9]+(-[a-z0-9]+)*$")]
RowId = Annotated[str, StringConstraints(pattern=r"^([1-5]|R)\.\d{1,2}$")]


class Entry(BaseModel):
    """What all entries of the syllabus share: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Entry):
    """One text in the course's two languages."""

    zh: NonEmpty
    en: NonEmpty

    def in_language(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


class Resource(Entry):
    """A book, course, page or paper that the plan names."""

    title: NonEmpty
    url: Annotated[str, StringConstraints(pattern=r"^https://")]


class Row(Entry):
    """One row of the learning plan, with the resources that help with it."""

    text: Text
    resources: tuple[Resource, ...] = ()


class AssignmentLimits(Entry):
    """What grading one submission may take; absent values fall to the grader's defaults.

    Attributes
    ----------
    cell_seconds, notebook_seconds : float, optional
        Wall-clock seconds for one cell, for the whole notebook.
    output_bytes : int, optional
        Bytes of output kept for one cell.
    memory_bytes : int, optional
        Private memory.
    processes : int, optional
        Processes and threads at a time.
    file_bytes, disk_bytes : int, optional
        Size of one file; what its folder may hold, and again its ``/tmp``.
    """

    cell_seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    notebook_seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    output_bytes: Size | None = None
    memory_bytes: Size | None = None
    processes: Annotated[int, Field(gt=0)] | None = None
    file_bytes: Size | None = None
    disk_bytes: Size | None = None


class Assignment(Entry):
    """One assignment: a folder under `source/` once it is written.

    Attributes
    ----------
    rows : tuple of str
        Ids of the rows of the plan that its graded tasks implement.
    hours : float
        What a learner may expect to spend.
    minutes : float
        What the instructor notebook may take to run on two CPU cores.
    after : tuple of str
        Numbers of the assignments that it builds on.
    handed_out : tuple of str
        Files of the source folder, besides the notebook, that learners receive.
    """

    id: AssignmentId
    title: Text
    rows: Annotated[tuple[RowId, ...], Field(min_length=1)]
    tasks: Annotated[tuple[Text, ...], Field(min_length=3)]
    data: Text
    after: tuple[Number, ...] = ()
    extra: NonEmpty
    hours: Annotated[float, Field(gt=0, le=60)]
    minutes: Annotated[float, Field(gt=0, le=60)]
    points: Annotated[int, Field(gt=0)] = STAGE_POINTS
    written: bool = False
    handed_out: tuple[NonEmpty, ...] = ()
    limits: AssignmentLimits = AssignmentLimits()

    @property
    def number(self) -> str:
        return self.id.partition("-")[0]

    @property
    def notebook_name(self) -> str:
        """Stem of the notebook: the slug with underscores, importable as a module."""
        return self.id.partition("-")[2].replace("-", "_")


class Stage(Entry):
    """One of the five stages of the plan."""

    id: Annotated[int, Field(ge=1, le=5)]
    title: Text
    goal: Text
    assignments: Annotated[tuple[Assignment, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _numbers_belong_to_stage(self) -> "Stage":
        for place, assignment in enumerate(self.assignments):
            if assignment.number[0] != str(self.id):
                raise _fault(
                    f"assignment {assignment.id} stands in stage {self.id}",
                    f"move it to stage {assignment.number[0]} or give it a number {self.id}xx",
                    ("assignments", place, "id"),
                )
        return self


class Course(Entry):
    """The whole course.

    Attributes
    ----------
    plan : dict of str to Row
        The learning plan by row id: ``"1.1"`` to ``"5.10"``, and ``"R.1"`` onwards for resources.
    """

    title: Text
    plan: dict[RowId, Row]
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _stages_are_distinct(self) -> "Course":
        seen: set[int] = set()
        for place, stage in enumerate(self.stages):
            if stage.id in seen:
                raise _fault(
                    f"stage {stage.id} is listed twice",
                    "put its assignments into one stage",
                    ("stages", place, "id"),
                )
            seen.add(stage.id)
        return self

    @model_validator(mode="after")
    def _numbers_are_distinct(self) -> "Course":
        seen: dict[str, str] = {}
        for at, assignment in self._places():
            if (other := seen.get(assignment.number)) is not None:
                raise _fault(
                    f"assignment {assignment.id} is listed twice"
                    if other == assignment.id
                    else f"{assignment.id} has the number of {other}",
                    "remove or renumber one of the two",
                    (*at, "id"),
                )
            seen[assignment.number] = assignment.id
        return self

    @model_validator(mode="after")
    def _rows_are_in_plan(self) -> "Course":
        for at, assignment in self._places():
            for place, row in enumerate(assignment.rows):
                if row not in self.plan:
                    raise _fault(
                        f"assignment {assignment.id} names row {row}, which the plan lacks",
                        "name a row of the plan, or add this one to it",
                        (*at, "rows", place),
                    )
        return self

    @model_validator(mode="after")
    def _what_comes_before_is_there(self) -> "Course":
        seen: set[str] = set()
        for at, assignment in self._places():
            for place, number in enumerate(assignment.after):
                if number not in seen:
                    raise _fault(
                        f"assignment {assignment.id} comes after {number}, which is not before it",
                        "name assignments that stand above this one",
                        (*at, "after", place),
                    )
            seen.add(assignment.number)
        return self

    def _places(self) -> Iterator[tuple[tuple[str | int, ...], Assignment]]:
        for s, stage in enumerate(self.stages):
            for a, assignment in enumerate(stage.assignments):
                yield ("stages", s, "assignments", a), assignment

    @cached_property
    def assignments(self) -> tuple[Assignment, ...]:
        return tuple(assignment for stage in self.stages for assignment in stage.assignments)

    def find(self, key: str) -> Assignment:
        """Return the assignment with id `key`, or whose number is `key` (``"104"``).

        Raises
        ------
        CourseError
            If there is none; the message lists the nearest ids.
        """
        for assignment in self.assignments:
            if key in (assignment.id, assignment.number):
                return assignment
        near = [a.id for a in self.assignments if key[:2] == a.id[:2]][:4]
        listed = ", ".join(near)
        raise CourseError(
            f"no assignment {key!r}",
            f"did you mean one of {listed}?" if near else "see `aicourse list`",
            Path(SYLLABUS),
            zh=(f"没有作业 {key!r}", f"你是指 {listed} 之一吗？" if near else "见 `aicourse list`"),
        )

    def implementing(self, row: str) -> Iterator[Assignment]:
        """Yield the assignments whose graded tasks implement a row of the plan."""
        return (assignment for assignment in self.assignments if row in assignment.rows)


def read_course(root: Path) -> Course:
    """Read and validate `syllabus.yml` in a course folder.

    Raises
    ------
    CourseError
        If the file is absent, is no YAML, or breaks the model; it names file, line and remedy.
    """
    path = root / SYLLABUS
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError(
            "there is no syllabus",
            "run in the course folder or name it with --course",
            path,
            zh=("没有课程大纲", "请在课程文件夹中运行，或用 --course 指定它"),
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"cannot be read ({error})", "restore it from git", path) from error
    node, content = parse_yaml(text, path)
    try:
        return Course.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        context = first.get("ctx", {})
        location = (*first["loc"], *context.get("at", ()))
        raise CourseError(
            _say(first), _remedy(first), path, f"line {line_of(node, location)}"
        ) from error


def _fault(problem: str, remedy: str, at: tuple[str | int, ...]) -> PydanticCustomError:
    """Refuse what is wrong between entries, at the entry `at`, seen from the validated model."""
    context = {"problem": problem, "remedy": remedy, "at": at}
    return PydanticCustomError("course", "{problem}", context)


def _say(error: Any) -> str:
    location = ".".join(str(step) for step in error["loc"] if step != "[key]")
    if error["type"] == "course" or not location:
        return str(error["msg"])
    return f"{location}: {error['msg'][0].lower()}{error['msg'][1:]}"


def _remedy(error: Any) -> str:
    match error["type"]:
        case "course":
            return str(error["ctx"]["remedy"])
        case "missing":
            return f"add the key `{error['loc'][-1]}`"
        case "extra_forbidden":
            return f"remove or rename the key `{error['loc'][-1]}`"
        case "size":
            return HOW_TO_WRITE
        case "string_type":
            if isinstance(error["input"], float):
                return "put it in quotes, for YAML reads 1.10 as the number 1.1"
            return "write it as text, in quotes"
        case "string_pattern_mismatch":
            return f"write it in the form {error['ctx']['pattern']}"
        case "tuple_type":
            return "write it as a list, in [ ] or with a dash for each entry"
        case "model_type" | "dict_type":
            return "write it as keys and values"
        case "too_short":
            return f"list at least {error['ctx']['min_length']}"
        case _:
            return f"replace the value {reprlib.repr(error['input'])}"
