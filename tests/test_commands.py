"""The program as a whole: every command is told and documented, and a shell completes it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperCommand, TyperGroup
from typer.testing import CliRunner

from aicourse.cli import app

ROOT = Path(__file__).parents[1]
GUIDES = [(ROOT / "docs" / f"commands{of}.md").read_text("utf-8") for of in ("", ".zh-CN")]


def _commands() -> Iterator[tuple[str, TyperCommand]]:
    """Yield every command with its name as it is typed."""
    program = typer.main.get_command(app)
    assert isinstance(program, TyperGroup)
    for name, command in program.commands.items():
        if isinstance(command, TyperGroup):
            for inner, leaf in command.commands.items():
                assert isinstance(leaf, TyperCommand)
                yield f"{name} {inner}", leaf
        else:
            assert isinstance(command, TyperCommand)
            yield name, command


COMMANDS = dict(_commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_in_the_guide_in_both_languages_and_tells_what_it_does(name: str) -> None:
    assert all(f"`aicourse {name}" in guide for guide in GUIDES)
    shown = CliRunner().invoke(app, [*name.split(), "--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    told = (COMMANDS[name].help or "").splitlines()[0]
    assert told.endswith((".", ":"))
    assert told.rstrip(".:")[:40] in shown.output


def _completed(words: str) -> list[str]:
    done = subprocess.run(
        [Path(sys.executable).with_name("aicourse")],
        cwd=ROOT,
        env={
            **os.environ,
            "_AICOURSE_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split(" ")) - 1),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout.split()


def test_a_shell_completes_commands_and_assignments() -> None:
    assert "check" in _completed("aicourse ch")
    numbers = _completed("aicourse check 10")
    assert "104" in numbers
    assert "111" not in numbers
    assert _completed("aicourse verify 104-") == ["104-svd-image-compression"]
    assert _completed("aicourse check 201") == []  # not written yet


def test_where_there_is_no_terminal_progress_is_one_plain_line(tmp_path: Path) -> None:
    assignment = Path("source", "104-svd-image-compression")
    shutil.copytree(ROOT / assignment, tmp_path / assignment)
    for name in ("syllabus.yml", "nbgrader_config.py"):
        shutil.copy(ROOT / name, tmp_path)
    done = subprocess.run(
        [Path(sys.executable).with_name("aicourse"), "release", "104"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.fullmatch(r"releasing 1/1 [\d:]+", done.stderr.strip()), done.stderr
