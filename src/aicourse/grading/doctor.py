"""What this machine gives to grading, what is missing, and how to get it."""

import importlib.metadata
import platform
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from packaging.requirements import Requirement

from aicourse.grading.sandbox import Capabilities, Feature, Level, default_readable, probe
from aicourse.syllabus import Text

_PACKAGE = "aicourse"
_ENOUGH_DISK = 5 << 30
_GIB = 1 << 30
_SWITCHES = (  # kernel settings that forbid user namespaces, with the value that does
    ("kernel/apparmor_restrict_unprivileged_userns", "1", "0"),
    ("kernel/unprivileged_userns_clone", "0", "1"),
    ("user/max_user_namespaces", "0", "15000"),
)


class Status(StrEnum):
    """How much a finding matters."""

    GOOD = "good"
    WEAK = "weak"  # grading works, less safely or less exactly
    BAD = "bad"  # grading does not work, or protects nothing


@dataclass(frozen=True)
class Finding:
    """One fact about this machine.

    Attributes
    ----------
    what : Text
        The fact.
    meaning : Text
        What follows for grading.
    remedy : Text or None
        What can be done about it, if anything.
    """

    status: Status
    what: Text
    meaning: Text
    remedy: Text | None = None


def diagnose(own: Capabilities | None = None, root: Path = Path("/")) -> list[Finding]:
    """Examine this machine; the last finding is the level of the sandbox.

    Parameters
    ----------
    own : Capabilities, optional
        What the kernel gives; tried out if absent.
    root : Path
        Where the machine's settings are looked up.
    """
    own = own or probe()
    findings = [_python(), *_packages(), *_disk()]
    if own.levels:
        findings += [
            _namespaces(own, root),
            _landlock(own),
            _filter(own, root),
            _memory(own),
            *_interpreter(own),
        ]
    return [*findings, _level(own)]


def _python() -> Finding:
    version = platform.python_version()
    what = Text(zh=f"Python {version}", en=f"Python {version}")
    return Finding(Status.GOOD, what, Text(zh="满足要求", en="as needed"))


def _packages() -> Iterator[Finding]:
    """Yield one finding for all packages that fit, and one for each that does not."""
    fitting = []
    for line in importlib.metadata.requires(_PACKAGE) or []:
        needed = Requirement(line)
        if needed.marker is not None and not needed.marker.evaluate({"extra": ""}):
            continue
        try:
            version = importlib.metadata.version(needed.name)
        except importlib.metadata.PackageNotFoundError:
            version = ""
        if version and needed.specifier.contains(version, prereleases=True):
            fitting.append(f"{needed.name} {version}")
            continue
        wanted = f"{needed.name}{needed.specifier}"
        yield Finding(
            Status.BAD,
            Text(
                zh=f"{needed.name}：{version or '没有安装'}",
                en=f"{needed.name}: {version or 'not installed'}",
            ),
            Text(zh=f"需要 {wanted}", en=f"{wanted} is needed"),
            Text(zh=f'运行 pip install "{wanted}"', en=f'run pip install "{wanted}"'),
        )
    if packages := ", ".join(fitting):
        what = Text(zh=packages, en=packages)
        yield Finding(Status.GOOD, what, Text(zh="满足要求", en="as needed"))


def _disk() -> Iterator[Finding]:
    for folder in dict.fromkeys((Path(tempfile.gettempdir()), Path.cwd())):
        free = shutil.disk_usage(folder).free
        what = Text(
            zh=f"{folder} 可用空间 {free / _GIB:.1f} GiB",
            en=f"{free / _GIB:.1f} GiB free in {folder}",
        )
        if free >= _ENOUGH_DISK:
            yield Finding(Status.GOOD, what, Text(zh="足够", en="enough"))
        else:
            yield Finding(
                Status.WEAK,
                what,
                Text(
                    zh="评分时可能写满磁盘，未完成的提交要重评",
                    en="grading may fill the disk; submissions that it hits must be graded again",
                ),
                Text(zh="腾出空间，或设置 TMPDIR", en="free some space, or set TMPDIR"),
            )


def _namespaces(own: Capabilities, root: Path) -> Finding:
    if Level.NAMESPACES in own.levels:
        source = Text(zh="由 root 建立", en="made by root")
        if not own.privileged:
            source = Text(zh="由用户命名空间建立", en="made by a user namespace")
        return Finding(
            Status.GOOD,
            Text(zh=f"命名空间：可用，{source.zh}", en=f"namespaces: available, {source.en}"),
            Text(
                zh="提交看不到成绩册、源文件、其他提交和网络",
                en="a submission sees no gradebook, source, other submission or network",
            ),
        )
    return Finding(
        Status.WEAK,
        Text(zh=f"命名空间：不可用（{_reasons(own)}）", en=f"no namespaces ({_reasons(own)})"),
        Text(
            zh="提交与本机共用文件系统和进程表，只能靠较弱的限制",
            en="a submission shares the machine's files and processes; weaker walls must do",
        ),
        _way_to_namespaces(root),
    )


def _reasons(own: Capabilities) -> str:
    """Name the first namespace that is missing, for the rest mostly follow from it."""
    wanted = [Feature.MOUNT, Feature.PID, Feature.NET, Feature.IPC, Feature.UTS, Feature.VIEW]
    for feature in (*(() if own.privileged else (Feature.USER,)), *wanted):
        if feature in own.missing:
            return f"{feature}: {own.missing[feature]}"
    return f"{Feature.SECCOMP}: {own.missing.get(Feature.SECCOMP, '')}"


def _way_to_namespaces(root: Path) -> Text:
    for name, forbidding, allowing in _SWITCHES:
        setting = root / "proc/sys" / name
        if setting.is_file() and setting.read_text().strip() == forbidding:
            command = f"sudo sysctl {name.replace('/', '.')}={allowing}"
            return Text(zh=f"运行 {command}", en=f"run {command}")
    if _in_container(root):
        return Text(
            zh="容器的默认 seccomp 配置禁止命名空间：用 docker run --security-opt "
            "seccomp=unconfined --security-opt systempaths=unconfined 启动，"
            "或者让每个容器只评一份提交",
            en="the container's default seccomp profile forbids them: start it with docker run "
            "--security-opt seccomp=unconfined --security-opt systempaths=unconfined, "
            "or grade one submission in each container",
        )
    return Text(
        zh="用 root 运行评分，或请管理员允许用户命名空间（Linux 5.12 或更新）",
        en="grade as root, or ask the administrator for user namespaces (Linux 5.12 or newer)",
    )


def _in_container(root: Path) -> bool:
    return (root / ".dockerenv").exists() or (root / "run/.containerenv").exists()


def _landlock(own: Capabilities) -> Finding:
    version = own.landlock_version
    if own.has(Feature.LANDLOCK):
        return Finding(
            Status.GOOD,
            Text(zh=f"Landlock：版本 {version}", en=f"Landlock: version {version}"),
            Text(
                zh="没有命名空间时，用它限制能读写的文件",
                en="bounds the files that can be read and written where namespaces are missing",
            ),
        )
    return Finding(
        Status.GOOD if Level.NAMESPACES in own.levels else Status.WEAK,
        Text(zh="没有 Landlock", en="no Landlock"),
        Text(
            zh="没有命名空间时，无法限制能读写的文件",
            en="where namespaces are missing, nothing bounds the files that can be read",
        ),
        Text(zh="需要 Linux 5.13 或更新", en="Linux 5.13 or newer has it"),
    )


def _filter(own: Capabilities, root: Path) -> Finding:
    if own.has(Feature.SECCOMP):
        return Finding(
            Status.GOOD,
            Text(zh="seccomp：可用", en="seccomp: available"),
            Text(
                zh="提交不能使用网络和危险的系统调用",
                en="a submission can use no network and no dangerous system call",
            ),
        )
    reason = own.missing[Feature.SECCOMP]
    remedy = Text(
        zh="在 x86_64 或 aarch64 的 Linux 上评分", en="grade on Linux for x86_64 or aarch64"
    )
    if _in_container(root):
        remedy = Text(zh="放宽容器的 seccomp 配置", en="relax the container's seccomp profile")
    return Finding(
        Status.BAD,
        Text(zh=f"没有 seccomp（{reason}）", en=f"no seccomp ({reason})"),
        Text(zh="提交可以访问网络", en="a submission can reach the network"),
        remedy,
    )


def _memory(own: Capabilities) -> Finding:
    if own.has(Feature.MEMORY_GROUP):
        return Finding(
            Status.GOOD,
            Text(zh="内存控制组：可用", en="memory control group: available"),
            Text(
                zh="一份提交的所有进程合计不能超过内存上限",
                en="all processes of a submission together keep to the memory limit",
            ),
        )
    if own.has(Feature.DATA_LIMIT):
        return Finding(
            Status.WEAK,
            Text(
                zh=f"没有内存控制组（{own.missing[Feature.MEMORY_GROUP]}）",
                en=f"no memory control group ({own.missing[Feature.MEMORY_GROUP]})",
            ),
            Text(
                zh="每个进程各有内存上限，多进程的提交合计可能超过",
                en="each process keeps to the limit; a submission with many may take more in all",
            ),
            Text(
                zh="用 systemd-run --user --scope 启动评分，或用 root 运行",
                en="start grading with systemd-run --user --scope, or as root",
            ),
        )
    return Finding(
        Status.BAD,
        Text(zh="没有内存上限", en="no memory limit"),
        Text(zh="一份提交可以耗尽本机内存", en="one submission can use up the machine's memory"),
        Text(
            zh="在 Linux 4.7 或更新的内核上评分，不用 gVisor 一类的模拟内核",
            en="grade on Linux 4.7 or newer, not on a kernel emulated in user space",
        ),
    )


def _interpreter(own: Capabilities) -> Iterator[Finding]:
    """Say so where the sandbox's own user could not read Python."""
    if Level.NAMESPACES in own.levels or not own.switches_user:
        return
    for path in default_readable():
        closed = next((p for p in (*reversed(path.parents), path) if not _is_open(p)), None)
        if closed is not None:
            yield Finding(
                Status.BAD,
                Text(zh=f"{closed} 只对 root 开放", en=f"{closed} is open to root alone"),
                Text(
                    zh=f"沙箱的用户读不到 {path}，无法评分",
                    en=f"the sandbox's user cannot read {path}, so that nothing can be graded",
                ),
                Text(
                    zh="把 Python 环境装在 /opt 之类的地方",
                    en="install the Python environment elsewhere, such as in /opt",
                ),
            )


def _is_open(folder: Path) -> bool:
    return bool(folder.stat().st_mode & stat.S_IXOTH)


def _level(own: Capabilities) -> Finding:
    if not own.levels:
        return Finding(
            Status.BAD,
            Text(zh=f"{own.system}：没有沙箱", en=f"{own.system}: no sandbox"),
            Text(
                zh="提交以你的身份运行，可以读写你的所有文件，也可以联网",
                en="submissions run as you: they can read and write all your files, and the net",
            ),
            Text(
                zh="在 Linux、WSL 2 或 Linux 容器里评分；自己的作业可以放心检查",
                en="grade on Linux, in WSL 2 or in a Linux container; your own work is safe to run",
            ),
        )
    level = own.levels[0]
    what = Text(zh=f"沙箱级别：{level}", en=f"level of the sandbox: {level}")
    if level is Level.NAMESPACES:
        return Finding(
            Status.GOOD, what, Text(zh="最强：提交自成一界", en="the strongest: a world apart")
        )
    if level is Level.LANDLOCK:
        return Finding(
            Status.WEAK,
            what,
            Text(
                zh="提交读不到课程文件，不能联网；但能看到有哪些进程，磁盘用量不受限制",
                en="submissions read no file of the course and reach no network; they see "
                "which processes run, and may fill the disk",
            ),
            Text(zh="见上文“命名空间”", en="see namespaces above"),
        )
    unsafe = "" if own.switches_user else "and can read and write your files"
    return Finding(
        Status.BAD if unsafe else Status.WEAK,
        what,
        Text(
            zh="只有资源上限" + ("；提交可以读写你的文件" if unsafe else "和单独的用户"),
            en=f"submissions have resource limits only, {unsafe or 'and a user of their own'}",
        ),
        Text(
            zh="用 --require-sandbox 拒绝这样评分，或只评信任的提交",
            en="refuse with --require-sandbox, or grade only submissions that you trust",
        ),
    )
