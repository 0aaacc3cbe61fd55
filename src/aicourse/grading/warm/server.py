"""The grader's side of the zygote: start it once, connect to it for each submission."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from threading import Lock
from types import TracebackType

from platformdirs import user_cache_path

from aicourse.errors import CourseError
from aicourse.grading.environment import plain_environment
from aicourse.grading.scratch import Scratch
from aicourse.grading.warm.channel import Channel, ChannelClosedError

_START_SECONDS = 60.0


class WarmServer:
    """A running zygote; use it as a context manager.

    Raises
    ------
    CourseError
        If it does not start.

    Attributes
    ----------
    address : Path
        The socket that workers connect to.
    """

    def __init__(self, level: str | None = None) -> None:
        self._scratch = Scratch()
        folder = self._scratch.path
        folder.chmod(0o711)
        self.address = folder / "zygote"
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(self.address))
        self.address.chmod(0o600)
        listener.listen(64)
        command = [sys.executable, "-P", "-m", "aicourse.grading.warm.zygote"]
        complaints = folder / "complaints"
        with complaints.open("wb") as stderr, listener:
            self._process = subprocess.Popen(
                [*command, str(listener.fileno()), str(folder), json.dumps(level)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                pass_fds=[listener.fileno()],
                env=_environment(),
                start_new_session=True,
            )
        try:
            connect(self.address).close()
        except ChannelClosedError as error:
            said = complaints.read_text(errors="replace").strip().splitlines()
            self.close()
            raise CourseError(
                f"the sandboxed process did not start ({said[-1] if said else error})",
                "see `aicourse doctor`, or grade with --engine cold",
            ) from error

    def __enter__(self) -> "WarmServer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def is_running(self) -> bool:
        """Whether the zygote has not ended."""
        return self._process.poll() is None

    def answers(self) -> bool:
        """Whether the zygote can be asked; one that was killed may be running for a moment."""
        try:
            connect(self.address).close()
        except ChannelClosedError:
            return False
        return self.is_running

    def close(self) -> None:
        """End the zygote and all that it forked."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._scratch.close()


class KeptServer:
    """One zygote for as long as it is needed: a new one where the last has ended."""

    def __init__(self) -> None:
        self._server: WarmServer | None = None
        self._is_in_doubt = False
        self._lock = Lock()

    def address(self) -> Path:
        """Return where it listens; several threads may ask.

        Raises
        ------
        CourseError
            If it does not start.
        """
        with self._lock:
            if self._server is not None and not self._is_sound(self._server):
                self._close()
            if self._server is None:
                self._server = WarmServer()
            self._is_in_doubt = False
            return self._server.address

    def doubt(self) -> None:
        """Have it looked at before its address is told again: what it was asked for failed."""
        self._is_in_doubt = True

    def close(self) -> None:
        """End it."""
        with self._lock:
            self._close()

    def _is_sound(self, server: WarmServer) -> bool:
        return server.answers() if self._is_in_doubt else server.is_running

    def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None


def connect(address: Path) -> Channel:
    """Open a connection for one submission."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.connect(str(address))
    except OSError as error:
        raise ChannelClosedError(f"the warm process does not answer ({error})") from error
    channel = Channel(sock)
    if channel.receive(_START_SECONDS) is None:
        raise ChannelClosedError("the warm process did not start")
    return channel


def _environment() -> dict[str, str]:
    fonts = user_cache_path("aicourse", ensure_exists=True) / "matplotlib"
    return {**plain_environment(), "HOME": "/", "MPLCONFIGDIR": str(fonts)}
