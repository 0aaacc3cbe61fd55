"""`aicourse classroom`: repositories for learners."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from aicourse.errors import CourseError

app = typer.Typer(help="Repositories for learners, graded on every push.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `new` a command of its own, as more may follow."""


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
    assignments: Annotated[
        list[str] | None,
        typer.Argument(help="Ids or numbers, such as 104.", show_default="all released"),
    ] = None,
    course: Annotated[
        Path, typer.Option("--course", help="The course folder.", show_default="here")
    ] = Path(),
    language: Annotated[
        Literal["zh", "en"], typer.Option("--lang", help="Language of everything in it.")
    ] = "en",
    repository: Annotated[
        str | None,
        typer.Option(
            metavar="OWNER/NAME",
            help="The private repository that holds the course on GitHub.",
            show_default="that of origin",
        ),
    ] = None,
    ref: Annotated[str, typer.Option(help="Its branch or tag with the workflow.")] = "main",
    package: Annotated[
        str, typer.Option(help="What learners install: a requirement for pip.")
    ] = "aicourse[stage1]",
) -> None:
    """Make a repository for learners: notebooks, a README, a workflow that has pushes graded.

    It holds no hidden test and no solution. docs/ci.md tells how to use it, and what GitHub
    protects and what not.
    """
    from aicourse.authoring.classroom import Classroom, repository_of
    from aicourse.authoring.release import RELEASE
    from aicourse.grading.git import open_repository
    from aicourse.syllabus import read_course

    syllabus = read_course(course)
    if assignments:
        entries = [syllabus.find(key) for key in assignments]
    else:
        released = course / RELEASE / language
        entries = [entry for entry in syllabus.assignments if (released / entry.id).is_dir()]
    if not entries:
        raise CourseError("nothing was released", "run `aicourse release`", course / RELEASE)
    repository = repository or repository_of(open_repository(course).origin())
    if repository is None:
        raise CourseError(
            "the course's repository on GitHub is not known", "name it: --repository OWNER/NAME"
        )
    classroom = Classroom(course.resolve(), syllabus, language, repository, ref, package)
    classroom.write(folder.resolve(), entries)
    typer.echo(f"{folder}: {len(entries)} assignment(s), graded by {repository}@{ref}")
    typer.echo("Next: push it as a template repository on GitHub (docs/ci.md).")
