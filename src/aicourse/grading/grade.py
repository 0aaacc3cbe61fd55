"""The heart: a pure function from an assignment and a submission to a verdict."""

import ast
import hashlib
import importlib.metadata
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path, PurePosixPath

import nbformat
from nbformat import NotebookNode
from papermill.engines import papermill_engines

from aicourse.errors import CourseError
from aicourse.grading import messages
from aicourse.grading.assignment import SourceAssignment, Submission, digest, kernel_name
from aicourse.grading.limits import Limits
from aicourse.grading.outcome import Outcome
from aicourse.grading.repair import Repaired, repair
from aicourse.grading.scoring import score
from aicourse.grading.verdict import CellVerdict, Kind, Repair, RepairKind, Verdict
from aicourse.notebook import Role, grade_id, parse_notebook, role


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
    found = {name: _find(name, assignment, submission) for name in assignment.notebooks}
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
    found = {name: _Found(None, problem) for name in assignment.notebooks}
    key = grading_key(assignment, submission, limits, is_warm)
    graded = _grade(assignment, submission, limits, found, time.monotonic(), key)
    return replace(graded, broke_off=True)


def _grade(
    assignment: SourceAssignment,
    submission: Submission,
    limits: Limits,
    found: dict[str, "_Found"],
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
        scored = score(source, executed, outcomes, limits, name)
        if notebook is None:
            not_run = {"kind": Kind.NOT_RUN, "message": found[name].problem}
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
        handed_in = {n: c for n, c in submission.files.items() if not n.endswith(".ipynb")}
        _write(folder, assignment.files)
        _write(folder, {n: c for n, c in handed_in.items() if n not in assignment.files})
        of_course = Path(own).resolve() / "course"
        of_course.mkdir()
        _write(of_course, assignment.files)
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


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        if ".." in PurePosixPath(name).parts or PurePosixPath(name).is_absolute():
            continue
        path = folder / name
        with suppress(FileExistsError, IsADirectoryError, NotADirectoryError):  # first come
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


@dataclass(frozen=True)
class _Found:
    notebook: NotebookNode | None
    problem: str
    repairs: tuple[Repair, ...] = ()


def _find(name: str, assignment: SourceAssignment, submission: Submission) -> _Found:
    """Find a student's notebook: by its name, else the one that shares most cells with it."""
    expected = f"{name}.ipynb"
    if expected in submission.refused:
        return _Found(None, messages.unreadable(expected, submission.refused[expected]))
    if expected in submission.files:
        return _read(expected, expected, name, submission)
    claimed = {f"{other}.ipynb" for other in assignment.notebooks}
    others = [f for f in submission.files if f.endswith(".ipynb") and f not in claimed]
    ids = {grade_id(cell) for cell in assignment.notebooks[name].cells} - {None}
    candidates = [(_overlap(submission, file, ids), file) for file in others]
    shared, best = max(candidates, default=(0, ""))
    if shared > 0 or (len(others) == 1 and len(assignment.notebooks) == 1):
        return _read(best, expected, name, submission)
    return _Found(None, messages.no_notebook())


def _overlap(submission: Submission, file: str, ids: set[str | None]) -> int:
    try:
        notebook = parse_notebook(submission.files[file], Path(file))
    except CourseError:
        return 0
    return len(ids & {grade_id(cell) for cell in notebook.cells})


def _read(file: str, expected: str, name: str, submission: Submission) -> _Found:
    content = submission.files[file]
    try:
        notebook = parse_notebook(content, Path(file))
    except CourseError as error:
        return _Found(None, messages.unreadable(file, error.problem))
    repairs = []
    if file != expected:
        text = messages.renamed_file(file, expected)
        repairs.append(Repair(kind=RepairKind.RENAMED_FILE, notebook=name, text=text))
    version = json.loads(content.decode("utf-8-sig")).get("nbformat")
    if version != notebook.nbformat:
        text = messages.converted_format(str(version))
        repairs.append(Repair(kind=RepairKind.CONVERTED_FORMAT, notebook=name, text=text))
    return _Found(notebook, "", tuple(repairs))


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
