"""Makes the sandboxed processes of submissions, some of them before they are asked for."""

import contextlib
import os
import shutil
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import aicourse
from aicourse.grading.sandbox import Child, Policy, Sandbox, SandboxError, default_readable
from aicourse.grading.warm.channel import Channel, ChannelClosedError, Message

if TYPE_CHECKING:
    from aicourse.grading.warm.shell import GradingShell

Body = Callable[["GradingShell", socket.socket, int], None]

_PACKAGE = Path(aicourse.__file__).parent
_KEPT_DATA = _PACKAGE.parents[1] / "data"  # of a checkout; a wheel's lies below the prefix


@dataclass(frozen=True)
class Kind:
    """What a process is before it knows its submission.

    Attributes
    ----------
    body : str
        Which of the spawner's bodies it runs.
    """

    body: str
    memory_bytes: int
    file_bytes: int
    disk_bytes: int
    cpu_seconds: int
    processes: int
    spare_processes: int


class Forked:
    """A sandboxed process that waits for its orders, with its folder."""

    def __init__(self, child: Child, work: Path, orders: Channel, folder: contextlib.ExitStack):
        self.child = child
        self._work = work
        self._orders = orders
        self._folder = folder

    def order(self, sandbox: Sandbox, message: Message, descriptors: list[int]) -> None:
        """Let it begin: with its files, its environment, its seed and its lines to the grader."""
        if message["files"]:
            shutil.copytree(message["files"], self._work, dirs_exist_ok=True)
            sandbox.give(self._work, self.child)
        self._orders.send(
            {"seed": message["seed"], "environment": message["environment"]}, descriptors
        )
        self._orders.close()

    def clean_up(self) -> None:
        """Remove what is left of it, which has ended."""
        self._orders.close()
        self._folder.close()

    def close(self) -> None:
        """End it and remove what is left of it."""
        self.child.close()
        self.clean_up()


class Spawner:
    """Forks processes on request, and one of each recent kind ahead of it.

    What is forked ahead knows nothing and has done nothing but put up its walls.

    Parameters
    ----------
    place : Path
        Where their folders are made.
    """

    def __init__(
        self, sandbox: Sandbox, shell: "GradingShell", bodies: dict[str, Body], place: Path
    ) -> None:
        self._sandbox = sandbox
        self.shell = shell
        self._bodies = bodies
        self._place = place
        self._folders = 0
        self._spares: dict[Kind, Forked] = {}
        self._recent: list[Kind] = []

    @property
    def is_due(self) -> bool:
        """Whether `prepare` has something to do."""
        return any(kind not in self._spares for kind in self._recent)

    def take(self, kind: Kind) -> Forked:
        """Return a process of a kind.

        Raises
        ------
        SandboxError, OSError
            If it cannot be made.
        """
        others = [recent for recent in self._recent if recent.body != kind.body]
        self._recent = [*others, kind]
        for stale in self._spares.keys() - self._recent:
            self._spares.pop(stale).close()
        return self._spares.pop(kind, None) or self._fork(kind)

    def prepare(self) -> None:
        """Make one process ahead of time; one that cannot be made is not tried again."""
        kind = next(recent for recent in self._recent if recent not in self._spares)
        try:
            self._spares[kind] = self._fork(kind)
        except (SandboxError, OSError):
            self._recent.remove(kind)

    def forget(self) -> None:
        """End what was made ahead of time, for it lacks what was imported since."""
        for spare in self._spares.values():
            spare.close()
        self._spares.clear()

    def _fork(self, kind: Kind) -> Forked:
        self._folders += 1
        with contextlib.ExitStack() as folder:
            path = self._place / f"work-{self._folders}"
            work = folder.enter_context(self._sandbox.folder(path, kind.disk_bytes))
            policy = Policy(
                work=work,
                memory_bytes=kind.memory_bytes,
                file_bytes=kind.file_bytes,
                disk_bytes=kind.disk_bytes,
                cpu_seconds=kind.cpu_seconds,
                processes=kind.processes,
                spare_processes=kind.spare_processes,
                readable=(*default_readable(), _PACKAGE, _KEPT_DATA),
            )
            ours, theirs = socket.socketpair()
            try:
                body = self._body(kind, theirs.fileno(), work)
                child = self._sandbox.spawn(policy, body, keep=[theirs.fileno()])
            except BaseException:
                ours.close()
                raise
            finally:
                theirs.close()
            return Forked(child, work, Channel(ours), folder.pop_all())
        raise AssertionError("unreachable")  # an ExitStack may swallow exceptions, this one not

    def _body(self, kind: Kind, orders: int, work: Path) -> Callable[[], None]:
        run = self._bodies[kind.body]

        def body() -> None:
            channel = Channel(socket.socket(fileno=orders))
            with contextlib.suppress(ChannelClosedError):
                message = channel.receive()
                assert message is not None
                line, raw = channel.descriptors
                channel.socket.close()
                for standard in (1, 2):
                    os.dup2(raw, standard)
                os.environ.update(message["environment"])
                os.chdir(work)
                sys.argv = [""]
                sys.path.insert(0, "")
                run(self.shell, socket.socket(fileno=line), message["seed"])

        return body
