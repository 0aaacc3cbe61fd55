"""`aicourse progress` and the home page: a learner's way, from what was checked and graded."""

import base64
import json
import shutil
import struct
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from nbgrader.api import Gradebook
from rich.console import Console
from typer.testing import CliRunner

from aicourse.cli import app
from aicourse.desk.checking import CheckRecord
from aicourse.desk.folder import Desk, set_up_desk
from aicourse.desk.home import HOME, write_home
from aicourse.desk.lab import lab_command
from aicourse.desk.portfolio import portfolio
from aicourse.desk.progress import State, progress
from aicourse.desk.progress_report import ProgressReport, chart
from aicourse.desk.starting import start
from aicourse.grading.cache import VerdictCache
from aicourse.grading.course import open_course
from aicourse.grading.grade import Graded
from aicourse.grading.gradebook import let_nbgrader_find_alembic
from aicourse.grading.verdict import Verdict
from aicourse.notebook import grade_id, read_notebook

COURSE = Path(__file__).parents[1]
ID = "104-svd-image-compression"
NAME = "svd_image_compression.ipynb"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk on a course of two assignments, of which 104 was begun."""
    root = tmp_path / "course"
    for name in (ID, "103-numpy-arrays", "105-calculus-gradients"):
        for language in ("zh", "en"):
            shutil.copytree(
                COURSE / "release" / language / name, root / "release" / language / name
            )
    (root / "source").mkdir()
    shutil.copy(COURSE / "syllabus.yml", root)
    desk = set_up_desk(root / "work", root, "en")
    start(desk, desk.read_syllabus().find("104"))
    return desk


def _check(desk: Desk, time: str, points: float, name: str = ID) -> None:
    record = CheckRecord(time=time, points=points, max_points=20, visible_only=False, tasks=())
    desk.checks(name).parent.mkdir(parents=True, exist_ok=True)
    with desk.checks(name).open("a") as file:
        file.write(record.model_dump_json() + "\n")


def _grade(desk: Desk, student: str, points: float) -> None:
    """Leave what `aicourse grade` leaves of a submission, the gradebook apart."""
    course = open_course(desk.course)
    verdict = Verdict(
        assignment=ID,
        student=student,
        points=points,
        max_points=20,
        cells=(),
        seconds=1,
        key=f"{student:0>64}",
    )
    VerdictCache(course.state / "verdicts").put(Graded(verdict, {}))
    mark = course.state / "recorded" / ID / f"{student}.key"
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(verdict.key)


def _shown(report: ProgressReport) -> str:
    console = Console(width=100, no_color=True)
    with console.capture() as capture:
        console.print(report)
    return capture.get()


def test_points_come_from_the_last_check(desk: Desk) -> None:
    _check(desk, "2026-01-05T10:00:00+00:00", 3)
    _check(desk, "2026-01-06T10:00:00+00:00", 8)
    steps = {step.number: step for step in progress(desk, "me").steps}
    assert (steps["104"].state, steps["104"].points) == (State.BEGUN, 8)
    assert steps["103"].state is State.OPEN
    assert steps["201"].state is State.COMING
    assert len(steps) == 60


def test_grading_counts_before_checks_and_a_teacher_before_both(desk: Desk) -> None:
    _check(desk, "2026-01-05T10:00:00+00:00", 3)
    _grade(desk, "me", 12)
    _grade(desk, "somebody", 20)
    assert progress(desk, "me").points == 12
    course = open_course(desk.course)
    let_nbgrader_find_alembic()
    with Gradebook(course.db_url, course.course_id) as gradebook:
        gradebook.add_assignment(ID)
        gradebook.add_notebook("svd_image_compression", ID)
        notebook = "svd_image_compression"
        gradebook.add_grade_cell("test", notebook, ID, max_score=20, cell_type="code")
        gradebook.add_student("me")
        gradebook.add_submission(ID, "me")
        grade = gradebook.find_grade("test", "svd_image_compression", ID, "me")
        grade.auto_score, grade.manual_score = 12, 20
        gradebook.db.commit()
    gathered = progress(desk, "me")
    step = next(step for step in gathered.steps if step.id == ID)
    assert (step.state, step.points, step.is_graded) == (State.DONE, 20, True)


def test_what_is_next_follows_what_comes_before(desk: Desk) -> None:
    assert progress(desk, "me").next == ID
    _check(desk, "2026-01-05T10:00:00+00:00", 20)
    done = progress(desk, "me")
    steps = {step.number: step for step in done.steps}
    assert steps["103"].unlocks == ("104", "108", "109")
    assert steps["210"].unlocks == ("216",)
    assert done.next == "101-dev-environment"


def test_points_over_time_sum_over_assignments(desk: Desk) -> None:
    _check(desk, "2026-01-05T10:00:00+00:00", 3)
    _check(desk, "2026-01-06T10:00:00+00:00", 5, "103-numpy-arrays")
    _check(desk, "2026-01-07T10:00:00+00:00", 8)
    gathered = progress(desk, "me")
    assert [moment.points for moment in gathered.history] == [3, 8, 13]
    drawn = chart(gathered)
    assert drawn is not None
    assert [(x, y) for x, y, _ in drawn.dots] == [(0, 138.5), (500, 69.2), (1000, 0)]


def test_the_map_says_what_to_do(desk: Desk) -> None:
    gathered = progress(desk, "me")
    english = _shown(ProgressReport(gathered, desk.read_syllabus(), "en"))
    assert "◐ 104 Image compression by SVD" in english
    assert "go on, then: aicourse check 104" in english
    assert "unlocks 104" in english
    chinese = _shown(ProgressReport(gathered, desk.read_syllabus(), "zh"))
    assert "SVD 图像压缩" in chinese
    assert "下一步" in chinese


def _png() -> str:
    def chunk(kind: bytes, content: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + crc

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b"")).decode()


def test_figures_that_the_answers_drew_are_the_learners(desk: Desk) -> None:
    path = desk.room(ID) / NAME
    notebook = read_notebook(path)
    figure = new_output("display_data", {"image/png": _png()})
    for cell in notebook.cells:
        if grade_id(cell) == "psnr":
            cell.source = "def psnr(photo, approximation):\n    return 1.0"
    goal = next(cell for cell in notebook.cells if cell.source.startswith("# The goal:"))
    goal.outputs = [figure]
    notebook.cells += [
        new_markdown_cell("## My *figure* <b>"),
        new_code_cell("curve = [psnr(a, b) for a in rows]"),
        new_code_cell("plt.plot(curve)", outputs=[figure]),
        new_code_cell("compress_photo(photo)", outputs=[figure]),
        new_code_cell(
            "plt.plot(curve)", outputs=[new_output("display_data", {"image/png": "<script>"})]
        ),
    ]
    nbformat.write(notebook, path)
    figures = portfolio(desk)
    assert [figure.heading for figure in figures] == ["My *figure* <b>"]
    gathered = progress(desk, "me")
    report = ProgressReport(gathered, desk.read_syllabus(), "en", figures)
    page = report.html(datetime.now(UTC))
    assert page.count("data:image/png;base64,") == 1
    assert "My *figure* &lt;b&gt;" in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_command_tells_programs_and_people(desk: Desk, tmp_path: Path) -> None:
    _check(desk, "2026-01-05T10:00:00+00:00", 3)
    runner = CliRunner()
    told = runner.invoke(app, ["progress", "--dir", str(desk.root), "--json"])
    assert told.exit_code == 0
    assert json.loads(told.stdout)["next"] == ID
    page = tmp_path / "deep" / "progress.html"
    told = runner.invoke(app, ["progress", "--dir", str(desk.root), "--html", str(page)])
    assert told.stdout.strip() == str(page)
    assert "3/20" in page.read_text()


def test_the_home_page_leads_to_what_was_begun_and_says_how_to_begin(desk: Desk) -> None:
    write_home(desk)
    home = read_notebook(desk.root / HOME)
    text = "\n".join(cell.source for cell in home.cells)
    assert f"[104 · Image compression by SVD]({ID}/{NAME})" in text
    assert "| `%start 103` |" in text
    assert "%start 101" in [cell.source for cell in home.cells]
    home.cells.append(new_code_cell("my_own = 1"))
    nbformat.write(home, desk.root / HOME)
    write_home(replace(desk, language="zh"))
    assert "SVD 图像压缩" in (desk.root / HOME).read_text()
    assert read_notebook(desk.root / HOME).cells[-1].source == "my_own = 1"


def test_the_lab_serves_the_desk_with_the_magics_in_its_kernel(desk: Desk) -> None:
    command, environment = lab_command(desk, ["--no-browser"])
    assert f"--ServerApp.root_dir={desk.root}" in command
    first = Path(environment["JUPYTER_PATH"].split(":")[0])
    spec = json.loads((first / "kernels" / "python3" / "kernel.json").read_text())
    assert "--ext=aicourse" in spec["argv"]
    assert (desk.root / HOME).is_file()
