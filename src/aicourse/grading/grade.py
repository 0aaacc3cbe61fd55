"""The heart: a pure function from an assignment and a submission to a verdict."""

import ast
import hashlib
import importlib.metadata
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from papermill.engines import papermill_engines

from aicourse.grading.assignment import (
    SourceAssignment,
    Submission,
    digest,
    kernel_name,
    write_file,
)
from aicourse.grading.limits import Limits
from aicourse.grading.outcome import Outcome
from aicourse.grading.reading import Found, find_notebook, is_notebook
from aicourse.grading.repair import Repaired, repair
from aicourse.grading.scoring import score
from aicourse.grading.verdict import CellVerdict, Kind, Repair, Verdict
from aicourse.notebook import Role, grade_id, role


@dataclass(frozen=True)
class Graded:
    """A verdict with the evidence.

    Attributes
    ----------
    notebooks : dict of str to str
        The executed notebooks by name, as JSON, hidden tests included: for instructors.
    pages : dict of str to str
        What the learner is shown of them, by name, if whoever had it graded asked for that.
    broke_off : bool
        Whether it was the grader that failed: the next time it is graded again.
    """

    verdict: Verdict
    notebooks: dict[str, str]
    pages: dict[str, str] = field(default_factory=dict)
    broke_off: bool = False


def grade(
    assignment: SourceAssignment,
    submission: Submission,
    limits: Limits,
    warm: Path | None = None,
    scratch: Path | None = None,
) -> Graded:
    """Grade one submission.

    Nothing outside a temporary folder is read or written, so that it runs in this process, in a
    pool or on a cluster alike. Equal arguments in an equal environment give equal points.

    Parameters
    ----------
    warm : Path, optional
        Address of a `WarmServer` whose sandboxed forks run the code; a cold kernel if None.
    scratch : Path, optional
        Where to make the temporary folder; where the system has them if None.
    """
    start = time.monotonic()
    found = {name: find_notebook(name, assignment, submission) for name in assignment.notebooks}
    key = grading_key(assignment, submission, limits, warm is not None)
    return _grade(assignment, submission, limits, found, start, key, warm, scratch)


def ungraded(
    assignment: SourceAssignment,
    submission: Submission,
    limits: Limits,
    problem: str,
    *,
    is_warm: bool,
) -> Graded:
    """Return what is recorded of a submission on which the grader failed."""
    found = {name: Found(None, problem) for name in assignment.notebooks}
    key = grading_key(assignment, submission, limits, is_warm)
    graded = _grade(assignment, submission, limits, found, time.monotonic(), key)
    return replace(graded, broke_off=True)


def _grade(
    assignment: SourceAssignment,
    submission: Submission,
    limits: Limits,
    found: dict[str, Found],
    start: float,
    key: str,
    warm: Path | None = None,
    scratch: Path | None = None,
) -> Graded:
    cells: list[CellVerdict] = []
    repairs: list[Repair] = []
    notebooks: dict[str, NotebookNode] = {}
    for name, source in assignment.notebooks.items():
        notebook = found[name].notebook
        outcomes: dict[int, Outcome] = {}
        if notebook is None:
            executed = repair(source, nbformat.v4.new_notebook(), name).notebook
        else:
            repaired = repair(source, notebook, name)
            repairs += [*found[name].repairs, *repaired.repairs]
            seed, locked = seed_of(key), pinned(source)
            executed, outcomes = execute(
                repaired, assignment, submission, limits, seed, warm, locked, scratch
            )
        isolated = warm is not None and kernel_name(source) == "python3"
        scored = score(source, executed, outcomes, limits, name, isolated=isolated)
        if notebook is None:
            not_run = {"kind": Kind.NOT_RUN, "message": found[name].problem, "evidence": None}
            scored = tuple(cell.model_copy(update=not_run) for cell in scored)
        annotate(executed, scored)
        cells += scored
        notebooks[name] = executed
    verdict = Verdict(
        assignment=assignment.name,
        student=submission.student,
        points=sum(cell.points for cell in cells),
        max_points=assignment.max_points,
        cells=tuple(cells),
        repairs=tuple(repairs),
        problem="\n".join(f.problem for f in found.values() if f.problem) or None,
        seconds=round(time.monotonic() - start, 3),
        key=key,
    )
    for notebook in notebooks.values():
        notebook.metadata["aicourse"] = verdict.model_dump(mode="json", exclude={"cells", "key"})
    return Graded(verdict, {name: nbformat.writes(nb) for name, nb in notebooks.items()})


def execute(
    repaired: Repaired,
    assignment: SourceAssignment,
    submission: Submission,
    limits: Limits,
    seed: int,
    warm: Path | None = None,
    pinned: Sequence[str] = (),
    scratch: Path | None = None,
) -> tuple[NotebookNode, dict[int, Outcome]]:
    """Run a repaired notebook in a folder of its own, beside the files that belong to it."""
    notebook = nbformat.from_dict(repaired.notebook)
    notebook.metadata["papermill"] = {}
    outcomes: dict[int, Outcome] = {}
    with tempfile.TemporaryDirectory(
        prefix="aicourse-", dir=scratch, ignore_cleanup_errors=True
    ) as own:
        folder = Path(own).resolve() / "work"
        folder.mkdir()
        of_course = Path(own).resolve() / "course"
        of_course.mkdir()
        for name, content in assignment.files.items():
            write_file(folder, name, content)
            write_file(of_course, name, content)
        for name, content in submission.files.items():  # what is handed out comes first
            if not is_notebook(name) and name not in assignment.files:
                write_file(folder, name, content)
        executed = papermill_engines.execute_notebook_with_engine(
            "aicourse",
            notebook,
            kernel_name=kernel_name(notebook),
            progress_bar=False,
            limits=limits,
            outcomes=outcomes,
            folder=folder,
            of_course=of_course,
            seed=seed,
            warm=warm,
            pinned=pinned,
        )
    return executed, outcomes


def pinned(source: NotebookNode) -> list[str]:
    """Return the programs whose names the tests see first: locked cells, and all imports."""
    found = []
    for cell in source.cells:
        if cell.cell_type != "code":
            continue
        if role(cell) is Role.LOCKED:
            found.append(cell.source)
        elif role(cell) is Role.FREE:
            found += _imports(cell.source)
    return found


def _imports(source: str) -> list[str]:
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError):
        return []
    return [ast.unparse(s) for s in statements if isinstance(s, ast.Import | ast.ImportFrom)]


def annotate(executed: NotebookNode, cells: tuple[CellVerdict, ...]) -> None:
    """Write each test cell's verdict into its metadata, for those who show the notebook."""
    verdicts = {cell.grade_id: cell for cell in cells}
    for cell in executed.cells:
        if (name := grade_id(cell)) in verdicts:
            verdict = verdicts[name].model_dump(mode="json")
            cell.metadata["aicourse"] = {**cell.metadata.get("aicourse", {}), "verdict": verdict}


def grading_key(
    assignment: SourceAssignment, submission: Submission, limits: Limits, is_warm: bool
) -> str:
    """Return the hash of all that a verdict depends on."""
    parts = {
        "assignment": (assignment.name + assignment.digest).encode(),
        "submission": (submission.student + digest(submission.files)).encode(),
        "refused": json.dumps(submission.refused, sort_keys=True).encode(),
        "limits": limits.model_dump_json().encode(),
        "environment": environment().encode(),
        "kernel": b"warm" if is_warm else b"cold",
    }
    return digest(parts)


def seed_of(key: str) -> int:
    """Return the seed from which hidden tests draw: new for every submission, and repeatable."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) & 0x7FFFFFFF


@cache
def environment() -> str:
    """Name the Python and the versions of all that is installed, in one string."""
    installed = sorted(
        f"{d.metadata['Name']}=={d.version}" for d in importlib.metadata.distributions()
    )
    return f"{sys.implementation.name} {sys.version}\n" + "\n".join(installed)
