"""Commands of the teacher's desk: what to act on after grading."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from aicourse.commands.console import (
    HERE,
    CourseOption,
    course_title,
    progress,
    say,
    write_json,
)
from aicourse.errors import CourseError

Named = Annotated[
    list[str] | None, typer.Argument(help="Ids or numbers, such as 104.", show_default="all")
]

_PANEL = "The teacher's desk"


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(rich_help_panel=_PANEL)(report)


def report(
    assignments: Named = None,
    course: CourseOption = HERE,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures there; - for stdout.")
    ] = None,
    hidden: Annotated[
        bool, typer.Option("--hidden", help="Show what hidden tests said, too.")
    ] = False,
) -> None:
    """Analyse what was graded, test cell by test cell, and write the class report.

    Difficulty, discrimination, the commonest wrong ways, time, and who has not handed in.
    """
    from aicourse.feedback.publish import course_sections, write_report
    from aicourse.feedback.report_table import ReportTable, report_data
    from aicourse.grading.batch import recorded_verdicts
    from aicourse.grading.course import open_course

    folder = open_course(course)
    names = folder.choose_assignments(assignments) if assignments else ("*",)
    with progress("reading verdicts", transient=True):
        verdicts = recorded_verdicts(folder, assignments=names)
        sections = course_sections(folder, verdicts, hidden=hidden)
    ungraded = set(names) - {"*"} - {section.results.assignment for section in sections}
    if ungraded or not sections:
        what = f"no submission of {', '.join(sorted(ungraded))}" if ungraded else "nothing"
        raise CourseError(f"{what} was graded yet", "run `aicourse grade` first", folder.root)
    if json_file is not None:
        write_json(report_data(sections), json_file)
    if json_file != Path("-"):
        Console().print(ReportTable(sections))
    if assignments:
        for section in sections:
            name = section.results.assignment
            say(f"Report: {write_report(folder, [section], course_title(course), name)}")
    else:
        say(f"Report: {write_report(folder, sections, course_title(course))}")
