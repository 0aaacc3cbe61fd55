"""Mutated submissions graded whole: always a verdict, never points for nothing."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from mutations import MENDED, harmed, mended, names
from small_course import (
    ASSIGNMENT,
    NOTEBOOK,
    answered,
    as_bytes,
    assignment,
    hand_in,
    make_course,
    student_version,
    submission,
)

from aicourse.feedback.pages import feedback_html
from aicourse.grading.grade import grade
from aicourse.grading.limits import Limits
from aicourse.grading.verdict import Verdict

LIMITS = Limits(cell_seconds=30)
ANSWERED: dict[str, Any] = json.loads(as_bytes(answered()))
UNTOUCHED: dict[str, Any] = json.loads(as_bytes(student_version()))
FEW, MANY = range(12), range(12, 100)


def graded(warm: Path, content: bytes) -> Verdict:
    """Grade, and check that whatever is written of it can be written."""
    result = grade(assignment(), submission(content), LIMITS, warm=warm)
    result.verdict.model_dump_json().encode()
    executed = nbformat.reads(result.notebooks[NOTEBOOK], as_version=4)
    feedback_html(executed).encode()
    return result.verdict


def check_mended(warm: Path, seed: int) -> None:
    verdict = graded(warm, mended(seed, ANSWERED))
    assert verdict.points == 5, verdict
    assert verdict.problem is None
    assert graded(warm, mended(seed, UNTOUCHED)).points == 0


def check_harmed(warm: Path, seed: int) -> None:
    assert 0 <= graded(warm, harmed(seed, ANSWERED)).points <= 5
    assert graded(warm, harmed(seed, UNTOUCHED)).points == 0


CHECKS = pytest.mark.parametrize("check", [check_mended, check_harmed])
Check = Callable[[Path, int], None]


@CHECKS
@pytest.mark.parametrize("seed", FEW)
def test_a_mutation_gains_nothing_and_if_it_can_be_mended_costs_nothing(
    warm: Path, check: Check, seed: int
) -> None:
    check(warm, seed)


@pytest.mark.slow
@CHECKS
@pytest.mark.parametrize("seed", MANY)
def test_many_mutations_gain_nothing_and_if_they_can_be_mended_cost_nothing(
    warm: Path, check: Check, seed: int
) -> None:
    check(warm, seed)


def test_every_change_occurs_among_the_few_and_the_many() -> None:
    assert len(MENDED) * 2 < len(FEW) + len(MANY)


def check_a_class(root: Path, seeds: range) -> None:
    """Grade a class of mutated submissions beside two honest ones, with files of odd names."""
    course = make_course(root, {"ada": answered(), "zoe": answered()})
    for seed in seeds:
        change, student = (mended, "mended") if seed % 2 else (harmed, "harmed")
        path = hand_in(course, f"{student} {seed}\n[b]", change(seed, ANSWERED))
        for name in names(seed):
            file = path.parent / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"x")
    hand_in(course, "caf\udce9", answered())
    command = [sys.executable, "-m", "aicourse.cli", "grade", "--course", str(course)]
    verdicts_file = root / "verdicts.json"
    run = subprocess.run(
        [*command, "--json", verdicts_file, "--explain"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr + run.stdout
    assert "caf" in run.stderr
    points = {v["student"]: v["points"] for v in json.loads(verdicts_file.read_text())}
    assert len(points) == len(seeds) + 2
    assert points["ada"] == points["zoe"] == 5
    assert all(v == 5 for student, v in points.items() if student.startswith("mended"))
    for student in points:
        assert (course / "autograded" / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb").is_file()


def test_a_class_of_mutations_is_graded_to_its_end(tmp_path: Path) -> None:
    check_a_class(tmp_path / "course", range(6))


@pytest.mark.slow
def test_a_large_class_of_mutations_is_graded_to_its_end(tmp_path: Path) -> None:
    check_a_class(tmp_path / "course", range(1000, 1080))


@pytest.fixture(scope="module")
def odd_class(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """Points by student of a class in which each has an oddity of their own, but for Ada."""
    course = make_course(tmp_path_factory.mktemp("odd"), {"ada": answered()})
    handed_in = hand_in(course, "folder in the place of a notebook", answered(), "inner")
    place = handed_in.with_name(f"{NOTEBOOK}.ipynb")
    place.mkdir()
    (place / "inner.txt").write_bytes(b"x")
    deep = hand_in(course, "path at the limit of the system", answered()).parent
    while len(str(deep)) < 4096 - 205:
        deep /= "d" * 200
    deep.mkdir(parents=True)
    (deep / "x.txt").write_bytes(b"x")
    command = [sys.executable, "-m", "aicourse.cli", "grade", "--course", str(course)]
    run = subprocess.run([*command, "--json", "-"], capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    return {v["student"]: v["points"] for v in json.loads(run.stdout)}


def test_a_folder_in_the_place_of_a_notebook_stops_nobody(odd_class: dict[str, float]) -> None:
    assert odd_class["ada"] == odd_class["folder in the place of a notebook"] == 5


def test_a_path_at_the_limit_of_the_system_stops_nobody(odd_class: dict[str, float]) -> None:
    assert odd_class["ada"] == odd_class["path at the limit of the system"] == 5
