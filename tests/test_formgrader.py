"""A teacher's journey through nbgrader's own formgrader, in a browser, in a course like ours."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from nbgrader.api import Gradebook
from small_course import (
    ASSIGNMENT,
    HIDDEN,
    NOTEBOOK,
    answered,
    as_bytes,
    cell,
    make_course,
    source,
)

from aicourse.course_config import COURSE_ID
from aicourse.grading.gradebook import let_nbgrader_find_alembic

if TYPE_CHECKING:
    from playwright.sync_api import Page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CONFIG = Path(__file__).parents[1] / "nbgrader_config.py"
SECONDS = 180
STUDENTS = {
    "ada": {},
    "bob": {"square": "def square(x): return 0"},
    "mei": {"notes": "I doubt that it holds for infinity."},
}

AS_STUDENT = """
import pwd, sys
name, account = sys.argv.pop(1), pwd.getpwuid
pwd.getpwuid = lambda uid: pwd.struct_passwd((name, *account(uid)[1:]))
from nbgrader.apps.nbgraderapp import main
main()
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium to be found"),
]
let_nbgrader_find_alembic()


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = make_course(tmp_path / "course", {})
    notebook = source()
    cell(notebook, "notes").metadata.nbgrader.points = 2
    (root / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb").write_bytes(as_bytes(notebook))
    shutil.copy(CONFIG, root)
    with (root / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.Exchange.root = {str(tmp_path / 'exchange')!r}\n")
        config.write("c.ExchangeCollect.check_owner = False\n")  # students share an account
    (tmp_path / "exchange").mkdir(mode=0o777)
    (tmp_path / "exchange").chmod(0o777)
    return root


def surroundings(folder: Path, user: str) -> dict[str, str]:
    """An environment in which nothing of the machine's own Jupyter settings counts."""
    home = folder / "home" / user
    home.mkdir(parents=True, exist_ok=True)
    return {**os.environ, "HOME": str(home), "LOGNAME": user, "USER": user}


@pytest.fixture
def formgrader(course: Path) -> Iterator[str]:
    """Address of a formgrader that serves the course."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", f"--port={port}",
        "--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={course}",
        "--ServerApp.jpserver_extensions=nbgrader.server_extensions.formgrader=True",
    ]  # fmt: skip
    environment = surroundings(course.parent, "teacher")
    with subprocess.Popen(
        command, cwd=course, env=environment, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        said: list[str] = []
        for line in server.stderr:
            said.append(line)
            if f":{port}/" in line:
                break
        else:
            pytest.fail("".join(said))
        Thread(target=server.stderr.read, daemon=True).start()  # a full pipe would stop it
        try:
            yield f"http://127.0.0.1:{port}/formgrader"
        finally:
            server.terminate()


def nbgrader(course: Path, student: str, *args: str) -> None:
    """Run a command as a student does, in a folder of their own.

    The exchange knows students by their accounts on the machine: here they share one.
    """
    home = course.parent / "students" / student
    home.mkdir(parents=True, exist_ok=True)
    (home / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = {COURSE_ID!r}\n"
        f"c.Exchange.root = {str(course.parent / 'exchange')!r}\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", AS_STUDENT, student, *args],
        cwd=home,
        env=surroundings(course.parent, student),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


def hand_in(course: Path, student: str, answers: dict[str, str]) -> None:
    nbgrader(course, student, "fetch_assignment", ASSIGNMENT)
    notebook = course.parent / "students" / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    assert HIDDEN not in notebook.read_text()
    notebook.write_bytes(as_bytes(answered(**answers)))
    nbgrader(course, student, "submit", ASSIGNMENT)


class Desk:
    """The formgrader as its user sees it."""

    def __init__(self, page: "Page", address: str) -> None:
        self.page, self.address = page, address

    def press(self, place: str, row: str) -> None:
        """Press a button of a row of the table, and wait until the formgrader says it is done."""
        self.page.locator("tr", has_text=row).locator(place).click()
        told = self.page.locator("#success-modal, #error-modal")
        told.wait_for(state="visible")
        assert told.get_attribute("id") == "success-modal", told.inner_text()
        told.locator(".modal-footer button").click()
        told.wait_for(state="hidden")

    def open(self, path: str, there: str) -> None:
        self.page.goto(f"{self.address}/{path}")
        self.page.locator(there).first.wait_for(state="visible")


def test_from_generating_to_returning_feedback(course: Path, formgrader: str) -> None:
    assert CHROMIUM is not None
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(SECONDS * 1000)
        desk = Desk(page, formgrader)

        desk.open("manage_assignments", ".glyphicon-education")
        desk.press(".glyphicon-education", ASSIGNMENT)
        desk.press(".glyphicon-cloud-upload", ASSIGNMENT)
        for student, answers in STUDENTS.items():
            hand_in(course, student, answers)
        desk.press(".glyphicon-cloud-download", ASSIGNMENT)
        desk.open(f"manage_submissions/{ASSIGNMENT}", ".autograde a")
        for student in STUDENTS:
            desk.press(".autograde a", student)

        desk.open(f"gradebook/{ASSIGNMENT}/{NOTEBOOK}", "td.name a")
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}", COURSE_ID) as gradebook:
            submissions = gradebook.notebook_submissions(NOTEBOOK, ASSIGNMENT)
            (mine,) = (s.id for s in submissions if s.student.id == "mei")
            notes = gradebook.find_grade("notes", NOTEBOOK, ASSIGNMENT, "mei").id
        desk.open(f"submissions/{mine}", ".score")
        answer = page.locator(".nbgrader_cell", has_text="infinity")
        # The formgrader's script fills this in as it begins to listen to the cell.
        answer.locator(".extra-credit[placeholder]").wait_for(state="attached")
        with page.expect_response(lambda reply: f"/api/grade/{notes}" in reply.url) as saved:
            score = answer.locator(".score")
            score.fill("1.5")
            score.press("Tab")
        assert saved.value.ok

        desk.open("manage_assignments", ".glyphicon-comment")
        desk.press(".glyphicon-comment", ASSIGNMENT)
        desk.press(".glyphicon-envelope", ASSIGNMENT)
        browser.close()

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", COURSE_ID) as gradebook:
        scores = {s.student.id: s.score for s in gradebook.assignment_submissions(ASSIGNMENT)}
    assert scores == {"ada": 5, "bob": 2, "mei": 6.5}
    nbgrader(course, "mei", "fetch_feedback", ASSIGNMENT)
    (returned,) = (course.parent / "students" / "mei").glob(f"{ASSIGNMENT}/feedback/*/*.html")
    text = returned.read_text()
    assert "<b>6.5</b> / 7" in text
    assert HIDDEN not in text
