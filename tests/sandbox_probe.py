"""What a hostile submission tries, and the workers under which it tries it."""

import contextlib
import ctypes
import errno
import json
import mmap
import multiprocessing
import multiprocessing.pool  # with all below: a test's sandbox need not see the interpreter
import multiprocessing.popen_fork
import multiprocessing.queues
import multiprocessing.synchronize
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aicourse.grading.sandbox import Level, Policy, Sandbox, linux, probe, seccomp

ORDINARY_USER = 65533
SECRET = "the-secret-of-the-grader"
SYSTEM = tuple(Path(name) for name in ("/usr", "/bin", "/lib", "/lib64") if Path(name).exists())
MIB = 1 << 20
WORKER_SECONDS = 240.0

_NEW_NAMESPACES = linux.NEWUSER | linux.NEWNS | linux.NEWPID | linux.NEWNET


@dataclass(frozen=True)
class Setting:
    """Who grades, and behind which walls.

    Attributes
    ----------
    contained : bool
        Whether namespaces are forbidden, as containers forbid them.
    """

    root: bool
    level: Level
    contained: bool = False

    def __str__(self) -> str:
        who = "root" if self.root else "user"
        return f"{who}-{self.level}{'-contained' if self.contained else ''}"


SETTINGS = [
    Setting(True, Level.NAMESPACES),
    Setting(False, Level.NAMESPACES),
    Setting(True, Level.LANDLOCK, contained=True),
    Setting(False, Level.LANDLOCK, contained=True),
    Setting(True, Level.RLIMITS),
    Setting(False, Level.RLIMITS),
]


@dataclass(frozen=True)
class World:
    """A grader's machine in small: files, sockets and a process that are none of our business."""

    top: Path
    victim: int
    port: int

    @property
    def work(self) -> Path:
        return self.top / "work"

    @property
    def gradebook(self) -> Path:
        return self.top / "course/gradebook.db"

    @property
    def source(self) -> Path:
        return self.top / "course/source/101/101.ipynb"

    @property
    def other_submission(self) -> Path:
        return self.top / "course/submitted/zhang/101/101.ipynb"

    @property
    def key(self) -> Path:
        return self.top / "home/.ssh/id_ed25519"

    @property
    def outside(self) -> Path:
        return self.top / "outside"

    @property
    def socket(self) -> Path:
        return self.top / "service.sock"

    @property
    def abstract(self) -> str:
        return f"\0aicourse-test-{self.top.name}"

    def policy(self, **bounds: Any) -> Policy:
        defaults: dict[str, Any] = {
            "readable": SYSTEM,
            "memory_bytes": 512 * MIB,
            "disk_bytes": 16 * MIB,
            "processes": 24,
            "open_files": 64,
        }
        return Policy(work=self.work, **(defaults | bounds))


@contextmanager
def world() -> Iterator[World]:
    """Build the machine, owned by the user who calls, and tear it down."""
    top = Path(tempfile.mkdtemp(prefix="aicourse-world-", dir="/tmp"))
    top.chmod(0o755)
    services = [socket.socket(), socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)]
    victim = subprocess.Popen(["sleep", "600"], env={"TOKEN": SECRET}, stdin=subprocess.DEVNULL)
    try:
        services[0].bind(("127.0.0.1", 0))
        made = World(top, victim.pid, services[0].getsockname()[1])
        services[1].bind(str(made.socket))
        made.socket.chmod(0o777)
        services[2].bind(made.abstract)
        for service in services:
            service.listen()
        for path in (made.gradebook, made.source, made.other_submission, made.key):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(SECRET)
            path.chmod(0o644)
        made.key.chmod(0o600)
        made.outside.mkdir()
        yield made
    finally:
        victim.kill()
        victim.wait()
        for service in services:
            service.close()
        shutil.rmtree(top, ignore_errors=True)


def in_worker(setting: Setting, job: Callable[[Sandbox, World], Any]) -> Any:
    """Run a job in a worker that grades under a setting, and return what it returns (JSON).

    Raises
    ------
    AssertionError
        If the job raises; the message holds the traceback.
    """
    reading, writing = os.pipe()

    def work(made: World) -> None:
        try:
            with Sandbox.start(setting.level) as sandbox:
                answer = {"value": job(sandbox, made)}
        except BaseException:
            answer = {"error": traceback.format_exc()}
        os.write(writing, json.dumps(answer).encode())

    grader = fork_grader(setting, work)
    os.close(writing)
    answer = json.loads(_read_all(reading, 2 * WORKER_SECONDS) or b'{"error": "the worker died"}')
    os.close(reading)
    os.waitpid(grader, 0)
    assert "error" not in answer, answer["error"]
    return answer["value"]


def fork_grader(setting: Setting, work: Callable[[World], None]) -> int:
    """Fork somebody who grades: a world, and a child that does the work in it.

    The child is given some minutes. Wait for the process that is returned.
    """
    grader = os.fork()
    if grader == 0:
        with contextlib.suppress(BaseException):
            _take_place(setting)
            with world() as made:
                worker = os.fork()
                if worker == 0:
                    work(made)
                    os._exit(0)
                descriptor = os.pidfd_open(worker)
                if not select.select([descriptor], [], [], WORKER_SECONDS)[0]:
                    os.kill(worker, signal.SIGKILL)
                os.waitpid(worker, 0)
        os._exit(0)
    return grader


def why_not(setting: Setting) -> str:
    """Return why a setting cannot be had on this machine, nothing if it can."""
    if setting.root and os.geteuid() != 0:
        return "needs root"
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        reason = "the trial failed"
        with contextlib.suppress(BaseException):
            _take_place(setting)
            own = probe()
            reason = "" if setting.level in own.levels else str(own.missing)
        os.write(writing, reason.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        reason = pipe.read()
    os.waitpid(pid, 0)
    return reason


def _take_place(setting: Setting) -> None:
    """Become who grades in this setting."""
    probe.cache_clear()
    os.chdir("/")
    if setting.contained:
        without_namespaces()
    if not setting.root and os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(ORDINARY_USER, ORDINARY_USER, ORDINARY_USER)
        os.setresuid(ORDINARY_USER, ORDINARY_USER, ORDINARY_USER)
        linux.control(linux.PR_SET_DUMPABLE, 1)  # lost with the change of user, as not by a login


def without_namespaces() -> None:
    """Forbid new namespaces to this process, as the default profile of containers does."""
    if os.geteuid() != 0:
        linux.control(linux.PR_SET_NO_NEW_PRIVS, 1)
    flags = seccomp.Check(0, seccomp.Test.HAS_ANY_BIT, _NEW_NAMESPACES)
    rules = (
        seccomp.Rule("unshare"),
        seccomp.Rule("clone3", errno.ENOSYS),
        seccomp.Rule("clone", checks=(flags,)),
        seccomp.Rule("mount"),
    )
    seccomp.install(seccomp.assemble(rules))


def _read_all(descriptor: int, seconds: float) -> bytes:
    deadline = time.monotonic() + seconds
    text = b""
    while select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))[0]:
        chunk = os.read(descriptor, 1 << 16)
        if not chunk:
            return text
        text += chunk
    return text


# What is tried. Each returns a word, or raises what `told` has a word for.

_WORDS = {
    errno.ENOENT: "absent",
    errno.ESRCH: "absent",
    errno.EPERM: "denied",
    errno.EINVAL: "senseless",
    errno.EPROTOTYPE: "wrong kind",
    errno.EACCES: "denied",
    errno.EROFS: "denied",
    errno.ENOSYS: "denied",
    errno.EBADF: "closed",
    errno.EAGAIN: "stopped",
    errno.EFBIG: "too big",
    errno.EMFILE: "stopped",
    errno.ENOSPC: "full",
    errno.ENOMEM: "no memory",
    errno.ECONNREFUSED: "refused",
}

Attempt = Callable[[World], str | None]


def told(attempt: Attempt, made: World) -> str:
    """Return in a word how an attempt went."""
    try:
        return attempt(made) or "done"
    except OSError as error:
        return _WORDS.get(error.errno or 0, repr(error))
    except MemoryError:
        return "no memory"
    except Exception as error:
        return repr(error)


def outcome(sandbox: Sandbox, made: World, attempt: Attempt, **bounds: Any) -> str:
    """Make an attempt in a sandbox; tell how it went, or why the sandbox ended."""
    reading, writing = os.pipe()
    policy = made.policy(**bounds)

    def body() -> None:
        os.write(writing, told(attempt, made).encode())

    try:
        with sandbox.spawn(policy, body, keep=[writing]) as child:
            os.close(writing)
            ended = child.wait(60)
        text = _read_all(reading, 5).decode()  # to the end: nobody holds the pipe any more
        ending = child.how_it_ended()
        assert ending is not None
        return text or (ending.cause.value if ended is not None else "hung")
    finally:
        os.close(reading)


def read(path: Path) -> str:
    assert path.read_text() == SECRET
    return "read"


def read_by_symlink(made: World) -> str:
    link = made.work / "link"
    link.symlink_to(made.gradebook)
    try:
        return read(link)
    finally:
        link.unlink()


def overwrite_gradebook(made: World) -> None:
    with made.gradebook.open("r+"):
        pass


def write_outside(made: World) -> None:
    (made.outside / "new").write_text("x")
    (made.outside / "new").unlink()


def write_in_temporary_folder(made: World) -> None:
    path = Path("/tmp", f"{made.top.name}-x")
    path.write_text("x")
    path.unlink()


def write_in_libraries(made: World) -> None:
    Path("/usr/lib/aicourse-x").write_text("x")


def connect_tcp(made: World) -> None:
    socket.socket().connect(("127.0.0.1", made.port))


def send_udp(made: World) -> None:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", made.port))


def connect_abstract(made: World) -> None:
    socket.socket(socket.AF_UNIX).connect(made.abstract)


def connect_by_path(made: World) -> None:
    socket.socket(socket.AF_UNIX).connect(str(made.socket))


def send_by_path(made: World) -> None:
    one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    one.sendto(b"x", str(made.socket))


def see_a_process(made: World) -> str:
    Path(f"/proc/{made.victim}/status").read_text()
    return "seen"


def read_environment_of_a_process(made: World) -> str:
    assert SECRET in Path(f"/proc/{made.victim}/environ").read_text()
    return "read"


def read_own_environment(made: World) -> str:
    text = Path("/proc/self/environ").read_bytes() + Path("/proc/self/cmdline").read_bytes()
    return "read" if text.strip(b"\0") else "empty"


def write_memory_of_the_worker(made: World) -> None:
    os.open(f"/proc/{os.getppid()}/mem", os.O_RDWR)


def signal_a_process(made: World) -> None:
    os.kill(made.victim, 0)


def signal_everybody(made: World) -> None:
    os.kill(-1, 0)


def limit_the_worker(made: World) -> None:
    linux.call("prlimit64", os.getppid() or os.getpid(), 7, None, None)


def become_root(made: World) -> None:
    os.setresuid(0, 0, 0)


def make_set_id_by_chmod(made: World) -> None:
    path = made.work / "tool"
    path.touch()
    path.chmod(0o4755)


def make_set_id_at_creation(made: World) -> None:
    os.open(made.work / "tool2", os.O_CREAT | os.O_WRONLY, 0o4755)


def mount(made: World) -> None:
    linux.mount("tmpfs", made.work)


def new_user_namespace(made: World) -> None:
    linux.unshare(linux.NEWUSER)


def new_namespace_by_clone(made: World) -> None:
    if linux.call("clone", linux.NEWUSER | signal.SIGCHLD, 0, 0, 0, 0) == 0:
        os._exit(0)


def trace(made: World) -> None:
    linux.call("ptrace", 0, 0, 0, 0)


def run_a_ring(made: World) -> None:
    linux.call("io_uring_setup", 1, bytes(120))


def memory_bomb(made: World) -> None:
    blocks = []
    for _ in range(64):
        blocks.append(bytearray(64 * MIB))


def shared_memory_bomb(made: World) -> None:
    mmap.mmap(-1, 4 << 30)


def held_bytes() -> int:
    """Private memory in use: a bound on the group lets a sandbox hold so much more."""
    resident, shared = map(int, Path("/proc/self/statm").read_text().split()[1:3])
    return (resident - shared) * os.sysconf("SC_PAGE_SIZE")


def memory_of_many(made: World) -> str:
    """Let some processes hold as much as one may: together too much for 128 MiB."""
    pids = []
    for _ in range(4 + held_bytes() // (80 * MIB)):
        pid = os.fork()
        if pid == 0:
            with contextlib.suppress(MemoryError):
                block = bytearray(os.urandom(1)) * (80 * MIB)
                time.sleep(1)
                os._exit(0 if block else 1)
            os._exit(1)
        pids.append(pid)
    ends = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    return "stopped" if -signal.SIGKILL in ends else "done"


def fork_bomb(made: World) -> None:
    for _ in range(4000):
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)


def exploding_fork_bomb(made: World) -> str:
    """Fork in every child too, until the kernel refuses, and leave them running."""
    if os.fork() == 0:
        while True:
            with contextlib.suppress(OSError):
                os.fork()
    time.sleep(0.3)
    return "left"


def big_file(made: World) -> None:
    with (made.work / "big").open("wb") as file:
        file.truncate(300 * MIB)


def big_file_with_signal(made: World) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    big_file(made)


def fill(folder: Path) -> None:
    paths = [folder / f"aicourse-fill-{number}" for number in range(5)]
    try:
        for path in paths:
            path.write_bytes(bytes(4 * MIB))
    finally:
        for path in paths:
            path.unlink(missing_ok=True)


def descriptor_flood(made: World) -> None:
    for _ in range(5000):
        os.open(os.devnull, os.O_RDONLY)


def processor_hog(made: World) -> None:
    while True:
        pass


def daemon(made: World) -> str:
    """Leave a process behind that has its own session and a dead parent."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(linux.PR_SET_PDEATHSIG, 0)
            time.sleep(600)
        os._exit(0)
    os.wait()
    return "left"


def _square(number: int) -> int:
    return number**2


def honest_work(made: World) -> str:
    """Use what learners use: files, temporary files, subprocesses, pools, locks, threads."""
    (made.work / "notes.txt").write_text("x")
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"x")
    assert Path.home() == made.work == Path.cwd()
    assert subprocess.run(["sh", "-c", "echo hi"], capture_output=True).stdout == b"hi\n"
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(_square, [1, 2, 3]) == [1, 4, 9]
    return "worked"


def run_python(made: World) -> str:
    """Start the interpreter anew and let it import what is installed."""
    program = "import numpy, sqlite3, ctypes; print(numpy.arange(4).sum())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    return done.stdout.strip() or done.stderr


def fault(made: World) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)
    ctypes.string_at(0)
