"""`aicourse report`: what a teacher acts on, in the terminal, as a page and as JSON."""

import io
import json
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from rich.console import Console
from sample_class import CLASS, SHAPE
from small_course import ASSIGNMENT, HIDDEN, answered, hand_in, make_course, student_version
from test_class import aicourse

from aicourse.feedback.attendance import Attendance
from aicourse.feedback.report import report_sections
from aicourse.feedback.report_table import ReportTable
from aicourse.grading.roster import RosterEntry


def printed(width: int = 80, encoding: str = "utf-8", absent: Attendance | None = None) -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(file=stream, width=width, color_system=None)
    sections = report_sections(CLASS, attendance_of=lambda name, _: absent or Attendance())
    console.print(ReportTable(sections))
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode(encoding)


def test_the_table_fits_a_terminal_of_eighty_columns() -> None:
    text = printed()
    (line,) = (line for line in text.splitlines() if line.startswith("test_truncation_error /3"))
    assert "50%" in line
    assert "[" in line
    assert SHAPE in " ".join(text.split())


def test_a_wide_terminal_also_tells_whose_test_was_slowest() -> None:
    assert "slowest" not in printed(80).split("test_power")[0].split("\n\n")[1]
    assert "slowest" in printed(120).split("test_power")[0].split("\n\n")[1]


def test_a_terminal_without_chinese_gets_ascii() -> None:
    assert printed(encoding="ascii").isascii()


def test_of_many_missing_students_the_first_are_named_and_the_others_counted() -> None:
    missing = tuple(RosterEntry(f"s{i:03}") for i in range(40))
    text = " ".join(printed(absent=Attendance(54, missing)).split())
    assert "nothing handed in (40): s000, s001" in text
    assert "+28" in text


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    handed_in = {
        "ada": answered(),
        "bob": answered(double="def double(x): return x + 1"),
        "eve": student_version(),
    }
    course = make_course(tmp_path_factory.mktemp("report") / "course", handed_in)
    assert aicourse("grade", "--course", course).returncode == 0
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "c1") as gradebook:
        gradebook.add_student("kai", first_name="Kai", last_name="Ito", email="kai@example.org")
        gradebook.add_student("late")
    hand_in(course, "late", answered())
    return course


def test_the_command_tells_who_is_missing_and_who_waits(graded: Path) -> None:
    run = aicourse("report", "--course", graded, "--json", "-")
    (found,) = json.loads(run.stdout)
    assert found["assignment"] == ASSIGNMENT
    assert (found["graded"], found["enrolled"]) == (3, 5)
    assert [entry["email"] for entry in found["missing"]] == ["kai@example.org"]
    assert [entry["id"] for entry in found["waiting"]] == ["late"]
    item = found["items"][0]
    assert item["difficulty"] == pytest.approx(1 / 3)
    assert item["discrimination"]["why_not"] == "few students"


def test_hidden_inputs_are_told_with_hidden_only(graded: Path) -> None:
    plain = aicourse("report", ASSIGNMENT, "--course", graded)
    page = graded / "reports" / f"{ASSIGNMENT}.html"
    assert str(page) in plain.stderr.replace("\n", "")
    assert HIDDEN not in plain.stdout + page.read_text()
    shown = aicourse("report", ASSIGNMENT, "--course", graded, "--hidden")
    assert "large numbers double too" in " ".join(shown.stdout.split())


def test_the_report_names_what_was_not_graded(graded: Path, tmp_path: Path) -> None:
    empty = make_course(tmp_path / "empty", {})
    run = aicourse("report", "--course", empty)
    assert (run.returncode, len(run.stderr.strip().splitlines())) == (2, 1)
    assert "nothing was graded yet" in run.stderr
    run = aicourse("report", "ps9", "--course", graded)
    assert run.returncode == 2
    assert "ps9" in run.stderr
