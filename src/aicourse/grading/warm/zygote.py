"""The warm process: it has imported everything, knows nothing, and forks sandboxes on request.

Started as ``python -m aicourse.grading.warm.zygote DESCRIPTOR`` with a listening socket. It must
hold no secret, for what it holds in memory every submission can read: instructors' notebooks
reach the tester only after the fork.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aicourse.grading.isolation.forms import load_forms
from aicourse.grading.sandbox import Level, Sandbox, SandboxError, linux
from aicourse.grading.warm.channel import Channel, ChannelClosedError, Message
from aicourse.grading.warm.rehearsal import rehearse
from aicourse.grading.warm.spawner import Body, Forked, Kind, Spawner

if TYPE_CHECKING:
    from aicourse.grading.warm.shell import GradingShell

# Loaded on first use by IPython and friends: once here, not once a submission.
_LAZY = (
    "IPython.core.completer",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "encodings.idna",
    "encodings.latin_1",
    "sqlite3",
)


class _Client:
    """One submission that is being graded: its connection and its processes."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.processes: dict[int, Forked] = {}


class Zygote:
    """Serves the grader's workers, one request after the other."""

    def __init__(self, sandbox: Sandbox, listener: socket.socket, spawner: Spawner) -> None:
        self._sandbox = sandbox
        self._listener = listener
        self._spawner = spawner
        self._clients: dict[int, _Client] = {}
        self._ending: list[Forked] = []  # killed, and not yet waited for

    def serve(self) -> None:
        """Serve until the grader closes the lifeline, our standard input."""
        while True:
            running = [f for client in self._clients.values() for f in client.processes.values()]
            ends = [f.child.pidfd for f in (*running, *self._ending) if f.child.pidfd is not None]
            waited: list[Any] = [sys.stdin.fileno(), self._listener, *self._clients, *ends]
            ready = select.select(waited, [], [], 0 if self._spawner.is_due else None)[0]
            if sys.stdin.fileno() in ready:
                return
            self._report_ended()
            self._clean_up()
            if self._listener in ready:
                self._accept()
            for descriptor in ready:
                if descriptor in self._clients:
                    self._attend(self._clients[descriptor])
            if not ready:
                self._spawner.prepare()

    def close(self) -> None:
        """End everything that runs."""
        for client in self._clients.values():
            self._dismiss(client)
        self._clients.clear()
        for forked in self._ending:
            forked.close()
        self._spawner.forget()

    def _accept(self) -> None:
        sock, _ = self._listener.accept()
        client = _Client(Channel(sock))
        self._clients[sock.fileno()] = client
        client.channel.send({"level": self._sandbox.level.value})

    def _attend(self, client: _Client) -> None:
        descriptor = client.channel.fileno()
        try:
            while (message := client.channel.receive(0)) is not None:
                self._do(client, message)
        except (ChannelClosedError, KeyError, ValueError):
            del self._clients[descriptor]
            self._dismiss(client)

    def _dismiss(self, client: _Client) -> None:
        client.channel.close()
        for forked in client.processes.values():
            forked.child.kill()
            self._ending.append(forked)

    def _do(self, client: _Client, message: Message) -> None:
        if "preload" in message:
            if preload(message["preload"], self._spawner.shell):
                self._spawner.forget()
        elif "spawn" in message:
            client.channel.send(self._spawn(client, message))
        elif "signal" in message:
            if forked := client.processes.get(message["signal"]):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(forked.child.pid, message["number"])
        elif "waited" in message:
            running = client.processes.values()
            waited = max((forked.child.seconds_waited() for forked in running), default=0.0)
            client.channel.send({"waited": waited})
        elif "kill" in message and (forked := client.processes.get(message["kill"])):
            forked.child.kill()

    def _spawn(self, client: _Client, message: Message) -> Message:
        descriptors = client.channel.descriptors[:]
        client.channel.descriptors.clear()
        kind = Kind(
            body=message["spawn"],
            memory_bytes=message["memory_bytes"],
            file_bytes=message["file_bytes"],
            disk_bytes=message["disk_bytes"],
            cpu_seconds=message["cpu_seconds"],
            processes=message["processes"],
            spare_processes=message["spare_processes"],
        )
        try:
            forked = self._spawner.take(kind)
            client.processes[forked.child.pid] = forked
            forked.order(self._sandbox, message, descriptors)
        except (SandboxError, OSError, ChannelClosedError) as error:
            return {"problem": str(error)}
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        return {"child": forked.child.pid}

    def _report_ended(self) -> None:
        for client in self._clients.values():
            for number, forked in list(client.processes.items()):
                if forked.child.wait(0) is None:
                    continue
                ending = forked.child.how_it_ended()
                assert ending is not None
                forked.clean_up()
                del client.processes[number]
                with contextlib.suppress(ChannelClosedError):
                    client.channel.send(
                        {"ended": number, "cause": ending.cause.value, "code": ending.code}
                    )

    def _clean_up(self) -> None:
        for forked in self._ending[:]:
            if forked.child.wait(0) is not None:
                forked.clean_up()
                self._ending.remove(forked)


def preload(names: list[str], shell: "GradingShell") -> bool:
    """Import modules and use once what they load; return whether anything was loaded.

    A module that cannot be imported is passed over.
    """
    loaded = len(sys.modules)
    for name in names:
        with contextlib.suppress(Exception):  # a library may raise anything as it is imported
            importlib.import_module(name)
    if len(sys.modules) == loaded:
        return False
    load_forms()
    if "matplotlib.pyplot" in sys.modules:
        from matplotlib import pyplot

        pyplot.switch_backend("module://matplotlib_inline.backend_inline")
    rehearse(shell)
    gc.collect()
    gc.freeze()  # so that a collection in a fork copies no page of ours
    linux.gather_memory()
    return True


def main(descriptor: int, place: Path, level: str | None) -> None:
    """Become the zygote."""
    listener = socket.socket(fileno=descriptor)
    with Sandbox.start(Level(level) if level else None) as sandbox:
        # Imported only now, for the guard keeps in memory what was imported before it was made.
        from aicourse.grading.warm.examiner import run_examiner
        from aicourse.grading.warm.shell import GradingShell
        from aicourse.grading.warm.student import run_student

        shell = GradingShell.prepared()
        bodies: dict[str, Body] = {"student": run_student, "tester": run_examiner}
        preload(list(_LAZY), shell)
        zygote = Zygote(sandbox, listener, Spawner(sandbox, shell, bodies, place))
        try:
            zygote.serve()
        finally:
            zygote.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3]))
