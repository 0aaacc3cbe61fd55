"""The process that checks for notebooks and terminals alike, and stays when they have ended.

It has imported the grader, and its zygote the libraries of what was checked: a check takes the
time of its cells. It ends when nobody has asked for a while, or when a newer version is installed.

Started as ``python -m aicourse.desk.service [REQUEST]``, with a request that nobody waits for.
"""

import json
import secrets
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

from aicourse.desk.address import Address, address_file, known_address, publish, withdraw
from aicourse.desk.answers import answer
from aicourse.desk.examiner import Examiner
from aicourse.grading.scratch import Scratch

_WAITING = 16  # how many may wait to be let in


class Service:
    """Answers each request in a thread of its own.

    Parameters
    ----------
    address : Address
        Where to listen.
    idle_seconds : float
        How long to stay after the last answer.
    look_seconds : float
        How often to look whether it is time to end.
    """

    def __init__(
        self,
        address: Address,
        examiner: Examiner,
        idle_seconds: float = 60 * 60.0,
        look_seconds: float = 10.0,
    ) -> None:
        self._address = address
        self._examiner = examiner
        self._idle_seconds, self._look_seconds = idle_seconds, look_seconds
        self._lock = Lock()
        self._busy = 0
        self._last = time.monotonic()
        self._ended = Event()

    def serve(self) -> None:
        """Publish the address, and answer until it is time to end."""
        place, secret = self._address.place, self._address.secret
        with Listener(place, backlog=_WAITING, authkey=secret) as listener:
            published = publish(self._address)
            Thread(target=self._accept, args=[listener], daemon=True).start()
            while not self._ended.wait(self._look_seconds):
                is_current = address_file() == published and self._is_told_in(published)
                if not self._busy and (self._is_idle() or not is_current):
                    self.end()
            if self._is_told_in(published):
                withdraw(published)

    def end(self) -> None:
        """Have `serve` return."""
        self._ended.set()

    def do(
        self, request: Mapping[str, Any], is_awaited: Callable[[], bool] = lambda: True
    ) -> dict[str, Any]:
        """Answer a request."""
        with self._lock:
            self._busy += 1
        try:
            return answer(request, self._examiner, is_awaited)
        finally:
            with self._lock:
                self._busy -= 1
                self._last = time.monotonic()

    def _is_told_in(self, published: Path) -> bool:
        return known_address(published) == self._address

    def _is_idle(self) -> bool:
        return time.monotonic() - self._last > self._idle_seconds

    def _accept(self, listener: Listener) -> None:
        while not self._ended.is_set():
            with suppress(OSError, EOFError, AuthenticationError):  # a stranger, or gone already
                connection = listener.accept()
                Thread(target=self._attend, args=[connection], daemon=True).start()

    def _attend(self, connection: Connection) -> None:
        with connection, suppress(OSError, EOFError):  # whoever asked may hang up
            request = json.loads(connection.recv_bytes())
            # They send no more: what can be read then is that they have hung up.
            answered = self.do(request, is_awaited=lambda: not connection.poll())
            connection.send_bytes(json.dumps(answered).encode())


def main(requests: Sequence[str]) -> None:
    """Become the service, and do what nobody waits for first."""
    with Scratch() as scratch, Examiner() as examiner:
        place = str(scratch.path / "service")
        if sys.platform == "win32":
            place = rf"\\.\pipe\{scratch.path.name}"
        service = Service(Address(place, secrets.token_bytes(32)), examiner)
        signal.signal(signal.SIGTERM, lambda *_: service.end())
        for request in requests:
            Thread(target=service.do, args=[json.loads(request)], daemon=True).start()
        service.serve()


if __name__ == "__main__":
    main(sys.argv[1:])
