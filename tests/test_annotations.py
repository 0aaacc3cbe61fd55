"""Annotations and the summary of a push: nothing that a learner chose becomes a command."""

import json
import re
from pathlib import PurePosixPath

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from small_course import (
    ASSIGNMENT,
    NOTEBOOK,
    answered,
    as_bytes,
    cell,
    submission,
)

from aicourse.feedback.annotations import (
    Annotation,
    annotations,
    code_quality,
    commands_stopped,
    github_command,
    harmless,
)
from aicourse.feedback.cell_lines import cell_lines
from aicourse.feedback.push_report import PushReport, Standing
from aicourse.grading.verdict import CellVerdict, Kind, Verdict

FOLDER = PurePosixPath("submitted/ada/ps1")
hostile = st.text() | st.lists(
    st.sampled_from(
        [
            "::error::x",
            "##[error]x",
            "\n",
            "\r",
            "%0A",
            "%25",
            ",",
            ":",
            "::",
            " ",
            "line=9",
            "\x1b[",
        ]
    )
).map("".join)


def verdict(student: str = "ada", message: str = "", kind: Kind = Kind.FAILED) -> Verdict:
    def outcome(task: str, points: float, most: float, became: Kind) -> CellVerdict:
        return CellVerdict(
            notebook=NOTEBOOK,
            task=task,
            grade_id=f"test_{task}",
            points=points,
            max_points=most,
            kind=became,
            message="" if became is Kind.PASSED else message,
            note="for the teacher alone",
            seconds=0,
        )

    cells = (outcome("double", 2, 2, Kind.PASSED), outcome("square", 0, 3, kind))
    return Verdict(
        assignment=ASSIGNMENT,
        student=student,
        points=2,
        max_points=5,
        cells=cells,
        seconds=0,
        key="k",
    )


def commands(printed: str) -> list[tuple[str, dict[str, str], str]]:
    """Read commands as GitHub's runner does: of each line `::name key=value,…::data`, or `##[`."""
    found = []
    for line in re.split("\r\n|\r|\n", printed):
        if match := re.match(r"\s*::([^\s:]+)(?: ([^:]*(?::[^:]+)*?))?::(.*)", line):
            pairs = (pair.split("=", 1) for pair in (match[2] or "").split(",") if "=" in pair)
            values = {
                key.strip(): unescaped(value, (":", "%3A"), (",", "%2C")) for key, value in pairs
            }
            found.append((match[1], values, unescaped(match[3])))
        elif "##[" in line:
            found.append(("##", {}, line))
    return found


def unescaped(text: str, *more: tuple[str, str]) -> str:
    for sign, escape in (*more, ("\r", "%0D"), ("\n", "%0A"), ("%", "%25")):
        text = text.replace(escape, sign)
    return text


@given(hostile, hostile, hostile)
def test_whatever_an_annotation_tells_it_stays_one_command(
    file: str, title: str, message: str
) -> None:
    printed = github_command(Annotation(file, 7, "error", title, message))
    ((name, values, _),) = commands(printed)
    assert name == "error"
    assert set(values) == {"file", "line", "title"}
    assert values["line"] == "7"
    assert "##[" not in printed


def test_a_plain_annotation_is_read_back_as_it_was_written() -> None:
    told = Annotation("a/b,c:d%.ipynb", 3, "notice", "square 0/3: 50 %", "第一行 one\nline 2: 100%")
    ((name, values, message),) = commands(github_command(told))
    assert (name, message) == ("notice", told.message)
    assert values == {"file": told.file, "line": "3", "title": told.title}


@given(hostile)
def test_a_line_of_the_log_is_no_command(text: str) -> None:
    assert commands(harmless(text)) == []


def test_commands_are_stopped_until_a_token_that_is_new_each_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tokens = set()
    for _ in range(2):
        with commands_stopped(True):
            print("::error::between")
        first, _, last = capsys.readouterr().out.splitlines()
        token = first.removeprefix("::stop-commands::")
        assert last == f"::{token}::"
        assert len(token) >= 32
        tokens.add(token)
    assert len(tokens) == 2
    with commands_stopped(False):
        pass
    assert capsys.readouterr().out == ""


def test_a_failing_task_is_marked_at_the_cell_of_its_answer() -> None:
    handed_in = submission(answered(square="def square(x):\n    return 2 * x"))
    (found,) = annotations(verdict(message="一的平方 / one squared"), handed_in, FOLDER)
    lines = handed_in.files[f"{NOTEBOOK}.ipynb"].decode().splitlines()
    assert found.file == f"{FOLDER}/{NOTEBOOK}.ipynb"
    assert lines[found.line - 1].strip() == "{"
    rest = "\n".join(lines[found.line - 1 :])
    assert re.search(r'"grade_id": "(\w+)"', rest)[1] == "square"  # type: ignore[index]
    assert (found.level, found.message) == ("error", "一的平方 / one squared")
    assert "teacher" not in found.title + found.message


def test_a_renamed_notebook_is_marked_where_it_is() -> None:
    handed_in = submission(answered())
    content = handed_in.files.pop(f"{NOTEBOOK}.ipynb")
    handed_in.files["homework (1).ipynb"] = content
    (found,) = annotations(verdict(message="x"), handed_in, FOLDER)
    assert found.file == f"{FOLDER}/homework (1).ipynb"
    assert found.line > 1


def test_what_is_no_notebook_is_marked_at_its_first_line() -> None:
    unread = verdict().model_copy(update={"problem": "no notebook"})
    (found,) = annotations(unread, submission(b"{"), FOLDER)
    assert (found.line, found.message) == (1, "no notebook")
    (found,) = annotations(verdict(message="x"), submission(b"{"), FOLDER)
    assert found.line == 1


def test_what_was_not_attempted_is_a_notice() -> None:
    (found,) = annotations(verdict(kind=Kind.NOT_ATTEMPTED), submission(answered()), FOLDER)
    assert found.level == "notice"


@pytest.mark.parametrize("indent", [1, 4, None])
def test_lines_of_cells(indent: int | None) -> None:
    notebook = answered()
    notebook.metadata["cells"] = [{"a": [{}]}, "{"]
    cell(notebook, "square").source = 'text = "}]{[\\"\\n"\n"cells": [{'
    content = json.dumps(notebook, indent=indent).encode()
    lines = content.decode().splitlines()
    found = cell_lines(content)
    assert set(found) == {"imports", "double", "test_double", "square", "test_square", "notes"}
    for name, line in found.items():
        following = "\n".join(lines[line - 1 :])
        assert indent is None or lines[line - 1].strip() == "{"
        assert indent is None or re.search(r'"grade_id": "(\w+)"', following)[1] == name  # type: ignore[index]
    assert cell_lines("\ufeff".encode() + as_bytes(answered())) == cell_lines(as_bytes(answered()))


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b'{"cells": [1]}', b"\xff\xfe\x00", b"[" * 9999]
)
def test_what_has_no_cells_has_no_lines(content: bytes) -> None:
    assert cell_lines(content) == {}


def test_code_quality_is_what_gitlab_reads() -> None:
    told = [Annotation("a.ipynb", n, "error", "square 0/3", "x\x1b[31m\ny") for n in (3, 4)]
    issues = json.loads(code_quality(told))
    assert [issue["location"] for issue in issues] == [
        {"path": "a.ipynb", "lines": {"begin": n}} for n in (3, 4)
    ]
    assert len({issue["fingerprint"] for issue in issues}) == 2
    assert {issue["severity"] for issue in issues} == {"major"}
    assert "\x1b" not in issues[0]["description"]


def report(*verdicts: Verdict, mark: float = 60, forgive: bool = False) -> PushReport:
    return PushReport(list(verdicts), mark, "第一次推送 / first push", forgive)


def test_every_submission_must_reach_the_mark() -> None:
    assert report(verdict(), mark=40).passed
    assert not report(verdict(), mark=40.1).passed
    full = verdict().model_copy(update={"points": 5.0})
    assert not report(full, verdict()).passed
    assert report().passed
    assert "1 of 2 below 60 %" in report(full, verdict()).conclusion
    broken = full.model_copy(update={"problem": "no notebook"})
    assert not report(broken, mark=0).passed


def test_an_assignment_that_was_not_begun_counts_where_that_is_not_forgiven() -> None:
    cells = tuple(
        c.model_copy(update={"kind": Kind.NOT_ATTEMPTED, "points": 0}) for c in verdict().cells
    )
    unbegun = verdict().model_copy(update={"cells": cells, "points": 0.0})
    assert not report(unbegun).passed
    assert report(unbegun, forgive=True).passed
    assert report(verdict(), forgive=True).standing(verdict()) is Standing.BELOW


_SIGNS = "|`*_[](){}<>!#@:$~-+.&\\ \n\r\tAb/"


@given(st.text(_SIGNS) | st.text(), st.text(_SIGNS) | st.text())
def test_no_name_or_message_becomes_markup(student: str, message: str) -> None:
    plain = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    expected = shape(plain, report(verdict("ada", "x")).markdown())
    text = report(verdict(f"a{student}b", " ".join(f"a{message}b".splitlines()))).markdown()
    assert shape(plain, text) == expected


def shape(parser: MarkdownIt, text: str) -> list[str]:
    """The kinds of all tokens but plain text, which may come in several pieces."""
    found = []
    for token in parser.parse(text):
        found.append(token.type)
        found += [t.type for t in token.children or () if t.type not in ("text", "text_special")]
    return found


@pytest.mark.parametrize("message", ["https://x.org", "www.x.org", "<img src=x>", "[a](b)", "$x$"])
def test_links_pictures_and_formulas_are_taken_apart(message: str) -> None:
    text = report(verdict("ada", message)).markdown()
    assert message not in text
    shown = MarkdownIt("commonmark").render(text)
    assert message.replace("<", "&lt;").replace(">", "&gt;") in shown


def test_the_summary_of_a_large_class_fits_into_what_github_takes() -> None:
    many = report(*(verdict(f"student{n}", "x" * 900) for n in range(3000)))
    size = len(many.markdown().encode())
    assert size < 1 << 20
    assert "the rest is left out" in many.markdown()


def test_the_summary_tells_no_teachers_note() -> None:
    assert "teacher" not in report(verdict(message="x")).markdown()


def test_nbformat_writes_what_is_read_here() -> None:
    assert set(cell_lines(nbformat.writes(answered()).encode())) >= {"double", "square"}
