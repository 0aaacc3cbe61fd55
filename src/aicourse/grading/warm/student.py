"""The body of a student's process: it runs cells, and lends each test a fork of itself."""

import builtins
import contextlib
import gc
import getpass
import os
import random
import select
import signal
import socket
import sys
from functools import partial
from typing import Any

from aicourse.grading import exceeded
from aicourse.grading.isolation.serving import serve
from aicourse.grading.warm.channel import Channel, ChannelClosedError, Message
from aicourse.grading.warm.forking import fork_for_a_test
from aicourse.grading.warm.private import private_copy
from aicourse.grading.warm.shell import GradingShell, no_input

# What an exam in the learner's process runs, in the order in which they import each other.
_OF_AN_EXAM = (
    "aicourse.grading.exceeded",
    "aicourse.grading.warm.channel",
    "aicourse.grading.warm.forking",
    "aicourse.grading.warm.tripwires",
    "aicourse.grading.warm.exam",
)


def seed_everything(seed: int) -> None:
    """Give the libraries that are loaded random states that no sibling shares."""
    random.seed(seed)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(seed & 0xFFFFFFFF)
    if torch := sys.modules.get("torch"):
        torch.manual_seed(seed)


def run_student(shell: GradingShell, sock: socket.socket, seed: int) -> None:
    """Run what the grader sends, until it hangs up (the body of a sandboxed process)."""
    seed_everything(seed)
    builtins.input = no_input
    getpass.getpass = no_input  # type: ignore[assignment]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = Channel(sock)
    shell.connect(channel.send)
    exceeded.watch()
    exams: dict[int, int] = {}
    sit: Any = None
    with contextlib.suppress(ChannelClosedError):
        while True:
            message = channel.receive()
            assert message is not None
            if "run" in message:
                channel.send(_run(shell, message))
            elif "arm" in message:
                sit, answers = _prepare_exams(shell, message)
                channel.send({"armed": answers})
            elif "keep" in message:
                fork = sit if message["keep"] == "sit" else partial(_fork_to_serve, shell)
                link, seconds = channel.descriptors.pop(0), float(message["seconds"])
                try:
                    exams[message["exam"]] = fork(link, seconds, channel.fileno())
                except OSError:
                    os.close(link)
                channel.send({"kept": message["exam"] in exams})
            elif "stop" in message:
                _stop(exams.pop(message["stop"], None))


def _run(shell: GradingShell, message: Message) -> Message:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        error, text, limit = shell.run(message["run"], remember=bool(message["remember"]))
    except KeyboardInterrupt:  # came between two instructions of the shell itself
        error, text, limit = "KeyboardInterrupt", "", ""
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return {"done": True, "error": error, "message": text, "limit": limit}


def _fork_to_serve(shell: GradingShell, link: int, seconds: float, leave: int) -> int:
    """Keep this process as it is in a fork, for one test that comes later.

    So nothing that a test does is left behind, and its text never comes here.

    Parameters
    ----------
    leave : int
        The descriptor of our own line to the grader, which is closed in the fork.
    """
    process = fork_for_a_test()
    if process:
        os.close(link)
        return process
    try:
        os.close(leave)
        sock = socket.socket(fileno=link)
        select.select([sock], [], [])
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        shell.connect(lambda _: None)
        serve(sock, shell.user_ns)
    finally:
        os._exit(0)


def _prepare_exams(shell: GradingShell, message: Message) -> tuple[Any, list[dict[str, str]]]:
    """Note what this process is like before the learner has it; return what sits an exam."""
    private = private_copy(*_OF_AN_EXAM)
    exam, limits = private["aicourse.grading.warm.exam"], private["aicourse.grading.exceeded"]
    vars(limits)["calls"] = exceeded.calls  # for one hook is enough
    examiner = exam.Examiner(shell, message["arm"], limits.limit_of)
    answers = examiner.answers(message["keys"])
    gc.freeze()  # also hides the examiner from whoever looks through all objects
    return partial(exam.fork_to_sit, examiner), answers


def _stop(exam: int | None) -> None:
    if exam is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(exam, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(exam, 0)
