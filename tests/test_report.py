"""The class report."""

import re
from datetime import datetime

import pytest
from bs4 import BeautifulSoup, Tag
from sample_class import (
    CLASS,
    FULL,
    NORM,
    OK2,
    OK4,
    RENAMED,
    UNREADABLE,
    WIRE,
    P,
    submission,
)

from aicourse.feedback.attendance import Attendance
from aicourse.feedback.outcome import by_assignment
from aicourse.feedback.report import class_report, histogram, report_sections, shade
from aicourse.grading.roster import RosterEntry
from aicourse.grading.verdict import Kind, Verdict

HOSTILE = '<script>alert("1")</script>'


def report(*verdicts: Verdict, absent: Attendance | None = None) -> BeautifulSoup:
    sections = report_sections(
        verdicts,
        feedback_link=lambda v: None if v.problem else f"../feedback/{v.student}/svd.html",
        attendance_of=lambda name, verdicts: absent or Attendance(),
    )
    html = class_report(sections, title="Autumn 2026", generated=datetime(2026, 11, 23, 19, 0))
    return BeautifulSoup(html, "html.parser")


def heat_row(page: BeautifulSoup, student: str) -> Tag:
    (row,) = (row for row in page.select("table.heat tbody tr") if student in row.get_text())
    return row


def test_the_heat_map_has_every_student_with_points_kinds_and_total() -> None:
    page = report(*CLASS)
    assert len(page.select("table.heat tbody tr")) == len(CLASS)
    cells = [cell.get_text() for cell in heat_row(page, "赵一鸣").select("td")]
    assert cells == ["4✓", "0T", "5✓", "3✓", "4✓", "16"]


def test_a_note_for_the_teacher_names_the_test_cell_and_the_student() -> None:
    (note,) = (item for item in report(*CLASS).select("ul.notes li") if WIRE in item.get_text())
    assert note.get_text() == f"test_qr_eigenvalues: {WIRE}mallory"
    assert WIRE not in report(FULL).get_text()


def test_a_student_links_to_the_feedback_page_where_there_is_one() -> None:
    page = report(*CLASS)
    assert heat_row(page, "dana").select("a")[0]["href"] == "../feedback/dana/svd.html"
    assert heat_row(page, "周杰").select("a") == []


def test_the_head_has_count_mean_median_and_share_of_full_marks() -> None:
    figures = [figure.get_text(" ", strip=True) for figure in report(*CLASS).select(".figures dd")]
    assert figures == ["14", "11.5 / 20", "11 / 20", "14% 2 / 14", "3.0 s ≤ 3.0 s"]


def test_pass_rates_count_every_submission() -> None:
    (section,) = report_sections(CLASS)
    tasks = {task.name: task for task in section.tasks}
    assert tasks["truncation_error"].passed == 6
    assert tasks["truncation_error"].pass_rate == pytest.approx(6 / 14)


def test_each_test_cell_has_its_difficulty_discrimination_and_wrong_ways() -> None:
    rows = {
        row.th.get_text(): row for row in report(*CLASS).select("table.items tbody tr") if row.th
    }
    row = next(row for name, row in rows.items() if name.startswith("test_truncation_error"))
    difficulty, discrimination, time, ways = (cell.get_text(" ", strip=True) for cell in row("td"))
    assert difficulty.startswith("50%")
    assert re.match(r"0\.\d\d \[-?0\.\d\d, 0\.\d\d\]", discrimination)
    assert time.startswith("0.10 s")
    assert ways.startswith("4× ✗ 未通过 failed")
    assert NORM in ways


def test_who_is_missing_is_listed_against_the_roster() -> None:
    missing = (RosterEntry("s7", "Marie", "Curie"), RosterEntry("s8"))
    page = report(*CLASS, absent=Attendance(17, missing, (RosterEntry("s9"),)))
    names = [line.get_text(strip=True) for line in page.select("p.names")]
    assert names == ["Marie Curies7、s8", "s9"]
    assert page.select(".figures dd")[0].get_text(" ", strip=True) == "14 / 17"


@pytest.mark.parametrize(
    ("points", "most", "expected"),
    [
        ([0, 0.5, 1, 2, 2], 2, {"0": 2, "1": 1, "2": 2}),
        ([0, 19.5, 20], 20, {"0": 1, "19": 1, "20": 1}),
        ([4, 99, 100, 100], 100, {"0–<5": 1, "95–<100": 1, "100": 2}),
        ([0, 2.5], 2.5, {"0": 1, "2.5": 1}),
    ],
)
def test_the_histogram_counts_every_student_in_one_bar(
    points: list[float], most: float, expected: dict[str, int]
) -> None:
    bars = histogram(points, most)
    assert {bar.text: bar.students for bar in bars if bar.students} == expected
    assert len(bars) <= 21


def test_no_points_to_be_had_means_no_histogram() -> None:
    assert histogram([0, 0], 0) == ()


def test_shades_keep_none_some_and_all_apart() -> None:
    (results,) = by_assignment([submission("ana", (0, P, ""), (2, P, ""), OK4)])
    half, full = results.rows[0].values()
    none = by_assignment([submission("bo", (0, P, ""))])[0].rows[0]
    assert [shade(*none.values()), shade(half), shade(full)] == [0, 3, 5]


def test_repairs_and_problems_are_listed_with_their_students() -> None:
    notes = [note.get_text(" ", strip=True) for note in report(*CLASS).select(".notes li")]
    assert f"{UNREADABLE.problem} 周杰" in notes
    assert f"{RENAMED.text} amelia.nguyen、赵一鸣" in notes


def test_several_assignments_have_a_table_of_contents() -> None:
    page = report(*CLASS, submission("ana", OK2, assignment="105-calculus-gradients"))
    targets = [str(link["href"]) for link in page.select("nav a")]
    headings = [page.select(f"{target} h2")[0].get_text() for target in targets]
    assert headings == ["104-svd-image-compression", "105-calculus-gradients"]


def test_hostile_names_messages_and_links_are_escaped() -> None:
    page = report(
        submission(HOSTILE, (0, Kind.FAILED, HOSTILE)),
        submission('" onmouseover="alert(1)', problem=HOSTILE),
        FULL,
    )
    (script,) = page.select("script")
    assert "alert" not in script.get_text()
    assert [tag for tag in page.find_all(True) if "onmouseover" in tag.attrs] == []
    assert heat_row(page, HOSTILE).select("a")[0]["href"] == f"../feedback/{HOSTILE}/svd.html"


def test_the_page_asks_for_nothing_from_the_network_and_runs_only_its_own_script() -> None:
    page = report(*CLASS)
    addresses = [str(tag.get(name)) for tag in page.find_all(True) for name in ("src", "href")]
    assert [address for address in addresses if re.match(r"(https?:)?//", address)] == []
    assert re.search(r"@import|url\(", "".join(style.get_text() for style in page("style"))) is None
    (policy,) = page.select("meta[http-equiv=Content-Security-Policy]")
    assert "default-src 'none'" in str(policy["content"])


def test_an_empty_class_makes_a_page() -> None:
    assert report().select("h1")[0].get_text() == "Autumn 2026"
