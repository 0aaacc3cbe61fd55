"""Finds and reads a student's notebook, whatever its file is called and however it was saved."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from nbformat import NotebookNode

from aicourse.errors import CourseError
from aicourse.grading import messages
from aicourse.grading.assignment import SourceAssignment, Submission
from aicourse.grading.matching import match
from aicourse.grading.sources import SourceCells
from aicourse.grading.verdict import Repair, RepairKind
from aicourse.notebook import CELL_TYPES, Role, decode, parse_notebook

NOTEBOOK = ".ipynb"
_MAJOR, _MINOR = 4, 5
_LONGEST_NAME = 120
_RENAMED = (NOTEBOOK, ".ipynb.txt", ".ipynb.json", ".json", ".txt")  # as browsers save them


@dataclass(frozen=True)
class Found:
    """A student's notebook, or why there is none."""

    notebook: NotebookNode | None
    problem: str
    repairs: tuple[Repair, ...] = ()


def is_notebook(file: str) -> bool:
    """Whether a file has the name of a notebook."""
    return file.lower().endswith(NOTEBOOK)


def find_notebook(name: str, assignment: SourceAssignment, submission: Submission) -> Found:
    """Find a student's notebook: by its name, else the one that shares most cells with it.

    A file of the right name that cannot be read, or in which nothing was done, gives way to
    another one with work in it.
    """
    expected = f"{name}{NOTEBOOK}"
    source = assignment.cells[name]
    if expected in submission.refused:
        problem = messages.unreadable(expected, *submission.refused[expected])
        found = Found(None, problem)
    elif expected in submission.files:
        found = _read(expected, expected, name, submission)
    else:
        found = Found(None, messages.no_notebook())
    if found.notebook is not None and _worth(source, found.notebook)[0]:
        return found
    claimed = {f"{other}{NOTEBOOK}" for other in assignment.notebooks}
    named = [f for f in sorted(submission.files) if is_notebook(f) and f not in claimed]
    others = [
        f
        for f in sorted(submission.files)
        if f.lower().endswith(_RENAMED) and f not in claimed and f not in assignment.files
    ]
    candidates = [
        (*_worth_of(source, submission, file), _alike(file, expected), file) for file in others
    ]
    done, shared, _, best = max(candidates, default=(0, 0, False, ""))
    if done or (shared and found.notebook is None):
        return _read(best, expected, name, submission)
    is_missing = expected not in submission.files and expected not in submission.refused
    if is_missing and len(named) == len(assignment.notebooks) == 1:
        return _read(named[0], expected, name, submission)
    return found


def _worth_of(source: SourceCells, submission: Submission, file: str) -> tuple[int, int]:
    try:
        notebook, _ = _parse(submission.files[file], file)
    except CourseError:
        return 0, 0
    return _worth(source, notebook)


def _worth(source: SourceCells, notebook: NotebookNode) -> tuple[int, int]:
    """Return how many answers of a notebook were worked on, and how many cells it shares."""
    matches = match(source, notebook.cells)
    done = sum(
        source.role(name) is Role.SOLUTION
        and not source.is_untouched(name, notebook.cells[position].source)
        for name, position in matches.answers.items()
    )
    return done, sum(bool(copies) for copies in matches.copies.values())


def _alike(file: str, expected: str) -> bool:
    """Whether names differ in case, folder or Unicode form only."""
    plain = unicodedata.normalize("NFKC", PurePosixPath(file).name).casefold()
    return plain == unicodedata.normalize("NFKC", expected).casefold()


def _read(file: str, expected: str, name: str, submission: Submission) -> Found:
    repairs: list[Repair] = []

    def report(kind: RepairKind, text: str) -> None:
        repairs.append(Repair(kind=kind, notebook=name, text=text))

    if file != expected:
        report(RepairKind.RENAMED_FILE, messages.renamed_file(printable(file), expected))
    try:
        notebook, mends = _parse(submission.files[file], file)
    except CourseError as error:
        zh = error.zh[0] if error.zh else error.problem
        reasons = printable(zh), printable(error.problem)
        return Found(None, messages.unreadable(printable(file), *reasons))
    for kind, text in mends:
        report(kind, text)
    return Found(notebook, "", tuple(repairs))


def _parse(content: bytes, file: str) -> tuple[NotebookNode, list[tuple[RepairKind, str]]]:
    """Read a notebook, mending what can be."""
    mends: list[tuple[RepairKind, str]] = []
    _, encoding = decode(content, Path(file))
    if encoding != "utf-8":
        mends.append((RepairKind.CONVERTED_FORMAT, messages.converted_encoding(encoding)))

    def mend(parsed: dict[str, Any]) -> None:
        found = parsed.get("nbformat")
        if "cells" in parsed:
            _mend(parsed, lambda text: mends.append((RepairKind.DAMAGED_CELL, text)))
        if found != _MAJOR:
            version = messages.converted_format(str(found)[:20])
            mends.append((RepairKind.CONVERTED_FORMAT, version))

    return parse_notebook(content, Path(file), mend), mends


def _mend(parsed: dict[str, Any], report: Callable[[str], None]) -> None:
    """Bring the JSON of a notebook into a form that nbformat reads; outputs go, for all run anew.

    What is no cell is left out, if anything is left without it.
    """
    major, minor = parsed.get("nbformat"), parsed.get("nbformat_minor")
    parsed["nbformat"] = major if isinstance(major, int) else _MAJOR
    parsed["nbformat_minor"] = minor if minor in range(_MINOR + 1) else _MINOR
    if not isinstance(parsed.get("metadata"), dict):
        parsed["metadata"] = {}
    cells = parsed["cells"]
    if not isinstance(cells, list):
        return
    damaged = [n for n, cell in enumerate(cells, 1) if not _is_cell(cell)]
    if damaged and len(damaged) < len(cells):
        report(messages.damaged_cells(", ".join(map(str, damaged[:10]))))
        parsed["cells"] = cells = [cell for cell in cells if _is_cell(cell)]
    for cell in filter(_is_cell, cells):
        _mend_cell(cell)


def _is_cell(cell: Any) -> bool:
    return isinstance(cell, dict) and isinstance(cell.get("source", ""), str | list)


def _mend_cell(cell: dict[str, Any]) -> None:
    has_run = "outputs" in cell or "execution_count" in cell
    if cell.get("cell_type") not in CELL_TYPES:
        cell["cell_type"] = "code" if has_run else "raw"
    source = cell.get("source", "")
    if isinstance(source, list):
        cell["source"] = "".join(line for line in source if isinstance(line, str))
    if not isinstance(cell.get("metadata"), dict):
        cell["metadata"] = {}
    if cell["cell_type"] == "code":
        cell["outputs"], cell["execution_count"] = [], None
    if not _are_attachments(cell.get("attachments")):
        cell.pop("attachments", None)


def _are_attachments(found: Any) -> bool:
    return isinstance(found, dict) and all(
        isinstance(bundle, dict) and all(isinstance(data, str) for data in bundle.values())
        for bundle in found.values()
    )


def printable(text: str) -> str:
    """Return a name in one line that can be stored and shown, whatever is in it."""
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return line if len(line) <= _LONGEST_NAME else f"{line[:_LONGEST_NAME]}…"
