"""Temporary folders that outlive no process for long, and locks."""

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from aicourse.grading.scratch import Scratch, lock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files are not locked there")

KILLED = """
import os, signal
from aicourse.grading.scratch import Scratch
scratch = Scratch()
(scratch.path / "full").mkdir()
(scratch.path / "full" / "file").write_text("left")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_goes_when_it_is_closed(top: Path) -> None:
    with Scratch() as scratch:
        (scratch.path / "file").write_text("x")
        assert scratch.path.stat().st_mode & 0o777 == 0o700
    assert list(top.iterdir()) == []


def test_the_next_removes_what_a_killed_process_left_and_nothing_else(top: Path) -> None:
    (top / "aicourse-somebody").mkdir()
    with Scratch() as held:
        killed = subprocess.run([sys.executable, "-c", KILLED], check=False)
        assert killed.returncode == -signal.SIGKILL
        assert len(list(top.iterdir())) == 5
        Scratch().close()
        assert held.path.is_dir()
    assert [path.name for path in top.iterdir()] == ["aicourse-somebody"]


def test_a_link_in_place_of_a_folder_is_not_followed(top: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "file").write_text("mine")
    (top / "aicourse-evil").symlink_to(own)
    (top / "aicourse-evil.lock").touch()
    Scratch().close()
    assert (own / "file").read_text() == "mine"


def test_one_holds_a_lock(tmp_path: Path) -> None:
    first = lock(tmp_path / "lock")
    assert first is not None
    assert lock(tmp_path / "lock") is None
