"""Handing in late: nbgrader's own plugin decides, in our commands as in its own."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nbformat import v4
from nbgrader.api import Gradebook
from nbgrader.plugins import BasePlugin
from nbgrader.preprocessors import AssignLatePenalties
from small_course import (
    ASSIGNMENT,
    NOTEBOOK,
    answered,
    assignment,
    hand_in,
    make_course,
    submission,
)
from traitlets.config import Config

from aicourse.cli import main
from aicourse.grading.course import open_course
from aicourse.grading.grade import grade
from aicourse.grading.gradebook import GradebookWriter
from aicourse.grading.late import LatePolicy, assign_late_penalties
from aicourse.grading.limits import Limits

DUE = datetime(2027, 3, 1, 12)
HOUR, DAY = 3600.0, 86400.0


def policy(**settings: float) -> LatePolicy:
    return LatePolicy(config=Config({"LatePolicy": settings}))


@pytest.mark.parametrize(
    ("seconds", "percent"),
    [(1, None), (2 * HOUR, None), (2 * HOUR + 1, 10), (2 * HOUR + DAY, 10), (3 * DAY, 30),
     (5 * DAY, 45), (500 * DAY, 45)],
)  # fmt: skip
def test_each_day_begun_after_the_grace_costs_up_to_the_cap(
    seconds: float, percent: float | None
) -> None:
    plugin = policy(percent_per_day=10, grace_hours=2, most_percent=45)
    penalty = plugin.late_submission_penalty("mei", 8.0, seconds)
    assert penalty == (None if percent is None else pytest.approx(8.0 * percent / 100))


def test_without_a_percentage_nbgraders_own_method_holds() -> None:
    assert policy().late_submission_penalty("mei", 8.0, DAY) is None
    zero = LatePolicy(config=Config({"LateSubmissionPlugin": {"penalty_method": "zero"}}))
    assert zero.late_submission_penalty("mei", 8.0, DAY) == 8.0


class Wild(BasePlugin):  # type: ignore[misc]
    """Asks for less than nothing, for more than there is, for nothing, by the student."""

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        assert self.parent.assignment_id == ASSIGNMENT
        assert self.parent.student_id == student_id
        asked = {"early": 99.0, "hours": -3.0, "days": 1e9, "weeks": None, "extended": 0.5}
        return asked[student_id]


LATE_BY = {
    "early": timedelta(days=-1),
    "hours": timedelta(hours=3),
    "days": timedelta(days=2, seconds=1),
    "weeks": timedelta(weeks=3),
    "extended": timedelta(days=2),
}


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GradebookWriter]:
    course = open_course(make_course(tmp_path_factory.mktemp("late") / "course", {}))
    graded = grade(assignment(), submission(answered(square="def square(x): return 0")), Limits())
    with GradebookWriter(course) as opened:
        opened.enter_assignment(assignment())
        opened.gradebook.update_or_create_assignment(ASSIGNMENT, duedate=DUE)
        for student, late in LATE_BY.items():
            whose = graded.verdict.model_copy(update={"student": student})
            opened.record_all([(type(graded)(whose, graded.notebooks), f"{DUE + late} UTC")])
        opened.gradebook.grant_extension(ASSIGNMENT, "extended", hours=36)
        yield opened


@pytest.mark.parametrize(
    "settings",
    [
        {"AssignLatePenalties": {"plugin_class": LatePolicy}, "LatePolicy": {"percent_per_day": 7}},
        {"LateSubmissionPlugin": {"penalty_method": "zero"}},
        {"LateSubmissionPlugin": {"penalty_method": "none"}},
        {"AssignLatePenalties": {"plugin_class": Wild}},
    ],
)
def test_penalties_are_those_of_nbgraders_own_preprocessor(
    writer: GradebookWriter, settings: dict[str, dict[str, object]]
) -> None:
    config = Config(settings)
    with writer.session() as db:
        ours = assign_late_penalties(db, config, ASSIGNMENT)
        db.commit()
    for student in LATE_BY:
        about = {"assignment": ASSIGNMENT, "notebook": NOTEBOOK, "student": student}
        stock = AssignLatePenalties(config=config)
        here = writer.gradebook.find_submission_notebook(NOTEBOOK, ASSIGNMENT, student)
        entered = here.late_submission_penalty
        writer.gradebook.db.rollback()
        stock.preprocess(v4.new_notebook(), {"nbgrader": {**about, "db_url": writer.course.db_url}})
        writer.gradebook.db.expire_all()
        theirs = writer.gradebook.find_submission_notebook(NOTEBOOK, ASSIGNMENT, student)
        assert entered == theirs.late_submission_penalty
        assert ours.get(student, {}).get(NOTEBOOK, 0) == (theirs.late_submission_penalty or 0)


def run(course: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    command = ["aicourse", "grade", "--course", str(course), "--engine", "cold", "--workers", "1"]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit, match="0"):
        main()
    return (course / "feedback" / "mei" / ASSIGNMENT / f"{NOTEBOOK}.html").read_text()


def test_the_page_shows_the_penalty_and_follows_due_dates_and_extensions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = make_course(tmp_path / "course", {"mei": answered()})
    late = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S UTC")
    (hand_in(course, "mei", answered()).parent / "timestamp.txt").write_text(late)
    with (course / "nbgrader_config.py").open("a") as config:
        config.write("c.AssignLatePenalties.plugin_class = 'aicourse.grading.late.LatePolicy'\n")
        config.write("c.LatePolicy.percent_per_day = 20\n")
    assert "late penalty" not in run(course, monkeypatch)
    assert "→" not in (course / "reports" / "class.html").read_text()
    due = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=2, hours=12)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "c1") as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=due)
        gradebook.find_grade("test_square", NOTEBOOK, ASSIGNMENT, "mei").manual_score = 2.5
        gradebook.db.commit()
    page = run(course, monkeypatch)
    assert "late penalty</span> −1.8" in page
    assert "<b>2.7</b> / 5" in page
    report = (course / "reports" / "class.html").read_text()
    assert "→ 2.7</small>" in report
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "c1") as gradebook:
        gradebook.grant_extension(ASSIGNMENT, "mei", days=3)
    page = run(course, monkeypatch)
    assert "late penalty" not in page
    assert "<b>4.5</b> / 5" in page
