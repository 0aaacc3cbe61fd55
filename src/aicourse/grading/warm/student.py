"""The body of a student's process: it runs cells, and lends each test a fork of itself."""

import builtins
import contextlib
import gc
import getpass
import os
import random
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
    exams: list[int] = []
    sit: Any = None
    with contextlib.suppress(ChannelClosedError):
        while True:
            message = channel.receive()
            assert message is not None
            if "run" in message:
                channel.send(_run(shell, message))
            elif "serve" in message:
                exams.append(_fork_to_serve(shell, channel, float(message["serve"])))
                channel.send({"serving": True})
            elif "arm" in message:
                sit, answers = _prepare_exams(shell, message)
                channel.send({"armed": answers})
            elif "exam" in message:
                leave = channel.fileno()
                exams.append(sit(channel.descriptors.pop(0), float(message["exam"]), leave))
                channel.send({"serving": True})
            elif "stop" in message:
                _stop(exams)


def _run(shell: GradingShell, message: Message) -> Message:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        error, text, limit = shell.run(message["run"], remember=bool(message["remember"]))
    except KeyboardInterrupt:  # came between two instructions of the shell itself
        error, text, limit = "KeyboardInterrupt", "", ""
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return {"done": True, "error": error, "message": text, "limit": limit}


def _fork_to_serve(shell: GradingShell, channel: Channel, seconds: float) -> int:
    """Let a fork answer a test, so that nothing the test does is left behind."""
    link = channel.descriptors.pop(0)
    process = fork_for_a_test()
    if process:
        os.close(link)
        return process
    try:
        _become_an_exam(channel, seconds)
        shell.connect(lambda _: None)
        serve(socket.socket(fileno=link), shell.user_ns)
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


def _become_an_exam(channel: Channel, seconds: float) -> None:
    channel.socket.close()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _stop(exams: list[int]) -> None:
    for process in exams:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(process, 0)
    exams.clear()
