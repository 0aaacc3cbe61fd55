"""`aicourse start`: the learner's work survives every newer release."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from aicourse.desk.folder import Desk, find_desk, open_desk, set_up_desk
from aicourse.desk.merging import Change, merge
from aicourse.desk.reports import told
from aicourse.desk.starting import Started, start
from aicourse.errors import CourseError
from aicourse.notebook import grade_id, read_notebook

COURSE = Path(__file__).parents[1]
ID = "104-svd-image-compression"
NAME = "svd_image_compression.ipynb"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course folder with the student versions of one assignment, and no source."""
    root = tmp_path / "course"
    for language in ("zh", "en"):
        shutil.copytree(COURSE / "release" / language / ID, root / "release" / language / ID)
    shutil.copy(COURSE / "syllabus.yml", root)
    return root


@pytest.fixture
def desk(course: Path) -> Desk:
    return set_up_desk(course / "work", course, "en")


def _start(desk: Desk, language: str | None = None) -> Started:
    return start(desk, desk.read_syllabus().find("104"), language)  # type: ignore[arg-type]


def _cell(notebook: NotebookNode, name: str) -> NotebookNode:
    (found,) = [cell for cell in notebook.cells if grade_id(cell) == name]
    return found


def _edit_release(desk: Desk, old: str, new: str) -> None:
    path = desk.course / "release/en" / ID / NAME
    notebook = read_notebook(path)
    changed = 0
    for cell in notebook.cells:
        changed += old in cell.source
        cell.source = cell.source.replace(old, new)
    assert changed, f"{old!r} is not in the release"
    nbformat.write(notebook, path)


def _work(desk: Desk) -> NotebookNode:
    """Answer a task, add a cell, run something; return the notebook as saved."""
    path = desk.room(ID) / NAME
    notebook = read_notebook(path)
    answer = _cell(notebook, "power_iteration")
    answer.source = "def power_iteration(A, start):\n    return 1"
    answer.outputs = [new_output("stream", text="seen")]
    at = notebook.cells.index(answer)
    notebook.cells.insert(at + 1, new_code_cell("my_own = 1"))
    notebook.cells.insert(at + 2, new_markdown_cell("My thoughts."))
    nbformat.write(notebook, path)
    return notebook


def test_hands_out_the_student_version(desk: Desk) -> None:
    started = _start(desk)
    assert started.is_new
    released = desk.course / "release/en" / ID / NAME
    assert started.notebook.read_bytes() == released.read_bytes()


def test_begun_again_without_a_newer_release_changes_nothing(desk: Desk) -> None:
    notebook = _start(desk).notebook
    _work(desk)
    before = notebook.read_bytes()
    again = _start(desk)
    assert notebook.read_bytes() == before
    assert again.backup is None
    assert list(told(again, "en")) == ["You have the newest version; nothing was changed."]


def test_a_newer_release_is_merged_around_the_work(desk: Desk) -> None:
    notebook = _start(desk).notebook
    _work(desk)
    before = notebook.read_bytes()
    _edit_release(desk, "# Agreed for all tasks", "# Agreed, anew")
    _edit_release(desk, "def raises(", "# mended\ndef raises(")
    started = _start(desk)

    merged = read_notebook(notebook)
    answer = _cell(merged, "power_iteration")
    assert answer.source.endswith("return 1")
    assert answer.outputs[0].text == "seen"
    assert "# mended" in _cell(merged, "checks").source
    at = merged.cells.index(answer)
    assert [c.source for c in merged.cells[at + 1 : at + 3]] == ["my_own = 1", "My thoughts."]
    assert sum("Agreed" in cell.source for cell in merged.cells) == 1
    assert (Change.RENEWED, "checks") in started.changes
    assert started.answers == 1
    assert started.own_cells == 2
    assert started.backup is not None
    assert started.backup.read_bytes() == before
    nbformat.validate(merged)
    assert _start(desk).changes == []


def test_a_notebook_copied_by_hand_is_renewed_too(desk: Desk) -> None:
    shutil.copytree(desk.course / "release/en" / ID, desk.room(ID))
    _work(desk)
    _edit_release(desk, "# Agreed for all tasks", "# Agreed, anew")
    started = _start(desk)
    sources = [cell.source for cell in read_notebook(started.notebook).cells]
    assert sum("Agreed" in source for source in sources) == 1
    assert "my_own = 1" in sources
    assert any(source.endswith("return 1") for source in sources)


def test_a_worked_example_that_only_the_learner_changed_stays(desk: Desk) -> None:
    notebook = _start(desk).notebook
    mine = read_notebook(notebook)
    example = next(cell for cell in mine.cells if cell.source.startswith("# The goal:"))
    example.source = "print('mine')"
    nbformat.write(mine, notebook)
    _edit_release(desk, "# Agreed for all tasks", "# Agreed, anew")
    _start(desk)
    sources = [cell.source for cell in read_notebook(notebook).cells]
    assert "print('mine')" in sources
    assert not any(source.startswith("# The goal:") for source in sources)


def test_a_worked_example_that_both_changed_stands_twice(desk: Desk) -> None:
    notebook = _start(desk).notebook
    mine = read_notebook(notebook)
    example = next(cell for cell in mine.cells if cell.source.startswith("# The goal:"))
    example.source = "print('mine')"
    nbformat.write(mine, notebook)
    _edit_release(desk, "# The goal:", "# The goal, anew:")
    started = _start(desk)
    sources = [cell.source for cell in read_notebook(notebook).cells]
    at = sources.index("print('mine')")
    assert sources[at - 1].startswith("# The goal, anew:")
    assert [change for change, _ in started.changes] == [Change.SET_ASIDE]


def test_what_the_release_gave_up_goes_unless_the_learner_changed_it(desk: Desk) -> None:
    new = read_notebook(desk.course / "release/en" / ID / NAME)
    examples = [c for c in new.cells if c.cell_type == "code" and grade_id(c) is None][:2]
    mine, old = nbformat.from_dict(new), nbformat.from_dict(new)
    gone = [new.cells.index(example) for example in examples]
    mine.cells[gone[1]].source += "\nprint('mine')"
    new.cells = [cell for index, cell in enumerate(new.cells) if index not in gone]
    merged = merge(mine, new, old)
    sources = [cell.source for cell in merged.notebook.cells]
    assert not any(source == examples[0].source for source in sources)
    assert any(source.endswith("print('mine')") for source in sources)


def test_an_answer_in_a_second_cell_is_kept_beside_the_one_that_counts(desk: Desk) -> None:
    notebook = _start(desk).notebook
    mine = _work(desk)
    answer = _cell(mine, "power_iteration")
    copy = nbformat.from_dict(answer)
    copy["id"] = "copied"
    copy.source = copy.source.replace("return 1", "return 2")
    mine.cells.insert(mine.cells.index(answer), copy)
    nbformat.write(mine, notebook)
    _edit_release(desk, "# Agreed for all tasks", "# Agreed, anew")
    _start(desk)
    merged = read_notebook(notebook)
    assert sum(grade_id(cell) == "power_iteration" for cell in merged.cells) == 1
    assert sum("return 2" in cell.source for cell in merged.cells) == 1
    assert sum("return 1" in cell.source for cell in merged.cells) == 1


def test_the_language_may_be_changed_midway(desk: Desk) -> None:
    notebook = _start(desk).notebook
    _work(desk)
    started = _start(desk, "zh")
    merged = read_notebook(notebook)
    assert started.switched
    assert not any(cell.metadata.get("lang") == "en" for cell in merged.cells)
    assert _cell(merged, "power_iteration").source.endswith("return 1")
    assert "My thoughts." in [cell.source for cell in merged.cells]


def test_files_that_both_changed_stay_the_learners(desk: Desk) -> None:
    given = desk.course / "release/en" / ID
    for name in ("mine.py", "theirs.py"):
        (given / name).write_text("1\n")
    _start(desk)
    (desk.room(ID) / "mine.py").write_text("2\n")
    for name in ("mine.py", "theirs.py"):
        (given / name).write_text("3\n")
    started = _start(desk)
    assert (desk.room(ID) / "mine.py").read_text() == "2\n"
    assert (desk.room(ID) / "theirs.py").read_text() == "3\n"
    assert (started.files, started.kept_files) == (["theirs.py"], ["mine.py"])


def test_a_damaged_notebook_is_told_and_left(desk: Desk) -> None:
    notebook = _start(desk).notebook
    notebook.write_text("{")
    with pytest.raises(CourseError, match="move it elsewhere"):
        _start(desk)
    assert notebook.read_text() == "{"


def test_the_desk_is_found_from_the_course_and_from_a_room(desk: Desk) -> None:
    _start(desk)
    assert find_desk(desk.course) == desk
    assert find_desk(desk.room(ID)) == desk
    assert open_desk(desk.root) == desk


def test_a_course_may_be_moved_with_the_desk_in_it(desk: Desk) -> None:
    _start(desk)
    moved = desk.course.with_name("moved")
    desk.course.rename(moved)
    found = open_desk(moved / "work")
    assert found.course == moved
    assert not start(found, found.read_syllabus().find("104")).is_new


def test_the_course_folder_is_no_desk(course: Path) -> None:
    with pytest.raises(CourseError, match="course folder itself"):
        set_up_desk(course, course)


def test_an_unwritten_assignment_is_refused_and_nothing_made(desk: Desk) -> None:
    with pytest.raises(CourseError, match="not written yet"):
        start(desk, desk.read_syllabus().find("201"))
    assert not desk.root.exists()
