"""A worker process that runs each piece of untrusted code in a sandboxed fork of itself."""

import os
import select
import shutil
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType

from aicourse.grading.sandbox import (
    capabilities,
    guard,
    identity,
    limits,
    linux,
    view,
    walls,
)
from aicourse.grading.sandbox.cgroup import Leaf
from aicourse.grading.sandbox.child import Child, kill_rest
from aicourse.grading.sandbox.errors import SandboxError
from aicourse.grading.sandbox.policy import Level, Policy

_SET_UP_SECONDS = 20.0
_FOLDER_FILES = 65536
_REPORT_BYTES = 4096


@dataclass(frozen=True)
class _Forked:
    """What a fork left in the worker: a process, and the socket on which it reports."""

    pid: int
    report: int


class Sandbox:
    """What a worker makes sandboxed processes with; use it as a context manager.

    Attributes
    ----------
    level : Level
        How strong the walls are.
    """

    def __init__(self, level: Level, own: capabilities.Capabilities) -> None:
        """Use `start` instead, which prepares the process."""
        self.level = level
        self._own = own
        self._children: dict[int, Child] = {}
        self._pid_namespace: int | None = None
        if level is Level.NAMESPACES:
            self._pid_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    @classmethod
    def start(cls, level: Level | None = None) -> "Sandbox":
        """Turn the calling process into a guard and go on, as the worker, in a child of it.

        Call it early, before libraries are imported: the guard keeps what the process held. It
        ends as the worker ends, and sees that nothing survives. With namespaces, the worker is
        process 1 of a PID namespace, in a mount namespace of its own; without root, in a user
        namespace that knows no user but its own. What the worker holds in memory every
        submission can read: it should hold no secret.

        Parameters
        ----------
        level : Level, optional
            The strongest that the machine gives, if absent.

        Raises
        ------
        SandboxError
            If the machine does not give the level, or the process has threads.
        """
        own = capabilities.probe()
        if not own.levels:
            raise SandboxError(f"{own.system} has no way to make one", "grade on Linux")
        level = level or own.levels[0]
        if level not in own.levels:
            reasons = "; ".join(f"{feature}: {why}" for feature, why in own.missing.items())
            raise SandboxError(f"no {level} here ({reasons})")
        _refuse_threads()
        guard.split(level, own.privileged, own.nursery)
        if level is Level.RLIMITS and not own.switches_user:
            linux.control(linux.PR_SET_DUMPABLE, 0)  # else a submission could write our memory
        return cls(level, own)

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all sandboxed processes."""
        for child in self._children.values():
            child.close()
        self._children.clear()
        if self._pid_namespace is not None:
            os.close(self._pid_namespace)
            self._pid_namespace = None

    def spawn(self, policy: Policy, body: Callable[[], None], keep: Sequence[int] = ()) -> Child:
        """Fork a process, wall it in and run `body` in it.

        Parameters
        ----------
        body : callable
            Runs once all walls stand; the process then ends, without cleaning up, with code 0,
            the code of SystemExit, or 1 for any other exception.
        keep : sequence of int
            File descriptors that stay open; 0 to 2 lead to ``/dev/null`` unless kept.

        Raises
        ------
        SandboxError
            If the policy opens what is hidden, or a wall cannot be put up; `body` has not run.
        """
        policy.check()
        _refuse_threads()
        try:
            view.look_at(policy.readable)
        except OSError as error:
            raise SandboxError(f"{error.filename}: {error.strerror}") from error
        self._forget_the_dead()
        reserved, used = limits.memory_held()
        leaf = self._new_leaf(used + policy.memory_bytes)
        try:
            plan = self._plan(policy, reserved, leaf is not None)
            forked = self._fork(plan, body, keep)
        except OSError as error:
            if leaf is not None:
                leaf.remove()
            raise SandboxError(f"fork: {error.strerror}") from error
        rest = None if self.level is Level.NAMESPACES else partial(kill_rest, self._running)
        child = Child(forked.pid, plan.who, policy, used, leaf, rest)
        self._children[child.pid] = child
        try:
            problem = _finish(child, leaf, forked.report)
        except BaseException:
            child.close()
            raise
        finally:
            os.close(forked.report)
        if problem:
            child.close()
            raise SandboxError(problem)
        return child

    @contextmanager
    def folder(self, path: Path, size_bytes: int) -> Iterator[Path]:
        """Make a folder for a sandbox to work in, and remove it with all that is in it.

        With namespaces it is a file system in memory that cannot grow beyond `size_bytes` and
        that only this worker and its sandboxes see; else it is bounded by the disk alone.
        """
        path.mkdir(mode=0o755)
        bounded = self.level is Level.NAMESPACES
        try:
            if bounded:
                options = f"size={size_bytes},nr_inodes={_FOLDER_FILES},mode=755"
                linux.mount("tmpfs", path, linux.MS_NOSUID | linux.MS_NODEV, options)
            yield path
        finally:
            if bounded:
                with suppress(OSError):
                    linux.unmount(path)
            shutil.rmtree(path, ignore_errors=True)

    def give(self, folder: Path, child: Child) -> None:
        """Let a running sandbox own what has been put into its folder since it was made."""
        identity.give(folder, child.who)

    def _new_leaf(self, memory_bytes: int) -> Leaf | None:
        if self._own.nursery is None:
            return None
        try:
            return self._own.nursery.new(memory_bytes)
        except OSError as error:
            raise SandboxError(f"memory bound: {error}") from error

    def _plan(self, policy: Policy, held_bytes: int, awaits_bound: bool) -> walls.Plan:
        apart = self.level is Level.NAMESPACES
        in_user_namespace = apart and not self._own.privileged
        who = identity.new_identity(self._own.switches_user and not in_user_namespace)
        counted_alone = who.own or in_user_namespace
        return walls.Plan(
            policy=policy,
            level=self.level,
            who=who,
            held_bytes=held_bytes,
            allowed_processes=limits.allowed_processes(policy, counted_alone),
            awaits_bound=awaits_bound,
            filtered=self._own.has(capabilities.Feature.SECCOMP),
            worker=os.getpid(),
        )

    def _running(self) -> set[int]:
        return {pid for pid, child in self._children.items() if child.how_it_ended() is None}

    def _forget_the_dead(self) -> None:
        for pid, child in list(self._children.items()):
            if child.how_it_ended() is not None:
                del self._children[pid]

    def _fork(self, plan: walls.Plan, body: Callable[[], None], keep: Sequence[int]) -> _Forked:
        ours, theirs = (end.detach() for end in socket.socketpair())
        try:
            if self._pid_namespace is not None:
                linux.unshare(linux.NEWPID)
            try:
                pid = os.fork()
                if pid == 0:
                    walls.raise_walls(plan, keep, theirs)
                    walls.run(body)
            finally:
                if self._pid_namespace is not None:
                    linux.join_namespace(self._pid_namespace, linux.NEWPID)
        except BaseException:
            os.close(ours)
            raise
        finally:
            os.close(theirs)
        return _Forked(pid, ours)


def _refuse_threads() -> None:
    if sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) > 1:
        raise SandboxError(
            "a process with threads cannot be forked safely",
            "set OMP_NUM_THREADS=1, OPENBLAS_NUM_THREADS=1 and MKL_NUM_THREADS=1 before imports",
        )


def _finish(child: Child, leaf: Leaf | None, report: int) -> str:
    """Bound the memory of a child that puts up its walls; return what went wrong, if anything."""
    otherwise = "the process ended while it was set up"
    try:
        if leaf is not None:
            leaf.add(child.pid)
            os.write(report, walls.BOUND)
    except OSError as error:
        otherwise = f"memory bound: {error.strerror}"
        child.kill()
    return _await_walls(report, otherwise)


def _await_walls(report: int, otherwise: str) -> str:
    """Return what a child reports as wrong, nothing once its walls stand.

    Parameters
    ----------
    otherwise : str
        What is wrong if the child ends without a report.
    """
    deadline = time.monotonic() + _SET_UP_SECONDS
    text = b""
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([report], [], [], left)[0]:
            return f"not ready after {_SET_UP_SECONDS:g} s"
        try:
            chunk = os.read(report, _REPORT_BYTES)
        except ConnectionResetError:
            chunk = b""
        text += chunk
        if text == walls.READY:
            return ""
        if not chunk:
            return text.decode(errors="replace") or otherwise
