"""Rules on files: the pair, what stands in a folder, and what the syllabus says of it."""

from collections.abc import Iterator
from pathlib import Path

from aicourse.authoring.answers import ANSWERS
from aicourse.authoring.forms import KERNELSPEC
from aicourse.authoring.lint.registry import Defect, course_rule, room_rule
from aicourse.authoring.lint.room import CourseFiles, Room
from aicourse.authoring.pairing import SOURCE, State, compare
from aicourse.notebook import cell_place
from aicourse.syllabus import LANGUAGES, Assignment

RELEASE = "release"

_IGNORED = {"__pycache__", ".ipynb_checkpoints", ".DS_Store"}
_RELEASE_NOTES = {"README.md", "LICENSE"}


@room_rule("pair-stale", "run `aicourse sync`")
def _pair_stale(room: Room) -> Iterator[Defect]:
    if room.stored is None:
        yield Defect("there is no notebook")
    elif not room.text_path.is_file():
        yield Defect("there is no text")
    elif (state := compare(room.notebook, room.stored)) is not State.IN_SYNC:
        yield Defect(f"text and notebook are out of step: {state}")


@room_rule("outputs-present", "run `aicourse sync`, which clears them")
def _outputs_present(room: Room) -> Iterator[Defect]:
    for index, cell in enumerate(room.stored.cells if room.stored else ()):
        if cell.get("outputs") or cell.get("execution_count"):
            yield Defect("the cell has outputs", cell_place(cell, index), room.notebook_path)


@room_rule("kernelspec", "run `aicourse sync`, which writes the kernel python3")
def _kernelspec(room: Room) -> Iterator[Defect]:
    if room.stored:
        name = room.stored.metadata.get("kernelspec", {}).get("name")
        language = room.stored.metadata.get("language_info", {}).get("name")
        if (name, language) != (KERNELSPEC["name"], KERNELSPEC["language"]):
            yield Defect(f"the kernel is {name}, of {language}", None, room.notebook_path)


@room_rule("stray-file", "move it away, or declare it in syllabus.yml as handed_out")
def _stray_file(room: Room) -> Iterator[Defect]:
    own = {room.text_path.name, room.notebook_path.name, ANSWERS}
    for file in _files(room.folder):
        name = file.relative_to(room.folder).as_posix()
        if name not in own and not _handed_out(room.assignment, name):
            yield Defect("the file belongs to no assignment", None, file)


@course_rule("stray-release", "remove it: all below release/ is generated")
def _stray_release(folder: CourseFiles) -> Iterator[Defect]:
    known = {assignment.id: assignment for assignment in folder.course.assignments}
    for file in _files(folder.root / RELEASE):
        parts = file.relative_to(folder.root / RELEASE).parts
        if parts[-1] in _RELEASE_NOTES and len(parts) <= 2:
            continue
        in_place = len(parts) > 2 and parts[0] in LANGUAGES
        assignment = known.get(parts[1]) if in_place else None
        if assignment is None:
            yield Defect("the file belongs to no assignment", None, file)
            continue
        name = "/".join(parts[2:])
        if name != f"{assignment.notebook_name}.ipynb" and not _handed_out(assignment, name):
            yield Defect("the file is not handed out", None, file)


@course_rule("syllabus-mismatch", "bring syllabus.yml and source/ into step")
def _syllabus_mismatch(folder: CourseFiles) -> Iterator[Defect]:
    source = folder.root / SOURCE
    for assignment in folder.course.assignments:
        room = source / assignment.id
        if assignment.written and not room.is_dir():
            yield Defect("the syllabus calls it written, and there is no folder", None, room)
        for name in assignment.handed_out:
            if room.is_dir() and not (room / name).exists():
                yield Defect("the syllabus hands out a file that is not there", None, room / name)
    known = {assignment.id for assignment in folder.course.assignments}
    for entry in sorted(source.iterdir()) if source.is_dir() else ():
        if entry.is_dir() and entry.name not in known | _IGNORED:
            yield Defect("the syllabus does not know the folder", None, entry)
        elif entry.is_file() and entry.name not in _IGNORED | _RELEASE_NOTES:
            yield Defect("the file belongs to no assignment", None, entry)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder in order, but for what git ignores."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and not _IGNORED & set(path.relative_to(folder).parts):
            yield path


def _handed_out(assignment: Assignment, name: str) -> bool:
    """Whether a file, or a folder that it stands in, is declared as handed out."""
    return any(
        name == given or name.startswith(f"{given.rstrip('/')}/") for given in assignment.handed_out
    )
