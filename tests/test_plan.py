"""The page of the learning plan: what it links, counts and admits, and that it is current."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from aicourse.authoring.plan import PLAN, plan_is_current, render_plan, write_plan
from aicourse.errors import CourseError
from aicourse.notebook import Task, TestCell
from aicourse.syllabus import Course, read_course

ROOT = Path(__file__).parents[1]

SYLLABUS = """\
title: {zh: 课程, en: Course}
plan:
  "1.1":
    text: {zh: 线性代数, en: linear algebra}
    resources:
      - {title: "A | B", url: https://example.org/algebra}
  "1.2": {text: {zh: 概率论, en: probability}}
  "R.1": {text: {zh: 数学, en: mathematics}}
stages:
  - id: 1
    title: {zh: 打基础, en: Foundations}
    goal: {zh: 学数学, en: learn mathematics}
    assignments:
      - id: 101-arrays
        title: {zh: 数组, en: Arrays}
        rows: ["1.1", "R.1"]
        tasks: [{zh: 分解, en: factorize}, {zh: 截断, en: truncate}, {zh: 压缩, en: compress}]
        data: {zh: 照片, en: photographs}
        extra: stage1
        hours: 6
        minutes: 1
        written: true
      - id: 102-coins
        title: {zh: 硬币, en: Coins}
        rows: ["1.1", "1.2"]
        tasks: [{zh: 估计, en: estimate}, {zh: 区间, en: cover}, {zh: 后验, en: update}]
        data: {zh: 硬币, en: flips}
        extra: stage1
        hours: 4
        minutes: 1
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    (tmp_path / "syllabus.yml").write_text(SYLLABUS, encoding="utf-8")
    return read_course(tmp_path)


def task(name: str, **points: float) -> Task:
    tests = tuple(TestCell(grade_id, value, 0, "") for grade_id, value in points.items())
    return Task(name, (name,), tests)


def lines_with(page: str, *parts: str) -> list[str]:
    return [line for line in page.splitlines() if all(part in line for part in parts)]


GRADED = {
    "101-arrays": (
        task("factorize", test_factorize=3, test_factorize_shapes=2),
        task("truncate", test_truncate=2.5),
    )
}


def test_a_row_stands_in_both_languages_with_its_resources(course: Course) -> None:
    assert lines_with(render_plan(course, {}), "| 1.1 | 线性代数 | linear algebra |") == [
        r"| 1.1 | 线性代数 | linear algebra | [A \| B](https://example.org/algebra) |"
    ]


def test_a_written_assignment_shows_its_tests_and_points(course: Course) -> None:
    (line,) = lines_with(render_plan(course, GRADED), "1.1 |", "[101-arrays]", "`")
    assert "[101-arrays](../release/en/101-arrays/)" in line
    assert "`test_factorize` 3, `test_factorize_shapes` 2<br>`test_truncate` 2.5" in line
    assert "planned" not in line


def test_titles_of_a_written_assignment_link_to_both_releases(course: Course) -> None:
    page = render_plan(course, GRADED)
    assert "[数组](../release/zh/101-arrays/) | [Arrays](../release/en/101-arrays/)" in page
    assert "release/zh/102-coins" not in page


def test_an_unwritten_assignment_is_planned_and_unlinked(course: Course) -> None:
    (line,) = lines_with(render_plan(course, GRADED), "1.1 |", "| 102-coins |")
    assert line.endswith(
        "| 102-coins | 计划中 planned | 1. 估计<br>2. 区间<br>3. 后验 "
        "| 1. estimate<br>2. cover<br>3. update |"
    )


def test_the_tasks_of_an_assignment_are_told_at_its_first_row(course: Course) -> None:
    page = render_plan(course, GRADED)
    assert lines_with(page, "102-coins", "| 见 [1.1](#row-1.1) | see [1.1](#row-1.1) |") == (
        lines_with(page, '<a id="row-1.2"></a>1.2 |')
    )
    assert page.count('<a id="row-1.1"></a>') == 1


@pytest.mark.parametrize(
    ("graded", "rows", "written", "hours"),
    [
        (GRADED, 1, 1, 6),
        ({**GRADED, "102-coins": (task("estimate", test_estimate=4),)}, 2, 2, 10),
        ({"101-arrays": ()}, 0, 0, 0),
    ],
)
def test_the_top_counts_what_is_graded(
    course: Course, graded: dict[str, tuple[Task, ...]], rows: int, written: int, hours: int
) -> None:
    page = render_plan(course, graded)
    assert lines_with(page, "rows of the plan that are graded", f"| {rows} | 2 |")
    assert lines_with(page, "assignments written", f"| {written} | 2 |")
    assert lines_with(page, "hours of work", f"| {hours} | 10 |")


def test_a_row_that_nothing_implements_says_so(course: Course) -> None:
    bare = course.model_copy(update={"plan": {**course.plan, "1.3": course.plan["1.2"]}})
    assert lines_with(render_plan(bare, {}), "| 1.3 | 无 none |")


def cell(grade_id: str, **metadata: object) -> nbformat.NotebookNode:
    nbgrader = {"grade_id": grade_id, "schema_version": 3, "locked": False, **metadata}
    return new_code_cell("pass", metadata={"nbgrader": nbgrader})


def write_notebook(root: Path, points: int) -> None:
    notebook = new_notebook(
        cells=[
            cell("factorize", grade=False, solution=True, task=False),
            cell("test_factorize", grade=True, solution=False, task=False, points=points),
        ]
    )
    path = root / "source" / "101-arrays" / "arrays.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def test_the_page_is_current_until_a_notebook_changes(tmp_path: Path) -> None:
    (tmp_path / "syllabus.yml").write_text(SYLLABUS, encoding="utf-8")
    write_notebook(tmp_path, points=5)
    assert not plan_is_current(tmp_path)

    path = write_plan(tmp_path)

    assert path == tmp_path / PLAN
    assert "`test_factorize` 5" in path.read_text(encoding="utf-8")
    assert plan_is_current(tmp_path)
    write_notebook(tmp_path, points=4)
    assert not plan_is_current(tmp_path)


def test_a_written_assignment_without_notebook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "syllabus.yml").write_text(SYLLABUS, encoding="utf-8")
    with pytest.raises(
        CourseError, match=r"arrays\.ipynb: there is no such notebook.*written: false"
    ):
        write_plan(tmp_path)


def test_the_committed_page_is_current() -> None:
    assert plan_is_current(ROOT), f"{PLAN} lags behind syllabus.yml or source/: write it anew"
