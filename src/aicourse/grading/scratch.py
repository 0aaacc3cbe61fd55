"""Temporary folders that go even if their process is killed: with the next that is made."""

import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

_PREFIX = "aicourse-"


class Scratch:
    """A temporary folder; close it, or use it as a context manager.

    Beside it stands a lock file that this process holds for as long as it lives. Making a folder
    first removes those of the same user whose lock nobody holds.

    Attributes
    ----------
    path : Path
        The folder, empty, open to its owner only.
    """

    def __init__(self) -> None:
        top = Path(tempfile.gettempdir())
        _sweep(top)
        held = None
        while held is None:
            self.path = top / f"{_PREFIX}{secrets.token_hex(4)}"
            held = lock(_lock_file(self.path))
        self._held = held
        self.path.mkdir(mode=0o700)

    def __enter__(self) -> "Scratch":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove the folder."""
        _remove(self.path, self._held)


def lock(path: Path) -> int | None:
    """Lock a file, made if absent, until its descriptor is closed or this process ends.

    Returns
    -------
    int or None
        The descriptor; None if another holds the lock. Where files cannot be locked (Windows),
        always a descriptor.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, 0o600)
    if sys.platform == "win32":
        return descriptor
    import fcntl

    with suppress(BlockingIOError, FileNotFoundError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if path.stat().st_ino == os.fstat(descriptor).st_ino:  # not removed since it was opened
            return descriptor
    os.close(descriptor)
    return None


@contextmanager
def temporary_files_in(folder: Path) -> Iterator[None]:
    """Have everything that `tempfile` makes in this process stand in a folder."""
    before = tempfile.tempdir
    tempfile.tempdir = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


def _lock_file(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


def _remove(folder: Path, held: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if not folder.exists():  # else somebody still writes there; the next sweep finds it
        _lock_file(folder).unlink(missing_ok=True)
    os.close(held)


def _sweep(top: Path) -> None:
    if sys.platform == "win32":
        return
    for file in top.glob(f"{_PREFIX}*.lock"):
        with suppress(OSError):
            if file.lstat().st_uid == os.geteuid() and (held := lock(file)) is not None:
                _remove(file.with_suffix(""), held)
