"""What a notebook is to the course: tasks, test cells, languages. Pure functions over nbformat."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from aicourse.errors import CourseError

SOLUTION = ("### BEGIN SOLUTION", "### END SOLUTION")
HIDDEN_TESTS = ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
STUB = ("# YOUR CODE HERE", "raise NotImplementedError()")  # nbgrader's
_HIDDEN = re.compile(r"BEGIN HIDDEN TESTS(?P<body>.*?)END HIDDEN TESTS", re.DOTALL)
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
_NEWEST_MAJOR = 4
_MOST_DIGITS = 1000  # Python refuses to read an integer of more than 4300
CELL_TYPES = ("code", "markdown", "raw")


class Role(StrEnum):
    """What nbgrader's metadata makes of a cell."""

    SOLUTION = "solution"  # the learner writes it, a test cell grades it
    TEST = "test"  # graded by running it
    ANSWER = "answer"  # the learner writes it, a person grades it
    TASK = "task"  # nbgrader's manually graded task description
    LOCKED = "locked"  # read-only, restored from the source
    FREE = "free"  # everything else


def role(cell: NotebookNode) -> Role:
    """Return the role of a cell; damaged metadata counts as none."""
    metadata = cell.get("metadata", {}).get("nbgrader")
    if not isinstance(metadata, dict) or not isinstance(metadata.get("grade_id"), str):
        return Role.FREE
    if metadata.get("task"):
        return Role.TASK
    if metadata.get("grade"):
        return Role.ANSWER if metadata.get("solution") else Role.TEST
    if metadata.get("solution"):
        return Role.SOLUTION
    return Role.LOCKED if metadata.get("locked") else Role.FREE


def grade_id(cell: NotebookNode) -> str | None:
    """Return nbgrader's name of a cell that has a role, else None."""
    return str(cell.metadata.nbgrader.grade_id) if role(cell) is not Role.FREE else None


def cell_place(cell: NotebookNode, index: int) -> str:
    """Name a cell for a message: by its ``grade_id``, else by its number from 1."""
    return f"cell {grade_id(cell) or index + 1}"


@dataclass(frozen=True)
class TestCell:
    """A test cell of an instructor notebook."""

    __test__ = False  # no test class, whatever pytest thinks of the name

    grade_id: str
    points: float
    index: int
    source: str


@dataclass(frozen=True)
class Task:
    """Solution cells and the test cells that follow them.

    Attributes
    ----------
    name : str
        The ``grade_id`` of the first solution cell, or of the first test cell where none precedes.
    """

    name: str
    solutions: tuple[str, ...]
    tests: tuple[TestCell, ...]

    @property
    def points(self) -> float:
        return sum(test.points for test in self.tests)

    def tested_by(self, test: str) -> tuple[str, ...]:
        """Return the solution cells that a test cell is about.

        A test cell ``test_<solution>`` or ``test_<solution>_<part>`` is about that one; any
        other name, about all of the task.
        """
        named = [s for s in self.solutions if f"{test}_".startswith(f"test_{s}_")]
        return (max(named, key=len),) if named else self.solutions


def tasks(notebook: NotebookNode) -> tuple[Task, ...]:
    """Group the cells of a notebook into its graded tasks, in order.

    A task is a run of solution cells and the run of test cells after it; what stands between
    does not matter. Solution cells that no test cell follows make no graded task.
    """
    found: list[Task] = []
    solutions: list[str] = []
    tests: list[TestCell] = []

    def close() -> None:
        if tests:
            name = solutions[0] if solutions else tests[0].grade_id
            found.append(Task(name, tuple(solutions), tuple(tests)))
            solutions.clear()
            tests.clear()

    for index, cell in enumerate(notebook.cells):
        match role(cell):
            case Role.SOLUTION:
                close()
                solutions.append(cell.metadata.nbgrader.grade_id)
            case Role.TEST:
                points = float(cell.metadata.nbgrader.get("points", 0))
                tests.append(TestCell(cell.metadata.nbgrader.grade_id, points, index, cell.source))
    close()
    return tuple(found)


def language(cell: NotebookNode) -> str | None:
    """Return the natural language of a cell's prose: ``"zh"``, ``"en"``, or None for both."""
    value = cell.get("metadata", {}).get("lang")
    return value if isinstance(value, str) else None


def in_language(notebook: NotebookNode, wanted: str) -> NotebookNode:
    """Return a copy of a notebook without the prose of other languages."""
    copy = nbformat.from_dict(notebook)
    copy.cells = [cell for cell in notebook.cells if language(cell) in (None, wanted)]
    return copy


def hidden_regions(source: str) -> Iterator[str]:
    """Yield the text of each hidden-test region in the source of a cell."""
    return (match["body"].partition("\n")[2].rstrip("# \n") for match in _HIDDEN.finditer(source))


def visible_source(source: str) -> str:
    """Return the source of a test cell without its hidden-test regions, markers included."""
    kept: list[str] = []
    hidden = False
    for line in source.splitlines():
        if "BEGIN HIDDEN TESTS" in line:
            hidden = True
        elif "END HIDDEN TESTS" in line:
            hidden = False
        elif not hidden:
            kept.append(line)
    return "\n".join(kept).rstrip()


def stub(source: str) -> str:
    """Return what a learner receives of a solution cell: each region gives way to nbgrader's stub.

    Lines outside every region stay. An unclosed region reaches to the end.
    """
    kept: list[str] = []
    inside = False
    for line in source.splitlines():
        if SOLUTION[0].lstrip("# ") in line:
            indent = line[: len(line) - len(line.lstrip())]
            kept += [indent + stub_line for stub_line in STUB]
            inside = True
        elif SOLUTION[1].lstrip("# ") in line:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def solution_regions(source: str) -> Iterator[str]:
    """Yield the text of each solution region of a cell."""
    begin, end = (re.escape(marker.lstrip("# ")) for marker in SOLUTION)
    for match in re.finditer(f"{begin}[^\n]*\n(.*?)(?:[ \t#]*{end}|\\Z)", source, re.DOTALL):
        yield match[1].rstrip()


def handed_out(source: str) -> str:
    """Return a solution cell as learners receive it; without a region, nbgrader stubs it whole."""
    return stub(source) if any(solution_regions(source)) else "\n".join(STUB)


def parse_notebook(
    content: bytes, path: Path, mend: Callable[[dict[str, Any]], None] | None = None
) -> NotebookNode:
    """Read a notebook of any version from bytes, as nbformat 4.

    Parameters
    ----------
    mend : callable, optional
        Changes the JSON of the file in place before it is taken for a notebook.

    Raises
    ------
    CourseError
        If the bytes are no notebook, or one of a newer format than this installation reads.
    """
    text, _ = decode(content, path)
    if not text.strip():
        raise _damaged("the file is empty", "文件是空的", path)
    try:
        parsed = json.loads(text, parse_int=_integer)
        major = parsed.get("nbformat", 0) if isinstance(parsed, dict) else 0
        if isinstance(major, int) and major > _NEWEST_MAJOR:
            raise CourseError(
                f"notebook format {major} is newer than {_NEWEST_MAJOR}",
                "save it in that format, or update nbformat",
                path,
                zh=(
                    f"笔记本格式 {major} 比 {_NEWEST_MAJOR} 新",
                    "请另存为旧格式，或更新 nbformat",
                ),
            )
        if mend is not None and isinstance(parsed, dict):
            mend(parsed)
            text = json.dumps(parsed)
        raw = nbformat.reader.reads(text)
        notebook: NotebookNode = nbformat.convert(raw, 4)
        _check_cells(notebook, path)
    except CourseError:
        raise
    except json.JSONDecodeError as error:
        line, column = error.lineno, error.colno
        raise _damaged(
            f"no JSON (line {line}, column {column})",
            f"不是 JSON（第 {line} 行第 {column} 列）",
            path,
        ) from error
    except RecursionError as error:
        raise _damaged("nested too deeply", "嵌套太深", path) from error
    except Exception as error:  # nbformat raises whatever a damaged file trips over
        reason = str(error).strip().splitlines()[0][:120] if str(error).strip() else "damaged"
        raise _damaged(reason, "文件已损坏", path) from error
    return notebook


def _damaged(reason: str, zh: str, path: Path, place: str | None = None) -> CourseError:
    return CourseError(
        f"no notebook: {reason}",
        "open it in JupyterLab, save it again and hand that file in",
        path,
        place,
        zh=(f"不是完好的笔记本：{zh}", "请在 JupyterLab 中打开并重新保存，再提交那个文件"),
    )


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) < _MOST_DIGITS else float(digits)


def decode(content: bytes, path: Path) -> tuple[str, str]:
    """Read a file of JSON as text, and name its encoding.

    UTF-8, -16 or -32, with a mark at its beginning or without; else, as old editors on Windows
    save it, GB 18030 or Windows-1252: in Chinese text bytes beyond ASCII come in pairs.

    Raises
    ------
    CourseError
        If it is none of them.
    """
    encoding: str = json.detect_encoding(content)
    try:
        return content.decode(encoding), "utf-8" if encoding == "utf-8-sig" else encoding
    except UnicodeDecodeError as error:
        in_pairs = all(len(run) % 2 == 0 for run in _BEYOND_ASCII.findall(content))
        encoding = "gb18030" if in_pairs else "cp1252"
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            raise CourseError(
                f"not UTF-8 (byte {error.start})",
                "save it as UTF-8 and hand that file in",
                path,
                zh=(f"不是 UTF-8 编码（第 {error.start} 字节）", "请另存为 UTF-8，再提交那个文件"),
            ) from error


def _check_cells(notebook: NotebookNode, path: Path) -> None:
    """Refuse what cannot be worked with; small breaches of the schema are no reason to refuse."""
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise _damaged("it has no list of cells", "没有单元格", path)
    for index, cell in enumerate(cells):
        sound = (
            isinstance(cell, dict)
            and cell.get("cell_type") in CELL_TYPES
            and isinstance(cell.get("source"), str)
            and isinstance(cell.setdefault("metadata", NotebookNode()), dict)
        )
        if not sound:
            raise _damaged(
                "damaged cell", f"第 {index + 1} 个单元格已损坏", path, f"cell {index + 1}"
            )
    if not isinstance(notebook.setdefault("metadata", NotebookNode()), dict):
        raise _damaged("damaged metadata", "元数据已损坏", path)


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook file.

    Raises
    ------
    CourseError
        If the file cannot be read or is no notebook.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CourseError(f"cannot be read ({error.strerror})", "check the path", path) from error
    return parse_notebook(content, path)
