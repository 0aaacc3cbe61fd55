"""Runs one test cell in the tester, against the student's names at the other end of a link."""

import __future__

import ast
import builtins
import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import CodeType, FunctionType, MethodType, TracebackType
from typing import Any

from aicourse import learner
from aicourse.grading.exceeded import limit_of
from aicourse.grading.isolation.codec import OpaqueError
from aicourse.grading.isolation.faults import Origin, message_of, origin_of
from aicourse.grading.isolation.link import Link
from aicourse.grading.isolation.names import attributes, needed
from aicourse.grading.isolation.randomness import SEEDING, Randomness
from aicourse.grading.isolation.surroundings import BoundedText, TestModule
from aicourse.grading.outcome import Part

_LONGEST = 10_000
_FUTURE = 0
for _feature in __future__.all_feature_names:
    _FUTURE |= getattr(__future__, _feature).compiler_flag


@dataclass(frozen=True)
class TestResult:
    """What became of a test cell.

    Attributes
    ----------
    completed : bool
        Whether its last statement was executed to its end: the only evidence that gives points.
    finished_parts : int
        How many of its parts were.
    error, message : str
        Class and text of the exception that ended it; empty if none did.
    by_student : bool
        Whether the student's code, or the loss of its process, is what ended it, and not an
        assertion or a mistake of the test.
    origin : Origin or None
        Where in the student's code, if so and known.
    limit : str
        Which limit the exception tells of (`exceeded.Exceeded`), empty if none.
    refused : bool
        Whether the test needs the student's objects in its own process and so ought to be
        declared as one that runs in the student's kernel.
    part, line : int
        Where in the test cell: index of the part, and line in its source from 1; 0 if unknown.
    hidden : bool
        Whether it ended in a hidden part.
    value : str or None
        Text of the value of the last expression, if it is a number: part marks.
    stdout, stderr : str
        What the test wrote, cut at the limit, as is `displays`.
    displays : tuple of str
        Texts of what it displayed.
    """

    __test__ = False  # no test class, whatever pytest thinks of the name

    completed: bool
    finished_parts: int
    error: str = ""
    message: str = ""
    by_student: bool = False
    origin: Origin | None = None
    limit: str = ""
    refused: bool = False
    part: int = 0
    line: int = 0
    hidden: bool = False
    value: str | None = None
    stdout: str = ""
    stderr: str = ""
    displays: tuple[str, ...] = ()


def run_test(
    source_parts: Sequence[Part],
    pinned_namespace: dict[str, Any],
    link: Link,
    output_bytes: int = 1_000_000,
) -> TestResult:
    """Execute a test cell.

    A name is the test's own, else one of `pinned_namespace`, else a builtin, else the student's.

    Parameters
    ----------
    source_parts : sequence of Part
        The cell, in runs of visible and hidden lines.
    pinned_namespace : dict
        The instructor's imports and locked cells, executed before. The cell runs in this very
        dict, for their functions look there: names that it defines stay for later cells, those
        of the student are gone when this returns.
    output_bytes : int
        How much is kept of each stream and of all displays.
    """
    run = _Run(pinned_namespace, link, output_bytes)
    with run.in_place():
        error = run.execute(source_parts)
    return run.result(source_parts, error)


class _Run:
    def __init__(self, namespace: dict[str, Any], link: Link, output_bytes: int) -> None:
        self._namespace = namespace
        self._link = link
        self._fetched: dict[str, Any] = {}
        self._deleted: set[str] = set()
        self._asked: set[str] = set()
        self._asked_at = -1
        self._flags = 0
        self._part = 0
        self._finished = 0
        self._completed = False
        self._value: str | None = None
        self._stdout, self._stderr = BoundedText(output_bytes), BoundedText(output_bytes)
        self._displays: list[str] = []
        self._display_room = output_bytes

    @contextlib.contextmanager
    def in_place(self) -> Iterator[None]:
        """Lend the test the streams, ``__main__`` and ``display``; clear up after it."""
        namespace, link = self._namespace, self._link
        main = sys.modules["__main__"]
        namespace.setdefault("__name__", "__main__")
        if not hasattr(builtins, "display") and "display" not in namespace:
            namespace["display"] = self._fetched["display"] = self._display
        link.console = self._stdout
        sys.modules["__main__"] = TestModule(namespace)
        try:
            with (
                learner.asking(link),
                contextlib.redirect_stderr(self._stderr),
                contextlib.redirect_stdout(self._stdout),
            ):
                yield
        finally:
            sys.modules["__main__"] = main
            link.console = link.randomness = None
            for name, value in self._fetched.items():
                if namespace.get(name) is value:
                    del namespace[name]

    def execute(self, source_parts: Sequence[Part]) -> BaseException | None:
        """Run the parts one after the other; return what ended them, if anything did."""
        try:
            for self._part, part in enumerate(source_parts):
                is_last = self._part == len(source_parts) - 1
                self._execute_part(part.source, is_last)
                self._finished += 1
            self._completed = self._link.failure is None
        except BaseException as error:  # SystemExit too: a test that ends so has not completed
            return error
        return self._link.failure  # whatever the test made of it

    def _execute_part(self, source: str, is_last: bool) -> None:
        name = f"<test cell, part {self._part}>"
        statements = _parse(source, name).body
        for statement in statements:
            is_value = isinstance(statement, ast.Expr) and statement is statements[-1] and is_last
            tree = (
                ast.Expression(statement.value)
                if is_value and isinstance(statement, ast.Expr)
                else ast.Module([statement], [])
            )
            mode = "eval" if is_value else "exec"
            code = compile(tree, name, mode, self._flags, dont_inherit=True, optimize=0)
            self._flags |= code.co_flags & _FUTURE
            self._provide(code)
            before = self._namespace.keys() | set()
            value = eval(code, self._namespace)
            self._deleted |= before - self._namespace.keys()
            if is_value and type(value) in (bool, int, float) and not source.rstrip().endswith(";"):
                self._value = repr(value)[:_LONGEST]

    def _provide(self, code: CodeType) -> None:
        """Fetch the student's names that `code` needs and that are missing or may be stale."""
        names = needed(code, self._namespace)
        if self._link.randomness is None and self._seeds(code, names):
            self._link.randomness = Randomness()
        if self._asked_at != self._link.requests:
            self._asked.clear()
        wanted = [name for name in names - self._asked if self._is_the_students(name)]
        if not wanted:
            return
        held = [name for name in wanted if name in self._fetched]
        values = self._link.fetch(wanted, held)
        self._asked.update(wanted)
        self._asked_at = self._link.requests
        self._fetched |= values
        self._namespace |= values

    def _is_the_students(self, name: str) -> bool:
        if name in self._deleted or hasattr(builtins, name) or name.startswith("__"):
            return False
        if name not in self._namespace:
            return True
        return name in self._fetched and self._namespace[name] is self._fetched[name]

    def _seeds(self, code: CodeType, names: set[str]) -> bool:
        values: list[Any] = [self._namespace.get(name) for name in names]
        own = [value for value in values if type(value) in (FunctionType, MethodType)]  # ask nobody
        codes = [code, *(value.__code__ for value in own)]
        return any(not SEEDING.isdisjoint(attributes(each)) for each in codes)

    def _display(self, *values: Any) -> None:
        for value in values:
            text = repr(value)[: max(self._display_room, 0)]
            self._display_room -= len(text.encode(errors="replace"))
            self._displays.append(text)

    def result(self, source_parts: Sequence[Part], error: BaseException | None) -> TestResult:
        """Put together what is known after the end."""
        lost = self._link.failure
        if lost is not None and not isinstance(error, KeyboardInterrupt):
            error = lost
        part, line = _place(error, self._part)
        hidden = error is not None and any(source_parts[i].hidden for i in (part, self._part))
        origin = None if error is None else origin_of(error)
        limit = origin.limit if origin else "" if error is None else limit_of(error)
        return TestResult(
            completed=self._completed and error is None,
            finished_parts=self._finished,
            error=type.__getattribute__(type(error), "__name__") if error is not None else "",
            message=message_of(error) if error is not None else "",
            by_student=error is not None and (error is lost or origin is not None),
            origin=origin,
            limit=limit,
            refused=isinstance(error, OpaqueError),
            part=part,
            line=line,
            hidden=hidden,
            value=self._value,
            stdout=self._stdout.text(),
            stderr=self._stderr.text(),
            displays=tuple(self._displays),
        )


def _parse(source: str, name: str) -> ast.Module:
    """Parse a part; one that is no Python may be IPython."""
    try:
        return ast.parse(source, name)
    except SyntaxError:
        try:
            from IPython.core.inputtransformer2 import TransformerManager
        except ImportError:
            transformed = source
        else:
            manager: Any = TransformerManager  # untyped
            transformed = manager().transform_cell(source)
    return ast.parse(transformed, name)


def _place(error: BaseException | None, part: int) -> tuple[int, int]:
    """Return part and line of the innermost frame in the cell itself."""
    line = 0
    if isinstance(error, SyntaxError) and (error.filename or "").startswith("<test cell, part "):
        return part, error.lineno or 0
    traceback: TracebackType | None = None if error is None else error.__traceback__
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        if name.startswith("<test cell, part "):
            part, line = int(name.rstrip(">").rpartition(" ")[2]), traceback.tb_lineno
        traceback = traceback.tb_next
    return part, line
