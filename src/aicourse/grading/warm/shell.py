"""IPython's own shell, its outputs sent over a channel instead of the Jupyter wire."""

import io
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from ipykernel.jsonutil import encode_images, json_clean
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from aicourse.grading.warm.channel import Message

_FLUSH_CHARACTERS = 8192

Send = Callable[[Message], None]


def _plain(content: Any) -> Any:
    return json_clean(content)  # type: ignore[no-untyped-call]


class _Publisher(DisplayPublisher):
    """Sends what `display` shows."""

    def publish(  # type: ignore[override]  # `source` is long deprecated
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        self.shell.send_output(
            {
                "output": "update" if update else "display",
                "data": _plain(encode_images(data)),  # type: ignore[no-untyped-call]
                "metadata": _plain(metadata or {}),
                "display_id": (transient or {}).get("display_id"),
            }
        )

    def clear_output(self, wait: bool = False) -> None:
        self.shell.send_output({"output": "clear", "wait": bool(wait)})


class _Hook(DisplayHook):
    """Sends the value of the last expression of a cell."""

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(
        self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None
    ) -> None:
        self.shell.send_output(
            {
                "output": "result",
                "data": _plain(encode_images(format_dict)),  # type: ignore[no-untyped-call]
                "metadata": _plain(md_dict or {}),
                "count": self.prompt_count,
            }
        )

    def finish_displayhook(self) -> None:
        pass


class _Stream(io.TextIOBase):
    """A standard stream that sends what is written to it, in pieces of some size."""

    def __init__(self, name: str, descriptor: int, send: Send) -> None:
        super().__init__()
        self._name = name
        self._descriptor = descriptor
        self._send = send
        self._pending: list[str] = []
        self._size = 0

    encoding = "utf-8"

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._pending.append(text)
        self._size += len(text)
        if self._size > _FLUSH_CHARACTERS:
            self.flush()
        return len(text)

    def flush(self) -> None:
        text = "".join(self._pending)
        self._pending.clear()
        self._size = 0
        if text:
            self._send({"output": "stream", "name": self._name, "text": text})


class GradingShell(InteractiveShell):
    """An InteractiveShell that can be made before a fork and used after it."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)

    _send: Send = staticmethod(lambda _: None)

    @classmethod
    def prepared(cls) -> "GradingShell":
        """Return a shell without history file, to be connected in a fork."""
        config = Config()
        config.HistoryManager.enabled = False
        config.HistoryAccessor.enabled = False
        shell: GradingShell = cls.instance(config=config, colors="nocolor")
        return shell

    def connect(self, send: Send) -> None:
        """Send outputs there from now on, those of `print` and `input` included."""
        self._send = send
        sys.stdout = sys.__stdout__ = _Stream("stdout", 1, self.send_output)  # type: ignore[misc, assignment]
        sys.stderr = sys.__stderr__ = _Stream("stderr", 2, self.send_output)  # type: ignore[misc, assignment]

    def send_output(self, message: Message) -> None:
        """Send one output after all that was printed before it."""
        if message["output"] != "stream":
            self.flush()
        self._send(message)

    def flush(self) -> None:
        """Send what was printed and is still held back."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, _Stream):
                stream.flush()

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.send_output(
            {
                "output": "error",
                "ename": str(etype.__name__),
                "evalue": str(evalue),
                "traceback": [str(line) for line in stb],
            }
        )

    def system(self, cmd: str) -> None:
        """Run ``!command`` without the terminal that IPython would give it."""
        command = self.var_expand(cmd, depth=1)  # type: ignore[no-untyped-call]
        run = subprocess.run(
            command, shell=True, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        sys.stdout.write(run.stdout.decode("utf-8", "replace"))
        sys.stderr.write(run.stderr.decode("utf-8", "replace"))
        self.user_ns["_exit_code"] = run.returncode

    def ask_exit(self) -> None:
        """Ignore `exit`: nobody waits at a prompt."""

    def run(self, source: str, *, remember: bool) -> tuple[str, str]:
        """Run a cell; return name and text of the exception that ended it, or two empty ones."""
        result = self.run_cell(source, store_history=remember)  # type: ignore[no-untyped-call]
        self.flush()
        error = result.error_before_exec or result.error_in_exec
        if error is None:
            return "", ""
        try:
            text = str(error)
        except Exception:
            text = ""
        return type(error).__name__, text


def no_input(prompt: object = "") -> str:
    """Stand in for `input`, which has nobody to ask."""
    raise StdinNotImplementedError("input() has nobody to ask while a notebook is graded")
