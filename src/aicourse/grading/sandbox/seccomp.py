"""The system calls that a sandboxed process may not make: a deny-list for seccomp(2).

The list closes what namespaces and Landlock leave open, or what could weaken them: tracing and
reading other processes, mounts, new namespaces, kernel interfaces with a history of faults,
memory outside the resource limits, every network but the process's own.
"""

import ctypes
import errno
import platform
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cache

from aicourse.grading.sandbox import linux

_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # linux/audit.h
_X32 = 0x40000000  # the second ABI of x86_64, with numbers of its own
_LOAD, _AND, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _ARCHITECTURE_AT, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_SET_FILTER, _ALL_THREADS = 1, 1

_WORD = 0xFFFFFFFF
_SET_ID_BITS = 0o6000
_CREATE = 0o100  # O_CREAT on both machines
_SHARED_ANONYMOUS = 0x21
_AF_UNIX, _SOCK_DGRAM, _SOCK_RAW, _SOCKET_KIND = 1, 2, 3, 0xF
_NEW_NAMESPACE = (
    linux.NEWNS
    | linux.NEWUTS
    | linux.NEWIPC
    | linux.NEWUSER
    | linux.NEWPID
    | linux.NEWNET
    | linux.NEWCGROUP
)


class Test(Enum):
    """How an argument of a system call is looked at."""

    __test__ = False  # no test class, whatever pytest thinks of the name

    EQUALS = "equals"
    DIFFERS = "differs"
    HAS_ANY_BIT = "has any bit"


@dataclass(frozen=True)
class Check:
    """A condition on the low 32 bits of one argument, counted from 0, under a mask."""

    argument: int
    test: Test
    value: int
    mask: int = _WORD


@dataclass(frozen=True)
class Rule:
    """Refuse a system call with `error` where all checks hold; 0 pretends success."""

    call: str
    error: int = errno.EPERM
    checks: tuple[Check, ...] = ()


_FORBIDDEN = (
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp"),
    *("pidfd_getfd", "unshare", "setns", "mount", "umount2", "pivot_root", "chroot"),
    *("open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr"),
    *("bpf", "perf_event_open", "userfaultfd", "keyctl", "add_key", "request_key"),
    *("open_by_handle_at", "fanotify_init", "init_module", "finit_module", "delete_module"),
    *("kexec_load", "kexec_file_load", "reboot", "swapon", "swapoff", "acct", "quotactl"),
    *("syslog", "personality", "modify_ldt", "iopl", "ioperm"),
    *("shmget", "msgget", "semget", "mq_open"),  # memory that no limit counts
)
_ABSENT = (  # callers know how to do without, when told that the kernel has none
    *("io_uring_setup", "io_uring_enter", "io_uring_register"),
    *("clone3", "openat2"),  # their arguments lie in memory, where a filter cannot look
    *("memfd_create", "memfd_secret"),
)
_CREATES = Check(1, Test.HAS_ANY_BIT, _CREATE), Check(2, Test.HAS_ANY_BIT, _CREATE)
_NO_SET_ID = (  # a file that runs as its owner would outlive the sandbox
    Rule("chmod", checks=(Check(1, Test.HAS_ANY_BIT, _SET_ID_BITS),)),
    Rule("fchmod", checks=(Check(1, Test.HAS_ANY_BIT, _SET_ID_BITS),)),
    Rule("fchmodat", checks=(Check(2, Test.HAS_ANY_BIT, _SET_ID_BITS),)),
    Rule("fchmodat2", checks=(Check(2, Test.HAS_ANY_BIT, _SET_ID_BITS),)),
    Rule("creat", checks=(Check(1, Test.HAS_ANY_BIT, _SET_ID_BITS),)),
    Rule("open", checks=(_CREATES[0], Check(2, Test.HAS_ANY_BIT, _SET_ID_BITS))),
    Rule("openat", checks=(_CREATES[1], Check(3, Test.HAS_ANY_BIT, _SET_ID_BITS))),
    Rule("mknod", checks=(Check(1, Test.HAS_ANY_BIT, _SET_ID_BITS),)),
    Rule("mknodat", checks=(Check(2, Test.HAS_ANY_BIT, _SET_ID_BITS),)),
)
_OTHERS = (
    Rule("clone", checks=(Check(0, Test.HAS_ANY_BIT, _NEW_NAMESPACE),)),
    Rule("kill", checks=(Check(0, Test.EQUALS, _WORD),)),  # everybody
    Rule("prlimit64", checks=(Check(0, Test.DIFFERS, 0),)),  # another process
    Rule("prctl", 0, (Check(0, Test.EQUALS, linux.PR_SET_PDEATHSIG),)),  # dies with the worker
    Rule("mmap", checks=(Check(3, Test.EQUALS, _SHARED_ANONYMOUS, _SHARED_ANONYMOUS),)),
)
_NO_NETWORK = (Rule("socket", checks=(Check(0, Test.DIFFERS, _AF_UNIX),)),)
_ONLY_PAIRS = (  # a connected pair of streams can never be turned towards another address
    Rule("socket"),
    Rule("connect"),
    Rule("socketpair", checks=(Check(1, Test.EQUALS, _SOCK_DGRAM, _SOCKET_KIND),)),
    Rule("socketpair", checks=(Check(1, Test.EQUALS, _SOCK_RAW, _SOCKET_KIND),)),
)


def rules(sockets: bool) -> tuple[Rule, ...]:
    """Return the deny-list.

    Parameters
    ----------
    sockets : bool
        Whether Unix sockets may be made. Where the outside's are within reach, only pairs may.
    """
    refused = tuple(Rule(call) for call in _FORBIDDEN)
    absent = tuple(Rule(call, errno.ENOSYS) for call in _ABSENT)
    network = _NO_NETWORK if sockets else _ONLY_PAIRS
    return (*refused, *absent, *_NO_SET_ID, *_OTHERS, *network)


@cache
def program(sockets: bool) -> bytes:
    """Return the compiled deny-list; see `rules` and `assemble`."""
    return assemble(rules(sockets))


def assemble(denied: Iterable[Rule]) -> bytes:
    """Compile rules for this machine to a classic BPF program.

    Raises
    ------
    OSError
        If the system calls of this machine are not known.
    """
    if platform.machine() not in _ARCHITECTURE:
        raise OSError(errno.ENOSYS, f"no list of system calls for {platform.machine()}")
    code = [
        _instruction(_LOAD, _ARCHITECTURE_AT),
        _instruction(_EQUAL, _ARCHITECTURE[platform.machine()], 1, 0),
        _instruction(_RETURN, _KILL),
        _instruction(_LOAD, _NUMBER),
        _instruction(_AT_LEAST, _X32, 0, 1),
        _instruction(_RETURN, _REFUSE | errno.EPERM),
    ]
    for rule in denied:
        code += _compile(rule)
    code.append(_instruction(_RETURN, _ALLOW))
    return b"".join(code)


def install(text: bytes) -> None:
    """Put this process, and all that it starts, under a program for ever.

    ``no_new_privs`` must be set.
    """
    size = struct.calcsize("HBBI")
    buffer = ctypes.create_string_buffer(text)
    # struct sock_fprog: a count, padding, a pointer
    record = struct.pack("HxxxxxxQ", len(text) // size, ctypes.addressof(buffer))
    linux.call("seccomp", _SET_FILTER, _ALL_THREADS, record)


def _instruction(code: int, value: int, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, when_true, when_false, value)


def _compile(rule: Rule) -> list[bytes]:
    number = linux.number(rule.call)
    if number is None:
        return []
    body: list[bytes] = []
    tail = [_instruction(_RETURN, _REFUSE | rule.error)]
    for check in reversed(rule.checks):
        body = _compile_check(check, len(body) + len(tail)) + body
    body += tail
    skip = _instruction(_EQUAL, number, 0, len(body))
    again = [_instruction(_LOAD, _NUMBER)] if rule.checks else []
    return [skip, *body, *again]


def _compile_check(check: Check, rest: int) -> list[bytes]:
    """Go on to the next instruction where the check holds, else jump over the `rest`."""
    code = [_instruction(_LOAD, _ARGUMENTS + 8 * check.argument)]
    if check.mask != _WORD:
        code.append(_instruction(_AND, check.mask))
    match check.test:
        case Test.EQUALS:
            code.append(_instruction(_EQUAL, check.value, 0, rest))
        case Test.DIFFERS:
            code.append(_instruction(_EQUAL, check.value, rest, 0))
        case Test.HAS_ANY_BIT:
            code.append(_instruction(_ANY_BIT, check.value, 0, rest))
    return code
