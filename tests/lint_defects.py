"""One small good assignment, and for each lint rule the changes that break it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import yaml
from nbformat import NotebookNode

from aicourse.authoring.pairing import sync_pair

Change = Callable[[Path], None]

GOOD = Path(__file__).parent / "notebooks" / "lint"
ROOM = Path("source", "101-mean-and-spread")
TEXT = ROOM / "mean_and_spread.py"
NOTEBOOK = ROOM / "mean_and_spread.ipynb"
ANSWERS = ROOM / "answers.py"
RELEASED = Path("release", "zh", "101-mean-and-spread", "mean_and_spread.ipynb")


def write_good_course(root: Path) -> None:
    """Write a course of one assignment, with its release, that breaks no rule."""
    copies = {
        "syllabus.yml": Path("syllabus.yml"),
        "terminology.md": Path("docs", "terminology.md"),
        "mean_and_spread.txt": TEXT,
        "answers.txt": ANSWERS,
    }
    for name, destination in copies.items():
        add(destination, (GOOD / name).read_text(encoding="utf-8"))(root)
    add(ROOM / "petals.csv", "1.4\n4.7\n6.0\n")(root)
    sync_pair(root / TEXT, root / NOTEBOOK)
    student = nbformat.read(root / NOTEBOOK, as_version=4)
    for cell in student.cells:
        cell.source = re.sub(
            r"### BEGIN (.*?)\n.*?### END \1", "pass", cell.source, flags=re.DOTALL
        )
    add(RELEASED, nbformat.writes(student))(root)


def add(path: Path, content: str = "x\n") -> Change:
    def change(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")

    return change


def edit(path: Path, old: str, new: str) -> Change:
    def change(root: Path) -> None:
        content = (root / path).read_text(encoding="utf-8")
        assert old in content, f"{old!r} is not in {path.name}"
        (root / path).write_text(content.replace(old, new, 1), encoding="utf-8")

    return change


def rewrite(*edits: tuple[str, str]) -> Change:
    """Edit the text, and bring the notebook into step."""

    def change(root: Path) -> None:
        for old, new in edits:
            edit(TEXT, old, new)(root)
        sync_pair(root / TEXT, root / NOTEBOOK)

    return change


def remove(path: Path) -> Change:
    return lambda root: (root / path).unlink()


def move(path: Path, destination: Path) -> Change:
    def change(root: Path) -> None:
        (root / path).rename(root / destination)

    return change


def in_notebook(path: Path, alter: Callable[[NotebookNode], object]) -> Change:
    def change(root: Path) -> None:
        notebook = nbformat.read(root / path, as_version=4)
        alter(notebook)
        add(path, nbformat.writes(notebook))(root)

    return change


def add_answer(options: str) -> Change:
    def change(root: Path) -> None:
        with (root / ANSWERS).open("a", encoding="utf-8") as file:
            file.write(f"\n# %% guesses {options}\ndef guess(x):\n    return 0.0\n")

    return change


def give_output(notebook: NotebookNode) -> None:
    code = next(cell for cell in notebook.cells if cell.cell_type == "code")
    code.outputs = [nbformat.v4.new_output("stream", text="seen")]


def move_tests_of_the_mean(root: Path) -> None:
    """Make them tests of the next task, so that two tasks are left."""
    cells = (root / TEXT).read_text(encoding="utf-8").split("\n# %% ")
    (moved,) = (cell for cell in cells if '"grade_id": "test_mean"' in cell)
    cells.remove(moved)
    solution = next(n for n, cell in enumerate(cells) if '"grade_id": "variance"' in cell)
    cells.insert(solution + 1, moved)
    (root / TEXT).write_text("\n# %% ".join(cells), encoding="utf-8")
    sync_pair(root / TEXT, root / NOTEBOOK)


def plan_something_before(root: Path) -> None:
    """Have the assignment build on another one, of which its facts do not speak."""
    path = root / "syllabus.yml"
    syllabus = yaml.safe_load(path.read_text(encoding="utf-8"))
    assignments = syllabus["stages"][0]["assignments"]
    planned = {**assignments[0], "id": "100-sums", "written": False, "handed_out": []}
    assignments[0]["after"] = ["100"]
    assignments.insert(0, planned)
    path.write_text(yaml.safe_dump(syllabus, allow_unicode=True), encoding="utf-8")


def _told(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((GOOD / name).read_text(encoding="utf-8")))


def _edits(told: list[dict[str, str]]) -> Change:
    return rewrite(*((one["old"], one["new"]) for one in told))


_LEAKED = "x\nsample = rng.normal(size=99)"
_TOO_FEW = ('task="mean" verdict="right"', 'task="mean" verdict="wrong"')

DEFECTS: list[tuple[str, str, Change]] = [
    *(
        (rule, about, _edits(told))
        for rule, cases in _told("defects.yml").items()
        for about, told in cases.items()
    ),
    ("tasks-count", "two", move_tests_of_the_mean),
    ("pair-stale", "text changed", edit(TEXT, "两个数就能概括", "两个数概括")),
    ("pair-stale", "no notebook", remove(NOTEBOOK)),
    ("pair-stale", "no text", remove(TEXT)),
    ("outputs-present", "a stream", in_notebook(NOTEBOOK, give_output)),
    ("kernelspec", "R", in_notebook(NOTEBOOK, lambda nb: nb.metadata.kernelspec.update(name="ir"))),
    ("stray-file", "a draft", add(ROOM / "draft.py")),
    ("stray-release", "an undeclared file", add(RELEASED.with_name("notes.txt"))),
    ("stray-release", "an unknown language", add(Path("release", "fr", "x.ipynb"))),
    ("syllabus-mismatch", "unknown folder", add(Path("source", "999-x", "x.py"))),
    ("syllabus-mismatch", "file not there", remove(ROOM / "petals.csv")),
    ("syllabus-mismatch", "no folder", move(ROOM, Path("elsewhere"))),
    ("what-comes-before", "unsaid in the facts", plan_something_before),
    ("answers-missing", "no file", remove(ANSWERS)),
    ("answers-format", "header", edit(ANSWERS, 'verdict="right"', 'verdict="fine"')),
    ("answers-format", "body", edit(ANSWERS, "float(np.mean(x))", "float(np.mean(x)")),
    ("answers-too-few", "no right one", edit(ANSWERS, *_TOO_FEW)),
    ("answers-too-few", "two wrong ones", edit(ANSWERS, *reversed(_TOO_FEW))),
    ("answers-unknown", "test", edit(ANSWERS, 'loses="test_mean"', 'loses="test_variance"')),
    ("answers-unknown", "task", add_answer('task="median" verdict="wrong"')),
    ("release-leak", "solution", edit(RELEASED, "    pass", "    centred = x - x.mean()")),
    ("release-leak", "answer", edit(RELEASED, "    pass", "    return float(np.median(x))")),
    (
        "release-leak",
        "in metadata",
        in_notebook(RELEASED, lambda nb: nb.metadata.update(n=_LEAKED)),
    ),
    ("release-leak", "marker", edit(RELEASED, "    pass", "    ### END SOLUTION")),
    ("release-outputs", "a stream", in_notebook(RELEASED, give_output)),
]

# What looks like a defect and is none.
HARMLESS: list[tuple[str, Change]] = [
    *((about, _edits(told)) for about, told in _told("harmless.yml").items()),
    ("caches", add(ROOM / "__pycache__" / "x.pyc")),
    ("a readme in release/", add(Path("release", "README.md"))),
]
