"""What the process that checks is asked, and what it answers.

A request is an object with ``do``:

``check``, ``start``
    For a notebook: ``arguments``, a list of words; ``notebook``, its path; for a check also
    ``ran``, by the ids of cells the source and the time, in seconds since the epoch, with which
    they ran. The answer is a MIME bundle.
``tell``
    For a terminal: ``desk``, its path; ``assignment``; ``language``; ``screen``, with ``width``,
    ``colors`` as rich names them or null, and ``encoding``; ``hint``, a task or null. The answer
    has ``text``, and after a check its ``record``; or ``error``, with what a `CourseError` takes.
``warm``
    ``notebook``, the path of one: load what a check of it will need. The answer is empty.
"""

import argparse
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

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
Awaited = Callable[[], bool]
_ANY = "*"  # for a hint of whichever task comes next
_UNSAVED: dict[Language, str] = {
    "zh": "运行过的单元格还没有保存：请按 Ctrl+S（macOS 为 ⌘S），再检查一次。"
    "下面是已保存内容的结果。",
    "en": "Cells that you ran are not saved yet: press Ctrl+S (⌘S on a Mac) and check again. "
    "Below is what the saved file gets.",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        usage = self.format_usage().strip()
        as_zh = usage.replace("usage: ", "写法：", 1)
        raise CourseError(message, usage, zh=(f"{self.prog} 后面的写法不对", as_zh))


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


def answer(
    request: Mapping[str, Any], examiner: Examiner, is_awaited: Awaited = lambda: True
) -> dict[str, Any]:
    """Do what is asked for, and say so where that fails."""
    try:
        if request["do"] == "tell":
            return _tell(request, examiner, is_awaited)
        return _show(request, Path(request["notebook"]), examiner, is_awaited)
    except Exception as error:  # told where it is seen, and the process stays
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        problem, remedy = f"the check broke off ({reason})", "please report it"
        if request.get("do") == "tell":
            return {"error": {"problem": problem, "remedy": remedy}}
        return {"text/plain": f"! {problem}; {remedy}"}


def _show(
    request: Mapping[str, Any], notebook: Path, examiner: Examiner, is_awaited: Awaited
) -> Bundle:
    try:
        if request["do"] == "start":
            return _start(request["arguments"], notebook)
        if request["do"] == "warm":
            desk = open_desk(here=notebook.parent)
            warm_up(desk, _entry(desk, None, notebook), examiner)
            return {}
        return _check(request["arguments"], notebook, request["ran"], examiner, is_awaited)
    except CourseError as error:
        return {"text/plain": f"! {error.in_language(spoken_language(notebook.parent))}"}


def _tell(request: Mapping[str, Any], examiner: Examiner, is_awaited: Awaited) -> dict[str, Any]:
    screen, hint = request["screen"], request["hint"]
    try:
        desk = replace(open_desk(Path(request["desk"])), language=request["language"])
        entry = desk.read_syllabus().find(request["assignment"])
        if hint is not None:
            return {"text": _drawn(HintReport(next_hint(desk, entry, hint), desk.language), screen)}
        done = check(desk, entry, examiner, is_awaited)
    except CourseError as error:
        path = None if error.path is None else str(error.path)
        line = {"problem": error.problem, "remedy": error.remedy, "zh": error.zh}
        return {"error": {**line, "path": path, "place": error.place}}
    report = CheckReport(done, entry, desk.language, f"aicourse check {entry.number} --hint TASK")
    return {"text": _drawn(report, screen), "record": done.record().model_dump(mode="json")}


def _drawn(shown: Any, screen: Mapping[str, Any]) -> str:
    """Return what a terminal shows, its colours included."""
    written = io.BytesIO()
    file = io.TextIOWrapper(written, encoding=screen["encoding"], errors="replace")
    console = Console(
        file=file,
        width=screen["width"],
        color_system=screen["colors"],
        force_terminal=screen["colors"] is not None,
        highlight=False,
        legacy_windows=False,
    )
    console.print(shown)
    file.flush()
    return written.getvalue().decode(screen["encoding"])


def _check(
    arguments: Sequence[str],
    notebook: Path,
    ran: Mapping[str, Any],
    examiner: Examiner,
    is_awaited: Awaited,
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
    done = check(desk, entry, examiner, is_awaited)
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
        if key.isdecimal() and len(key) < 3:  # a task, for assignments have three figures
            raise CourseError(
                "%check looks at the whole notebook",
                f"leave {key} out; for a hint: %check --hint {key}",
                zh=("%check 检查整个笔记本", f"请去掉 {key}；要提示：%check --hint {key}"),
            )
        return course.find(key)
    for entry in course.assignments:
        if notebook.is_relative_to(desk.room(entry.id)):
            return entry
    raise CourseError(
        "this notebook is no assignment",
        "name one: %check 104",
        notebook,
        zh=("这个笔记本不是作业", "请指定一个：%check 104"),
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
    drawn = _drawn(shown, {"width": 100, "colors": None, "encoding": "utf-8"})
    return "\n".join(line.rstrip() for line in drawn.splitlines())
