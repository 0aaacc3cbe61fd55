"""Mends a submitted notebook before it runs: what the structure claims is not believed.

Test cells and locked cells come from the instructor's source, answers from the student. An honest
slip (a copied, deleted, edited, moved, merged or unnamed cell) costs nothing and is reported.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from aicourse.grading import messages
from aicourse.grading.matching import match
from aicourse.grading.parting import part
from aicourse.grading.portable import portable
from aicourse.grading.programs import bound_names, unix_lines
from aicourse.grading.sources import OURS, THEIRS, SourceCells
from aicourse.grading.verdict import Repair, RepairKind
from aicourse.notebook import Role, handed_out

_KEPT_METADATA = {"lang": str, "deletable": bool, "editable": bool}
_TOLD_ONE_BY_ONE = 2  # cells without a name; of more, their number is told
Place = tuple[int, int]  # a submitted cell, and how far before or behind it


@dataclass(frozen=True)
class Repaired:
    """A notebook ready to run, and what was mended in it."""

    notebook: NotebookNode
    repairs: tuple[Repair, ...]


def repair(source: NotebookNode, submitted: NotebookNode, name: str) -> Repaired:
    """Rebuild a submitted notebook on the instructor's source.

    Parameters
    ----------
    source : NotebookNode
        The instructor notebook.
    submitted : NotebookNode
        What the student handed in, of nbformat 4; not changed.
    name : str
        Name of the notebook, for the reports.

    Returns
    -------
    Repaired
        Every cell of the source that has a role stands in it once; of the answers only those
        that were handed in. A test cell stands where the student left it if that is behind the
        answers it tests, else right behind them; a locked program before the answers that follow
        it in the source.
    """
    return _Repair(source, submitted, name).run()


class _Repair:
    def __init__(self, source: NotebookNode, submitted: NotebookNode, name: str) -> None:
        self.name = name
        self.kernelspec = dict(source.metadata.get("kernelspec", {}))
        self.submitted_metadata = submitted.metadata
        self.source = SourceCells(source)
        parted = part(self.source, [_storable(cell) for cell in submitted.cells])
        self.merged = parted.merged
        self.cells = parted.cells
        self.matches = match(self.source, self.cells)
        self.placed: dict[str, Place] = {}
        self.extra: dict[Place, NotebookNode] = {}
        self.repairs: list[Repair] = []

    def run(self) -> Repaired:
        self._report_recognized()
        for name in self.merged:
            self._report(RepairKind.MERGED_CELL, name, messages.merged_cell(name))
        for name in self.source.names:
            if self.source.role(name) in THEIRS:
                self._place_answer(name)
        for name in self.source.names:
            if self.source.role(name) in OURS:
                self._place_ours(name)
        cells = list(self._notebook_cells())
        self._report_kernel()
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": self.kernelspec})
        _, notebook = nbformat.validator.normalize(notebook)
        return Repaired(notebook, tuple(self.repairs))

    # Answers

    def _place_answer(self, name: str) -> None:
        copies, chosen = self.matches.copies[name], self.matches.answers.get(name)
        if chosen is None:
            return
        self.placed[name] = (chosen, 0)
        stubs = self.matches.dropped & set(copies)
        if stubs and name in self.matches.recognized and name not in self.merged:
            self._report(RepairKind.MOVED_ANSWER, name, messages.moved_answer(name))
        elif len(copies) > 1 and name not in self.merged:
            self._report_copies(name)
        if self.cells[chosen].cell_type != self.source.cells[name].cell_type:
            self._report(RepairKind.CHANGED_TYPE, name, messages.changed_type(name))
        given = handed_out(self.source.cells[name].source)
        if stubs and bound_names(given) - self.source.answer_names.get(name, frozenset()):
            self.extra[chosen, -1] = nbformat.v4.new_code_cell(given)  # what it hands out is used

    # Tests and locked cells

    def _place_ours(self, name: str) -> None:
        positions = self.matches.copies[name]
        if len(positions) > 1:
            self._report_copies(name)
        self.matches.dropped |= set(positions)  # but for the one that gets its place
        behind, end = self._bounds(name)
        usable = [
            (p, 0)
            for p in positions
            if (behind is None or (p, 0) > behind) and (end is None or (p, 0) < end)
        ]
        if usable:
            self.placed[name] = usable[0]
            if not self.source.is_given(name, self.cells[usable[0][0]]):
                self._report(RepairKind.REPLACED_CELL, name, messages.replaced_cell(name))
            return
        if positions:
            text = messages.moved_cell(name) if behind else messages.moved_ahead(name)
            self._report(RepairKind.MOVED_CELL, name, text)
        else:
            self._report(RepairKind.RESTORED_CELL, name, messages.restored_cell(name))
        start = behind or self._place_before(name)
        if end is not None and start >= end:
            start = (end[0] - 1, 0)
        self.placed[name] = self._free_place_after(start)

    def _bounds(self, name: str) -> tuple[Place | None, Place | None]:
        """Between which places a cell of ours belongs, as far as the learner's order allows."""
        placed, answers = self.placed, self.source.answers_of.get(name, ())
        if self.source.role(name) is not Role.LOCKED or self._is_prose(name):
            return max((placed[a] for a in answers if a in placed), default=None), None
        at = self.source.names.index(name)
        theirs = [n for n in placed if self.source.role(n) in THEIRS and not self._is_prose(n)]
        behind = max(
            (placed[n] for n in theirs if self.source.names.index(n) < at), default=(-1, 0)
        )
        end = min((placed[n] for n in theirs if self.source.names.index(n) > at), default=None)
        return None, end if end is not None and behind < end else None

    def _is_prose(self, name: str) -> bool:
        return bool(self.source.cells[name].cell_type != "code")

    def _place_before(self, name: str) -> Place:
        """Place of the nearest source cell before `name` that is placed, or before all cells."""
        if self.source.answers_of.get(name):
            return (len(self.cells), 0)  # its answer may stand anywhere: test last
        order = self.source.names
        earlier = [self.placed[n] for n in order[: order.index(name)] if n in self.placed]
        return earlier[-1] if earlier else (-1, 0)

    def _free_place_after(self, place: Place) -> Place:
        position, step = place
        taken = set(self.placed.values())
        while (position, step + 1) in taken:
            step += 1
        return (position, step + 1)

    # The notebook

    def _notebook_cells(self) -> Iterator[NotebookNode]:
        names = {place: name for name, place in self.placed.items()}
        kept = {(p, 0) for p in range(len(self.cells)) if p not in self.matches.dropped}
        for place in sorted(kept | set(names) | set(self.extra)):
            name = names.get(place)
            if place in self.extra:
                yield self.extra[place]
            elif name is not None and self.source.role(name) in OURS:
                yield self._ours(name)
            else:
                yield self._theirs(self.cells[place[0]], name)

    def _ours(self, name: str) -> NotebookNode:
        original = self.source.cells[name]
        cell = _clean(original, original.cell_type, original.metadata.nbgrader)
        if "aicourse" in original.metadata:  # how the instructor wants a test to run
            cell.metadata["aicourse"] = dict(original.metadata["aicourse"])
        return cell

    def _theirs(self, found: NotebookNode, name: str | None) -> NotebookNode:
        original = self.source.cells[name] if name is not None else None
        cell = _clean(
            found,
            found.cell_type if original is None else original.cell_type,
            None if original is None else original.metadata.nbgrader,
        )
        if cell.cell_type == "code":
            cell.source, left_out = portable(cell.source)
            for line in left_out:
                self._report(RepairKind.LEFT_OUT_LINE, name, messages.left_out_line(line))
        return cell

    # Reports

    def _report_recognized(self) -> None:
        recognized = [
            name
            for name in self.matches.recognized
            if name not in self.merged and not self.matches.dropped & set(self.matches.copies[name])
        ]
        if len(recognized) > _TOLD_ONE_BY_ONE:
            text = messages.recognized_cells(len(recognized))
            self._report(RepairKind.RECOGNIZED_CELL, None, text)
            return
        for name in recognized:
            self._report(RepairKind.RECOGNIZED_CELL, name, messages.recognized_cell(name))

    def _report_copies(self, name: str) -> None:
        text = messages.duplicate_cell(name, len(self.matches.copies[name]))
        self._report(RepairKind.DUPLICATE_CELL, name, text)

    def _report_kernel(self) -> None:
        expected = self.kernelspec.get("name", "python3")
        found = self.submitted_metadata.get("kernelspec", {})
        found_name = found.get("name", expected) if isinstance(found, dict) else str(found)
        if found_name != expected:
            text = messages.changed_kernel(str(found_name)[:40], str(expected))
            self._report(RepairKind.CHANGED_KERNEL, None, text)

    def _report(self, kind: RepairKind, cell: str | None, text: str) -> None:
        text = text.encode("utf-8", "replace").decode()  # a lone surrogate fits in no file
        self.repairs.append(Repair(kind=kind, notebook=self.name, cell=cell, text=text))


def _storable(cell: NotebookNode) -> NotebookNode:
    """Copy a cell with a source that a file can hold: no half characters, one kind of line end."""
    source = unix_lines(cell.source).encode("utf-8", "replace").decode()
    return NotebookNode({**cell, "source": source})


def _clean(cell: NotebookNode, cell_type: str, nbgrader: NotebookNode | None) -> NotebookNode:
    """Copy a cell with its source and prose metadata only: no tags, no outputs, no claims."""
    metadata = {
        key: cell.metadata[key]
        for key, kind in _KEPT_METADATA.items()
        if isinstance(cell.metadata.get(key), kind)
    }
    if nbgrader is not None:
        metadata["nbgrader"] = dict(nbgrader)
    match cell_type:
        case "code":
            return nbformat.v4.new_code_cell(cell.source, metadata=metadata)
        case "markdown":
            extra = {"attachments": cell.attachments} if cell.get("attachments") else {}
            return nbformat.v4.new_markdown_cell(cell.source, metadata=metadata, **extra)
        case _:
            return nbformat.v4.new_raw_cell(cell.source, metadata=metadata)
