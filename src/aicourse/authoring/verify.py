"""The release gate: an assignment's tests are tested before a learner meets them."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from aicourse.authoring.answers import ANSWERS, Answer, read_answers
from aicourse.authoring.release import release
from aicourse.errors import CourseError
from aicourse.grading.assignment import SourceAssignment, Submission
from aicourse.grading.course import CourseFolder
from aicourse.grading.limits import Limits, limits_for
from aicourse.grading.pool import Job, Pool
from aicourse.grading.verdict import CellVerdict, Verdict
from aicourse.notebook import Role, Task, grade_id, role
from aicourse.syllabus import Assignment

REFERENCE_RUNS = ("reference", "reference, second run")
UNTOUCHED = "untouched"
_MOST_BYTES = 4 << 30


@dataclass(frozen=True)
class Check:
    """One property that an assignment must have.

    Attributes
    ----------
    about : str
        What was handed in: the reference, the untouched student version, or an answer.
    problem : str
        What is wrong, in one line; empty where the property holds.
    """

    about: str
    expectation: str
    problem: str
    seconds: float

    @property
    def holds(self) -> bool:
        return not self.problem


@dataclass(frozen=True)
class _Trial:
    """Something to hand in, and what its verdict must satisfy."""

    about: str
    notebook: NotebookNode
    expectation: str
    judge: Callable[[Verdict], str]


def verify(
    course: CourseFolder,
    entry: Assignment,
    workers: int,
    on_check: Callable[[Check, int], None] = lambda _check, _total: None,
    only: Sequence[str] = (),
) -> list[Check]:
    """Grade the reference, the untouched version and all answers of an assignment.

    Each is graded as a student of its own, so that the hidden tests draw other inputs for each.

    Parameters
    ----------
    on_check : callable
        Called with each check as it is made, and with how many there will be.
    only : sequence of str
        Solution cells whose answers alone are graded, beside the reference and the untouched
        version; all of them if empty.

    Returns
    -------
    list of Check
        What was checked, in the order in which it was ready.

    Raises
    ------
    CourseError
        If the assignment, its release or its answers cannot be read.
    """
    assignment = course.read_assignment(entry.id)
    limits = limits_for(course.root, entry.id, course.config)
    limits = limits.model_copy(update={"memory_bytes": min(limits.memory_bytes, _MOST_BYTES)})
    trials = {trial.about: trial for trial in _trials(course, entry, assignment, only)}
    checks: list[Check] = []
    verdicts: dict[str, Verdict] = {}
    total = len(trials) + 2

    def add(check: Check) -> None:
        checks.append(check)
        on_check(check, total)

    with Pool(workers) as pool:
        jobs = [_job(assignment, entry, trial, limits) for trial in trials.values()]
        for graded in pool.grade(jobs):
            verdict = graded.verdict
            verdicts[verdict.student] = verdict
            trial = trials[verdict.student]
            problem = verdict.problem or trial.judge(verdict)
            add(Check(trial.about, trial.expectation, problem, verdict.seconds))
    runs = [verdicts[about] for about in REFERENCE_RUNS]
    add(_repeatable(runs))
    add(_within_budget(runs, entry))
    return checks


def _job(assignment: SourceAssignment, entry: Assignment, trial: _Trial, limits: Limits) -> Job:
    content = nbformat.writes(trial.notebook).encode()
    submission = Submission(trial.about, assignment.name, {f"{entry.notebook_name}.ipynb": content})
    return Job(assignment, submission, limits)


def _trials(
    course: CourseFolder, entry: Assignment, assignment: SourceAssignment, only: Sequence[str]
) -> Iterator[_Trial]:
    name = entry.notebook_name
    if name not in assignment.notebooks:
        source = course.source / entry.id
        raise CourseError("its notebook is missing", f"write {name}.ipynb", source)
    reference, tasks = assignment.notebooks[name], assignment.tasks[name]
    for about in REFERENCE_RUNS:
        yield _Trial(about, reference, "full marks", _full_marks)
    untouched = _student_version(course, entry)
    yield _Trial(UNTOUCHED, untouched, "no points", _no_points)
    path = course.source / entry.id / ANSWERS
    of_cell = {cell: task for task in tasks for cell in task.solutions}
    for name in only:
        if name not in of_cell:
            raise _no_task(name, of_cell, path)
    for answer in read_answers(path):
        if answer.task not in of_cell:
            raise _no_task(answer.task, of_cell, path, f"line {answer.line}")
        if only and answer.task not in only:
            continue
        task = of_cell[answer.task]
        notebook = _with_answer(reference, answer)
        about = f"{answer.task}: {answer.title}"
        if answer.verdict == "right":
            yield _Trial(about, notebook, "full marks", _full_marks)
        else:
            expectation = "loses " + (", ".join(answer.loses) or f"points on {task.name} only")
            yield _Trial(about, notebook, expectation, _loses_only(task, answer.loses))


def _no_task(name: str, known: Iterable[str], path: Path, place: str | None = None) -> CourseError:
    return CourseError(f"no graded task {name!r}", f"name one of {', '.join(known)}", path, place)


def _student_version(course: CourseFolder, entry: Assignment) -> NotebookNode:
    with tempfile.TemporaryDirectory(prefix="aicourse-verify-") as scratch:
        (folder,) = release(
            course.root, course.config, [entry.id], ["en"], destination=Path(scratch)
        )
        return nbformat.read(folder / f"{entry.notebook_name}.ipynb", as_version=4)


def _with_answer(reference: NotebookNode, answer: Answer) -> NotebookNode:
    """Put an answer into the cells that count; worked examples and figures are left out.

    So dozens of answers are tried in the time of a few notebooks, and a test or solution that
    leans on a free cell, which a learner may change or delete, is found.
    """
    notebook = nbformat.from_dict(reference)
    notebook.cells = [
        nbformat.from_dict({**cell, "source": answer.source})
        if grade_id(cell) == answer.task
        else cell
        for cell in reference.cells
        if role(cell) is not Role.FREE
    ]
    return notebook


def _full_marks(verdict: Verdict) -> str:
    return _told(cell for cell in verdict.cells if cell.points < cell.max_points)


def _no_points(verdict: Verdict) -> str:
    return _told(cell for cell in verdict.cells if cell.points > 0)


def _loses_only(task: Task, loses: Sequence[str]) -> Callable[[Verdict], str]:
    own = {test.grade_id for test in task.tests}

    def judge(verdict: Verdict) -> str:
        lost = {cell.grade_id for cell in verdict.cells if cell.points < cell.max_points}
        if not lost & own:
            return "every test of its task accepts it"
        if others := sorted(lost - own):
            return f"loses points on another task: {', '.join(others)}"
        if loses and lost != set(loses):
            return f"loses {', '.join(sorted(lost))} instead"
        return ""

    return judge


def _told(cells: Iterator[CellVerdict]) -> str:
    return "; ".join(
        f"{cell.grade_id} {cell.points:g}/{cell.max_points:g} {cell.kind}"
        + (f" ({cell.message.splitlines()[0]})" if cell.message else "")
        for cell in cells
    )


def _repeatable(runs: Sequence[Verdict]) -> Check:
    one, two = ([(c.grade_id, c.points, c.kind) for c in run.cells] for run in runs)
    problem = "" if one == two else "the scores differ between two runs"
    return Check("two runs", "the same scores", problem, 0)


def _within_budget(runs: Sequence[Verdict], entry: Assignment) -> Check:
    seconds = min(run.seconds for run in runs)
    allowed = entry.minutes * 60
    problem = "" if seconds <= allowed else f"took {seconds:.0f} s"
    return Check("budget", f"ends within {entry.minutes:g} min", problem, seconds)
