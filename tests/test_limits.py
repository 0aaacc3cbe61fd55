"""Limits: how they are given, and that each is told from the others and from ordinary errors."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode
from small_course import answered, assignment, by_cell, cell, make_course, submission
from test_syllabus import GOOD
from traitlets.config import Config

from aicourse.cli import main
from aicourse.errors import CourseError
from aicourse.grading.exceeded import Exceeded, limit_of
from aicourse.grading.grade import grade as grade_anywhere
from aicourse.grading.limits import Limits, limits_for, read_limits
from aicourse.grading.verdict import CellVerdict, Kind
from aicourse.sizes import parse_size, size_text

MIB = 1 << 20
LIMITS = Limits(
    cell_seconds=20,
    notebook_seconds=120,
    output_bytes=10_000,
    memory_bytes=512 * MIB,
    processes=30,
    file_bytes=1 * MIB,
    disk_bytes=4 * MIB,
)

# What a learner's code does, the kind it comes to, and a word of the amount that was allowed.
EXCEEDING = {
    "memory": ("x = bytearray(1 << 30)", Kind.OUT_OF_MEMORY, "512 MiB"),
    "memory of an array": ("import numpy; numpy.ones(1 << 28)", Kind.OUT_OF_MEMORY, "512 MiB"),
    "processes": (
        "import os, time\nfor _ in range(40):\n    if os.fork() == 0: time.sleep(9); os._exit(0)",
        Kind.TOO_MANY_PROCESSES,
        "30",
    ),
    "threads": (
        "import threading, time\nthreading.stack_size(1 << 18)\nfor _ in range(40):\n"
        "    threading.Thread(target=time.sleep, args=(9,), daemon=True).start()",
        Kind.TOO_MANY_PROCESSES,
        "30",
    ),
    "commands": (
        "import subprocess\nx = [subprocess.Popen(['sleep', '9']) for _ in range(40)]",
        Kind.TOO_MANY_PROCESSES,
        "30",
    ),
    "a large file": ("open('x', 'wb').write(bytes(2 << 20))", Kind.TOO_MUCH_ON_DISK, "1 MiB"),
    "a large array on disk": (
        "import numpy; numpy.save('x', numpy.ones(1 << 18))",
        Kind.TOO_MUCH_ON_DISK,
        "1 MiB",
    ),
    "many files": (
        "for i in range(9): open(f'x{i}', 'wb').write(bytes(1 << 20))",
        Kind.TOO_MUCH_ON_DISK,
        "4 MiB",
    ),
    "a connection": (
        "import socket; socket.create_connection(('192.0.2.1', 80), 2)",
        Kind.NETWORK_DENIED,
        "files that came with",
    ),
    "a name": (
        "import urllib.request; urllib.request.urlopen('http://example.org')",
        Kind.NETWORK_DENIED,
        "files that came with",
    ),
    "a packet": (
        "import socket\n"
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
        Kind.NETWORK_DENIED,
        "files that came with",
    ),
}

# Exceptions of the same classes, and with the same texts, that tell of no limit.
ORDINARY = {
    "an empty pipe": "import os\nr, _ = os.pipe(); os.set_blocking(r, False); os.read(r, 1)",
    "a file of another": "import os; os.chmod('/proc/1/status', 0o777)",
    "a socket that is not there": (
        "import socket; socket.socket(socket.AF_UNIX).connect('/no/such/socket')"
    ),
    "a thread started twice": (
        "import threading\nt = threading.Thread(target=print); t.start(); t.start()"
    ),
    "words of a thread": 'raise RuntimeError("can\'t start new thread")',
    "words of a full disk": "raise OSError('[Errno 28] No space left on device')",
    "an error after another": (
        "import socket\ntry: socket.create_connection(('192.0.2.1', 80), 2)\n"
        "except OSError: raise ValueError('no data')"
    ),
}


QUICK = ("memory", "processes", "a large array on disk", "many files", "a name")
ALL_EXCEEDING = [
    pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in EXCEEDING
]


def inside(body: str) -> str:
    """Return an answer whose function does it when a test calls it."""
    lines = body.splitlines()
    return "def double(x):\n" + "".join(f"    {line}\n" for line in lines) + "    return 2 * x"


def in_the_cell(body: str) -> str:
    """Return an answer whose cell does it before its function is defined."""
    return body + "\ndef double(x): return 2 * x"


def verdicts(
    warm: Path | None, answer: str, change: Callable[[NotebookNode], None] | None = None
) -> dict[str, CellVerdict]:
    notebook = submission(answered(double=answer))
    return by_cell(grade_anywhere(assignment(change), notebook, LIMITS, warm=warm).verdict)


def run_in_kernel(notebook: NotebookNode) -> None:
    cell(notebook, "test_double").metadata["aicourse"] = {"runs": "in-kernel"}


@pytest.mark.parametrize("name", ALL_EXCEEDING)
def test_code_that_a_test_calls_is_told_its_limit(warm: Path, name: str) -> None:
    body, kind, amount = EXCEEDING[name]
    cells = verdicts(warm, inside(body))
    assert cells["test_double"].kind is kind
    assert amount in cells["test_double"].message
    assert cells["test_square"].points == 3


@pytest.mark.parametrize("name", ALL_EXCEEDING)
def test_a_cell_that_met_a_limit_is_the_reason_for_what_its_test_lost(
    warm: Path, name: str
) -> None:
    body, _, amount = EXCEEDING[name]
    cells = verdicts(warm, in_the_cell(body))
    assert cells["test_double"].points == 0
    (reason,) = [ln for ln in cells["test_double"].message.splitlines() if "cell double: " in ln]
    assert reason.startswith("单元格 double：")
    assert amount in reason
    assert cells["test_square"].points == 3


@pytest.mark.parametrize("name", ["memory", "processes", "many files", "a packet"])
def test_a_test_in_the_learners_process_is_told_its_limit_too(warm: Path, name: str) -> None:
    body, kind, amount = EXCEEDING[name]
    cells = verdicts(warm, inside(body), run_in_kernel)
    assert cells["test_double"].kind is kind
    assert amount in cells["test_double"].message


@pytest.mark.parametrize("place", [inside, pytest.param(in_the_cell, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_error_of_the_same_class_is_no_limit(
    warm: Path, name: str, place: Callable[[str], str]
) -> None:
    cells = verdicts(warm, place(ORDINARY[name]))
    assert cells["test_double"].kind is Kind.CRASHED
    assert "Error" in cells["test_double"].message
    assert not re.search("at most|more than|no network", cells["test_double"].message)


@pytest.mark.slow
@pytest.mark.parametrize("place", [inside, in_the_cell])
@pytest.mark.parametrize("name", ["memory", "a large file", "a large array on disk"])
def test_a_kernel_without_sandbox_honours_what_the_system_can_bound(
    name: str, place: Callable[[str], str]
) -> None:
    body, kind, amount = EXCEEDING[name]
    found = verdicts(None, place(body))["test_double"]
    assert amount in found.message
    assert found.kind is (kind if place is inside else Kind.CRASHED)


def test_a_kernel_without_sandbox_bounds_the_processes_of_a_user() -> None:
    """Start the kernel's own bounds as another user, for whom the system counts processes."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to be a user who has no other processes")
    program = (
        "import os, sys, time\n"
        "from aicourse.grading import exceeded, kernel\n"
        "from aicourse.grading.sandbox import limits\n"
        "limits._UNSEEN_PROCESSES = 0\n"
        "exceeded.watch()\n"
        "os.setgid(54321); os.setuid(54321)\n"
        "kernel.limit_resources(1 << 30, 1 << 20, 5)\n"
        "started = []\n"
        "try:\n"
        "    for _ in range(20):\n"
        "        if (child := os.fork()) == 0: time.sleep(60)\n"
        "        started.append(child)\n"
        "except OSError as error: print(len(started), exceeded.limit_of(error))\n"
        "for child in started: os.kill(child, 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "5 processes\n", done.stderr


def test_what_is_no_exception_of_a_limit_tells_of_none() -> None:
    assert limit_of(ValueError("out of memory")) == ""
    assert limit_of(OSError("File too large")) == ""
    assert limit_of(MemoryError()) == Exceeded.MEMORY


@pytest.mark.parametrize(
    ("text", "size"),
    [("4GiB", 4 << 30), ("512 mib", 512 << 20), ("1.5MB", 1_500_000), ("65536", 65536), ("7b", 7)],
)
def test_sizes_are_read_as_people_write_them(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "0", "-1", "4 gigs", "GiB", "1e9", "4GiB4", "0.1b", "４GiB"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no size"):
        parse_size(text)


@pytest.mark.parametrize(
    ("size", "text"),
    [(4 << 30, "4 GiB"), (1_000_000, "1 MB"), (1 << 20, "1 MiB"), (10_000, "10 kB"), (7, "7 B")],
)
def test_sizes_are_shown_short(size: int, text: str) -> None:
    assert size_text(size) == text
    assert parse_size(text) == size


def test_the_command_line_counts_before_the_syllabus_and_that_before_nbgrader(
    tmp_path: Path,
) -> None:
    wanted = "limits: {cell_seconds: 7, memory_bytes: 2GiB, processes: 9, disk_bytes: 64MiB}"
    text = GOOD.replace(
        "minutes: 1\n      - id: 102", f"minutes: 1\n        {wanted}\n      - id: 102"
    )
    (tmp_path / "syllabus.yml").write_text(text, encoding="utf-8")
    config = Config({"Execute": {"timeout": 11}})
    chosen = read_limits(processes="40", file_bytes="1GiB", memory_bytes=None)
    assert limits_for(tmp_path, "101-arrays", config, chosen) == Limits(
        cell_seconds=7, memory_bytes=2 << 30, processes=40, file_bytes=1 << 30, disk_bytes=64 << 20
    )
    assert limits_for(tmp_path, "102-frames", config) == Limits(cell_seconds=11)


@pytest.mark.parametrize(
    ("value", "said"),
    [("4 gigs", "'4 gigs' is no size; write it as 512MiB"), ("-5", "greater than 0; replace")],
)
def test_a_syllabus_with_a_wrong_size_is_refused_at_its_line(
    tmp_path: Path, value: str, said: str
) -> None:
    wanted = f"minutes: 1\n        limits: {{disk_bytes: {value}}}\n      - id: 102"
    text = GOOD.replace("minutes: 1\n      - id: 102", wanted)
    (tmp_path / "syllabus.yml").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        limits_for(tmp_path, "101-arrays", Config())
    line = next(n for n, ln in enumerate(text.splitlines(), 1) if "disk_bytes" in ln)
    assert f"line {line}" in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"memory_bytes": "lots"}, "--memory: 'lots' is no size above zero; write it as 512MiB"),
        ({"output_bytes": "0"}, "--output: '0' is no size"),
        ({"file_bytes": "1 mile"}, "--file-size: '1 mile' is no size"),
        ({"disk_bytes": "-1"}, "--disk: '-1' is no size"),
        ({"cell_seconds": "soon"}, "--cell-seconds: 'soon' is not a number above zero"),
        ({"notebook_seconds": "inf"}, "--notebook-seconds: 'inf' is not a number above zero"),
        ({"processes": "2.5"}, "--processes: '2.5' is not a whole number above zero"),
    ],
)
def test_a_limit_that_is_none_is_refused_in_one_line(given: dict[str, str], said: str) -> None:
    with pytest.raises(CourseError) as caught:
        read_limits(**given)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


def test_limits_are_given_on_the_command_line(tmp_path: Path) -> None:
    greedy = inside("x = bytearray(1 << 30)")
    course = make_course(tmp_path, {"ada": answered(double=greedy)})
    command = [sys.executable, "-m", "aicourse.cli", "grade", "--course", str(course)]
    options = ["--memory", "256MiB", "--workers", "1", "--json", "-"]
    done = subprocess.run([*command, *options], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "more than 256 MiB" in done.stdout


def test_a_wrong_limit_on_the_command_line_is_one_line_and_grades_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    course = make_course(tmp_path, {"ada": answered()})
    command = ["aicourse", "grade", "--course", str(course), "--memory", "much"]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "aicourse: --memory: 'much' is no size above zero; write it as 512MiB, 4GiB or 1MB\n"
    )
    assert not (course / ".aicourse").exists()
