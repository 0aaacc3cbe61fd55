"""`aicourse grade --explain` tells why each test cell got its points, from recorded evidence."""

import io
import json
from pathlib import Path

import pytest
from nbformat import NotebookNode
from rich.console import Console
from small_course import (
    HIDDEN,
    answered,
    assignment,
    by_cell,
    cell,
    make_course,
    student_version,
    submission,
)
from test_class import aicourse

from aicourse.feedback.explain import Explanation, statement_at
from aicourse.grading.assignment import SourceAssignment
from aicourse.grading.grade import Graded
from aicourse.grading.grade import grade as grade_anywhere
from aicourse.grading.limits import Limits
from aicourse.grading.outcome import Status
from aicourse.grading.verdict import Evidence, Verdict
from aicourse.notebook import parse_notebook

LIMITS = Limits(cell_seconds=2, output_bytes=10_000, memory_bytes=1 << 30)
HIDDEN_LINE = f"assert double({HIDDEN}) == 9422"


def evidence(address: Path | None, **answers: str) -> Evidence:
    handed_in = submission(answered(**answers))
    verdict = grade_anywhere(assignment(), handed_in, LIMITS, warm=address).verdict
    found = by_cell(verdict)["test_double"].evidence
    assert found is not None
    return found


def explained(
    graded: Graded, *others: Verdict, hidden: bool = False, ascii_only: bool = False
) -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii" if ascii_only else "utf-8")
    console = Console(file=stream, width=80, soft_wrap=True, color_system=None)

    def executed(_: Verdict, name: str) -> NotebookNode:
        return parse_notebook(graded.notebooks[name].encode(), Path(name))

    task: SourceAssignment = assignment()
    verdicts = [graded.verdict, *others]
    console.print(Explanation(verdicts, {task.name: task}, hidden, executed))
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode(stream.encoding)


def test_a_test_that_passed_says_where_it_ran_and_about_which_answers(warm: Path) -> None:
    found = evidence(warm)
    assert (found.ended, found.marks, found.ran_in) == (Status.COMPLETED, "all", "tester")
    assert [(a.cell, a.ended, a.untouched) for a in found.answers] == [
        ("double", Status.COMPLETED, False)
    ]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("def double(x): return 3 * x", ("raised", "AssertionError", False, None)),
        ("def double(x): return 2", ("raised", "AssertionError", True, None)),
        ("def double(x): return undefined", ("raised", "NameError", False, None)),
        ("def double(x):\n    while True: pass", ("timed out", "", False, "cell_seconds")),
        (
            "def double(x): return bytearray(3 << 30) and 2 * x",
            ("raised", "MemoryError", False, "memory_bytes"),
        ),
    ],
)
def test_a_test_that_failed_says_how_it_ended(
    warm: Path, answer: str, expected: tuple[object, ...]
) -> None:
    found = evidence(warm, double=answer)
    assert (found.ended, found.error, found.hidden, found.limit) == expected


def test_a_cold_kernel_leaves_open_what_it_does_not_know() -> None:
    found = evidence(None, double="def double(x): return 2")
    assert (found.ended, found.error, found.hidden) == (Status.RAISED, "AssertionError", True)
    assert (found.ran_in, found.by, found.line) == ("kernel", None, None)


@pytest.mark.parametrize(
    ("answer", "line", "by"),
    [
        ("def double(x): return 3 * x", 1, "test"),
        ("def double(x): return 2", 4, "test"),
        ("def double(x): return 2 if x == 1 else undefined", 4, "learner"),
    ],
)
def test_a_tester_knows_the_statement_and_whose_code_raised(
    warm: Path, answer: str, line: int, by: str
) -> None:
    verdict = grade_anywhere(
        assignment(), submission(answered(double=answer)), LIMITS, warm=warm
    ).verdict
    found = by_cell(verdict)["test_double"].evidence
    assert found is not None
    assert (found.line, found.by) == (line, by)


def test_part_marks_are_told_apart_from_a_number_that_is_none(warm: Path) -> None:
    def give(value: str) -> Evidence:
        def ask(notebook: NotebookNode) -> None:
            cell(notebook, "test_double").source = "double(1)"

        handed_in = submission(answered(double=f"def double(x): return {value}"))
        verdict = grade_anywhere(assignment(ask), handed_in, LIMITS, warm=warm).verdict
        found = by_cell(verdict)["test_double"].evidence
        assert found is not None
        return found

    assert give("1.5").marks == "part"
    assert give("7").marks == "refused"
    assert give("'all'").marks == "all"


def test_of_an_answer_that_did_not_run_to_its_end_that_is_recorded(warm: Path) -> None:
    (answer,) = evidence(warm, double="1 / 0").answers
    assert (answer.ended, answer.error) == (Status.RAISED, "ZeroDivisionError")
    stub = cell(student_version(), "double").source
    (answer,) = evidence(warm, double=stub).answers
    assert answer.untouched


def test_no_evidence_names_what_a_hidden_test_feeds_in(warm: Path) -> None:
    tells = (
        "def double(x):\n    if x != 1: raise type(f'Error{x}', (Exception,), {})(x)\n    return 2"
    )
    graded = grade_anywhere(assignment(), submission(answered(double=tells)), LIMITS, warm=warm)
    assert "4711" not in graded.verdict.model_dump_json()
    assert "4711" not in explained(graded)


def test_one_submission_is_explained_cell_by_cell(warm: Path) -> None:
    handed_in = submission(answered(square="def square(x): return 2 * x"))
    text = explained(grade_anywhere(assignment(), handed_in, LIMITS, warm=warm))
    assert "ran to its last statement, in the tester" in text
    assert "AssertionError raised by the test, in the tester, at line 1 (visible part)" in text
    assert 'assert square(1) == 1, "一的平方是一 / one squared is one"' in text
    assert "one squared is one" in text.partition("told")[2]


def test_a_hidden_statement_is_shown_to_who_asks_for_it(warm: Path) -> None:
    handed_in = submission(answered(double="def double(x): return 2"))
    graded = grade_anywhere(assignment(), handed_in, LIMITS, warm=warm)
    text = explained(graded)
    assert "at line 4 (hidden part)" in text
    assert HIDDEN not in text
    asked = explained(graded, hidden=True)
    assert HIDDEN_LINE in asked
    assert "raised: AssertionError: 大数也要翻倍" in asked


def test_of_many_submissions_what_passed_shares_a_line(warm: Path) -> None:
    graded = grade_anywhere(assignment(), submission(answered()), LIMITS, warm=warm)
    zoe = grade_anywhere(assignment(), submission(b"none", "zoe"), LIMITS, warm=warm).verdict
    text = explained(graded, zoe)
    assert "✓ test_double, test_square: 运行到最后一句" in text
    assert "N test_double, test_square: 没有运行" in text
    assert text.count("cannot be opened") == 1


def test_a_repair_stands_by_the_cell_that_it_concerned(warm: Path) -> None:
    notebook = answered()
    notebook.cells.remove(cell(notebook, "test_double"))
    notebook.metadata.kernelspec["name"] = "elsewhere"
    text = explained(grade_anywhere(assignment(), submission(notebook), LIMITS, warm=warm))
    before, _, behind = text.partition("test_double  2/2")
    assert "elsewhere" in before
    assert "has been put back" in behind


def test_an_ascii_console_gets_only_ascii(warm: Path) -> None:
    handed_in = submission(answered(square="def square(x): return 2 * x"))
    graded = grade_anywhere(assignment(), handed_in, LIMITS, warm=warm)
    assert "evidence: AssertionError raised by the test" in explained(graded, ascii_only=True)


def test_what_was_graded_without_evidence_says_so(warm: Path) -> None:
    graded = grade_anywhere(assignment(), submission(answered()), LIMITS, warm=warm)
    cells = tuple(c.model_copy(update={"evidence": None}) for c in graded.verdict.cells)
    old = Graded(graded.verdict.model_copy(update={"cells": cells}), graded.notebooks)
    assert "--force" in explained(old)


@pytest.mark.parametrize(
    ("line", "statement"),
    [(1, ["x = 1"]), (3, ["assert (", "    x", ")"]), (7, ["### END HIDDEN TESTS"])],
)
def test_the_statement_around_a_line_is_found(line: int, statement: list[str]) -> None:
    source = "x = 1\nassert (\n    x\n)\n### BEGIN HIDDEN TESTS\nassert x\n### END HIDDEN TESTS"
    assert statement_at(source, line) == statement


def test_the_command_explains_from_the_cache_too(tmp_path: Path) -> None:
    course = make_course(tmp_path / "c", {"bob": answered(double="def double(x): return 2")})
    first = aicourse("grade", "--course", course, "--explain", "--json", tmp_path / "v.json")
    assert "hidden part" in first.stdout
    assert HIDDEN not in first.stdout
    asked = aicourse("grade", "--course", course, "--explain", "--hidden")
    assert "1 of them from the cache" in asked.stderr
    assert HIDDEN_LINE in asked.stdout
    (verdict,) = json.loads((tmp_path / "v.json").read_text())
    assert verdict["cells"][0]["evidence"]["hidden"] is True
    assert HIDDEN not in json.dumps(verdict)


def test_to_ask_for_hidden_tests_alone_is_refused() -> None:
    alone = aicourse("grade", "--hidden")
    assert (alone.returncode, "add --explain" in alone.stderr) == (2, True)
