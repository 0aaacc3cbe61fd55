"""A memory bound for a whole tree of processes, by a control group of version 2 or 1."""

import itertools
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_NAME = "aicourse-"
_REMOVE_SECONDS = 1.0
_STALE_SECONDS = 24 * 3600.0


@dataclass(frozen=True)
class _Files:
    """How one version of control groups names its files."""

    limit: str
    no_swap: tuple[str, ...]
    events: str


_VERSION_2 = _Files("memory.max", ("memory.swap.max",), "memory.events")
_VERSION_1 = _Files("memory.limit_in_bytes", (), "memory.oom_control")


class Leaf:
    """One control group that holds one sandbox."""

    def __init__(self, folder: Path, files: _Files) -> None:
        self._folder = folder
        self._files = files

    def add(self, pid: int) -> None:
        """Put a process, and what it will start, under the bound.

        The kernel may take 10 ms or more, for it waits until no processor is in a fork.
        """
        (self._folder / "cgroup.procs").write_text(str(pid))

    def out_of_memory_kills(self) -> int:
        """Return how often the kernel killed a process for exceeding the bound."""
        with suppress(OSError):
            for line in (self._folder / self._files.events).read_text().splitlines():
                name, _, count = line.partition(" ")
                if name == "oom_kill":
                    return int(count)
        return 0

    def remove(self) -> None:
        """Remove the group; its processes must have ended, and may need a moment to be gone."""
        deadline = time.monotonic() + _REMOVE_SECONDS
        while True:
            try:
                self._folder.rmdir()
            except FileNotFoundError:
                return
            except OSError:
                if time.monotonic() > deadline:
                    return
                time.sleep(0.002)
            else:
                return


@dataclass(frozen=True)
class Nursery:
    """A control group in which a worker may make others."""

    folder: Path
    files: _Files
    prefix: str = field(default_factory=lambda: f"{_NAME}{secrets.token_hex(4)}-")
    _numbers: Iterator[int] = field(default_factory=itertools.count, compare=False)

    def new(self, memory_bytes: int) -> Leaf:
        """Make a group that may hold so much memory, and no swap.

        Raises
        ------
        OSError
            If the system does not let us.
        """
        folder = self.folder / f"{self.prefix}{next(self._numbers)}"
        folder.mkdir()
        try:
            (folder / self.files.limit).write_text(str(memory_bytes))
            for name in self.files.no_swap:
                if (folder / name).exists():
                    (folder / name).write_text("0")
        except OSError:
            folder.rmdir()
            raise
        return Leaf(folder, self.files)

    def sweep(self) -> None:
        """Remove what a worker that was killed left here, and what is empty since yesterday."""
        for folder in self.folder.glob(f"{self.prefix}*"):
            Leaf(folder, self.files).remove()
        for folder in self.folder.glob(f"{_NAME}*"):
            with suppress(OSError):
                if time.time() - folder.stat().st_mtime > _STALE_SECONDS:
                    folder.rmdir()


def find_nursery(process: Path = Path("/proc/self")) -> Nursery | None:
    """Return the nearest group above a process where bounds on memory may be set."""
    for folder, top, files in _own_groups(process):
        for candidate in (folder, *folder.parents):
            if _has_memory(candidate, files) and os.access(candidate, os.W_OK):
                return Nursery(candidate, files)
            if candidate == top or files is _VERSION_1:
                break
    return None


def _has_memory(folder: Path, files: _Files) -> bool:
    """Return whether groups made in the folder count memory."""
    try:
        if files is _VERSION_1:
            return (folder / files.limit).exists()
        return "memory" in (folder / "cgroup.subtree_control").read_text().split()
    except OSError:
        return False


def _own_groups(process: Path) -> Iterator[tuple[Path, Path, _Files]]:
    """Yield the folders of the groups that the process is in, with the top of each tree."""
    paths = {}
    for line in (process / "cgroup").read_text().splitlines():
        number, controllers, path = line.split(":", 2)
        if number == "0" or "memory" in controllers.split(","):
            paths[number == "0"] = path
    for line in (process / "mountinfo").read_text().splitlines():
        mounted, _, described = line.partition(" - ")
        kind, _, options = described.split(" ", 2)
        newer = kind == "cgroup2"
        if newer not in paths or not (
            newer or (kind == "cgroup" and "memory" in options.rpartition(" ")[2].split(","))
        ):
            continue
        root, top = mounted.split(" ")[3:5]
        inner = os.path.relpath(paths[newer], root)
        if not inner.startswith(".."):
            yield Path(top, inner), Path(top), _VERSION_2 if newer else _VERSION_1
