"""A new assignment begins as a small lesson that keeps the contract, and leaves all else alone."""

import shutil
from pathlib import Path

import pytest
import yaml

from aicourse.authoring.lint import lint_course
from aicourse.authoring.new import new_assignment
from aicourse.authoring.verify import verify
from aicourse.errors import CourseError
from aicourse.grading.course import open_course
from aicourse.syllabus import Text, read_course

ROOT = Path(__file__).parents[1]
TITLE = Text(zh="离群点", en="Outliers")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """This course as its first commit had it: a plan, and nothing written."""
    for name in ("syllabus.yml", "nbgrader_config.py", "docs/terminology.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    syllabus = tmp_path / "syllabus.yml"
    syllabus.write_text(syllabus.read_text().replace("written: true", "written: false"))
    (tmp_path / "source").mkdir()
    return tmp_path


def test_a_planned_assignment_needs_its_id_only(course: Path) -> None:
    before = (course / "syllabus.yml").read_text()
    planned = read_course(course).find("108")
    paths = new_assignment(course, planned.id)
    assert [path.name for path in paths] == ["world_bank.py", "world_bank.ipynb", "answers.py"]
    assert lint_course(course, None) == []
    assert read_course(course).find("108").written
    after = (course / "syllabus.yml").read_text()
    lines = zip(before.splitlines(), after.splitlines(), strict=True)
    assert [(old.strip(), new.strip()) for old, new in lines if old != new] == [
        ("written: false", "written: true")
    ]
    text = paths[0].read_text()
    assert planned.title.zh in text
    assert planned.title.en in text
    assert "1.18" in text


@pytest.mark.parametrize(("name", "row"), [("112-outliers", "1.2"), ("511-outliers", "5.10")])
def test_an_unplanned_one_joins_its_stage(course: Path, name: str, row: str) -> None:
    before = yaml.safe_load((course / "syllabus.yml").read_text())
    new_assignment(course, name, TITLE, [row])
    assert lint_course(course, None) == []
    after = yaml.safe_load((course / "syllabus.yml").read_text())
    added = after["stages"][int(name[0]) - 1]["assignments"].pop()
    assert (added["id"], added["title"], added["rows"]) == (name, TITLE.model_dump(), [row])
    assert after == before


def test_its_tests_hold(course: Path) -> None:
    new_assignment(course, "112-outliers", TITLE, ["1.2"])
    checks = verify(open_course(course), read_course(course).find("112"), workers=1)
    assert [check for check in checks if not check.holds] == []
    assert len(checks) == 3 + 3 * 4 + 2


@pytest.mark.parametrize(
    ("name", "title", "rows", "told"),
    [
        ("112-outliers", None, [], "--title-zh"),
        ("112-outliers", TITLE, [], "--row"),
        ("112_Outliers", TITLE, ["1.2"], "such as 112-outliers"),
        ("104-outliers", TITLE, ["1.2"], "104-svd-image-compression has that number"),
        ("112-outliers", TITLE, ["1.99"], "no row 1.99"),
        ("108-world-bank", TITLE, ["1.2"], "edit them there"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    course: Path, name: str, title: Text | None, rows: list[str], told: str
) -> None:
    before = (course / "syllabus.yml").read_text()
    with pytest.raises(CourseError, match=told):
        new_assignment(course, name, title, rows)
    assert (course / "syllabus.yml").read_text() == before
    assert list((course / "source").iterdir()) == []


def test_what_is_there_is_never_overwritten(course: Path) -> None:
    text, *_ = new_assignment(course, "108-world-bank")
    text.write_text("mine")
    with pytest.raises(CourseError, match="the assignment is there"):
        new_assignment(course, "108-world-bank")
    assert text.read_text() == "mine"
