"""What grading one submission may take."""

from pathlib import Path

from pydantic import Field
from traitlets.config import Config

from aicourse.grading.verdict import Record
from aicourse.syllabus import SYLLABUS, read_course

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
    """

    cell_seconds: float = Field(default=30, gt=0)
    notebook_seconds: float = Field(default=300, gt=0)
    output_bytes: int = Field(default=1_000_000, gt=0)
    memory_bytes: int = Field(default=4 << 30, gt=0)


def limits_for(root: Path, assignment: str, config: Config) -> Limits:
    """Return the limits of an assignment.

    What `syllabus.yml` says of it counts first, then nbgrader's ``Execute.timeout`` for a cell,
    then the defaults. A course without a syllabus is fine.

    Raises
    ------
    CourseError
        If there is a syllabus and it is broken.
    """
    configured = config.Execute.get("timeout") or config.ExecutePreprocessor.get("timeout")
    known: dict[str, float] = {"cell_seconds": configured} if configured else {}
    if (root / SYLLABUS).is_file():
        for entry in read_course(root).assignments:
            if entry.id == assignment:
                known |= entry.limits.model_dump(exclude_none=True)
    return Limits.model_validate(known)
