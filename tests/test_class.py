"""`aicourse grade` on a whole class: gradebook, autograded/, feedback/, report, cache."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import nbformat
import pytest
from nbgrader.api import Base, Gradebook
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
from sqlalchemy import create_engine

from aicourse.cli import main
from aicourse.grading.course import open_course
from aicourse.grading.gradebook import GradebookWriter, let_nbgrader_find_alembic
from aicourse.grading.scratch import lock

let_nbgrader_find_alembic()


@pytest.fixture(autouse=True)
def _away_from_any_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A learner's desk here would have its language spoken."""
    monkeypatch.chdir(tmp_path)


def aicourse(*args: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "aicourse.cli", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]


def scores(course: Path) -> dict[str, float]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "c1") as gradebook:
        return {s.student.id: s.score for s in gradebook.assignment_submissions(ASSIGNMENT)}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    handed_in = {
        "ada": answered(),
        "bob": answered(square="def square(x): return 2 * x"),
        "eve": student_version(),
        "zoe": b"no notebook at all",
    }
    return make_course(tmp_path / "course", handed_in)


def test_a_class_is_graded_into_nbgraders_own_places(course: Path, tmp_path: Path) -> None:
    verdicts_file = tmp_path / "verdicts.json"
    run = aicourse("grade", "--course", course, "--json", verdicts_file, "--workers", "2")
    assert run.returncode == 0, run.stderr
    assert scores(course) == {"ada": 5, "bob": 2, "eve": 0, "zoe": 0}
    verdicts = json.loads(verdicts_file.read_text())
    assert {v["student"]: v["points"] for v in verdicts} == scores(course)
    for student in ("ada", "bob", "eve", "zoe"):
        assert student in run.stdout
        nbformat.read(course / "autograded" / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb", 4)
        page = course / "feedback" / student / ASSIGNMENT / f"{NOTEBOOK}.html"
        assert HIDDEN not in page.read_text()
    report = course / "reports" / "class.html"
    assert str(report) in run.stderr
    assert "../feedback/bob/ps1/arithmetic.html" in report.read_text()


def test_a_second_run_finds_everything_and_runs_nothing(course: Path) -> None:
    assert aicourse("grade", "--course", course).returncode == 0
    page = course / "feedback" / "ada" / ASSIGNMENT / f"{NOTEBOOK}.html"
    before = page.stat().st_mtime_ns
    run = aicourse("grade", "--course", course)
    assert "4 of them from the cache" in run.stderr
    assert page.stat().st_mtime_ns == before


def test_what_was_lost_is_written_again_from_the_cache(course: Path) -> None:
    aicourse("grade", "--course", course)
    expected = scores(course)
    (course / "gradebook.db").unlink()
    shutil.rmtree(course / "autograded")
    run = aicourse("grade", "--course", course)
    assert "4 of them from the cache" in run.stderr
    assert scores(course) == expected
    assert (course / "autograded" / "ada" / ASSIGNMENT / f"{NOTEBOOK}.ipynb").is_file()


def test_only_what_changed_is_graded_again(course: Path) -> None:
    aicourse("grade", "--course", course)
    hand_in(course, "bob", answered())
    run = aicourse("grade", "--course", course)
    assert "3 of them from the cache" in run.stderr
    assert scores(course)["bob"] == 5


def test_one_student_of_one_assignment_can_be_named(course: Path) -> None:
    run = aicourse("grade", ASSIGNMENT, "--student", "bob", "--course", course)
    assert run.returncode == 0, run.stderr
    assert scores(course) == {"bob": 2}


def test_a_grade_given_by_hand_stays(course: Path) -> None:
    aicourse("grade", "--course", course)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "c1") as gradebook:
        grade = gradebook.find_grade("test_square", NOTEBOOK, ASSIGNMENT, "bob")
        grade.manual_score = 1
        gradebook.db.commit()
    aicourse("grade", "--course", course, "--force")
    assert scores(course)["bob"] == 3


def test_a_killed_grader_goes_on_where_it_stopped(course: Path, tmp_path: Path) -> None:
    for number in range(4):
        hand_in(course, f"more{number}", answered())
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(course, undisturbed)
    command = [sys.executable, "-m", "aicourse.cli", "grade", "--course", str(course)]
    for patience in (1, 2, 2):
        process = subprocess.Popen(
            [*command, "--workers", "1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 60
        done = course / ".aicourse" / "recorded" / ASSIGNMENT
        wanted = len(list(done.glob("*"))) + patience
        while process.poll() is None and time.monotonic() < deadline:
            if len(list(done.glob("*"))) >= wanted:
                break
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert aicourse("grade", "--course", course).returncode == 0
    assert aicourse("grade", "--course", undisturbed).returncode == 0
    assert scores(course) == scores(undisturbed)


def test_interrupting_the_grader_says_how_to_go_on(course: Path) -> None:
    hand_in(course, "slow", answered(double="import time\ntime.sleep(20)"))
    process = subprocess.Popen(
        [sys.executable, "-m", "aicourse.cli", "grade", "--course", str(course)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    marks = course / ".aicourse" / "recorded" / ASSIGNMENT
    while len(list(marks.glob("*"))) < 4 and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "goes on from here" in told
    assert len(scores(course)) >= 4


def test_stock_nbgrader_reads_the_gradebook_and_exports_it(course: Path) -> None:
    aicourse("grade", "--course", course)
    export = subprocess.run(
        [sys.executable, "-m", "nbgrader", "export", "--to", "grades.csv"],
        cwd=course,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Exporting" in export.stderr
    rows = (course / "grades.csv").read_text().splitlines()
    assert sum(",5.0," in row for row in rows) >= 1


class Refused(Protocol):
    """Asserts that a command is refused with exit code 2 and one line that tells `texts`."""

    def __call__(self, *command: str | Path, told: Sequence[str]) -> None: ...


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Refused:
    def run(*command: str | Path, told: Sequence[str]) -> None:
        monkeypatch.setattr(sys, "argv", ["aicourse", *map(str, command)])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        complaints = [
            line for line in capsys.readouterr().err.splitlines() if line.startswith("aicourse: ")
        ]
        assert len(complaints) == 1
        for text in told:
            assert text in complaints[0]

    return run


def test_an_unknown_assignment_is_refused(refused: Refused, course: Path) -> None:
    refused("grade", "ps2", "--course", course, told=["ps2", "did you mean ps1?"])
    assert not (course / "gradebook.db").exists()


def test_an_unknown_student_is_refused(refused: Refused, course: Path) -> None:
    refused("grade", "--student", "bobb", "--course", course, told=["bobb", "bob"])
    assert not (course / "gradebook.db").exists()


def test_an_empty_folder_is_refused(refused: Refused, tmp_path: Path) -> None:
    refused("grade", "--course", tmp_path, told=["no course folder", "--course"])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_is_refused(
    refused: Refused, course: Path, tmp_path: Path
) -> None:
    refused("grade", "--course", tmp_path / "nowhere", told=["no such folder"])
    refused("grade", "--course", course, "--submitted", tmp_path / "x", told=["no such folder"])


def test_a_class_that_handed_in_nothing_is_refused(refused: Refused, tmp_path: Path) -> None:
    course = make_course(tmp_path, {})
    refused("grade", "--course", course, told=["nothing was handed in"])
    assert not (course / "gradebook.db").exists()


def test_a_broken_configuration_is_refused(refused: Refused, course: Path) -> None:
    (course / "nbgrader_config.py").write_text("c = get_config(\n")
    refused("grade", "--course", course, told=["nbgrader_config.py", "SyntaxError"])


def test_a_broken_syllabus_is_refused(refused: Refused, course: Path) -> None:
    (course / "syllabus.yml").write_text("stages: [\n")
    refused("grade", "--course", course, told=["syllabus.yml", "line"])


def test_a_source_that_is_no_notebook_is_refused(refused: Refused, course: Path) -> None:
    (course / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb").write_text("{")
    refused("grade", "--course", course, told=[f"{NOTEBOOK}.ipynb", "no notebook"])


def test_a_source_of_a_newer_format_is_refused(refused: Refused, course: Path) -> None:
    path = course / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    path.write_text('{"nbformat": 9, "nbformat_minor": 0, "cells": [], "metadata": {}}')
    refused("grade", "--course", course, told=[f"{NOTEBOOK}.ipynb", "newer"])


def test_a_source_for_a_kernel_that_is_not_installed_is_refused(
    refused: Refused, course: Path
) -> None:
    notebook = source()
    notebook.metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}
    nbformat.write(notebook, course / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb")
    refused("grade", "--course", course, told=[f"{NOTEBOOK}.ipynb", "'ir'", "install"])


def test_a_gradebook_of_another_course_is_refused_and_stays_as_it_is(
    refused: Refused, course: Path
) -> None:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "physics") as gradebook:
        gradebook.add_assignment("lab1")
    refused("grade", "--course", course, told=["gradebook.db", "physics", "course_id"])
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "physics") as gradebook:
        assert [a.name for a in gradebook.assignments] == ["lab1"]


def test_a_course_that_another_grader_works_on_is_refused(refused: Refused, course: Path) -> None:
    (course / ".aicourse").mkdir()
    held = lock(course / ".aicourse" / "lock")
    assert held is not None
    refused("grade", "--course", course, told=["another grader", str(course)])
    assert not (course / "gradebook.db").exists()
    os.close(held)


def test_a_gradebook_whose_making_was_cut_off_is_made_anew(course: Path) -> None:
    url = f"sqlite:///{course / 'gradebook.db'}"
    engine = create_engine(url)
    Base.metadata.create_all(engine)  # and the version of the schema is not noted yet
    with GradebookWriter(open_course(course)) as writer:
        versions = writer.gradebook.db.connection().exec_driver_sql("SELECT * FROM alembic_version")
        assert len(versions.all()) == 1
    engine.dispose()


def test_a_file_that_is_no_gradebook_is_refused(refused: Refused, course: Path) -> None:
    (course / "gradebook.db").write_text("not a database, but long enough to have a header" * 9)
    refused("grade", "--course", course, told=["gradebook.db", "not a database"])


def test_graded_cells_that_changed_after_recording_are_refused(
    refused: Refused, course: Path
) -> None:
    aicourse("grade", "--course", course)
    notebook = source()
    notebook.cells = [c for c in notebook.cells if c.id != "t-square"]
    nbformat.write(notebook, course / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb")
    refused("grade", "--course", course, told=["came or went", "gradebook"])


def test_a_full_disk_is_refused(refused: Refused, course: Path) -> None:
    (course / "gradebook.db").symlink_to("/dev/full")
    refused("grade", "--course", course, told=["gradebook"])


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
def test_a_course_that_cannot_be_written_is_refused(refused: Refused, course: Path) -> None:
    if os.geteuid() == 0:  # root may write anywhere but where the kernel itself says no
        if subprocess.run(["mount", "--bind", course, course], check=False).returncode:
            pytest.skip("cannot mount here")
        subprocess.run(["mount", "-o", "remount,ro,bind", course], check=True)
        try:
            refused("grade", "--course", course, told=[str(course)])
        finally:
            subprocess.run(["umount", course], check=True)
    else:
        course.chmod(0o555)
        refused("grade", "--course", course, told=[str(course)])
        course.chmod(0o755)
