"""Papermill's engine ``aicourse``, found by the entry point group ``papermill.engine``.

Papermill loads this module while it is itself being imported: so the client, which needs
papermill whole, is imported at the call, and nobody imports this module by name.
"""

import logging
from pathlib import Path
from typing import Any

from papermill.engines import NBClientEngine, NotebookExecutionManager

from aicourse.grading.limits import Limits
from aicourse.grading.outcome import Outcome


class GradingEngine(NBClientEngine):  # type: ignore[misc]
    """Runs every cell, whatever became of those before it, and tells how each ended."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        limits: Limits | None = None,
        outcomes: dict[int, Outcome] | None = None,
        folder: Path | None = None,
        seed: int = 0,
        **_: Any,
    ) -> None:
        """Run a notebook in `folder`, filling `outcomes` by cell index."""
        from aicourse.grading.client import (
            GradingClient,
            GradingKernelManager,
            kernel_environment,
        )

        limits = limits or Limits()
        folder = folder or Path.cwd()
        client = GradingClient(
            nb_man,
            kernel_name=kernel_name,
            limits=limits,
            environment=kernel_environment(limits, folder, seed),
            allow_errors=True,
            raise_on_iopub_timeout=False,
            shutdown_kernel="immediate",
            kernel_manager_class=GradingKernelManager,
            resources={"metadata": {"path": str(folder)}},
        )
        client.log.setLevel(logging.CRITICAL)  # an outcome says it, once
        client.execute(**client.start_options())
        if outcomes is not None:
            outcomes.update(client.outcomes)
