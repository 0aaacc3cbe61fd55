"""Who a sandboxed process is: a user of its own where grading is run by root."""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aicourse.grading.sandbox import linux

# Above what systemd gives to containers, below the numbers that some systems read as negative.
_FIRST, _COUNT = 0x7000_0000, 0x0FFF_0000
_NOBODY = 65534


@dataclass(frozen=True)
class Identity:
    """User and group of a sandboxed process.

    Attributes
    ----------
    own : bool
        Whether no other process has this user, so that what belongs to it is the sandbox's.
    switched : bool
        Whether it is not the user who grades.
    """

    user: int
    group: int
    own: bool
    switched: bool


def can_switch() -> bool:
    """Return whether this process may give a child another user and files to that user."""
    needed = (linux.CAP_SETUID, linux.CAP_SETGID, linux.CAP_CHOWN, linux.CAP_SETPCAP)
    return os.geteuid() == 0 and linux.holds(*needed)


def new_identity(switch: bool) -> Identity:
    """Choose who the next sandboxed process is.

    A number drawn anew keeps processes of concurrent sandboxes apart: the kernel counts and
    signals by user.
    """
    if not switch:
        return Identity(os.getuid(), os.getgid(), own=False, switched=False)
    if _is_mapped(_FIRST, _COUNT):
        number = _FIRST + secrets.randbelow(_COUNT)
        return Identity(number, number, own=True, switched=True)
    return Identity(_NOBODY, _NOBODY, own=False, switched=True)


def _is_mapped(first: int, count: int) -> bool:
    """Return whether this user namespace has all the numbers, for users and groups."""
    for name in ("uid_map", "gid_map"):
        ranges = [map(int, line.split()) for line in _lines(Path("/proc/self") / name)]
        if not any(low <= first and first + count <= low + size for low, _, size in ranges):
            return False
    return True


def _lines(path: Path) -> Iterator[str]:
    return iter(path.read_text().splitlines())


def become(identity: Identity, work: Path) -> None:
    """Turn into the sandbox's user, who owns `work`, without any capability."""
    if linux.holds(linux.CAP_SETPCAP):
        linux.drop_bounding_capabilities()
    give(work, identity)
    if identity.switched:
        os.setgroups([])
        os.setresgid(identity.group, identity.group, identity.group)
        os.setresuid(identity.user, identity.user, identity.user)
    linux.drop_capabilities()


def give(folder: Path, identity: Identity) -> None:
    """Let the sandbox's user, if it has one of its own, own a folder and all that is in it."""
    if not identity.switched:
        return
    for at, folders, files in os.walk(folder):
        for name in (".", *folders, *files):
            os.chown(Path(at, name), identity.user, identity.group, follow_symlinks=False)
