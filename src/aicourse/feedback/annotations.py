"""What went wrong, at the lines of a pushed notebook where it did, as GitHub and GitLab show it.

GitHub reads commands from whatever a job prints, one a line: ``::error file=…::message``, and in
its older form ``##[error]…`` anywhere in a line ("Workflow commands for GitHub Actions"; the
runner's `ActionCommand`). A message or a name that a learner chose must never become one.
"""

import hashlib
import json
import secrets
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from aicourse.feedback.cell_lines import cell_lines
from aicourse.feedback.outcome import TaskOutcome, points_text, task_outcomes
from aicourse.feedback.terminal import plain_line
from aicourse.grading.assignment import Submission
from aicourse.grading.reading import is_notebook
from aicourse.grading.verdict import Kind, Verdict

_LONGEST = 2000


@dataclass(frozen=True)
class Annotation:
    """One remark at a line of a file.

    Attributes
    ----------
    file : str
        Path below the top folder of the repository.
    level : str
        ``notice`` for what was not attempted, else ``error``.
    """

    file: str
    line: int
    level: Literal["error", "notice"]
    title: str
    message: str


def annotations(
    verdict: Verdict, submission: Submission, folder: PurePosixPath
) -> Iterator[Annotation]:
    """Yield a remark for each task that lost points, at the cell that the learner wrote for it.

    Parameters
    ----------
    folder : PurePosixPath
        Where the submission stands in the repository.
    """
    lines = {
        name: cell_lines(content) for name, content in submission.files.items() if is_notebook(name)
    }
    who = f"{verdict.student} · {verdict.assignment}"
    if verdict.problem:
        file = next(iter(submission.files), "")
        yield Annotation(str(folder / file), 1, "error", who, verdict.problem)
        return
    for task in task_outcomes(verdict.cells):
        if task.kind is Kind.PASSED:
            continue
        file, line = _place(task, lines)
        points = f"{points_text(task.points)}/{points_text(task.max_points)}"
        yield Annotation(
            file=str(folder / file),
            line=line,
            level="notice" if task.kind is Kind.NOT_ATTEMPTED else "error",
            title=f"{who} · {task.name} {points} {task.label.text}",
            message="\n".join(task.messages) or task.label.text,
        )


def _place(task: TaskOutcome, lines: Mapping[str, Mapping[str, int]]) -> tuple[str, int]:
    """Return the file and the line of the first cell that a failure is about."""
    failing = [cell for cell in task.cells if cell.kind is not Kind.PASSED]
    answers = [a.cell for cell in failing if cell.evidence for a in cell.evidence.answers]
    cells = [*answers, task.name, *(cell.grade_id for cell in failing)]
    proper = f"{task.notebook}.ipynb"
    files = [proper] if proper in lines else []
    files += sorted(lines, key=lambda name: (-sum(cell in lines[name] for cell in cells), name))
    for file in files:
        for cell in cells:
            if cell in lines[file]:
                return file, lines[file][cell]
    return (files[0] if files else proper), 1


def github_command(annotation: Annotation) -> str:
    """Write an annotation as the line that GitHub reads it from."""
    place = f"file={_property(annotation.file)},line={annotation.line}"
    title = _property(annotation.title)
    return f"::{annotation.level} {place},title={title}::{_data(annotation.message)}"


def _data(text: str) -> str:
    """Escape a message: one line without control characters, read back with its line ends."""
    lines = [plain_line(line, ascii_only=False) for line in text[:_LONGEST].splitlines()]
    escaped = "%0A".join(line.replace("%", "%25") for line in lines)
    return escaped.replace("##[", "# #[")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def in_the_log(annotation: Annotation) -> str:
    """Write an annotation for people who read the job's log."""
    told = annotation.message[:_LONGEST].splitlines()
    return "\n".join(
        [f"{annotation.file}:{annotation.line}: {annotation.title}", *(f"    {t}" for t in told)]
    )


def harmless(text: str) -> str:
    """Return a text as lines that no CI service takes for a command."""
    lines = [plain_line(line, ascii_only=False) for line in text.splitlines()]
    lines = ["· " + line if line.lstrip().startswith("::") else line for line in lines]
    return "\n".join(lines).replace("##[", "# #[")


@contextmanager
def commands_stopped(wanted: bool) -> Iterator[None]:
    """Have GitHub read no command from what is printed, until a token that nobody can know."""
    if not wanted:
        yield
        return
    token = secrets.token_hex(16)
    _print_line(f"::stop-commands::{token}")
    try:
        yield
    finally:
        _print_line(f"::{token}::")


def _print_line(line: str) -> None:
    sys.stderr.flush()
    print(line, flush=True)


def code_quality(found: Iterable[Annotation]) -> str:
    """Write annotations as GitLab's Code Quality report, which merge requests show."""
    issues = []
    for annotation in found:
        title = plain_line(annotation.title, ascii_only=False)
        told = plain_line(annotation.message[:_LONGEST], ascii_only=False)
        about = f"{annotation.file}\0{title}\0{annotation.line}"
        issues.append(
            {
                "description": f"{title}: {told}",
                "check_name": "aicourse",
                "fingerprint": hashlib.sha256(about.encode("utf-8", "replace")).hexdigest(),
                "severity": "info" if annotation.level == "notice" else "major",
                "location": {"path": annotation.file, "lines": {"begin": annotation.line}},
            }
        )
    return json.dumps(issues, ensure_ascii=False, indent=1) + "\n"
