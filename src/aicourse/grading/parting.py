"""Takes merged cells of a submission apart again, so that each part is a cell that can be matched.

An editor that merges cells keeps the metadata of the first: an answer can hide in a test cell,
a test in an answer, an answer in another one.
"""

from dataclasses import dataclass
from functools import cached_property

import nbformat
from nbformat import NotebookNode

from aicourse.grading.programs import (
    bound_names,
    find_lines,
    pieces_by_owner,
    plain_lines,
    same_text,
    unix_lines,
)
from aicourse.grading.sources import OURS, SourceCells
from aicourse.notebook import Role, visible_source


@dataclass(frozen=True)
class Parted:
    """The cells of a submission.

    Attributes
    ----------
    merged : tuple of str
        Names of the source cells that were found inside others.
    """

    cells: tuple[NotebookNode, ...]
    merged: tuple[str, ...]


def part(source: SourceCells, submitted: list[NotebookNode]) -> Parted:
    """Take merged cells apart. All that the learner wrote stays, in its order."""
    parting = _Parting(source, submitted)
    for step in (parting.free_edited, parting.cut_out_tests, parting.separate_answers):
        parting.cells = [part for cell in parting.cells for part in step(cell)]
    return Parted(tuple(parting.cells), tuple(dict.fromkeys(parting.merged)))


class _Parting:
    def __init__(self, source: SourceCells, submitted: list[NotebookNode]) -> None:
        self.source = source
        self.cells = submitted
        self.merged: list[str] = []

    def free_edited(self, cell: NotebookNode) -> list[NotebookNode]:
        """Give what a learner wrote into a test or locked cell a cell of its own."""
        name = self.source.claimed_by(cell)
        if name is None or self.source.role(name) not in OURS:
            return [cell]
        original = self.source.cells[name]
        given = visible_source(original.source)
        if same_text(cell.source, given) or same_text(cell.source, original.source):
            return [cell]
        lines, ours = plain_lines(cell.source), plain_lines(given)
        at = find_lines(ours, lines)
        if at is None:
            names_more = bound_names(cell.source) - bound_names(original.source)
            return [_without_claim(cell, cell.source), cell] if names_more else [cell]
        added = ["\n".join(lines[:at]), "\n".join(lines[at + len(ours) :])]
        hidden_in_it = self._answers_in(added)
        self.merged += hidden_in_it
        before, behind = ([_without_claim(cell, text)] if text.strip() else [] for text in added)
        return [*before, _with_source(cell, given) if hidden_in_it else cell, *behind]

    def _answers_in(self, texts: list[str]) -> list[str]:
        """Return whose answers, of those that have no cell of their own, stand in some texts."""
        owners = self.source.owners(self.lost)
        bound = {name for text in texts for name in bound_names(text)}
        return list(dict.fromkeys(owners[name] for name in sorted(bound & owners.keys())))

    def cut_out_tests(self, cell: NotebookNode) -> list[NotebookNode]:
        """Take the handed-out text of a missing test cell out of the learner's cell."""
        claimed = self.source.claimed_by(cell)
        if cell.cell_type != "code" or (claimed and self.source.role(claimed) in OURS):
            return [cell]
        for name in self.missing:
            test = plain_lines(visible_source(self.source.cells[name].source))
            lines = unix_lines(cell.source).split("\n")
            at = find_lines(test, [line.rstrip() for line in lines]) if any(test) else None
            before, behind = lines[:at], lines[(at or 0) + len(test) :]
            if at is None or not any(line.strip() for line in before + behind):
                continue  # a cell of nothing else is a copy of the test
            self.merged.append(name)
            parts = [text for text in ("\n".join(before), "\n".join(behind)) if text.strip()]
            self.merged += [owner for owner in self._answers_in(parts) if owner != claimed]
            theirs = [_with_source(cell, parts[0])] + [_without_claim(cell, t) for t in parts[1:]]
            found = self.source.cells[name]
            test_cell = nbformat.from_dict({**found, "source": "\n".join(test)})
            ahead = 1 if "".join(before).strip() else 0
            parted = [*theirs[:ahead], test_cell, *theirs[ahead:]]
            return [p for part in parted for p in self.cut_out_tests(part)]
        return [cell]

    def separate_answers(self, cell: NotebookNode) -> list[NotebookNode]:
        """Cut a cell that holds the answers of several tasks, where one has no cell of its own."""
        claimed = self.source.claimed_by(cell)
        if not self.lost or (claimed and self.source.role(claimed) is not Role.SOLUTION):
            return [cell]
        owners = self.source.owners(self.lost | ({claimed} if claimed else set()))
        if not bound_names(cell.source) & owners.keys():
            return [cell]
        pieces = pieces_by_owner(unix_lines(cell.source), owners)
        if len(pieces) < 2:
            return [cell]
        home = next((i for i, piece in enumerate(pieces) if piece.owner == claimed), 0)
        self.merged += [p.owner for p in pieces if p.owner and p.owner != claimed]
        return [
            _with_source(cell, p.source) if i == home else _without_claim(cell, p.source)
            for i, p in enumerate(pieces)
        ]

    @cached_property
    def missing(self) -> list[str]:
        """Test cells that nobody claims."""
        present = {self.source.claimed_by(cell) for cell in self.cells}
        tests = (name for name in self.source.names if self.source.role(name) is Role.TEST)
        return [name for name in tests if name not in present]

    @cached_property
    def lost(self) -> set[str]:
        """Return the answers that no cell of the right name holds."""
        return {
            name
            for name in self.source.names
            if self.source.role(name) is Role.SOLUTION and not self._is_worked_on(name)
        }

    def _is_worked_on(self, name: str) -> bool:
        claims = (c for c in self.cells if self.source.claimed_by(c) == name)
        return any(not self.source.is_untouched(name, c.source) for c in claims)


def _with_source(cell: NotebookNode, source: str) -> NotebookNode:
    return nbformat.from_dict({**cell, "source": source})


def _without_claim(cell: NotebookNode, source: str) -> NotebookNode:
    metadata = {k: v for k, v in cell.metadata.items() if k not in ("nbgrader", "deletable")}
    free = nbformat.from_dict({**cell, "source": source, "metadata": metadata})
    free.pop("id", None)
    return free
