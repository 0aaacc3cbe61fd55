"""The process that checks for one notebook: its kernel asks, and shows what comes back.

The learner's kernel imports nothing of the grader, and the process behind stays warm. Requests
and answers are lines of JSON. A request is ``{"do": "check" or "start", "arguments": [...],
"notebook": "/path", "ran": {cell id: [source, seconds since the epoch]}}``, or ``{"do": "warm",
"notebook": "/path"}``; an answer is a MIME bundle.
"""

import argparse
import io
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn, TextIO

from rich.console import Console

from aicourse.desk.check_report import CheckReport, HintReport
from aicourse.desk.checking import check, warm_up
from aicourse.desk.examiner import Examiner
from aicourse.desk.folder import Desk, open_desk, set_up_desk, spoken_language
from aicourse.desk.hinting import next_hint
from aicourse.desk.reports import told
from aicourse.desk.starting import start
from aicourse.errors import CourseError
from aicourse.grading.programs import same_text
from aicourse.notebook import read_notebook
from aicourse.syllabus import Assignment, Language

Bundle = dict[str, str]
_ANY = "*"  # for a hint of whichever task comes next
_UNSAVED: dict[Language, str] = {
    "zh": "运行过的单元格还没有保存：请按 Ctrl+S（macOS 为 ⌘S），再检查一次。"
    "下面是已保存内容的结果。",
    "en": "Cells that you ran are not saved yet: press Ctrl+S (⌘S on a Mac) and check again. "
    "Below is what the saved file gets.",
}


class _RefusedError(Exception):
    """A line of arguments that makes no sense."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _RefusedError(f"{message}; {self.format_usage().strip()}")


def _check_parser() -> _Parser:
    parser = _Parser(prog="%check", add_help=False)
    parser.add_argument("assignment", nargs="?")
    parser.add_argument("--hint", nargs="?", const=_ANY, metavar="TASK")
    parser.add_argument("--lang", choices=("zh", "en"))
    return parser


def _start_parser() -> _Parser:
    parser = _Parser(prog="%start", add_help=False)
    parser.add_argument("assignment")
    parser.add_argument("--lang", choices=("zh", "en"))
    return parser


def answer(request: Mapping[str, Any], examiner: Examiner) -> Bundle:
    """Do what a notebook asks for."""
    notebook = Path(request["notebook"])
    try:
        if request["do"] == "start":
            return _start(request["arguments"], notebook)
        if request["do"] == "warm":
            desk = open_desk(here=notebook.parent)
            warm_up(desk, _entry(desk, None, notebook), examiner)
            return {}
        return _check(request["arguments"], notebook, request["ran"], examiner)
    except CourseError as error:
        return {"text/plain": f"! {error.in_language(spoken_language(notebook.parent))}"}
    except _RefusedError as error:
        return {"text/plain": f"! {error}"}


def _check(
    arguments: Sequence[str], notebook: Path, ran: Mapping[str, Any], examiner: Examiner
) -> Bundle:
    options = _check_parser().parse_args(arguments)
    desk = open_desk(here=notebook.parent)
    desk = replace(desk, language=options.lang or desk.language)
    entry = _entry(desk, options.assignment, notebook)
    if options.hint is not None:
        hint = next_hint(desk, entry, None if options.hint == _ANY else options.hint)
        report = HintReport(hint, desk.language)
        return {"text/markdown": report.markdown(), "text/plain": _plain(report)}
    warnings = [_UNSAVED[desk.language]] if is_unsaved(notebook, ran) else []
    done = check(desk, entry, examiner)
    shown = CheckReport(done, entry, desk.language, "%check --hint", warnings)
    return {"text/html": shown.html(), "text/plain": _plain(shown)}


def _start(arguments: Sequence[str], notebook: Path) -> Bundle:
    options = _start_parser().parse_args(arguments)
    desk = set_up_desk(open_desk(here=notebook.parent).root)
    desk = replace(desk, language=options.lang or desk.language)
    started = start(desk, desk.read_syllabus().find(options.assignment), options.lang)
    lines = list(told(started, desk.language))
    path = started.notebook.relative_to(desk.root).as_posix()
    link = f"[{path}]({path})" if notebook.parent == desk.root else f"`{path}`"
    return {
        "text/markdown": "\n\n".join([f"→ **{link}**", *lines]),
        "text/plain": "\n".join([path, *lines]),
    }


def _entry(desk: Desk, key: str | None, notebook: Path) -> Assignment:
    """Return the assignment that is named, or else the one whose room the notebook is in."""
    course = desk.read_syllabus()
    if key is not None:
        return course.find(key)
    for entry in course.assignments:
        if notebook.is_relative_to(desk.room(entry.id)):
            return entry
    raise CourseError(
        "this notebook is no assignment",
        "name one: %check 104",
        notebook,
        zh=("这个 notebook 不是作业", "请指定一个：%check 104"),
    )


def is_unsaved(notebook: Path, ran: Mapping[str, Any]) -> bool:
    """Whether a cell that ran after the file was saved reads otherwise there, or is not there.

    Parameters
    ----------
    ran : mapping of str to (str, float)
        Source and time, in seconds since the epoch, of the cells that ran, by their ids.
    """
    try:
        saved_at = notebook.stat().st_mtime
        saved = {cell.get("id"): cell.source for cell in read_notebook(notebook).cells}
    except (OSError, CourseError):
        return False
    return any(
        when > saved_at and source.strip() and not same_text(source, saved.get(name, ""))
        for name, (source, when) in ran.items()
    )


def _plain(shown: Any) -> str:
    console = Console(width=100, no_color=True, highlight=False, file=io.StringIO())
    with console.capture() as capture:
        console.print(shown)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def serve(requests: TextIO, answers: TextIO) -> None:
    """Answer requests until there are no more (the body of the process)."""
    with Examiner() as examiner:
        for line in requests:
            request = json.loads(line)
            try:
                bundle = answer(request, examiner)
            except Exception as error:  # told where it is seen, and the process stays
                reason = f"{type(error).__name__}: {error}".splitlines()[0]
                bundle = {"text/plain": f"! the check broke off ({reason}); please report it"}
            answers.write(json.dumps(bundle) + "\n")
            answers.flush()


if __name__ == "__main__":
    out = sys.stdout
    sys.stdout = sys.stderr  # whatever is printed on the way is no answer
    serve(sys.stdin, out)
