import json
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from aicourse.authoring.pairing import (
    Action,
    State,
    notebook_from_text,
    read_pair,
    sync_course,
    sync_pair,
)
from aicourse.errors import CourseError

TEXT = """\
# %% [markdown] lang="zh"
# # 均值


# %% nbgrader={"grade": false, "grade_id": "mean", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mean(x):
    ### BEGIN SOLUTION
    return sum(x) / len(x)
    ### END SOLUTION


# %% tags=["figure"]
# %matplotlib inline
mean([1, 3])
"""  # noqa: E501


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """A text and its notebook, in step."""
    text, notebook = tmp_path / "mean.py", tmp_path / "mean.ipynb"
    text.write_text(TEXT, encoding="utf-8")
    sync_pair(text, notebook)
    return text, notebook


def contents(notebook: NotebookNode) -> list[tuple[str, str, object]]:
    return [(cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells]


def in_notebook(path: Path, source: str) -> None:
    """Append to the last cell, as an editor would: outputs, metadata of its own."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].source += source
    notebook.cells[-1].outputs = [new_output("stream", text="2.0")]
    notebook.cells[-1].metadata["collapsed"] = True
    nbformat.write(notebook, path)


def test_text_alone_makes_the_notebook(tmp_path: Path) -> None:
    text, notebook = tmp_path / "mean.py", tmp_path / "mean.ipynb"
    text.write_text(TEXT, encoding="utf-8")
    result = sync_pair(text, notebook)
    assert (result.pair.state, result.action) == (State.ONLY_TEXT, Action.NOTEBOOK)
    assert text.read_text(encoding="utf-8") == TEXT
    assert contents(nbformat.read(notebook, 4)) == contents(notebook_from_text(TEXT))


def test_notebook_alone_makes_the_text(tmp_path: Path) -> None:
    text, notebook = tmp_path / "mean.py", tmp_path / "mean.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("x = 1")]), notebook)
    result = sync_pair(text, notebook)
    assert (result.pair.state, result.action) == (State.ONLY_NOTEBOOK, Action.TEXT)
    assert text.read_text(encoding="utf-8").endswith("# %%\nx = 1\n")
    assert read_pair(text, notebook).state is State.IN_SYNC


def test_pair_in_step_is_left_untouched(pair: tuple[Path, Path]) -> None:
    before = [path.stat().st_mtime_ns for path in pair]
    assert sync_pair(*pair).action is Action.NOTHING
    assert [path.stat().st_mtime_ns for path in pair] == before


def test_change_of_layout_is_no_change(pair: tuple[Path, Path]) -> None:
    text, _ = pair
    text.write_text(TEXT.replace("\n\n\n", "\n\n"), encoding="utf-8")
    assert read_pair(*pair).state is State.IN_SYNC


def test_notebook_follows_the_newer_text(pair: tuple[Path, Path]) -> None:
    text, notebook = pair
    text.write_text(TEXT.replace("均值", "平均数"), encoding="utf-8")
    result = sync_pair(*pair)
    assert (result.pair.state, result.action) == (State.TEXT_NEWER, Action.NOTEBOOK)
    assert "平均数" in notebook.read_text(encoding="utf-8")


def test_text_follows_the_newer_notebook(pair: tuple[Path, Path]) -> None:
    text, notebook = pair
    in_notebook(notebook, "\nmean([2])")
    result = sync_pair(*pair)
    assert (result.pair.state, result.action) == (State.NOTEBOOK_NEWER, Action.TEXT)
    assert text.read_text(encoding="utf-8").endswith(TEXT + "mean([2])\n")
    assert sync_pair(*pair).action is Action.NOTHING


def test_outputs_are_cleared_and_nothing_else(pair: tuple[Path, Path]) -> None:
    _, notebook = pair
    before = notebook.read_bytes()
    in_notebook(notebook, "")
    assert sync_pair(*pair).action is Action.TIDIED
    assert notebook.read_bytes() == before


def test_file_times_do_not_count(pair: tuple[Path, Path]) -> None:
    text, notebook = pair
    in_notebook(notebook, "\nmean([2])")
    text.touch()
    assert read_pair(*pair).state is State.NOTEBOOK_NEWER


def test_conflict_is_refused_and_settled_by_choice(pair: tuple[Path, Path]) -> None:
    text, notebook = pair
    text.write_text(TEXT.replace("均值", "平均数"), encoding="utf-8")
    in_notebook(notebook, "\nmean([2])")
    before = [path.read_bytes() for path in pair]
    with pytest.raises(CourseError, match=r"mean\.py: both .* mean\.ipynb .* --from text"):
        sync_pair(*pair)
    assert [path.read_bytes() for path in pair] == before
    assert sync_pair(*pair, prefer="notebook").action is Action.TEXT
    assert "平均数" not in text.read_text(encoding="utf-8")
    assert "mean([2])" in text.read_text(encoding="utf-8")


def test_choice_does_not_overrule_the_newer_form(pair: tuple[Path, Path]) -> None:
    text, notebook = pair
    in_notebook(notebook, "\nmean([2])")
    assert sync_pair(*pair, prefer="text").action is Action.TEXT
    assert "mean([2])" in text.read_text(encoding="utf-8")


def test_pair_without_record_that_differs_is_a_conflict(pair: tuple[Path, Path]) -> None:
    _, notebook = pair
    content = json.loads(notebook.read_text(encoding="utf-8"))
    del content["metadata"]["aicourse"]
    content["cells"][-1]["source"] = ["x"]
    notebook.write_text(json.dumps(content), encoding="utf-8")
    assert read_pair(*pair).state is State.BOTH_DIFFER
    assert sync_pair(*pair, prefer="text").action is Action.NOTEBOOK


def test_damaged_notebook_is_named(pair: tuple[Path, Path]) -> None:
    pair[1].write_text("<<<<<<< HEAD", encoding="utf-8")
    with pytest.raises(CourseError, match=r"mean\.ipynb: .*delete it and sync from the text"):
        sync_pair(*pair)


def test_neither_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"neither this text nor b\.ipynb"):
        read_pair(tmp_path / "a.py", tmp_path / "b.ipynb")


def test_failed_write_leaves_the_old_file(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    text, notebook = pair
    before = notebook.read_bytes()
    text.write_text(TEXT.replace("均值", "平均数"), encoding="utf-8")

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space left"):
        sync_pair(*pair)
    assert notebook.read_bytes() == before
    assert sorted(path.name for path in text.parent.iterdir()) == ["mean.ipynb", "mean.py"]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of two assignments, of which each has a text."""
    entry = """\
      - id: {id}
        title: {{zh: 题, en: title}}
        rows: ["1.1"]
        tasks: [{{zh: 甲, en: a}}, {{zh: 乙, en: b}}, {{zh: 丙, en: c}}]
        data: {{zh: 无, en: none}}
        extra: stage1
        hours: 1
        minutes: 1
"""
    (tmp_path / "syllabus.yml").write_text(
        "title: {zh: 课, en: course}\n"
        'plan: {"1.1": {text: {zh: 行, en: row}}}\n'
        "stages:\n  - id: 1\n    title: {zh: 一, en: one}\n    goal: {zh: 一, en: one}\n"
        "    assignments:\n" + entry.format(id="101-one-thing") + entry.format(id="102-other"),
        encoding="utf-8",
    )
    for path in ("101-one-thing/one_thing.py", "102-other/other.py"):
        (tmp_path / "source" / path).parent.mkdir(parents=True)
        (tmp_path / "source" / path).write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_course_is_brought_into_step(course: Path) -> None:
    assert [result.action for result in sync_course(course, ["102"])] == [Action.NOTEBOOK]
    assert [result.action for result in sync_course(course, [])] == [
        Action.NOTEBOOK,
        Action.NOTHING,
    ]


def test_conflict_in_one_assignment_leaves_all_unwritten(course: Path) -> None:
    sync_course(course, [])
    other = course / "source" / "102-other"
    in_notebook(other / "other.ipynb", "\nmean([2])")
    for path in (other / "other.py", course / "source" / "101-one-thing" / "one_thing.py"):
        path.write_text(TEXT.replace("均值", "平均数"), encoding="utf-8")
    before = {path: path.read_bytes() for path in course.rglob("*.ipynb")}
    with pytest.raises(CourseError, match=r"other\.py: both"):
        sync_course(course, [])
    assert {path: path.read_bytes() for path in course.rglob("*.ipynb")} == before
