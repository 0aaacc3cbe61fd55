"""The first five minutes of a learner, in a real JupyterLab in a real browser."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from running_services import end_services

from aicourse.desk.folder import set_up_desk
from aicourse.desk.lab import lab_command
from aicourse.notebook import grade_id, read_notebook

COURSE = Path(__file__).parents[1]
ID = "104-svd-image-compression"
NAME = "svd_image_compression.ipynb"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = 240_000  # milliseconds, for a busy machine

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]


@pytest.fixture
def lab(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Address of a JupyterLab as `aicourse lab` serves it, and the learner's folder."""
    desk = set_up_desk(tmp_path / "work", COURSE, getattr(request, "param", "en"))
    options = ["--no-browser", "--port=0", "--IdentityProvider.token=", "--allow-root"]
    command, environment = lab_command(desk, options)
    log = tmp_path / "lab.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**environment, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield _address(process, log), desk.root
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
        end_services(tmp_path)


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"http://(localhost|127\.0\.0\.1):\d+", log.read_text())
        if found:
            return found[0]
        time.sleep(0.5)
    raise AssertionError(log.read_text())


@pytest.fixture
def page() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(PATIENCE)
        yield page
        browser.close()


def test_the_first_five_minutes(lab: tuple[str, Path], page: Any, tmp_path: Path) -> None:
    address, root = lab
    page.goto(f"{address}/lab/tree/home.ipynb")
    home = page.locator(".jp-NotebookPanel:visible")
    home.get_by_role("heading", name="Stage 1: Foundations").wait_for()

    # Begin 104 from the home page, and open it by the link.
    page.get_by_text("| Idle").wait_for()
    start = home.locator(".jp-CodeCell .cm-content").first
    start.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("%start 104")
    page.keyboard.press("Shift+Enter")
    link = home.locator(".jp-OutputArea a", has_text=NAME)
    link.wait_for()
    link.click()
    notebook = page.locator(".jp-NotebookPanel:visible", has_text="Power iteration")
    notebook.locator(".jp-Notebook").wait_for()

    # Type the reference solution into the cell of task 1.
    reference = {
        grade_id(cell): cell.source for cell in read_notebook(COURSE / "source" / ID / NAME).cells
    }
    cell = notebook.locator(".jp-CodeCell", has_text="def power_iteration(")
    _scroll_to(page, notebook, cell)
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(reference["power_iteration"] or "")
    page.keyboard.press("Control+S")
    _wait_until(lambda: "largest_residual" in (root / ID / NAME).read_text())

    # A cell below it: %check.
    page.get_by_text("| Idle").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.type("%check")
    page.keyboard.press("Control+Enter")
    told = notebook.locator(".aicourse-check")
    told.wait_for()
    told.scroll_into_view_if_needed()
    first = told.locator(".task").first
    assert "power_iteration" in first.inner_text()
    assert "3/3" in first.inner_text()
    assert "3 of 20 points" in told.inner_text()
    page.wait_for_timeout(500)
    page.screenshot(path=tmp_path / "check.png")

    program = [sys.executable, "-m", "aicourse.cli", "progress", "--dir", str(root)]
    shown = subprocess.run([*program, "--json"], capture_output=True, text=True, check=True)
    steps = {step["id"]: step for step in json.loads(shown.stdout)["steps"]}
    assert (steps[ID]["state"], steps[ID]["points"]) == ("begun", 3)
    html = tmp_path / "progress.html"
    subprocess.run([*program, "--html", str(html)], capture_output=True, check=True)
    page.goto(html.as_uri())
    tile = page.locator(".tile.begun")
    assert "3/20" in tile.inner_text()
    page.screenshot(path=tmp_path / "progress.png", full_page=True)


@pytest.mark.parametrize("lab", ["zh"], indirect=True)
def test_in_chinese_the_menus_are_too_and_a_teachers_tools_are_away(
    lab: tuple[str, Path], page: Any
) -> None:
    page.goto(f"{lab[0]}/lab/tree/home.ipynb")
    page.get_by_role("heading", name="从线性代数到大模型").wait_for()
    page.get_by_role("menuitem", name="文件").wait_for()
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_text("Assignment List", exact=True).wait_for()
    for tool in ("Create Assignment", "Formgrader", "Course List"):
        assert page.get_by_text(tool, exact=True).count() == 0


def _scroll_to(page: Any, notebook: Any, cell: Any) -> None:
    """Bring a cell into view: JupyterLab makes those that are far away only as one scrolls."""
    notebook.locator(".jp-WindowedPanel-outer").first.hover()
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end:
        if cell.count() and cell.first.is_visible():
            cell.first.scroll_into_view_if_needed()
            return
        page.mouse.wheel(0, 500)
        page.wait_for_timeout(100)
    raise AssertionError("the cell did not come into view")


def _wait_until(holds: Any) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while not holds():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.2)
