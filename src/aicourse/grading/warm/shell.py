"""IPython's own shell, its outputs sent over a channel instead of the Jupyter wire."""

import asyncio
import io
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from ipykernel.jsonutil import encode_images, json_clean
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError, UsageError
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from traitlets import Type
from traitlets.config import Config

from aicourse.grading.exceeded import limit_of
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

    encoding = "UTF-8"

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
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
        shell.db = {}  # else IPython keeps it in a folder that the sandbox has not
        shell.set_hook("show_in_pager", _page)  # type: ignore[no-untyped-call]
        return shell

    def connect(self, send: Send) -> None:
        """Send outputs there from now on, those of `print` and `input` included."""
        self._send = send
        self._loop = asyncio.new_event_loop()  # one of its own in every fork
        asyncio.set_event_loop(self._loop)
        sys.stdout = sys.__stdout__ = _Stream("stdout", 1, self.send_output)  # type: ignore[misc, assignment]
        sys.stderr = sys.__stderr__ = _Stream("stderr", 2, self.send_output)  # type: ignore[misc, assignment]

    def disconnect(self) -> None:
        """Undo `connect`, but for the standard streams."""
        self._send = lambda _: None
        self._loop.close()
        asyncio.set_event_loop(None)

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
            command,
            shell=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,  # in order, as in the terminal that ipykernel gives it
            check=False,
        )
        sys.stdout.write(run.stdout.decode("utf-8", "replace"))
        self.user_ns["_exit_code"] = run.returncode

    def enable_gui(self, gui: str | None = None) -> None:
        """Let ``%matplotlib inline`` ask for no window; another has nowhere to open."""
        if gui not in (None, "inline"):
            raise UsageError(f"no window can be opened while a notebook is graded: {gui}")

    def ask_exit(self) -> None:
        """Ignore `exit`: nobody waits at a prompt."""

    def run(self, source: str, *, remember: bool) -> tuple[str, str, str]:
        """Run a cell; return name and text of the exception that ended it, and its limit.

        All are empty if none did; the last is if it tells of none (`exceeded.limit_of`).
        """
        result = self._run_in_loop(source, remember)
        self.flush()
        error = result.error_before_exec or result.error_in_exec
        if error is None:
            return "", "", ""
        try:
            text = str(error)
        except Exception:
            text = ""
        return type(error).__name__, text, limit_of(error)

    def _run_in_loop(self, source: str, remember: bool) -> ExecutionResult:
        """Run a cell while an event loop runs, as in Jupyter: tasks live on from cell to cell."""
        task = self._loop.create_task(self._cell_task(source, remember))
        try:
            return self._loop.run_until_complete(task)
        except KeyboardInterrupt:
            if task.done():
                raise
            task.cancel()  # the interrupt came while nothing but the loop ran
            return self._loop.run_until_complete(task)

    async def _cell_task(self, source: str, remember: bool) -> ExecutionResult:
        problem = None
        transformed = source
        try:
            transformed = self.transform_cell(source)  # type: ignore[no-untyped-call]
        except Exception:  # shown by whoever runs the cell
            problem = sys.exc_info()
        if not self.should_run_async(
            source, transformed_cell=transformed, preprocessing_exc_tuple=problem
        ):
            return self.run_cell(source, store_history=remember)  # type: ignore[no-untyped-call, no-any-return]
        result = None
        try:
            result = await self.run_cell_async(
                source,
                store_history=remember,
                transformed_cell=transformed,
                preprocessing_exc_tuple=problem,
            )
        finally:
            self.events.trigger("post_execute")
            self.events.trigger("post_run_cell", result)
        return result


def _page(*_: object, **__: object) -> None:
    """Drop what would go to a pager, such as the answer to ``name?``."""


def no_input(prompt: object = "") -> str:
    """Stand in for `input`, which has nobody to ask."""
    raise StdinNotImplementedError("input() has nobody to ask while a notebook is graded")
