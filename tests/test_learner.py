"""Test cells look at what the learner wrote: the same answers in one process and in two."""

import contextlib
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Grade
from isolation_pair import forked, run_cell, student
from nbformat import NotebookNode
from small_course import answered, assignment, by_cell, cell, submission

from aicourse import learner
from aicourse.grading.isolation.link import Link
from aicourse.grading.isolation.serving import serve
from aicourse.grading.isolation.tester import run_test
from aicourse.grading.isolation.wire import ProtocolError
from aicourse.grading.limits import Limits
from aicourse.grading.outcome import parts
from aicourse.grading.verdict import Kind
from aicourse.learner import MOST_BYTES, load_module, read_file

PINNED = "import pytest\nfrom aicourse.learner import load_module, read_file"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a repository in it."""
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    work = tmp_path / "work"
    (work / "tidy").mkdir(parents=True)
    (work / "tidy/climate.py").write_text("FACTOR = 2\ndef double(x):\n    return FACTOR * x\n")
    (work / "tidy/summary.py").write_text("import climate\nfour = climate.double(2)\n")
    (work / "tidy/bytes").write_bytes(bytes(range(256)))
    (work / "link").symlink_to(outside)
    (work / "large").write_bytes(bytes(MOST_BYTES + 1))
    monkeypatch.chdir(work)
    return work


def here(cell: str) -> None:
    """Run a test cell as in the learner's own kernel."""
    exec(f"{PINNED}\n{cell}", {"__name__": "__main__"})


def through_the_link(cell: str) -> None:
    """Run a test cell in a tester that stands elsewhere."""
    namespace: dict[str, object] = {"__name__": "__main__"}
    exec(PINNED, namespace)
    with student("") as link:
        before = Path.cwd()
        os.chdir("/")
        try:
            result = run_test(parts(cell), namespace, link)
        finally:
            os.chdir(before)
    assert result.completed, (result.error, result.message)


CELLS = {
    "the content of a file": "assert read_file('tidy/bytes') == bytes(range(256))",
    "a path that is not the plainest": "assert read_file('./tidy//climate.py')[:6] == b'FACTOR'",
    "a file that is not there": (
        "with pytest.raises(FileNotFoundError):\n    read_file('tidy/none.py')"
    ),
    "a folder": "with pytest.raises(FileNotFoundError):\n    read_file('tidy')",
    "a large file": "with pytest.raises(ValueError, match='larger'):\n    read_file('large')",
    "a link out of the folder": (
        "with pytest.raises(ValueError, match='stay inside'):\n    read_file('link')"
    ),
    "paths out of the folder": (
        "for path in ('/etc/passwd', '../secret.txt', 'a/../../secret.txt', 'C:x', 'a\\\\b', '',"
        " '.', None, 3):\n"
        "    with pytest.raises(ValueError):\n"
        "        read_file(path)"
    ),
    "a function of a module": "assert load_module('tidy/climate.py').double(21) == 42",
    "a module that imports its neighbour": "assert load_module('tidy/summary.py').four == 4",
    "a module of Python's name": "with pytest.raises(ValueError):\n    load_module('tidy/json.py')",
    "a module that is not there": (
        "with pytest.raises(FileNotFoundError):\n    load_module('tidy/none.py')"
    ),
}


@pytest.mark.parametrize("run", [here, through_the_link])
@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS.keys())
@pytest.mark.usefixtures("folder")
def test_a_cell_sees_the_learners_folder(run: Callable[[str], None], cell: str) -> None:
    (Path("tidy") / "json.py").write_text("x = 1\n")
    run(cell)


def test_a_module_that_was_rewritten_runs_anew(folder: Path) -> None:
    assert load_module("tidy/summary.py").four == 4
    (folder / "tidy/climate.py").write_text("def double(x):\n    return 'x' * x\n")
    assert load_module("tidy/summary.py").four == "xx"


def test_a_module_that_fails_fails_at_the_learner(folder: Path) -> None:
    (folder / "tidy/climate.py").write_text("1 / 0\n")
    result = run_cell("", "load_module('tidy/climate.py')", PINNED)
    assert (result.error, result.by_student, result.completed) == ("ZeroDivisionError", True, False)


def test_a_tester_reads_nothing_before_its_test() -> None:
    with learner.asking(learner.Nowhere()):
        for ask in (read_file, load_module):
            with pytest.raises(RuntimeError, match="only a test cell"):
                ask("tidy/climate.py")


@contextlib.contextmanager
def lying(name: str, answer: str) -> Iterator[Link]:
    """Serve with a `Here` whose method gives another answer."""

    def side(sock: socket.socket) -> None:
        from aicourse.grading.isolation import serving

        serving._OF_THE_FOLDER[name] = eval(answer)
        serve(sock, {})

    with forked(side) as link:
        yield link


def told(link: Link, cell: str) -> tuple[str, bool]:
    namespace: dict[str, object] = {}
    exec(PINNED, namespace)
    result = run_test(parts(cell), namespace, link)
    return result.error, result.completed


@pytest.mark.parametrize(
    "answer",
    [
        "lambda path: 'no bytes'",
        "lambda path: bytearray(b'x')",
        "lambda path: type('Bytes', (bytes,), {'__eq__': lambda *_: True})(b'x')",
        "lambda path: type('Yes', (), {'__eq__': lambda *_: True, 'decode': lambda s: s})()",
        f"lambda path: bytes({MOST_BYTES} + 1)",
        "lambda path: None",
    ],
)
def test_an_answer_that_is_no_content_ends_the_test(answer: str) -> None:
    with lying("read_file", answer) as link:
        swallowing = "try:\n    read_file('x')\nexcept BaseException:\n    pass"
        assert told(link, swallowing) == ("ProtocolError", False)
        assert isinstance(link.failure, ProtocolError)


def test_a_module_that_is_another_object_wins_no_comparison() -> None:
    yes = "type('Yes', (), {'__eq__': lambda *_: True, 'double': lambda self, x: Yes()})()"
    answer = f"lambda path: {yes}"
    with lying("load_module", answer) as link:
        assert told(link, "assert load_module('x').double(1) == 2")[1] is False
    with lying("load_module", answer) as link:
        assert told(link, "assert load_module('x') == 2") == ("OpaqueError", False)


TEST = """\
from aicourse.learner import load_module, read_file
assert read_file("note.txt") == b"two", "note.txt 应为 two / note.txt should say two"
assert load_module("twice.py").twice(4) == 8, "应为 8 / expected 8"
"""
WRITES = """\
from pathlib import Path
Path("note.txt").write_text({note!r})
Path("twice.py").write_text("def twice(x):\\n    return 2 * x\\n")
def double(x): return 2 * x"""


@pytest.mark.parametrize(("note", "kind"), [("two", Kind.PASSED), ("three", Kind.FAILED)])
def test_a_test_grades_the_files_that_a_cell_wrote(grade: Grade, note: str, kind: Kind) -> None:
    def look_at_files(notebook: NotebookNode) -> None:
        cell(notebook, "test_double").source = TEST

    handed_in = submission(answered(double=WRITES.format(note=note)))
    verdict = grade(assignment(look_at_files), handed_in, Limits()).verdict
    assert by_cell(verdict)["test_double"].kind is kind
