"""The learner's commands."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

app = typer.Typer()

_PANEL = "For learners"
AssignmentKey = Annotated[
    str, typer.Argument(help="Id or number, such as 104.", metavar="ASSIGNMENT")
]
Directory = Annotated[
    Path | None,
    typer.Option(
        "--dir",
        help="Your own folder, which holds a folder for each assignment.",
        show_default="work/ in the course folder",
    ),
]
CourseFolder = Annotated[
    Path | None, typer.Option("--course", help="The course folder.", show_default="here")
]
ChosenLanguage = Annotated[
    Literal["zh", "en"] | None,
    typer.Option("--lang", help="Chinese or English.", show_default="as before"),
]


@app.command(rich_help_panel=_PANEL)
def start(
    assignment: AssignmentKey,
    language: ChosenLanguage = None,
    directory: Directory = None,
    course: CourseFolder = None,
) -> None:
    """Begin an assignment in a folder of your own, or bring a newer release into it.

    What you wrote stays: only locked cells and text are renewed, and the notebook as it was
    before is kept.
    """
    from aicourse.desk.folder import set_up_desk
    from aicourse.desk.reports import short, told
    from aicourse.desk.starting import start as begin

    desk = set_up_desk(directory, course, language)
    entry = desk.read_syllabus().find(assignment)
    started = begin(desk, entry, language)
    console = Console(soft_wrap=True, highlight=False)
    console.print(short(started.notebook), style="bold", markup=False)
    for line in told(started, desk.language):
        console.print(line, markup=False)
