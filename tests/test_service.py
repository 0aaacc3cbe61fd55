"""The process that checks: whoever asks shares it, and it ends when it is no longer of use."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path
from threading import Thread

import nbformat
import pytest
from running_services import end_services, running

import aicourse
from aicourse.desk.address import Address, known_address
from aicourse.desk.answers import answer
from aicourse.desk.checking import records
from aicourse.desk.client import ask, tell
from aicourse.desk.examiner import Examiner
from aicourse.desk.folder import Desk, set_up_desk
from aicourse.desk.service import Service
from aicourse.desk.starting import start
from aicourse.notebook import grade_id, read_notebook

COURSE = Path(__file__).parents[1]
ID = "104-svd-image-compression"
NAME = "svd_image_compression.ipynb"
PROGRAM = str(Path(sys.executable).with_name("aicourse"))
SECONDS = 120.0

ENDLESS = "while True:\n    pass"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder of these tests, and so a process of their own."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder
        end_services(folder)


@pytest.fixture
def desk(tmp_path: Path, cache: Path) -> Desk:
    desk = set_up_desk(tmp_path / "work", COURSE, "en")
    start(desk, desk.read_syllabus().find("104"))
    desk.remember()
    return desk


def write(desk: Desk, power_iteration: str) -> Path:
    """Answer the first task; return the notebook."""
    path = desk.room(ID) / NAME
    notebook = read_notebook(path)
    (cell,) = [cell for cell in notebook.cells if grade_id(cell) == "power_iteration"]
    cell.source = power_iteration
    nbformat.write(notebook, path)
    return path


def reference() -> str:
    cells = read_notebook(COURSE / "source" / ID / NAME).cells
    return str(next(cell.source for cell in cells if grade_id(cell) == "power_iteration"))


def checked(desk: Desk, *options: str) -> str:
    command = [PROGRAM, "check", "104", "--dir", str(desk.root), *options]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.05)


def test_terminals_and_notebooks_ask_the_same_process(desk: Desk, cache: Path) -> None:
    path = write(desk, reference())
    assert "3 of 20 points" in checked(desk)
    first = running(cache)
    assert len(first) == 1
    assert json.loads(checked(desk, "--json"))["points"] == 3
    told = ask({"do": "check", "arguments": [], "notebook": str(path), "ran": {}})
    assert "3 of 20 points" in told["text/plain"]
    assert running(cache) == first


def test_many_who_ask_at_once_start_one_process(desk: Desk, cache: Path) -> None:
    end_services(cache)
    command = [PROGRAM, "check", "104", "--json", "--dir", str(desk.root)]
    asking = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for _ in range(2):
        tell({"do": "warm", "notebook": str(desk.room(ID) / NAME)})
    assert [json.loads(one.communicate()[0])["points"] for one in asking] == [0, 0, 0]
    assert len(running(cache)) == 1
    assert len(list(_services_with(str(cache)))) == 1


def _services_with(place: str) -> Iterator[int]:
    """Processes that check with a cache folder, whether they can be asked or not."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            is_one = b"aicourse.desk.service" in (process / "cmdline").read_bytes()
            if is_one and place.encode() in (process / "environ").read_bytes():
                yield int(process.name)


def test_what_the_process_says_is_drawn_for_the_terminal_that_asks(desk: Desk) -> None:
    request = {"do": "tell", "desk": str(desk.root), "assignment": "104", "hint": None}
    screen = {"width": 72, "colors": None, "encoding": "utf-8"}
    drawn = {}
    for name, own in {
        "plain": {},
        "colours": {"colors": "truecolor"},
        "ascii": {"encoding": "ascii"},
    }.items():
        told = ask({**request, "language": "en", "screen": {**screen, **own}})
        drawn[name] = told["text"]
    assert "\x1b[" in drawn["colours"]
    assert "\x1b[" not in drawn["plain"]
    assert "∅" in drawn["plain"]
    assert drawn["ascii"].isascii()
    assert all(len(line) <= 72 for line in drawn["plain"].splitlines())


def test_a_process_that_was_killed_is_replaced(desk: Desk, cache: Path) -> None:
    checked(desk)
    ((_, process),) = running(cache).items()
    os.kill(process, signal.SIGKILL)
    wait_until(lambda: not running(cache))
    assert "0 of 20 points" in checked(desk)
    assert len(running(cache)) == 1


def test_a_check_that_was_broken_off_holds_up_no_other_and_is_not_recorded(desk: Desk) -> None:
    checked(desk)
    address = known_address()
    assert address is not None
    path = write(desk, ENDLESS)
    request = {"do": "check", "arguments": [], "notebook": str(path), "ran": {}}
    with Client(address.place, authkey=address.secret) as hopeless:
        hopeless.send_bytes(json.dumps(request).encode())
        time.sleep(1)  # it has begun, or begins beside the next
    write(desk, reference())
    assert "3 of 20 points" in ask(request)["text/plain"]
    assert [record.points for record in records(desk, ID)] == [0, 3]


def test_the_record_of_a_check_that_nobody_awaits_is_not_kept(desk: Desk) -> None:
    path = desk.room(ID) / NAME
    request = {"do": "check", "arguments": [], "notebook": str(path), "ran": {}}
    with Examiner() as examiner:
        answer(request, examiner, is_awaited=lambda: False)
        assert not list(records(desk, ID))
        answer(request, examiner)
        assert len(list(records(desk, ID))) == 1


def test_a_stranger_is_not_let_in_and_others_are(desk: Desk) -> None:
    checked(desk)
    address = known_address()
    assert address is not None
    with pytest.raises(AuthenticationError):
        Client(address.place, authkey=b"guessed")
    assert "0 of 20 points" in checked(desk)


def test_what_breaks_is_told_and_the_process_stays(cache: Path, desk: Desk) -> None:
    checked(desk)
    before = running(cache)
    told = ask({"do": "tell"})
    assert told["error"]["problem"].startswith("the check broke off (KeyError")
    assert running(cache) == before


def test_told_to_end_it_leaves_nothing(desk: Desk, cache: Path) -> None:
    tell({"do": "warm", "notebook": str(desk.room(ID) / NAME)})
    wait_until(lambda: bool(running(cache)))
    address = known_address()
    assert address is not None
    end_services(cache)
    wait_until(lambda: not list(cache.rglob("service/*")))
    wait_until(lambda: not Path(address.place).exists())


@pytest.mark.parametrize("reason", ["idle", "superseded"])
def test_it_ends_when_it_is_no_longer_of_use(
    reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    address = Address(str(tmp_path / "s"), b"secret")
    idle = 0.2 if reason == "idle" else SECONDS
    with Examiner() as examiner:
        service = Service(address, examiner, idle_seconds=idle, look_seconds=0.05)
        serving = Thread(target=service.serve)
        serving.start()
        wait_until(lambda: known_address() == address or not serving.is_alive())
        if reason == "superseded":
            with suppress(FileNotFoundError):
                next(tmp_path.rglob("service/*.json")).unlink()
        serving.join(SECONDS)
        assert not serving.is_alive()
    assert known_address() is None


def test_a_newer_version_is_asked_elsewhere(tmp_path: Path) -> None:
    package = tmp_path / "aicourse"
    shutil.copytree(Path(aicourse.__file__).parent, package)
    program = "from aicourse.desk.address import address_file; print(address_file())"

    def place() -> str:
        return subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    before = place()
    assert place() == before
    (package / "hints.py").write_text("# newer\n")
    assert place() != before
