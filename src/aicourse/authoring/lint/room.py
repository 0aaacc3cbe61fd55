"""What lint looks at: one assignment's folder, read once, and the course folder around it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from aicourse.authoring.forms import notebook_from_text
from aicourse.authoring.lint.python import parse
from aicourse.authoring.pairing import SOURCE, pair_paths
from aicourse.authoring.terminology import Terminology
from aicourse.errors import CourseError
from aicourse.notebook import Role, Task, cell_place, grade_id, language, read_notebook, role, tasks
from aicourse.syllabus import Assignment, Course

_CELL_HEADER = re.compile(r"# %%(?:\s|$)")


@dataclass(frozen=True)
class Cell:
    """A cell, what it is for, and where it stands."""

    node: NotebookNode
    index: int
    place: str

    @property
    def source(self) -> str:
        return str(self.node.source)

    @property
    def is_code(self) -> bool:
        return bool(self.node.cell_type == "code")

    @property
    def is_markdown(self) -> bool:
        return bool(self.node.cell_type == "markdown")

    @property
    def language(self) -> str | None:
        return language(self.node)

    @cached_property
    def role(self) -> Role:
        return role(self.node)

    @cached_property
    def grade_id(self) -> str:
        return grade_id(self.node) or ""

    @cached_property
    def tree(self) -> ast.Module | None:
        """The syntax tree of a code cell; None where it is no Python."""
        return parse(self.source) if self.is_code else None

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All nodes of that tree."""
        return tuple(ast.walk(self.tree)) if self.tree else ()


@dataclass(frozen=True)
class Room:
    """An assignment's folder.

    Attributes
    ----------
    notebook : NotebookNode
        The cells of the text, or of the notebook where there is no text.
    path : Path
        The file that the cells were read from.
    """

    root: Path
    assignment: Assignment
    terminology: Terminology
    notebook: NotebookNode
    path: Path
    cells: tuple[Cell, ...] = field(repr=False)

    @property
    def folder(self) -> Path:
        return self.root / SOURCE / self.assignment.id

    @property
    def text_path(self) -> Path:
        return self._paths[0]

    @property
    def notebook_path(self) -> Path:
        return self._paths[1]

    @property
    def _paths(self) -> tuple[Path, Path]:
        return pair_paths(self.root, self.assignment.id, self.assignment.notebook_name)

    def of_role(self, *roles: Role) -> Iterator[Cell]:
        return (cell for cell in self.cells if cell.role in roles)

    @cached_property
    def stored(self) -> NotebookNode | None:
        """The notebook as it stands on the disk, outputs and all."""
        return read_notebook(self.notebook_path) if self.notebook_path.is_file() else None

    @cached_property
    def code(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.is_code)

    @cached_property
    def solutions(self) -> tuple[Cell, ...]:
        return tuple(self.of_role(Role.SOLUTION))

    @cached_property
    def tests(self) -> tuple[Cell, ...]:
        return tuple(self.of_role(Role.TEST))

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """The graded tasks; none where a test cell's points are no number."""
        try:
            return tasks(self.notebook)
        except (TypeError, ValueError):
            return ()


@dataclass(frozen=True)
class CourseFiles:
    """The course folder around the rooms."""

    root: Path
    course: Course


def enter(root: Path, assignment: Assignment, terminology: Terminology) -> Room:
    """Read an assignment's folder.

    Raises
    ------
    CourseError
        If there is neither text nor notebook, or the one to read is damaged.
    """
    text, notebook = pair_paths(root, assignment.id, assignment.notebook_name)
    if not text.is_file():
        nb, lines, path = read_notebook(notebook), [], notebook
    else:
        content = _read(text)
        try:
            nb, path = notebook_from_text(content), text
        except CourseError as error:
            raise CourseError(error.problem, error.remedy, text, error.place) from error
        lines = [
            number
            for number, line in enumerate(content.splitlines(), start=1)
            if _CELL_HEADER.match(line)
        ]
    known = len(lines) == len(nb.cells)
    cells = tuple(
        Cell(node, index, _place(node, index, lines[index] if known else None))
        for index, node in enumerate(nb.cells)
    )
    return Room(root, assignment, terminology, nb, path, cells)


def _place(node: NotebookNode, index: int, line: int | None) -> str:
    place = cell_place(node, index)
    return f"line {line}, {place}" if line else place


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(
            f"cannot be read ({error})", "save it as UTF-8 or restore it from git", path
        ) from error
