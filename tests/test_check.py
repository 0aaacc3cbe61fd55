"""`aicourse check` and `%check`: what a learner is told of what is saved."""

import builtins
import io
import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_code_cell, new_notebook
from rich.console import Console

from aicourse.desk.answers import answer, is_unsaved
from aicourse.desk.check_report import CheckReport
from aicourse.desk.checking import Check, check, records
from aicourse.desk.essential import essential, names_read
from aicourse.desk.examiner import Examiner
from aicourse.desk.folder import Desk, set_up_desk
from aicourse.desk.hinting import next_hint
from aicourse.desk.magics import Magics
from aicourse.desk.starting import start
from aicourse.errors import CourseError
from aicourse.feedback.one_language import in_language
from aicourse.grading.portable import portable
from aicourse.grading.sources import SourceCells
from aicourse.grading.verdict import Kind
from aicourse.hints import hinted_task, hints
from aicourse.notebook import grade_id, read_notebook
from aicourse.syllabus import LANGUAGES, Assignment

COURSE = Path(__file__).parents[1]
ID = "104-svd-image-compression"
NAME = "svd_image_compression.ipynb"
SOURCE = COURSE / "source" / ID / NAME


@pytest.fixture(scope="module")
def examiner() -> Iterator[Examiner]:
    with Examiner() as one:
        yield one


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = set_up_desk(tmp_path / "work", COURSE, "en")
    start(desk, entry(desk))
    return desk


def entry(desk: Desk) -> Assignment:
    return desk.read_syllabus().find("104")


def write(desk: Desk, **answers: str | None) -> Path:
    """Write answers into the learner's notebook; None for the reference."""
    path = desk.room(ID) / NAME
    reference = {grade_id(cell): cell.source for cell in read_notebook(SOURCE).cells}
    notebook = read_notebook(path)
    for cell in notebook.cells:
        name = grade_id(cell)
        if name in answers:
            cell.source = answers[name] or reference[name]
    nbformat.write(notebook, path)
    return path


def text(done: Check, desk: Desk) -> str:
    report = CheckReport(done, entry(desk), desk.language, "%check --hint")
    console = Console(width=100, no_color=True, file=io.StringIO())
    with console.capture() as capture:
        console.print(report)
    return capture.get()


def test_each_task_is_told_by_kind_and_reason(desk: Desk, examiner: Examiner) -> None:
    write(
        desk,
        power_iteration=None,
        qr_eigenvalues="def qr_eigenvalues(A, tolerance=0, max_iterations=1):\n"
        "    return np.sort(np.linalg.eigvalsh(A)), np.array([2**0.5, 0.0])",
        thin_svd="def thin_svd(A):\n    return A.nothing",
    )
    done = check(desk, entry(desk), examiner)
    kinds = {task.name: task.kind for task in done.tasks}
    assert kinds["power_iteration"] is Kind.PASSED
    assert kinds["qr_eigenvalues"] is Kind.FAILED
    assert kinds["thin_svd"] is Kind.CRASHED
    assert kinds["psnr"] is Kind.NOT_ATTEMPTED

    english = text(done, desk)
    assert "expected eigenvalues [3, 1], got [1. 3.]" in english
    assert "has no attribute 'nothing'" in english
    assert "test_thin_svd stopped at: factors = thin_svd(shown)" in english
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in english)
    chinese = text(done, replace(desk, language="zh"))
    assert "特征值应为 [3, 1]，实得 [1. 3.]" in chinese
    assert "expected" not in chinese

    html = CheckReport(done, entry(desk), "en", "%check --hint").html()
    assert "3 of 20 points" in html
    hidden = "at worst -0.05 dB over 60 seeds"  # of a comment in a hidden test
    assert hidden in SOURCE.read_text()
    assert hidden not in html + english + chinese


def test_checks_are_recorded_and_nothing_else_is_written(desk: Desk, examiner: Examiner) -> None:
    before = {path.name for path in COURSE.iterdir()}
    write(desk, power_iteration=None)
    check(desk, entry(desk), examiner)
    write(desk, qr_eigenvalues=None)
    done = check(desk, entry(desk), examiner)
    assert [record.points for record in records(desk, ID)] == [3, 6]
    assert "(+3)" in text(done, desk)
    assert {path.name for path in COURSE.iterdir()} == before
    desk.checks(ID).write_text(desk.checks(ID).read_text() + "{damaged\n")
    assert len(list(records(desk, ID))) == 2


def test_watching_checks_again_at_each_save_until_interrupted(desk: Desk) -> None:
    program = str(Path(sys.executable).with_name("aicourse"))
    command = [program, "check", "104", "--watch", "--json", "--dir", str(desk.root)]
    watched = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert watched.stdout is not None
        assert json.loads(watched.stdout.readline())["points"] == 0
        write(desk, power_iteration=None)
        assert json.loads(watched.stdout.readline())["points"] > 0
        watched.send_signal(signal.SIGINT)
        assert watched.wait(timeout=60) == 0
    finally:
        watched.kill()
    assert len(list(records(desk, ID))) == 2


def test_with_the_student_version_alone_the_visible_tests_run(
    tmp_path: Path, examiner: Examiner
) -> None:
    course = tmp_path / "course"
    shutil.copytree(COURSE / "release" / "en" / ID, course / "release" / "en" / ID)
    shutil.copy(COURSE / "syllabus.yml", course)
    desk = set_up_desk(course / "work", course, "en")
    start(desk, entry(desk))
    # Right for the case that is shown, and for that alone.
    write(desk, power_iteration="def power_iteration(A, start):\n    return 3.0, start")
    done = check(desk, entry(desk), examiner)
    kinds = {task.name: task.kind for task in done.tasks}
    assert done.visible_only
    assert kinds["power_iteration"] is Kind.FAILED
    assert kinds["psnr"] is Kind.NOT_ATTEMPTED
    said = text(done, desk)
    assert "0 of 13 visible tests pass" in said
    assert "Only the visible tests were run" in said
    with pytest.raises(CourseError, match="only the student version is here"):
        next_hint(desk, entry(desk))


def test_hints_come_one_by_one_and_then_all(desk: Desk) -> None:
    texts = hints(read_notebook(SOURCE), "en")["thin_svd"]
    for number, expected in enumerate(texts, 1):
        hint = next_hint(desk, entry(desk), "3")
        assert (hint.task, hint.texts, hint.number) == ("thin_svd", (expected,), number)
    assert next_hint(desk, entry(desk), "thin_svd").texts == texts
    assert next_hint(desk, entry(desk)).task == "power_iteration"
    with pytest.raises(CourseError, match="choose one of 1 power_iteration"):
        next_hint(desk, entry(desk), "nothing")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_hint_is_released(language: str) -> None:
    released = (COURSE / "release" / language / ID / NAME).read_text(encoding="utf-8")
    source = read_notebook(SOURCE)
    assert sum(hinted_task(cell) is not None for cell in source.cells) == 10
    for cell in source.cells:
        if hinted_task(cell) is not None:
            assert json.dumps(cell.source.splitlines()[0], ensure_ascii=False)[1:-1] not in released


def test_an_assignment_that_was_not_begun_is_told(desk: Desk, examiner: Examiner) -> None:
    other = desk.read_syllabus().find("103")
    with pytest.raises(CourseError, match="run `aicourse start 103`"):
        check(desk, other, examiner)


def test_a_notebook_that_cannot_be_read_is_told(desk: Desk, examiner: Examiner) -> None:
    (desk.room(ID) / NAME).write_text("{")
    done = check(desk, entry(desk), examiner)
    assert "cannot be opened: no notebook: no JSON (line 1, column 2)" in text(done, desk)
    told = text(done, replace(desk, language="zh"))
    assert "无法打开：不是完好的笔记本：不是 JSON（第 1 行第 2 列）" in told
    assert "cannot" not in told


@pytest.mark.parametrize("line", ["999", "104 --hint nothing"])
def test_a_learner_is_told_what_is_wrong_in_their_language(desk: Desk, line: str) -> None:
    program = str(Path(sys.executable).with_name("aicourse"))
    told = {}
    for language in LANGUAGES:
        set_up_desk(desk.root, COURSE, language).remember()
        done = subprocess.run(
            [program, "check", *line.split()], cwd=desk.root, capture_output=True, text=True
        )
        assert done.returncode == 2
        told[language] = done.stderr
    assert told["zh"].count("\n") == told["en"].count("\n") == 1
    assert "没有" in told["zh"]
    assert not re.search("[\u4e00-\u9fff]", told["en"])


def test_only_examples_that_something_needs_are_run() -> None:
    source = SourceCells(
        new_notebook(cells=[new_code_cell("shown = 1"), new_code_cell("used = 2")])
    )
    mine = new_notebook(
        cells=[
            new_code_cell("shown = 1"),
            new_code_cell("used = 2"),
            new_code_cell("def f(shown):\n    return shown + used"),
            new_code_cell("print('my own')"),
        ]
    )
    kept = [cell.source for cell in essential(source, mine).cells]
    assert kept == [cell.source for cell in mine.cells[1:]]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x = x + 1", {"x"}),
        ("for k in rows: print(k)", {"rows"}),
        ("def f(a):\n    b = a\n    return g(b)", {"g"}),
        ("class C(B):\n    q = w", {"B", "w"}),
        ("[i for i in zs]", {"zs"}),
        ("def f():\n    return f", set()),
        ("%time\nx", {"x"}),
        ("not a program", set()),
    ],
)
def test_names_that_a_program_reads(source: str, names: set[str]) -> None:
    assert names_read(source) == names


@pytest.mark.parametrize(
    ("message", "zh", "en"),
    [
        ("应为 3 / expected 3", "应为 3", "expected 3"),
        ("比值 a / b 应为 1 / a / b should be 1", "比值 a / b 应为 1", "a / b should be 1"),
        ("应为\n[1] / expected\n[1]", "应为\n[1]", "expected\n[1]"),
        ("甲 / one\n乙 / two", "甲\n乙", "one\ntwo"),
        ("ValueError: a / b\n甲 / one", "ValueError: a / b\n甲", "ValueError: a / b\none"),
        ("ValueError: no", "ValueError: no", "ValueError: no"),
        ("只有中文", "只有中文", "只有中文"),
    ],
)
def test_one_language_of_a_message(message: str, zh: str, en: str) -> None:
    assert in_language(message, "zh") == zh
    assert in_language(message, "en") == en


def test_cells_that_ran_and_are_not_saved_are_noticed(desk: Desk) -> None:
    path = desk.room(ID) / NAME
    cell = read_notebook(path).cells[1]
    later, earlier = time.time() + 60, time.time() - 60
    assert is_unsaved(path, {cell["id"]: ["x = 1", later]})
    assert is_unsaved(path, {"new": ["x = 1", later]})
    assert not is_unsaved(path, {cell["id"]: ["x = 1", earlier]})
    assert not is_unsaved(path, {cell["id"]: [cell.source + "\n", later]})


def test_the_service_answers_for_the_notebook_that_asks(desk: Desk, examiner: Examiner) -> None:
    path = write(desk, power_iteration=None)
    request = {"do": "check", "arguments": [], "notebook": str(path)}
    bundle = answer({**request, "ran": {"new": ["x = 1", time.time() + 60]}}, examiner)
    assert "not saved yet" in bundle["text/html"]
    assert "1 power_iteration         3/3" in bundle["text/plain"]
    bundle = answer({**request, "arguments": ["--hint"], "ran": {}}, examiner)
    assert bundle["text/markdown"].startswith("**qr_eigenvalues · hint 1 of 4**")
    bundle = answer({**request, "arguments": ["--hnt"], "ran": {}}, examiner)
    assert bundle["text/plain"].startswith("! unrecognized arguments: --hnt")
    bundle = answer({**request, "arguments": ["2", "--hint"], "ran": {}}, examiner)
    assert bundle["text/plain"].endswith("for a hint: %check --hint 2")
    elsewhere = {**request, "notebook": str(desk.root / "home.ipynb"), "ran": {}}
    assert "name one: %check 104" in answer(elsewhere, examiner)["text/plain"]
    begun = answer({**elsewhere, "do": "start", "arguments": ["103"]}, examiner)
    assert "[103-numpy-arrays/numpy_arrays.ipynb](" in begun["text/markdown"]


def a_shell(monkeypatch: pytest.MonkeyPatch) -> InteractiveShell:
    """A shell whose traces in `builtins` end with the test."""
    for name in ("display", "__IPYTHON__"):
        monkeypatch.setitem(vars(builtins), name, None)
    return InteractiveShell()  # type: ignore[no-untyped-call]


def test_a_submission_that_checks_itself_while_it_is_graded_starts_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    desk.remember()
    monkeypatch.chdir(desk.room(ID))
    monkeypatch.setenv("AICOURSE_SEED", "1")
    shell = a_shell(monkeypatch)
    magics = Magics(shell)
    shell.run_line_magic("check", "")
    magics.close()
    assert not list(tmp_path.rglob("service/*"))


@pytest.mark.slow
def test_the_magic_asks_the_process_behind_and_shows_what_it_says(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(desk, power_iteration=None)
    monkeypatch.chdir(desk.room(ID))
    monkeypatch.delenv("AICOURSE_SEED", raising=False)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    shell = a_shell(monkeypatch)
    magics = Magics(shell)
    try:
        shell.run_line_magic("check", "--hint")
        shell.run_line_magic("check", "")
    finally:
        magics.close()
    said = capsys.readouterr().out
    assert "power_iteration · hint 1 of 4" in said
    assert "3 of 20 points" in said


@pytest.mark.parametrize("line", ["%check", "%check --hint 3", "%load_ext aicourse", "%start 104"])
def test_a_check_in_an_answer_costs_nothing_and_is_not_told(line: str) -> None:
    program, left_out = portable(f"{line}\ndef f():\n    return 1")
    assert program == f"# {line}\ndef f():\n    return 1"
    assert left_out == ()
