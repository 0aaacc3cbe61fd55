"""Ready-made environments (dev container, Binder, editor) agree with each other and the lock."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent


def load(path: str) -> Any:
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def python_of_conda() -> str:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    (python,) = [str(d) for d in environment["dependencies"] if str(d).startswith("python=")]
    return python.partition("=")[2]


def test_every_environment_has_the_same_python() -> None:
    container = load(".devcontainer/devcontainer.json")
    assert re.match(r"python:([\d.]+)-", container["image"])[1] == python_of_conda()  # type: ignore[index]
    runtime = (ROOT / ".binder" / "runtime.txt").read_text().strip()
    assert runtime == f"python-{python_of_conda()}"


def test_the_dev_container_runs_a_target_of_the_makefile_that_installs() -> None:
    program, target = load(".devcontainer/devcontainer.json")["postCreateCommand"].split()
    command = [program, "--dry-run", "--always-make", target, "AICOURSE_VENV="]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "pip install" in done.stdout
    assert "--constraint requirements.lock" in done.stdout
    assert "pytest" not in done.stdout


def test_the_editor_recommends_what_the_container_brings() -> None:
    container = load(".devcontainer/devcontainer.json")["customizations"]["vscode"]
    assert load(".vscode/extensions.json")["recommendations"] == container["extensions"]


def test_the_editors_settings_name_what_there_is() -> None:
    settings = load(".vscode/settings.json")
    (read_only,) = settings["files.readonlyInclude"]
    assert (ROOT / read_only.partition("/")[0]).is_dir()
    assert (
        settings["[python]"]["editor.defaultFormatter"]
        in load(".vscode/extensions.json")["recommendations"]
    )
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/test_schema.py"]
    arguments = settings["python.testing.pytestArgs"]
    done = subprocess.run([*command, *arguments], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_binder_installs_the_course_by_the_lock() -> None:
    """Pip reads the file as `repo2docker` has it read: from the repository's top folder."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-deps"]
    command += ["--no-build-isolation", "--force-reinstall", "--report", "-", "--quiet"]
    done = subprocess.run(
        [*command, "--requirement", ".binder/requirements.txt"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (installed,) = json.loads(done.stdout)["install"]
    assert installed["metadata"]["name"] == "aicourse"
    assert installed["requested_extras"] == ["stage1"]
    assert installed["download_info"]["dir_info"] == {"editable": True}
    constraint = (ROOT / ".binder" / "requirements.txt").read_text().split("--constraint ")[1]
    assert (ROOT / ".binder" / constraint.split()[0]).resolve() == ROOT / "requirements.lock"
