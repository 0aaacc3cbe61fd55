"""Our grading inside stock `nbgrader autograde`, for nbgrader's own lists of preprocessors."""

import atexit
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from aicourse.errors import CourseError
from aicourse.grading.cache import VerdictCache
from aicourse.grading.course import as_course_folder
from aicourse.grading.grade import grading_key
from aicourse.grading.gradebook import GradebookWriter
from aicourse.grading.limits import limits_for
from aicourse.grading.pool import Engine, Job, Pool
from aicourse.notebook import parse_notebook, read_notebook


@cache
def _pool() -> Pool:
    """Return a worker that stays for all submissions of this `nbgrader autograde`."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(Pool(1))


class SubmissionExporter(NotebookExporter):  # type: ignore[misc]
    """Reads any notebook that a student may hand in, so that a damaged one stops nobody."""

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[str, dict[str, Any]]:
        """Convert a file; one that is no notebook counts as one without cells."""
        try:
            notebook = read_notebook(Path(filename))
        except CourseError:
            notebook = nbformat.v4.new_notebook()
        exported: tuple[str, dict[str, Any]] = self.from_notebook_node(
            notebook, resources, **kwargs
        )
        return exported


class GradeSubmission(NbGraderPreprocessor):  # type: ignore[misc]
    """Grades what was handed in and records it, as `aicourse grade` does."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the executed notebook in place of `nb`, which is the sanitized copy."""
        converter = self.parent.parent  # the exporter's: nbgrader's Autograde
        course = as_course_folder(converter.coursedir, self.config)
        about = resources["nbgrader"]
        assignment = course.read_assignment(about["assignment"])
        submission = course.read_submission(about["student"], about["assignment"])
        limits = limits_for(course.root, assignment.name, self.config)
        known = VerdictCache(course.state / "verdicts")
        pool = _pool()
        is_warm = pool.engine is Engine.WARM
        graded = known.get(grading_key(assignment, submission, limits, is_warm))
        if graded is None or graded.broke_off:
            (graded,) = pool.grade([Job(assignment, submission, limits)])
            known.put(graded)
        with GradebookWriter(course) as writer:
            writer.record(graded, submission.timestamp)
        executed = graded.notebooks[about["notebook"]].encode()
        return parse_notebook(executed, Path(about["notebook"])), resources
