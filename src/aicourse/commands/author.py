"""Commands for who writes assignments: from a new one to its release, and the pages about them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from aicourse.commands.console import (
    CORES,
    FINDINGS,
    HERE,
    Assignments,
    CheckOption,
    CourseOption,
    Workers,
    counting,
    say,
)
from aicourse.errors import CourseError
from aicourse.syllabus import LANGUAGES, Assignment, Language, Text, read_course

_PANEL = "For authors"


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (new, sync, lint, verify, release, plan, docs):
        app.command(rich_help_panel=_PANEL)(command)


def new(
    assignment: Annotated[str, typer.Argument(help="Its id, such as 112-outliers.", metavar="ID")],
    course: CourseOption = HERE,
    title_zh: Annotated[str | None, typer.Option(help="Title in Chinese.")] = None,
    title_en: Annotated[str | None, typer.Option(help="Title in English.")] = None,
    row: Annotated[
        list[str] | None, typer.Option(help="A row of the plan, such as 1.2; may be repeated.")
    ] = None,
) -> None:
    """Begin an assignment: a small lesson that passes lint and verify, to be made your own.

    One that syllabus.yml plans needs its id only; another one also titles and rows.
    """
    from aicourse.authoring.new import new_assignment

    if (title_zh is None) != (title_en is None):
        raise CourseError("a title stands in both languages", "add --title-zh and --title-en")
    title = Text(zh=title_zh, en=title_en) if title_zh and title_en else None
    for path in new_assignment(course, assignment, title, row or ()):
        typer.echo(f"wrote {path}")
    number = assignment.partition("-")[0]
    say(f"Next: edit the .py, then `aicourse sync`, `aicourse lint`, `aicourse verify {number}`.")


def sync(
    assignments: Assignments = None,
    course: CourseOption = HERE,
    prefer: Annotated[
        Literal["text", "notebook"] | None,
        typer.Option("--from", help="Which side wins where both changed."),
    ] = None,
) -> None:
    """Bring the texts and notebooks of source/ together, from whichever side changed."""
    from aicourse.authoring.pairing import sync_course

    for result in sync_course(course, [a.id for a in _entries(course, assignments)], prefer):
        typer.echo(f"{result.pair.notebook.parent.name}: {result.action}")


def release(
    assignments: Assignments = None,
    course: CourseOption = HERE,
    language: Annotated[
        list[str] | None, typer.Option("--lang", help="zh or en.", show_default="both")
    ] = None,
    check: CheckOption = False,
) -> None:
    """Write the student versions into release/."""
    from aicourse.authoring import release as releasing
    from aicourse.grading.course import open_course

    config = open_course(course).config
    root = course.resolve()
    names = [entry.id for entry in _entries(course, assignments)]
    if check:
        stale = list(releasing.stale_releases(root, config, names))
        for path in stale:
            say(f"{path.relative_to(root)}: differs from source/; run `aicourse release`")
        raise typer.Exit(FINDINGS if stale else 0)
    wanted = [_language(name) for name in language or LANGUAGES]
    with counting("releasing", len(names)) as (progress, bar):
        for name in names:
            for folder in releasing.release(root, config, [name], wanted):
                typer.echo(f"released {folder.relative_to(root)}")
            progress.advance(bar)


def lint(assignments: Assignments = None, course: CourseOption = HERE) -> None:
    """Check assignments against the rules of docs/lint.md."""
    from aicourse.authoring.lint import lint_course

    ids = [entry.id for entry in _entries(course, assignments)] if assignments else None
    findings = lint_course(course, ids)
    for finding in findings:
        typer.echo(str(finding))
    say(f"{len(findings)} finding(s)" if findings else "lint: clean")
    raise typer.Exit(FINDINGS if findings else 0)


def verify(
    assignments: Assignments = None,
    course: CourseOption = HERE,
    stage: Annotated[int | None, typer.Option(min=1, max=5, help="All of one stage.")] = None,
    task: Annotated[
        list[str] | None,
        typer.Option(help="Of one assignment the answers to this task only.", show_default="all"),
    ] = None,
    workers: Workers = CORES,
) -> None:
    """Test the tests: the reference and other right answers get full marks, wrong ones do not."""
    from aicourse.authoring.verify import Check
    from aicourse.authoring.verify import verify as verify_assignment
    from aicourse.grading.course import open_course

    folder = open_course(course)
    entries = [e for e in _entries(course, assignments) if stage in (None, int(e.number[0]))]
    if task and len(entries) != 1:
        raise CourseError("--task is for one assignment", "name it, as in 104 --task psnr")
    failed = 0
    for entry in entries:
        with counting(f"verifying {entry.id}") as (progress, bar):

            def show(check: Check, total: int) -> None:
                progress.update(bar, total=total, advance=1)
                mark = "ok  " if check.holds else "FAIL"
                text = f"{mark} {check.about} → {check.expectation}"
                progress.console.print(
                    text + (f": {check.problem}" if check.problem else ""), markup=False
                )

            checks = verify_assignment(folder, entry, workers, show, task or ())
        wrong = sum(not check.holds for check in checks)
        failed += wrong
        typer.echo(f"{entry.id}: {len(checks) - wrong} of {len(checks)} checks hold")
    raise typer.Exit(FINDINGS if failed else 0)


def plan(
    course: CourseOption = HERE,
    check: CheckOption = False,
) -> None:
    """Write docs/plan.md: the learning plan, and which assignments implement its rows."""
    from aicourse.authoring.plan import plan_is_current, write_plan

    if not check:
        typer.echo(f"wrote {write_plan(course)}")
    elif not plan_is_current(course):
        say("docs/plan.md: differs from syllabus.yml; run `aicourse plan`")
        raise typer.Exit(FINDINGS)


def docs(
    course: CourseOption = HERE,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the site.", show_default="site/")
    ] = None,
) -> None:
    """Build the documentation site: lessons to read with their figures, guides, the plan."""
    from aicourse.site.build import build_site

    with counting("building the site") as (progress, bar):
        first = build_site(
            course.resolve(),
            (out or course / "site").resolve(),
            lambda step, taken, of: progress.update(
                bar, description=step, completed=taken, total=of
            ),
        )
    typer.echo(first)


def _entries(course: Path, keys: Sequence[str] | None) -> list[Assignment]:
    """Return the assignments named by id or number, or else all that are written."""
    syllabus = read_course(course)
    if keys:
        return [syllabus.find(key) for key in keys]
    return [entry for entry in syllabus.assignments if entry.written]


def _language(name: str) -> Language:
    for known in LANGUAGES:
        if name == known:
            return known
    raise CourseError(f"no language {name!r}", f"choose {' or '.join(LANGUAGES)}")
