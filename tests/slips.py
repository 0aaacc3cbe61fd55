"""Honest slips: what happens to a notebook between the learner's screen and the grader."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from small_course import as_bytes, cell

from aicourse.grading.verdict import RepairKind

Change = Callable[[NotebookNode], None]


@dataclass(frozen=True)
class Slip:
    """A slip in the structure of a notebook.

    Attributes
    ----------
    reports : frozenset of RepairKind
        What is reported of it, and nothing else.
    """

    name: str
    change: Change
    reports: frozenset[RepairKind]


def slip(name: str, change: Change, *reports: RepairKind) -> Slip:
    return Slip(name, change, frozenset(reports))


def _copy(notebook: NotebookNode, name: str) -> NotebookNode:
    copied = nbformat.from_dict(cell(notebook, name))
    copied.id = f"copy-of-{name}".replace("_", "-")
    return copied


def _copy_test(notebook: NotebookNode) -> None:
    notebook.cells.append(_copy(notebook, "test_double"))


def _copy_answer(notebook: NotebookNode) -> None:
    notebook.cells.insert(3, _copy(notebook, "double"))


def _work_in_a_copy(notebook: NotebookNode) -> None:
    """The learner copied the cell, worked in the copy, and left the original beneath it."""
    stub = _copy(notebook, "double")
    stub.source = "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    notebook.cells.insert(notebook.cells.index(cell(notebook, "double")) + 1, stub)


def _rename(name: str, new: str) -> Change:
    def change(notebook: NotebookNode) -> None:
        found = cell(notebook, name)
        found.metadata.nbgrader["grade_id"] = new
        found.id = "new-id"

    return change


def _reverse(notebook: NotebookNode) -> None:
    notebook.cells.reverse()


def _imports_last(notebook: NotebookNode) -> None:
    imports = cell(notebook, "imports")
    notebook.cells.remove(imports)
    notebook.cells.append(imports)
    answer = cell(notebook, "double")
    answer.source = f"_ = math.pi\n{answer.source}"


def _merge(first: str, second: str) -> Change:
    """What an editor does that merges cells: the metadata of the first stay."""

    def change(notebook: NotebookNode) -> None:
        below = cell(notebook, second)
        cell(notebook, first).source += f"\n\n{below.source}"
        notebook.cells.remove(below)

    return change


def _merge_three(notebook: NotebookNode) -> None:
    _merge("double", "test_double")(notebook)
    _merge("double", "square")(notebook)


def _merge_answers(notebook: NotebookNode) -> None:
    notebook.cells.remove(cell(notebook, "test_double"))
    _merge("double", "square")(notebook)


def _merge_all(notebook: NotebookNode) -> None:
    for name in ("double", "test_double", "square", "test_square"):
        _merge("imports", name)(notebook)


def _split(notebook: NotebookNode) -> None:
    """Cut an answer in two, each with the metadata of the whole; its test is lost besides."""
    answer = cell(notebook, "double")
    helper = _copy(notebook, "double")
    helper.source = "zero = 0"
    answer.source = f"_ = zero\n{answer.source}"
    notebook.cells.insert(notebook.cells.index(answer), helper)
    notebook.cells.remove(cell(notebook, "test_double"))


def _type(name: str, kind: str) -> Change:
    def change(notebook: NotebookNode) -> None:
        found = cell(notebook, name)
        found.cell_type = kind
        for key in ("outputs", "execution_count"):
            found.pop(key, None)

    return change


def _delete_imports(notebook: NotebookNode) -> None:
    notebook.cells.remove(cell(notebook, "imports"))
    answer = cell(notebook, "double")
    answer.source = f"_ = math.pi\n{answer.source}"


def _add_to_imports(notebook: NotebookNode) -> None:
    cell(notebook, "imports").source = "import math, cmath"
    answer = cell(notebook, "double")
    answer.source = f"_ = cmath.pi\n{answer.source}"


def _move_answer(offset: int) -> Change:
    """The answer stands in a new cell without metadata; the cell for it is as handed out."""

    def change(notebook: NotebookNode) -> None:
        answer = cell(notebook, "double")
        if "raise" in answer.source:
            return
        extra = new_code_cell(answer.source, id="extra")
        answer.source = "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
        notebook.cells.insert(notebook.cells.index(answer) + offset, extra)

    return change


def _strip_metadata(notebook: NotebookNode) -> None:
    """What another editor exports: new ids, no metadata of ours."""
    for number, found in enumerate(notebook.cells):
        found.metadata = nbformat.from_dict({"colab": {"base_uri": "https://localhost/"}})
        found.id = f"stripped-{number}"
    notebook.metadata = nbformat.from_dict({"language_info": {"name": "python"}})


def _strip_metadata_and_tests(notebook: NotebookNode) -> None:
    for name in ("test_double", "test_square"):
        notebook.cells.remove(cell(notebook, name))
    _strip_metadata(notebook)


def _drop_nbgrader_only(notebook: NotebookNode) -> None:
    for found in notebook.cells:
        found.metadata.pop("nbgrader", None)


def _damage_a_cell(notebook: NotebookNode) -> None:
    notebook.cells.insert(0, nbformat.from_dict({"cell_type": "sql", "source": 7, "metadata": {}}))


def _unknown_type(notebook: NotebookNode) -> None:
    cell(notebook, "double").cell_type = "python"


def _source_in_lines(notebook: NotebookNode) -> None:
    for found in notebook.cells:
        found.source = found.source.replace("\n", "\r\n")


def _chat(notebook: NotebookNode) -> None:
    notebook.cells.append(new_markdown_cell("I liked this one."))
    notebook.cells.insert(1, new_code_cell("print('scratch')"))


def _huge_output(notebook: NotebookNode) -> None:
    cell(notebook, "double")["outputs"] = [new_output("stream", text="x" * 20_000_000)]


K = RepairKind
SLIPS = (
    slip("a test is copied", _copy_test, K.DUPLICATE_CELL),
    slip("an answer is copied", _copy_answer, K.DUPLICATE_CELL),
    slip("a test is renamed", _rename("test_double", "mine"), K.RECOGNIZED_CELL),
    slip("an answer is renamed", _rename("double", "mine"), K.RECOGNIZED_CELL),
    slip("the order is reversed", _reverse, K.MOVED_CELL),
    slip("the imports stand last", _imports_last, K.MOVED_CELL),
    slip("a test is merged into its answer", _merge("double", "test_double"), K.MERGED_CELL),
    slip("an answer is merged into a test", _merge("test_double", "square"), K.MERGED_CELL),
    slip("an answer is merged into the imports", _merge("imports", "double"), K.MERGED_CELL),
    slip("three cells are merged", _merge_three, K.MERGED_CELL),
    slip("all cells are merged", _merge_all, K.MERGED_CELL),
    slip("two answers are merged", _merge_answers, K.MERGED_CELL, K.RESTORED_CELL),
    slip("an answer is split, its test lost", _split, K.DUPLICATE_CELL, K.RESTORED_CELL),
    slip("an answer is prose", _type("double", "markdown"), K.CHANGED_TYPE),
    slip("an answer is raw", _type("double", "raw"), K.CHANGED_TYPE),
    slip("a test is prose", _type("test_double", "markdown"), K.REPLACED_CELL),
    slip("the imports are prose", _type("imports", "markdown"), K.REPLACED_CELL),
    slip("the imports are lost", _delete_imports, K.RESTORED_CELL),
    slip("an import is added to the imports", _add_to_imports, K.REPLACED_CELL),
    slip("all metadata are lost", _strip_metadata, K.RECOGNIZED_CELL),
    slip(
        "all metadata and the tests are lost",
        _strip_metadata_and_tests,
        K.RECOGNIZED_CELL,
        K.RESTORED_CELL,
    ),
    slip("nbgrader's metadata are lost", _drop_nbgrader_only, K.RECOGNIZED_CELL),
    slip("a cell is damaged", _damage_a_cell, K.DAMAGED_CELL),
    slip("an answer has an unknown type", _unknown_type),
    slip("lines end as on Windows", _source_in_lines),
    slip("there are cells of the learner's own", _chat),
    slip("there are 20 megabytes of output", _huge_output),
)
MOVES = (  # there is nothing to move where nothing was done
    slip("the answer stands in a new cell before its own", _move_answer(0), K.MOVED_ANSWER),
    slip("the answer stands in a new cell behind its own", _move_answer(1), K.MOVED_ANSWER),
    slip(
        "the answer stands in a new cell behind its test",
        _move_answer(2),
        K.MOVED_ANSWER,
        K.MOVED_CELL,
    ),
    slip("the answer was written into a copy", _work_in_a_copy, K.DUPLICATE_CELL),
)


def saved_as_version_3(notebook: NotebookNode) -> bytes:
    return str(nbformat.writes(nbformat.convert(notebook, 3), version=3)).encode()


def saved_as_minor(minor: object) -> Callable[[NotebookNode], bytes]:
    def save(notebook: NotebookNode) -> bytes:
        content = json.loads(as_bytes(notebook))
        content["nbformat_minor"] = minor
        for found in content["cells"]:
            if isinstance(minor, int) and minor < 5:
                found.pop("id")
            if isinstance(minor, int) and minor > 5:
                found["execution_state"] = {"from": "the future"}
        return json.dumps(content).encode()

    return save


def saved_in(encoding: str) -> Callable[[NotebookNode], bytes]:
    def save(notebook: NotebookNode) -> bytes:
        text = json.dumps(json.loads(as_bytes(notebook)), ensure_ascii=False)
        return text.encode(encoding, "xmlcharrefreplace")

    return save


def saved_with_windows_line_ends(notebook: NotebookNode) -> bytes:
    return as_bytes(notebook).replace(b"\n", b"\r\n")


FORMS: dict[str, tuple[Callable[[NotebookNode], bytes], frozenset[RepairKind]]] = {
    "nbformat 3": (saved_as_version_3, frozenset({K.CONVERTED_FORMAT})),
    **{f"nbformat 4.{n}": (saved_as_minor(n), frozenset()) for n in (0, 1, 2, 3, 4, 5)},
    "a minor version from the future": (saved_as_minor(99), frozenset()),
    "no minor version": (saved_as_minor(None), frozenset()),
    "UTF-8 with a mark": (saved_in("utf-8-sig"), frozenset()),
    "UTF-16": (saved_in("utf-16"), frozenset({K.CONVERTED_FORMAT})),
    "UTF-16 without a mark": (saved_in("utf-16-le"), frozenset({K.CONVERTED_FORMAT})),
    "UTF-32": (saved_in("utf-32"), frozenset({K.CONVERTED_FORMAT})),
    "GB 18030": (saved_in("gb18030"), frozenset({K.CONVERTED_FORMAT})),
    "Windows-1252": (saved_in("cp1252"), frozenset({K.CONVERTED_FORMAT})),
    "Windows line ends": (saved_with_windows_line_ends, frozenset()),
}
