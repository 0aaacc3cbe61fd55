"""JupyterLab on the learner's folder: the home page first, ``%check`` ready in every notebook."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from aicourse.atomic import write_atomically
from aicourse.desk.folder import Desk
from aicourse.desk.home import HOME, write_home

_KERNEL = {
    "argv": [
        sys.executable,
        "-m",
        "ipykernel_launcher",
        "-f",
        "{connection_file}",
        "--ext=aicourse",
    ],
    "display_name": "Python 3 (ipykernel)",
    "language": "python",
    "metadata": {"debugger": True},
}

# Asks on the first page whether to fetch news from the network.
_DISABLED = ("@jupyterlab/apputils-extension:announcements",)


def lab_command(desk: Desk, options: Sequence[str] = ()) -> tuple[list[str], dict[str, str]]:
    """Prepare the learner's folder; return the command that serves it, and its environment.

    The kernel ``python3`` of this session is that of Jupyter with the extension `aicourse`
    loaded; nothing outside the folder is changed.

    Parameters
    ----------
    options : sequence of str
        Further options of ``jupyter lab``.
    """
    desk.root.mkdir(parents=True, exist_ok=True)
    desk.remember()
    write_home(desk)
    jupyter = desk.state / "jupyter"
    spec = json.dumps(_KERNEL, indent=1).encode()
    write_atomically(jupyter / "kernels" / "python3" / "kernel.json", spec)
    page = json.dumps({"disabledExtensions": dict.fromkeys(_DISABLED, True)}, indent=1).encode()
    write_atomically(jupyter / "config" / "labconfig" / "page_config.json", page)
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={desk.root}",
        f"--LabApp.default_url=/lab/tree/{HOME}",
        *options,
    ]
    places = {"JUPYTER_PATH": jupyter, "JUPYTER_CONFIG_PATH": jupyter / "config"}
    return command, {**os.environ, **{key: _first(key, path) for key, path in places.items()}}


def _first(variable: str, path: Path) -> str:
    """Return a list of folders, as the environment has it, with one before the others."""
    return os.pathsep.join(filter(None, (str(path), os.environ.get(variable))))


def open_lab(desk: Desk, options: Sequence[str] = ()) -> int:
    """Serve the learner's folder until it is ended; return the exit code."""
    command, environment = lab_command(desk, options)
    process = subprocess.Popen(command, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # Ctrl-C is Jupyter's, which asks before it ends
            continue
