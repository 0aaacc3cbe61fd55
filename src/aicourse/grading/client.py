"""Runs a submission cell by cell in a cold kernel.

It records what papermill's own engine gives up on: an error, a cell that never ends, a flood of
output and a dead kernel are outcomes of that cell, and the cells after it still run. After a
death the kernel is started anew and the cells so far, less those that killed it, run again.
"""

import asyncio
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NotebookExecutionManager
from platformdirs import user_cache_path
from traitlets import Dict, Instance

from aicourse.grading.kernel import MEMORY_VARIABLE
from aicourse.grading.limits import FLOOD, Limits
from aicourse.grading.outcome import Outcome, Part, Status, parts
from aicourse.notebook import Role, role

GRACE_SECONDS = 3.0  # for a kernel to answer an interrupt
MAX_RESTARTS = 3
TRUNCATED = "\n… output cut here / 输出在此截断 …\n"


class GradingKernelManager(AsyncKernelManager):  # type: ignore[misc]
    """Starts Python notebooks in this very environment, whatever kernels the user has installed."""

    @property
    def kernel_spec(self) -> KernelSpec:
        spec = super().kernel_spec
        if spec is None or spec.language != "python":
            return spec
        argv = [sys.executable, "-P", "-m", "aicourse.grading.kernel", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name=spec.display_name, language="python")


class GradingClient(PapermillNotebookClient):  # type: ignore[misc]
    """Runs all cells and keeps an `Outcome` for each code cell, by index."""

    limits = Instance(Limits, args=())
    environment = Dict()

    def __init__(self, manager: NotebookExecutionManager, **kwargs: Any) -> None:
        super().__init__(manager, **kwargs)
        self.outcomes: dict[int, Outcome] = {}
        self._killers: set[int] = set()
        self._kernel_is_dead = False
        self._restarts = 0
        self._written = 0
        self._flooded = asyncio.Event()
        self._reply: dict[str, Any] = {}

    def on_cell_executed(self, *, execute_reply: dict[str, Any], **_: Any) -> None:
        """Keep the kernel's own word on how the cell ended (called by nbclient)."""
        self._reply = execute_reply["content"]

    def papermill_execute_cells(self) -> None:
        """Run every cell (called by papermill's `execute`)."""
        run_sync(self._execute_cells)()

    async def _execute_cells(self) -> None:
        end = time.monotonic() + self.limits.notebook_seconds
        for index, cell in enumerate(self.nb.cells):
            if cell.cell_type != "code":
                continue
            if self._kernel_is_dead and not await self._recover(index, end):
                break
            self.nb_man.cell_start(cell, index)
            outcome = await self._execute(cell, index, end)
            self.outcomes[index] = outcome
            if outcome.status is not Status.COMPLETED:
                self.nb_man.cell_exception(cell, cell_index=index)
            self.nb_man.cell_complete(cell, cell_index=index)
        if self._kernel_is_dead:  # papermill asks the kernel for its language at the end
            await self._start_kernel_anew()

    async def _execute(self, cell: NotebookNode, index: int, end: float) -> Outcome:
        is_test = role(cell) is Role.TEST
        pieces = parts(cell.source) if is_test else (Part(cell.source, hidden=False),)
        self._written = 0
        start = time.monotonic()
        outputs: list[NotebookNode] = []
        outcome = Outcome(Status.COMPLETED)
        for piece in pieces:
            now = time.monotonic()
            if now >= end:
                outcome = Outcome(Status.NOT_RUN)
                break
            # The papermill record stays on the cell; a piece is run in its place.
            run = new_code_cell(piece.source)
            seconds = min(start + self.limits.cell_seconds, end) - now
            status = await self._run(run, index, seconds, remember=not is_test)
            outputs += run.outputs
            outcome = _outcome(status, run.outputs, self._reply, piece.hidden)
            if status is not Status.COMPLETED:
                break
        cell.outputs = outputs
        cell.execution_count = self.code_cells_executed
        return replace(outcome, seconds=time.monotonic() - start)

    async def _run(
        self, cell: NotebookNode, index: int, seconds: float, *, remember: bool
    ) -> Status:
        """Run `cell` in the place `index`; interrupt it at a limit, or else end the kernel."""
        self._flooded.clear()
        self._reply = {}
        in_place, self.nb.cells[index] = self.nb.cells[index], cell
        run = asyncio.ensure_future(self.async_execute_cell(cell, index, store_history=remember))
        flood = asyncio.ensure_future(self._flooded.wait())
        try:
            await asyncio.wait({run, flood}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if not run.done():
                stopped = Status.FLOODED if self._flooded.is_set() else Status.TIMED_OUT
                await self.km.interrupt_kernel()
                await asyncio.wait({run}, timeout=GRACE_SECONDS)
                if not run.done():
                    await self.km.shutdown_kernel(now=True)
                    await asyncio.wait({run})
                    self._kernel_died(cell, index)
                run.exception()  # whatever the interrupt led to, the limit is the reason
                return stopped
            run.result()
        except DeadKernelError:
            self._kernel_died(cell, index)
            return Status.DIED
        finally:
            flood.cancel()
            self.nb.cells[index] = in_place
        return Status.COMPLETED if self._reply.get("status") == "ok" else Status.RAISED

    def _kernel_died(self, cell: NotebookNode, index: int) -> None:
        self._kernel_is_dead = True
        self._killers.add(index)
        text = "the kernel ended while this cell ran"
        cell.outputs.append(
            new_output("error", ename="KernelDied", evalue=text, traceback=[f"KernelDied: {text}"])
        )

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        """Drop what a cell writes beyond its limit, and note a flood (called by nbclient)."""
        if msg["msg_type"] in ("stream", "display_data", "update_display_data", "execute_result"):
            before = self._written
            self._written += _size(msg["content"])
            if self._written > FLOOD * self.limits.output_bytes:
                self._flooded.set()
            if self._written > self.limits.output_bytes:
                if before <= self.limits.output_bytes:
                    cell.outputs.append(new_output("stream", name="stdout", text=TRUNCATED))
                return None
        return super().process_message(msg, cell, cell_index)

    async def _recover(self, index: int, end: float) -> bool:
        """Start a new kernel and run the answers before `index` again, less those that kill."""
        while self._kernel_is_dead:
            self._restarts += 1
            if self._restarts > MAX_RESTARTS:
                return False
            await self._start_kernel_anew()
            for earlier, cell in enumerate(self.nb.cells[:index]):
                if cell.cell_type != "code" or role(cell) is Role.TEST or earlier in self._killers:
                    continue
                if self._kernel_is_dead or time.monotonic() >= end:
                    break
                self._written = 0
                seconds = min(self.limits.cell_seconds, end - time.monotonic())
                await self._run(new_code_cell(cell.source), earlier, seconds, remember=True)
        return time.monotonic() < end

    def start_options(self) -> dict[str, Any]:
        """Return what every kernel of this client is started with."""
        return {"env": dict(self.environment), "stdout": DEVNULL, "stderr": DEVNULL}

    async def _start_kernel_anew(self) -> None:
        await self.km.cleanup_resources()
        self.kc.stop_channels()
        self.create_kernel_manager()
        await self.async_start_new_kernel(**self.start_options())
        await self.async_start_new_kernel_client()
        self._kernel_is_dead = False


def kernel_environment(limits: Limits, folder: Path, seed: int) -> dict[str, str]:
    """Return the environment of a grading kernel: what it needs to run, and no secrets."""
    passed_on = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
    return {
        **{name: os.environ[name] for name in passed_on if name in os.environ},
        "HOME": str(folder),
        "IPYTHONDIR": str(folder / ".ipython"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": str(user_cache_path("aicourse", ensure_exists=True) / "matplotlib"),
        "PYTHONHASHSEED": "0",
        # One thread: the same sums in the same order at every run, and workers that share cores.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "AICOURSE_SEED": str(seed),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        MEMORY_VARIABLE: str(limits.memory_bytes),
    }


def _outcome(
    status: Status, outputs: list[NotebookNode], reply: dict[str, Any], hidden: bool
) -> Outcome:
    values = [o for o in outputs if o.output_type == "execute_result"]
    return Outcome(
        status,
        error=str(reply.get("ename", "")) if status is Status.RAISED else "",
        message=str(reply.get("evalue", "")) if status is Status.RAISED else "",
        hidden=hidden,
        value=str(values[-1].data.get("text/plain", "")) if values else None,
    )


def _size(content: dict[str, Any]) -> int:
    return len(content.get("text", "")) + sum(len(str(v)) for v in content.get("data", {}).values())
