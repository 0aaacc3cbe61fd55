"""The result of grading: plain data, the same in the cache, in JSON and in the gradebook."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Kind(StrEnum):
    """What became of one test cell."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_ATTEMPTED = "not attempted"
    CRASHED = "crashed"
    TIMED_OUT = "timed out"
    TOO_MUCH_OUTPUT = "too much output"
    OUT_OF_MEMORY = "out of memory"
    TOO_MANY_PROCESSES = "too many processes"
    TOO_MUCH_ON_DISK = "too much on disk"
    NETWORK_DENIED = "network denied"
    KILLED = "killed"
    TAMPERED = "tampered"
    NOT_RUN = "not run"


class RepairKind(StrEnum):
    """What was mended in a submission before it ran. A repair never costs points."""

    RENAMED_FILE = "renamed file"
    RESTORED_CELL = "restored cell"
    REPLACED_CELL = "replaced cell"
    DUPLICATE_CELL = "duplicate cell"
    MOVED_CELL = "moved cell"
    CHANGED_KERNEL = "changed kernel"
    CONVERTED_FORMAT = "converted format"


class Record(BaseModel):
    """Base of what is stored: immutable, and unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Repair(Record):
    """One mend of a submission, told to the learner and the teacher.

    Attributes
    ----------
    cell : str or None
        The ``grade_id`` concerned, or None where the whole notebook is.
    text : str
        One line in Chinese and English.
    """

    kind: RepairKind
    notebook: str
    cell: str | None = None
    text: str


class CellVerdict(Record):
    """What one test cell earned.

    Attributes
    ----------
    task : str
        Name of the task that the cell tests: the ``grade_id`` of its first solution cell.
    message : str
        Why, in one or more lines that give no hidden test away; empty when passed.
    note : str
        What a teacher should know of it, and the learner is not told.
    seconds : float
        Wall-clock time of the test cell.
    """

    notebook: str
    task: str
    grade_id: str
    points: float
    max_points: float
    kind: Kind
    message: str = ""
    note: str = ""
    seconds: float = Field(ge=0)


class Verdict(Record):
    """What one student's submission to one assignment earned.

    Attributes
    ----------
    problem : str or None
        Why nothing of the submission could be run, if so.
    key : str
        Hash of assignment, submission, limits and environment: equal keys, equal verdicts.
    """

    assignment: str
    student: str
    points: float
    max_points: float
    cells: tuple[CellVerdict, ...]
    repairs: tuple[Repair, ...] = ()
    problem: str | None = None
    seconds: float = Field(ge=0)
    key: str
