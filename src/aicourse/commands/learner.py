"""The learner's commands."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console

from aicourse.commands.console import AssignmentKey, say, working
from aicourse.errors import CourseError

_PANEL = "For learners"
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


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    to_jupyter = {"allow_extra_args": True, "ignore_unknown_options": True}
    app.command(rich_help_panel=_PANEL, context_settings=to_jupyter)(lab)
    for command in (start, check, progress):
        app.command(rich_help_panel=_PANEL)(command)


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
    from aicourse.desk.client import tell
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
    tell({"do": "warm", "notebook": str(started.notebook.resolve())})


def check(
    assignment: AssignmentKey,
    hint: Annotated[
        str | None,
        typer.Option(
            metavar="TASK", help="Give the next hint for a task, by name or number; check nothing."
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again each time you save, until Ctrl-C.")
    ] = False,
    language: ChosenLanguage = None,
    directory: Directory = None,
    json_too: Annotated[
        bool, typer.Option("--json", help="Print the check as JSON instead.")
    ] = False,
) -> None:
    """Test what you have saved, as grading would; nothing enters the gradebook.

    Each task gets its points, what became of it, and why. In a notebook the same is `%check`.
    """
    from aicourse.desk.folder import open_desk

    desk = open_desk(directory)
    entry = desk.read_syllabus().find(assignment)
    console = Console()
    colors = None if console.legacy_windows else console.color_system
    screen = {"width": console.width, "colors": colors, "encoding": console.encoding}
    request = {
        "do": "tell",
        "desk": str(desk.root),
        "assignment": entry.id,
        "language": language or desk.language,
        "hint": hint,
        "screen": screen,
    }

    def tell() -> None:
        answer = _ask(request)
        if json_too and hint is None:
            typer.echo(json.dumps(answer["record"], ensure_ascii=False))
        else:
            typer.echo(answer["text"], nl=False)

    if watch and hint is None:
        _at_each_save(desk.room(entry.id), tell)
    else:
        tell()


def _ask(request: dict[str, Any]) -> dict[str, Any]:
    """Ask the process that checks; show meanwhile that something goes on."""
    from aicourse.desk.client import ServiceError, ask

    try:
        with working("checking" if request["language"] == "en" else "检查中"):
            answer = ask(request)
    except ServiceError as error:
        raise CourseError(str(error), "run it again, or see `aicourse doctor`") from error
    if told := answer.get("error"):
        path = Path(told["path"]) if told.get("path") else None
        zh = tuple(told["zh"]) if told.get("zh") else None
        raise CourseError(told["problem"], told["remedy"], path, told.get("place"), zh=zh)
    return answer


def _at_each_save(room: Path, tell: Callable[[], None]) -> None:
    """Tell now and whenever the learner has saved, until they interrupt."""
    from aicourse.desk.watching import saves

    with suppress(KeyboardInterrupt):
        for _ in saves(room):
            try:
                tell()
            except CourseError as error:  # the next save may mend it
                say(f"! {error}")


def progress(
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page with your figures.")
    ] = None,
    student: Annotated[
        str, typer.Option(help="The name under which your submissions are graded.")
    ] = "me",
    language: ChosenLanguage = None,
    directory: Directory = None,
    json_too: Annotated[
        bool, typer.Option("--json", help="Print the progress as JSON instead.")
    ] = False,
) -> None:
    """Show the map of the course: what is done, what is next, what each unlocks.

    Points come from the gradebook and the verdicts, else from your own checks.
    """
    from dataclasses import replace
    from datetime import UTC, datetime

    from aicourse.atomic import write_atomically
    from aicourse.desk.folder import open_desk
    from aicourse.desk.portfolio import portfolio
    from aicourse.desk.progress import progress as gather
    from aicourse.desk.progress_report import ProgressReport

    desk = open_desk(directory)
    desk = replace(desk, language=language or desk.language)
    gathered = gather(desk, student)
    figures = portfolio(desk) if html is not None else []
    report = ProgressReport(gathered, desk.read_syllabus(), desk.language, figures)
    if html is not None:
        page = report.html(datetime.now(UTC).astimezone())
        write_atomically(html, page.encode())
    if json_too:
        typer.echo(json.dumps(gathered.model_dump(mode="json"), ensure_ascii=False, indent=1))
    elif html is not None:
        typer.echo(html.resolve())
    else:
        Console(highlight=False).print(report)


def lab(
    context: typer.Context,
    language: ChosenLanguage = None,
    directory: Directory = None,
    course: CourseFolder = None,
) -> None:
    """Open JupyterLab in your own folder, at the home page, with `%check` ready.

    Further options are Jupyter's, such as --no-browser or --port 8899.
    """
    from aicourse.desk.folder import set_up_desk
    from aicourse.desk.lab import open_lab

    desk = set_up_desk(directory, course, language)
    raise typer.Exit(open_lab(desk, context.args))
