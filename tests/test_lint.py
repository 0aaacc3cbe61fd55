from pathlib import Path

import pytest
from lint_defects import (
    DEFECTS,
    HARMLESS,
    NOTEBOOK,
    RELEASED,
    ROOM,
    TEXT,
    Change,
    add,
    edit,
    rewrite,
    write_good_course,
)

from aicourse.authoring.lint import RULES, UNREADABLE, lint_course
from aicourse.errors import CourseError

DOCUMENTS = [Path(__file__).parents[1] / "docs" / name for name in ("lint.md", "lint.zh-CN.md")]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    write_good_course(tmp_path)
    return tmp_path


def test_good_assignment_is_clean(course: Path) -> None:
    assert [str(finding) for finding in lint_course(course)] == []


@pytest.mark.parametrize(
    ("rule", "change"),
    [pytest.param(rule, change, id=f"{rule}: {about}") for rule, about, change in DEFECTS],
)
def test_defect_is_found_by_its_rule_alone(course: Path, rule: str, change: Change) -> None:
    change(course)
    findings = lint_course(course)
    assert {finding.rule for finding in findings} == {rule}, "\n".join(map(str, findings))


@pytest.mark.parametrize("change", [pytest.param(change, id=about) for about, change in HARMLESS])
def test_harmless_change_is_left_alone(course: Path, change: Change) -> None:
    change(course)
    assert [str(finding) for finding in lint_course(course)] == []


def test_every_rule_has_a_defect_and_is_documented() -> None:
    assert {rule for rule, _, _ in DEFECTS} == set(RULES)
    for document in DOCUMENTS:
        lines = document.read_text(encoding="utf-8").splitlines()
        rows = [line.split("|")[1].strip(" `") for line in lines if line.startswith("| `")]
        assert sorted(rows) == sorted([*RULES, UNREADABLE])


def test_finding_names_file_line_problem_and_remedy(course: Path) -> None:
    rewrite(("ddof: int = 0", "ddof=0"))(course)
    (finding,) = lint_course(course)
    line = next(
        number
        for number, content in enumerate((course / TEXT).read_text().splitlines(), start=1)
        if '"grade_id": "variance"' in content
    )
    assert str(finding) == (
        f"{TEXT}, line {line}, cell variance: variance: no annotation of ddof; "
        "annotate every parameter and the result, arrays by jaxtyping [annotation-missing]"
    )


def test_ids_choose_assignments_and_leave_the_rest_unread(course: Path) -> None:
    add(Path("source", "999-x", "x.py"))(course)
    assert lint_course(course, ["101"]) == []
    with pytest.raises(CourseError, match="no assignment"):
        lint_course(course, ["102"])


def test_damaged_notebook_is_one_finding(course: Path) -> None:
    add(NOTEBOOK, "{")(course)
    (finding,) = lint_course(course)
    assert (finding.rule, finding.path) == (UNREADABLE, NOTEBOOK)


def test_cell_option_that_would_be_lost_is_unreadable(course: Path) -> None:
    edit(TEXT, '# %% [markdown] lang="zh"', '# %% [markdown] lnag="zh"')(course)
    (finding,) = lint_course(course)
    assert (finding.rule, finding.path, finding.place) == (UNREADABLE, TEXT, "cell 1")


def test_folder_without_text_and_notebook_is_one_finding(course: Path) -> None:
    (course / TEXT).unlink()
    (course / NOTEBOOK).unlink()
    assert [finding.rule for finding in lint_course(course)] == [UNREADABLE]


def test_points_that_are_no_number_are_told(course: Path) -> None:
    rewrite(('"points": 3', '"points": "three"'))(course)
    assert "points-range" in {finding.rule for finding in lint_course(course)}


def test_unwritten_assignment_without_folder_is_no_defect(course: Path) -> None:
    edit(Path("syllabus.yml"), "written: true", "written: false")(course)
    (course / ROOM).rename(course / "elsewhere")
    assert lint_course(course) == []


def test_a_line_that_was_handed_out_may_stand_in_a_solution(course: Path) -> None:
    for folder in (ROOM, RELEASED.parent):
        add(folder / "petals.csv", "    centred = x - x.mean()\n")(course)
    assert lint_course(course) == []
