"""Which cell of a submission is which cell of the source.

By ``grade_id`` where that is whole; else by the cell's id, by its text, by the names that it
defines, or by its place between cells that are known.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode

from aicourse.grading.programs import bound_names, same_text
from aicourse.grading.sources import OURS, THEIRS, SourceCells
from aicourse.notebook import Role, handed_out, visible_source


@dataclass
class Matches:
    """Positions of submitted cells, by the name of the source cell that they are.

    Attributes
    ----------
    copies : dict of str to list of int
        All that claim a name or were recognized; in order.
    recognized : dict of str to int
        Those of which the metadata had lost the name.
    answers : dict of str to int
        The one of the copies that counts as the answer; all of them run.
    dropped : set of int
        What is as handed out and gives way to an answer that stands elsewhere.
    """

    copies: dict[str, list[int]]
    recognized: dict[str, int] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)


def match(source: SourceCells, cells: Sequence[NotebookNode]) -> Matches:
    """Match the cells of a submission with those of the source."""
    return _Matching(source, cells).run()


class _Matching:
    def __init__(self, source: SourceCells, cells: Sequence[NotebookNode]) -> None:
        self.source = source
        self.cells = cells
        copies: dict[str, list[int]] = defaultdict(list)
        self.unclaimed: list[int] = []
        for position, cell in enumerate(cells):
            if (claimed := source.claimed_by(cell)) is not None:
                copies[claimed].append(position)
            elif cell.source.strip() and not source.is_handed_out(cell):
                self.unclaimed.append(position)
        self.bound = {p: bound_names(cells[p].source) for p in self.unclaimed}
        self.matches = Matches(copies)

    def run(self) -> Matches:
        if self.unclaimed:
            for recognizes in (self._has_its_id, self._has_its_text):
                self._recognize(recognizes)
            self._recognize_answers()
            self._recognize_by_place()
        for name in self.source.names:
            if self.source.role(name) in THEIRS and self.matches.copies[name]:
                self._choose_answer(name)
        return self.matches

    def _recognize(self, recognizes: Callable[[str, NotebookNode], bool]) -> None:
        for name in self.source.names:
            if self.matches.copies[name]:
                continue
            found = next((p for p in self.unclaimed if recognizes(name, self.cells[p])), None)
            if found is not None:
                self._take(name, found)

    def _take(self, name: str, position: int) -> None:
        self.matches.copies[name].append(position)
        self.matches.recognized[name] = position
        self.unclaimed.remove(position)

    def _has_its_id(self, name: str, cell: NotebookNode) -> bool:
        known = self.source.cells[name].get("id")
        return known is not None and cell.get("id") == known

    def _has_its_text(self, name: str, cell: NotebookNode) -> bool:
        original = self.source.cells[name].source
        if self.source.role(name) in OURS:
            return same_text(cell.source, visible_source(original))
        return self.source.role(name) is Role.SOLUTION and same_text(
            cell.source, handed_out(original)
        )

    def _recognize_answers(self) -> None:
        """Find answers that nobody claims by what they define."""
        for name, names in self.source.answer_names.items():
            copies = self.matches.copies[name]
            if not names or any(self._is_worked_on(name, p) for p in copies):
                continue
            found = [
                p
                for p in self.unclaimed
                if names & self.bound.get(p, frozenset()) and self._is_worked_on(name, p)
            ]
            for position in found:
                self._take(name, position)
            copies.sort()

    def _recognize_by_place(self) -> None:
        """Take cells between known ones for what should stand there, if they are as many."""
        names = self.source.names
        lost: list[str] = []
        known = -1
        for name in [*names, None]:
            copies = [len(self.cells)] if name is None else self.matches.copies[name]
            if not copies and name is not None:
                if self.source.role(name) in THEIRS:
                    lost.append(name)
                continue
            self._pair(lost, [p for p in self.unclaimed if known < p < copies[0]])
            lost, known = [], max(known, copies[-1])

    def _pair(self, names: list[str], positions: list[int]) -> None:
        for kind in THEIRS:
            wanted = [n for n in names if self.source.role(n) is kind]
            type_of = {self.source.cells[n].cell_type for n in wanted}
            found = [p for p in positions if self.cells[p].cell_type in type_of]
            if len(found) == len(wanted):
                for name, position in zip(wanted, found, strict=True):
                    self._take(name, position)

    def _choose_answer(self, name: str) -> None:
        """Choose what counts: what was worked on, defines the names, and stands before its test."""
        copies = self.matches.copies[name]
        worked_on = [p for p in copies if self._is_worked_on(name, p)]
        names = self.source.answer_names.get(name, frozenset())
        telling = [p for p in worked_on if names & bound_names(self.cells[p].source)]
        candidates = telling or worked_on or copies
        tests = [
            p
            for test, answers in self.source.answers_of.items()
            if name in answers
            for p in self.matches.copies[test]
        ]
        end = min((p for p in tests if p > candidates[0]), default=len(self.cells))
        chosen = last_before(candidates, end)
        self.matches.answers[name] = chosen
        if worked_on:
            self.matches.dropped |= set(copies) - set(worked_on)

    def _is_worked_on(self, name: str, position: int) -> bool:
        return not self.source.is_untouched(name, self.cells[position].source)


def last_before(positions: Collection[int], end: int) -> int:
    """Return the last position before an end, or else the first."""
    return max((p for p in positions if p < end), default=min(positions))
