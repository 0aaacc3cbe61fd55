"""The table of verdicts in the terminal."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console
from sample_class import CLASS, FULL, NAME_ERROR, OK2, RENAMED, UNREADABLE, WIRE, submission

from aicourse.feedback.terminal import verdict_table
from aicourse.grading.verdict import Kind, Verdict


def printed(*verdicts: Verdict, width: int = 80, encoding: str = "utf-8") -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(file=stream, width=width, force_terminal=False, color_system=None)
    console.print(verdict_table(verdicts))
    stream.flush()
    content = stream.buffer
    assert isinstance(content, io.BytesIO)
    return content.getvalue().decode(encoding)


def line_of(text: str, student: str) -> str:
    (line,) = (line for line in text.splitlines() if line.startswith(student))
    return line


@pytest.mark.parametrize("width", [60, 80, 120, 160])
def test_every_student_has_one_line_with_the_total(width: int) -> None:
    text = printed(*CLASS, width=width)
    for verdict in CLASS:
        total = line_of(text, verdict.student).split()[-1]
        assert total == f"{verdict.points:g}"


@pytest.mark.parametrize("width", [60, 80, 120, 160])
def test_no_line_is_wider_than_the_console(width: int) -> None:
    lines = printed(*CLASS, width=width).splitlines()
    assert max(cell_len(line) for line in lines) <= width


def test_without_colour_the_kind_stands_in_the_cell_and_in_the_legend() -> None:
    text = printed(*CLASS, width=80)
    assert "\x1b" not in text
    assert "T 0/4" in line_of(text, "赵一鸣")
    assert "T 超时 timed out" in text
    assert "1 power_iteration" in text


def test_a_wide_console_says_the_kind_in_words() -> None:
    assert "T 0/4 timed out" in line_of(printed(*CLASS, width=160), "赵一鸣")


def test_a_task_has_its_points_and_the_worst_kind_of_its_cells() -> None:
    half = submission("ana", OK2, (0, Kind.CRASHED, NAME_ERROR))
    assert "! 2/4 crashed" in line_of(printed(half, width=160), "ana")


def test_repairs_are_flagged_and_told_once_beneath() -> None:
    text = printed(*CLASS)
    assert "amelia.nguyen†" in text
    assert "陈思远†" not in text
    assert text.count("† amelia.nguyen, 赵一鸣: ") == 1
    assert RENAMED.text.split()[0] in text


def test_a_submission_that_could_not_run_is_told_beneath() -> None:
    text = printed(FULL, UNREADABLE)
    assert UNREADABLE.problem is not None
    assert f"! 周杰: {UNREADABLE.problem}" in text


def test_a_note_for_the_teacher_stands_beneath_with_its_test_cell() -> None:
    assert f"# mallory: test_qr_eigenvalues: {WIRE}" in printed(*CLASS, width=160)
    assert WIRE not in printed(FULL)


def test_the_last_row_has_means_over_all_submissions() -> None:
    cells = line_of(printed(FULL, UNREADABLE, width=160), "平均").split()
    assert cells[2:] == ["2.0", "2.0", "2.5", "1.5", "2.0", "10.0"]


def test_an_ascii_console_gets_only_ascii() -> None:
    text = printed(*CLASS, encoding="ascii")
    assert "+ 4/4" in line_of(text, "amelia.nguyen")


def test_names_cannot_drive_the_terminal_nor_the_markup() -> None:
    text = printed(submission("\x1b[31m[bold]eve\nroot", OK2))
    assert "\x1b" not in text
    assert "?[31m[bold]eve root" in text


def test_each_assignment_has_its_own_table() -> None:
    other = submission("ana", OK2, assignment="105-calculus-gradients")
    text = printed(FULL, other)
    assert text.index("104-svd-image-compression") < text.index("105-calculus-gradients")


def test_of_a_large_class_the_first_are_shown_and_the_means_of_all() -> None:
    many = [FULL.model_copy(update={"student": f"s{number:05}"}) for number in range(250)]
    last = submission("last", problem="no notebook")
    text = printed(*many, last, width=120)
    assert line_of(text, "s00199")
    assert "s00200" not in text
    assert "51 more" in text
    mean = 250 * 20 / 251
    assert line_of(text, "平均").endswith(f"{mean:.1f}")
    assert "no notebook" in text
