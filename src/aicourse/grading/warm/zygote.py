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
import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aicourse
from aicourse.grading.sandbox import Child, Level, Policy, Sandbox, SandboxError, default_readable
from aicourse.grading.warm.channel import Channel, ChannelClosedError, Message
from aicourse.grading.warm.forking import SPARE

# Loaded on first use by IPython and friends: once here, not once a submission.
_LAZY = (
    "IPython.core.completer",
    "IPython.core.debugger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "encodings.idna",
    "encodings.latin_1",
    "sqlite3",
)


# How values of a library cross to the tester: needed as soon as the library is.
_CODECS = {"numpy": "arrays", "pandas": "frames", "scipy.sparse": "sparse", "torch": "tensors"}


class _Client:
    """One submission that is being graded: its connection, its processes, its folders."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.children: dict[int, Child] = {}
        self.folders = contextlib.ExitStack()

    def close(self) -> None:
        self.channel.close()
        for child in self.children.values():
            child.close()
        self.folders.close()


class Zygote:
    """Serves the grader's workers, one request after the other."""

    def __init__(self, sandbox: Sandbox, listener: socket.socket, bodies: dict[str, Any]) -> None:
        self._sandbox = sandbox
        self._listener = listener
        self._bodies = bodies
        self._clients: dict[int, _Client] = {}
        self._folders = 0

    def serve(self) -> None:
        """Serve until the grader closes the lifeline, our standard input."""
        while True:
            waited: list[Any] = [sys.stdin.fileno(), self._listener, *self._clients]
            for client in self._clients.values():
                waited += [c.pidfd for c in client.children.values() if c.pidfd is not None]
            ready = select.select(waited, [], [], None)[0]
            if sys.stdin.fileno() in ready:
                return
            self._report_ended()
            if self._listener in ready:
                self._accept()
            for descriptor in ready:
                if descriptor in self._clients:
                    self._attend(self._clients[descriptor])

    def close(self) -> None:
        """End everything that runs."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()

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
            client.close()

    def _do(self, client: _Client, message: Message) -> None:
        if "preload" in message:
            client.channel.send({"missing": preload(message["preload"])})
        elif "spawn" in message:
            client.channel.send(self._spawn(client, message))
        elif "signal" in message:
            if child := client.children.get(message["signal"]):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child.pid, message["number"])
        elif "kill" in message and (child := client.children.get(message["kill"])):
            child.kill()

    def _spawn(self, client: _Client, message: Message) -> Message:
        descriptors = client.channel.descriptors[:]
        client.channel.descriptors.clear()
        try:
            self._folders += 1
            size = message["disk_bytes"]
            path = Path(message["parent"]) / f"work-{os.getpid()}-{self._folders}"
            work = client.folders.enter_context(self._sandbox.folder(path, size))
            if message["files"]:
                shutil.copytree(message["files"], work, dirs_exist_ok=True)
            policy = Policy(
                work=work,
                environment=message["environment"],
                memory_bytes=message["memory_bytes"],
                file_bytes=message["file_bytes"],
                disk_bytes=size,
                processes=message["processes"],
                spare_processes=SPARE,
                cpu_seconds=message["cpu_seconds"],
                readable=(*default_readable(), Path(aicourse.__file__).parent),
            )
            body = self._body(message, work, descriptors)
            child = self._sandbox.spawn(policy, body, keep=descriptors)
        except (SandboxError, OSError) as error:
            return {"problem": str(error)}
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        client.children[child.pid] = child
        return {"child": child.pid, "folder": str(work)}

    def _body(self, message: Message, work: Path, descriptors: list[int]) -> Callable[[], None]:
        run, shell, seed = self._bodies[message["spawn"]], self._bodies["shell"], message["seed"]

        def body() -> None:
            channel, raw = descriptors
            for standard in (1, 2):
                os.dup2(raw, standard)
            os.chdir(work)
            sys.argv = [""]
            sys.path.insert(0, "")
            run(shell, socket.socket(fileno=channel), seed)

        return body

    def _report_ended(self) -> None:
        for client in self._clients.values():
            for number, child in list(client.children.items()):
                if child.wait(0) is None:
                    continue
                ending = child.how_it_ended()
                assert ending is not None
                child.close()
                del client.children[number]
                with contextlib.suppress(ChannelClosedError):
                    client.channel.send(
                        {"ended": number, "cause": ending.cause.value, "code": ending.code}
                    )


def preload(names: list[str]) -> list[str]:
    """Import modules; return those that cannot be."""
    missing = []
    for name in names:
        try:
            importlib.import_module(name)
        except Exception:  # a library may raise anything as it is imported
            missing.append(name)
    for library, codec in _CODECS.items():
        if library in sys.modules:
            importlib.import_module(f"aicourse.grading.isolation.{codec}")
    if "matplotlib" in sys.modules and "matplotlib.pyplot" in sys.modules:
        from matplotlib import pyplot

        pyplot.switch_backend("module://matplotlib_inline.backend_inline")
    gc.collect()
    gc.freeze()  # so that a collection in a fork copies no page of ours
    return missing


def main(descriptor: int, level: str | None) -> None:
    """Become the zygote."""
    listener = socket.socket(fileno=descriptor)
    with Sandbox.start(Level(level) if level else None) as sandbox:
        from aicourse.grading.warm.examiner import run_examiner
        from aicourse.grading.warm.shell import GradingShell
        from aicourse.grading.warm.student import run_student

        bodies = {
            "student": run_student,
            "tester": run_examiner,
            "shell": GradingShell.prepared(),
        }
        preload(list(_LAZY))
        zygote = Zygote(sandbox, listener, bodies)
        try:
            zygote.serve()
        finally:
            zygote.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
