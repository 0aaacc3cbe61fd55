"""What the forked process does before anything of the submission runs."""

import contextlib
import ctypes
import errno
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aicourse.grading.sandbox import identity, landlock, limits, linux, seccomp, view
from aicourse.grading.sandbox.identity import Identity
from aicourse.grading.sandbox.policy import Level, Policy, is_there

READY, BOUND = b"ready", b"bound"
_MOST_DESCRIPTORS = 1 << 20
_ARGUMENTS_FROM = 48 - 3  # field of proc_pid_stat(5), counted after the name


@dataclass(frozen=True)
class Plan:
    """All that the worker settled before the fork."""

    policy: Policy
    level: Level
    who: Identity
    held_bytes: int
    allowed_processes: int
    awaits_bound: bool
    filtered: bool
    worker: int


def raise_walls(plan: Plan, keep: Sequence[int], report: int) -> None:
    """Put up every wall in turn; end this process at the first that fails, and say which.

    Parameters
    ----------
    keep : sequence of int
        File descriptors that stay open.
    report : int
        A stream socket to which `READY` is written, or what failed; closed at the end. Where
        a control group bounds the memory, `BOUND` comes from it once the process is in there.
    """
    step = ""
    try:
        for step, put_up in _walls(plan, keep, report):  # noqa: B007  the handler reads it
            put_up()
        os.write(report, READY)
        os.close(report)
    except BaseException as error:
        reason = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
        with contextlib.suppress(OSError):
            os.write(report, f"{step}: {reason}".encode()[:1000])
        os._exit(1)


def _walls(
    plan: Plan, keep: Sequence[int], report: int
) -> Iterator[tuple[str, Callable[[], None]]]:
    policy, who = plan.policy, plan.who
    apart = plan.level is Level.NAMESPACES
    yield "session", os.setsid
    yield "signals", _reset_signals
    yield "file descriptors", lambda: _close_descriptors({*keep, report})
    yield "environment", lambda: _replace_environment(_environment(policy, apart))
    if apart:
        flags = linux.NEWNS | linux.NEWNET | linux.NEWIPC | linux.NEWUTS
        yield "namespaces", lambda: linux.unshare(flags)
        yield "file system", lambda: view.enter(policy, who.user, who.group)
        if not who.switched:
            yield "user namespace", lambda: _enter_user_namespace(who)
    else:
        yield "working directory", lambda: os.chdir(policy.work)
    yield "user", lambda: identity.become(who, policy.work)
    yield "privileges", lambda: linux.control(linux.PR_SET_NO_NEW_PRIVS, 1)
    if not apart:
        yield "end with the worker", lambda: _end_with(plan.worker)
        yield "reading", lambda: _see_that_all_can_be_read(policy)
    if plan.level is Level.LANDLOCK:
        yield "Landlock", lambda: _restrict(policy)
    held, allowed = plan.held_bytes, plan.allowed_processes
    yield "limits", lambda: limits.apply(policy, held, allowed)
    if plan.awaits_bound:
        yield "memory bound", lambda: _await_bound(report)
    if plan.filtered:
        program = seccomp.program(sockets=apart or who.switched)
        yield "system calls", lambda: seccomp.install(program)


def _reset_signals() -> None:
    """Handle signals as a Python that has just started."""
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        if signal.getsignal(number) is not signal.SIG_DFL:
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def _close_descriptors(keep: set[int]) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for number in {0, 1, 2} - keep:
        os.dup2(null, number)
    first = 3
    for number in sorted(keep):
        if number >= first:
            os.closerange(first, number)
            first = number + 1
    os.closerange(first, _MOST_DESCRIPTORS)


def _environment(policy: Policy, private_folder: bool) -> dict[str, str]:
    own = {
        "HOME": str(policy.work),
        "TMPDIR": "/tmp" if private_folder else str(policy.work),
        "USER": "learner",
        "LOGNAME": "learner",
    }
    return {**policy.environment, **own}


def _replace_environment(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    _wipe_start_of_process()
    os.environ.update(environment)
    tempfile.tempdir = None  # chosen anew, by the new TMPDIR
    os.umask(0o022)


def _wipe_start_of_process() -> None:
    """Clear the arguments and the environment that the worker was started with.

    The kernel keeps them in the memory of every fork and shows them in `/proc/self/environ`,
    whatever has become of `os.environ`.
    """
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    first = _ARGUMENTS_FROM
    starts = [int(value) for value in fields[first : first + 4]]
    for start, end in (starts[:2], starts[2:]):
        if 0 < start < end:
            ctypes.memset(start, 0, end - start)


def _enter_user_namespace(who: Identity) -> None:
    """Be counted apart: limits on processes hold for each user namespace."""
    linux.unshare(linux.NEWUSER)
    linux.map_own_user(who.user, who.group)


def _end_with(worker: int) -> None:
    linux.control(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != worker:
        os._exit(1)


def _see_that_all_can_be_read(policy: Policy) -> None:
    """Refuse to begin where the sandbox's user cannot reach what Python needs."""
    for path in policy.readable:
        try:
            closed = is_there(path) and not os.access(path, os.R_OK)
        except PermissionError:
            closed = True
        if closed:
            raise PermissionError(errno.EACCES, f"{path} is closed to the sandbox's user")


def _await_bound(report: int) -> None:
    """Go on when the worker has put this process into its control group, meanwhile."""
    if os.read(report, len(BOUND)) != BOUND:
        os._exit(1)


def _restrict(policy: Policy) -> None:
    readable = (*policy.readable, *view.SYSTEM_FILES, *view.DEVICES, view.PROCESSES)
    writable = (policy.work, Path(os.devnull), view.SHARED_MEMORY)
    landlock.restrict(readable, writable)


def run(body: Callable[[], None]) -> None:
    """Run the body and end this process; what it returns or raises decides the exit code."""
    code = 1
    try:
        body()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException as error:
        sys.excepthook(type(error), error, error.__traceback__)
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        os._exit(code & 0xFF)
