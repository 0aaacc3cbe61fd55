"""The page of assignment 109, written by its reference solution, in a browser without network."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from statistics import NormalDist
from typing import Any

import nbclient
import nbformat
import numpy as np
import pandas as pd
import pytest

from aicourse.datasets import load_covid_testing

NOTEBOOK = Path(__file__).parents[1] / "source/109-covid-dashboard/covid_dashboard.ipynb"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHART = "document.getElementById('chart')"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that the instructor's notebook writes when it is run as a learner runs it."""
    folder = tmp_path_factory.mktemp("dashboard")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    resources = {"metadata": {"path": str(folder)}}
    nbclient.NotebookClient(notebook, kernel_name="python3", resources=resources).execute()
    return folder / "dashboard.html"


@pytest.fixture
def page(page_file: Path) -> Iterator[Any]:
    """The page, open in a browser that has no network; its errors and requests are kept."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        pytest.skip(f"no browser is installed: none of {', '.join(BROWSERS)} is on the path")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path)
        tab = browser.new_context(offline=True).new_page()
        trouble: list[str] = []
        tab.on("pageerror", lambda error: trouble.append(str(error)))
        tab.on("request", lambda request: trouble.append(f"asked for {request.url}"))
        tab.goto(page_file.as_uri())
        yield tab
        browser.close()
    assert [
        entry for entry in trouble if not entry.startswith(f"asked for {page_file.as_uri()}")
    ] == []


def weekly(group: str, site: str) -> pd.DataFrame:
    """People tested and the positivity of seven days, from the records as they were published."""
    records = load_covid_testing()
    calendar = range(records["pan_day"].min(), records["pan_day"].max() + 1)
    if group != "everyone":
        records = records[records["demo_group"] == group]
    if site != "all sites":
        records = records[records["drive_thru_ind"] == (site == "drive-through")]
    rank = records["result"].map({"invalid": 0, "negative": 1, "positive": 2})
    best = rank.groupby([records["pan_day"], records["subject_id"]]).max()
    days = pd.DataFrame({"n": best > 0, "k": best == 2}).groupby("pan_day").sum()
    days = days.reindex(calendar, fill_value=0)
    kernel = np.ones(7)
    week_n, week_k = (np.convolve(days[name], kernel)[: len(days)] for name in "nk")
    full = (np.arange(len(days)) >= 6) & (week_n > 0)
    z2 = NormalDist().inv_cdf(0.975) ** 2
    # Wilson's interval ends where its quadratic inequality holds with equality.
    ends = [
        np.sort(np.roots([n + z2, -(2 * k + z2), k**2 / n]).real) if known else np.full(2, np.nan)
        for k, n, known in zip(week_k, week_n, full, strict=True)
    ]
    low, high = 100 * np.transpose(ends)
    share = 100 * week_k / np.where(full, week_n, np.nan)
    return days.assign(positivity=share, low=low, high=high)


def drawn(page: Any, name: str) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Ordinates of the trace of this name, as the chart holds them now."""
    values = page.evaluate(f"{CHART}.data.find(trace => trace.name === '{name}').y")
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def assert_chart(page: Any, group: str, site: str) -> None:
    expected = weekly(group, site)
    np.testing.assert_array_equal(drawn(page, "each day"), expected["n"])
    np.testing.assert_allclose(drawn(page, "7 days pooled"), expected["positivity"], atol=1e-9)
    n, k = expected["n"].sum(), expected["k"].sum()
    share = f"{100 * k / n:.1f}%" if n else ""
    sentence = f"{k:,} of {n:,} results were positive: {share}" if n else "nobody was tested"
    assert page.locator("#headline").inner_text() == sentence
    np.testing.assert_allclose(drawn(page, "low"), expected["low"], atol=1e-9)
    np.testing.assert_allclose(drawn(page, "95% interval"), expected["high"], atol=1e-9)


def test_a_choice_of_group_and_site_draws_their_numbers(page: Any) -> None:
    assert_chart(page, "everyone", "all sites")
    page.select_option("#group", "patient")
    assert_chart(page, "patient", "all sites")
    page.select_option("#site", "drive-through")
    assert_chart(page, "patient", "drive-through")
    page.select_option("#group", "misc adult")
    assert_chart(page, "misc adult", "drive-through")
    page.select_option("#group", "everyone")
    page.select_option("#site", "all sites")
    assert_chart(page, "everyone", "all sites")


def test_a_group_that_nobody_tested_belongs_to_is_empty_and_not_zero(page: Any) -> None:
    page.select_option("#group", "client")
    page.select_option("#site", "drive-through")
    assert_chart(page, "client", "drive-through")
    assert np.isnan(drawn(page, "7 days pooled")).all()


def test_the_figure_is_seen_with_labels_and_units(page: Any) -> None:
    texts = page.locator("#chart .xtitle, #chart .ytitle, #chart .y2title").all_text_contents()
    assert sorted(texts) == [
        "day of the pandemic (days)",
        "people tested per day",
        "positivity (%)",
    ]
    before = page.locator("#chart .scatterlayer path.js-line").last.get_attribute("d")
    page.select_option("#group", "client")
    after = page.locator("#chart .scatterlayer path.js-line").last.get_attribute("d")
    assert re.match(r"M[\d.]+,[\d.]+L", before)
    assert before != after
