"""The demonstration class gets the verdicts that `examples/README.md` tells."""

import html
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from aicourse.feedback.outcome import LABELS
from aicourse.grading.verdict import CellVerdict, Kind, Verdict
from aicourse.notebook import hidden_regions, visible_source

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
ASSIGNMENT = "104-svd-image-compression"
NOTEBOOK = "svd_image_compression"
KINDS = {name: kind for kind, label in LABELS.items() for name in (label.en, label.zh)}


@dataclass(frozen=True)
class Expected:
    """A row of the table: points and the kinds that are not `passed`, for each task; the total."""

    tasks: tuple[tuple[float, frozenset[Kind]], ...]
    total: float


def task_entry(text: str) -> tuple[float, frozenset[Kind]]:
    """Read an entry such as ``3``, ``0 not attempted`` or ``3 crashed, failed``."""
    points, _, kinds = text.partition(" ")
    return float(points), frozenset(KINDS[name] for name in re.split(r", |、", kinds) if name)


def tables() -> tuple[dict[str, Expected], dict[str, Expected]]:
    """The English and the Chinese table."""
    found: list[dict[str, Expected]] = []
    for line in (EXAMPLES / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] in ("student", "学生"):
            found.append({})
        elif line.startswith("| "):
            student, _, *tasks, total, _ = cells
            found[-1][student] = Expected(tuple(map(task_entry, tasks)), float(total))
    english, chinese = found
    return english, chinese


TABLE, CHINESE_TABLE = tables()


@dataclass(frozen=True)
class GradedClass:
    """What `aicourse grade` left behind."""

    course: Path
    run: subprocess.CompletedProcess[str]
    verdicts: dict[str, Verdict]

    def executed(self, student: str) -> str:
        """The notebook as the teacher sees it, hidden tests included: the source of its cells."""
        path = self.course / "autograded" / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
        return "\n".join(cell.source for cell in nbformat.read(path, 4).cells)

    def page(self, student: str) -> str:
        """The text of the learner's feedback page, without its markup."""
        path = self.course / "feedback" / student / ASSIGNMENT / f"{NOTEBOOK}.html"
        return html.unescape(re.sub(r"<[^<>]*>", "", path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> GradedClass:
    course = tmp_path_factory.mktemp("course")
    for folder in ("source", "examples"):
        shutil.copytree(ROOT / folder, course / folder)
    for file in ("syllabus.yml", "nbgrader_config.py"):
        shutil.copy(ROOT / file, course)
    written = course / "verdicts.json"
    places = ["--course", course, "--submitted", course / "examples" / "submitted"]
    command = [sys.executable, "-m", "aicourse.cli", "grade", "--workers", "2", "--json", written]
    run = subprocess.run(
        [str(part) for part in [*command, *places]], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    verdicts = [Verdict.model_validate(entry) for entry in json.loads(written.read_text("utf-8"))]
    return GradedClass(course, run, {verdict.student: verdict for verdict in verdicts})


def by_task(cells: Sequence[CellVerdict]) -> tuple[tuple[float, frozenset[Kind]], ...]:
    names = dict.fromkeys(cell.task for cell in cells)
    members = [[cell for cell in cells if cell.task == name] for name in names]
    return tuple(
        (sum(c.points for c in task), frozenset(c.kind for c in task) - {Kind.PASSED})
        for task in members
    )


def told(verdict: Verdict) -> str:
    """Say of a verdict what a failed assertion should show."""
    lines = [f"{c.grade_id}: {c.points} {c.kind} {c.message}" for c in verdict.cells]
    return "\n".join([verdict.problem or "", *lines])


def test_the_two_tables_agree_and_their_points_add_up() -> None:
    assert TABLE == CHINESE_TABLE
    for student, row in TABLE.items():
        assert sum(points for points, _ in row.tasks) == row.total, student


def test_the_table_lists_the_learners_who_handed_something_in() -> None:
    assert sorted(TABLE) == sorted(path.name for path in (EXAMPLES / "submitted").iterdir())


def test_every_learner_is_graded_and_none_stops_the_others(graded: GradedClass) -> None:
    assert sorted(graded.verdicts) == sorted(TABLE)
    assert {verdict.assignment for verdict in graded.verdicts.values()} == {ASSIGNMENT}


@pytest.mark.parametrize("student", TABLE)
def test_verdict(graded: GradedClass, student: str) -> None:
    verdict = graded.verdicts[student]
    assert by_task(verdict.cells) == TABLE[student].tasks, told(verdict)
    assert verdict.points == TABLE[student].total


def test_the_whole_class_is_printed(graded: GradedClass) -> None:
    rows = {line.split()[0].rstrip("!†"): line for line in graded.run.stdout.splitlines() if line}
    for student, verdict in graded.verdicts.items():
        assert rows[student].split()[-1] == f"{verdict.points:g}"


def hidden_lines(student: str) -> Iterator[str]:
    """Lines of hidden tests that neither the handed-out notebook nor the learner contains."""
    source = nbformat.read(ROOT / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", 4)
    seen = "\n".join(visible_source(cell.source) for cell in source.cells)
    for path in (EXAMPLES / "submitted" / student).rglob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        is_notebook = text.startswith("{")
        seen += "\n".join(c.source for c in nbformat.reads(text, 4).cells) if is_notebook else text
    for cell in source.cells:
        for region in hidden_regions(cell.source):
            for line in map(str.strip, region.splitlines()):
                if len(line) >= 12 and line not in seen:
                    yield line


@pytest.mark.parametrize("student", TABLE)
def test_the_feedback_page_shows_the_verdict_and_no_hidden_test(
    graded: GradedClass, student: str
) -> None:
    executed, page = graded.executed(student), graded.page(student)
    lines = list(hidden_lines(student))
    assert lines
    assert all(line in executed for line in lines)
    verdict = graded.verdicts[student]
    messages = "\n".join(cell.message for cell in verdict.cells)
    assert [line for line in lines if line in page and line not in messages] == []
    assert f"{verdict.points:g} / {verdict.max_points:g}" in page
    assert [line for line in messages.splitlines() if line not in page] == []
