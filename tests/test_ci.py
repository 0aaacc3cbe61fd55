"""`aicourse ci`, run as a job runs it: exit codes, summary, annotations, pages."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from pushed_class import HOSTILE, HOSTILE_SQUARE, commit, git, start
from small_course import (
    ASSIGNMENT,
    HIDDEN,
    NOTEBOOK,
    answered,
    hand_in,
    make_course,
    source,
    student_version,
)
from test_annotations import commands

from aicourse.cli import main
from aicourse.grading.pool import Engine, best_engine

AICOURSE = Path(sys.executable).with_name("aicourse")
MODULE = "import pathlib; pathlib.Path({!r}).write_text('imported')\n"


def ci(folder: Path, *arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a folder, as a job of no known service unless `variables` say so."""
    known = ("GITHUB_", "GITLAB_", "CI_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(known)}
    return subprocess.run(
        [str(AICOURSE), "ci", *map(str, arguments)],
        cwd=folder,
        env={**environment, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@dataclass(frozen=True)
class Push:
    """A push of three submissions, of which one is untouched by it, and what became of it."""

    course: Path
    out: Path
    run: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def push(tmp_path_factory: pytest.TempPathFactory) -> Push:
    folder = tmp_path_factory.mktemp("push")
    course, out = make_course(folder / "course", {"old": answered()}), folder / "out"
    (course / "gradebook.db").write_text("the teacher's")
    before = start(course)
    hand_in(course, "ada", answered())
    hand_in(course, "::add-mask::mal", answered(double=HOSTILE, square=HOSTILE_SQUARE))
    commit(course)
    event = folder / "event.json"
    event.write_text(json.dumps({"before": before}))
    run = ci(
        course,
        *("--feedback", out / "feedback", "--json", out / "verdicts.json"),
        GITHUB_ACTIONS="true",
        GITHUB_EVENT_PATH=str(event),
        GITHUB_STEP_SUMMARY=str(out / "summary.md"),
        COURSE_TOKEN="token-of-the-teacher",
    )
    return Push(course, out, run)


def test_what_changed_is_graded_and_nothing_else(push: Push) -> None:
    assert push.run.returncode == 1, push.run.stderr
    verdicts = json.loads((push.out / "verdicts.json").read_text())
    points = {v["student"]: v["points"] for v in verdicts}
    assert points == {"ada": 5, "::add-mask::mal": 2}
    pages = sorted(path.parent.parent.name for path in (push.out / "feedback").rglob("*.html"))
    assert pages == ["::add-mask::mal", "ada"]
    summary = (push.out / "summary.md").read_text()
    assert "1 of 2 below 60 %" in summary
    assert "| ✓ | ps1 | ada | 5 / 5 |" in summary


def test_the_only_commands_are_those_of_the_program(push: Push) -> None:
    printed = commands(push.run.stdout) + commands(push.run.stderr)
    stop, resume, error = printed
    assert stop[0] == "stop-commands"
    assert resume[0] == stop[2]
    assert error[0] == "error"
    file = f"submitted/::add-mask::mal/{ASSIGNMENT}/{NOTEBOOK}.ipynb"
    assert error[1]["file"] == file
    lines = (push.course / file).read_text().splitlines()
    assert '"grade_id": "square"' in "\n".join(lines[int(error[1]["line"]) :]).partition("}")[0]


def test_a_hostile_submission_finds_no_hidden_test_and_no_secret(push: Push) -> None:
    if best_engine() is not Engine.WARM:
        pytest.skip("this machine has no sandbox")
    told = push.run.stdout + push.run.stderr
    told += "".join(path.read_text() for path in push.out.rglob("*") if path.is_file())
    assert HIDDEN not in told
    assert "token-of-the-teacher" not in told
    assert (push.course / "gradebook.db").read_text() == "the teacher's"


def test_nothing_changed_is_no_failure(push: Push, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    run = ci(push.course, "--base", "HEAD", "--summary", summary, "--pass-mark", "100")
    assert run.returncode == 0, run.stderr
    assert "no submission changed" in run.stdout
    assert "no submission changed" in summary.read_text()


def test_a_changed_assignment_regrades_everybody_against_the_new_one(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course", {"ada": answered(), "bob": answered()})
    start(course)
    harder = source()
    harder.cells[3].source += "\nassert double(2) == 5"
    notebook = course / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    notebook.write_text(json.dumps(harder))
    commit(course)
    run = ci(course, "--base", "HEAD~1", "--annotations", "gitlab", "--pass-mark", "61")
    assert run.returncode == 1, run.stderr
    assert "ada  3/5" in run.stdout
    assert "bob  3/5" in run.stdout
    assert f"submitted/bob/{ASSIGNMENT}/{NOTEBOOK}.ipynb:" in run.stdout
    issues = json.loads((course / "gl-code-quality-report.json").read_text())
    paths = [issue["location"]["path"] for issue in issues]
    assert sorted(paths) == [f"submitted/{s}/{ASSIGNMENT}/{NOTEBOOK}.ipynb" for s in ("ada", "bob")]


def test_a_learners_repository_runs_nothing_outside_the_sandbox(tmp_path: Path) -> None:
    """Modules in the folder of the job would be imported by whatever Python starts there."""
    course = make_course(tmp_path / "course", {})
    mei = tmp_path / "mei"
    (mei / ASSIGNMENT).mkdir(parents=True)
    (mei / ASSIGNMENT / f"{NOTEBOOK}.ipynb").write_text(json.dumps(answered()))
    trace = tmp_path / "trace"
    for name in ("random", "pickle", "struct", "numpy", "aicourse", "sitecustomize", "typer"):
        (mei / f"{name}.py").write_text(MODULE.format(str(trace)))
    (mei / "nbgrader_config.py").write_text(MODULE.format(str(trace)))
    start(mei)
    git(mei, "config", "diff.external", f"touch {trace}; true")
    run = ci(mei, "--course", course, "--learner", "mei", "--annotations", "github")
    assert run.returncode == 0, run.stderr
    assert "mei  5/5" in run.stdout
    assert not trace.exists()


def test_what_is_only_handed_out_is_not_held_against_a_learner(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course", {})
    mei = tmp_path / "mei"
    (mei / ASSIGNMENT).mkdir(parents=True)
    (mei / ASSIGNMENT / f"{NOTEBOOK}.ipynb").write_text(json.dumps(student_version()))
    start(mei)
    run = ci(tmp_path, "--course", course, "--learner", "mei", "--repository", mei)
    assert run.returncode == 0, run.stderr
    assert "nothing was begun yet" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--base", "nowhere"], "no commit 'nowhere'"),
        (["--course", "missing"], "no such folder"),
        (["--learner", "../eve"], "names nobody"),
        (["--submitted", "missing"], "no such folder"),
        (["--pass-mark", "101"], "less than or equal"),
    ],
)
def test_bad_input_is_refused(
    push: Push,
    arguments: list[str],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(push.course)
    monkeypatch.setattr(sys, "argv", ["aicourse", "ci", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert told in capsys.readouterr().err
