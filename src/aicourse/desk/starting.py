"""Hands an assignment out to a learner, or brings a newer release into what the learner has."""

import shutil
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import nbformat

from aicourse.atomic import write_atomically
from aicourse.desk.folder import Desk
from aicourse.desk.merging import Change, Merged, merge
from aicourse.desk.student_version import language_of, release_folder
from aicourse.errors import CourseError
from aicourse.grading.assignment import digest, read_submission
from aicourse.notebook import read_notebook
from aicourse.syllabus import Assignment, Language


@dataclass
class Started:
    """What `start` did.

    Attributes
    ----------
    notebook : Path
        The learner's notebook.
    is_new : bool
        Whether it was handed out now.
    switched : bool
        Whether its text came in another language than before.
    changes : list of (Change, str)
        What of the release is new in the notebook.
    answers, own_cells : int
        What of the learner's was kept there.
    backup : Path or None
        The notebook as it was before.
    files : list of str
        Other files that were handed out or renewed.
    kept_files : list of str
        Files that both the learner and the release changed: the learner's stay.
    """

    notebook: Path
    language: Language
    is_new: bool = False
    switched: bool = False
    changes: list[tuple[Change, str]] = field(default_factory=list)
    answers: int = 0
    own_cells: int = 0
    backup: Path | None = None
    files: list[str] = field(default_factory=list)
    kept_files: list[str] = field(default_factory=list)


def start(desk: Desk, assignment: Assignment, wanted: Language | None = None) -> Started:
    """Hand out an assignment; where it was begun, renew it around the learner's work.

    Nothing that the learner wrote is overwritten, and a notebook that changes is backed up first.
    Interrupted anywhere, the same call goes on.

    Parameters
    ----------
    wanted : {"zh", "en"}, optional
        Language of the student version; by default that of the learner's notebook, else the
        desk's.

    Raises
    ------
    CourseError
        If there is no student version, or the learner's notebook is damaged.
    """
    name = f"{assignment.notebook_name}.ipynb"
    notebook = desk.room(assignment.id) / name
    mine = _read_mine(notebook) if notebook.exists() else None
    chosen = wanted or (mine and language_of(mine)) or desk.language
    release = release_folder(desk.course, assignment, chosen)
    started = Started(notebook, chosen, is_new=mine is None)
    started.switched = mine is not None and language_of(mine) != chosen
    desk.remember()
    given = desk.handed_out(assignment.id)
    new, old = _files(release), _files(given)
    if mine is None:
        write_atomically(notebook, new[name])
    elif new[name] != old.get(name):
        base = read_notebook(given / name) if name in old else None
        merged = merge(mine, read_notebook(release / name), base)
        if merged.changes:
            started.backup = _back_up(desk, assignment, notebook)
            write_atomically(notebook, nbformat.writes(merged.notebook).encode() + b"\n")
        _tell(started, merged)
    _hand_out_files(started, {k: v for k, v in new.items() if k != name}, old)
    if digest(new) != digest(old):
        _keep(release, given)
    return started


def _read_mine(path: Path) -> nbformat.NotebookNode:
    try:
        return read_notebook(path)
    except CourseError as error:
        remedy = "move it elsewhere and run `aicourse start` again, which hands out a fresh one"
        problem = error.zh[0] if error.zh else error.problem
        zh = problem, "请把它移到别处，再运行 `aicourse start` 领取新的一份"
        raise CourseError(error.problem, remedy, path, error.place, zh=zh) from error


def _files(folder: Path) -> dict[str, bytes]:
    return read_submission(folder).files if folder.is_dir() else {}


def _tell(started: Started, merged: Merged) -> None:
    started.changes = list(merged.changes)
    started.answers, started.own_cells = merged.answers, merged.own_cells


def _back_up(desk: Desk, assignment: Assignment, notebook: Path) -> Path:
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    backup = desk.backups(assignment.id) / f"{notebook.stem}-{stamp}.ipynb"
    write_atomically(backup, notebook.read_bytes())
    return backup


def _hand_out_files(started: Started, new: dict[str, bytes], old: dict[str, bytes]) -> None:
    room = started.notebook.parent
    for name, content in new.items():
        path = room / name
        if not path.exists() and (started.is_new or name not in old):
            write_atomically(path, content)
            started.files.append(name)
        elif path.is_file() and content != old.get(name) and content != path.read_bytes():
            if path.read_bytes() == old.get(name):
                write_atomically(path, content)
                started.files.append(name)
            else:
                started.kept_files.append(name)


def _keep(release: Path, given: Path) -> None:
    """Keep the student version as it was handed out, for the next merge."""
    fresh = given.with_name(f".{given.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    ignored = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
    shutil.copytree(release, fresh, ignore=ignored)
    shutil.rmtree(given, ignore_errors=True)
    fresh.replace(given)
