"""What is noticed of a learner who saves."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from aicourse.desk.watching import saves

SECONDS = 20.0


def noticed(watch: Iterator[None]) -> bool:
    """Whether the next save is told of, within a while."""
    told: list[None] = []
    waiting = Thread(target=lambda: told.append(next(watch)), daemon=True)
    waiting.start()
    waiting.join(SECONDS)
    return len(told) == 1


def test_a_save_during_a_check_is_noticed_after_it(tmp_path: Path) -> None:
    notebook = tmp_path / "n.ipynb"
    notebook.write_text("1")
    watch = saves(tmp_path)
    assert noticed(watch)
    (tmp_path / "other.ipynb").write_text("2")  # the check has not returned yet
    assert noticed(watch)


def test_a_file_that_is_gone_before_it_is_looked_at_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = saves(tmp_path)
    next(watch)
    gone = tmp_path / ".~n.ipynb"  # as Jupyter writes, before it puts it in the notebook's place
    listed = [[gone], [tmp_path / "n.ipynb"]]
    (tmp_path / "n.ipynb").write_text("1")
    monkeypatch.setattr(Path, "glob", lambda *_: listed.pop(0) if len(listed) > 1 else listed[0])
    assert noticed(watch)
