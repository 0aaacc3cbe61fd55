"""The cold kernel and the warm one give the same outputs for the same cells."""

import re
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from output_cells import CELLS, HANDED_IN
from papermill.engines import papermill_engines

from aicourse.grading.limits import TRUNCATED, Limits
from aicourse.grading.warm.outputs import Outputs

Shown = dict[str, list[Any]]

_LIMITS = Limits(cell_seconds=90, notebook_seconds=900, output_bytes=200_000)


def run(folder: Path, warm: Path | None) -> Shown:
    """Run all cells as one notebook; return each group's outputs, cell by cell."""
    for name, content in HANDED_IN.items():
        (folder / name).write_bytes(content)
    notebook = new_notebook(
        metadata={"papermill": {}},
        cells=[new_code_cell(source) for sources in CELLS.values() for source in sources],
    )
    executed = papermill_engines.execute_notebook_with_engine(
        "aicourse",
        notebook,
        kernel_name="python3",
        progress_bar=False,
        limits=_LIMITS,
        folder=folder,
        seed=1,
        warm=warm,
    )
    cells = iter(executed.cells)
    return {
        name: [comparable(next(cells).outputs) for _ in sources] for name, sources in CELLS.items()
    }


@pytest.fixture(scope="module")
def both(warm: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Shown, Shown]:
    cold_folder, warm_folder = (tmp_path_factory.mktemp(name) / "work" for name in ("c", "w"))
    cold_folder.mkdir()
    warm_folder.mkdir()
    return run(cold_folder, None), run(warm_folder, warm)


def comparable(outputs: list[NotebookNode]) -> list[Any]:
    """Drop what differs between any two runs, and gather streams as the warm kernel does."""
    kept: list[Any] = []
    for output in outputs:
        if output.output_type == "stream":
            same = []
            for earlier in reversed(kept):
                if earlier[0] not in ("stdout", "stderr"):
                    break
                same += [earlier] if earlier[0] == output.name else []
            if same:
                same[0][1] += output.text
            else:
                kept.append([output.name, output.text])
        elif output.output_type == "error":
            kept.append(["error", output.ename, output.evalue, frames(output.traceback)])
        else:
            kept.append([output.output_type, dict(output.data), dict(output.metadata)])
    return [[plain(part) for part in output] for output in kept]


def frames(traceback: list[str]) -> list[str]:
    """Name the cells and functions of a traceback in order, a recursion once."""
    found = re.findall(r"^Cell (In\[\d+\])(?:, line \d+)?(.*)", plain("\n".join(traceback)), re.M)
    return [f"{cell}{where}" for cell, where in dict.fromkeys(found)]


_ANY_RUN = {
    r"\x1b\[[0-9;]*m": "",
    "\r\n": "\n",  # a shell command has a terminal in the cold kernel
    r"0x[0-9a-f]{6,}": "ADDRESS",
    r"/tmp/ipykernel_\d+/\d+\.py|<ipython-input-\d+-[0-9a-f]+>|\b\d{6,}\.py": "CELL",
    r"[\d.]+(e\+\d+)? ?(ns|µs|us|μs|ms|s|it/s)\b|\d+:\d+|\?it/s": "TIME",
    r"<dc:date>.*?</dc:date>": "DATE",
    r"(id=\"|#)[a-z]?[0-9a-f]{10,}": "ID",
    rf"(?s)(.{{10000}}).*{TRUNCATED}": r"\1 CUT",
}


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, str):
        for pattern, instead in _ANY_RUN.items():
            value = re.sub(pattern, instead, value)
    return value


@pytest.mark.parametrize("name", CELLS)
def test_same_outputs(name: str, both: tuple[Shown, Shown]) -> None:
    cold, warm = both
    assert warm[name] == cold[name]


def test_what_no_notebook_can_hold_is_left_out() -> None:
    outputs = Outputs(1000)
    data = {"a/b": {"no": "text"}, "text/plain": "kept"}
    outputs.add({"output": "display", "data": data, "metadata": {}})
    assert [dict(output.data) for output in outputs.cell] == [{"text/plain": "kept"}]
