"""Answers that are closer than chance: copies are found, independent work is left alone."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from scipy.stats import combine_pvalues  # type: ignore[import-untyped]
from similar_class import KNOWN, disguised, independent_class
from small_course import ASSIGNMENT, answered, assignment, make_course, submission
from test_class import aicourse

from aicourse.feedback.similar import CAVEAT, NOTHING, TOO_FEW, similar_page, verdict_on
from aicourse.similarity.answers import AnswerReader, Answers
from aicourse.similarity.comparing import EXPECTED, Comparison, combined, compare
from aicourse.similarity.evidence import side_by_side
from aicourse.similarity.tokens import tokens
from aicourse.similarity.winnowing import GRAM, WINDOW, grams, runs, winnowed

DAY = datetime(2026, 11, 24)


def codes(source: str, known: frozenset[str] = KNOWN) -> list[int]:
    return [token.code for token in tokens(source, known)]


def compared(answers: list[Answers]) -> Comparison:
    return compare(answers, set(), set())


@pytest.mark.parametrize(
    "other",
    [
        "def f(y):\n    total = np.sum(y)\n    return total / len(y)",
        'def f(x):\n    """Mean."""\n    t = np.sum(x)  # sum\n\n    return t / len(x)',
        "%matplotlib inline\ndef g( x ):\n  t=np.sum(x)\n  return t/len(x)",
    ],
)
def test_names_comments_docstrings_and_layout_do_not_count(other: str) -> None:
    assert codes(other) == codes("def f(x):\n    t = np.sum(x)\n    return t / len(x)")


@pytest.mark.parametrize(
    "other", ["t = np.mean(x)", "t = np.sum(x) + 2", "t = max(x)", "t = np.sum(x)[0]"]
)
def test_what_is_called_and_computed_counts(other: str) -> None:
    assert codes(other) != codes("t = np.sum(x)")


def test_a_text_that_is_no_program_has_tokens_too() -> None:
    assert codes("def f(:\n  t = np.sum('open") == codes("def h(:\n  v = np.sum('open")


def test_every_common_passage_of_the_promised_length_shares_a_fingerprint() -> None:
    for seed in range(50):
        first, second = (one.cells["task0"] for one in independent_class(2, 1, seed))
        passage = codes("a = b + c * d - e / f[0]")[: GRAM + WINDOW - 1]
        assert len(passage) == GRAM + WINDOW - 1
        chosen = []
        for around in (codes(first), codes(second)):
            hashes = grams([*around, *passage, *around[::-1]])
            chosen.append({hashes[at] for at in winnowed(hashes)})
        assert chosen[0] & chosen[1] & set(grams(passage))


def test_of_every_window_of_hashes_one_is_a_fingerprint() -> None:
    hashes = [7, 3, 9, 3, 8, 1, 1, 5, 6, 2, 4, 4, 4, 4, 4, 4]
    chosen = winnowed(hashes)
    for start in range(len(hashes) - WINDOW + 1):
        window = range(start, start + WINDOW)
        assert any(at in window and hashes[at] == min(hashes[i] for i in window) for at in chosen)
    assert winnowed([]) == []
    assert winnowed([5, 2]) == [1]


def test_positions_join_into_ranges() -> None:
    assert runs([1, 2, 3, 7, 9, 10]) == [(1, 4), (7, 8), (9, 11)]
    assert runs([]) == []


@pytest.mark.parametrize("n_students", [12, 40, 120])
def test_in_classes_where_nobody_copied_chance_gives_no_more_pairs_than_promised(
    n_students: int,
) -> None:
    found = [compared(independent_class(n_students, seed=seed)).matches for seed in range(8)]
    assert sum(map(len, found)) / len(found) <= EXPECTED


def test_chances_combine_as_fisher_says() -> None:
    chances = [0.03, 0.2, 0.5, 0.011]
    assert combined(chances) == pytest.approx(combine_pvalues(chances, method="fisher").pvalue)
    assert combined([0.25]) == pytest.approx(0.25)


@pytest.mark.parametrize("seed", range(4))
def test_copies_are_found_however_they_are_disguised(seed: int) -> None:
    answers = independent_class(40, seed=seed)
    ring = [disguised(answers[3], "ring1", seed), disguised(answers[3], "ring2", seed + 9)]
    pair = disguised(answers[17], "lone", seed)
    found = {frozenset(sum(m.students, ())) for m in compared([*answers, *ring, pair]).matches}
    assert frozenset({"s00003", "ring1", "ring2"}) in found
    assert frozenset({"s00017", "lone"}) in found


def test_the_sources_shown_are_those_of_the_students_named() -> None:
    answers = independent_class(20)
    copy = disguised(answers[4], "copy")
    (match,) = compared([*answers, copy]).matches
    assert match.students == (("copy",), ("s00004",))
    assert (match.left.cells, match.right.cells) == (copy.cells, answers[4].cells)


def test_a_task_of_three_lines_accuses_nobody() -> None:
    answers = independent_class(30, n_tasks=1, length=2)
    copies = [disguised(answers[3], f"copy{i}", i) for i in range(3)]
    assert compared([*answers, *copies]).matches == ()


def test_a_handful_of_students_cannot_tell_what_is_usual() -> None:
    answers = independent_class(3)
    found = compared([*answers, disguised(answers[0], "copy")])
    assert found.matches == ()
    assert verdict_on(found) == TOO_FEW


def test_what_is_handed_out_and_the_reference_are_not_marked() -> None:
    reader = AnswerReader(assignment())
    solved = reader.read(submission(answered(double="def double(x):\n    return 2 * x")))
    assert solved.cells["double"].endswith("2 * x")
    assert set(solved.grams["double"]) <= reader.reference


def test_the_page_marks_what_is_shared_and_says_what_it_does_not_prove() -> None:
    answers = independent_class(20)
    hostile = '\n    # <script>alert("1")</script>'
    copy = disguised(answers[4], "<b>mallory</b>")
    cells = {name: source + hostile for name, source in copy.cells.items()}
    found = compared([*answers, Answers(copy.student, cells, KNOWN)])
    page = BeautifulSoup(similar_page("ps1", found, DAY), "html.parser")
    assert CAVEAT[1] in " ".join(page.select("p.caveat")[0].get_text().split())
    assert page.select("script, h2 b") == []
    assert page.select(".sides mark")
    (match, *_) = found.matches
    for cell in side_by_side(match, found.idioms):
        assert "".join(piece.text for piece in cell.left) == match.left.cells[cell.cell]
        assert not any("alert" in piece.text for piece in cell.left if piece.shared)


def test_nothing_found_is_said_with_its_limits(tmp_path: Path) -> None:
    assert verdict_on(compared(independent_class(20))) == NOTHING
    course = make_course(tmp_path / "course", {f"s{i}": answered() for i in range(9)})
    page = tmp_path / "similar.html"
    run = aicourse("similar", ASSIGNMENT, "--course", course, "--json", "-", "--html", page)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["matches"] == []
    assert page.is_file()
