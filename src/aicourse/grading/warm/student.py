"""The body of a student's process: it runs cells, and lends each test a fork of itself."""

import builtins
import contextlib
import getpass
import os
import random
import signal
import socket
import sys

from aicourse.grading.isolation.serving import serve
from aicourse.grading.warm.channel import Channel, ChannelClosedError, Message
from aicourse.grading.warm.shell import GradingShell, no_input


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
    exams: list[int] = []
    with contextlib.suppress(ChannelClosedError):
        while True:
            message = channel.receive()
            assert message is not None
            if "run" in message:
                channel.send(_run(shell, message))
            elif "serve" in message:
                exams.append(_fork_to_serve(shell, channel, float(message["serve"])))
                channel.send({"serving": True})
            elif "exam" in message:
                exams.append(_fork_to_run(shell, channel, message))
                channel.send({"serving": True})
            elif "stop" in message:
                _stop(exams)


def _run(shell: GradingShell, message: Message) -> Message:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        error, text = shell.run(message["run"], remember=bool(message["remember"]))
    except KeyboardInterrupt:  # came between two instructions of the shell itself
        error, text = "KeyboardInterrupt", ""
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return {"done": True, "error": error, "message": text}


def _fork_to_serve(shell: GradingShell, channel: Channel, seconds: float) -> int:
    """Let a fork answer a test, so that nothing the test does is left behind."""
    link = channel.descriptors.pop(0)
    process = os.fork()
    if process:
        os.close(link)
        return process
    try:
        _become_an_exam(channel, seconds)
        shell.connect(lambda _: None)
        serve(socket.socket(fileno=link), shell.user_ns)
    finally:
        os._exit(0)


def _fork_to_run(shell: GradingShell, channel: Channel, message: Message) -> int:
    """Let a fork run a test that asks to stand in the learner's own process."""
    reports = channel.descriptors.pop(0)
    process = os.fork()
    if process:
        os.close(reports)
        return process
    try:
        _become_an_exam(channel, float(message["seconds"]))
        theirs = Channel(socket.socket(fileno=reports))
        shell.connect(theirs.send)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for piece in message["exam"]:
            error, text = shell.run(piece, remember=False)
            theirs.send({"done": True, "error": error, "message": text})
            if error:
                break
    finally:
        os._exit(0)


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
