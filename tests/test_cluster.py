"""`aicourse grade --cluster` on a real scheduler and real workers, some of which are killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cluster_pages import kill_the_worker_of_eve
from nbgrader.api import Gradebook
from small_course import ASSIGNMENT, answered, assignment, make_course, student_version, submission

from aicourse.cli import main
from aicourse.grading.grade import environment
from aicourse.grading.limits import Limits
from aicourse.grading.pool import Job

pytest.importorskip("distributed", reason="the extra scale is not installed")
from distributed import Client

from aicourse.grading import cluster as cluster_module
from aicourse.grading.cluster import Cluster

_START_SECONDS = 240  # on a machine that has other things to do


class Machines:
    """A scheduler, and workers that can be killed."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        self._folder = folder
        self.scheduler = self._start("scheduler", "--port", "0", "--host", "127.0.0.1")
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        self._await(lambda: self.file.exists())
        self.address = str(json.loads(self.file.read_text())["address"])

    def have(self, count: int) -> None:
        """See that so many workers run."""
        self.workers = {n: p for n, p in self.workers.items() if p.poll() is None}
        while len(self.workers) < count:
            name = f"worker-{time.monotonic_ns()}"
            options = ("--nthreads", "1", "--no-nanny", "--name", name)
            self.workers[name] = self._start("worker", *options)
        with Client(self.address, set_as_default=False) as client:
            self._await(lambda: len(client.nthreads()) == count)

    def close(self) -> None:
        for process in (*self.workers.values(), self.scheduler):
            process.terminate()
            process.wait(30)

    def _start(self, what: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", what, "--scheduler-file", str(self.file)]
        command += ["--no-dashboard", *options]
        with (self._folder / f"{what}.log").open("ab") as log:
            tests = str(Path(__file__).parent)
            environment = {**os.environ, "PYTHONPATH": tests}
            return subprocess.Popen(command, stdout=log, stderr=log, env=environment)

    def _await(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not holds():
            if time.monotonic() > deadline:
                logs = "\n".join(p.read_text()[-2000:] for p in self._folder.glob("*.log"))
                raise TimeoutError(logs)
            time.sleep(0.05)


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    started = Machines(tmp_path_factory.mktemp("cluster"))
    yield started
    started.close()


def scores(course: Path) -> dict[str, float]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "c1") as gradebook:
        return {s.student.id: s.score for s in gradebook.assignment_submissions(ASSIGNMENT)}


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["aicourse", "grade", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_a_class_is_graded_by_workers_of_which_one_is_killed(
    machines: Machines, tmp_path: Path
) -> None:
    slow = "import time\ntime.sleep(1.5)\ndef double(x): return 2 * x"
    handed_in = {f"s{number}": answered(double=f"{slow}  # {number}") for number in range(6)}
    course = make_course(tmp_path / "course", {**handed_in, "eve": student_version()})
    machines.have(2)
    command = [sys.executable, "-m", "aicourse.cli", "grade", "--cluster", str(machines.file)]
    grader = subprocess.Popen(
        [*command, "--course", str(course)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    marks = course / ".aicourse" / "recorded" / ASSIGNMENT
    while not list(marks.glob("*.key")) and grader.poll() is None:
        time.sleep(0.02)
    victim = next(iter(machines.workers.values()))
    victim.kill()
    victim.wait()
    _, told = grader.communicate(timeout=_START_SECONDS)
    assert grader.returncode == 0, told.decode()
    assert scores(course) == {**{f"s{number}": 5 for number in range(6)}, "eve": 0}
    assert (course / "feedback" / "s5" / ASSIGNMENT / "arithmetic.html").is_file()


def test_no_more_is_sent_than_the_workers_hold(machines: Machines) -> None:
    machines.have(1)
    taken = done = most = 0

    def jobs() -> Iterator[Job]:
        nonlocal taken, most
        for number in range(12):
            taken += 1
            most = max(most, taken - done)
            own = submission(answered(), f"s{number}")
            yield Job(assignment(), own, Limits())

    with Cluster(machines.address) as cluster:
        for group in cluster.in_groups(jobs()):
            done += len(group)
            assert [graded.verdict.points for graded in group] == [5] * len(group)
    assert done == 12
    assert most <= 4  # one that runs, one that waits, and as many of which the results wait


def test_an_interrupt_cancels_what_was_sent(machines: Machines, tmp_path: Path) -> None:
    slow = "import time\ntime.sleep(4)"
    course = make_course(tmp_path, {f"s{n}": answered(double=f"{slow}  # {n}") for n in range(9)})
    machines.have(1)
    command = [sys.executable, "-m", "aicourse.cli", "grade", "--cluster", machines.address]
    grader = subprocess.Popen([*command, "--course", str(course)], stderr=subprocess.PIPE)
    marks = course / ".aicourse" / "recorded" / ASSIGNMENT
    while not list(marks.glob("*.key")) and grader.poll() is None:
        time.sleep(0.02)
    grader.send_signal(signal.SIGINT)
    _, told = grader.communicate(timeout=120)
    assert grader.returncode == 130, told.decode()
    assert b"goes on from here" in told
    with Client(machines.address, set_as_default=False) as client:
        deadline = time.monotonic() + 30
        while left := client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)):
            assert time.monotonic() < deadline, left
            time.sleep(0.1)


def test_other_versions_are_refused(
    machines: Machines,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    machines.have(1)
    course = make_course(tmp_path, {"ada": answered()})
    theirs = environment()
    monkeypatch.setattr(
        cluster_module, "environment", lambda: theirs.replace("papermill==", "papermill==0.")
    )
    assert run(monkeypatch, "--cluster", machines.address, "--course", course) == 2
    told = capsys.readouterr().err
    assert told.count("aicourse: ") == 1
    assert "papermill==0." in told
    assert "requirements.lock" in told
    assert not (course / "gradebook.db").exists()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("tcp://127.0.0.1:1", "does not answer"),
        ("nowhere.json", "no scheduler file"),
        ("no://scheme:1", "does not answer"),
    ],
)
def test_a_cluster_that_is_not_there_is_refused(
    address: str,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cluster_module, "_CONNECT_SECONDS", 1)
    course = make_course(tmp_path, {"ada": answered()})
    assert run(monkeypatch, "--cluster", address, "--course", course) == 2
    complaints = [x for x in capsys.readouterr().err.splitlines() if x.startswith("aicourse: ")]
    assert len(complaints) == 1
    assert told in complaints[0]
    assert address in complaints[0]


def test_without_dask_one_line_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "aicourse.grading.cluster")
    course = make_course(tmp_path, {"ada": answered()})
    assert run(monkeypatch, "--cluster", "tcp://127.0.0.1:1", "--course", course) == 2
    assert "pip install 'aicourse[scale]'" in capsys.readouterr().err


@pytest.mark.slow
def test_a_submission_that_loses_three_workers_gets_a_verdict_that_says_so(
    machines: Machines,
) -> None:
    machines.have(4)
    students = ("ada", "bob", "eve")
    jobs = [
        Job(assignment(), submission(answered(), name), Limits(), kill_the_worker_of_eve)
        for name in students
    ]
    with Cluster(machines.address) as cluster:
        found = {
            graded.verdict.student: graded.verdict
            for group in cluster.in_groups(jobs)
            for graded in group
        }
    assert {name: found[name].points for name in students} == {"ada": 5, "bob": 5, "eve": 0}
    assert "went away" in str(found["eve"].problem)
    machines.have(1)
