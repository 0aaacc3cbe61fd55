"""Rules on `answers.py`: enough answers, to tasks and tests that exist."""

from collections import Counter
from collections.abc import Iterator

from aicourse.authoring.answers import ANSWERS, Answer, read_answers
from aicourse.authoring.lint.python import parse
from aicourse.authoring.lint.registry import Defect, room_rule
from aicourse.authoring.lint.room import Room
from aicourse.errors import CourseError

RIGHT, WRONG = 1, 3


@room_rule("answers-missing", "write other right answers and typical wrong ones for each task")
def _answers_missing(room: Room) -> Iterator[Defect]:
    if not (room.folder / ANSWERS).is_file():
        yield Defect(f"there is no {ANSWERS}", None, room.folder / ANSWERS)


@room_rule("answers-format", "write one cell an answer, its body the solution cell's whole source")
def _answers_format(room: Room) -> Iterator[Defect]:
    path = room.folder / ANSWERS
    try:
        answers = read_answers(path) if path.is_file() else ()
    except CourseError as error:
        yield Defect(error.problem, error.place, path, error.remedy)
        return
    for answer in answers:
        if parse(answer.source) is None:
            yield Defect(f"{answer.title!r} is no Python", f"line {answer.line}", path)


@room_rule("answers-too-few", f"write at least {RIGHT} right and {WRONG} wrong answers a task")
def _answers_too_few(room: Room) -> Iterator[Defect]:
    path = room.folder / ANSWERS
    answers = _answers(room)
    if not path.is_file() or answers is None:
        return
    for task in room.tasks:
        given = Counter(answer.verdict for answer in answers if answer.task in task.solutions)
        if given["right"] < RIGHT or given["wrong"] < WRONG:
            yield Defect(
                f"{task.name} has {given['right']} right and {given['wrong']} wrong answers",
                None,
                path,
            )


@room_rule("answers-unknown", "name a solution cell in task=, and test cells of its task in loses=")
def _answers_unknown(room: Room) -> Iterator[Defect]:
    tests = {
        solution: {test.grade_id for test in task.tests}
        for task in room.tasks
        for solution in task.solutions
    }
    for answer in _answers(room) or ():
        place = f"line {answer.line}"
        path = room.folder / ANSWERS
        if answer.task not in tests:
            yield Defect(f"there is no task {answer.task}", place, path)
        else:
            for name in answer.loses:
                if name not in tests[answer.task]:
                    yield Defect(f"{name} is no test cell of {answer.task}", place, path)


def _answers(room: Room) -> tuple[Answer, ...] | None:
    """Return the answers, or None where they cannot be read: another rule tells."""
    try:
        return read_answers(room.folder / ANSWERS)
    except CourseError:
        return None
