"""What every command needs to speak: lines on stderr, progress, JSON, exit codes."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from aicourse.errors import CourseError
from aicourse.syllabus import read_course

FINDINGS, BAD_INPUT, INTERRUPTED = 1, 2, 130
HERE = Path()

CourseOption = Annotated[
    Path, typer.Option("--course", help="The course folder.", show_default="here")
]
LanguageOption = Annotated[Literal["zh", "en"], typer.Option("--lang")]
CheckOption = Annotated[
    bool, typer.Option("--check", help="Write nothing; fail if what is written is stale.")
]
SubmittedOption = Annotated[
    Path | None,
    typer.Option(
        "--submitted", help="Folder with <student>/<assignment>.", show_default="submitted/"
    ),
]
SandboxOption = Annotated[
    bool, typer.Option("--require-sandbox", help="Refuse to grade without a sandbox.")
]
Workers = Annotated[int, typer.Option(min=1, help="How many submissions run at a time.")]
CORES = min(os.cpu_count() or 1, 8)


def complete_assignment(incomplete: str) -> list[tuple[str, str]]:
    """Offer a shell the assignments of the course here that begin so, by number or id."""
    try:
        written = [entry for entry in read_course(HERE).assignments if entry.written]
    except CourseError:
        return []
    names = [
        entry.number if incomplete.isdigit() or not incomplete else entry.id for entry in written
    ]
    return [
        (name, entry.title.en)
        for name, entry in zip(names, written, strict=True)
        if name.startswith(incomplete)
    ]


AssignmentKey = Annotated[
    str,
    typer.Argument(
        help="Id or number, such as 104.",
        metavar="ASSIGNMENT",
        autocompletion=complete_assignment,
    ),
]
Assignments = Annotated[
    list[str] | None,
    typer.Argument(
        help="Ids or numbers, such as 104.",
        show_default="all",
        autocompletion=complete_assignment,
    ),
]


def say(line: str) -> None:
    """Tell a person something beside the result, on stderr."""
    Console(stderr=True, soft_wrap=True, highlight=False).print(line, markup=False)


@contextmanager
def counting(
    what: str,
    total: int | None = None,
    count: ProgressColumn | None = None,
) -> Iterator[tuple[Progress, TaskID]]:
    """Show on stderr how far something is that may take longer than two seconds.

    What is no terminal gets a line at the end.
    """
    console = Console(stderr=True)
    text, counted = TextColumn("{task.description}"), count or MofNCompleteColumn()
    begin = (SpinnerColumn(), text, BarColumn()) if console.is_terminal else (text,)
    with Progress(*begin, counted, TimeElapsedColumn(), console=console) as shown:
        yield shown, shown.add_task(what, total=total)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show a person on stderr that something is under way, and leave no trace of it."""
    console = Console(stderr=True)
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as shown:
        shown.add_task(what, total=None)
        yield


def write_json(content: object, path: Path) -> None:
    """Write data as JSON into a file, or to stdout for ``-``."""
    from aicourse.atomic import write_atomically

    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    if path == Path("-"):
        typer.echo(text, nl=False)
    else:
        write_atomically(path, text.encode())


def course_title(course: Path) -> str:
    """Name a course for the heading of a page: by its syllabus, else by its folder."""
    try:
        return read_course(course).title.en
    except CourseError:
        return course.resolve().name
