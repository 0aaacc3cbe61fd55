"""`aicourse classroom`: repositories for learners."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from aicourse.commands.console import HERE, CourseOption
from aicourse.errors import CourseError

app = typer.Typer(help="Repositories for learners, graded on every push.", no_args_is_help=True)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
    repository: Annotated[
        str,
        typer.Option(
            "--grading",
            metavar="OWNER/NAME",
            help="The repository on GitHub made by `aicourse classroom grading`.",
        ),
    ],
    assignments: Annotated[
        list[str] | None,
        typer.Argument(help="Ids or numbers, such as 104.", show_default="all released"),
    ] = None,
    course: CourseOption = HERE,
    language: Annotated[
        Literal["zh", "en"], typer.Option("--lang", help="Language of everything in it.")
    ] = "en",
    ref: Annotated[str, typer.Option(help="Branch or tag of --grading.")] = "main",
    package: Annotated[
        str, typer.Option(help="What learners install: a requirement for pip.")
    ] = "aicourse[stage1]",
) -> None:
    """Make a repository for learners: notebooks, a README, a workflow that has pushes graded.

    It holds no hidden test and no solution. docs/ci.md tells how to use it, what GitHub protects
    and what not.
    """
    from aicourse.authoring.classroom import Classroom
    from aicourse.authoring.release import RELEASE
    from aicourse.syllabus import read_course

    syllabus = read_course(course)
    if assignments:
        entries = [syllabus.find(key) for key in assignments]
    else:
        released = course / RELEASE / language
        entries = [entry for entry in syllabus.assignments if (released / entry.id).is_dir()]
    if not entries:
        raise CourseError("nothing was released", "run `aicourse release`", course / RELEASE)
    classroom = Classroom(course.resolve(), syllabus, language, repository, ref, package)
    classroom.write(folder.resolve(), entries)
    typer.echo(f"{folder}: {len(entries)} assignment(s), graded by {repository}@{ref}")
    typer.echo("Next: push it as a template repository on GitHub (docs/ci.md).")


@app.command()
def grading(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
) -> None:
    """Make the repository that learners' workflows call: the grading workflow and nothing else.

    It runs on a machine of yours, where the course lies. Never give access to the repository of the
    course itself: who may call a workflow of a repository may read all of it.
    """
    from aicourse.authoring.classroom import write_grading

    write_grading(folder.resolve())
    typer.echo(f"{folder}: push it to a private repository of its own (docs/ci.md).")
