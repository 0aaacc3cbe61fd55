"""What handing in late costs: nbgrader's own plugin decides, also one that only declares."""

import math
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from nbgrader.api import Assignment, Notebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Float
from traitlets.config import Config

_DAY = timedelta(days=1).total_seconds()
_HOUR = timedelta(hours=1).total_seconds()


class LatePolicy(LateSubmissionPlugin):  # type: ignore[misc]  # nbgrader carries no types
    """So many percent of the score for each day that has begun, after some hours of grace.

    A late submission plugin of nbgrader, for ``AssignLatePenalties.plugin_class``. Without
    ``percent_per_day`` it does what nbgrader's own does (``penalty_method``).
    """

    percent_per_day = Float(
        0, min=0, max=100, help="Percent of the score that each day begun costs."
    ).tag(config=True)
    grace_hours = Float(0, min=0, help="Hours that are forgiven; days count after them.").tag(
        config=True
    )
    most_percent = Float(100, min=0, max=100, help="What lateness costs at most.").tag(config=True)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Return what is taken off a notebook's score (see nbgrader's `LateSubmissionPlugin`)."""
        if not self.percent_per_day:
            penalty: float | None = super().late_submission_penalty(
                student_id, score, total_seconds_late
            )
            return penalty
        days = math.ceil((total_seconds_late - self.grace_hours * _HOUR) / _DAY)
        if days <= 0:
            return None
        percent: float = min(days * self.percent_per_day, self.most_percent)
        return score * percent / 100


Penalties = dict[str, dict[str, float]]  # by student and notebook


def assign_late_penalties(
    db: Any, config: Config, assignment: str, students: Collection[str] | None = None
) -> Penalties:
    """Enter the penalty of every late submission of an assignment, and take back what no longer is.

    As nbgrader's `AssignLatePenalties` does for one notebook, by the plugin that it names: due
    dates, extensions and the plugin may have changed since the submissions were graded.

    Parameters
    ----------
    db : sqlalchemy.orm.Session
        Flushed, and not committed.
    students : collection of str, optional
        Only of these.

    Returns
    -------
    dict of str to dict of str to float
        The penalties above zero.
    """
    asking = AssignLatePenalties(config=config)
    asking.init_plugin()
    asking.assignment_id = assignment
    rows = (
        db.query(SubmittedNotebook, SubmittedAssignment, Notebook.name, SubmittedNotebook.score)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .filter(Assignment.name == assignment, SubmittedAssignment.timestamp.isnot(None))
        .filter(
            Assignment.duedate.isnot(None) | SubmittedNotebook.late_submission_penalty.isnot(None)
        )
    )
    if students is not None:
        rows = rows.filter(SubmittedAssignment.student_id.in_(students))
    found: Penalties = {}
    for submitted, submission, notebook, score in rows:
        student = submission.student_id
        asking.student_id, asking.notebook_id = student, notebook
        due = submission.assignment.duedate
        seconds = 0.0 if due is None else submission.total_seconds_late
        penalty = None
        if seconds > 0:
            penalty = asking.plugin_inst.late_submission_penalty(student, score, seconds)
        if penalty is not None:
            penalty = min(max(float(penalty), 0.0), score)
        if penalty != submitted.late_submission_penalty:
            submitted.late_submission_penalty = penalty
        if penalty:
            found.setdefault(student, {})[notebook] = penalty
    db.flush()
    return found
