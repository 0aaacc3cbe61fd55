"""The map of the course for the terminal."""

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from aicourse.syllabus import Assignment, Course, Language, Stage

WRITTEN = "✓"
_WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "assignment": "作业",
        "rows": "计划条目",
        "hours": "学时",
        "points": "分",
        "stage": "{} 个作业",
        "summary": "{} {} / {} 已写成 · 共 {:g} 学时",
    },
    "en": {
        "assignment": "assignment",
        "rows": "plan rows",
        "hours": "hours",
        "points": "points",
        "stage": "{} assignments",
        "summary": "{} {} of {} written · {:g} hours in all",
    },
}


def course_map(course: Course, language: Language) -> RenderableType:
    """Return the map of the course: every stage and assignment, and what is written of it.

    Parameters
    ----------
    language : {"zh", "en"}
        The language of titles and headings.
    """
    words = _WORDS[language]
    table = Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1, 0, 0),
        header_style="dim",
        border_style="dim",
    )
    table.add_column("", width=1, no_wrap=True)
    table.add_column("", width=3, no_wrap=True)
    table.add_column(words["assignment"])
    table.add_column(words["rows"], no_wrap=True)
    table.add_column(words["hours"], justify="right", no_wrap=True)
    table.add_column(words["points"], justify="right", no_wrap=True)
    for stage in course.stages:
        table.add_row(*_stage_cells(stage, language), style="bold")
        for assignment in stage.assignments:
            table.add_row(*_assignment_cells(assignment, language))
        table.add_section()
    n_written = sum(assignment.written for assignment in course.assignments)
    hours = sum(assignment.hours for assignment in course.assignments)
    summary = Text(words["summary"].format(WRITTEN, n_written, len(course.assignments), hours))
    title = Text(course.title.in_language(language) + "\n", style="bold")
    return Group(title, table, Text(), summary)


def _stage_cells(stage: Stage, language: Language) -> tuple[RenderableType, ...]:
    assignments = stage.assignments
    return (
        "",
        Text(str(stage.id), style="cyan"),
        Text(stage.title.in_language(language), style="cyan"),
        Text(_WORDS[language]["stage"].format(len(assignments)), style="not bold dim"),
        Text(f"{sum(a.hours for a in assignments):g}"),
        Text(str(sum(a.points for a in assignments))),
    )


def _assignment_cells(assignment: Assignment, language: Language) -> tuple[RenderableType, ...]:
    return (
        Text(WRITTEN if assignment.written else "", style="green"),
        Text(assignment.number, style="green" if assignment.written else ""),
        Text(assignment.title.in_language(language)),
        Text(" ".join(assignment.rows), style="dim"),
        Text(f"{assignment.hours:g}"),
        Text(str(assignment.points)),
    )
