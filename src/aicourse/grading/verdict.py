"""The result of grading: plain data, the same in the cache, in JSON and in the gradebook."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from aicourse.grading.outcome import Status


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
    MERGED_CELL = "merged cell"
    RECOGNIZED_CELL = "recognized cell"
    MOVED_ANSWER = "moved answer"
    CHANGED_TYPE = "changed type"
    DAMAGED_CELL = "damaged cell"
    LEFT_OUT_LINE = "left out line"
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


class AnswerEvidence(Record):
    """What became of a solution cell that a test cell is about.

    Attributes
    ----------
    ended : Status or None
        None where the submission has no such cell.
    error : str
        Class of the exception that ended it.
    untouched : bool
        Whether it is as handed out, or gone.
    """

    cell: str
    ended: Status | None
    error: str = ""
    seconds: float = Field(default=0, ge=0)
    untouched: bool = False


class Evidence(Record):
    """What the points of a test cell rest on. It gives no hidden test away.

    Attributes
    ----------
    ran_in : str or None
        Where the test ran: in the ``tester``, a process of its own; in a ``fork`` of the learner's
        process; in the learner's ``kernel``. None if it did not.
    marks : str or None
        Of a test that ran to its end: ``all``; ``part``, its last expression being a number from 0
        to its points; ``refused``, that being a number beyond.
    error : str
        Class of the exception that ended the test. In a hidden part only one of Python's own.
    by : str or None
        Whose code raised it, the ``learner``'s or the ``test``'s; None where that is not known.
    hidden : bool
        Whether the test ended in a hidden part.
    line : int or None
        Where: line of the test cell in the source, from 1. None where that is not known.
    limit, limit_value : str and float, or None
        The limit that ended it, by its name in `Limits`, or ``network``, which has no value.
    answers : tuple of AnswerEvidence
        The solution cells that the test is about.
    """

    ended: Status
    ran_in: Literal["tester", "fork", "kernel"] | None = None
    marks: Literal["all", "part", "refused"] | None = None
    error: str = ""
    by: Literal["learner", "test"] | None = None
    hidden: bool = False
    line: int | None = Field(default=None, ge=1)
    limit: str | None = None
    limit_value: float | None = None
    answers: tuple[AnswerEvidence, ...] = ()


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
    evidence : Evidence or None
        Why, for the teacher. None where nothing of the submission could be run.
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
    evidence: Evidence | None = None


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
