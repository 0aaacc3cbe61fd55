"""The assignment that is attacked: an array, a frame, a class, and hidden markers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from small_course import as_bytes, metadata

from aicourse.grading.assignment import SourceAssignment, Submission

NAME = "attacked"
MARKERS = ("47114711", "marker_of_hidden_tests", "hidden-text-8317")

IMPORTS = "import numpy as np\nimport pandas as pd"
RIGHT = {
    "center": "def center(X):\n    return X - X.mean(axis=0)",
    "totals": "def totals(frame):\n    return frame.groupby('kind', as_index=False).sum()",
    "tally": (
        "class Tally:\n"
        "    def __init__(self): self.counts = {}\n"
        "    def add(self, word): self.counts[word] = self.counts.get(word, 0) + 1\n"
        "    def most(self): return max(self.counts, key=self.counts.get)"
    ),
}
WRONG = "def center(X):\n    return X"
TESTS = {
    "center": """\
assert np.allclose(center(np.array([[1.0], [3.0]])), [[-1.0], [1.0]])
### BEGIN HIDDEN TESTS
marker_of_hidden_tests = np.array([[47114711, 1], [47114713, 5]])
np.testing.assert_allclose(center(marker_of_hidden_tests), [[-1, -2], [1, 2]])
assert center(marker_of_hidden_tests).sum() == 0, "columns sum to zero"
### END HIDDEN TESTS""",
    "totals": """\
sales = pd.DataFrame({"kind": ["a", "b", "a"], "n": [1, 2, 3]})
pd.testing.assert_frame_equal(totals(sales), pd.DataFrame({"kind": ["a", "b"], "n": [4, 2]}))
### BEGIN HIDDEN TESTS
marker_of_hidden_tests = pd.DataFrame({"kind": ["hidden-text-8317"], "n": [47114711]})
pd.testing.assert_frame_equal(totals(marker_of_hidden_tests), marker_of_hidden_tests)
### END HIDDEN TESTS""",
    "tally": """\
tally = Tally()
for word in ("a", "b", "b"):
    tally.add(word)
assert tally.most() == "b"
### BEGIN HIDDEN TESTS
marker_of_hidden_tests = "hidden-text-8317"
for _ in range(3):
    tally.add(marker_of_hidden_tests)
assert tally.most() == marker_of_hidden_tests
### END HIDDEN TESTS""",
}
POINTS = {"center": 2, "totals": 3, "tally": 5}


@dataclass(frozen=True)
class Case:
    """An attack in the solution cell `center`, which does not solve its task, and its twin.

    Attributes
    ----------
    attack, honest : str
        The solution cell. In `honest`, ``RIGHT`` stands for the right answer, as ``WRONG`` in
        both for a wrong one.
    spares_others : bool
        Whether the other tasks, solved rightly, keep their points. An attack may destroy what is
        its author's own.
    after : str
        A cell of the learner's between the tests of the first task and the second solution.
    """

    name: str
    attack: str
    honest: str
    spares_others: bool = True
    after: str = ""
    honest_after: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    honest_files: Mapping[str, bytes] = field(default_factory=dict)


def source() -> NotebookNode:
    """Return the instructor notebook."""
    locked = {"grade": True, "locked": True}
    cells = [new_code_cell(IMPORTS, metadata=metadata("imports", locked=True))]
    for name, answer in RIGHT.items():
        whole = f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION"
        test = metadata(f"test_{name}", points=POINTS[name], **locked)
        cells.append(new_code_cell(whole, metadata=metadata(name, solution=True)))
        cells.append(new_code_cell(TESTS[name], metadata=test))
    python = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return new_notebook(metadata={"kernelspec": python}, cells=cells)


def assignment(change: Callable[[NotebookNode], None] | None = None) -> SourceAssignment:
    """Return the assignment, its instructor notebook changed in place by `change`."""
    notebook = source()
    if change:
        change(notebook)
    return SourceAssignment(NAME, {NAME: as_bytes(notebook)})


def handed_in(center: str, after: str = "") -> NotebookNode:
    """Return a submission whose other tasks are solved rightly."""
    notebook = source()
    for cell in notebook.cells:
        name = cell.metadata.nbgrader.grade_id
        if name in RIGHT:
            cell.source = RIGHT[name]
        elif name.startswith("test_"):
            cell.source = TESTS[name.removeprefix("test_")].partition("###")[0].rstrip()
    text = center.replace("RIGHT", RIGHT["center"]).replace("WRONG", WRONG)
    notebook.cells[1].source = text
    if after:
        notebook.cells.insert(3, new_code_cell(after))
    return notebook


def submission(notebook: NotebookNode, files: Mapping[str, bytes] | None = None) -> Submission:
    """Return a notebook as a student's submission."""
    return Submission("mallory", NAME, {f"{NAME}.ipynb": as_bytes(notebook), **(files or {})})
