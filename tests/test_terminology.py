"""The terminology table: what is read from it, and what is refused."""

from pathlib import Path

import pytest

from aicourse.authoring.terminology import TERMINOLOGY, read_terminology
from aicourse.errors import CourseError
from aicourse.syllabus import read_course

ROOT = Path(__file__).parents[1]
HEAD = "# Terms\n\n| English | 中文 | note |\n|---|---|---|\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "terminology.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_terms_and_refused_variants(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        HEAD
        + "| singular value decomposition | 奇异值分解 | SVD |\n"
        + "| robustness | 鲁棒性 | not: 健壮性、稳健性; of estimators too |\n"
        + "| gradient | 梯度 | |\n\n"
        + "| other | table | here |\n",
    )

    terminology = read_terminology(path)

    assert terminology.terms == {
        "singular value decomposition": "奇异值分解",
        "robustness": "鲁棒性",
        "gradient": "梯度",
    }
    assert terminology.rejected == {"健壮性": "鲁棒性", "稳健性": "鲁棒性"}


@pytest.mark.parametrize(
    ("rows", "place", "problem"),
    [
        ("| recall | 召回率 | |\n| recall | 查全率 | |\n", "line 6", "'recall' stands twice"),
        ("| recall | | |\n", "line 5", "not English | 中文 | note"),
        ("| recall | 召回率 |\n", "line 5", "not English | 中文 | note"),
        (
            "| recall | 召回率 | not: 查全率 |\n| coverage | 覆盖率 | not: 查全率 |\n",
            "line 6",
            "'查全率' is refused twice",
        ),
        (
            "| feature | 特征 | not: 属性 |\n| attribute | 属性值 | |\n",
            "line 5",
            "'属性' is part of the term '属性值'",
        ),
    ],
)
def test_refuses_a_table_at_odds_with_itself(
    tmp_path: Path, rows: str, place: str, problem: str
) -> None:
    with pytest.raises(CourseError) as caught:
        read_terminology(written(tmp_path, HEAD + rows))
    assert caught.value.place == place
    assert problem in caught.value.problem


@pytest.mark.parametrize("text", ["", "| 中文 | English |\n|---|---|\n| 梯度 | gradient |\n"])
def test_refuses_a_file_without_the_table(tmp_path: Path, text: str) -> None:
    with pytest.raises(CourseError, match="no table of terms"):
        read_terminology(written(tmp_path, text))


def test_refuses_an_absent_file(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="cannot be read"):
        read_terminology(tmp_path / "terminology.md")


def test_the_course_table_is_alphabetical_and_unambiguous() -> None:
    terms = read_terminology(ROOT / TERMINOLOGY).terms
    assert list(terms) == sorted(terms, key=str.casefold)
    assert len(set(terms.values())) == len(terms)


def test_the_syllabus_keeps_to_the_terminology() -> None:
    rejected = read_terminology(ROOT / TERMINOLOGY).rejected
    course = read_course(ROOT)
    texts = [stage.goal.zh for stage in course.stages]
    for assignment in course.assignments:
        texts += [assignment.title.zh, *(task.zh for task in assignment.tasks)]
    assert [(v, text) for text in texts for v in rejected if v in text] == []
