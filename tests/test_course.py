"""The course as committed: pairs and releases are current, the contract is kept, the tests hold."""

from pathlib import Path

import pytest

from aicourse.authoring.lint import lint_course
from aicourse.authoring.release import stale_releases
from aicourse.authoring.verify import verify
from aicourse.grading.assignment import Submission
from aicourse.grading.course import open_course
from aicourse.grading.grade import grade
from aicourse.grading.limits import limits_for
from aicourse.syllabus import Assignment, read_course

ROOT = Path(__file__).parents[1]
WRITTEN = [entry for entry in read_course(ROOT).assignments if entry.written]


def test_the_course_is_lint_clean() -> None:
    assert [str(finding) for finding in lint_course(ROOT)] == []


def test_the_student_versions_are_current() -> None:
    course = open_course(ROOT)
    assert list(stale_releases(ROOT, course.config, [entry.id for entry in WRITTEN])) == []


@pytest.mark.parametrize("entry", WRITTEN, ids=[entry.id for entry in WRITTEN])
def test_the_reference_has_full_marks_and_what_is_handed_out_none(
    entry: Assignment, warm: Path
) -> None:
    course = open_course(ROOT)
    assignment = course.read_assignment(entry.id)
    limits = limits_for(ROOT, entry.id, course.config)
    name = f"{entry.notebook_name}.ipynb"
    untouched = (ROOT / "release" / "en" / entry.id / name).read_bytes()
    for content, points in (
        (assignment.sources[entry.notebook_name], entry.points),
        (untouched, 0),
    ):
        handed_in = Submission("learner", entry.id, {name: content})
        verdict = grade(assignment, handed_in, limits, warm).verdict
        lost = {cell.grade_id: cell.message for cell in verdict.cells if not cell.points}
        assert verdict.points == points, lost


@pytest.mark.slow
@pytest.mark.parametrize("entry", WRITTEN, ids=[entry.id for entry in WRITTEN])
def test_the_tests_of_an_assignment_hold(entry: Assignment) -> None:
    checks = verify(open_course(ROOT), entry, workers=2)
    assert {check.about: check.problem for check in checks if not check.holds} == {}
    assert len(checks) > 20
