"""What grading one submission may take."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from traitlets.config import Config

from aicourse.errors import CourseError
from aicourse.grading.verdict import Record
from aicourse.sizes import HOW_TO_WRITE, Size
from aicourse.syllabus import SYLLABUS, read_course

PATIENCE = 9  # times a limit of time, at most, are added to it where the processor is busy
FLOOD = 100  # a print left in a loop is no fault as long as the loop ends
TRUNCATED = "\n… output cut here / 输出在此截断 …\n"


class Limits(Record):
    """Bounds on one submission.

    Attributes
    ----------
    cell_seconds, notebook_seconds : float
        Wall-clock seconds for one cell, and for all cells of a notebook together; tests that run
        after the learner's cells have as much again.
    output_bytes : int
        Bytes of output kept for one cell; what comes after is dropped. A cell that writes
        `FLOOD` times as much is interrupted.
    memory_bytes : int
        Private memory that the kernel may hold.
    processes : int
        Processes and threads that may exist at a time.
    file_bytes : int
        Size of one file.
    disk_bytes : int
        What the folder of the submission may hold, and again its ``/tmp``.
    """

    cell_seconds: float = Field(default=30, gt=0, allow_inf_nan=False)
    notebook_seconds: float = Field(default=300, gt=0, allow_inf_nan=False)
    output_bytes: Size = 1_000_000
    memory_bytes: Size = 4 << 30
    processes: int = Field(default=256, gt=0)
    file_bytes: Size = 128 << 20
    disk_bytes: Size = 512 << 20


_OPTIONS = {
    "memory_bytes": "--memory",
    "output_bytes": "--output",
    "file_bytes": "--file-size",
    "disk_bytes": "--disk",
}


def read_limits(**texts: str | None) -> dict[str, Any]:
    """Read limits as they are given on the command line; None stands for what is not given.

    Parameters
    ----------
    texts : str or None
        By the names of `Limits`: numbers, and sizes with a unit.

    Raises
    ------
    CourseError
        If one is no number or size, or not above zero; it names the option.
    """
    given = {name: text for name, text in texts.items() if text is not None}
    try:
        return Limits.model_validate(given).model_dump(include=set(given))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        option = _OPTIONS.get(name, "--" + name.replace("_", "-"))
        problem = f"{option}: {first['input']!r} is no size above zero"
        remedy = HOW_TO_WRITE
        if name not in _OPTIONS:
            whole = "a whole number" if name == "processes" else "a number"
            problem = f"{option}: {first['input']!r} is not {whole} above zero"
            remedy = f"write it as {option} {Limits.model_fields[name].default:g}"
        raise CourseError(problem, remedy) from error


def limits_for(
    root: Path, assignment: str, config: Config, chosen: Mapping[str, Any] | None = None
) -> Limits:
    """Return the limits of an assignment.

    Those `chosen` count first, by the names of `Limits`, then what `syllabus.yml` says of it, then
    nbgrader's ``Execute.timeout`` for a cell, then the defaults. A course without a syllabus is
    fine.

    Raises
    ------
    CourseError
        If there is a syllabus and it is broken.
    """
    configured = config.Execute.get("timeout") or config.ExecutePreprocessor.get("timeout")
    known: dict[str, Any] = {"cell_seconds": configured} if configured else {}
    if (root / SYLLABUS).is_file():
        for entry in read_course(root).assignments:
            if entry.id == assignment:
                known |= entry.limits.model_dump(exclude_none=True)
    return Limits.model_validate(known | dict(chosen or {}))
