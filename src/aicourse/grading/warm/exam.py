"""A test that stands in the learner's process: the part that runs there, in a fork of it.

It runs as a private copy (`private`), and knows little: the grader sends programs that are
compiled already (`in_kernel`), and only once what it asked about the process was answered.
"""

import builtins
import inspect
import marshal
import os
import select
import signal
import socket
import sys
from base64 import b64decode
from collections.abc import Callable, Sequence
from typing import Any

from aicourse.grading.warm.channel import Channel, Message
from aicourse.grading.warm.forking import fork_for_a_test
from aicourse.grading.warm.tripwires import Tripwires

_SHOWN = (bool, int, float)
_LONGEST = 20_000


class Examiner:
    """Holds what the learner's process was like before they had it, and sits the exams.

    Parameters
    ----------
    shell : GradingShell
        The learner's shell.
    modules : sequence of str
        See `Tripwires`.
    limit_of : callable
        Names the limit that an exception tells of.
    """

    def __init__(
        self, shell: Any, modules: Sequence[str], limit_of: Callable[[BaseException], str]
    ) -> None:
        self._shell = shell
        self._limit_of = limit_of
        self._loop: Any = None
        self._lent = {**vars(builtins), "get_ipython": shell.get_ipython}
        self._builtins = vars(sys.modules["builtins"])  # of which a private copy has another
        self._tripwires = Tripwires(shell, modules)

    def answers(self, keys: Sequence[str]) -> list[dict[str, str]]:
        """Return what the tripwires answer to each key, in hexadecimal digits."""
        return self._tripwires.answers([bytes.fromhex(key) for key in keys])

    def sit(self, descriptor: int, seconds: float) -> None:
        """Do what the grader sends, until it hangs up (the body of a fork)."""
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        channel = Channel(socket.socket(fileno=descriptor))
        select.select([channel], [], [])  # it may be long until the test comes
        signal.setitimer(signal.ITIMER_REAL, seconds)
        self._shell.connect(channel.send)
        self._loop = self._shell._loop
        while True:
            message = channel.receive()
            assert message is not None
            if "key" in message:
                self._lend_names(str(message["token"]))
                (answer,) = self.answers([message["key"]])
                raised = [self._run([program])["error"] for program in message["canaries"]]
                channel.send({"wires": answer, "raised": raised})
            elif "test" in message:
                for program in message["pinned"]:
                    self._run([program])
                done = self._run(message["test"])
                self._shell.flush()
                channel.send({"done": True, **done})

    def _lend_names(self, token: str) -> None:
        """Let programs find the builtins as they were, under names that begin with a token."""
        lent = {f"{token} {name}": value for name, value in self._lent.items()}
        self._shell.user_ns.update(lent, __builtins__=self._builtins)

    def _run(self, programs: Sequence[Sequence[str]]) -> Message:
        """Execute programs, each of statements and at most one expression; tell how it went."""
        value: Any = None
        finished = 0
        try:
            for program in programs:
                for text in program:
                    value = self._evaluate(marshal.loads(b64decode(text)))
                finished += 1
        except BaseException as error:  # whatever it is, the program has not come to its end
            return {
                "finished": finished,
                "error": type.__getattribute__(type(error), "__name__") or "Exception",
                "message": _text(error),
                "limit": self._limit_of(error),
            }
        shown = repr(value) if type(value) in _SHOWN else None
        return {"finished": finished, "error": "", "value": shown}

    def _evaluate(self, code: Any) -> Any:
        value = eval(code, self._shell.user_ns)
        if code.co_flags & inspect.CO_COROUTINE:
            value = self._loop.run_until_complete(value)
        return value


def _text(error: BaseException) -> str:
    try:
        return str(error)[:_LONGEST]
    except BaseException:
        return ""


def fork_to_sit(examiner: Examiner, descriptor: int, seconds: float, leave: int) -> int:
    """Let a fork sit an exam; return its process id to the learner's process.

    Parameters
    ----------
    leave : int
        The descriptor of the learner's own line to the grader, which is closed in the fork.
    """
    process = fork_for_a_test()
    if process:
        os.close(descriptor)
        return process
    try:
        os.close(leave)
        examiner.sit(descriptor, seconds)
    finally:
        os._exit(0)
