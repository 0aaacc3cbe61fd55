"""Commands for teachers: grading, and what to act on after it."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from aicourse.commands import classroom
from aicourse.commands.ci import ci
from aicourse.commands.console import (
    HERE,
    AssignmentKey,
    Assignments,
    CourseOption,
    SubmittedOption,
    counting,
    course_title,
    say,
    working,
    write_json,
)
from aicourse.commands.grading import grade, schema
from aicourse.errors import CourseError

roster = typer.Typer(help="Who is in the class.", no_args_is_help=True)

_PANEL = "For teachers"
_NAMES_SHOWN = 5


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (grade, report, similar, export, ci, schema):
        app.command(rich_help_panel=_PANEL)(command)
    app.add_typer(roster, name="roster", rich_help_panel=_PANEL)
    app.add_typer(classroom.app, name="classroom", rich_help_panel=_PANEL)


def report(
    assignments: Assignments = None,
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
    with working("reading verdicts"):
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


def similar(
    assignment: AssignmentKey,
    course: CourseOption = HERE,
    submitted: SubmittedOption = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the pairs there; - for stdout.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write a page with the sources side by side.")
    ] = None,
) -> None:
    """Find answers that are closer to each other than independent ones of this class.

    Names, comments, layout and what was handed out do not count. It proves nothing: read both.
    """
    from datetime import UTC, datetime

    from aicourse.atomic import write_atomically
    from aicourse.feedback.similar import SimilarTable, similar_data, similar_page
    from aicourse.grading.course import open_course
    from aicourse.similarity.answers import AnswerReader
    from aicourse.similarity.comparing import compare

    folder = open_course(course, submitted)
    for name in folder.choose_assignments([assignment]):
        there = [s for s in folder.students() if (folder.submitted / s / name).is_dir()]
        if not there:
            remedy = "put submissions into <student>/<assignment>/ there"
            raise CourseError(f"nothing was handed in for {name}", remedy, folder.submitted)
        reader = AnswerReader(folder.read_assignment(name))
        answers = []
        with counting("reading answers", len(there)) as (bar, task):
            for student in there:
                answers.append(reader.read(folder.read_submission(student, name)))
                bar.advance(task)
        with working("comparing"):
            found = compare(answers, reader.given, reader.reference)
        if json_file is not None:
            write_json(similar_data(name, found), json_file)
        if json_file != Path("-"):
            Console().print(SimilarTable(name, found))
        if html is not None:
            page = similar_page(name, found, datetime.now(UTC).astimezone())
            write_atomically(html, page.encode())
            say(f"Page: {html}")


def export(
    file: Annotated[Path, typer.Argument(help="The CSV file to write; - for stdout.")],
    assignments: Assignments = None,
    to: Annotated[
        Literal["canvas", "moodle", "csv"], typer.Option(help="Whose columns it has.")
    ] = "csv",
    course: CourseOption = HERE,
    zeros: Annotated[
        bool, typer.Option("--zeros", help="Give nought where nothing was handed in.")
    ] = False,
) -> None:
    """Write the gradebook as CSV, marks given by hand included, for Canvas, Moodle or a table."""
    from aicourse.atomic import write_atomically
    from aicourse.grading.course import open_course
    from aicourse.grading.gradebook import GradebookWriter, has_gradebook
    from aicourse.grading.gradesheet import as_csv, read_gradesheet

    folder = open_course(course)
    names = folder.choose_assignments(assignments) if assignments else ()
    if not has_gradebook(folder):
        raise CourseError("there is no gradebook yet", "run `aicourse grade` first", folder.root)
    with GradebookWriter(folder) as writer:
        sheet = read_gradesheet(writer, names)
    text = as_csv(sheet, to, section=folder.course_id, zeros=zeros)
    if file == Path("-"):
        typer.echo(text, nl=False)
    else:
        # Excel takes a file for UTF-8 only with a mark; Canvas and Moodle want none.
        write_atomically(file, text.encode("utf-8-sig" if to == "csv" else "utf-8"))
        say(f"{len(sheet.students)} students, {len(sheet.max_points)} assignments: {file}")
    for name, students in sheet.unmarked.items():
        few = ", ".join(students[:_NAMES_SHOWN]) + (" …" if len(students) > _NAMES_SHOWN else "")
        say(f"{name}: {len(students)} wait for marks by hand, and count without them ({few})")


@roster.command("import")
def import_students(
    file: Annotated[Path, typer.Argument(help="A CSV file with a heading for each column.")],
    course: CourseOption = HERE,
) -> None:
    """Enter students into the gradebook: id, first and last name, email, id in the LMS.

    All rows or none; what a file leaves empty stays as it is, and nobody is removed.
    """
    from aicourse.grading.course import open_course
    from aicourse.grading.gradebook import GradebookWriter
    from aicourse.grading.roster import import_roster, read_roster_file

    entries = read_roster_file(file)
    with GradebookWriter(open_course(course)) as writer:
        done = import_roster(writer, entries)
    typer.echo(f"{done.added} added, {done.changed} changed, {done.unchanged} as they were")
