"""Notices when a learner saves."""

import time
from collections.abc import Iterator
from pathlib import Path

_PAUSE = 0.3  # seconds; a look takes a stat for each file


def saves(folder: Path) -> Iterator[None]:
    """Yield at once, and then each time that a notebook of a folder was written; never end."""
    yield
    seen = _stamps(folder)
    while True:
        time.sleep(_PAUSE)
        now = _stamps(folder)
        if now != seen:
            yield
            seen = now


def _stamps(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.glob("*.ipynb")}
