from collections.abc import Callable

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from aicourse.authoring.forms import notebook_from_text, text_from_notebook
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

AWKWARD = [
    "%%bash\nls",
    "%%time\nx = 1",
    "!ls\n%cd x\nx?",
    "# +",
    "# ---\n# a: 1\n# ---",
    "# %matplotlib inline",
    "x = '''\n# %% inside a string\n'''",
    "def f():\n    return 1",
    "two spaces  \nand more",
    "a \"quoted\" 'text' `code`",
    "$\\mu$ 与 σ",
    "# ls and its options\n#?\n# Why?\n## x = !ls",
]


def contents(notebook: NotebookNode) -> list[tuple[str, str, object]]:
    """Return what a text must give back; of a cell of white space alone, that it is blank."""
    return [
        (cell.cell_type, cell.source if cell.source.strip() else "", cell.metadata)
        for cell in notebook.cells
    ]


characters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.just("\n")
sources = st.text(characters, max_size=60) | st.sampled_from(AWKWARD)
# Comments and unclosed quotes may mean something to Jupytext, and are refused where they do.
plain_sources = st.sampled_from(AWKWARD) | sources.filter(
    lambda source: not set(source) & set("#\"'")
)
graded = st.fixed_dictionaries({"grade_id": st.text(max_size=8), "points": st.integers(0, 5)})
kept = st.fixed_dictionaries(
    {},
    optional={
        "lang": st.sampled_from(["zh", "en"]),
        "tags": st.lists(st.sampled_from(["figure", "slow run"]), min_size=1, unique=True),
        "nbgrader": graded,
        "aicourse": st.just({"runs": "in-kernel"}),
    },
)


def notebooks(sources: st.SearchStrategy[str]) -> st.SearchStrategy[NotebookNode]:
    cells = st.builds(
        lambda make, source, metadata: make(source.strip("\n"), metadata=metadata),
        st.sampled_from([new_code_cell, new_markdown_cell, new_raw_cell]),
        sources,
        kept,
    )
    return st.lists(cells, max_size=4).map(lambda cells: new_notebook(cells=cells))


@settings(max_examples=150, deadline=None)
@given(notebooks(plain_sources))
def test_notebook_comes_back_from_its_text(notebook: NotebookNode) -> None:
    text = text_from_notebook(notebook)
    back = notebook_from_text(text)
    assert contents(back) == contents(notebook)
    assert text_from_notebook(back) == text
    nbformat.validate(back)


@settings(max_examples=150, deadline=None)
@given(
    notebooks(
        sources
        | st.sampled_from(
            ["# %%", "#?", "# %% [markdown]", "x\n# %% y", "%%writefile a\n[b]\n\n# c = 1\n# %% d"]
        )
    )
)
def test_notebook_that_would_not_come_back_is_refused(notebook: NotebookNode) -> None:
    try:
        text = text_from_notebook(notebook)
    except CourseError:
        return
    assert contents(notebook_from_text(text)) == contents(notebook)


@pytest.mark.parametrize("following", ["x = 1", "%%bash\nls"])
@pytest.mark.parametrize("blank", [" ", "\t", "  \n "])
@pytest.mark.parametrize("make", [new_code_cell, new_markdown_cell, new_raw_cell])
def test_a_cell_of_white_space_is_an_empty_one(
    make: Callable[[str], NotebookNode], blank: str, following: str
) -> None:
    notebook = new_notebook(cells=[make(blank), new_code_cell(following)])
    back = notebook_from_text(text_from_notebook(notebook))
    assert [cell.source for cell in back.cells] == ["", following]


@settings(max_examples=100, deadline=None)
@given(notebooks(plain_sources))
def test_view_state_of_an_editor_changes_no_text(notebook: NotebookNode) -> None:
    text = text_from_notebook(notebook)
    for cell in notebook.cells:
        cell["id"] = f"other-{notebook.cells.index(cell)}"
        cell.metadata["collapsed"] = True
        if cell.cell_type == "code":
            cell.outputs = [new_output("stream", text="seen")]
            cell.execution_count = 7
    notebook.metadata["widgets"] = {}
    assert text_from_notebook(notebook) == text


def test_text_of_the_house_comes_back_unchanged() -> None:
    text = text_from_notebook(notebook_from_text(TEXT))
    assert text.startswith("# ---\n# jupyter:\n")
    assert "version" not in text.partition("# %%")[0]
    assert text.endswith(TEXT)


def test_notebook_carries_nothing_but_the_cells() -> None:
    notebook = notebook_from_text(TEXT)
    assert notebook.metadata == {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    assert [sorted(cell.metadata) for cell in notebook.cells] == [["lang"], ["nbgrader"], ["tags"]]
    assert notebook.cells[2].source == "%matplotlib inline\nmean([1, 3])"


def test_heading_that_begins_like_a_command_stays_a_heading() -> None:
    (cell,) = notebook_from_text("# %% [markdown]\n# ## ls and its options\n").cells
    assert cell.source == "## ls and its options"


WRITES_A_FILE = """\
# %%
before = 1

# %% tags=["b"]
# %%writefile tidy/pyproject.toml
# ### BEGIN SOLUTION
# [tool.black]
# line-length = 99  # not 88
#
# # %% no new cell
#     indented
# ### END SOLUTION

# %%
after = 2
"""


def test_a_cell_that_writes_a_file_is_a_comment_in_the_text() -> None:
    notebook = notebook_from_text(WRITES_A_FILE)
    assert [cell.source for cell in notebook.cells][1] == (
        "%%writefile tidy/pyproject.toml\n### BEGIN SOLUTION\n[tool.black]\n"
        "line-length = 99  # not 88\n\n# %% no new cell\n    indented\n### END SOLUTION"
    )
    assert text_from_notebook(notebook).endswith(WRITES_A_FILE)
    compile(text_from_notebook(notebook), "text", "exec")


def test_a_cell_that_writes_a_file_may_stand_uncommented_in_the_text() -> None:
    bare = "# %%\n# %%writefile a.py\nx = 1\n"
    commented = "# %%\n# %%writefile a.py\n# x = 1\n"
    assert contents(notebook_from_text(bare)) == contents(notebook_from_text(commented))
    prose = "# %% [markdown]\n# %%writefile a.py\n# writes a file\n"
    assert notebook_from_text(prose).cells[0].cell_type == "markdown"


def test_cell_ids_survive_edits_elsewhere() -> None:
    before = {cell.source: cell.id for cell in notebook_from_text(TEXT).cells}
    edited = "# %%\nnew = 1\n\n" + TEXT.replace("# # 均值", "# # 平均数")
    after = {cell.source: cell.id for cell in notebook_from_text(edited).cells}
    assert before["%matplotlib inline\nmean([1, 3])"] == after["%matplotlib inline\nmean([1, 3])"]
    assert "mean" in after.values()


def test_equal_cells_get_different_ids() -> None:
    ids = [cell.id for cell in notebook_from_text("# %%\nx\n\n# %%\nx\n\n# %%\nx\n").cells]
    assert len(set(ids)) == 3


def test_what_a_form_cannot_hold_is_refused() -> None:
    with pytest.raises(CourseError, match="cell 1: the cell option 'lnag' would be lost"):
        notebook_from_text('# %% [markdown] lnag="zh"\n# x\n')
    attached = new_markdown_cell("![](attachment:a.png)", attachments={"a.png": {"image/png": ""}})
    with pytest.raises(CourseError, match="cell 1: the attached image"):
        text_from_notebook(new_notebook(cells=[attached]))
    with pytest.raises(CourseError, match="cell 2: the cell changes"):
        text_from_notebook(new_notebook(cells=[new_code_cell("x"), new_code_cell("a\n# %%\nb")]))
