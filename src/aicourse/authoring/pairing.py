"""Keeping an assignment's text and notebook in step.

Which of them was changed is told by content, never by file times, which git does not keep: the
notebook records the SHA-256 of the cells that both had when they were last in step.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

import nbformat
from nbformat import NotebookNode

from aicourse.authoring.forms import content_digest, notebook_from_text, text_from_notebook
from aicourse.errors import CourseError
from aicourse.notebook import read_notebook
from aicourse.syllabus import read_course

__all__ = [
    "Action",
    "Pair",
    "State",
    "SyncResult",
    "compare",
    "notebook_from_text",
    "pair_paths",
    "read_pair",
    "sync_course",
    "sync_pair",
    "text_from_notebook",
]

SOURCE = "source"
RECORD = "synced_sha256"
Form = Literal["text", "notebook"]


class State(StrEnum):
    """How the two forms stand to each other."""

    IN_SYNC = "in sync"
    TEXT_NEWER = "text newer"
    NOTEBOOK_NEWER = "notebook newer"
    ONLY_TEXT = "only text"
    ONLY_NOTEBOOK = "only notebook"
    BOTH_DIFFER = "both differ"


class Action(StrEnum):
    """What `sync_pair` wrote."""

    NOTHING = "already in sync"
    TEXT = "text"
    NOTEBOOK = "notebook"
    TIDIED = "notebook, tidied"  # same cells, without outputs and an editor's metadata


@dataclass(frozen=True)
class Pair:
    """A text, its notebook, and how they stand to each other."""

    text: Path
    notebook: Path
    state: State


@dataclass(frozen=True)
class SyncResult:
    """A pair as it stood before, and what was written."""

    pair: Pair
    action: Action


def read_pair(text: Path, notebook: Path) -> Pair:
    """Look at a text and its notebook, and tell which of them is newer.

    Raises
    ------
    CourseError
        If neither exists, or one cannot be read.
    """
    match text.is_file(), notebook.is_file():
        case False, False:
            raise CourseError(
                f"there is neither this text nor {notebook.name}", "write the text", text
            )
        case True, False:
            return Pair(text, notebook, State.ONLY_TEXT)
        case False, True:
            return Pair(text, notebook, State.ONLY_NOTEBOOK)
    return Pair(text, notebook, compare(_from_text(text), _read_notebook(notebook)))


def compare(text: NotebookNode, notebook: NotebookNode) -> State:
    """Tell which is newer: a text, as `notebook_from_text` reads it, or a stored notebook."""
    of_text, of_notebook = content_digest(text), content_digest(notebook)
    recorded = notebook.metadata.get("aicourse", {}).get(RECORD)
    if of_text == of_notebook:
        return State.IN_SYNC
    if recorded == of_text:
        return State.NOTEBOOK_NEWER
    return State.TEXT_NEWER if recorded == of_notebook else State.BOTH_DIFFER


def sync_pair(text: Path, notebook: Path, prefer: Form | None = None) -> SyncResult:
    """Bring a text and its notebook into step; the older form follows the newer.

    Parameters
    ----------
    prefer : {"text", "notebook"}, optional
        Which form counts where both were changed since they were last in step.

    Raises
    ------
    CourseError
        If both were changed and `prefer` is absent, or one cannot be read. Nothing is written.
    """
    pair = read_pair(text, notebook)
    if pair.state is State.BOTH_DIFFER and prefer is None:
        raise _conflict(pair)
    from_text = pair.state in (State.ONLY_TEXT, State.TEXT_NEWER, State.IN_SYNC) or (
        pair.state is State.BOTH_DIFFER and prefer == "text"
    )
    if from_text:
        wanted = _serialized(_from_text(text))
        if notebook.is_file() and notebook.read_text(encoding="utf-8") == wanted:
            return SyncResult(pair, Action.NOTHING)
        _replace(notebook, wanted)
        tidied = pair.state is State.IN_SYNC
        return SyncResult(pair, Action.TIDIED if tidied else Action.NOTEBOOK)
    held = _read_notebook(notebook)
    with _told_of(notebook):
        written = text_from_notebook(held)
    _replace(text, written)  # first: stopped here, the two are in step
    _replace(notebook, _serialized(notebook_from_text(written)))
    return SyncResult(pair, Action.TEXT)


def pair_paths(root: Path, assignment_id: str, notebook_name: str) -> tuple[Path, Path]:
    """Return where the text and the notebook of an assignment stand."""
    folder = root / SOURCE / assignment_id
    return folder / f"{notebook_name}.py", folder / f"{notebook_name}.ipynb"


def sync_course(
    root: Path, assignment_ids: Sequence[str], prefer: Form | None = None
) -> list[SyncResult]:
    """Bring the texts and notebooks of a course into step.

    Parameters
    ----------
    root : Path
        The course folder.
    assignment_ids : sequence of str
        Ids or numbers; empty for every assignment that has a folder.

    Raises
    ------
    CourseError
        If one pair cannot be brought into step. No file is written then.
    """
    course = read_course(root)
    wanted = [course.find(key) for key in assignment_ids] or [
        assignment for assignment in course.assignments if (root / SOURCE / assignment.id).is_dir()
    ]
    paths = [pair_paths(root, assignment.id, assignment.notebook_name) for assignment in wanted]
    for text, notebook in paths:
        pair = read_pair(text, notebook)
        if pair.state is State.BOTH_DIFFER and prefer is None:
            raise _conflict(pair)
    return [sync_pair(text, notebook, prefer) for text, notebook in paths]


def _serialized(notebook: NotebookNode) -> str:
    """Return a notebook file, with the record of what it is in step with."""
    notebook.metadata["aicourse"] = {RECORD: content_digest(notebook)}
    return str(nbformat.writes(notebook)) + "\n"


def _from_text(path: Path) -> NotebookNode:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(
            f"cannot be read ({error})", "save it as UTF-8 or restore it from git", path
        ) from error
    with _told_of(path):
        return notebook_from_text(text)


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Name the file in a problem of its content."""
    try:
        yield
    except CourseError as error:
        raise CourseError(error.problem, error.remedy, path, error.place) from error


def _read_notebook(path: Path) -> NotebookNode:
    try:
        return read_notebook(path)
    except CourseError as error:
        raise CourseError(
            error.problem, "restore it from git, or delete it and sync from the text", path
        ) from error


def _conflict(pair: Pair) -> CourseError:
    return CourseError(
        f"both this text and {pair.notebook.name} were changed since they were last in step",
        "choose one with `aicourse sync --from text` or `--from notebook`",
        pair.text,
    )


def _replace(path: Path, content: str) -> None:
    """Write a file whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
