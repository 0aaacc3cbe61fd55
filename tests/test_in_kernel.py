"""What a test that stands in the learner's process may be written like."""

from pathlib import Path

import pytest
from nbformat import NotebookNode
from small_course import answered, assignment, by_cell, cell, submission

from aicourse.grading.grade import grade
from aicourse.grading.limits import Limits
from aicourse.grading.verdict import CellVerdict, Kind

LOCKED = """\
import math
import os.path
from collections import Counter as Tally

FACTOR = 2

def twice(x, by=FACTOR):
    return math.prod([x, by])
"""
EVERYTHING = """\
from __future__ import annotations
import typing
from dataclasses import dataclass
from unittest import mock

class Base:
    def __init__(self): self.made = True

class Child(Base):
    def __init__(self, size: int = 3) -> None:
        super().__init__()
        self.size: int = size

@dataclass
class Point:
    x: float
    y: float = 0.0

assert Child().made and typing.get_type_hints(Point)["x"] is float
assert [double(i) for i in range(3)] == [0, 2, 4] and twice(3) == 6
assert os.path.join("a", "b") == "a/b" and Tally("aa")["a"] == 2 and math.floor(2.5) == 2

def check(value):
    global total
    total = sum([value, 1])
    match value:
        case int(n) if n > 1: return max(n, total)
        case _: return min(0, 1)

assert check(5) == 6 and total == 6 and "total" in globals()
try:
    raise KeyError("x")
except (ValueError, KeyError) as error:
    assert isinstance(error, LookupError)
with mock.patch("builtins.print") as printed, mock.patch("__main__.helper", return_value=7):
    assert loud() == 7
printed.assert_called_once_with("loud")
assert double.__globals__ is globals()
import asyncio
await asyncio.sleep(0)
%matplotlib inline
words = !echo some words
assert words == ["some words"]
"""
LEARNER = """\
def double(x): return x + x
def helper(): return 1
def loud():
    def inner(): print("loud"); return helper()
    return inner()
def sum(values): return "mine"
def twice(x): return "mine"
math = os = Tally = total = None
isinstance = max = min = range = len = lambda *a: "mine"
"""
LIMITS = Limits(cell_seconds=20, notebook_seconds=120)


def verdict(warm: Path, test: str, answer: str = LEARNER) -> CellVerdict:
    def declare(notebook: NotebookNode) -> None:
        cell(notebook, "imports").source = LOCKED
        stands = cell(notebook, "test_double")
        stands.source = test
        stands.metadata["aicourse"] = {"runs": "in-kernel"}

    handed = submission(answered(double=answer))
    return by_cell(grade(assignment(declare), handed, LIMITS, warm=warm).verdict)["test_double"]


def test_all_of_python_is_there_and_names_are_the_instructors(warm: Path) -> None:
    found = verdict(warm, EVERYTHING)
    assert (found.message, found.note, found.points) == ("", "", 2)


@pytest.mark.parametrize(
    ("test", "points"),
    [("double(1) == 2\n1.5", 1.5), ("double(1)", 2), ("1.5;", 2), ("'text'", 2), ("-1", 0)],
)
def test_a_number_in_the_end_gives_part_marks(warm: Path, test: str, points: float) -> None:
    assert verdict(warm, test).points == points


def test_parts_are_told_apart_and_a_hidden_one_tells_nothing(warm: Path) -> None:
    hidden = "### BEGIN HIDDEN TESTS\nassert double(1) == secret\n### END HIDDEN TESTS"
    seen = verdict(warm, f"assert double(1) == 3, 'seen'\n{hidden}")
    assert (seen.kind, seen.message) == (Kind.FAILED, "seen")
    unseen = verdict(warm, f"assert double(1) == 2\n{hidden}")
    assert unseen.kind is Kind.CRASHED
    assert "secret" not in unseen.message


def test_a_test_that_is_no_program_crashes(warm: Path) -> None:
    assert verdict(warm, "assert double(").kind is Kind.CRASHED
