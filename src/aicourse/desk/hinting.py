"""Gives one hint at a time, and remembers how far a learner has asked."""

import json
from dataclasses import dataclass

from aicourse.atomic import write_atomically
from aicourse.desk.checking import known_assignment, records
from aicourse.desk.folder import Desk
from aicourse.errors import CourseError
from aicourse.grading.verdict import Kind
from aicourse.hints import hints
from aicourse.syllabus import Assignment


@dataclass(frozen=True)
class Hint:
    """What a learner gets on asking.

    Attributes
    ----------
    texts : tuple of str
        In Markdown: the next hint; all of them once the last was given.
    number, of : int
        Which one it is, from 1, and how many there are.
    is_again : bool
        Whether all were given before.
    """

    task: str
    texts: tuple[str, ...]
    number: int
    of: int
    is_again: bool


def next_hint(desk: Desk, entry: Assignment, wanted: str | None = None) -> Hint:
    """Return the next hint of a task, and remember that it was given.

    Parameters
    ----------
    wanted : str, optional
        Name or number of the task, from 1; by default the first that the last check did not pass.

    Raises
    ------
    CourseError
        If there is no such task, or no hint to be had.
    """
    assignment, visible_only = known_assignment(desk, entry)
    names = [task.name for found in assignment.tasks.values() for task in found]
    task = _choose(desk, entry, names, wanted)
    known = {
        name: texts
        for notebook in assignment.notebooks.values()
        for name, texts in hints(notebook, desk.language).items()
    }
    if task not in known:
        reason = "only the student version is here" if visible_only else "none is written"
        why = "这里只有学生版" if visible_only else "还没有写"
        raise CourseError(
            f"no hint for {task}: {reason}",
            "read the task once more, or ask whoever teaches you",
            zh=(f"{task} 没有提示：{why}", "请再读一遍题目，或请教老师"),
        )
    texts = known[task]
    path = desk.state / "hints" / f"{entry.id}.json"
    given = _given(path.read_bytes() if path.is_file() else b"{}")
    before = given.get(task, 0)
    if before >= len(texts):
        return Hint(task, texts, len(texts), len(texts), is_again=True)
    write_atomically(path, json.dumps({**given, task: before + 1}).encode())
    return Hint(task, (texts[before],), before + 1, len(texts), is_again=False)


def _choose(desk: Desk, entry: Assignment, names: list[str], wanted: str | None) -> str:
    if wanted is None:
        last = next(iter(reversed(list(records(desk, entry.id)))), None)
        passed = {task.name for task in last.tasks if task.kind is Kind.PASSED} if last else set()
        return next((name for name in names if name not in passed), names[-1])
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return names[int(wanted) - 1]
    if wanted not in names:
        listed = ", ".join(f"{number} {name}" for number, name in enumerate(names, 1))
        raise CourseError(
            f"no task {wanted!r} in {entry.number}",
            f"choose one of {listed}",
            zh=(f"{entry.number} 没有任务 {wanted!r}", f"请从中选择：{listed}"),
        )
    return wanted


def _given(content: bytes) -> dict[str, int]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return {k: v for k, v in found.items() if isinstance(v, int)} if isinstance(found, dict) else {}
