"""Grades many submissions: what is cached is not run again, what is recorded not written again."""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from glob import escape
from pathlib import Path
from typing import Protocol

from aicourse.atomic import write_atomically
from aicourse.errors import CourseError
from aicourse.grading.assignment import Submission, write_file
from aicourse.grading.cache import VerdictCache
from aicourse.grading.course import CourseFolder
from aicourse.grading.grade import Graded, grading_key
from aicourse.grading.gradebook import GradebookWriter
from aicourse.grading.limits import Limits
from aicourse.grading.pool import Engine, Grader, Job
from aicourse.grading.reading import is_notebook
from aicourse.grading.scratch import lock
from aicourse.grading.verdict import Verdict

_GROUP = 50  # verdicts from the cache that are recorded together


class Publisher(Protocol):
    """Whoever shows a verdict to its student."""

    @property
    def render(self) -> Callable[[Graded], dict[str, str]]:
        """What makes a student's pages; it may run in another process."""

    def is_published(self, verdict: Verdict) -> bool:
        """Whether what was published last is still there."""

    def publish(self, graded: Graded) -> None:
        """Show a new verdict, by its pages if they were made."""

    def publish_anew(self, student: str, assignment: str) -> None:
        """Show what the gradebook has of a submission: its penalty, marks given by hand."""


@dataclass
class Progress:
    """How far a batch has come."""

    total: int = 0
    done: int = 0
    cached: int = 0


@dataclass(frozen=True)
class _Result:
    graded: Graded
    submission: Submission
    is_new: bool


@dataclass(frozen=True)
class Batch:
    """Submissions of one course to grade.

    Of a class of any size, only what is being graded and recorded is held in memory.

    Attributes
    ----------
    limits_of : callable
        The limits of an assignment, by its name.
    grader : Grader
        Who grades them.
    force : bool
        Grade again what was graded before.
    """

    course: CourseFolder
    assignments: Sequence[str]
    students: Sequence[str]
    limits_of: Callable[[str], Limits]
    publisher: Publisher
    grader: Grader
    force: bool = False
    progress: Progress = field(default_factory=Progress)

    def run(self) -> Iterator[Verdict]:
        """Grade, record and publish; yield each verdict when all of that is done.

        Whatever ends this midway, running it again goes on where it stopped: a verdict is cached
        before it is recorded, and marked as recorded last.
        """
        loaded = {name: self.course.read_assignment(name) for name in self.assignments}
        handed_in = [
            (name, student)
            for name in loaded
            for student in self.students
            if (self.course.submitted / student / name).is_dir()
        ]
        if not handed_in:
            raise CourseError(
                f"nothing was handed in for {', '.join(self.assignments)}",
                "put submissions into <student>/<assignment>/ there",
                self.course.submitted,
            )
        self.progress.total = len(handed_in)
        limits = {name: self.limits_of(name) for name in loaded}

        def job(name: str, student: str) -> Job:
            submission = self.course.read_submission(student, name)
            return Job(loaded[name], submission, limits[name], self.publisher.render)

        with _alone(self.course), GradebookWriter(self.course) as writer:
            for assignment in loaded.values():
                writer.enter_assignment(assignment)
            recorded = {name: writer.recorded_points(name) for name in loaded}
            for group in self._graded(handed_in, job):
                self._record(writer, recorded, group)
                for result in group:
                    self.progress.done += 1
                    yield result.graded.verdict
            for name in loaded:
                self._apply_late_policy(writer, name)

    def _graded(
        self, handed_in: Sequence[tuple[str, str]], read: Callable[[str, str], Job]
    ) -> Iterator[list[_Result]]:
        """Yield what is cached first, then the rest as it is graded."""
        cache = VerdictCache(self.course.state / "verdicts")
        is_warm = self.grader.engine is Engine.WARM
        to_grade: list[tuple[str, str]] = []
        known: list[_Result] = []
        for name, student in handed_in:
            job = read(name, student)
            key = grading_key(job.assignment, job.submission, job.limits, is_warm)
            graded = None if self.force else cache.get(key)
            if graded is None or graded.broke_off:
                to_grade.append((name, student))
                continue
            self.progress.cached += 1
            known.append(_Result(graded, job.submission, is_new=False))
            if len(known) == _GROUP:
                yield known
                known = []
        if known:
            yield known

        being_graded: dict[tuple[str, str], Submission] = {}

        def jobs() -> Iterator[Job]:
            for name, student in to_grade:
                job = read(name, student)
                being_graded[name, student] = job.submission
                yield job

        for group in self.grader.in_groups(jobs()):
            for graded in group:
                cache.put(graded)
            whose = [(graded.verdict.assignment, graded.verdict.student) for graded in group]
            yield [
                _Result(graded, being_graded.pop(who), is_new=True)
                for graded, who in zip(group, whose, strict=True)
            ]

    def _mark(self, verdict: Verdict) -> Path:
        return self.course.state / "recorded" / verdict.assignment / f"{verdict.student}.key"

    def _late_mark(self, assignment: str, student: str) -> Path:
        """Where it stands which penalty the pages of a submission show."""
        return self.course.state / "recorded" / assignment / f"{student}.late"

    def _apply_late_policy(self, writer: GradebookWriter, assignment: str) -> None:
        """Enter penalties, and make the pages anew that show another one or none."""
        late = writer.assign_late_penalties(assignment)
        folder = self._late_mark(assignment, "").parent
        shown = {mark.stem: mark.read_text("utf-8") for mark in folder.glob("*.late")}
        for student in sorted(late.keys() | shown.keys()):
            mark = self._late_mark(assignment, student)
            penalties = json.dumps(late.get(student, {}), ensure_ascii=False, sort_keys=True)
            if shown.get(student) == penalties:
                continue
            self.publisher.publish_anew(student, assignment)
            if student in late:
                write_atomically(mark, penalties.encode())
            else:
                mark.unlink()

    def _is_current(self, verdict: Verdict) -> bool:
        try:
            marked = self._mark(verdict).read_text(encoding="ascii")
        except OSError:
            return False
        folder = self.course.autograded / verdict.student / verdict.assignment
        return marked == verdict.key and folder.is_dir() and self.publisher.is_published(verdict)

    def _record(
        self,
        writer: GradebookWriter,
        recorded: Mapping[str, Mapping[str, float]],
        group: Sequence[_Result],
    ) -> None:
        """Record and publish those of a group that are not recorded as they are."""
        stale = []
        for result in group:
            verdict = result.graded.verdict
            known = recorded[verdict.assignment].get(verdict.student)
            if result.is_new or known != verdict.points or not self._is_current(verdict):
                stale.append(result)
                self._mark(verdict).unlink(missing_ok=True)
                self._late_mark(verdict.assignment, verdict.student).unlink(missing_ok=True)
        writer.record_all((result.graded, result.submission.timestamp) for result in stale)
        for result in stale:
            verdict = result.graded.verdict
            _write_autograded(self.course, result.graded, result.submission)
            self.publisher.publish(result.graded)
            write_atomically(self._mark(verdict), verdict.key.encode("ascii"))


@contextmanager
def _alone(course: CourseFolder) -> Iterator[None]:
    """Keep other graders off a course: its gradebook has one writer."""
    course.state.mkdir(parents=True, exist_ok=True)
    held = lock(course.state / "lock")
    if held is None:
        raise CourseError("another grader is at work here", "wait until it has ended", course.root)
    try:
        yield
    finally:
        os.close(held)


def _write_autograded(course: CourseFolder, graded: Graded, submission: Submission) -> None:
    """Put the executed notebooks where nbgrader looks for them, all at once."""
    verdict = graded.verdict
    parent = course.autograded / verdict.student
    parent.mkdir(parents=True, exist_ok=True)
    new = parent / f".{verdict.assignment}.new"
    shutil.rmtree(new, ignore_errors=True)  # left by a process that was killed
    new.mkdir()
    try:
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


def recorded_verdicts(
    course: CourseFolder,
    at_hand: Iterable[Verdict] = (),
    assignments: Sequence[str] = ("*",),
    student: str | None = None,
) -> list[Verdict]:
    """Return every verdict that was recorded in a course and is still known, by student.

    Parameters
    ----------
    at_hand : iterable of Verdict
        Those that need not be read.
    assignments : sequence of str
        Only of these; of all by default.
    student : str, optional
        Of this student alone.
    """
    cache = VerdictCache(course.state / "verdicts")
    known = {verdict.key: verdict for verdict in at_hand}
    found: list[Verdict] = []
    recorded, students = course.state / "recorded", "*" if student is None else escape(student)
    marks = (m for name in assignments for m in recorded.glob(f"{name}/{students}.key"))
    for mark in sorted(marks):
        key = mark.read_text(encoding="ascii")
        if key in known:
            found.append(known[key])
        elif (verdict := cache.verdict(key)) is not None:
            found.append(verdict)
    return found
