"""What grading one submission may take."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field
from traitlets.config import Config

from aicourse.grading.verdict import Record
from aicourse.sizes import Size
from aicourse.syllabus import SYLLABUS, read_course

FLOOD = 100  # a print left in a loop is no fault as long as the loop ends
TRUNCATED = "\n… output cut here / 输出在此截断 …\n"


class Limits(Record):
    """Bounds on one submission.

    Attributes
    ----------
    cell_seconds, notebook_seconds : float
        Wall-clock seconds for one cell, and for all cells of a notebook together.
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

    cell_seconds: float = Field(default=30, gt=0)
    notebook_seconds: float = Field(default=300, gt=0)
    output_bytes: Size = 1_000_000
    memory_bytes: Size = 4 << 30
    processes: int = Field(default=256, gt=0)
    file_bytes: Size = 128 << 20
    disk_bytes: Size = 512 << 20


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
