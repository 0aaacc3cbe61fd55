"""Rules on test cells: what they show, what they hide, and what they may not depend on."""

import ast
import re
from collections.abc import Iterator
from textwrap import dedent

from aicourse.authoring.lint.python import bound_names, dotted, literal_text, parse, read_names
from aicourse.authoring.lint.registry import Defect, room_rule
from aicourse.authoring.lint.room import Room
from aicourse.notebook import HIDDEN_TESTS, Role, hidden_regions, visible_source

SEED = "AICOURSE_SEED"

_MARKER = re.compile(r"^.*\b(?:BEGIN|END)\W+HIDDEN\W+TESTS?\b.*$", re.MULTILINE | re.IGNORECASE)
_BOTH_LANGUAGES = re.compile(
    r"[\u3400-\u9fff].* / [^\u3400-\u9fff]*[A-Za-z]{2,}[^\u3400-\u9fff]*\Z", re.DOTALL
)
_CLOCKS = {"perf_counter", "monotonic", "time", "process_time", "perf_counter_ns", "time_ns"}
_RANDOM = re.compile(
    r"(np\.|numpy\.)?random\.\w+|default_rng|RandomState"
    r"|torch\.(rand\w*|manual_seed|normal|bernoulli|multinomial)"
)


@room_rule("hidden-markers", f"write {HIDDEN_TESTS[0]} and {HIDDEN_TESTS[1]} on their own lines")
def _hidden_markers(room: Room) -> Iterator[Defect]:
    for cell in room.cells:
        markers = [match[0].strip() for match in _MARKER.finditer(cell.source)]
        if markers and cell.role is not Role.TEST:
            yield Defect("hidden-test markers in a cell that is no test", cell.place)
        elif not set(markers) <= set(HIDDEN_TESTS):
            wrong = next(marker for marker in markers if marker not in HIDDEN_TESTS)
            yield Defect(f"the marker {wrong!r} is not exact", cell.place)
        elif markers != list(HIDDEN_TESTS) * (len(markers) // 2):
            yield Defect("the hidden-test markers are not paired", cell.place)


@room_rule("hidden-tests-missing", "check the task's properties between hidden-test markers")
def _hidden_tests_missing(room: Room) -> Iterator[Defect]:
    places = {cell.grade_id: cell.place for cell in room.tests}
    for task in room.tasks:
        if not any(region.strip() for test in task.tests for region in hidden_regions(test.source)):
            yield Defect(
                f"the task {task.name} has no hidden test", places[task.tests[-1].grade_id]
            )


@room_rule("visible-assert-missing", "show an assert that tells a learner where they stand")
def _visible_assert_missing(room: Room) -> Iterator[Defect]:
    for cell in room.tests:
        visible = parse(visible_source(cell.source))
        if visible and not any(True for _ in _assertions(visible)):
            yield Defect("the test cell shows no assert", cell.place)


@room_rule("assert-message", 'give the message as "中文 / English"')
def _assert_message(room: Room) -> Iterator[Defect]:
    for cell in room.tests:
        tree = cell.tree or ast.Module([], [])
        for line, message in _assertions(tree):
            if message is None:
                yield Defect(f"the assertion in line {line} of the cell has no message", cell.place)
            elif (text := _message_text(message, tree)) and not _BOTH_LANGUAGES.search(text):
                yield Defect(f"the message {text[:40]!r} is not in both languages", cell.place)


@room_rule("test-name", "name it test_<solution> or test_<solution>_<part>")
def _test_name(room: Room) -> Iterator[Defect]:
    places = {cell.grade_id: cell.place for cell in room.tests}
    for task in room.tasks:
        wanted = [f"test_{name}" for name in task.solutions]
        for test in task.tests:
            name = test.grade_id
            if not any(name == stem or name.startswith(f"{stem}_") for stem in wanted):
                problem = (
                    f"named for no solution of its task ({', '.join(task.solutions) or 'none'})"
                )
                yield Defect(problem, places[name])


@room_rule("seed-missing", f"draw from a generator seeded by the environment variable {SEED}")
def _seed_missing(room: Room) -> Iterator[Defect]:
    for cell in room.tests:
        hidden = parse(dedent("\n".join(hidden_regions(cell.source))))
        visible = parse(visible_source(cell.source))
        if hidden is None or visible is None or SEED in cell.source:
            continue
        drawn = set(_drawn(hidden))
        read = read_names(hidden)
        for name, statement in bound_names(visible).items():
            drawn |= set(_drawn(statement)) if name in read else set()
        if drawn:
            yield Defect(f"hidden tests draw by {min(drawn)} without the grader's seed", cell.place)


def _drawn(tree: ast.AST) -> Iterator[str]:
    """Yield the calls that draw at random."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _RANDOM.fullmatch(dotted(node.func)):
            yield dotted(node.func)


@room_rule("speed-in-seconds", "compare with the time of another way, measured in the same run")
def _speed_in_seconds(room: Room) -> Iterator[Defect]:
    for cell in room.tests:
        tree = cell.tree or ast.Module([], [])
        durations = _durations(tree) if _reads_clock(tree) else set()
        for node in ast.walk(tree):
            for part in ast.walk(node.test) if isinstance(node, ast.Assert) else ():
                if isinstance(part, ast.Compare):
                    sides = [part.left, *part.comparators]
                    if sum(_is_duration(side, durations) for side in sides) == 1:
                        yield Defect("a duration is compared with a fixed number", cell.place)


def _assertions(tree: ast.Module) -> Iterator[tuple[int, ast.expr | None]]:
    """Yield the line and message of every assertion: statements, and calls such as NumPy's."""
    for node in ast.walk(tree):
        match node:
            case ast.Assert(msg=message):
                yield node.lineno, message
            case ast.Raise(exc=ast.Call(func=ast.Name(id="AssertionError"), args=arguments)):
                yield node.lineno, arguments[0] if arguments else None
            case ast.Call(func=function, keywords=keywords) if _asserts(function):
                given = (word.value for word in keywords if word.arg in ("err_msg", "msg"))
                yield node.lineno, next(given, None)


def _asserts(function: ast.expr) -> bool:
    name = dotted(function)
    return "testing." in name and name.rpartition(".")[2].startswith("assert_")


def _message_text(message: ast.expr, tree: ast.Module) -> str:
    """Return the literal text of a message; empty where only a run could tell it."""
    if isinstance(message, ast.Name):
        for node in ast.walk(tree):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == message.id:
                    return _message_text(value, ast.Module([], []))
        return ""
    text = literal_text(message)
    return text if text.replace("{}", "").strip() else ""


def _reads_clock(node: ast.AST) -> bool:
    return any(
        isinstance(call, ast.Call)
        and (name := dotted(call.func))
        and (name.rpartition(".")[2] in _CLOCKS or "timeit" in name)
        for call in ast.walk(node)
    )


def _durations(tree: ast.Module) -> set[str]:
    """Return the variables and functions of a cell that hold or give a duration."""
    names: set[str] = set()
    while True:
        found = set(_one_step(tree, names))
        if found <= names:
            return names
        names |= found


def _one_step(tree: ast.Module, known: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                held: ast.expr | None = value
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[value]):
                held = value
            case ast.FunctionDef(name=name):
                returned = (part.value for part in ast.walk(node) if isinstance(part, ast.Return))
                held = next((part for part in returned if part), None)
            case _:
                continue
        if held and _is_duration(held, known):
            yield name


def _is_duration(node: ast.expr, known: set[str]) -> bool:
    """Whether an expression is made of durations, and is no ratio."""
    parts = list(ast.walk(node))
    if any(
        isinstance(part, ast.BinOp)
        and isinstance(part.op, ast.Div)
        and not isinstance(part.right, ast.Constant)
        for part in parts
    ):
        return False
    return _reads_clock(node) or any(
        isinstance(part, ast.Name) and part.id in known for part in parts
    )
