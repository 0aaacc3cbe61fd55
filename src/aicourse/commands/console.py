"""What every command needs to speak: lines on stderr, progress, JSON, exit codes."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

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


def say(line: str) -> None:
    """Tell a person something beside the result, on stderr."""
    Console(stderr=True, soft_wrap=True, highlight=False).print(line, markup=False)


@contextmanager
def progress(
    what: str,
    total: int | None = None,
    count: ProgressColumn | None = None,
    *,
    transient: bool = False,
) -> Iterator[tuple[Progress, TaskID]]:
    """Show on stderr how far something is that may take longer than two seconds.

    Parameters
    ----------
    transient : bool
        Leave nothing behind when it is done.
    """
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        count or MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=transient,
    ) as shown:
        yield shown, shown.add_task(what, total=total)


def write_json(content: object, path: Path) -> None:
    """Write data as JSON into a file, or to stdout for ``-``."""
    from aicourse.grading.cache import write_atomically

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
