"""What learners receive of an assignment, and what can be graded where there is nothing more."""

import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from aicourse.authoring.release import RELEASE
from aicourse.errors import CourseError
from aicourse.grading.assignment import SourceAssignment, read_assignment
from aicourse.notebook import SOLUTION, STUB, Role, language, role
from aicourse.syllabus import LANGUAGES, Assignment, Language

_STUB = re.compile(r"^([ \t]*)" + r"\n[ \t]*".join(map(re.escape, STUB)) + "$", re.MULTILINE)
_REGION = r"\1" + r"\n\1".join((SOLUTION[0], "...", SOLUTION[1]))


def release_folder(course: Path, assignment: Assignment, wanted: Language) -> Path:
    """Return the folder of a student version.

    Raises
    ------
    CourseError
        If the assignment is not written, or not released.
    """
    folder = course / RELEASE / wanted / assignment.id
    if folder.is_dir():
        return folder
    if not assignment.written:
        raise CourseError(
            f"{assignment.id} is not written yet",
            "`aicourse list` shows which are",
            zh=(f"{assignment.id} 还没有写成", "`aicourse list` 列出已写成的作业"),
        )
    release = f"`aicourse release {assignment.number}`"
    raise CourseError(
        "there is no student version",
        f"run {release} in the course folder",
        folder,
        zh=("没有学生版", f"请在课程文件夹中运行 {release}"),
    )


def as_source(released: NotebookNode) -> NotebookNode:
    """Return a student version as a source that submissions can be matched with and graded by.

    Its test cells have their visible tests; where the learner finds nbgrader's stub stands a
    solution region, so that an answer is told from what was handed out.
    """
    source = nbformat.from_dict(released)
    for cell in source.cells:
        if role(cell) is Role.SOLUTION:
            cell.source = _STUB.sub(_REGION, cell.source)
    return source


def visible_assignment(folder: Path) -> SourceAssignment:
    """Read a student version as an assignment of which only the visible tests are known."""
    released = read_assignment(folder)
    sources = {
        name: nbformat.writes(as_source(notebook)).encode()
        for name, notebook in released.notebooks.items()
    }
    return SourceAssignment(released.name, sources, released.files)


def language_of(notebook: NotebookNode) -> Language | None:
    """Return the language that most of a student version's prose is in."""
    counts = {known: sum(language(c) == known for c in notebook.cells) for known in LANGUAGES}
    best = max(LANGUAGES, key=lambda known: counts[known])
    return best if counts[best] else None
