"""Repositories for learners, and the one whose workflow grades what they push.

No hidden test, no solution and no gradebook enters either: grading happens where the course is.
GitHub lends whoever may call a repository's workflow the right to read all of that repository, so
that the workflow stands in one of its own, never in that of the course.
"""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aicourse.authoring.release import RELEASE
from aicourse.errors import CourseError
from aicourse.notebook import HIDDEN_TESTS, SOLUTION
from aicourse.syllabus import Assignment, Course, Language
from aicourse.text_templates import text_environment

TEMPLATES = Path(__file__).parent / "templates"
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9_.-]+")
_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]*")
_TEACHERS = tuple(marker.lstrip("# ").encode() for marker in (*HIDDEN_TESTS, *SOLUTION))
_IGNORED = (".venv/", "__pycache__/", ".ipynb_checkpoints/")


@dataclass(frozen=True)
class Classroom:
    """What a learners' repository is made from.

    Attributes
    ----------
    root : Path
        The course folder.
    repository, ref : str
        The repository on GitHub that `write_grading` made, ``owner/name``, and its branch or tag.
    package : str
        What learners install, as pip's requirement.
    """

    root: Path
    course: Course
    language: Language
    repository: str
    ref: str
    package: str

    def write(self, folder: Path, assignments: Sequence[Assignment]) -> None:
        """Write the repository's files into a new or empty folder.

        Raises
        ------
        CourseError
            If the folder is not empty, or an assignment was not released; nothing is written then.
        """
        _check(self.repository, _REPOSITORY, "owner/name")
        _check(self.ref, _REF, "the name of a branch or tag")
        released = [self._released(assignment) for assignment in assignments]
        with _new_folder(folder) as new:
            for source in released:
                shutil.copytree(source, new / source.name, ignore=_checkpoints)
            self._write_own(new, assignments)

    def _released(self, assignment: Assignment) -> Path:
        """Return the student version of an assignment, once it is known to hold no more."""
        folder = self.root / RELEASE / self.language / assignment.id
        if not folder.is_dir():
            raise CourseError("was not released", "run `aicourse release`", folder)
        for path in folder.rglob("*"):
            if path.is_symlink():
                raise CourseError("is a link", "put the file itself there", path)
            if path.is_file() and any(marker in path.read_bytes() for marker in _TEACHERS):
                remedy = "run `aicourse release`"
                raise CourseError("holds a solution or a hidden test", remedy, path)
        return folder

    def _write_own(self, folder: Path, assignments: Sequence[Assignment]) -> None:
        environment = text_environment(TEMPLATES)
        values = {
            "lang": self.language,
            "title": self.course.title.in_language(self.language),
            "assignments": assignments,
            "repository": self.repository,
            "ref": self.ref,
        }

        def made(template: str) -> str:
            return environment.get_template(template).render(values)

        workflow = folder / ".github" / "workflows" / "grade.yml"
        workflow.parent.mkdir(parents=True)
        workflow.write_text(made("classroom_calling.yml.j2"), encoding="utf-8")
        readme = made(f"classroom_readme.{self.language}.md.j2")
        (folder / "README.md").write_text(readme, encoding="utf-8")
        (folder / "requirements.txt").write_text(f"{self.package}\n", encoding="utf-8")
        (folder / ".gitignore").write_text("\n".join(_IGNORED) + "\n", encoding="utf-8")


def write_grading(folder: Path) -> None:
    """Write the repository that holds the grading workflow, and nothing else.

    Raises
    ------
    CourseError
        If the folder is not empty.
    """
    with _new_folder(folder) as new:
        workflow = new / ".github" / "workflows" / "classroom.yml"
        workflow.parent.mkdir(parents=True)
        shutil.copy(TEMPLATES / "classroom_called.yml", workflow)


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """Give a folder to write into, which takes its place when all is written."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError("is there already", "name a new or an empty folder", folder)
    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)  # left by a process that was killed
    new.mkdir(parents=True)
    try:
        yield new
        if folder.exists():
            folder.rmdir()
        new.replace(folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _checkpoints(_: str, names: list[str]) -> set[str]:
    return {name for name in names if name == ".ipynb_checkpoints"}


def _check(text: str, form: re.Pattern[str], named: str) -> None:
    if not form.fullmatch(text):
        raise CourseError(f"{text!r} is not {named}", f"write it as {named}")
