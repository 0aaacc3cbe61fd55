"""A new assignment from the template: a small lesson that already passes lint and verify."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from aicourse.atomic import write_atomically
from aicourse.authoring.answers import ANSWERS
from aicourse.authoring.pairing import SOURCE, sync_pair
from aicourse.errors import CourseError
from aicourse.syllabus import SYLLABUS, Assignment, Course, Text, read_course
from aicourse.text_templates import text_environment

TEMPLATES = Path(__file__).parent / "templates"

_TASKS = (
    {"zh": "标准化，分母为 n", "en": "standardization, which divides by n"},
    {"zh": "截尾均值", "en": "a trimmed mean"},
    {"zh": "四分位数的围栏之外的离群点", "en": "outliers beyond fences set by the quartiles"},
)
_DATA = {"zh": "帕尔默群岛的企鹅", "en": "penguins of the Palmer Archipelago"}


def new_assignment(
    root: Path, name: str, title: Text | None = None, rows: Sequence[str] = ()
) -> tuple[Path, ...]:
    """Write a new assignment, and enter it into the syllabus as written.

    Parameters
    ----------
    root : Path
        The course folder.
    name : str
        Its id, such as ``112-outliers``.
    title : Text, optional
        Its title in both languages; needed where the syllabus does not plan it yet.
    rows : sequence of str
        Rows of the plan that it implements; likewise.

    Returns
    -------
    tuple of Path
        Text, notebook and answers.

    Raises
    ------
    CourseError
        If the id is not well formed or taken, or something about it is missing; nothing is written.
    """
    course = read_course(root)
    known = next((entry for entry in course.assignments if entry.id == name), None)
    if known and (title or rows):
        raise CourseError(
            f"the syllabus has title and rows of {name}", "edit them there", Path(SYLLABUS)
        )
    entry = known or _entry(course, name, title, rows)
    folder = root / SOURCE / entry.id
    if folder.exists():
        raise CourseError("the assignment is there", "choose another id, or edit it", folder)
    syllabus = root / SYLLABUS
    before = syllabus.read_text(encoding="utf-8")
    after = _as_written(before, entry.id) if known else _with_entry(before, entry)
    text, notebook = (folder / f"{entry.notebook_name}.{kind}" for kind in ("py", "ipynb"))
    answers = folder / ANSWERS
    folder.mkdir(parents=True)
    try:
        text.write_text(_rendered("lesson.py.j2", course, entry), encoding="utf-8")
        answers.write_text(_rendered("lesson_answers.py.j2", course, entry), encoding="utf-8")
        sync_pair(text, notebook)
        write_atomically(syllabus, after.encode())
        read_course(root)
    except BaseException:
        write_atomically(syllabus, before.encode())
        shutil.rmtree(folder)
        raise
    return text, notebook, answers


def _entry(course: Course, name: str, title: Text | None, rows: Sequence[str]) -> Assignment:
    if title is None or not rows:
        raise CourseError(
            f"the syllabus does not plan {name}",
            "add --title-zh, --title-en and --row, or choose one of `aicourse list`",
            Path(SYLLABUS),
        )
    try:
        entry = Assignment(
            id=name,
            title=title,
            rows=tuple(rows),
            tasks=tuple(Text(**task) for task in _TASKS),
            data=Text(**_DATA),
            extra=f"stage{name[0]}",
            hours=3,
            minutes=1,
            written=True,
        )
    except ValidationError:
        raise CourseError(
            f"{name!r} is no id of an assignment",
            "write the stage's digit, two digits and a name, such as 112-outliers",
        ) from None
    if int(name[0]) not in {stage.id for stage in course.stages}:
        raise CourseError(f"the course has no stage {name[0]}", "add it first", Path(SYLLABUS))
    if taken := [a.id for a in course.assignments if a.number == entry.number]:
        raise CourseError(f"{taken[0]} has that number", "choose another one", Path(SYLLABUS))
    if unknown := [row for row in rows if row not in course.plan]:
        raise CourseError(
            f"the plan has no row {unknown[0]}", "see docs/plan.md for its rows", Path(SYLLABUS)
        )
    return entry


def _rendered(template: str, course: Course, entry: Assignment) -> str:
    plan = [(row, course.plan[row].text) for row in entry.rows]
    is_short = entry.minutes <= 1
    made = text_environment(TEMPLATES).get_template(template)
    return made.render(
        entry=entry,
        hours=f"{entry.hours:g}",
        minutes={
            "zh": "一" if is_short else f" {entry.minutes:g} ",
            "en": "a minute" if is_short else f"{entry.minutes:g} minutes",
        },
        rows={
            "zh": " · ".join(f"{row} {text.zh}" for row, text in plan),
            "en": " · ".join(f"{row} {text.en}" for row, text in plan),
        },
        resources={r.url: r for row in entry.rows for r in course.plan[row].resources}.values(),
    )


def _as_written(text: str, name: str) -> str:
    """Return the syllabus with a planned assignment marked as written; all else stays."""
    stages = _get(yaml.compose(text), "stages").value
    entries = [entry for stage in stages for entry in _get(stage, "assignments").value]
    (entry,) = (entry for entry in entries if _get(entry, "id").value == name)
    for key, value in entry.value:
        if key.value == "written":
            return f"{text[: value.start_mark.index]}true{text[value.end_mark.index :]}"
    indent, end = " " * entry.value[0][0].start_mark.column, _end_of(text, entry)
    return f"{text[:end]}{indent}written: true\n{text[end:]}"


def _with_entry(text: str, entry: Assignment) -> str:
    """Return the syllabus with a new assignment behind the last of its stage; all else stays."""
    (stage,) = (
        stage
        for stage in _get(yaml.compose(text), "stages").value
        if _get(stage, "id").value == entry.number[0]
    )
    last = _get(stage, "assignments").value[-1]
    content = entry.model_dump(mode="json", exclude_defaults=True)
    lines = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000).splitlines()
    indent = " " * last.value[0][0].start_mark.column
    written = "\n".join([f"{indent[:-2]}- {lines[0]}", *(indent + line for line in lines[1:])])
    end = _end_of(text, last)
    return f"{text[:end]}\n{written}\n{text[end:]}"


def _get(node: Any, key: str) -> Any:
    return next(value for name, value in node.value if name.value == key)


def _end_of(text: str, node: Any) -> int:
    """Return where the line behind the last value of an entry begins."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    return text.find("\n", node.end_mark.index) + 1 or len(text)
