"""System calls of Linux that Python does not offer, by ctypes.

Numbers are those of the kernel's ``unistd.h`` for x86_64 and aarch64; every function raises
OSError with the name of the call.
"""

import contextlib
import ctypes
import errno
import os
import platform
import struct
from functools import cache
from pathlib import Path
from typing import Any

NEWNS, NEWUTS, NEWIPC = 0x00020000, 0x04000000, 0x08000000  # unshare(2)
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
NEWCGROUP = 0x02000000
MS_REC, MS_PRIVATE = 0x4000, 0x40000  # mount(2)
MS_NOSUID, MS_NODEV, MS_NOEXEC = 2, 4, 8
READ_ONLY, NO_SUID, NO_DEVICES = 1, 2, 4  # mount_setattr(2)
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP = 1, 4, 24  # prctl(2)
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 36, 38, 47
CAP_CHOWN, CAP_SETGID, CAP_SETUID, CAP_SETPCAP, CAP_SYS_ADMIN = 0, 6, 7, 8, 21

_CURRENT_FOLDER, _RECURSIVE, _EMPTY_PATH = -100, 0x8000, 0x1000
_CLONE_TREE, _FROM_DESCRIPTOR, _DETACH = 1, 4, 2
_CAPABILITY_VERSION = 0x20080522
_COLLAPSE, _LARGE_PAGE = 25, 2 << 20  # madvise(2)

MACHINES = ("x86_64", "aarch64")

NUMBERS: dict[str, tuple[int | None, int | None]] = {
    "acct": (163, 89),
    "add_key": (248, 217),
    "bpf": (321, 280),
    "capset": (126, 91),
    "chmod": (90, None),
    "chroot": (161, 51),
    "clone": (56, 220),
    "clone3": (435, 435),
    "connect": (42, 203),
    "creat": (85, None),
    "delete_module": (176, 106),
    "fanotify_init": (300, 262),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "finit_module": (313, 273),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fsopen": (430, 430),
    "fspick": (433, 433),
    "init_module": (175, 105),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425),
    "ioperm": (173, None),
    "iopl": (172, None),
    "kcmp": (312, 272),
    "kexec_file_load": (320, 294),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "kill": (62, 129),
    "landlock_add_rule": (445, 445),
    "landlock_create_ruleset": (444, 444),
    "landlock_restrict_self": (446, 446),
    "madvise": (28, 233),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "mmap": (9, 222),
    "modify_ldt": (154, None),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "mq_open": (240, 180),
    "msgget": (68, 186),
    "open": (2, None),
    "open_by_handle_at": (304, 265),
    "open_tree": (428, 428),
    "openat": (257, 56),
    "openat2": (437, 437),
    "perf_event_open": (298, 241),
    "personality": (135, 92),
    "pidfd_getfd": (438, 438),
    "pivot_root": (155, 41),
    "prctl": (157, 167),
    "prlimit64": (302, 261),
    "process_madvise": (440, 440),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "quotactl": (179, 60),
    "reboot": (169, 142),
    "request_key": (249, 218),
    "seccomp": (317, 277),
    "semget": (64, 190),
    "setns": (308, 268),
    "shmget": (29, 194),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "swapoff": (168, 225),
    "swapon": (167, 224),
    "syslog": (103, 116),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
}


def number(name: str) -> int | None:
    """Return the number of a system call on this machine, None where there is none."""
    try:
        return NUMBERS[name][MACHINES.index(platform.machine())]
    except ValueError:
        raise OSError(errno.ENOSYS, f"{name}: unknown on {platform.machine()}") from None


@cache
def _libc() -> Any:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return libc


def call(name: str, *arguments: Any) -> int:
    """Make a system call; integers are passed as words, everything else as ctypes does.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    code = number(name)
    if code is None:
        raise OSError(errno.ENOSYS, f"{name}: unknown on {platform.machine()}")
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    words += [ctypes.c_long(0)] * (6 - len(words))  # for syscall(3) reads all registers
    result: int = _libc().syscall(ctypes.c_long(code), *words)
    if result < 0:
        reason = ctypes.get_errno()
        raise OSError(reason, f"{name}: {os.strerror(reason)}")
    return result


def unshare(flags: int) -> None:
    call("unshare", flags)


def join_namespace(descriptor: int, kind: int) -> None:
    call("setns", descriptor, kind)


def map_own_user(uid: int, gid: int) -> None:
    """Give a new user namespace the one user and group it may have without privilege."""
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def mount(kind: str | None, target: Path, flags: int = 0, options: str = "") -> None:
    """Mount a fresh file system, or change the propagation where `kind` is None."""
    name = kind.encode() if kind else None
    call("mount", name, os.fsencode(target), name, flags, options.encode() or None)


def unmount(target: Path) -> None:
    """Detach a mount; it goes when nobody uses it any more."""
    call("umount2", os.fsencode(target), _DETACH)


def clone_mount(source: Path) -> int:
    """Return a descriptor of a detached copy of the mounts at and below `source`."""
    flags = _CLONE_TREE | os.O_CLOEXEC | _RECURSIVE
    try:
        return call("open_tree", _CURRENT_FOLDER, os.fsencode(source), flags)
    except OSError as error:
        raise OSError(error.errno, f"{source}: {error.strerror}") from None


def set_mount_attributes(descriptor: int, attributes: int) -> None:
    """Add attributes to the mounts of a detached copy; what is set already stays."""
    record = struct.pack("QQQQ", attributes, 0, 0, 0)
    call("mount_setattr", descriptor, b"", _EMPTY_PATH | _RECURSIVE, record, len(record))


def set_own_mount_attributes(descriptor: int, attributes: int) -> None:
    """Add attributes to one mount, not to those below it."""
    record = struct.pack("QQQQ", attributes, 0, 0, 0)
    call("mount_setattr", descriptor, b"", _EMPTY_PATH, record, len(record))


def attach_mount(descriptor: int, target: Path) -> None:
    call("move_mount", descriptor, b"", _CURRENT_FOLDER, os.fsencode(target), _FROM_DESCRIPTOR)


def change_root(root: Path) -> None:
    """Make a mount the root of this mount namespace and let go of all else."""
    os.chdir(root)
    call("pivot_root", b".", b".")
    call("umount2", b".", _DETACH)
    os.chdir("/")


def control(option: int, *arguments: int) -> None:
    call("prctl", option, *arguments)


def capabilities_held() -> int:
    """Return the effective capabilities of this process as a bit mask."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            return int(line.split()[1], 16)
    return 0


def holds(*capabilities: int) -> bool:
    mask = capabilities_held()
    return all(mask >> capability & 1 for capability in capabilities)


def drop_bounding_capabilities() -> None:
    """See that no program started from here gains a capability; needs CAP_SETPCAP."""
    for capability in range(64):
        try:
            control(PR_CAPBSET_DROP, capability)
        except OSError as error:
            if error.errno == errno.EINVAL:  # past the last that this kernel has
                return
            raise


def drop_capabilities() -> None:
    """Give up every capability of this process."""
    header = struct.pack("Ii", _CAPABILITY_VERSION, 0)
    call("capset", header, bytes(24))


def gather_memory() -> None:
    """Put this process's own memory into large pages where it can: a fork then copies less.

    What a fork writes to is still copied in small pages (``MADV_COLLAPSE``, Linux 6.1).
    """
    for line in Path("/proc/self/maps").read_text().splitlines():
        fields = line.split()
        if fields[1] != "rw-p" or (len(fields) > 5 and fields[5] != "[heap]"):
            continue
        start, end = (int(address, 16) for address in fields[0].split("-"))
        first, last = -(-start // _LARGE_PAGE), end // _LARGE_PAGE
        for number in range(first, last):
            address = ctypes.c_void_p(number * _LARGE_PAGE)
            with contextlib.suppress(OSError):
                call("madvise", address, _LARGE_PAGE, _COLLAPSE)
