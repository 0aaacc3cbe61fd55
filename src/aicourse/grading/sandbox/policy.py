"""What a sandboxed process may do, and how strong the walls around it are."""

import os
import site
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from aicourse.grading.sandbox.errors import SandboxError

_SYSTEM = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/nix/store",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ssl",
    "/sys/devices/system/cpu",
    "/sys/devices/system/node",
)
_LEAST = ("open_files", 16), ("processes", 1), ("cpu_seconds", 1)


class Level(StrEnum):
    """How a process is walled in, strongest first.

    Attributes
    ----------
    NAMESPACES
        A world of its own: file system, processes, network; seccomp and resource limits.
    LANDLOCK
        The machine's own file system under Landlock's rules; seccomp and resource limits. Unless
        grading is run by root, Unix sockets but pairs are closed too, for a desktop's message bus
        would be a way out; PyTorch's DataLoader with workers then fails.
    RLIMITS
        Resource limits, and seccomp where the kernel has it. The files of the user who grades
        stay open to the submission unless grading is run by root.
    """

    NAMESPACES = "namespaces"
    LANDLOCK = "landlock"
    RLIMITS = "rlimits"


@cache
def default_readable() -> tuple[Path, ...]:
    """Return what Python needs to run: system libraries, the interpreter, site-packages."""
    packages = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    prefixes = [sys.prefix, sys.base_prefix, sys.exec_prefix, *site.getsitepackages()]
    return outermost(Path(path) for path in (*_SYSTEM, *prefixes, *packages))


def outermost(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Drop what does not exist and what lies in another of the paths."""
    kept: list[Path] = []
    for path in sorted(set(paths), key=lambda path: (len(path.parts), path)):
        if os.access(path, os.F_OK) and not any(path.is_relative_to(folder) for folder in kept):
            kept.append(path)
    return tuple(kept)


def is_there(path: Path) -> bool:
    """Return whether a path exists.

    Raises
    ------
    PermissionError
        If this process may not know; `Path.exists` answers differently in each Python.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


@dataclass(frozen=True)
class Policy:
    """The bounds of one sandboxed process and all that it starts. The network is never open.

    Attributes
    ----------
    work : Path
        The folder that may be written: home and working directory, at the same path inside.
        Where grading is run by root, its content is given to the sandbox's own user.
    readable : tuple of Path
        Files and folders that may be read besides `work`.
    hidden : tuple of Path
        What must never be seen (the course folder): a policy that opens it is refused.
    environment : mapping of str to str
        The whole environment, but for HOME, TMPDIR, USER and LOGNAME.
    memory_bytes : int
        Private memory beyond what the worker held: of all processes together where a memory
        cgroup is to be had, else of each.
    file_bytes : int
        Size of one file.
    disk_bytes : int
        Size of the private ``/tmp``, and again of ``/dev/shm``. `work` is bounded where it was
        made by `Sandbox.folder`.
    processes, spare_processes : int
        Processes and threads, all together; how many more whoever raises their own limit may have.
    cpu_seconds : int
        Processor time of one process.
    open_files : int
        File descriptors of one process.
    """

    work: Path
    readable: tuple[Path, ...] = field(default_factory=default_readable)
    hidden: tuple[Path, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    memory_bytes: int = 4 << 30
    file_bytes: int = 128 << 20
    disk_bytes: int = 512 << 20
    processes: int = 256
    spare_processes: int = 0
    cpu_seconds: int = 600
    open_files: int = 1024

    def __post_init__(self) -> None:
        for path in (self.work, *self.readable, *self.hidden):
            if not path.is_absolute():
                raise ValueError(f"{path} must be absolute")
        for name, least in (*_LEAST, ("memory_bytes", 1), ("file_bytes", 1), ("disk_bytes", 1)):
            if getattr(self, name) < least:
                raise ValueError(f"{name} must be at least {least}")

    def check(self) -> None:
        """Refuse a policy that would open what is hidden, or that has no folder to work in.

        Raises
        ------
        SandboxError
            If `work` is no folder, or a hidden path lies in a readable one or in `work`.
        """
        if not self.work.is_dir():
            raise SandboxError(f"{self.work} is no folder", "make it before the process starts")
        opened = [path.resolve() for path in (self.work, *self.readable)]
        for path in self.hidden:
            for folder in opened:
                if path.resolve().is_relative_to(folder):
                    raise SandboxError(
                        f"{path} lies in {folder}, which submissions may read",
                        "move the course folder out of it",
                    )
