"""The body of a student's process: it runs cells, and lends each test a fork of itself."""

import builtins
import contextlib
import getpass
import os
import random
import select
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
    exams: dict[int, int] = {}
    with contextlib.suppress(ChannelClosedError):
        while True:
            message = channel.receive()
            assert message is not None
            if "run" in message:
                channel.send(_run(shell, message))
            elif "keep" in message:
                exam = _fork_an_exam(shell, channel, message)
                if exam is not None:
                    exams[message["exam"]] = exam
                channel.send({"kept": exam is not None})
            elif "stop" in message:
                _stop(exams.pop(message["stop"], None))


def _run(shell: GradingShell, message: Message) -> Message:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        error, text = shell.run(message["run"], remember=bool(message["remember"]))
    except KeyboardInterrupt:  # came between two instructions of the shell itself
        error, text = "KeyboardInterrupt", ""
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return {"done": True, "error": error, "message": text}


def _fork_an_exam(shell: GradingShell, channel: Channel, message: Message) -> int | None:
    """Keep this process as it is in a fork, for one test that comes later.

    The fork serves the tester, or runs the test where it asks to stand in the learner's own
    process: so nothing that a test does is left behind, and its text never comes here.
    """
    link = channel.descriptors.pop(0)
    try:
        process = os.fork()
    except OSError:
        os.close(link)
        return None
    if process:
        os.close(link)
        return process
    try:
        channel.socket.close()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        examine = _run_test if message["keep"] == "run" else _serve
        examine(shell, socket.socket(fileno=link), float(message["seconds"]))
    finally:
        os._exit(0)


def _serve(shell: GradingShell, sock: socket.socket, seconds: float) -> None:
    select.select([sock], [], [])
    signal.setitimer(signal.ITIMER_REAL, seconds)
    shell.connect(lambda _: None)
    serve(sock, shell.user_ns)


def _run_test(shell: GradingShell, sock: socket.socket, seconds: float) -> None:
    reports = Channel(sock)
    message = reports.receive()
    assert message is not None
    signal.setitimer(signal.ITIMER_REAL, seconds)
    shell.connect(reports.send)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for piece in message["test"]:
        error, text = shell.run(piece, remember=False)
        reports.send({"done": True, "error": error, "message": text})
        if error:
            break


def _stop(exam: int | None) -> None:
    if exam is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(exam, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(exam, 0)
