"""The learner's home page: a notebook that leads to every assignment that is written."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from aicourse.atomic import write_atomically
from aicourse.desk.folder import Desk
from aicourse.errors import CourseError
from aicourse.notebook import read_notebook
from aicourse.syllabus import Assignment, Course, Language, Stage

HOME = "home.ipynb"
_OURS = "home-"  # how the ids of its own cells begin
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_INTRO: dict[Language, str] = {
    "zh": "点击已开始的作业即可打开。要开始一个新作业，运行下面的单元格（换成它的编号）。\n\n"
    "在作业的笔记本里：保存，再运行 `%check` 就知道做到了哪里；`%check --hint` 给一条提示。"
    "在终端里，`aicourse progress` 显示整张地图。",
    "en": "Click an assignment that you began to open it. To begin another, run the cell below "
    "with its number.\n\n"
    "In an assignment's notebook: save, then run `%check` to see where you stand; "
    "`%check --hint` gives a hint. In a terminal, `aicourse progress` draws the whole map.",
}
_WORDS: dict[str, dict[Language, str]] = {
    "head": {"zh": "| 作业 | 约需 | 开始 |", "en": "| assignment | hours | to begin |"},
    "hours": {"zh": "{:g} 小时", "en": "{:g}"},
    "begun": {"zh": "已开始", "en": "begun"},
    "stage": {"zh": "第 {} 阶段：{}", "en": "Stage {}: {}"},
    "coming": {"zh": "另有 {} 个作业正在编写。", "en": "{} more are being written."},
}


def write_home(desk: Desk) -> None:
    """Write the home page into the learner's folder; cells that the learner added there stay."""
    path = desk.root / HOME
    course = desk.read_syllabus()
    notebook = new_notebook(cells=list(_cells(desk, course)), metadata={"kernelspec": _KERNEL})
    for index, cell in enumerate(notebook.cells):
        cell["id"] = f"{_OURS}{index}"
    notebook.cells += _own_cells(path)
    content = nbformat.writes(notebook).encode() + b"\n"
    if not path.is_file() or path.read_bytes() != content:
        write_atomically(path, content)


def _own_cells(path: Path) -> list[nbformat.NotebookNode]:
    try:
        cells = read_notebook(path).cells
    except CourseError:  # there is none, or it is damaged
        return []
    return [cell for cell in cells if not str(cell.get("id", _OURS)).startswith(_OURS)]


def _cells(desk: Desk, course: Course) -> Iterator[nbformat.NotebookNode]:
    title = course.title.in_language(desk.language)
    yield new_markdown_cell(f"# {title}\n\n{_INTRO[desk.language]}")
    begun = set(desk.begun())
    written = [entry for entry in course.assignments if entry.written]
    following = next((e for e in written if e.id not in begun), None)
    if following is not None:
        yield new_code_cell(f"%start {following.number}")
    for stage in course.stages:
        yield new_markdown_cell("\n".join(_stage(desk, stage, begun)))


def _stage(desk: Desk, stage: Stage, begun: set[str]) -> Iterator[str]:
    language = desk.language
    title = stage.title.in_language(language)
    yield f"## {_WORDS['stage'][language].format(stage.id, title)}\n"
    yield f"{stage.goal.in_language(language)}\n"
    written = [entry for entry in stage.assignments if entry.written]
    if written:
        yield _WORDS["head"][language]
        yield "|---|---|---|"
        for entry in written:
            yield _row(entry, language, begun)
        yield ""
    if coming := len(stage.assignments) - len(written):
        yield _WORDS["coming"][language].format(coming)


def _row(entry: Assignment, language: Language, begun: set[str]) -> str:
    title = f"{entry.number} · {entry.title.in_language(language)}"
    hours = _WORDS["hours"][language].format(entry.hours)
    if entry.id in begun:
        link = f"{entry.id}/{entry.notebook_name}.ipynb"
        return f"| [{title}]({link}) | {hours} | {_WORDS['begun'][language]} |"
    return f"| {title} | {hours} | `%start {entry.number}` |"
