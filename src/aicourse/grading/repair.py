"""Mends a submitted notebook before it runs: what the structure claims is not believed.

Test cells and locked cells come from the instructor's source, answers from the student, matched
by ``grade_id``. An honest slip (a copied, deleted, edited or moved cell) costs nothing and is
reported.
"""

import ast
from collections import defaultdict
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from aicourse.grading import messages
from aicourse.grading.verdict import Repair, RepairKind
from aicourse.notebook import Role, grade_id, handed_out, role, tasks, visible_source

_KEPT_METADATA = ("lang", "deletable", "editable")
_OURS = (Role.TEST, Role.LOCKED, Role.TASK)
_THEIRS = (Role.SOLUTION, Role.ANSWER)
_LONGEST = 100_000  # characters of a program, for parsing takes a thousand times its memory


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
        Every cell of the source that has a role stands in it exactly once. A test cell stands
        where the student left it if that is behind the answers it tests, else right behind them.
    """
    return _Repair(source, submitted, name).run()


class _Repair:
    def __init__(self, source: NotebookNode, submitted: NotebookNode, name: str) -> None:
        self.name = name
        self.source = source
        self.originals = {grade_id(c): c for c in source.cells if role(c) is not Role.FREE}
        self.anchors = {
            test.grade_id: task.solutions for task in tasks(source) for test in task.tests
        }
        self.submitted = submitted
        self.copies: dict[str, list[int]] = defaultdict(list)
        for position, cell in enumerate(submitted.cells):
            claimed = grade_id(cell)
            if claimed is not None and claimed in self.originals:
                self.copies[claimed].append(position)
        self.placed: dict[str, tuple[int, int]] = {}
        self.repairs: list[Repair] = []

    def run(self) -> Repaired:
        order = [name for name in self.originals if name is not None]
        for name in order:
            if role(self.originals[name]) in _THEIRS:
                self._place_theirs(name)
        for name in order:
            if role(self.originals[name]) in _OURS:
                self._place_ours(name, order)
        by_place = {place: name for name, place in self.placed.items()}
        places = sorted(set(by_place) | {(p, 0) for p in range(len(self.submitted.cells))})
        cells = [self._cell(place, by_place.get(place)) for place in places]
        self._report_kernel()
        notebook = nbformat.v4.new_notebook(
            cells=cells, metadata={"kernelspec": dict(self.source.metadata.get("kernelspec", {}))}
        )
        _, notebook = nbformat.validator.normalize(notebook)
        return Repaired(notebook, tuple(self.repairs))

    def _place_theirs(self, name: str) -> None:
        positions = self.copies[name]
        if len(positions) > 1:
            self._report(
                RepairKind.DUPLICATE_CELL, name, messages.duplicate_cell(name, len(positions))
            )
        # Of several copies the first that was worked on counts; all of them run.
        untouched = handed_out(self.originals[name].source)
        worked_on = [
            p for p in positions if not same_code(self.submitted.cells[p].source, untouched)
        ]
        if positions:
            self.placed[name] = ((worked_on or positions)[0], 0)

    def _place_ours(self, name: str, order: list[str]) -> None:
        positions = self.copies[name]
        behind = max(
            (self.placed[a] for a in self.anchors.get(name, ()) if a in self.placed), default=None
        )
        if len(positions) > 1:
            self._report(
                RepairKind.DUPLICATE_CELL, name, messages.duplicate_cell(name, len(positions))
            )
        usable = [(p, 0) for p in positions if behind is None or (p, 0) > behind]
        if usable:
            self.placed[name] = usable[0]
            if not self._is_as_handed_out(name, usable[0][0]):
                self._report(RepairKind.REPLACED_CELL, name, messages.replaced_cell(name))
            return
        if positions:
            self._report(RepairKind.MOVED_CELL, name, messages.moved_cell(name))
        else:
            self._report(RepairKind.RESTORED_CELL, name, messages.restored_cell(name))
        self.placed[name] = self._free_place_after(behind or self._place_before(name, order))

    def _place_before(self, name: str, order: list[str]) -> tuple[int, int]:
        """Place of the nearest source cell before `name` that is placed, or before all cells."""
        if self.anchors.get(name):
            return (len(self.submitted.cells), 0)  # its answer may stand anywhere: test last
        earlier = [self.placed[n] for n in order[: order.index(name)] if n in self.placed]
        return earlier[-1] if earlier else (-1, 0)

    def _free_place_after(self, place: tuple[int, int]) -> tuple[int, int]:
        position, step = place
        taken = set(self.placed.values())
        while (position, step + 1) in taken:
            step += 1
        return (position, step + 1)

    def _is_as_handed_out(self, name: str, position: int) -> bool:
        found, original = self.submitted.cells[position], self.originals[name]
        if found.cell_type != original.cell_type:
            return False
        return found.source.strip() in (
            original.source.strip(),
            visible_source(original.source).strip(),
        )

    def _cell(self, place: tuple[int, int], name: str | None) -> NotebookNode:
        if name is not None and role(self.originals[name]) in _OURS:
            original = self.originals[name]
            cell = _clean(original, original.metadata.nbgrader)
            if "aicourse" in original.metadata:  # how the instructor wants a test to run
                cell.metadata["aicourse"] = dict(original.metadata["aicourse"])
            return cell
        found = self.submitted.cells[place[0]]
        if name is None:
            return _clean(found, None)
        original = self.originals[name]
        cell = _clean(found, original.metadata.nbgrader)
        if cell.cell_type != original.cell_type:
            cell = _clean(
                nbformat.from_dict({**found, "cell_type": original.cell_type}),
                original.metadata.nbgrader,
            )
        return cell

    def _report_kernel(self) -> None:
        expected = self.source.metadata.get("kernelspec", {}).get("name", "python3")
        found = self.submitted.metadata.get("kernelspec", {})
        found_name = found.get("name", expected) if isinstance(found, dict) else str(found)
        if found_name != expected:
            text = messages.changed_kernel(str(found_name)[:40], expected)
            self._report(RepairKind.CHANGED_KERNEL, None, text)

    def _report(self, kind: RepairKind, cell: str | None, text: str) -> None:
        self.repairs.append(Repair(kind=kind, notebook=self.name, cell=cell, text=text))


def _clean(cell: NotebookNode, nbgrader: NotebookNode | None) -> NotebookNode:
    """Copy a cell with its source and prose metadata only: no tags, no outputs, no claims."""
    metadata = {key: cell.metadata[key] for key in _KEPT_METADATA if key in cell.metadata}
    if nbgrader is not None:
        metadata["nbgrader"] = dict(nbgrader)
    source = cell.source.encode("utf-8", "replace").decode()  # a lone surrogate fits in no file
    match cell.cell_type:
        case "code":
            return nbformat.v4.new_code_cell(source, metadata=metadata)
        case "markdown":
            extra = {"attachments": cell.attachments} if cell.get("attachments") else {}
            return nbformat.v4.new_markdown_cell(source, metadata=metadata, **extra)
        case _:
            return nbformat.v4.new_raw_cell(source, metadata=metadata)


def same_code(one: str, other: str) -> bool:
    """Whether two sources are the same program, comments and layout aside."""
    if max(len(one), len(other)) > _LONGEST:
        return one.split() == other.split()
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return one.split() == other.split()
