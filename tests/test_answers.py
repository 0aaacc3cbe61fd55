from pathlib import Path

import pytest

from aicourse.authoring.answers import Answer, read_answers
from aicourse.errors import CourseError

FILE = '''\
"""Answers."""

# %% [markdown]
# What a learner may think.

# %% by "hand", with n = 3 task="mean" verdict="right"
%matplotlib inline
def mean(x):
    return sum(x) / len(x)


# %% forgets to divide task="mean" verdict="wrong" loses="test_mean, test_mean_units"
def mean(x):
    return sum(x)
'''


def test_answers_are_read_in_order(tmp_path: Path) -> None:
    path = tmp_path / "answers.py"
    path.write_text(FILE.replace("%matplotlib", "# %matplotlib"), encoding="utf-8")
    right = "%matplotlib inline\ndef mean(x):\n    return sum(x) / len(x)"
    wrong = "def mean(x):\n    return sum(x)"
    tests = ("test_mean", "test_mean_units")
    assert read_answers(path) == (
        Answer('by "hand", with n = 3', "mean", "right", (), right, 6),
        Answer("forgets to divide", "mean", "wrong", tests, wrong, 12),
    )


def test_an_answer_may_write_a_file(tmp_path: Path) -> None:
    path = tmp_path / "answers.py"
    commented = "# %%writefile tidy/a.toml\n# [tool.black]\n#\n# line-length = 99"
    path.write_text(f'# %% x task="config" verdict="right"\n{commented}\n\n', encoding="utf-8")
    (answer,) = read_answers(path)
    assert answer.source == "%%writefile tidy/a.toml\n[tool.black]\n\nline-length = 99"


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ('# %% x verdict="right"\ny', "has no task"),
        ('# %% x task="mean"\ny', "has no verdict"),
        ('# %% x task=mean verdict="right"\ny', "has no task"),
        ('# %% task="mean" verdict="right"\ny', "has no title"),
        ('# %% x task="mean" verdict="good"\ny', 'the verdict is "good"'),
        ('# %% x task="mean" verdict="wrong" lose="test_mean"\ny', "no option lose"),
        ('# %% x task="mean" verdict="right" loses="test_mean"\ny', "a right answer loses nothing"),
        ('# %% x task="mean" verdict="right"\n\n', "the answer is empty"),
    ],
)
def test_bad_answer_names_its_line(tmp_path: Path, cell: str, problem: str) -> None:
    path = tmp_path / "answers.py"
    path.write_text(f'"""Answers."""\n\n{cell}\n', encoding="utf-8")
    with pytest.raises(CourseError, match=problem) as caught:
        read_answers(path)
    assert (caught.value.path, caught.value.place) == (path, "line 3")
    assert caught.value.remedy


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"answers\.py: cannot be read"):
        read_answers(tmp_path / "answers.py")
