"""The learner's own folder: one room for each assignment that was begun, and what is kept of it."""

import locale
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path

from pydantic import ValidationError

from aicourse.atomic import write_atomically
from aicourse.errors import CourseError
from aicourse.grading.verdict import Record
from aicourse.syllabus import SYLLABUS, Course, Language, read_course

DEFAULT = Path("work")
STATE = ".aicourse"
_MEMORY = "desk.json"


class _Memory(Record):
    """What a desk knows of itself; the course folder may be relative to it."""

    course: str
    language: Language


@dataclass(frozen=True)
class Desk:
    """A learner's folder.

    Attributes
    ----------
    root : Path
        Holds a folder for each assignment that was begun, by its id.
    course : Path
        The course folder that it belongs to.
    language : {"zh", "en"}
        What the learner is spoken to in.
    """

    root: Path
    course: Path
    language: Language

    @property
    def state(self) -> Path:
        """Where the desk keeps what is not the learner's to edit."""
        return self.root / STATE

    def room(self, assignment: str) -> Path:
        """Return the folder of an assignment."""
        return self.root / assignment

    def handed_out(self, assignment: str) -> Path:
        """Return where the student version stands as the learner received it last."""
        return self.state / "handed-out" / assignment

    def backups(self, assignment: str) -> Path:
        """Return where notebooks stand as they were before a newer release was merged into them."""
        return self.state / "backups" / assignment

    def checks(self, assignment: str) -> Path:
        """Return the record of the learner's own checks, a line of JSON each."""
        return self.state / "checks" / f"{assignment}.jsonl"

    def read_syllabus(self) -> Course:
        return read_course(self.course)

    def remember(self) -> None:
        """Write down where the course is, so that commands in this folder find it."""
        is_inside = self.root.is_relative_to(self.course)  # then both may be moved together
        course = relpath(self.course, self.root) if is_inside else str(self.course)
        memory = _Memory(course=Path(course).as_posix(), language=self.language)
        write_atomically(self.state / _MEMORY, memory.model_dump_json(indent=1).encode() + b"\n")

    def begun(self) -> list[str]:
        """Ids of the assignments that have a notebook here, in order."""
        return sorted({path.parent.name for path in self.root.glob("[1-5][0-9][0-9]-*/*.ipynb")})


def find_desk(start: Path) -> Desk | None:
    """Return the desk that a folder belongs to: its own, one above it, or ``work`` beside those."""
    start = start.resolve()
    for folder in (start, *start.parents):
        for root in (folder, folder / DEFAULT):
            if (root / STATE / _MEMORY).is_file():
                return _open(root)
    return None


def open_desk(directory: Path | None = None, here: Path | None = None) -> Desk:
    """Open a desk that was set up before.

    Parameters
    ----------
    directory : Path, optional
        The learner's folder; found from `here`, or the working folder, if None.

    Raises
    ------
    CourseError
        If there is none.
    """
    start = (directory or here or Path()).resolve()
    desk = find_desk(start)
    if desk is None or (directory is not None and desk.root != start):
        raise CourseError(
            "nothing was begun here",
            "run `aicourse start 104` in the course folder, or name your folder with --dir",
            start,
            zh=(
                "这里还没有开始任何作业",
                "请在课程文件夹中运行 `aicourse start 104`，或用 --dir 指定你的文件夹",
            ),
        )
    return desk


def set_up_desk(
    directory: Path | None = None, course: Path | None = None, language: Language | None = None
) -> Desk:
    """Return the learner's desk as these choices make it; nothing is written.

    Parameters
    ----------
    directory : Path, optional
        The learner's folder; by default the one that the working folder belongs to, else ``work``
        in the course folder.
    course : Path, optional
        The course folder; by default the working folder if it is one, else what the desk knows.
    language : {"zh", "en"}, optional
        By default what was chosen before, else that of the system.

    Raises
    ------
    CourseError
        If there is no course, or the learner's folder is the course folder itself.
    """
    known = find_desk(directory or Path())
    if directory is not None and known is not None and known.root != directory.resolve():
        known = None
    if course is None:
        is_course = known is None or Path(SYLLABUS).is_file()
        course = Path() if is_course or known is None else known.course
    course = course.resolve()
    read_course(course)  # says so where it is none
    root = directory.resolve() if directory else known.root if known else course / DEFAULT
    if root == course:
        raise CourseError(
            "this is the course folder itself",
            "name a folder of your own",
            root,
            zh=("这就是课程文件夹本身", "请指定你自己的文件夹"),
        )
    return Desk(root, course, language or (known.language if known else system_language()))


def system_language() -> Language:
    """Return the language that the system speaks, as far as the course speaks it."""
    spoken = locale.getlocale()[0] or ""
    return "zh" if spoken.lower().startswith(("zh", "chinese")) else "en"


def spoken_language(here: Path) -> Language:
    """Return the language to tell a learner something in: the desk's, else the system's."""
    try:
        desk = find_desk(here)
    except CourseError:
        desk = None
    return desk.language if desk else system_language()


def _open(root: Path) -> Desk:
    path = root / STATE / _MEMORY
    try:
        memory = _Memory.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise CourseError(
            "it cannot be read",
            "delete this file and run `aicourse start` again; your notebooks stay",
            path,
            zh=("无法读取", "请删除这个文件，再运行 `aicourse start`；你的笔记本不受影响"),
        ) from error
    return Desk(root, (root / memory.course).resolve(), memory.language)
