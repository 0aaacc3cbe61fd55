"""Grades many submissions: what is cached is not run again, what is recorded not written again."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from aicourse.errors import CourseError
from aicourse.grading.assignment import SourceAssignment, Submission, write_file
from aicourse.grading.cache import VerdictCache, write_atomically
from aicourse.grading.course import CourseFolder
from aicourse.grading.grade import Graded, grading_key
from aicourse.grading.gradebook import GradebookWriter
from aicourse.grading.limits import Limits
from aicourse.grading.pool import Engine, Job, Pool
from aicourse.grading.reading import is_notebook
from aicourse.grading.verdict import Verdict


class Publisher(Protocol):
    """Whoever shows a verdict to its student."""

    def is_published(self, verdict: Verdict) -> bool:
        """Whether what was published last is still there."""

    def publish(self, graded: Graded) -> None:
        """Show a new verdict."""


@dataclass
class Progress:
    """How far a batch has come."""

    total: int = 0
    done: int = 0
    cached: int = 0


@dataclass(frozen=True)
class Batch:
    """Submissions of one course to grade.

    Attributes
    ----------
    limits_of : callable
        The limits of an assignment, by its name.
    force : bool
        Grade again what was graded before.
    engine : Engine, optional
        Where the code runs; the best that this machine gives if None.
    """

    course: CourseFolder
    assignments: Sequence[str]
    students: Sequence[str]
    limits_of: Callable[[str], Limits]
    publisher: Publisher
    workers: int = 2
    force: bool = False
    engine: Engine | None = None
    progress: Progress = field(default_factory=Progress)

    def run(self) -> Iterator[Verdict]:
        """Grade, record and publish; yield each verdict when all of that is done.

        Whatever ends this midway, running it again goes on where it stopped: a verdict is cached
        before it is recorded, and marked as recorded last.
        """
        loaded = {name: self.course.read_assignment(name) for name in self.assignments}
        jobs = [job for name in loaded for job in self._jobs(loaded[name])]
        if not jobs:
            raise CourseError(
                f"nothing was handed in for {', '.join(self.assignments)}",
                "put submissions into <student>/<assignment>/ there",
                self.course.submitted,
            )
        self.progress.total = len(jobs)
        cache = VerdictCache(self.course.state / "verdicts")
        with GradebookWriter(self.course) as writer, Pool(self.workers, self.engine) as pool:
            for assignment in loaded.values():
                writer.enter_assignment(assignment)
            recorded = {name: writer.recorded_points(name) for name in loaded}
            submissions = {(j.assignment.name, j.submission.student): j.submission for j in jobs}
            for graded, is_new in self._graded(jobs, cache, pool):
                verdict = graded.verdict
                known = recorded[verdict.assignment].get(verdict.student)
                if is_new or known != verdict.points or not self._is_current(verdict):
                    submission = submissions[verdict.assignment, verdict.student]
                    self._record(writer, graded, submission)
                self.progress.done += 1
                yield verdict

    def _jobs(self, assignment: SourceAssignment) -> Iterator[Job]:
        limits = self.limits_of(assignment.name)
        for student in self.students:
            if (self.course.submitted / student / assignment.name).is_dir():
                submission = self.course.read_submission(student, assignment.name)
                yield Job(assignment, submission, limits)

    def _graded(
        self, jobs: Iterable[Job], cache: VerdictCache, pool: Pool
    ) -> Iterator[tuple[Graded, bool]]:
        """Yield what is cached first, then the rest as it is graded; True marks the new."""
        to_grade: list[Job] = []
        for job in jobs:
            is_warm = pool.engine is Engine.WARM
            key = grading_key(job.assignment, job.submission, job.limits, is_warm)
            graded = None if self.force else cache.get(key)
            if graded is None:
                to_grade.append(job)
            else:
                self.progress.cached += 1
                yield graded, False
        for graded in pool.grade(to_grade):
            cache.put(graded)
            yield graded, True

    def _mark(self, verdict: Verdict) -> Path:
        return self.course.state / "recorded" / verdict.assignment / f"{verdict.student}.key"

    def _is_current(self, verdict: Verdict) -> bool:
        try:
            marked = self._mark(verdict).read_text(encoding="ascii")
        except OSError:
            return False
        folder = self.course.autograded / verdict.student / verdict.assignment
        return marked == verdict.key and folder.is_dir() and self.publisher.is_published(verdict)

    def _record(self, writer: GradebookWriter, graded: Graded, submission: Submission) -> None:
        verdict = graded.verdict
        self._mark(verdict).unlink(missing_ok=True)
        writer.record(graded, submission.timestamp)
        _write_autograded(self.course, graded, submission)
        self.publisher.publish(graded)
        write_atomically(self._mark(verdict), verdict.key.encode("ascii"))


def _write_autograded(course: CourseFolder, graded: Graded, submission: Submission) -> None:
    """Put the executed notebooks where nbgrader looks for them, all at once."""
    verdict = graded.verdict
    parent = course.autograded / verdict.student
    parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=parent, prefix=".new-"))
    try:
        new.chmod(0o755)
        for name, text in graded.notebooks.items():
            (new / f"{name}.ipynb").write_text(text, encoding="utf-8")
        for name, content in submission.files.items():
            if not is_notebook(name):
                write_file(new, name, content)
        destination = parent / verdict.assignment
        if destination.exists():
            shutil.rmtree(destination)
        new.replace(destination)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def recorded_verdicts(course: CourseFolder) -> list[Verdict]:
    """Return every verdict that was recorded in a course and is still known, by student."""
    cache = VerdictCache(course.state / "verdicts")
    found: list[Verdict] = []
    for mark in sorted((course.state / "recorded").glob("*/*.key")):
        graded = cache.get(mark.read_text(encoding="ascii"))
        if graded is not None:
            found.append(graded.verdict)
    return found
