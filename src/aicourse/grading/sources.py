"""The cells of an instructor notebook that a submission is matched with."""

from collections.abc import Iterable
from functools import cached_property

from nbformat import NotebookNode

from aicourse.grading.programs import names_of_answer, plain_lines, same_code, same_text
from aicourse.notebook import Role, grade_id, handed_out, role, tasks, visible_source

OURS = (Role.TEST, Role.LOCKED, Role.TASK)  # taken from the source, whatever was handed in
THEIRS = (Role.SOLUTION, Role.ANSWER)  # taken from the learner


class SourceCells:
    """The cells of a source notebook that have a role, by ``grade_id`` and in order."""

    def __init__(self, source: NotebookNode) -> None:
        named = ((grade_id(cell), cell) for cell in source.cells)
        self.cells = {name: cell for name, cell in named if name is not None}
        self.names = tuple(self.cells)
        self.answers_of = {
            test.grade_id: task.solutions for task in tasks(source) for test in task.tests
        }
        self._free_texts = {
            tuple(plain_lines(cell.source)) for cell in source.cells if role(cell) is Role.FREE
        }

    def role(self, name: str) -> Role:
        return role(self.cells[name])

    def claimed_by(self, cell: NotebookNode) -> str | None:
        """Return the name that a submitted cell claims, if the source has it."""
        name = grade_id(cell)
        return name if name in self.cells else None

    def is_handed_out(self, cell: NotebookNode) -> bool:
        """Whether a cell stands in the source without a role: prose, worked examples."""
        return tuple(plain_lines(cell.source)) in self._free_texts

    def is_given(self, name: str, cell: NotebookNode) -> bool:
        """Whether a cell is one of ours, as learners receive it."""
        original = self.cells[name]
        texts = (original.source, visible_source(original.source))
        return cell.cell_type == original.cell_type and any(
            same_text(cell.source, text) for text in texts
        )

    def is_untouched(self, name: str, text: str) -> bool:
        """Whether a solution cell is as learners receive it."""
        given = handed_out(self.cells[name].source)
        return self.role(name) is Role.SOLUTION and same_code(text, given)

    @cached_property
    def answer_names(self) -> dict[str, frozenset[str]]:
        """Names that the answer in each solution cell binds, as far as it is told by them."""
        tests_of: dict[str, tuple[str, ...]] = {}
        for test, answers in self.answers_of.items():
            for answer in answers:
                tests_of[answer] = (*tests_of.get(answer, ()), self.cells[test].source)
        return {
            name: names_of_answer(cell.source, handed_out(cell.source), tests_of.get(name, ()))
            for name, cell in self.cells.items()
            if role(cell) is Role.SOLUTION
        }

    def owners(self, names: Iterable[str]) -> dict[str, str]:
        """Return whose answer binds a name, of those names that only one answer binds."""
        found: dict[str, list[str]] = {}
        for answer, bound in self.answer_names.items():
            for name in bound:
                found.setdefault(name, []).append(answer)
        wanted = set(names)
        return {n: a[0] for n, a in found.items() if len(a) == 1 and a[0] in wanted}
