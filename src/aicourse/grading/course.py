"""Where a course keeps its things: nbgrader's own configuration, read once."""

import contextlib
import difflib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from aicourse.errors import CourseError
from aicourse.grading.assignment import IGNORED, SourceAssignment, Submission
from aicourse.grading.assignment import read_assignment as read_folder
from aicourse.grading.assignment import read_submission as read_submitted_folder

CONFIG = "nbgrader_config.py"


@dataclass(frozen=True)
class CourseFolder:
    """An nbgrader course on disk.

    Attributes
    ----------
    source, submitted, autograded, feedback : Path
        nbgrader's folders; submissions stand in ``<submitted>/<student>/<assignment>``.
    db_url : str
        SQLAlchemy address of the gradebook.
    state : Path
        Where the grader keeps what it can compute again: verdicts, and what it has recorded.
    """

    root: Path
    config: Config
    course_id: str
    db_url: str
    source: Path
    submitted: Path
    autograded: Path
    feedback: Path
    state: Path
    ignored: tuple[str, ...] = IGNORED

    def assignments(self) -> tuple[str, ...]:
        """Names of the assignments that have a source notebook, in order."""
        return tuple(sorted(path.parent.name for path in self.source.glob("*/*.ipynb")))

    def students(self) -> tuple[str, ...]:
        """Ids of the students who handed something in, in order."""
        return tuple(name for name in self._folders() if _is_storable(name))

    def unnameable(self) -> tuple[str, ...]:
        """Folders in the place of students whose names no gradebook can hold."""
        return tuple(ascii(name) for name in self._folders() if not _is_storable(name))

    def _folders(self) -> list[str]:
        if not self.submitted.is_dir():
            return []
        return sorted(p.name for p in self.submitted.iterdir() if p.is_dir() and p.name[0] != ".")

    def choose_assignments(self, keys: Sequence[str]) -> tuple[str, ...]:
        """Return the assignments named by id or by what stands before its first hyphen.

        Without keys, all that something was handed in for.
        """
        known = self.assignments()
        if not keys:
            handed_in = {path.name for path in self.submitted.glob("*/*") if path.is_dir()}
            return tuple(name for name in known if name in handed_in) or known
        chosen = []
        for key in keys:
            named = [name for name in known if key in (name, name.partition("-")[0])]
            if not named:
                self._refuse("assignment", key, known, self.source)
            chosen += named
        return tuple(dict.fromkeys(chosen))

    def choose_students(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Return the students named, or all who handed something in."""
        known = self.students()
        for student in ids:
            if student not in known:
                self._refuse("student", student, known, self.submitted)
        return tuple(dict.fromkeys(ids)) or known

    @staticmethod
    def _refuse(what: str, key: str, known: Sequence[str], folder: Path) -> NoReturn:
        near = difflib.get_close_matches(key, known, n=4, cutoff=0.3) or list(known[:4])
        hint = f"did you mean {' or '.join(near)}?" if near else "there is none at all"
        raise CourseError(f"no {what} {key!r}", hint, folder)

    def read_assignment(self, name: str) -> SourceAssignment:
        """Read one assignment."""
        return read_folder(self.source / name, self.ignored)

    def read_submission(self, student: str, assignment: str) -> Submission:
        """Read what a student handed in."""
        return read_submitted_folder(self.submitted / student / assignment, self.ignored)


def _is_storable(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:  # bytes that are no UTF-8
        return False
    return True


def open_course(root: Path, submitted: Path | None = None) -> CourseFolder:
    """Open the course in a folder.

    Parameters
    ----------
    root : Path
        The folder with ``source/`` and, usually, ``nbgrader_config.py``.
    submitted : Path, optional
        Take the submissions from here instead.

    Raises
    ------
    CourseError
        If the folder is no course, or its configuration cannot be read.
    """
    root = root.resolve()
    if not root.is_dir():
        raise CourseError("no such folder", "name the course folder with --course", root)
    config = _read_config(root)
    directory = CourseDirectory(config=config)
    if "root" not in config.CourseDirectory:
        directory.root = str(root)
    if submitted and not submitted.is_dir():
        raise CourseError("no such folder", "name one that holds <student>/<assignment>", submitted)
    return as_course_folder(directory, config, submitted)


def as_course_folder(
    directory: CourseDirectory, config: Config, submitted: Path | None = None
) -> CourseFolder:
    """Read the places from nbgrader's own description of a course (see `open_course`)."""
    root = Path(directory.root).resolve()
    source = root / directory.source_directory
    if not source.is_dir():
        raise CourseError(
            "this is no course folder: it has no source folder",
            "run in the course folder or name it with --course",
            source,
        )
    return CourseFolder(
        root=root,
        config=config,
        course_id=directory.course_id or "default_course",
        db_url=directory.db_url,
        source=source,
        submitted=submitted.resolve() if submitted else root / directory.submitted_directory,
        autograded=root / directory.autograded_directory,
        feedback=root / directory.feedback_directory,
        state=root / ".aicourse",
        ignored=(*IGNORED, *directory.ignore),
    )


def _read_config(root: Path) -> Config:
    if not (root / CONFIG).is_file():
        return Config()
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return PyFileConfigLoader(CONFIG, path=str(root)).load_config()
    except Exception as error:  # the file is a program and may raise anything
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        raise CourseError(f"cannot be read ({reason})", "mend it", root / CONFIG) from error
