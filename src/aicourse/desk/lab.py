"""JupyterLab on the learner's folder: the home page first, ``%check`` ready in every notebook."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

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

_DISABLED = (
    "@jupyterlab/apputils-extension:announcements",  # asks whether to fetch news
    # A teacher's. The first would keep a panel open in which a learner could unmark a graded cell.
    "@jupyter/nbgrader:create-assignment",
    "@jupyter/nbgrader:formgrader",
    "@jupyter/nbgrader:course-list",
)
_TRANSLATION = "@jupyterlab/translation-extension:plugin"
_LOCALES = {"zh": "zh_CN", "en": "en"}


def lab_command(desk: Desk, options: Sequence[str] = ()) -> tuple[list[str], dict[str, str]]:
    """Prepare the learner's folder; return the command that serves it, and its environment.

    The kernel ``python3`` of this session is that of Jupyter with the extension `aicourse`
    loaded, and its menus are in the desk's language unless the learner's own settings name
    another; nothing outside the folder is changed.

    Parameters
    ----------
    options : sequence of str
        Further options of ``jupyter lab``.
    """
    desk.root.mkdir(parents=True, exist_ok=True)
    desk.remember()
    write_home(desk)
    jupyter = desk.state / "jupyter"
    of_lab = jupyter / "config" / "labconfig"
    settings = {_TRANSLATION: {"locale": _LOCALES[desk.language]}}
    _write(jupyter / "kernels" / "python3" / "kernel.json", _KERNEL)
    _write(of_lab / "page_config.json", {"disabledExtensions": dict.fromkeys(_DISABLED, True)})
    _write(of_lab / "default_setting_overrides.json", settings)
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


def _write(path: Path, settings: Mapping[str, Any]) -> None:
    write_atomically(path, json.dumps(settings, indent=1).encode())


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
