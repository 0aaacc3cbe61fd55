"""The learner's own figures: what was drawn with what the learner wrote."""

import ast
import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from aicourse.desk.essential import names_read
from aicourse.desk.folder import Desk
from aicourse.desk.student_version import as_source
from aicourse.errors import CourseError
from aicourse.grading.programs import bound_names, parse
from aicourse.grading.sources import SourceCells
from aicourse.notebook import grade_id, read_notebook
from aicourse.syllabus import Assignment

_HEADING = re.compile(r"^##?\s+(.+?)\s*$", re.MULTILINE)
_LARGEST = 2_000_000  # characters of a figure
_MOST = 6  # of one assignment, the last ones: what an assignment ends in stands there


@dataclass(frozen=True)
class Figure:
    """A figure of the learner's.

    Attributes
    ----------
    png : str
        In base64.
    heading : str
        Under which it stands in the notebook.
    """

    assignment: Assignment
    heading: str
    png: str


def portfolio(desk: Desk) -> list[Figure]:
    """Return the figures in the learner's saved notebooks that the learner's answers drew.

    A figure counts if the cell that drew it reads a name that an answer binds, or one that was
    computed from such a name. Damaged notebooks have none.
    """
    course = desk.read_syllabus()
    found: list[Figure] = []
    for name in desk.begun():
        entry = next((e for e in course.assignments if e.id == name), None)
        if entry is not None:
            found += list(_figures(desk, entry))[-_MOST:]
    return found


def _figures(desk: Desk, entry: Assignment) -> Iterator[Figure]:
    file = f"{entry.notebook_name}.ipynb"
    try:
        mine = read_notebook(desk.room(entry.id) / file)
        source = SourceCells(as_source(read_notebook(desk.handed_out(entry.id) / file)))
    except CourseError:
        return
    own: set[str] = set()
    heading = entry.title.in_language(desk.language)
    for cell in mine.cells:
        if cell.cell_type == "markdown":
            headings = _HEADING.findall(cell.source)
            heading = headings[-1] if headings else heading
        elif cell.cell_type == "code":
            name = grade_id(cell)
            if name in source.answer_names:
                if not source.is_untouched(name, cell.source):
                    own |= source.answer_names[name]
            elif _follow(cell.source, own):
                for png in _pngs(cell):
                    yield Figure(entry, heading, png)


def _follow(source: str, own: set[str]) -> bool:
    """Follow which names hold what the learner's answers computed; say whether any was read."""
    reads_any = False
    tree = parse(source)
    for statement in tree.body if tree is not None else ():
        program = ast.unparse(statement)
        if own & names_read(program):
            reads_any = True
            own |= bound_names(program)
        else:
            own -= bound_names(program)
    return reads_any


def _pngs(cell: NotebookNode) -> Iterator[str]:
    for output in cell.get("outputs", ()):
        png = output.get("data", {}).get("image/png")
        if not isinstance(png, str) or len(png) > _LARGEST:
            continue
        packed = "".join(png.split())
        try:
            content = base64.b64decode(packed, validate=True)
        except binascii.Error:
            continue
        if content.startswith(b"\x89PNG"):
            yield packed
