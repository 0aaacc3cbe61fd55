"""Notices when a learner saves."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PAUSE = 0.3  # seconds; a look takes a stat for each file


def saves(folder: Path) -> Iterator[None]:
    """Yield at once, and then whenever a notebook was written since the last time; never end."""
    seen: dict[Path, int] | None = None
    while True:
        now = _stamps(folder)
        if now != seen:
            seen = now  # before the caller goes on: what is saved meanwhile is news
            yield
        time.sleep(_PAUSE)


def _stamps(folder: Path) -> dict[Path, int]:
    found = {}
    for path in folder.glob("*.ipynb"):
        with suppress(FileNotFoundError):  # an editor's own file, in the notebook's place by now
            found[path] = path.stat().st_mtime_ns
    return found
