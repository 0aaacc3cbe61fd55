"""Renews a learner's notebook from a newer release: what the learner wrote stays."""

import secrets
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import nbformat
from nbformat import NotebookNode

from aicourse.desk.student_version import as_source
from aicourse.grading.matching import match
from aicourse.grading.parting import part
from aicourse.grading.programs import same_text
from aicourse.grading.sources import OURS, SourceCells
from aicourse.notebook import grade_id, language


class Change(StrEnum):
    """What became of one cell."""

    RENEWED = "renewed"
    ADDED = "added"
    REMOVED = "removed"
    SET_ASIDE = "set aside"  # the learner's version of a cell that the release changed too
    NEW_TEXT = "new text"  # the release changed what stands around an answer; the answer stays


@dataclass(frozen=True)
class Merged:
    """A renewed notebook.

    Attributes
    ----------
    changes : tuple of (Change, str)
        With the name of each cell, or its first words.
    answers, own_cells : int
        How many of the learner's answers, and of cells that the learner added, were kept.
    """

    notebook: NotebookNode
    changes: tuple[tuple[Change, str], ...]
    answers: int
    own_cells: int


def merge(mine: NotebookNode, new: NotebookNode, old: NotebookNode | None = None) -> Merged:
    """Bring a newer release into a learner's notebook.

    Answers and the learner's own cells stay, with their outputs; locked cells, tests and text
    are those of the release. A worked example that only the learner changed stays changed; where
    the release changed it too, the learner's version stands below the new one.

    Parameters
    ----------
    mine, new : NotebookNode
        The learner's notebook and the student version as it is now; neither is changed.
    old : NotebookNode, optional
        The student version that `mine` began as. Without it, a cell that `new` lacks counts as
        the learner's own.
    """
    return _Merge(mine, new, old).run()


class _Merge:
    def __init__(self, mine: NotebookNode, new: NotebookNode, old: NotebookNode | None) -> None:
        self.mine, self.new = mine, new
        self.old_cells: list[NotebookNode] | None = None if old is None else old.cells
        self.source = SourceCells(as_source(new))
        self.cells = part(self.source, list(mine.cells)).cells
        self.matches = match(self.source, self.cells)
        self.changes: list[tuple[Change, str]] = []
        self.kept: dict[int, NotebookNode] = {}  # by the cell of the release that they stand for
        self.told: set[int] = set()  # cells of the release of which a change was noted
        self.extras: dict[int, list[NotebookNode]] = defaultdict(list)  # behind which of them
        self.answers = 0

    def run(self) -> Merged:
        indices = {grade_id(cell): index for index, cell in enumerate(self.new.cells)}
        named = {
            position: indices[name]
            for name, positions in self.matches.copies.items()
            for position in positions
        }
        last = -1
        for position, cell in enumerate(self.cells):
            if position in named:
                last = named[position]
                self._place_named(position, last)
            else:
                last = self._place_free(cell, last)
        notebook = nbformat.from_dict(self.mine)
        notebook.cells = list(self._merged())
        notebook.nbformat_minor = max(self.mine.nbformat_minor, self.new.nbformat_minor)
        _identify(notebook.cells)
        own = sum(map(len, self.extras.values()))
        return Merged(notebook, tuple(self.changes), self.answers, own)

    def _place_named(self, position: int, index: int) -> None:
        cell, now = self.cells[position], self.new.cells[index]
        name = str(grade_id(now))
        if self.source.role(name) in OURS:
            if _alike(cell, now):
                self.kept.setdefault(index, cell)
            elif index not in self.kept:
                self._note(Change.RENEWED, index)
        elif self.matches.answers[name] == position:
            self._place_answer(name, cell, index)
        elif position not in self.matches.dropped:
            self.extras[index].append(_own(cell))

    def _place_answer(self, name: str, cell: NotebookNode, index: int) -> None:
        now, before = self.new.cells[index], self._before(self.new.cells[index])
        if not _alike(cell, now) and self._is_as_handed_out(name, cell, before):
            self._note(Change.RENEWED, index)
            return
        self.kept[index] = cell
        if not _alike(cell, now):
            self.answers += 1
            if before is not None and not _alike(before, now):
                self._note(Change.NEW_TEXT, index)

    def _is_as_handed_out(self, name: str, cell: NotebookNode, before: NotebookNode | None) -> bool:
        untouched = self.source.is_untouched(name, cell.source)
        return untouched or (before is not None and _alike(cell, before))

    def _place_free(self, cell: NotebookNode, last: int) -> int:
        """Place a cell without a role; return the cell of the release that it now follows."""
        index, before = _counterpart(cell, self.new.cells), self._before(cell)
        edited = before is None or not _alike(cell, before)
        if index is None or index in self.kept:
            if edited:
                self.extras[last].append(_own(cell))
            elif index is None:
                self.changes.append((Change.REMOVED, _words(cell)))
            return last
        now = self.new.cells[index]
        only_learner_changed = before is not None and edited and _alike(before, now)
        if _alike(cell, now) or only_learner_changed:
            self.kept[index] = cell
        elif edited and (before is not None or language(cell) is None):
            self._note(Change.SET_ASIDE, index)
            self.extras[index].append(_own(cell))
        else:
            self._note(Change.RENEWED, index)
        return index

    def _before(self, cell: NotebookNode) -> NotebookNode | None:
        """Return a cell as it was handed out, where that is known."""
        if self.old_cells is None:
            return None
        index = _counterpart(cell, self.old_cells)
        return None if index is None else self.old_cells[index]

    def _merged(self) -> Iterator[NotebookNode]:
        yield from self.extras[-1]
        for index, now in enumerate(self.new.cells):
            if index in self.kept:
                yield _with_metadata(self.kept[index], now)
            else:
                if index not in self.told:
                    self._note(Change.ADDED, index)
                yield nbformat.from_dict(now)
            yield from self.extras[index]

    def _note(self, change: Change, index: int) -> None:
        cell = self.new.cells[index]
        if index not in self.told:
            self.changes.append((change, grade_id(cell) or _words(cell)))
        self.told.add(index)


def _counterpart(cell: NotebookNode, cells: Sequence[NotebookNode]) -> int | None:
    """Return which of some cells is this one: by its id, else by its text."""
    known = cell.get("id")
    for index, other in enumerate(cells):
        if known is not None and other.get("id") == known and other.cell_type == cell.cell_type:
            return index
    for index, other in enumerate(cells):
        if grade_id(other) is None and _alike(cell, other):
            return index
    return None


def _alike(cell: NotebookNode, other: NotebookNode) -> bool:
    return bool(cell.cell_type == other.cell_type and same_text(cell.source, other.source))


def _own(cell: NotebookNode) -> NotebookNode:
    """Return a cell of the learner's, without a claim to be one of the course's."""
    own = nbformat.from_dict(cell)
    own.metadata.pop("nbgrader", None)
    own.metadata.pop("editable", None)
    own.metadata.pop("deletable", None)
    return own


def _with_metadata(cell: NotebookNode, now: NotebookNode) -> NotebookNode:
    """Return the learner's cell, outputs and all, under the metadata of the release."""
    kept = nbformat.from_dict(cell)
    for key in ("nbgrader", "aicourse", "lang", "editable", "deletable"):
        kept.metadata.pop(key, None)
        if key in now.metadata:
            kept.metadata[key] = now.metadata[key]
    if "id" in now:
        kept["id"] = now["id"]
    return kept


def _identify(cells: Sequence[NotebookNode]) -> None:
    """Give each cell an id of its own: those of the course keep theirs."""
    seen: set[str] = {cell["id"] for cell in cells if grade_id(cell) and "id" in cell}
    for cell in cells:
        if grade_id(cell) and "id" in cell:
            continue
        if cell.get("id") is None or cell["id"] in seen:
            cell["id"] = secrets.token_hex(4)
        seen.add(cell["id"])


def _words(cell: NotebookNode) -> str:
    """Name a cell by its first words."""
    first = next((line for line in cell.source.splitlines() if line.strip()), "")
    text = first.strip().lstrip("#").strip()
    return f"{text[:40]}…" if len(text) > 40 else text
