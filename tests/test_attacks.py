"""Attacks on the grader earn nothing, and the honest submission beside each earns everything."""

import os
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from attacks import in_kernel, patches, processes, shell
from attacks.course import (
    MARKERS,
    NAME,
    POINTS,
    WRONG,
    Case,
    assignment,
    handed_in,
    submission,
)
from attacks.notebooks import ANSWERS, CHANGES
from nbformat import NotebookNode
from small_course import by_cell, cell

from aicourse.feedback.pages import feedback_html
from aicourse.grading.assignment import Submission, read_submission
from aicourse.grading.grade import Graded, grade
from aicourse.grading.limits import Limits
from aicourse.grading.verdict import Kind

LIMITS = Limits(cell_seconds=2, notebook_seconds=30, output_bytes=10_000, memory_bytes=1 << 29)
PATIENT = LIMITS.model_copy(update={"cell_seconds": 20})  # for cells that import libraries
IN_KERNEL = [
    pytest.param(
        wire, case, id=case.name, marks=() if case.name in in_kernel.QUICK else pytest.mark.slow
    )
    for wire, case in in_kernel.CASES
]
CASES = [*shell.CASES, *patches.CASES, *processes.CASES]
FAILURES = set(Kind) - {Kind.PASSED, Kind.NOT_ATTEMPTED, Kind.TAMPERED}


def import_a_module(notebook: NotebookNode) -> None:
    test = cell(notebook, "test_center")
    test.source = "import colorsys\n" + test.source


def declare_in_kernel(notebook: NotebookNode) -> None:
    cell(notebook, "test_center").metadata["aicourse"] = {"runs": "in-kernel"}


def graded(
    warm: Path,
    handed: Submission,
    change: Callable[[NotebookNode], None] = import_a_module,
    limits: Limits = LIMITS,
) -> Graded:
    """Grade, and check that whatever is shown can be stored and tells nothing hidden."""
    result = grade(assignment(change), handed, limits, warm=warm)
    page = feedback_html(nbformat.reads(result.notebooks[NAME], as_version=4)).encode().decode()
    verdict = result.verdict.model_dump_json()
    result.notebooks[NAME].encode()
    assert [text for text in MARKERS if text in page or text in verdict] == []
    return result


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_attack_earns_nothing_for_what_it_does_not_solve(warm: Path, case: Case) -> None:
    attack = submission(handed_in(case.attack, case.after), case.files)
    cells = by_cell(graded(warm, attack).verdict)
    assert cells["test_center"].points == 0
    assert cells["test_center"].kind in FAILURES
    if case.spares_others:
        others = {name: cells[f"test_{name}"].points for name in ("totals", "tally")}
        assert others == {"totals": POINTS["totals"], "tally": POINTS["tally"]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_honest_twin_earns_everything(warm: Path, case: Case) -> None:
    honest = submission(handed_in(case.honest, case.honest_after), case.honest_files)
    verdict = graded(warm, honest).verdict
    assert {c.grade_id: c.message for c in verdict.cells if c.kind is not Kind.PASSED} == {}
    assert verdict.points == sum(POINTS.values())


@pytest.mark.parametrize(("wire", "case"), IN_KERNEL)
def test_an_attack_in_the_learners_process_trips_a_wire(warm: Path, wire: str, case: Case) -> None:
    verdict = graded(warm, submission(handed_in(case.attack)), declare_in_kernel, PATIENT).verdict
    cells = by_cell(verdict)
    found = cells["test_center"]
    assert found.points == 0
    assert wire in found.note
    assert (found.kind is Kind.TAMPERED) == bool(wire)
    if case.spares_others:
        assert verdict.points == POINTS["totals"] + POINTS["tally"]


@pytest.mark.parametrize(("wire", "case"), IN_KERNEL)
def test_the_honest_twin_trips_none(warm: Path, wire: str, case: Case) -> None:
    verdict = graded(warm, submission(handed_in(case.honest)), declare_in_kernel, PATIENT).verdict
    assert {c.grade_id: (c.message, c.note) for c in verdict.cells if c.message} == {}
    assert verdict.points == sum(POINTS.values())


@pytest.mark.xfail(strict=True, reason="nobody looks at the process while the test runs")
def test_a_patch_that_is_put_back_in_time_earns_nothing(warm: Path) -> None:
    handed = submission(handed_in(in_kernel.NOT_SEEN))
    cells = by_cell(graded(warm, handed, declare_in_kernel, PATIENT).verdict)
    assert cells["test_center"].points == 0


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("answer", ANSWERS)
def test_a_changed_structure_neither_gains_nor_loses(warm: Path, name: str, answer: str) -> None:
    notebook = handed_in(ANSWERS[answer])
    CHANGES[name](notebook)
    cells = by_cell(graded(warm, submission(notebook)).verdict)
    assert cells["test_center"].points == (POINTS["center"] if answer == "right" else 0)
    assert cells["test_totals"].points + cells["test_tally"].points == 8


@pytest.mark.parametrize(
    "write", ["open({path!r}, 'a').write('x')", "print(open({path!r}).read())"]
)
def test_files_of_the_course_and_of_the_machine_are_out_of_reach(
    warm: Path, tmp_path: Path, write: str
) -> None:
    secret = tmp_path / "source.ipynb"
    secret.write_text("hidden-text-8317")
    home = Path.home() / ".ipython" / "profile_default" / "startup" / "zz.py"
    packages = Path(os.__file__).parent / "zz.pth"
    attempts = [
        f"try: {write.format(path=str(path))}\nexcept OSError as error: print(type(error))"
        for path in (secret, home, packages, tmp_path / "gradebook.db")
    ]
    verdict = graded(warm, submission(handed_in("\n".join([WRONG, *attempts])))).verdict
    assert by_cell(verdict)["test_center"].points == 0
    assert secret.read_text() == "hidden-text-8317"
    assert [p.name for p in tmp_path.iterdir()] == ["source.ipynb"]
    assert not home.exists()
    assert not packages.exists()


def test_links_in_a_submission_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "tests.txt").write_text("hidden-text-8317")
    folder = tmp_path / "mallory" / NAME
    folder.mkdir(parents=True)
    (folder / "mine.txt").write_text("mine")
    (folder / "link.txt").symlink_to(secret / "tests.txt")
    (folder / "folder").symlink_to(secret)
    assert read_submission(folder).files == {"mine.txt": b"mine"}


def test_a_submission_that_is_a_link_to_the_solutions_is_not_read(tmp_path: Path) -> None:
    solutions = tmp_path / "source" / "ps1"
    solutions.mkdir(parents=True)
    (solutions / "notebook.ipynb").write_text("the solution")
    (tmp_path / "submitted" / "mal").mkdir(parents=True)
    (tmp_path / "submitted" / "mal" / "ps1").symlink_to(solutions)
    submission = read_submission(tmp_path / "submitted" / "mal" / "ps1")
    assert (submission.files, submission.refused) == ({}, {"ps1": ("是一个链接", "a link")})


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    folder = tmp_path / "mallory" / NAME
    folder.mkdir(parents=True)
    with (folder / "huge.bin").open("wb") as file:
        file.truncate(1 << 40)
    (folder / "mine.txt").write_text("mine")
    found = read_submission(folder)
    assert list(found.files) == ["mine.txt"]
    assert list(found.refused) == ["huge.bin"]


def test_half_a_character_in_a_source_costs_nothing(warm: Path) -> None:
    content = nbformat.writes(handed_in("text = 'HALF'\nRIGHT")).replace("HALF", "\\ud800")
    handed = Submission("mallory", NAME, {f"{NAME}.ipynb": content.encode()})
    assert graded(warm, handed).verdict.points == 10


def test_a_notebook_of_50_megabytes_is_graded(warm: Path) -> None:
    notebook = handed_in("RIGHT")
    output = nbformat.v4.new_output("stream", text="x" * 50_000_000)
    notebook.cells[1].outputs = [output]
    assert graded(warm, submission(notebook)).verdict.points == 10


@pytest.mark.parametrize("value", ["-1.0", "99.0", "float('nan')", "float('inf')"])
def test_a_number_that_is_no_part_of_the_points_gives_none(warm: Path, value: str) -> None:
    def ask_for_a_number(notebook: NotebookNode) -> None:
        cell(notebook, "test_center").source = "center(1)"

    handed = submission(handed_in(f"def center(X): return {value}"))
    verdict = grade(assignment(ask_for_a_number), handed, LIMITS, warm=warm).verdict
    assert by_cell(verdict)["test_center"].points == 0


@pytest.mark.parametrize(("value", "points"), [("1.5", 1.5), ("2.0000000001", 2), ("0", 0)])
def test_an_honest_number_gives_that_part(warm: Path, value: str, points: float) -> None:
    def ask_for_a_number(notebook: NotebookNode) -> None:
        cell(notebook, "test_center").source = "center(1)"

    handed = submission(handed_in(f"def center(X): return {value}"))
    verdict = grade(assignment(ask_for_a_number), handed, LIMITS, warm=warm).verdict
    assert by_cell(verdict)["test_center"].points == points


LEAKS = {
    "its standard output": "import os\n    os.write(1, repr(X.tolist()).encode())",
    "a file": "open('seen', 'a').write(repr(X.tolist()))",
    "a pipe": "os.write(pipe[1], repr(X.tolist()).encode())",
}
SHOWS = (
    "if os.path.exists('seen'): print(open('seen').read())\n"
    "os.set_blocking(pipe[0], False)\ntry: print(os.read(pipe[0], 9999))\nexcept OSError: pass"
)


@pytest.mark.parametrize("way", LEAKS)
def test_a_hidden_input_is_not_carried_out_of_its_test(warm: Path, way: str) -> None:
    spy = (
        f"import os\npipe = os.pipe()\n"
        f"def center(X):\n    {LEAKS[way]}\n    return X - X.mean(axis=0)"
    )
    assert graded(warm, submission(handed_in(spy, SHOWS))).verdict.points == 10
