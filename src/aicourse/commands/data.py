"""`aicourse data`: the data sets of the course."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import DownloadColumn

from aicourse.commands.console import (
    FINDINGS,
    HERE,
    CheckOption,
    CourseOption,
    LanguageOption,
    counting,
    say,
)

app = typer.Typer(help="The data sets of the course.", no_args_is_help=True)

DataName = Annotated[str, typer.Argument(help="As in `aicourse data list`.", metavar="NAME")]


@app.command("list")
def list_data(language: LanguageOption = "en") -> None:
    """List the data sets, and the larger originals that may be fetched."""
    from aicourse.datasets.terminal import listing

    Console().print(listing(language))


@app.command("info")
def show_data(name: DataName, language: LanguageOption = "en") -> None:
    """Tell what one data set holds, where it comes from, and what is odd in it."""
    from aicourse.datasets.registry import find
    from aicourse.datasets.terminal import description

    Console().print(description(find(name), language))


@app.command("fetch")
def fetch_data(name: DataName) -> None:
    """Download a larger original into the cache, going on where a download broke off."""
    from aicourse.datasets.fetching import fetch
    from aicourse.datasets.registry import find_original

    original = find_original(name)
    size = sum(file.bytes for file in original.files)
    with counting(f"fetching {name}", size, DownloadColumn()) as (progress, bar):
        paths = fetch(original, lambda there: progress.update(bar, completed=there))
    for path in paths:
        typer.echo(path)


@app.command("docs")
def write_data_docs(
    course: CourseOption = HERE,
    check: CheckOption = False,
) -> None:
    """Write docs/datasets.md and the datasheets in data/."""
    from aicourse.datasets.pages import stale_pages, write_pages

    if not check:
        for path in write_pages(course):
            typer.echo(f"wrote {path}")
        return
    stale = stale_pages(course)
    for path in stale:
        say(f"{path}: differs from the registry of data sets; run `aicourse data docs`")
    raise typer.Exit(FINDINGS if stale else 0)
