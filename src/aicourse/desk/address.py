"""Where the process that checks listens: one for each person, installation and version of it.

The kernel of a notebook imports this, so that it imports little.
"""

import hashlib
import json
import os
import platform
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

import aicourse
from aicourse.atomic import write_atomically


@dataclass(frozen=True)
class Address:
    """What one must know to be let in.

    Attributes
    ----------
    place : str
        The path of a socket; on Windows the name of a pipe.
    secret : bytes
        Whoever asks proves to have read it: code in a sandbox cannot.
    """

    place: str
    secret: bytes


def known_address(path: Path | None = None) -> Address | None:
    """Return where such a process listens, or did when it was last heard of.

    Parameters
    ----------
    path : Path, optional
        The file that tells, if it is not that of this version.
    """
    try:
        known = json.loads((path or address_file()).read_bytes())
        return Address(known["place"], bytes.fromhex(known["secret"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def publish(address: Address) -> Path:
    """Have all who ask from now on ask this process; return the file that tells them."""
    path = address_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    known = {"place": address.place, "secret": address.secret.hex(), "pid": os.getpid()}
    write_atomically(path, json.dumps(known).encode())
    return path


def withdraw(path: Path) -> None:
    """Have nobody ask this process any more, and leave nothing of it."""
    for kept in (path, complaints_file(path), lock_file(path)):
        with suppress(OSError):
            kept.unlink()


def complaints_file(path: Path) -> Path:
    """Return where the process whose address a file tells writes what goes wrong."""
    return path.with_suffix(".log")


def lock_file(path: Path) -> Path:
    """Return what the process whose address a file tells holds locked while it lives."""
    return path.with_suffix(".lock")


def address_file() -> Path:
    """Return the file that tells the address.

    Its name changes with whatever the process has imported, so that a newer version is never
    answered by an older one.
    """
    return user_cache_path("aicourse") / "service" / f"{_fingerprint()}.json"


def _fingerprint() -> str:
    facts = [platform.node(), sys.executable, *_stamps(Path(aicourse.__file__).parent)]
    facts += _stamp(Path(sysconfig.get_path("purelib")))  # changes with what is installed
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]


def _stamps(package: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(package):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            yield from _stamp(Path(folder, name))


def _stamp(path: Path) -> Iterator[str]:
    try:
        status = path.stat()
    except OSError:  # renamed while we look
        return
    yield f"{path} {status.st_mtime_ns} {status.st_size}"
