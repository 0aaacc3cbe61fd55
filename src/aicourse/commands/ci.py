"""`aicourse ci`: grade what a push changed."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aicourse.commands.console import (
    CORES,
    FINDINGS,
    HERE,
    CourseOption,
    SandboxOption,
    SubmittedOption,
    Workers,
    write_json,
)
from aicourse.errors import CourseError

if TYPE_CHECKING:
    from aicourse.feedback.annotations import Annotation
    from aicourse.feedback.push_report import PushReport
    from aicourse.grading.changes import HandedIn
    from aicourse.grading.course import CourseFolder
    from aicourse.grading.git import Repository
    from aicourse.grading.grade import Graded
    from aicourse.grading.pool import Pool
    from aicourse.grading.verdict import Verdict

CODE_QUALITY = "gl-code-quality-report.json"


class Service(StrEnum):
    """Who shows annotations."""

    GITHUB = "github"
    GITLAB = "gitlab"
    NONE = "none"


def ci(
    course: CourseOption = HERE,
    submitted: SubmittedOption = None,
    learner: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The repository is this learner's own, with a folder for each assignment; "
            "those of which nothing was begun do not count.",
        ),
    ] = None,
    repository: Annotated[
        Path, typer.Option(help="With --learner: the repository.", show_default="here")
    ] = Path(),
    base: Annotated[
        str | None,
        typer.Option(
            metavar="REV",
            help="Grade what differs from this commit.",
            show_default="what GitHub or GitLab tells of the push, else everything",
        ),
    ] = None,
    pass_mark: Annotated[
        float,
        typer.Option(min=0, max=100, metavar="PERCENT", help="What each submission must reach."),
    ] = 60,
    summary: Annotated[
        Path | None,
        typer.Option(
            help="Append a summary in Markdown to this file.", show_default="$GITHUB_STEP_SUMMARY"
        ),
    ] = None,
    annotations: Annotated[
        Service | None,
        typer.Option(
            help=f"Mark what failed in the notebooks; for gitlab, in {CODE_QUALITY}.",
            show_default="of the service this runs on",
        ),
    ] = None,
    feedback: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the learners' pages there.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the verdicts to this file.")
    ] = None,
    require_sandbox: SandboxOption = False,
    workers: Workers = CORES,
) -> None:
    """Grade the submissions that a push changed, on GitHub Actions, GitLab CI and elsewhere.

    A change of an assignment, of its limits or of the program regrades what it concerns. No
    gradebook is read or written. docs/ci.md tells how to set this up.

    Exit codes: 0 every submission that changed reaches the pass mark; 1 one is below; 2 bad input.
    """
    from aicourse.feedback.annotations import commands_stopped, harmless
    from aicourse.feedback.publish import write_pages
    from aicourse.feedback.push_report import PushReport
    from aicourse.grading.course import open_course

    service = annotations or _service(os.environ)
    summary = summary or _job_summary(os.environ)
    # As absolute paths: the current folder changes below.
    summary, feedback, json_file = (
        path and path.resolve() for path in (summary, feedback, json_file)
    )
    quality = Path(CODE_QUALITY).resolve()
    folder = open_course(course, submitted)
    pushed, every = _submissions(folder, learner, repository)
    chosen, reason = _chosen(folder, pushed, every, base)
    report = PushReport([], pass_mark, reason, forgive_unbegun=learner is not None)
    found: list[Annotation] = []
    # Python finds modules in the current folder: that must not be the learner's.
    with commands_stopped(service is Service.GITHUB), chdir(folder.root):
        typer.echo(harmless(reason))
        for name in folder.unnameable() if learner is None else ():
            typer.echo(f"{name} was not graded, its name is no UTF-8; rename the folder")
        for graded, remarks in _graded(folder, pushed, chosen, workers, required=require_sandbox):
            verdict = graded.verdict if learner is None else _without_notes(graded.verdict)
            report.verdicts.append(verdict)
            found += remarks
            typer.echo(harmless(report.line(verdict)))
            if feedback is not None:
                write_pages(graded, feedback)
        report.verdicts.sort(key=lambda verdict: (verdict.assignment, verdict.student))
        typer.echo(harmless(report.conclusion))
    _annotate(found, service, quality)
    _write(report, summary, json_file)
    raise typer.Exit(0 if report.passed else FINDINGS)


def _submissions(
    course: "CourseFolder", learner: str | None, repository: Path
) -> tuple["Repository", list["HandedIn"]]:
    """Return the repository that was pushed to, and every submission in it."""
    from aicourse.grading.changes import class_submissions, learners_submissions
    from aicourse.grading.git import open_repository

    if learner is None:
        pushed = open_repository(course.submitted if course.submitted.is_dir() else course.root)
        return pushed, class_submissions(course, pushed)
    if learner.startswith(".") or not learner.isprintable() or set(learner) & set("/\\"):
        raise CourseError(f"--learner: {learner!r} names nobody", "leave out dots and slashes")
    pushed = open_repository(repository)
    return pushed, learners_submissions(course, pushed, learner)


def _chosen(
    course: "CourseFolder", pushed: "Repository", every: Sequence["HandedIn"], base: str | None
) -> tuple[Sequence["HandedIn"], str]:
    """Return what is to be graded, and what the push was compared with."""
    from aicourse.grading.changes import changed_submissions
    from aicourse.grading.pushed import base_of_push, named_base

    since = named_base(pushed, base) if base else base_of_push(pushed, os.environ)
    if since.commit is None:
        return every, since.reason
    return changed_submissions(course, pushed, since.commit, every), since.reason


def _graded(
    course: "CourseFolder",
    pushed: "Repository",
    chosen: Sequence["HandedIn"],
    workers: int,
    *,
    required: bool,
) -> Iterator[tuple["Graded", list["Annotation"]]]:
    """Grade submissions; yield each with what there is to remark in its files."""
    from aicourse.feedback.annotations import annotations
    from aicourse.feedback.publish import feedback_pages
    from aicourse.grading.limits import limits_for
    from aicourse.grading.pool import Job, Pool

    if not chosen:
        return
    read_assignment = cache(course.read_assignment)
    limits = cache(lambda name: limits_for(course.root, name, course.config))
    being_graded = {}

    def jobs() -> Iterator[Job]:
        for handed_in in chosen:
            submission = handed_in.read(pushed, course.ignored)
            name = handed_in.assignment
            being_graded[name, handed_in.student] = submission, handed_in.folder
            yield Job(read_assignment(name), submission, limits(name), feedback_pages)

    with Pool(min(workers, len(chosen))) as pool:
        _tell_of_the_sandbox(pool, required=required)
        for graded in pool.grade(jobs()):
            verdict = graded.verdict
            submission, place = being_graded.pop((verdict.assignment, verdict.student))
            yield graded, list(annotations(verdict, submission, place))


def _tell_of_the_sandbox(pool: "Pool", *, required: bool) -> None:
    from aicourse.grading.sandbox import Level

    if pool.level in (Level.NAMESPACES, Level.LANDLOCK):
        return
    if required:
        raise CourseError(
            "there is no sandbox for these submissions",
            "run `aicourse doctor` on this runner, or leave out --require-sandbox",
        )
    typer.echo(
        "WARNING: no sandbox. What is pushed here can read all that this job can, hidden tests "
        "included (`aicourse doctor`).",
        err=True,
    )


def _without_notes(verdict: "Verdict") -> "Verdict":
    """Leave out what only a teacher is to know."""
    cells = tuple(cell.model_copy(update={"note": ""}) for cell in verdict.cells)
    return verdict.model_copy(update={"cells": cells})


def _annotate(found: Sequence["Annotation"], service: Service, quality: Path) -> None:
    from aicourse.atomic import write_atomically
    from aicourse.feedback.annotations import code_quality, github_command, harmless, in_the_log

    for annotation in sorted(found, key=lambda a: (a.level, a.file, a.line)):
        if service is Service.GITHUB:
            typer.echo(github_command(annotation))
        else:
            typer.echo(harmless(in_the_log(annotation)))
    if service is Service.GITLAB:
        write_atomically(quality, code_quality(found).encode())


def _write(report: "PushReport", summary: Path | None, json_file: Path | None) -> None:
    if summary is not None:
        summary.parent.mkdir(parents=True, exist_ok=True)
        with summary.open("a", encoding="utf-8") as file:
            file.write(report.markdown())
    if json_file is not None:
        write_json([verdict.model_dump(mode="json") for verdict in report.verdicts], json_file)


def _service(environment: Mapping[str, str]) -> Service:
    if environment.get("GITHUB_ACTIONS") == "true":
        return Service.GITHUB
    return Service.GITLAB if "GITLAB_CI" in environment else Service.NONE


def _job_summary(environment: Mapping[str, str]) -> Path | None:
    named = environment.get("GITHUB_STEP_SUMMARY")
    return Path(named) if named else None
