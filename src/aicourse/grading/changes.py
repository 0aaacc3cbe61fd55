"""Which submissions a push changed, and must be graded again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from aicourse.errors import CourseError
from aicourse.grading.assignment import Submission, read_submission
from aicourse.grading.course import CONFIG, CourseFolder
from aicourse.grading.git import Repository
from aicourse.syllabus import SYLLABUS, AssignmentLimits, read_course

# What every verdict may depend on, below the course folder.
_ENGINE = ("src/aicourse", "data", "pyproject.toml", "requirements.lock", CONFIG)


@dataclass(frozen=True)
class HandedIn:
    """Where a submission stands.

    Attributes
    ----------
    folder : PurePosixPath
        Below the top folder of the repository.
    """

    student: str
    assignment: str
    folder: PurePosixPath

    def read(self, repository: Repository, ignored: tuple[str, ...]) -> Submission:
        """Read it from the working tree."""
        submission = read_submission(repository.root / self.folder, ignored)
        return replace(submission, student=self.student)


def class_submissions(course: CourseFolder, repository: Repository) -> list[HandedIn]:
    """Return all submissions of a class, in nbgrader's layout ``<student>/<assignment>``."""
    submitted = _below(course.submitted, repository)
    known = set(course.assignments())
    return [
        HandedIn(student, name, submitted / student / name)
        for student in course.students()
        if _is_plain_folder(submitted / student, repository)
        for name in sorted(known & {path.name for path in (course.submitted / student).iterdir()})
        if _is_handed_in(submitted / student / name, repository)
    ]


def learners_submissions(
    course: CourseFolder, repository: Repository, student: str
) -> list[HandedIn]:
    """Return all submissions of one learner, whose repository has a folder for each assignment."""
    every = (HandedIn(student, name, PurePosixPath(name)) for name in course.assignments())
    return [handed_in for handed_in in every if _is_handed_in(handed_in.folder, repository)]


def changed_submissions(
    course: CourseFolder, repository: Repository, base: str, submissions: Sequence[HandedIn]
) -> list[HandedIn]:
    """Return those submissions whose verdict may differ from what it was at a commit.

    That is where a file of the submission changed; where the course stands in the same
    repository, also where the assignment changed, its limits, or what grades it.
    """
    files = [PurePosixPath(name) for name in repository.changed(base)]
    changed = {
        file for file in files if not any(fnmatch(p, i) for p in file.parts for i in course.ignored)
    }
    regraded = set(_regraded(course, repository, base, changed))
    touched = changed | {parent for file in changed for parent in file.parents}
    return [
        handed_in
        for handed_in in submissions
        if handed_in.folder in touched or handed_in.assignment in regraded
    ]


def _regraded(
    course: CourseFolder, repository: Repository, base: str, changed: set[PurePosixPath]
) -> Iterator[str]:
    """Yield the assignments that everybody's submission to is graded again."""
    if not course.root.is_relative_to(repository.root):
        return
    root = _below(course.root, repository)
    engine = [root / part for part in _ENGINE]
    if any(file.is_relative_to(part) for file in changed for part in engine):
        yield from course.assignments()
    if course.source.is_relative_to(repository.root):
        source = _below(course.source, repository)
        yield from {
            file.relative_to(source).parts[0] for file in changed if file.is_relative_to(source)
        }
    if root / SYLLABUS in changed:
        before = _limits_before(repository, base, root / SYLLABUS)
        now = _limits(course.root)
        yield from (
            name
            for name in course.assignments()
            if before is None or before.get(name) != now.get(name)
        )


def _limits(folder: Path) -> dict[str, AssignmentLimits]:
    if not (folder / SYLLABUS).is_file():
        return {}
    return {entry.id: entry.limits for entry in read_course(folder).assignments}


def _limits_before(
    repository: Repository, base: str, path: PurePosixPath
) -> dict[str, AssignmentLimits] | None:
    """Return the limits at a commit by assignment, or None if its syllabus cannot be read."""
    content = repository.read(base, path.as_posix())
    with TemporaryDirectory(prefix="aicourse-") as scratch:
        if content is not None:
            (Path(scratch) / SYLLABUS).write_bytes(content)
        try:
            return _limits(Path(scratch))
        except CourseError:
            return None


def _below(folder: Path, repository: Repository) -> PurePosixPath:
    try:
        return PurePosixPath(folder.relative_to(repository.root).as_posix())
    except ValueError as error:
        raise CourseError(
            "stands in another repository than the submissions",
            f"name a folder below {repository.root}",
            folder,
        ) from error


def _is_handed_in(folder: PurePosixPath, repository: Repository) -> bool:
    """Whether a submission is there; one that is a link is, too, and `HandedIn.read` refuses it."""
    path = repository.root / folder
    return path.is_symlink() or path.is_dir()


def _is_plain_folder(folder: PurePosixPath, repository: Repository) -> bool:
    """Whether it is there and no link leads to it: a pushed link may lead to the solutions."""
    path = repository.root
    for part in folder.parts:
        path = path / part
        if path.is_symlink():
            return False
    return path.is_dir()
