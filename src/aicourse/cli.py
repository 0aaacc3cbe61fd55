"""The command line: which commands there are, and how the program ends."""

import sys
from typing import Annotated

import typer
from rich.console import Console

from aicourse import __version__
from aicourse.commands import author, data, learner, teacher
from aicourse.commands.console import BAD_INPUT, HERE, INTERRUPTED, CourseOption, LanguageOption
from aicourse.commands.grading import doctor
from aicourse.errors import CourseError
from aicourse.syllabus import read_course

app = typer.Typer(
    help="A Jupyter course with an autograder: write assignments, release them, grade them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog="Exit codes: 0 all well · 1 something was found · 2 bad input · 130 interrupted.",
)


def main() -> None:
    """Run the program: what is wrong with the input is told in one line, with exit code 2."""
    try:
        app()
    except CourseError as error:
        from aicourse.desk.folder import spoken_language

        _fail(error.in_language(spoken_language(HERE)), BAD_INPUT)
    except ModuleNotFoundError as error:
        if (error.name or "aicourse").startswith("aicourse"):
            raise
        remedy = "run `python -m pip install 'aicourse[stage1]'`, or the extra of your stage"
        _fail(f"the package {error.name} is not installed; {remedy}", BAD_INPUT)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        reason = error.strerror or str(error)
        _fail(f"{where}{reason}; nothing was left half written, mend it and run again", BAD_INPUT)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _fail("interrupted; the same command goes on from here", INTERRUPTED)
        raise


def _fail(line: str, code: int) -> None:
    Console(stderr=True, soft_wrap=True, highlight=False).print(f"aicourse: {line}", markup=False)
    sys.exit(code)


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Show the version and end.")] = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command("list")
def list_course(
    course: CourseOption = HERE,
    language: LanguageOption = "en",
) -> None:
    """Draw the map of the course: stages, assignments, what is written."""
    from aicourse.feedback.course_map import course_map

    Console().print(course_map(read_course(course), language))


learner.register(app)
teacher.register(app)
author.register(app)
app.add_typer(data.app, name="data")
app.command()(doctor)

if __name__ == "__main__":
    main()
