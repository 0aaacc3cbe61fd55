"""Papermill's engine ``aicourse``, found by the entry point group ``papermill.engine``.

Papermill loads this module while it is itself being imported: so what needs papermill whole is
imported at the call, and nobody imports this module by name.
"""

from collections.abc import Sequence
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
        of_course: Path | None = None,
        seed: int = 0,
        warm: Path | None = None,
        pinned: Sequence[str] = (),
        **_: Any,
    ) -> None:
        """Run a notebook in `folder`, filling `outcomes` by cell index.

        Tests that run in a process of their own find there the files in `of_course` only.
        With the address of a `warm` process in its sandboxed forks, else in a cold kernel.
        """
        from aicourse.grading.cold import ColdKernel, kernel_environment
        from aicourse.grading.session import Kernel, run_notebook
        from aicourse.grading.warm.kernel import WarmKernel

        limits = limits or Limits()
        folder = folder or Path.cwd()
        kernel: Kernel
        if warm is None or kernel_name != "python3":
            environment = kernel_environment(limits, folder, seed)
            kernel = ColdKernel(nb_man.nb, kernel_name, folder, limits, environment)
        else:
            kernel = WarmKernel(warm, nb_man.nb, pinned, folder, limits, seed, of_course or folder)
        ended = run_notebook(nb_man, kernel, limits)
        if outcomes is not None:
            outcomes.update(ended)
