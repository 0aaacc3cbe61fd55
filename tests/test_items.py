"""Item analysis: difficulty, discrimination, wrong ways."""

from random import Random

import numpy as np
import pytest
from sample_class import CLASS, NORM, SHAPE, UNREADABLE, F, N, P, submission

from aicourse.feedback.discrimination import Undefined, discrimination
from aicourse.feedback.items import item_analysis, normalised
from aicourse.grading.outcome import Status
from aicourse.grading.verdict import CellVerdict, Evidence, Kind, Verdict


def class_of(*points: tuple[float, ...]) -> list[Verdict]:
    """One submission for each tuple: its points in the first test cells, 2 to be had in each."""
    return [
        submission(f"s{number}", *((p, P if p == 2 else F, "" if p == 2 else NORM) for p in row))
        for number, row in enumerate(points)
    ]


def test_difficulty_is_the_mean_share_of_the_points_of_those_that_ran() -> None:
    items = {item.grade_id: item for item in item_analysis(CLASS)}
    item = items["test_truncation_error"]
    assert (item.students, item.attempted) == (13, 11)
    assert item.difficulty == pytest.approx((6 * 3 + 1.5) / (13 * 3))


def test_discrimination_is_the_correlation_with_the_other_items_points() -> None:
    random = Random(4711)
    rows = [(float(random.choice([0, 2])), float(random.choice([0, 1, 2]))) for _ in range(30)]
    rows = [(a, max(0.0, min(2.0, b * 0.5 + a * 0.4))) for a, b in rows]
    first, second = item_analysis(class_of(*rows))
    a, b = np.array(rows).T
    expected = np.corrcoef(a, b)[0, 1]
    for item in (first, second):
        found = item.discrimination
        assert found.value == pytest.approx(expected)
        assert found.low is not None
        assert found.high is not None
        assert found.low < expected < found.high


def test_the_interval_covers_the_true_correlation_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(0)
    covered = 0
    for _ in range(400):
        item, other = random.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], 40).T
        found = discrimination(item.tolist(), (item + other).tolist())
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 0.5 <= found.high
    assert 0.92 <= covered / 400 <= 0.98


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([(2.0, 0.0), (0.0, 2.0)] * 4, Undefined.FEW),
        ([(2.0, 0.0), (2.0, 2.0)] * 6, Undefined.CONSTANT),
        ([(0.0, 2.0), (2.0, 2.0)] * 6, Undefined.NO_REST),
    ],
)
def test_what_cannot_be_correlated_is_said_not_made_up(
    rows: list[tuple[float, ...]], reason: Undefined
) -> None:
    item = item_analysis(class_of(*rows))[0]
    assert item.discrimination.value is None
    assert item.discrimination.why_not is reason


def test_an_untouched_submission_says_nothing_of_discrimination() -> None:
    rows = [(2.0, 0.0), (0.0, 2.0), (2.0, 2.0), (0.0, 0.0)] * 3
    untouched = [submission(f"u{i}", (0, N, ""), (0, N, "")) for i in range(12)]
    alone, with_untouched = (item_analysis([*class_of(*rows), *more]) for more in ([], untouched))
    assert with_untouched[0].discrimination == alone[0].discrimination
    assert with_untouched[0].difficulty == pytest.approx(alone[0].difficulty / 2)  # type: ignore[operator]


def test_a_test_that_punishes_the_able_is_pointed_out() -> None:
    rows = [(0.0, 2.0, 2.0, 2.0), (2.0, 0.0, 0.0, 0.0)] * 10 + [(2.0, 2.0, 2.0, 2.0)]
    first, second, *_ = item_analysis(class_of(*rows))
    assert first.remark is not None
    assert "check this test" in first.remark[1]
    assert second.remark is None


def failing(student: str, message: str, line: int | None = None, hidden: bool = False) -> Verdict:
    (cell,) = submission(student, (0, F, message)).cells
    evidence = Evidence(ended=Status.RAISED, line=line, hidden=hidden)
    verdict = submission(student, (0, F, message))
    return verdict.model_copy(update={"cells": (cell.model_copy(update={"evidence": evidence}),)})


def test_messages_that_differ_in_numbers_are_one_wrong_way() -> None:
    told = [f"expected (3, {i}), got [{i}. 0.5 -1e-{i}]" for i in range(1, 5)]
    ways = item_analysis([failing(f"s{i}", text) for i, text in enumerate(told)])[0].wrong_ways
    assert [len(way.students) for way in ways] == [4]
    assert ways[0].message == told[0]


def test_names_and_places_keep_wrong_ways_apart() -> None:
    verdicts = [
        failing("a", "NameError: x1"),
        failing("b", "NameError: x2"),
        failing("c", SHAPE, 3),
        failing("d", SHAPE, 9, hidden=True),
    ]
    ways = item_analysis(verdicts)[0].wrong_ways
    assert sorted(way.students for way in ways) == [("a",), ("b",), ("c",), ("d",)]
    assert {way.place[1] for way in ways if way.place} == {
        "line 3, visible part",
        "line 9, hidden part",
    }


def test_what_a_hidden_test_raised_is_told_only_where_it_was_asked_for() -> None:
    verdicts = [failing("a", "a hidden check failed", 9, hidden=True)]

    def reveal(verdict: Verdict, cell: CellVerdict) -> str:
        return f"AssertionError: 4711 {verdict.student} {cell.grade_id}"

    assert "4711" not in repr(item_analysis(verdicts))
    assert "4711 a test_power_iteration" in repr(item_analysis(verdicts, reveal))


def test_what_did_not_run_and_what_nobody_tried_is_no_wrong_way() -> None:
    verdicts = [
        submission("a", (0, N, "not attempted")),
        submission("b", (0, Kind.NOT_RUN, "dead")),
        UNREADABLE,
    ]
    (item,) = item_analysis(verdicts)
    assert item.wrong_ways == ()
    assert item_analysis([UNREADABLE]) == ()


def test_a_message_without_numbers_stays_itself() -> None:
    assert normalised("name 'conv2d' is  not\ndefined") == "name 'conv2d' is not defined"
