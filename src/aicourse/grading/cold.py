"""The portable kernel: ipykernel, started for one submission and spoken to through nbclient."""

import asyncio
import logging
import sys
import time
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode, ValidationError
from nbformat.v4 import new_code_cell, new_output
from platformdirs import user_cache_path
from traitlets import Instance

from aicourse.grading.environment import plain_environment
from aicourse.grading.exceeded import named
from aicourse.grading.kernel import LIMIT_KEY, LIMITS_VARIABLE
from aicourse.grading.limits import FLOOD, TRUNCATED, Limits
from aicourse.grading.outcome import Outcome, Part, Status
from aicourse.grading.session import GRACE_SECONDS, Ran


class GradingKernelManager(AsyncKernelManager):  # type: ignore[misc]
    """Starts Python notebooks in this very environment, whatever kernels the user has installed."""

    @property
    def kernel_spec(self) -> KernelSpec:
        spec = super().kernel_spec
        if spec is None or spec.language != "python":
            return spec
        argv = [sys.executable, "-P", "-m", "aicourse.grading.kernel", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name=spec.display_name, language="python")


class _Client(NotebookClient):  # type: ignore[misc]
    """nbclient's part: start a kernel, execute a cell, collect its outputs up to a limit."""

    limits = Instance(Limits, args=())

    def __init__(self, notebook: NotebookNode, **kwargs: Any) -> None:
        super().__init__(notebook, **kwargs)
        self.written = 0
        self.flooded = asyncio.Event()
        self.reply: dict[str, Any] = {}

    def on_cell_executed(self, *, execute_reply: dict[str, Any], **_: Any) -> None:
        """Keep the kernel's own word on how the cell ended (called by nbclient)."""
        self.reply = execute_reply["content"]

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        """Drop what a cell writes beyond its limit, and note a flood (called by nbclient)."""
        if msg["msg_type"] in ("stream", "display_data", "update_display_data", "execute_result"):
            before = self.written
            self.written += _size(msg["content"])
            if self.written > FLOOD * self.limits.output_bytes:
                self.flooded.set()
            if self.written > self.limits.output_bytes:
                if before <= self.limits.output_bytes:
                    cell.outputs.append(new_output("stream", name="stdout", text=TRUNCATED))
                return None
        try:
            return super().process_message(msg, cell, cell_index)
        except ValidationError:  # an output that no notebook can hold is left out
            return None


class ColdKernel:
    """A fresh ipykernel process.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook whose cells run here: outputs may update those of an earlier cell.
    name : str
        Name of the kernel specification.
    environment : dict of str to str
        All of the kernel's environment variables.
    """

    def __init__(
        self,
        notebook: NotebookNode,
        name: str,
        folder: Path,
        limits: Limits,
        environment: dict[str, str],
    ) -> None:
        self._environment = environment
        self._client = _Client(
            notebook,
            kernel_name=name,
            limits=limits,
            allow_errors=True,
            raise_on_iopub_timeout=False,
            shutdown_kernel="immediate",
            kernel_manager_class=GradingKernelManager,
            resources={"metadata": {"path": str(folder)}},
        )
        self._client.log.setLevel(logging.CRITICAL)  # an outcome says it, once
        self.is_alive = False
        self.keeps_states = False

    def start(self) -> None:
        """Start a kernel process; of an earlier one nothing is left."""
        self.close()
        self._client.reset_execution_trackers()
        self._client.create_kernel_manager()
        self._client.start_new_kernel(env=dict(self._environment), stdout=DEVNULL, stderr=DEVNULL)
        self._client.start_new_kernel_client()
        self.is_alive = True

    def close(self) -> None:
        """End the kernel process."""
        self.is_alive = False
        if self._client.km is not None:
            self._client._cleanup_kernel()

    def run(self, source: str, index: int, seconds: float) -> Ran:
        """Run a cell of the learner."""
        self._client.written = 0
        cell = new_code_cell(source)
        status = run_sync(self._run)(cell, index, seconds, remember=True)
        return Ran(self._outcome(status, cell, hidden=False), cell.outputs)

    def keep(self, index: int) -> None:
        """Keep nothing: a test runs in the learner's own process, at once."""

    def test(self, pieces: tuple[Part, ...], index: int, seconds: float) -> Ran:
        """Run a test cell, in the learner's own namespace."""
        self._client.written = 0
        end = time.monotonic() + seconds
        outcome, outputs = Outcome(Status.COMPLETED), []
        for piece in pieces:
            cell = new_code_cell(piece.source)
            left = max(0.1, end - time.monotonic())
            status = run_sync(self._run)(cell, index, left, remember=False)
            outputs += cell.outputs
            outcome = self._outcome(status, cell, piece.hidden)
            if status is not Status.COMPLETED:
                break
        return Ran(outcome, outputs)

    async def _run(
        self, cell: NotebookNode, index: int, seconds: float, *, remember: bool
    ) -> Status:
        """Run `cell` in the place `index`; interrupt it at a limit, or else end the kernel."""
        client = self._client
        client.flooded.clear()
        client.reply = {}
        in_place, client.nb.cells[index] = client.nb.cells[index], cell
        run = asyncio.ensure_future(client.async_execute_cell(cell, index, store_history=remember))
        flood = asyncio.ensure_future(client.flooded.wait())
        try:
            await asyncio.wait({run, flood}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if not run.done():
                stopped = Status.FLOODED if client.flooded.is_set() else Status.TIMED_OUT
                await client.km.interrupt_kernel()
                await asyncio.wait({run}, timeout=GRACE_SECONDS)
                if not run.done():
                    self.is_alive = False
                    await client.km.shutdown_kernel(now=True)
                    await asyncio.wait({run})
                run.exception()  # whatever the interrupt led to, the limit is the reason
                return stopped
            run.result()
        except DeadKernelError:
            self.is_alive = False
            return Status.DIED
        finally:
            flood.cancel()
            client.nb.cells[index] = in_place
        return Status.COMPLETED if client.reply.get("status") == "ok" else Status.RAISED

    def _outcome(self, status: Status, cell: NotebookNode, hidden: bool) -> Outcome:
        reply = self._client.reply if status is Status.RAISED else {}
        values = [o for o in cell.outputs if o.output_type == "execute_result"]
        return Outcome(
            status,
            error=str(reply.get("ename", "")),
            message=str(reply.get("evalue", "")),
            hidden=hidden,
            limit=named(reply.get(LIMIT_KEY)),
            value=str(values[-1].data.get("text/plain", "")) if values else None,
        )


def kernel_environment(limits: Limits, folder: Path, seed: int) -> dict[str, str]:
    """Return the environment of a cold kernel."""
    return {
        **plain_environment(),
        "HOME": str(folder),
        "IPYTHONDIR": str(folder / ".ipython"),
        "MPLCONFIGDIR": str(user_cache_path("aicourse", ensure_exists=True) / "matplotlib"),
        "AICOURSE_SEED": str(seed),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        LIMITS_VARIABLE: limits.model_dump_json(
            include={"memory_bytes", "file_bytes", "processes"}
        ),
    }


def _size(content: dict[str, Any]) -> int:
    return len(content.get("text", "")) + sum(len(str(v)) for v in content.get("data", {}).values())
