"""The warm process: it starts or says why not, and leaves nothing behind."""

import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from small_course import answered, assignment, cell, source, submission

from aicourse.errors import CourseError
from aicourse.grading.grade import grade
from aicourse.grading.limits import Limits
from aicourse.grading.pool import Engine, Job, Pool, best_engine
from aicourse.grading.warm.channel import Channel
from aicourse.grading.warm.forks import SandboxFailedError
from aicourse.grading.warm.kernel import WarmKernel
from aicourse.grading.warm.server import KeptServer, WarmServer, connect

pytestmark = pytest.mark.skipif(best_engine() is not Engine.WARM, reason="no sandbox here")


def zygotes() -> list[int]:
    """Processes of this test run that are warm processes."""
    found = []
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # it ends as we look
            if "aicourse.grading.warm.zygote" in child.cmdline():
                found.append(child.pid)
    return found


def test_a_level_that_there_is_not_is_refused_in_one_line() -> None:
    with pytest.raises(CourseError, match=r"did not start .*doctor"):
        WarmServer("no such level")


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    processes = len(zygotes())
    with WarmServer() as server:
        assert len(zygotes()) > processes
        for _ in range(3):
            verdict = grade(assignment(), submission(answered()), Limits(), server.address).verdict
            assert verdict.points == 5
    assert len(zygotes()) == processes
    assert list(tmp_path.iterdir()) == []


def test_a_submission_that_escapes_into_the_background_ends_with_its_grading() -> None:
    daemon = (
        "import subprocess\n"
        "subprocess.Popen(['sleep', '4242'], start_new_session=True)\n"
        "def double(x): return 2 * x"
    )
    with WarmServer() as server:
        graded = grade(assignment(), submission(answered(double=daemon)), Limits(), server.address)
        assert graded.verdict.points == 5
    running = [process.info["cmdline"] for process in psutil.process_iter(["cmdline"])]
    assert ["sleep", "4242"] not in running


def test_what_the_imports_name_is_loaded_before_a_submission_begins() -> None:
    def imports_by_from(notebook: NotebookNode) -> None:
        cell(notebook, "imports").source = "from xml.dom import pulldom\nfrom math import tau"

    notebook = answered(double="def double(x): return 2 * x if ready else 0")
    first = "import sys\nready = 'xml.dom.pulldom' in sys.modules"
    notebook.cells.insert(0, new_code_cell(first))
    with WarmServer() as server:
        of_ours = assignment(imports_by_from)
        graded = grade(of_ours, submission(notebook), Limits(), server.address)
    assert graded.verdict.points == 5


def test_waiting_for_a_busy_processor_is_no_fault_of_the_cell() -> None:
    slow = (
        "import time\nstart = time.process_time()\nwhile time.process_time() - start < 0.9: pass\n"
        "def double(x): return 2 * x"
    )
    limits = Limits(cell_seconds=1.2, notebook_seconds=60)
    busy = [sys.executable, "-c", "while True: pass"]
    others = [subprocess.Popen(busy) for _ in range(3 * (os.cpu_count() or 1))]
    try:
        with WarmServer() as server:
            graded = grade(assignment(), submission(answered(double=slow)), limits, server.address)
    finally:
        for other in others:
            other.kill()
            other.wait()
    assert graded.verdict.points == 5


def test_a_message_to_one_who_reads_it_and_hangs_up_was_sent() -> None:
    for _ in range(300):
        ours, theirs = socket.socketpair()

        def read_and_hang_up(theirs: socket.socket = theirs) -> None:
            theirs.recvmsg(1 << 16, socket.CMSG_SPACE(16))
            theirs.close()

        reader = threading.Thread(target=read_and_hang_up)
        reader.start()
        Channel(ours).send({"orders": True}, [ours.fileno()])
        reader.join()
        ours.close()


def test_a_pool_goes_on_though_its_warm_process_and_its_workers_are_killed() -> None:
    jobs = [
        Job(assignment(), submission(answered(), f"s{number}"), Limits()) for number in range(4)
    ]
    with Pool(1, Engine.WARM) as pool:
        known = set(zygotes())
        points = []
        for graded in pool.grade(jobs):
            points.append(graded.verdict.points)
            if len(points) == 2:  # what is sent by now may be lost once, and is tried again
                for process in set(zygotes()) - known:
                    psutil.Process(process).kill()
        assert points == [5] * 4
        for worker in multiprocessing.active_children():
            worker.kill()
            worker.join()
        assert [graded.verdict.points for graded in pool.grade(jobs[:1])] == [5]


@pytest.mark.parametrize("ends", [False, True])
def test_a_death_is_the_learners_unless_the_warm_process_died_too(
    ends: bool, tmp_path: Path
) -> None:
    known = set(zygotes())
    with WarmServer() as server:
        kernel = WarmKernel(server.address, source(), [], tmp_path, Limits(), 0, tmp_path)
        kernel.start()
        kernel.run("import os\nos._exit(1)", 0, 10.0)
        assert not kernel.is_alive
        if ends:
            for process in set(zygotes()) - known:
                psutil.Process(process).kill()
            with pytest.raises(SandboxFailedError):
                kernel.close()
        else:
            kernel.close()


def test_one_that_was_killed_and_is_doubted_is_replaced_at_once() -> None:
    known, kept = set(zygotes()), KeptServer()
    try:
        first = kept.address()
        assert kept.address() == first
        kept.doubt()
        assert kept.address() == first
        for process in set(zygotes()) - known:
            psutil.Process(process).kill()
        kept.doubt()
        second = kept.address()
        assert second != first
        connect(second).close()
    finally:
        kept.close()
