"""The course model: what syllabus.yml says, and what is refused of it, at which line."""

import re
from pathlib import Path

import pytest

from aicourse.errors import CourseError
from aicourse.syllabus import Course, read_course

ROOT = Path(__file__).parents[1]

GOOD = """\
title: {zh: 课程, en: Course}
plan:
  "1.1": {text: {zh: 线性代数, en: linear algebra}}
  "1.10":
    text: {zh: 数据处理, en: pandas}
    resources:
      - {title: pandas, url: https://pandas.pydata.org/docs/}
stages:
  - id: 1
    title: {zh: 打基础, en: Foundations}
    goal: {zh: 数学与编程, en: mathematics and programming}
    assignments:
      - id: 101-arrays
        title: {zh: 数组, en: Arrays}
        rows: ["1.1"]
        tasks: [{zh: 甲, en: a}, {zh: 乙, en: b}, {zh: 丙, en: c}]
        data: {zh: 数字, en: digits}
        extra: stage1
        hours: 4
        minutes: 1
      - id: 102-frames
        title: {zh: 表格, en: Frames}
        rows: ["1.1", "1.10"]
        tasks: [{zh: 甲, en: a}, {zh: 乙, en: b}, {zh: 丙, en: c}]
        data: {zh: 企鹅, en: penguins}
        after: ["101"]
        extra: stage1
        hours: 4
        minutes: 1
"""


def read(folder: Path, text: str) -> Course:
    (folder / "syllabus.yml").write_text(text, encoding="utf-8")
    return read_course(folder)


def refusal(folder: Path, text: str) -> CourseError:
    with pytest.raises(CourseError) as caught:
        read(folder, text)
    assert caught.value.path == folder / "syllabus.yml"
    assert "\n" not in str(caught.value)
    return caught.value


def test_reads_a_syllabus(tmp_path: Path) -> None:
    course = read(tmp_path, GOOD)

    assert [a.id for a in course.assignments] == ["101-arrays", "102-frames"]
    assert [a.id for a in course.implementing("1.10")] == ["102-frames"]
    assert course.plan["1.10"].resources[0].title == "pandas"
    assert course.find("102").title.in_language("en") == "Frames"
    assert course.find("102-frames").notebook_name == "frames"
    assert not course.find("102").written
    assert course.find("102").after == ("101",)


def test_an_unknown_assignment_names_near_ones(tmp_path: Path) -> None:
    course = read(tmp_path, GOOD)
    with pytest.raises(CourseError, match=r"no assignment '109'.*101-arrays, 102-frames"):
        course.find("109")


LINE_OF = {text: line for line, text in enumerate(GOOD.splitlines(), start=1)}
SECOND_ID = LINE_OF["      - id: 102-frames"]
SECOND_ROWS = LINE_OF['        rows: ["1.1", "1.10"]']


@pytest.mark.parametrize(
    ("old", "new", "line", "problem", "remedy"),
    [
        pytest.param('"1.1", "1.10"', '"1.1", 1.10', SECOND_ROWS, "rows.1", "in quotes", id="row"),
        pytest.param('  "1.10":\n', "  1.10:\n", 4, "plan.1.1", "in quotes", id="row-as-key"),
        pytest.param('"1.10":\n', '"1.x":\n', 4, "plan.1.x", "in the form", id="row-id-form"),
        pytest.param("102-frames\n", "102-frames\n        dta: x\n", SECOND_ID + 1, "dta",
                     "remove or rename the key `dta`", id="unknown-key"),
        pytest.param("        title: {zh: 表格, en: Frames}\n", "", SECOND_ID, "title",
                     "add the key `title`", id="missing-title"),
        pytest.param("en: Frames}", "en: }", SECOND_ID + 1, "title.en", "in quotes",
                     id="missing-language"),
        pytest.param("title: {zh: 课程, en: Course}\n", "", 1, "title", "add the key `title`",
                     id="missing-course-title"),
        pytest.param("102-frames", "101-arrays", SECOND_ID, "101-arrays is listed twice",
                     "remove or renumber", id="duplicate-id"),
        pytest.param("102-frames", "101-frames", SECOND_ID, "101-frames has the number of",
                     "remove or renumber", id="duplicate-number"),
        pytest.param('"1.1", "1.10"', '"1.1", "1.9"', SECOND_ROWS, "row 1.9, which the plan lacks",
                     "add this one", id="unknown-row"),
        pytest.param("102-frames", "202-frames", SECOND_ID, "202-frames stands in stage 1",
                     "move it to stage 2", id="wrong-stage"),
        pytest.param('after: ["101"]', 'after: ["102"]', SECOND_ROWS + 3,
                     "102-frames comes after 102, which is not before it",
                     "that stand above", id="after-itself"),
        pytest.param("102-frames", "102_frames", SECOND_ID, "assignments.1.id", "in the form",
                     id="id-form"),
        pytest.param('rows: ["1.1", "1.10"]', 'rows: "1.1"', SECOND_ROWS, "rows", "as a list",
                     id="text-for-list"),
        pytest.param("title: {zh: 表格, en: Frames}", "title: Frames", SECOND_ID + 1, "title",
                     "as keys and values", id="text-for-mapping"),
        pytest.param("stage1\n        hours: 4\n        minutes: 1\n      - ",
                     "stage1\n        hours: many\n        minutes: 1\n      - ",
                     SECOND_ID - 2, "hours", "replace the value 'many'", id="text-for-number"),
        pytest.param("https://pandas", "http://pandas", 7, "resources.0.url", "in the form",
                     id="insecure-address"),
        pytest.param('"1.10":\n', '"1.1":\n', 4, "the key `1.1` stands twice", "remove one",
                     id="duplicate-key"),
        pytest.param("rows: [\"1.1\", \"1.10\"]\n", "rows: [\"1.1\"\n", SECOND_ROWS + 1,
                     "no valid YAML", "mend", id="open-bracket"),
        pytest.param("        data: {zh: 企鹅", "      data: {zh: 企鹅", SECOND_ROWS + 2,
                     "no valid YAML", "mend the indentation", id="indentation"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, problem: str, remedy: str
) -> None:
    assert GOOD.count(old) == 1
    error = refusal(tmp_path, GOOD.replace(old, new))
    assert error.place == f"line {line}"
    assert problem in error.problem
    assert remedy in error.remedy


def test_a_stage_listed_twice_is_named_with_its_line(tmp_path: Path) -> None:
    stage = GOOD.partition("stages:\n")[2].replace("101-", "103-").replace("102-", "104-")
    error = refusal(tmp_path, GOOD + stage)
    assert error.problem == "stage 1 is listed twice"
    assert error.place == f"line {GOOD.count(chr(10)) + 1}"


@pytest.mark.parametrize("text", ["", "# nothing but a comment\n"])
def test_an_empty_file_is_refused(tmp_path: Path, text: str) -> None:
    assert "empty" in refusal(tmp_path, text).problem


def test_a_file_of_other_content_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, "- just\n- a list\n")
    assert (error.place, error.remedy) == ("line 1", "write it as keys and values")


def test_an_impossible_date_is_refused(tmp_path: Path) -> None:
    assert (
        "no valid YAML" in refusal(tmp_path, GOOD.replace("en: Course", "en: 2026-02-30")).problem
    )


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"there is no syllabus; .*--course"):
        read_course(tmp_path)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "syllabus.yml").write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(CourseError, match="cannot be read"):
        read_course(tmp_path)


def test_the_course_implements_every_row_of_the_plan() -> None:
    course = read_course(ROOT)
    assert [row for row in course.plan if not any(course.implementing(row))] == []


def test_the_plan_has_all_its_rows_in_order() -> None:
    counts = {"1": 18, "2": 23, "3": 16, "4": 19, "5": 10, "R": 10}
    assert list(read_course(ROOT).plan) == [
        f"{part}.{number}" for part, count in counts.items() for number in range(1, count + 1)
    ]


def test_the_course_has_sixty_assignments_in_order() -> None:
    course = read_course(ROOT)
    numbers = [int(assignment.number) for assignment in course.assignments]
    assert [stage.id for stage in course.stages] == [1, 2, 3, 4, 5]
    assert len(numbers) == 60
    assert numbers == sorted(numbers)


def test_every_assignment_fits_the_course() -> None:
    for assignment in read_course(ROOT).assignments:
        assert 3 <= len(assignment.tasks) <= 6, assignment.id
        assert 4 <= assignment.hours <= 12, assignment.id
        assert assignment.points == 20, assignment.id


def test_every_assignment_names_an_extra_of_the_package() -> None:
    declared = set(re.findall(r"^(\w+) = \[$", (ROOT / "pyproject.toml").read_text("utf-8"), re.M))
    extras = {assignment.extra for assignment in read_course(ROOT).assignments}
    assert extras == {"stage1", "stage2", "stage3", "stage4", "stage5", "tensorflow"}
    assert extras <= declared
