"""What walls this machine can put up: tried, not guessed."""

import mmap
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from aicourse.grading.sandbox import cgroup, identity, landlock, linux, seccomp
from aicourse.grading.sandbox.cgroup import Nursery
from aicourse.grading.sandbox.policy import Level

if sys.platform != "win32":
    import resource

_TRIAL_BYTES = 64 << 20


class Feature(StrEnum):
    """One thing that walls are made of."""

    USER = "user namespace"
    MOUNT = "mount namespace"
    PID = "PID namespace"
    NET = "network namespace"
    IPC = "IPC namespace"
    UTS = "host name namespace"
    VIEW = "file system of its own"
    LANDLOCK = "Landlock"
    SECCOMP = "seccomp"
    DATA_LIMIT = "memory limit of a process"
    MEMORY_GROUP = "memory limit of all processes together"


_NAMESPACES = {
    Feature.MOUNT: linux.NEWNS,
    Feature.PID: linux.NEWPID,
    Feature.NET: linux.NEWNET,
    Feature.IPC: linux.NEWIPC,
    Feature.UTS: linux.NEWUTS,
}


@dataclass(frozen=True)
class Capabilities:
    """What the machine gives to this user.

    Attributes
    ----------
    system : str
        Name and version of the kernel, and the machine.
    privileged : bool
        Whether namespaces come from being root, not from a user namespace.
    switches_user : bool
        Whether a sandbox can be given a user of its own.
    landlock_version : int
        Version of Landlock's interface, 0 where there is none.
    missing : dict of Feature to str
        What could not be had, and the kernel's reason.
    nursery : Nursery or None
        Where control groups can be made.
    """

    system: str
    privileged: bool = False
    switches_user: bool = False
    landlock_version: int = 0
    missing: dict[Feature, str] = field(default_factory=dict)
    nursery: Nursery | None = None

    def has(self, *features: Feature) -> bool:
        return not any(feature in self.missing for feature in features)

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels that can be had, strongest first; empty where there is no Linux."""
        needed = [*_NAMESPACES, Feature.VIEW, Feature.SECCOMP]
        needed += [] if self.privileged else [Feature.USER]
        found = [Level.NAMESPACES] if self.has(*needed) else []
        found += [Level.LANDLOCK] if self.has(Feature.LANDLOCK, Feature.SECCOMP) else []
        return (*found, Level.RLIMITS) if self.system.startswith("Linux") else ()


@cache
def probe() -> Capabilities:
    """Try what this machine gives, each thing in a throw-away process of its own."""
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    if sys.platform != "linux":
        reason = f"{platform.system()} has none"
        return Capabilities(system, missing=dict.fromkeys(Feature, reason))
    privileged = os.geteuid() == 0 and linux.holds(linux.CAP_SYS_ADMIN)
    privileged = privileged and identity.can_switch()
    trials: dict[Feature, Callable[[], object]] = {
        Feature.USER: _enter_user_namespace,
        **{feature: _namespace_trial(flag, privileged) for feature, flag in _NAMESPACES.items()},
        Feature.VIEW: lambda: _try_view(privileged),
        Feature.LANDLOCK: _try_landlock,
        Feature.SECCOMP: _try_seccomp,
        Feature.DATA_LIMIT: _try_data_limit,
    }
    missing = {feature: why for feature, trial in trials.items() if (why := _attempt(trial))}
    nursery = cgroup.find_nursery()
    if why := _try_group(nursery):
        missing[Feature.MEMORY_GROUP] = why
        nursery = None
    return Capabilities(
        system=system,
        privileged=privileged,
        switches_user=identity.can_switch(),
        landlock_version=landlock.interface_version(),
        missing=missing,
        nursery=nursery,
    )


def _attempt(trial: Callable[[], object]) -> str:
    """Run a trial in a fork; return why it failed, nothing if it worked."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            trial()
        except BaseException as error:
            os.write(writing, (str(error) or type(error).__name__).encode()[:500])
        else:
            os.write(writing, b"\0")
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    status = os.waitpid(pid, 0)[1]
    if answer == b"\0":
        return ""
    return answer.decode(errors="replace") or f"ended with status {status}"


def _enter_user_namespace() -> None:
    user, group = os.getuid(), os.getgid()
    linux.unshare(linux.NEWUSER)
    linux.map_own_user(user, group)


def _namespace_trial(flag: int, privileged: bool) -> Callable[[], None]:
    def trial() -> None:
        if not privileged:
            _enter_user_namespace()
        linux.unshare(flag)

    return trial


def _try_view(privileged: bool) -> None:
    """Do what the view needs: a fresh /proc, a tmpfs, a read-only copy of a mount."""
    if not privileged:
        _enter_user_namespace()
    linux.unshare(linux.NEWNS | linux.NEWPID)
    if why := _attempt(_build_view):
        raise OSError(why)


def _build_view() -> None:
    linux.mount(None, Path("/"), linux.MS_REC | linux.MS_PRIVATE)
    linux.mount("proc", Path("/proc"))
    tree = linux.clone_mount(Path("/usr"))
    linux.set_mount_attributes(tree, linux.READ_ONLY)
    top = Path(tempfile.gettempdir())
    linux.mount("tmpfs", top, 0, "size=1m")
    (top / "usr").mkdir()
    linux.attach_mount(tree, top / "usr")
    linux.change_root(top)


def _try_landlock() -> None:
    linux.control(linux.PR_SET_NO_NEW_PRIVS, 1)
    landlock.restrict([Path("/usr")], [])
    with suppress(PermissionError):
        next(Path("/").iterdir())
        raise OSError("the kernel accepts rules and does not enforce them")


def _try_seccomp() -> None:
    linux.control(linux.PR_SET_NO_NEW_PRIVS, 1)
    seccomp.install(seccomp.program(sockets=False))
    with suppress(PermissionError):
        linux.unshare(0)
        raise OSError("the kernel accepts a filter and does not enforce it")


def _try_data_limit() -> None:
    held = int(Path("/proc/self/statm").read_text().split()[5]) * os.sysconf("SC_PAGE_SIZE")
    bound = held + _TRIAL_BYTES // 4
    resource.setrlimit(resource.RLIMIT_DATA, (bound, bound))
    with suppress(OSError, MemoryError):
        mmap.mmap(-1, _TRIAL_BYTES, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        raise ValueError("the kernel accepts RLIMIT_DATA and does not enforce it")


def _try_group(nursery: Nursery | None) -> str:
    if nursery is None:
        return "no control group above this process may be divided"
    try:
        leaf = nursery.new(_TRIAL_BYTES)
    except OSError as error:
        return str(error)
    why = _attempt(lambda: leaf.add(os.getpid()))
    leaf.remove()
    return why
