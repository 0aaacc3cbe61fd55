"""The body of the tester process: it runs test cells, on the instructor's own names."""

import contextlib
import signal
import socket
import time
from dataclasses import asdict

from aicourse import learner
from aicourse.grading.isolation.link import Link
from aicourse.grading.isolation.tester import run_test
from aicourse.grading.outcome import Part
from aicourse.grading.warm.channel import Channel, ChannelClosedError, Message
from aicourse.grading.warm.shell import GradingShell
from aicourse.grading.warm.student import seed_everything


def run_examiner(shell: GradingShell, sock: socket.socket, seed: int) -> None:
    """Run test cells as they come, until the grader hangs up (the body of a sandboxed process)."""
    seed_everything(seed)
    channel = Channel(sock)
    shell.connect(lambda _: None)
    with contextlib.suppress(ChannelClosedError), learner.asking(learner.Nowhere()):
        while True:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            message = channel.receive()
            assert message is not None
            signal.signal(signal.SIGINT, signal.default_int_handler)
            if "pin" in message:
                channel.send(_pin(shell, message))
            elif "test" in message:
                channel.send(_test(shell, channel, message))


def _pin(shell: GradingShell, message: Message) -> Message:
    """Execute the instructor's imports and locked cells, whose names count before the student's."""
    failed = []
    for source in message["pin"]:
        error, text, _ = shell.run(source, remember=False)
        if error:
            failed.append(f"{error}: {text}")
    return {"pinned": True, "failed": failed}


def _test(shell: GradingShell, channel: Channel, message: Message) -> Message:
    link = Link(socket.socket(fileno=channel.descriptors.pop(0)))
    link.deadline = time.monotonic() + float(message["seconds"])
    pieces = [Part(source, hidden) for source, hidden in message["test"]]
    try:
        result = run_test(pieces, shell.user_ns, link, int(message["output_bytes"]))
        return {"result": asdict(result)}
    except KeyboardInterrupt:
        return {"interrupted": True}
    finally:
        link.close()
