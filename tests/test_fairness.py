"""Honest mistakes are repaired and reported; they cost nothing, and they gain nothing."""

from pathlib import Path

import nbformat
import pytest
from slips import FORMS, MOVES, SLIPS, Slip
from small_course import (
    ASSIGNMENT,
    NOTEBOOK,
    answered,
    as_bytes,
    assignment,
    by_cell,
    cell,
    source,
    student_version,
    submission,
)

from aicourse.grading.assignment import Submission
from aicourse.grading.grade import Graded
from aicourse.grading.grade import grade as grade_anywhere
from aicourse.grading.limits import Limits
from aicourse.grading.reading import find_notebook
from aicourse.grading.repair import repair
from aicourse.grading.verdict import Kind, RepairKind, Verdict
from aicourse.notebook import grade_id

LIMITS = Limits(cell_seconds=60)
COLD = ("two answers are merged", "all metadata are lost", "the imports stand last")


def graded(address: Path | None, handed_in: Submission) -> Graded:
    return grade_anywhere(assignment(), handed_in, LIMITS, warm=address)


def kinds(verdict: Verdict) -> set[RepairKind]:
    return {repair.kind for repair in verdict.repairs}


@pytest.mark.parametrize("slip", [*SLIPS, *MOVES], ids=lambda slip: slip.name)
def test_a_slip_costs_nothing_and_is_reported(warm: Path, slip: Slip) -> None:
    notebook = answered()
    slip.change(notebook)
    verdict = graded(warm, submission(notebook)).verdict
    assert {c.grade_id: c.message for c in verdict.cells if c.kind is not Kind.PASSED} == {}
    assert kinds(verdict) == slip.reports
    assert all(" / " in repair.text for repair in verdict.repairs)


@pytest.mark.slow
@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)
def test_a_slip_gains_nothing(warm: Path, slip: Slip) -> None:
    notebook = student_version()
    slip.change(notebook)
    verdict = graded(warm, submission(notebook)).verdict
    assert verdict.points == 0


@pytest.mark.slow
@pytest.mark.parametrize("slip", [*SLIPS, *MOVES], ids=lambda slip: slip.name)
def test_a_slip_leaves_a_wrong_answer_wrong_and_attempted(warm: Path, slip: Slip) -> None:
    notebook = answered(double="def double(x): return 7 * x")
    slip.change(notebook)
    cells = by_cell(graded(warm, submission(notebook)).verdict)
    assert (cells["test_double"].kind, cells["test_double"].points) == (Kind.FAILED, 0)
    assert cells["test_square"].kind is Kind.PASSED


@pytest.mark.parametrize("name", COLD)
def test_a_slip_costs_nothing_in_a_cold_kernel(name: str) -> None:
    (slip,) = (slip for slip in SLIPS if slip.name == name)
    notebook = answered()
    slip.change(notebook)
    verdict = graded(None, submission(notebook)).verdict
    assert verdict.points == 5
    assert kinds(verdict) == slip.reports


@pytest.mark.parametrize("form", FORMS)
def test_any_form_of_the_file_is_read(warm: Path, form: str) -> None:
    save, reports = FORMS[form]
    notebook = answered(double="def double(x): return x + x  # déjà 翻倍")
    if "1252" in form:
        cell(notebook, "double").source = "def double(x): return x + x  # déjà"
    verdict = graded(warm, submission(save(notebook))).verdict
    assert verdict.points == 5
    assert kinds(verdict) - {RepairKind.REPLACED_CELL} == reports  # 1252 has no Chinese


@pytest.mark.parametrize(
    "file",
    [
        "Arithmetic.IPYNB",
        "arithmetic (1).ipynb",
        "arithmetic-Copy1.ipynb",
        "ps1/arithmetic.ipynb",
        "arithmetic.ipynb.txt",
        "arithmetic.json",
        "作业一 定稿.ipynb",
        "new\nline.ipynb",
        "x" * 240 + ".ipynb",
    ],
)
def test_any_name_of_the_file_is_found(warm: Path, file: str) -> None:
    handed_in = Submission("ada", ASSIGNMENT, {file: as_bytes(answered()), "notes.txt": b"hm"})
    verdict = graded(warm, handed_in).verdict
    assert verdict.points == 5
    assert kinds(verdict) == {RepairKind.RENAMED_FILE}


@pytest.mark.parametrize("left_behind", [as_bytes(student_version()), b"", b"{", b"\xff\xfe\x00"])
def test_work_in_a_copy_counts_where_the_file_of_the_right_name_has_none(
    warm: Path, left_behind: bytes
) -> None:
    files = {f"{NOTEBOOK}.ipynb": left_behind, "arithmetic-Copy1.ipynb": as_bytes(answered())}
    verdict = graded(warm, Submission("ada", ASSIGNMENT, files)).verdict
    assert verdict.points == 5
    assert kinds(verdict) == {RepairKind.RENAMED_FILE}


def test_work_in_the_file_of_the_right_name_counts_before_any_copy(warm: Path) -> None:
    wrong = as_bytes(answered(square="def square(x): return 0"))
    files = {f"{NOTEBOOK}.ipynb": wrong, "arithmetic-Copy1.ipynb": as_bytes(answered())}
    assert graded(warm, Submission("ada", ASSIGNMENT, files)).verdict.points == 2


ANSWERS = {
    "it warns on stderr": (
        "def double(x):\n    import sys, warnings\n    warnings.warn('hm')\n"
        "    print('hm', file=sys.stderr)\n    return 2 * x"
    ),
    "it is indented by tabs": "def double(x):\n\tif x:\n\t\treturn 2 * x\n\treturn 0",
    "the stub's last line was left under it": (
        "def double(x):\n    return 2 * x\n    raise NotImplementedError()"
    ),
    "the stub's last line was left under it, outside": (
        "def double(x):\n    return 2 * x\nraise NotImplementedError()"
    ),
    "it asks for a front end": "%matplotlib widget\ndef double(x): return 2 * x",
    "it asks for a window": "%matplotlib qt\ndef double(x): return 2 * x",
    "it asks matplotlib for a window": (
        "import matplotlib\nmatplotlib.use('TkAgg')\ndef double(x): return 2 * x"
    ),
    "it installs a package": "%pip install no-such-package\ndef double(x): return 2 * x",
    "it installs by a shell": "!pip install no-such-package\ndef double(x): return 2 * x",
    "it lists files": "!ls\ndef double(x): return 2 * x",
    "it asks a question at the end": "def double(x): return 2 * x\nname = input('name? ')",
    "it shows a figure": (
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\n"
        "def double(x):\n    plt.plot([x])\n    plt.show()\n    return 2 * x"
    ),
    "it goes to a folder of its author's": (
        "import os\nos.chdir('C:/Users/ada')\ndef double(x): return 2 * x"
    ),
    "it goes to a folder of its author's by magic": (
        "%cd /home/ada/course\ndef double(x): return 2 * x"
    ),
    "it goes to another folder": (
        "import os\nos.makedirs('sub', exist_ok=True)\nos.chdir('sub')\ndef double(x): return 2 * x"
    ),
    "it mounts a drive": (
        "from google.colab import drive\ndrive.mount('/content/drive')\ndef double(x): return 2 * x"
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_what_stands_around_a_right_answer_costs_nothing(warm: Path, name: str) -> None:
    verdict = graded(warm, submission(answered(double=ANSWERS[name]))).verdict
    assert verdict.points == 5


@pytest.mark.parametrize("name", ["it asks for a front end", "it mounts a drive"])
def test_what_stands_around_a_right_answer_costs_nothing_in_a_cold_kernel(name: str) -> None:
    verdict = graded(None, submission(answered(double=ANSWERS[name]))).verdict
    assert verdict.points == 5
    assert kinds(verdict) == {RepairKind.LEFT_OUT_LINE}


def test_the_stubs_last_line_is_named_where_it_is_reached(warm: Path) -> None:
    reached = "def double(x):\n    y = 2 * x\n    raise NotImplementedError()"
    verdict = graded(warm, submission(answered(double=reached))).verdict
    told = by_cell(verdict)["test_double"]
    assert (told.kind, told.points) == (Kind.CRASHED, 0)
    assert "remove `raise NotImplementedError()`" in told.message


def test_a_question_in_an_answer_is_named(warm: Path) -> None:
    asks = "n = int(input('n? '))\ndef double(x): return 2 * x"
    told = by_cell(graded(warm, submission(answered(double=asks))).verdict)["test_double"]
    assert told.points == 0
    assert "input()" in told.message


def test_a_line_left_out_is_shown_as_a_comment_and_reported(warm: Path) -> None:
    result = graded(warm, submission(answered(double=ANSWERS["it asks for a front end"])))
    assert kinds(result.verdict) == {RepairKind.LEFT_OUT_LINE}
    executed = nbformat.reads(result.notebooks[NOTEBOOK], 4)
    assert cell(executed, "double").source.startswith("# %matplotlib widget\n")


@pytest.mark.parametrize("where", ["double", "square"])
@pytest.mark.parametrize(
    "harm", ["import os\nos._exit(1)", "while True: pass", "import ctypes\nctypes.string_at(0)"]
)
def test_a_death_or_a_loop_leaves_the_points_before_and_after(
    warm: Path, where: str, harm: str
) -> None:
    limits = Limits(cell_seconds=3)
    handed_in = submission(answered(**{where: harm}))
    cells = by_cell(grade_anywhere(assignment(), handed_in, limits, warm=warm).verdict)
    other = "test_square" if where == "double" else "test_double"
    assert cells[other].kind is Kind.PASSED
    assert cells[f"test_{where}"].points == 0


@pytest.mark.parametrize("slip", [*SLIPS, *MOVES], ids=lambda slip: slip.name)
def test_every_cell_of_ours_stands_once_in_what_runs_and_every_test_behind_its_answer(
    slip: Slip,
) -> None:
    notebook = answered()
    slip.change(notebook)
    found = find_notebook(NOTEBOOK, assignment(), submission(notebook)).notebook
    assert found is not None
    cells = repair(source(), found, NOTEBOOK).notebook.cells
    names = [name for c in cells if (name := grade_id(c)) is not None]
    assert sorted(names) == sorted({"imports", "test_double", "test_square", *names})
    for name in ("double", "square"):
        assert names.index(name) < names.index(f"test_{name}")
