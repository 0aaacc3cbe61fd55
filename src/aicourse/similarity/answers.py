"""The answers of a submission as one text of tokens, with its fingerprints."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from aicourse.grading.assignment import SourceAssignment, Submission
from aicourse.grading.programs import bound_names
from aicourse.grading.reading import find_notebook
from aicourse.grading.repair import repair
from aicourse.notebook import Role, grade_id, handed_out, role
from aicourse.similarity.tokens import tokens
from aicourse.similarity.winnowing import grams, winnowed


@dataclass(frozen=True)
class Answers:
    """What a student wrote into the solution cells.

    Attributes
    ----------
    cells : dict of str to str
        Sources by ``grade_id``, in order.
    known : frozenset of str
        Names that the course gives.
    """

    student: str
    cells: Mapping[str, str]
    known: frozenset[str] = frozenset()

    @cached_property
    def grams(self) -> dict[str, list[int]]:
        """Hashes of all grams of each cell; none reaches over the end of a cell."""
        return {
            name: grams([token.code for token in tokens(source, self.known)])
            for name, source in self.cells.items()
        }

    @cached_property
    def fingerprints(self) -> tuple[tuple[str, int, int], ...]:
        """Cell, position and hash of each fingerprint, in order."""
        return tuple(
            (name, at, hashes[at]) for name, hashes in self.grams.items() for at in winnowed(hashes)
        )

    def hashes(self) -> set[int]:
        """Return the hashes of all grams."""
        return {found for hashes in self.grams.values() for found in hashes}


class AnswerReader:
    """Reads the solution cells of one assignment's submissions.

    Attributes
    ----------
    given, reference : set of int
        Grams of what is handed out, and of the reference solution.
    """

    def __init__(self, assignment: SourceAssignment) -> None:
        self.assignment = assignment
        cells = [cell for notebook in assignment.notebooks.values() for cell in notebook.cells]
        sources = {grade_id(c) or "": c.source for c in cells if role(c) is Role.SOLUTION}
        stubs = {name: handed_out(source) for name, source in sources.items()}
        others = (c.source for c in cells if c.cell_type == "code" and role(c) is not Role.SOLUTION)
        self._known = frozenset().union(*map(bound_names, (*others, *stubs.values())))
        self.given = Answers("", stubs, self._known).hashes()
        self.reference = Answers("", sources, self._known).hashes()

    def read(self, submission: Submission) -> Answers:
        """Read the solution cells of a submission as the grader would run them."""
        cells: dict[str, str] = {}
        for name, source in self.assignment.notebooks.items():
            notebook = find_notebook(name, self.assignment, submission).notebook
            if notebook is None:
                continue
            for cell in repair(source, notebook, name).notebook.cells:
                if role(cell) is Role.SOLUTION and cell.cell_type == "code":
                    cells[grade_id(cell) or ""] = cell.source
        return Answers(submission.student, cells, self._known)
