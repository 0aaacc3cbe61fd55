"""Grading what was handed in, and what this machine gives for it."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console

from aicourse.commands.console import (
    CORES,
    FINDINGS,
    HERE,
    Assignments,
    CourseOption,
    LanguageOption,
    SandboxOption,
    SubmittedOption,
    Workers,
    counting,
    course_title,
    say,
    write_json,
)
from aicourse.errors import CourseError

if TYPE_CHECKING:
    from aicourse.grading.cluster import Cluster
    from aicourse.grading.course import CourseFolder
    from aicourse.grading.pool import Grader, Pool
    from aicourse.grading.verdict import Verdict


def _limit(metavar: str, text: str) -> Any:
    """Return an option that overrides a limit of syllabus.yml."""
    return typer.Option(
        metavar=metavar,
        help=text,
        show_default="syllabus.yml",
        rich_help_panel="Limits on one submission",
    )


def grade(
    assignments: Assignments = None,
    student: Annotated[
        list[str] | None, typer.Option(help="Only this student; may be repeated.")
    ] = None,
    course: CourseOption = HERE,
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
        say(f"{folder.submitted}: {name} was not graded, its name is no UTF-8; rename the folder")
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
        with counting("grading") as (progress, bar):
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
    say(
        f"{batch.progress.done} graded, {batch.progress.cached} of them from the cache.\n"
        f"Class report: {report}\nFeedback:     {folder.feedback}"
    )


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


def schema() -> None:
    """Print the JSON schema of what `grade --json` writes (kept in docs/verdicts.schema.json)."""
    from pydantic import TypeAdapter

    from aicourse.grading.verdict import Verdict

    typer.echo(json.dumps(TypeAdapter(list[Verdict]).json_schema(), indent=2, ensure_ascii=False))


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
    say(
        "WARNING: no sandbox. Submissions can reach your files, and with --engine cold also your "
        "network and their own tests: grade only code of people whom you trust (`aicourse doctor`)."
    )
