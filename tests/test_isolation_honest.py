"""Test cells as instructors write them for one process come out the same through the link."""

import sys
import traceback
from dataclasses import dataclass
from types import ModuleType

import pytest
from isolation_cells import CELLS, PINNED, STUDENT
from isolation_pair import run_cell

FILE = "<test cell, part 0>"


@dataclass(frozen=True)
class Ending:
    error: str
    message: str
    line: int


def plainly(cell: str, monkeypatch: pytest.MonkeyPatch) -> Ending:
    """Run the same in one namespace, as a notebook does."""
    main = ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", main)
    exec(PINNED, vars(main))
    exec(STUDENT, vars(main))
    try:
        exec(compile(cell, FILE, "exec"), vars(main))
    except BaseException as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == FILE]
        line = error.lineno if isinstance(error, SyntaxError) else lines[-1]
        return Ending(type(error).__name__, str(error), line or 0)
    return Ending("", "", 0)


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS.keys())
def test_a_cell_ends_as_in_one_process(cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run_cell(STUDENT, cell, PINNED)
    assert Ending(result.error, result.message, result.line) == plainly(cell, monkeypatch)
    assert result.completed is (result.error == "")
