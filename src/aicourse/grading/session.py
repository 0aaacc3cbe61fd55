"""Runs a notebook cell by cell, in whatever kernel, and keeps how each cell ended.

It goes on where papermill's own engine gives up: an error, a cell that never ends, a flood of
output and a dead kernel are outcomes of that cell, and the cells after it still run. After a
death the kernel is started anew and the answers so far, less those that killed it, run again.

Where the kernel can keep the state that a test cell is about, the tests run after the last cell
of the learner: so no cell can show what a test before it asked for.
"""

import time
from dataclasses import dataclass, field, replace
from typing import Protocol

from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.engines import NotebookExecutionManager

from aicourse.grading.limits import Limits
from aicourse.grading.outcome import Outcome, Part, Status, parts
from aicourse.notebook import Role, role

GRACE_SECONDS = 3.0  # for a kernel to answer an interrupt
MAX_RESTARTS = 3


@dataclass(frozen=True)
class Ran:
    """How a piece of code ended, and what it put out, as nbformat's outputs."""

    outcome: Outcome
    outputs: list[NotebookNode] = field(default_factory=list)


class Kernel(Protocol):
    """Where the code of one submission runs."""

    @property
    def is_alive(self) -> bool:
        """Whether it can run code; false before the start and after a death."""

    @property
    def keeps_states(self) -> bool:
        """Whether `keep` must come before a test, and other cells may come between."""

    def start(self) -> None:
        """Start, or start anew with an empty namespace."""

    def run(self, source: str, index: int, seconds: float) -> Ran:
        """Run a cell of the learner, the one at `index`, for at most so long."""

    def keep(self, index: int) -> None:
        """Keep the learner's program as it is now, for the test cell at `index`."""

    def test(self, pieces: tuple[Part, ...], index: int, seconds: float) -> Ran:
        """Run the pieces of a test cell in order, up to the first that does not complete."""

    def close(self) -> None:
        """End, leaving no process behind."""


def run_notebook(
    manager: NotebookExecutionManager, kernel: Kernel, limits: Limits
) -> dict[int, Outcome]:
    """Run all code cells of the notebook that `manager` holds; return how each ended, by index."""
    return _Session(manager, kernel, limits).run()


class _Session:
    def __init__(self, manager: NotebookExecutionManager, kernel: Kernel, limits: Limits) -> None:
        self.manager = manager
        self.kernel = kernel
        self.limits = limits
        self.end = time.monotonic() + limits.notebook_seconds
        self.outcomes: dict[int, Outcome] = {}
        self.kept: list[int] = []
        self.killers: set[int] = set()
        self.restarts = 0

    def run(self) -> dict[int, Outcome]:
        try:
            self.kernel.start()
            reached = self._run_cells()
            self.end = time.monotonic() + self.limits.notebook_seconds
            self.restarts = 0
            self._run_kept_tests(reached)
        finally:
            self.kernel.close()
        return self.outcomes

    def _run_cells(self) -> int:
        """Run the learner's cells, and each test or keep what it needs; return how far it came."""
        for index, cell in enumerate(self.manager.nb.cells):
            if cell.cell_type != "code":
                continue
            if not self._is_ready_for(index):
                return index
            if role(cell) is Role.TEST and self.kernel.keeps_states:
                self.kernel.keep(index)
                self.kept.append(index)
            else:
                self._run_cell(cell, index)
        return len(self.manager.nb.cells)

    def _run_kept_tests(self, reached: int) -> None:
        """Run the tests on the states kept for them, which do not outlive the kernel."""
        while self.kept and self._is_ready_for(reached):
            index = self.kept[0]
            self._run_cell(self.manager.nb.cells[index], index)
            del self.kept[0]

    def _run_cell(self, cell: NotebookNode, index: int) -> None:
        self.manager.cell_start(cell, index)
        self.outcomes[index] = self._execute(cell, index)
        if self.outcomes[index].status is not Status.COMPLETED:
            self.manager.cell_exception(cell, cell_index=index)
        self.manager.cell_complete(cell, cell_index=index)

    def _execute(self, cell: NotebookNode, index: int) -> Outcome:
        start = time.monotonic()
        if role(cell) is Role.TEST:
            ran = self.kernel.test(parts(cell.source), index, self._seconds())
        else:
            ran = self.kernel.run(cell.source, index, self._seconds())
        cell.outputs = ran.outputs
        if not self.kernel.is_alive:
            self.killers.add(index)
            text = "the kernel ended while this cell ran"
            cell.outputs.append(
                new_output("error", ename="KernelDied", evalue=text, traceback=[text])
            )
        return replace(ran.outcome, seconds=time.monotonic() - start)

    def _is_ready_for(self, index: int) -> bool:
        """Make the kernel run again if it died; false if there is no time, or it dies always."""
        while not self.kernel.is_alive:
            if self.restarts == MAX_RESTARTS:
                return False
            self.restarts += 1
            self.kernel.start()
            self._replay(index)
        return time.monotonic() < self.end

    def _replay(self, index: int) -> None:
        """Run again what came before the cell at `index`, less what killed the kernel."""
        for earlier, cell in enumerate(self.manager.nb.cells[:index]):
            if cell.cell_type != "code" or earlier in self.killers:
                continue
            if role(cell) is Role.TEST:
                if earlier in self.kept:
                    self.kernel.keep(earlier)
                continue
            if time.monotonic() >= self.end:
                return
            self.kernel.run(cell.source, earlier, self._seconds())
            if not self.kernel.is_alive:
                self.killers.add(earlier)
                return

    def _seconds(self) -> float:
        return max(0.1, min(self.limits.cell_seconds, self.end - time.monotonic()))
