"""The file system that a sandboxed process sees: a new root with little in it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aicourse.grading.sandbox import linux
from aicourse.grading.sandbox.policy import Policy, is_there, outermost

DEVICES = (Path("/dev/null"), Path("/dev/full"), Path("/dev/random"), Path("/dev/urandom"))
SYSTEM_FILES = tuple(
    Path("/etc", name)
    for name in ("ld.so.cache", "ld.so.conf", "localtime", "nsswitch.conf", "passwd", "group")
)
PROCESSES = Path("/proc")
SHARED_MEMORY = Path("/dev/shm")
_TEMPORARY = Path("/tmp")
_ROOT_BYTES, _ROOT_FILES, _FILES = 8 << 20, 4096, 65536
_SHIELDED = linux.NO_SUID | linux.NO_DEVICES
_LINKS = 40  # as many as the kernel follows


@dataclass(frozen=True)
class Static:
    """What is the same in every view with the same readable folders.

    Attributes
    ----------
    folders : tuple of Path
        What is mounted, without symbolic links, none in another.
    links : dict of Path to Path
        Symbolic links on the way there, with their targets.
    etc : dict of Path to bytes
        Small files that are copied.
    """

    folders: tuple[Path, ...]
    links: dict[Path, Path]
    etc: dict[Path, bytes]


@cache
def look_at(readable: tuple[Path, ...]) -> Static:
    """Look once at what every view needs; a worker does it before it forks.

    Raises
    ------
    OSError
        If a path is closed to this process; one that does not exist is left out.
    """
    present = [path for path in readable if is_there(path)]
    links = {Path("/dev/fd"): PROCESSES / "self/fd"}
    for path in present:
        links |= dict(_links(path))
    etc = {path: path.read_bytes() for path in SYSTEM_FILES if path.is_file()}
    return Static(outermost(path.resolve() for path in present), links, etc)


def enter(policy: Policy, user: int, group: int) -> None:
    """Build the view in this process's own mount namespace and make it the root.

    A tmpfs, in the end read-only, holds read-only copies of the mounts of `policy.readable`,
    `policy.work` itself, a private ``/tmp`` and ``/dev/shm``, four devices, this PID
    namespace's ``/proc`` and an ``/etc`` that names nobody but the sandbox's user.
    """
    static = look_at(policy.readable)
    work = policy.work.resolve()
    folders = dict.fromkeys(static.folders, True) | {work: False}
    sources = [
        (path, linux.clone_mount(path), read_only)
        for path, read_only in sorted(folders.items(), key=lambda item: len(item[0].parts))
    ]
    devices = [(path, linux.clone_mount(path)) for path in DEVICES]
    links = static.links | dict(_links(policy.work))
    etc = static.etc | _names(policy, user, group)

    root = work  # a place that exists; what it held is kept in `sources`
    options = f"size={_ROOT_BYTES},nr_inodes={_ROOT_FILES},mode=755"
    linux.mount("tmpfs", root, linux.MS_NOSUID | linux.MS_NODEV, options)
    _inside(root, PROCESSES).mkdir()
    flags = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC
    linux.mount("proc", _inside(root, PROCESSES), flags)
    for path in (_TEMPORARY, SHARED_MEMORY):
        _inside(root, path).mkdir(parents=True)
        options = f"size={policy.disk_bytes},nr_inodes={_FILES},mode=1777"
        linux.mount("tmpfs", _inside(root, path), linux.MS_NOSUID | linux.MS_NODEV, options)
    for path, descriptor in devices:
        _attach(descriptor, _inside(root, path), folder=False)
    for path, target in links.items():
        _inside(root, path).parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(_inside(root, path)):
            _inside(root, path).symlink_to(target)
    for path, descriptor, read_only in sources:
        shield = _SHIELDED | (linux.READ_ONLY if read_only else 0)
        linux.set_mount_attributes(descriptor, shield)
        _attach(descriptor, _inside(root, path), path.is_dir())
    for path, content in etc.items():
        _inside(root, path).parent.mkdir(exist_ok=True)
        _inside(root, path).write_bytes(content)
    _make_read_only(root)
    linux.change_root(root)
    os.chdir(policy.work)


def _inside(root: Path, path: Path) -> Path:
    return root / path.relative_to("/")


def _attach(descriptor: int, target: Path, folder: bool) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if folder:
        target.mkdir(exist_ok=True)
    elif not target.exists():
        target.touch()
    linux.attach_mount(descriptor, target)
    os.close(descriptor)


def _make_read_only(root: Path) -> None:
    """Shut the topmost mount alone, not those below it."""
    descriptor = os.open(root, os.O_PATH | os.O_DIRECTORY)
    linux.set_own_mount_attributes(descriptor, linux.READ_ONLY)
    os.close(descriptor)


def _links(path: Path) -> Iterator[tuple[Path, Path]]:
    """Yield the symbolic links on the way to a path, each with its target."""
    at, rest = Path("/"), list(path.parts[1:])
    for _ in range(_LINKS + len(rest)):
        if not rest:
            return
        step = at / rest.pop(0)
        if step.is_symlink():
            target = step.readlink()
            yield step, target
            onward = Path(os.path.normpath(at / target))
            at, rest = Path("/"), [*onward.parts[1:], *rest]
        else:
            at = step


def _names(policy: Policy, user: int, group: int) -> dict[Path, bytes]:
    passwd = f"learner:x:{user}:{group}::{policy.work}:/bin/sh\n"
    return {
        Path("/etc/passwd"): passwd.encode(),
        Path("/etc/group"): f"learner:x:{group}:\n".encode(),
        Path("/etc/nsswitch.conf"): b"passwd: files\ngroup: files\nhosts: files\n",
        Path("/etc/hosts"): b"127.0.0.1 localhost\n",
    }
