"""The sandbox, tried from within: what each level stops, and what it is known not to stop."""

import contextlib
import os
import platform
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sandbox_probe as tried
from sandbox_probe import MIB, SETTINGS, SYSTEM, Attempt, Setting, World, in_worker, outcome

from aicourse.grading.sandbox import (
    Cause,
    Feature,
    Level,
    Policy,
    Sandbox,
    SandboxError,
    cgroup,
    default_readable,
    linux,
    probe,
    seccomp,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")

# For root and for an ordinary user, under namespaces, Landlock, resource limits, in the order of
# SETTINGS. "absent" is what a world of one's own looks like; "denied" is the kernel's refusal.
Attempts = dict[str, tuple[Attempt, str]]
READING: Attempts = {
    "gradebook": (lambda w: tried.read(w.gradebook), "absent absent denied denied read read"),
    "source": (lambda w: tried.read(w.source), "absent absent denied denied read read"),
    "other submission": (
        lambda w: tried.read(w.other_submission),
        "absent absent denied denied read read",
    ),
    "private key": (lambda w: tried.read(w.key), "absent absent denied denied denied read"),
    "symlink": (tried.read_by_symlink, "absent absent denied denied read read"),
    "list the course": (
        lambda w: str(list((w.top / "course").iterdir()) and "read"),
        "absent absent denied denied read read",
    ),
}
WRITING: Attempts = {
    "gradebook": (tried.overwrite_gradebook, "absent absent denied denied denied done"),
    "outside": (tried.write_outside, "absent absent denied denied denied done"),
    "libraries": (tried.write_in_libraries, "denied denied denied denied denied denied"),
    "/tmp": (tried.write_in_temporary_folder, "done done denied denied done done"),
}
NETWORK: Attempts = {
    "tcp": (tried.connect_tcp, "denied denied denied denied denied denied"),
    "udp": (tried.send_udp, "denied denied denied denied denied denied"),
    "abstract": (tried.connect_abstract, "refused refused denied denied done denied"),
    "by path": (tried.connect_by_path, "absent absent done denied done denied"),
    "datagram pair": (tried.send_by_path, "absent absent wrong_kind denied wrong_kind denied"),
}
PROCESSES: Attempts = {
    "see": (tried.see_a_process, "absent absent seen seen seen seen"),
    "environment": (
        tried.read_environment_of_a_process,
        "absent absent denied denied denied read",
    ),
    "own environment": (tried.read_own_environment, "denied empty denied empty denied denied"),
    "memory of the worker": (
        tried.write_memory_of_the_worker,
        "absent absent denied denied denied denied",
    ),
    "signal": (tried.signal_a_process, "absent absent denied denied denied done"),
    "signal all": (tried.signal_everybody, "denied denied denied denied denied denied"),
    "limit the worker": (tried.limit_the_worker, "denied denied denied denied denied denied"),
}
PRIVILEGES: Attempts = {
    "setuid": (tried.become_root, "denied senseless denied denied denied denied"),
    "chmod": (tried.make_set_id_by_chmod, "denied denied denied denied denied denied"),
    "open": (tried.make_set_id_at_creation, "denied denied denied denied denied denied"),
    "mount": (tried.mount, "denied denied denied denied denied denied"),
    "unshare": (tried.new_user_namespace, "denied denied denied denied denied denied"),
    "clone": (tried.new_namespace_by_clone, "denied denied denied denied denied denied"),
    "ptrace": (tried.trace, "denied denied denied denied denied denied"),
    "io_uring": (tried.run_a_ring, "denied denied denied denied denied denied"),
}
RESOURCES: Attempts = {
    "memory": (tried.memory_bomb, "no_memory no_memory no_memory no_memory no_memory no_memory"),
    "shared memory": (tried.shared_memory_bomb, "denied denied denied denied denied denied"),
    "fork": (tried.fork_bomb, "stopped stopped stopped stopped stopped stopped"),
    "exploding fork": (tried.exploding_fork_bomb, "left left left left left left"),
    "file": (tried.big_file, "too_big too_big too_big too_big too_big too_big"),
    "file, signal": (
        tried.big_file_with_signal,  # process 1 of a PID namespace is spared its own signals
        "too_big too_big file_size file_size file_size file_size",
    ),
    "descriptors": (tried.descriptor_flood, "stopped stopped stopped stopped stopped stopped"),
    "fill work": (lambda w: tried.fill(w.work), "full full done done done done"),
    "fill /tmp": (lambda w: tried.fill(Path("/tmp")), "full full denied denied done done"),
    "fill /dev/shm": (lambda w: tried.fill(Path("/dev/shm")), "full full done done done done"),
    "daemon": (tried.daemon, "left left left left left left"),
    "fault": (tried.fault, "signalled signalled signalled signalled signalled signalled"),
    "honest work": (tried.honest_work, "worked worked worked worked worked worked"),
}
ATTEMPTS: Attempts = {
    f"{group}: {name}": attempt
    for group, attempts in {
        "read": READING,
        "write": WRITING,
        "network": NETWORK,
        "processes": PROCESSES,
        "privileges": PRIVILEGES,
        "resources": RESOURCES,
    }.items()
    for name, attempt in attempts.items()
}


@pytest.fixture(scope="module", params=SETTINGS, ids=str)
def setting(request: pytest.FixtureRequest) -> Setting:
    chosen: Setting = request.param
    if why := tried.why_not(chosen):
        pytest.skip(why)
    return chosen


@pytest.fixture(scope="module")
def outcomes(setting: Setting) -> dict[str, str]:
    """Make all attempts in one worker, each in a sandbox of its own."""

    def job(sandbox: Sandbox, made: World) -> dict[str, str]:
        with sandbox.folder(made.work, 16 * MIB):
            return {name: outcome(sandbox, made, a) for name, (a, _) in ATTEMPTS.items()}

    answer: dict[str, str] = in_worker(setting, job)
    return answer


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(setting: Setting, outcomes: dict[str, str], name: str) -> None:
    expected = ATTEMPTS[name][1].split()[SETTINGS.index(setting)]
    assert outcomes[name] == expected.replace("_", " ")


def test_processor_hog_is_ended(setting: Setting) -> None:
    def job(sandbox: Sandbox, made: World) -> list[object]:
        with sandbox.folder(made.work, MIB):
            with sandbox.spawn(
                made.policy(cpu_seconds=1), lambda: tried.processor_hog(made)
            ) as child:
                child.wait(60)
            ending = child.how_it_ended()
            assert ending is not None
            return [ending.cause, ending.cpu_seconds]

    cause, seconds = in_worker(setting, job)
    assert cause == Cause.CPU_TIME
    assert 0.9 < seconds < 4


def test_memory_of_all_processes_is_bounded_where_a_control_group_can_be_had(
    setting: Setting,
) -> None:
    def job(sandbox: Sandbox, made: World) -> list[object]:
        with sandbox.folder(made.work, MIB):
            went = outcome(sandbox, made, tried.memory_of_many, memory_bytes=128 * MIB)
        return [went, probe().has(Feature.MEMORY_GROUP)]

    went, grouped = in_worker(setting, job)
    assert went == ("stopped" if grouped else "done")


def test_kernel_out_of_memory_is_told_as_such(setting: Setting) -> None:
    def fill_shared_memory(made: World) -> None:
        for number in range(6 + tried.held_bytes() // (32 * MIB)):
            (Path("/dev/shm") / f"{made.top.name}-{number}").write_bytes(bytes(32 * MIB))

    def job(sandbox: Sandbox, made: World) -> str:
        if not probe().has(Feature.MEMORY_GROUP):
            return "no group"
        try:
            with sandbox.folder(made.work, MIB):
                bounds = {"memory_bytes": 64 * MIB, "disk_bytes": 4096 * MIB}
                return outcome(sandbox, made, fill_shared_memory, **bounds)
        finally:
            for path in Path("/dev/shm").glob(f"{made.top.name}-*"):
                path.unlink()

    went = in_worker(setting, job)
    if went == "no group":
        pytest.skip("no memory control group here")
    assert went == Cause.OUT_OF_MEMORY


def test_descriptors_and_environment_are_only_those_given(setting: Setting) -> None:
    os.environ["AICOURSE_TEST_TOKEN"] = tried.SECRET

    def job(sandbox: Sandbox, made: World) -> list[str]:
        secret = os.open("/etc/passwd", os.O_RDONLY)
        with sandbox.folder(made.work, MIB):
            policy = {"environment": {"LANG": "C.UTF-8"}}
            return [
                outcome(sandbox, made, lambda w: str(os.fstat(secret))),
                outcome(sandbox, made, lambda w: " ".join(sorted(os.environ)), **policy),
            ]

    try:
        closed, names = in_worker(setting, job)
    finally:
        del os.environ["AICOURSE_TEST_TOKEN"]
    assert closed == "closed"
    assert names == "HOME LANG LOGNAME TMPDIR USER"


def test_python_can_be_run_and_imports_what_is_installed(setting: Setting) -> None:
    def job(sandbox: Sandbox, made: World) -> str:
        with sandbox.folder(made.work, MIB):
            return outcome(sandbox, made, tried.run_python, readable=default_readable())

    alien = setting.level is not Level.NAMESPACES or not setting.root
    if os.geteuid() == 0 and alien and (closed := closed_to_others(default_readable())):
        pytest.skip(f"{closed} is open to root alone")
    assert in_worker(setting, job) == "6"


def closed_to_others(paths: tuple[Path, ...]) -> Path | None:
    steps = (step for path in paths for step in (path, *path.parents))
    return next((step for step in steps if not step.stat().st_mode & 0o001), None)


def test_interpreter_that_the_user_cannot_read_is_refused(setting: Setting) -> None:
    def job(sandbox: Sandbox, made: World) -> str:
        closed = made.top / "closed"
        closed.mkdir(mode=0o000)
        with sandbox.folder(made.work, MIB), pytest.raises(SandboxError) as caught:
            sandbox.spawn(made.policy(readable=(*SYSTEM, closed / "python")), lambda: None)
        closed.rmdir()
        return str(caught.value).replace(str(closed), "CLOSED")

    if setting.level is Level.NAMESPACES:
        pytest.skip("the worker opens for the sandbox what its own user may open")
    assert "CLOSED/python" in in_worker(setting, job)


def test_kill_and_exit_codes(setting: Setting) -> None:
    def job(sandbox: Sandbox, made: World) -> list[object]:
        def sleep() -> None:
            time.sleep(600)

        def notice() -> None:
            with contextlib.suppress(KeyboardInterrupt):
                os.write(ready, b"x")
                time.sleep(600)
            raise SystemExit(5)

        def leave() -> None:
            raise SystemExit(7)

        def fail() -> None:
            raise ValueError

        told: list[object] = []
        with sandbox.folder(made.work, MIB):
            with sandbox.spawn(made.policy(), sleep) as child:
                told += [child.wait(0.05), child.how_it_ended()]
                child.kill()
                told.append(child.wait(10))
                ending = child.how_it_ended()
                assert ending is not None
                told.append(ending.cause)
            waiting, ready = os.pipe()
            with sandbox.spawn(made.policy(), notice, keep=[ready]) as child:
                os.read(waiting, 1)
                child.interrupt()
                told.append(child.wait(10))
            for body in (leave, fail, lambda: None):
                with sandbox.spawn(made.policy(), body) as child:
                    told.append(child.wait(10))
        return told

    assert in_worker(setting, job) == [None, None, -9, "killed", 5, 7, 1, 0]


def test_two_sandboxes_side_by_side_do_not_reach_each_other(setting: Setting) -> None:
    def job(sandbox: Sandbox, made: World) -> str:
        with (
            sandbox.folder(made.work, MIB),
            sandbox.spawn(made.policy(), lambda: time.sleep(600)) as first,
        ):

            def reach(made: World) -> str:
                os.kill(first.pid, 0)
                return "reached"

            return outcome(sandbox, made, reach)

    expected = {Level.NAMESPACES: "absent", Level.LANDLOCK: "denied"}
    by_limits = "denied" if setting.root else "reached"
    assert in_worker(setting, job) == expected.get(setting.level, by_limits)


def test_policy_that_opens_what_is_hidden_is_refused(setting: Setting) -> None:
    def job(sandbox: Sandbox, made: World) -> str:
        with sandbox.folder(made.work, MIB):
            policy = made.policy(readable=(*SYSTEM, made.top), hidden=(made.gradebook.parent,))
            with pytest.raises(SandboxError) as caught:
                sandbox.spawn(policy, lambda: None)
        return str(caught.value)

    assert "which submissions may read; move the course folder out of it" in in_worker(setting, job)


def test_wall_that_cannot_be_put_up_stops_everything(setting: Setting) -> None:
    def job(sandbox: Sandbox, made: World) -> list[object]:
        reading, writing = os.pipe()
        policy = made.policy(environment={"": "a variable without a name"})
        with sandbox.folder(made.work, MIB), pytest.raises(SandboxError) as caught:
            sandbox.spawn(policy, lambda: print(os.write(writing, b"ran")), [writing])
        os.close(writing)
        return [str(caught.value), os.read(reading, 10).decode()]

    message, ran = in_worker(setting, job)
    assert message.startswith("no sandbox: environment: ")
    assert "\n" not in message
    assert ran == ""


def test_nothing_is_left_of_a_hundred_sandboxes(setting: Setting) -> None:
    assert in_worker(setting, lambda sandbox, made: left_behind(sandbox, made, 100)) == []


@pytest.mark.slow
def test_nothing_is_left_of_a_thousand_sandboxes(setting: Setting) -> None:
    assert in_worker(setting, lambda sandbox, made: left_behind(sandbox, made, 1000)) == []


def left_behind(sandbox: Sandbox, made: World, rounds: int) -> list[str]:
    """Spawn so many sandboxes that leave daemons; return what there is more of afterwards."""

    def inventory() -> set[str]:
        seen = {f"descriptor {path}" for path in Path("/proc/self/fd").iterdir()}
        seen |= set(Path("/proc/self/mountinfo").read_text().splitlines())
        seen |= {f"file {path}" for path in made.top.rglob("*")}
        seen |= {f"child {pid}" for pid in children_of_this_process()}
        nursery = probe().nursery
        if nursery is not None:
            seen |= {f"group {path}" for path in nursery.folder.glob(f"{nursery.prefix}*")}
        return seen

    def work() -> None:
        Path("file").write_text("x")
        tried.daemon(made)

    before = inventory()
    for _ in range(rounds):
        with sandbox.folder(made.work, MIB), sandbox.spawn(made.policy(), work) as child:
            assert child.wait(30) == 0
    return sorted(inventory() - before)


def children_of_this_process() -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (entry / "stat").exists():
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) == os.getpid():
                found.append(int(entry.name))
    return found


@pytest.mark.parametrize("victim", ["guard", "worker"])
def test_sandboxes_die_with_the_worker(setting: Setting, victim: str) -> None:
    """Kill one of the two processes above a sandbox: the pipe that the sandbox holds closes."""
    nursery = probe().nursery
    groups = set(nursery.folder.glob("aicourse-*")) if nursery else set()
    reading, writing = os.pipe()

    def work(made: World) -> None:
        with Sandbox.start(setting.level) as sandbox, sandbox.folder(made.work, MIB):
            sandbox.spawn(made.policy(), lambda: time.sleep(600), keep=[writing])
            os.write(writing, b"spawned")
            time.sleep(600)

    grader = tried.fork_grader(setting, work)
    os.close(writing)
    assert os.read(reading, 100) == b"spawned"
    below = descendants(grader)
    (worker,) = (p for p in below if parent_of(p) != grader and parent_of(parent_of(p)) == grader)
    os.kill(parent_of(worker) if victim == "guard" else worker, signal.SIGKILL)
    os.waitpid(grader, 0)
    assert os.read(reading, 100) == b""
    os.close(reading)
    left = set(nursery.folder.glob("aicourse-*")) - groups if nursery else set()
    for folder in left:  # nobody is left who could remove them
        remove_group(folder)
    assert not left or victim == "guard"


def remove_group(folder: Path) -> None:
    """Remove a control group whose last process has closed its files and may not be gone yet."""
    deadline = time.monotonic() + 30
    while folder.exists():
        try:
            folder.rmdir()
        except OSError:
            assert time.monotonic() < deadline, f"{folder} is not empty"
            time.sleep(0.01)


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def descendants(root: int) -> list[int]:
    from aicourse.grading.sandbox import processes

    return [p.pid for p in processes.descendants(root, list(processes.every()))]


def test_process_with_threads_is_refused() -> None:
    if not probe().levels:
        pytest.skip("no level here")
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        with pytest.raises(SandboxError, match="OMP_NUM_THREADS=1"):
            Sandbox.start()
    finally:
        ended.set()
        thread.join()


def test_containers_give_landlock() -> None:
    """Where namespaces are forbidden, the next level is found by trying, not by asking."""
    setting = Setting(os.geteuid() == 0, Level.LANDLOCK, contained=True)
    if why := tried.why_not(setting):
        pytest.skip(why)
    levels, missing = in_worker(
        setting, lambda sandbox, made: [probe().levels, list(probe().missing)]
    )
    assert levels == [Level.LANDLOCK, Level.RLIMITS]
    assert Feature.VIEW in missing


def test_level_that_the_machine_lacks_is_refused() -> None:
    setting = Setting(os.geteuid() == 0, Level.LANDLOCK, contained=True)
    if why := tried.why_not(setting):
        pytest.skip(why)

    def job(sandbox: Sandbox, made: World) -> str:
        with pytest.raises(SandboxError) as caught:
            Sandbox.start(Level.NAMESPACES)
        return str(caught.value)

    assert "no sandbox: no namespaces here" in in_worker(setting, job)


def test_package_imports_and_explains_itself_on_other_systems() -> None:
    program = """
import ctypes, mmap, multiprocessing, os, platform, select, shutil, signal, site, subprocess, sys
import tempfile
for module, name in ((signal, "SIGKILL"), (os, "fork"), (os, "geteuid"), (os, "O_PATH")):
    delattr(module, name)
sys.modules["resource"] = None
sys.platform, platform.system = "win32", lambda: "Windows"
from aicourse.grading.sandbox import Sandbox, SandboxError, probe
print(probe().levels, set(probe().missing.values()))
try:
    Sandbox.start()
except SandboxError as error:
    print(str(error).partition(platform.release())[2])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.splitlines() == [
        "() {'Windows has none'}",
        f" {platform.machine()} has no way to make one; grade on Linux",
    ], done.stderr


def groups_of_version_2(top: Path, own: str, dividing_memory: str) -> Path:
    """Lay out control groups as a login session sees them; return the process's folder."""
    for folder in (top / own, *(top / own).parents):
        folder.mkdir(parents=True, exist_ok=True)
        divided = "memory pids" if folder == top / dividing_memory else "pids"
        (folder / "cgroup.subtree_control").write_text(f"{divided}\n")
        if folder == top:
            break
    process = top.parent / "process"
    process.mkdir()
    (process / "cgroup").write_text(f"0::/{own}\n")
    (process / "mountinfo").write_text(
        "25 1 0:20 / /proc rw - proc proc rw\n"
        f"30 25 0:26 / {top} rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
    )
    return process


def test_group_is_made_in_the_nearest_one_that_divides_memory(tmp_path: Path) -> None:
    top = tmp_path / "cgroup"
    process = groups_of_version_2(top, "user.slice/app.slice/terminal.scope", "user.slice")
    nursery = cgroup.find_nursery(process)
    assert nursery is not None
    assert nursery.folder == top / "user.slice"
    leaf = nursery.new(64 * MIB)
    (made,) = nursery.folder.glob("aicourse-*")
    assert (made / "memory.max").read_text() == str(64 * MIB)
    (made / "memory.events").write_text("low 0\noom 3\noom_kill 2\n")
    assert leaf.out_of_memory_kills() == 2
    leaf.add(42)
    assert (made / "cgroup.procs").read_text() == "42"


def test_no_group_is_made_where_none_divides_memory(tmp_path: Path) -> None:
    process = groups_of_version_2(tmp_path / "cgroup", "user.slice/terminal.scope", "nowhere")
    assert cgroup.find_nursery(process) is None


@pytest.mark.parametrize("sockets", [True, False])
def test_deny_list_compiles_for_every_machine(
    monkeypatch: pytest.MonkeyPatch, sockets: bool
) -> None:
    sizes = {}
    for machine in linux.MACHINES:
        monkeypatch.setattr(platform, "machine", lambda machine=machine: machine)
        sizes[machine] = len(seccomp.assemble(seccomp.rules(sockets)))
    assert sizes["aarch64"] < sizes["x86_64"]  # it has no open, chmod, mknod
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(OSError, match="riscv64"):
        seccomp.assemble(seccomp.rules(sockets))


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        ({"work": Path("relative")}, "must be absolute"),
        ({"processes": 0}, "processes must be at least 1"),
        ({"open_files": 3}, "open_files must be at least 16"),
        ({"memory_bytes": 0}, "memory_bytes must be at least 1"),
    ],
)
def test_senseless_policy_is_refused(bounds: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Policy(**({"work": Path("/work")} | bounds))  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    before = set(children_of_this_process())
    yield
    assert set(children_of_this_process()) <= before
