"""The command line: each command reads its arguments and calls the part that does the work."""

import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import DownloadColumn

from aicourse import __version__
from aicourse.commands import classroom, desk, teacher
from aicourse.commands.ci import ci
from aicourse.commands.console import (
    BAD_INPUT,
    CORES,
    FINDINGS,
    INTERRUPTED,
    CourseOption,
    SandboxOption,
    SubmittedOption,
    Workers,
    course_title,
    write_json,
)
from aicourse.commands.console import HERE as _HERE
from aicourse.commands.console import progress as _progress
from aicourse.commands.console import say as _say
from aicourse.errors import CourseError
from aicourse.syllabus import LANGUAGES, Assignment, Language, Text, read_course

if TYPE_CHECKING:
    from aicourse.grading.cluster import Cluster
    from aicourse.grading.course import CourseFolder
    from aicourse.grading.pool import Grader, Pool
    from aicourse.grading.verdict import Verdict

app = typer.Typer(
    help="A Jupyter course with an autograder: write assignments, release them, grade them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog="Exit codes: 0 all well · 1 something was found · 2 bad input · 130 interrupted.",
)

data = typer.Typer(help="The data sets of the course.", no_args_is_help=True)
app.add_typer(data, name="data")
app.command()(ci)
app.add_typer(classroom.app, name="classroom")
app.add_typer(desk.app)

DataName = Annotated[str, typer.Argument(help="As in `aicourse data list`.", metavar="NAME")]
LanguageOption = Annotated[Literal["zh", "en"], typer.Option("--lang")]
Assignments = Annotated[
    list[str] | None, typer.Argument(help="Ids or numbers, such as 104.", show_default="all")
]


def _limit(metavar: str, text: str) -> Any:
    """Return an option that overrides a limit of syllabus.yml."""
    return typer.Option(
        metavar=metavar,
        help=text,
        show_default="syllabus.yml",
        rich_help_panel="Limits on one submission",
    )


def main() -> None:
    """Run the program: what is wrong with the input is told in one line, with exit code 2."""
    try:
        app()
    except CourseError as error:
        _fail(str(error), BAD_INPUT)
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
    course: CourseOption = _HERE,
    language: LanguageOption = "en",
) -> None:
    """Draw the map of the course: stages, assignments, what is written."""
    from aicourse.feedback.course_map import course_map

    Console().print(course_map(read_course(course), language))


@app.command()
def new(
    assignment: Annotated[str, typer.Argument(help="Its id, such as 112-outliers.", metavar="ID")],
    course: CourseOption = _HERE,
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
    _say(f"Next: edit the .py, then `aicourse sync`, `aicourse lint`, `aicourse verify {number}`.")


@app.command()
def sync(
    assignments: Assignments = None,
    course: CourseOption = _HERE,
    prefer: Annotated[
        Literal["text", "notebook"] | None,
        typer.Option("--from", help="Which side wins where both changed."),
    ] = None,
) -> None:
    """Bring the texts and notebooks of source/ together, from whichever side changed."""
    from aicourse.authoring.pairing import sync_course

    for result in sync_course(course, [a.id for a in _entries(course, assignments)], prefer):
        typer.echo(f"{result.pair.notebook.parent.name}: {result.action}")


@app.command()
def release(
    assignments: Assignments = None,
    course: CourseOption = _HERE,
    language: Annotated[
        list[str] | None, typer.Option("--lang", help="zh or en.", show_default="both")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if release/ is stale.")
    ] = False,
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
            _say(f"{path.relative_to(root)}: differs from source/; run `aicourse release`")
        raise typer.Exit(FINDINGS if stale else 0)
    wanted = [_language(name) for name in language or LANGUAGES]
    with _progress("releasing", len(names)) as (progress, bar):
        for name in names:
            for folder in releasing.release(root, config, [name], wanted):
                typer.echo(f"released {folder.relative_to(root)}")
            progress.advance(bar)


@app.command()
def lint(assignments: Assignments = None, course: CourseOption = _HERE) -> None:
    """Check assignments against the rules of docs/lint.md."""
    from aicourse.authoring.lint import lint_course

    ids = [entry.id for entry in _entries(course, assignments)] if assignments else None
    findings = lint_course(course, ids)
    for finding in findings:
        typer.echo(str(finding))
    _say(f"{len(findings)} finding(s)" if findings else "lint: clean")
    raise typer.Exit(FINDINGS if findings else 0)


@app.command()
def verify(
    assignments: Assignments = None,
    course: CourseOption = _HERE,
    stage: Annotated[int | None, typer.Option(min=1, max=5, help="All of one stage.")] = None,
    workers: Workers = CORES,
) -> None:
    """Test the tests: the reference and other right answers get full marks, wrong ones do not."""
    from aicourse.authoring.verify import Check
    from aicourse.authoring.verify import verify as verify_assignment
    from aicourse.grading.course import open_course

    folder = open_course(course)
    entries = [e for e in _entries(course, assignments) if stage in (None, int(e.number[0]))]
    failed = 0
    for entry in entries:
        with _progress(f"verifying {entry.id}") as (progress, bar):

            def show(check: Check, total: int) -> None:
                progress.update(bar, total=total, advance=1)
                mark = "ok  " if check.holds else "FAIL"
                text = f"{mark} {check.about} → {check.expectation}"
                progress.console.print(
                    text + (f": {check.problem}" if check.problem else ""), markup=False
                )

            checks = verify_assignment(folder, entry, workers, show)
        wrong = sum(not check.holds for check in checks)
        failed += wrong
        typer.echo(f"{entry.id}: {len(checks) - wrong} of {len(checks)} checks hold")
    raise typer.Exit(FINDINGS if failed else 0)


@app.command()
def plan(
    course: CourseOption = _HERE,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail if stale.")] = False,
) -> None:
    """Write docs/plan.md: the learning plan, and which assignments implement its rows."""
    from aicourse.authoring.plan import plan_is_current, write_plan

    if not check:
        typer.echo(f"wrote {write_plan(course)}")
    elif not plan_is_current(course):
        _say("docs/plan.md: differs from syllabus.yml; run `aicourse plan`")
        raise typer.Exit(FINDINGS)


@app.command()
def docs(
    course: CourseOption = _HERE,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the site.", show_default="site/")
    ] = None,
) -> None:
    """Build the documentation site: lessons to read with their figures, guides, the plan."""
    from aicourse.site.build import build_site

    with _progress("building the site") as (progress, bar):
        first = build_site(
            course.resolve(),
            (out or course / "site").resolve(),
            lambda step: progress.update(bar, description=step),
        )
    typer.echo(first)


@app.command()
def grade(
    assignments: Assignments = None,
    student: Annotated[
        list[str] | None, typer.Option(help="Only this student; may be repeated.")
    ] = None,
    course: CourseOption = _HERE,
    submitted: SubmittedOption = None,
    workers: Workers = CORES,
    force: Annotated[bool, typer.Option("--force", help="Run again what is cached.")] = False,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the verdicts there; - for stdout.")
    ] = None,
    engine: Annotated[
        Literal["warm", "cold"] | None,
        typer.Option(
            help="Sandboxed forks of a warm process, or a fresh unprotected kernel each.",
            show_default="the best that this machine gives",
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Grade on a Dask cluster: tcp://host:port of its scheduler, or a scheduler file.",
            show_default="this machine",
        ),
    ] = None,
    require_sandbox: SandboxOption = False,
    cell_seconds: Annotated[str | None, _limit("N", "Time for one cell.")] = None,
    notebook_seconds: Annotated[
        str | None, _limit("N", "Time for all cells of a notebook.")
    ] = None,
    memory: Annotated[str | None, _limit("SIZE", "Memory, such as 4GiB.")] = None,
    output: Annotated[
        str | None, _limit("SIZE", "Output that is kept of one cell, such as 1MB.")
    ] = None,
    processes: Annotated[str | None, _limit("N", "Processes and threads at a time.")] = None,
    file_size: Annotated[str | None, _limit("SIZE", "One file, such as 128MiB.")] = None,
    disk: Annotated[str | None, _limit("SIZE", "All files together, such as 512MiB.")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell why each test cell got its points.")
    ] = False,
    hidden: Annotated[
        bool, typer.Option("--hidden", help="With --explain: show what hidden tests say, too.")
    ] = False,
) -> None:
    """Grade what was handed in: gradebook, autograded/, feedback/ and the class report.

    Works in any nbgrader course folder. What was graded before is taken from the cache.
    """
    from aicourse.feedback.publish import FeedbackFolder, course_sections, write_report
    from aicourse.feedback.terminal import verdict_table
    from aicourse.grading.batch import Batch, recorded_verdicts
    from aicourse.grading.course import open_course
    from aicourse.grading.limits import limits_for, read_limits

    limits = read_limits(
        cell_seconds=cell_seconds,
        notebook_seconds=notebook_seconds,
        memory_bytes=memory,
        output_bytes=output,
        processes=processes,
        file_bytes=file_size,
        disk_bytes=disk,
    )
    if hidden and not explain:
        raise CourseError("--hidden shows nothing by itself", "add --explain")
    folder = open_course(course, submitted)
    names, students = (
        folder.choose_assignments(assignments or ()),
        folder.choose_students(student or ()),
    )
    for name in folder.unnameable():
        _say(f"{folder.submitted}: {name} was not graded, its name is no UTF-8; rename the folder")
    verdicts = []
    with _grader(cluster, workers, engine) as grader:
        _tell_of_the_sandbox(grader, required=require_sandbox)
        batch = Batch(
            course=folder,
            assignments=names,
            students=students,
            limits_of=lambda name: limits_for(folder.root, name, folder.config, limits),
            publisher=FeedbackFolder(folder),
            grader=grader,
            force=force,
        )
        with _progress("grading") as (progress, bar):
            for verdict in batch.run():
                verdicts.append(verdict)
                progress.update(bar, total=batch.progress.total, completed=batch.progress.done)
    verdicts.sort(key=lambda verdict: (verdict.assignment, verdict.student))
    if json_file is not None:
        write_json([verdict.model_dump(mode="json") for verdict in verdicts], json_file)
    if json_file != Path("-"):
        Console().print(verdict_table(verdicts))
        if explain:
            _explain(folder, verdicts, hidden=hidden)
    sections = course_sections(folder, recorded_verdicts(folder, verdicts))
    report = write_report(folder, sections, course_title(course))
    _say(
        f"{batch.progress.done} graded, {batch.progress.cached} of them from the cache.\n"
        f"Class report: {report}\nFeedback:     {folder.feedback}"
    )


@app.command()
def doctor(language: LanguageOption = "en") -> None:
    """Say what this machine gives for grading, what is missing, and how to get it."""
    from aicourse.grading.doctor import Status, diagnose

    marks = {Status.GOOD: "ok     ", Status.WEAK: "weak   ", Status.BAD: "missing"}
    findings = diagnose()
    for finding in findings:
        typer.echo(
            f"{marks[finding.status]} {finding.what.in_language(language)}: "
            f"{finding.meaning.in_language(language)}"
        )
        if finding.remedy is not None:
            typer.echo(f"        → {finding.remedy.in_language(language)}")
    raise typer.Exit(FINDINGS if any(f.status is Status.BAD for f in findings) else 0)


@app.command()
def schema() -> None:
    """Print the JSON schema of what `grade --json` writes (kept in docs/verdicts.schema.json)."""
    from pydantic import TypeAdapter

    from aicourse.grading.verdict import Verdict

    typer.echo(json.dumps(TypeAdapter(list[Verdict]).json_schema(), indent=2, ensure_ascii=False))


@data.command("list")
def list_data(language: LanguageOption = "en") -> None:
    """List the data sets, and the larger originals that may be fetched."""
    from aicourse.datasets.terminal import listing

    Console().print(listing(language))


@data.command("info")
def show_data(name: DataName, language: LanguageOption = "en") -> None:
    """Tell what one data set holds, where it comes from, and what is odd in it."""
    from aicourse.datasets.registry import find
    from aicourse.datasets.terminal import description

    Console().print(description(find(name), language))


@data.command("fetch")
def fetch_data(name: DataName) -> None:
    """Download a larger original into the cache, going on where a download broke off."""
    from aicourse.datasets.fetching import fetch
    from aicourse.datasets.registry import find_original

    original = find_original(name)
    size = sum(file.bytes for file in original.files)
    with _progress(f"fetching {name}", size, DownloadColumn()) as (progress, bar):
        paths = fetch(original, lambda there: progress.update(bar, completed=there))
    for path in paths:
        typer.echo(path)


@data.command("docs")
def write_data_docs(
    course: CourseOption = _HERE,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail if stale.")] = False,
) -> None:
    """Write docs/datasets.md and the datasheets in data/."""
    from aicourse.datasets.pages import stale_pages, write_pages

    if not check:
        for path in write_pages(course):
            typer.echo(f"wrote {path}")
        return
    stale = stale_pages(course)
    for path in stale:
        _say(f"{path}: differs from the registry of data sets; run `aicourse data docs`")
    raise typer.Exit(FINDINGS if stale else 0)


def _explain(folder: "CourseFolder", verdicts: Sequence["Verdict"], *, hidden: bool) -> None:
    from aicourse.feedback.explain import Explanation
    from aicourse.feedback.publish import executed_notebook

    names = {verdict.assignment for verdict in verdicts}
    assignments = {name: folder.read_assignment(name) for name in names}
    executed = partial(executed_notebook, folder)
    Console(soft_wrap=True).print(Explanation(verdicts, assignments, hidden, executed))


def _grader(cluster: str | None, workers: int, engine: str | None) -> "Pool | Cluster":
    """Return who grades: workers on this machine, or a cluster."""
    from aicourse.grading.pool import Engine, Pool

    chosen = Engine(engine) if engine else None
    if cluster is None:
        return Pool(workers, chosen)
    try:
        from aicourse.grading.cluster import Cluster
    except ModuleNotFoundError as error:
        raise CourseError(
            f"a cluster needs dask.distributed (no module {error.name!r})",
            "run `pip install 'aicourse[scale]'`",
        ) from error
    return Cluster(cluster, chosen)


def _tell_of_the_sandbox(grader: "Grader", *, required: bool) -> None:
    """Say loudly where there is none; refuse to go on where one is required."""
    from aicourse.grading.sandbox import Level

    if grader.level in (Level.NAMESPACES, Level.LANDLOCK):
        return
    if required:
        remedy = "see `aicourse doctor`, or leave out --require-sandbox"
        raise CourseError("there is no sandbox for these submissions", remedy)
    _say(
        "WARNING: no sandbox. Submissions can reach your files, and with --engine cold also your "
        "network and their own tests: grade only code of people whom you trust (`aicourse doctor`)."
    )


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


teacher.register(app)

if __name__ == "__main__":
    main()
