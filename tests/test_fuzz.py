"""Whatever is handed in: no exception, no points for nothing, and honest work keeps its points."""

import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from small_course import (
    ASSIGNMENT,
    NOTEBOOK,
    answered,
    assignment,
    source,
    student_version,
)

from aicourse.errors import CourseError
from aicourse.grading.assignment import Submission, digest, read_submission
from aicourse.grading.exceeded import Exceeded
from aicourse.grading.grade import grading_key
from aicourse.grading.limits import Limits
from aicourse.grading.outcome import Outcome, Status
from aicourse.grading.portable import portable
from aicourse.grading.programs import bound_names, pieces_by_owner, same_code
from aicourse.grading.reading import find_notebook
from aicourse.grading.repair import repair
from aicourse.grading.scoring import score
from aicourse.notebook import Role, grade_id, parse_notebook, role

PROPERTY = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
SOURCE = source()
PATH = Path("x.ipynb")

texts = st.text(st.characters(), max_size=40) | st.sampled_from(
    ["\x00", "\ud800", "\r\n", "\N{LINE SEPARATOR}", "e\N{COMBINING ACUTE ACCENT}", "%%bash\nls"]
)
scalars = st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | texts
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
programs = st.sampled_from(
    [
        "def double(x): return 2 * x",
        "def square(x): return x * x",
        "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
        "import math",
        "assert double(1) == 2",
        "def double(x) return",
        "%matplotlib widget",
        "!ls",
        "double = square = 3; x = 1",
        "@property\ndef square(x): pass",
        "",
    ]
)
sources = st.lists(programs | texts, max_size=4).map("\n".join)
names = st.sampled_from([grade_id(c) for c in SOURCE.cells if grade_id(c)]) | texts
claims = st.fixed_dictionaries(
    {},
    optional={
        "grade_id": names | scalars,
        "grade": scalars,
        "solution": scalars,
        "locked": scalars,
        "points": scalars,
        "task": scalars,
    },
)
cells = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["code", "markdown", "raw"]), "source": sources},
    optional={
        "metadata": st.fixed_dictionaries({}, optional={"nbgrader": claims | trees, "lang": trees}),
        "outputs": trees,
        "execution_count": trees,
        "attachments": trees,
        "id": trees,
    },
)
notebooks = st.fixed_dictionaries(
    {"cells": st.lists(cells | trees, max_size=8), "nbformat": st.just(4)},
    optional={"nbformat_minor": scalars, "metadata": trees | st.just({"kernelspec": {"name": 3}})},
)


def as_json(content: Any) -> bytes:
    return json.dumps(content).encode()


def found_in(content: bytes, name: str = f"{NOTEBOOK}.ipynb") -> NotebookNode | None:
    handed_in = Submission("ada", ASSIGNMENT, {name: content})
    return find_notebook(NOTEBOOK, assignment(), handed_in).notebook


@PROPERTY
@given(st.binary(max_size=200) | trees.map(as_json) | notebooks.map(as_json))
def test_any_bytes_are_a_notebook_or_bad_input(content: bytes) -> None:
    try:
        notebook = parse_notebook(content, PATH)
    except CourseError as error:
        told = str(error)
    else:
        told = ""
        assert all(isinstance(cell.source, str) for cell in notebook.cells)
    assert "\n" not in told


@PROPERTY
@given(notebooks)
def test_whatever_is_handed_in_becomes_a_sound_notebook(content: dict[str, Any]) -> None:
    notebook = found_in(as_json(content))
    if notebook is None:
        return
    repaired = repair(SOURCE, notebook, NOTEBOOK)
    nbformat.validate(repaired.notebook)
    nbformat.writes(repaired.notebook).encode()
    ours = {grade_id(c): c.source for c in SOURCE.cells if role(c) in (Role.TEST, Role.LOCKED)}
    found = [c for c in repaired.notebook.cells if grade_id(c) in ours]
    assert {grade_id(c): c.source for c in found} == ours
    assert len(found) == len(ours)
    for one in repaired.repairs:
        one.model_dump_json()
        assert " / " in one.text


@PROPERTY
@given(notebooks)
def test_nothing_that_a_learner_wrote_is_lost(content: dict[str, Any]) -> None:
    notebook = found_in(as_json(content))
    if notebook is None:
        return
    repaired = repair(SOURCE, notebook, NOTEBOOK).notebook

    def lines(cells: Iterable[NotebookNode]) -> set[str]:
        text = "\n".join(c.source for c in cells).encode("utf-8", "replace").decode()
        return {line.strip().removeprefix("# ") for line in re.split(r"[\r\n]+", text)}

    ours = {grade_id(c) for c in SOURCE.cells if role(c) in (Role.TEST, Role.LOCKED)}
    theirs = lines(c for c in notebook.cells if grade_id(c) not in ours)
    assert theirs <= lines(repaired.cells) | lines(student_version().cells) | {""}


outcomes = st.builds(
    Outcome,
    status=st.sampled_from(Status),
    seconds=st.floats(0, 1e9),
    error=st.sampled_from(["", "AssertionError", "NotImplementedError", "X"]) | texts,
    message=texts,
    hidden=st.booleans(),
    by_student=st.booleans(),
    value=st.none() | texts | st.floats().map(repr) | st.sampled_from(["1", "2", "-0.0", "1e400"]),
    line=st.integers(0, 9),
    limit=st.none() | st.sampled_from(Exceeded),
    wires=st.lists(texts, max_size=3).map(tuple),
)


@PROPERTY
@given(st.dictionaries(st.integers(0, 8), outcomes), st.booleans())
def test_points_need_a_test_that_ran_to_its_end(ended: dict[int, Outcome], isolated: bool) -> None:
    executed = repair(SOURCE, answered(), NOTEBOOK).notebook
    verdicts = score(SOURCE, executed, ended, Limits(), NOTEBOOK, isolated=isolated)
    places = {grade_id(c): i for i, c in enumerate(executed.cells)}
    for verdict in verdicts:
        assert 0 <= verdict.points <= verdict.max_points
        outcome = ended.get(places[verdict.grade_id])
        if outcome is None or outcome.status is not Status.COMPLETED:
            assert verdict.points == 0
        assert verdict.evidence is not None


@PROPERTY
@given(st.lists(programs, max_size=5).map("\n".join))
def test_a_program_that_is_cut_is_still_the_program(text: str) -> None:
    pieces = pieces_by_owner(text, {"double": "double", "square": "square"})
    whole = "\n".join(piece.source for piece in pieces)
    assert same_code(whole, text)
    assert {n for p in pieces for n in bound_names(p.source)} >= bound_names(text)


@PROPERTY
@given(sources)
def test_what_cannot_work_here_is_left_out_line_by_line(text: str) -> None:
    kept, left_out = portable(text)
    assert kept.count("\n") == text.count("\n")
    assert portable(kept) == (kept, ())
    changed = sum(a != b for a, b in zip(kept.split("\n"), text.split("\n"), strict=True))
    assert changed == len(left_out)


file_names = (
    st.text(st.characters(exclude_characters="/\x00", exclude_categories=["Cs"]), min_size=1)
    | st.sampled_from(["作业.ipynb", "x" * 250 + ".txt", "a\nb.ipynb", "A.IPYNB", "a.ipynb", "-rf"])
    | st.text("éÅ", min_size=1, max_size=3).map(lambda t: unicodedata.normalize("NFD", t))
).filter(lambda name: name not in (".", "..") and len(name.encode()) <= 255)


@PROPERTY
@given(st.dictionaries(file_names, st.binary(max_size=20), max_size=6))
def test_files_of_any_name_are_read_and_stored(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("submitted") / "ada" / ASSIGNMENT
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    found = read_submission(folder)
    assert {name: files[name] for name in found.files} == found.files
    assert not found.refused
    digest(found.files)


def test_a_file_name_that_is_no_unicode_costs_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "ada" / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / "caf\udce9.txt").write_bytes(b"x")
    found = read_submission(folder)
    assert len(found.files) == 1
    assert grading_key(assignment(), found, Limits(), is_warm=True)


def repaired(*cells: NotebookNode) -> dict[str | None, NotebookNode]:
    """Cells by name, of a notebook without tests and metadata, after it was repaired."""
    handed_in = NotebookNode(cells=list(cells), metadata=NotebookNode())
    notebook = repair(SOURCE, handed_in, NOTEBOOK).notebook
    return {grade_id(cell): cell for cell in notebook.cells}


def test_an_empty_cell_between_known_ones_is_no_answer() -> None:
    notebook = student_version()
    stub = next(cell for cell in notebook.cells if grade_id(cell) == "double")
    stub.source, stub.metadata = "", {}
    found = repair(SOURCE, notebook, NOTEBOOK).notebook
    assert "double" not in [grade_id(cell) for cell in found.cells]


def test_two_answers_that_became_prose_are_taken_apart() -> None:
    prose = nbformat.v4.new_markdown_cell(
        "def double(x): return 2 * x\ndef square(x): return x * x"
    )
    found = repaired(prose)
    assert found["double"].source == "def double(x): return 2 * x"
    assert found["square"].source == "def square(x): return x * x"
    assert found["square"].cell_type == "code"


def test_half_a_character_does_not_keep_two_answers_together() -> None:
    text = "def double(x): return 2 * x  # \ud800\ndef square(x): return x * x"
    found = repaired(NotebookNode(cell_type="code", source=text, metadata=NotebookNode()))
    assert found["double"].source == "def double(x): return 2 * x  # ?"
    assert found["square"].source == "def square(x): return x * x"
