"""``%check`` and ``%start`` for a notebook: what `%load_ext aicourse` loads.

The kernel is the learner's: nothing of the grader is imported here.
"""

import json
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any, Protocol

from IPython.display import display

_GRADING = "AICOURSE_SEED"
_DESK = Path(".aicourse", "desk.json")
_SESSION = "JPY_SESSION_NAME"  # where Jupyter tells the path of the notebook


class Shell(Protocol):
    """What is needed of an InteractiveShell."""

    events: Any
    user_ns: dict[str, Any]

    def register_magic_function(self, func: Any, magic_kind: str, magic_name: str) -> None: ...


class Magics:
    """The magics of one kernel."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.ran: dict[str, tuple[str, float]] = {}
        self.process: subprocess.Popen[str] | None = None
        shell.register_magic_function(self.check, "line", "check")
        shell.register_magic_function(self.start, "line", "start")
        shell.events.register("pre_run_cell", self._remember)
        self.unread = 0  # answers that nobody waits for
        if _GRADING not in os.environ and (self._notebook().parents[1] / _DESK).is_file():
            self._send({"do": "warm", "notebook": str(self._notebook())})
            self.unread = 1

    def check(self, line: str) -> None:
        """Test what is saved of this notebook, as grading would: `%check`.

        `%check --hint` gives the next hint for the first task that is open, `%check --hint TASK`
        for that one, by its name or number.
        """
        self._ask("check", line)

    def start(self, line: str) -> None:
        """Begin an assignment, or bring a newer release into it: `%start 104`."""
        self._ask("start", line)

    def close(self) -> None:
        """End the process behind the magics, and take them back."""
        self._end()
        self.shell.events.unregister("pre_run_cell", self._remember)

    def _remember(self, info: Any) -> None:
        name, source = getattr(info, "cell_id", None), info.raw_cell
        if name and not source.lstrip().startswith(("%check", "%start")):
            self.ran[name] = (source, time.time())

    def _ask(self, what: str, line: str) -> None:
        if _GRADING in os.environ:
            return  # a submission that checks itself while it is graded
        request = {
            "do": what,
            "arguments": shlex.split(line),
            "notebook": str(self._notebook()),
            "ran": self.ran,
        }
        try:
            display(self._answer(request), raw=True)  # type: ignore[no-untyped-call]
        except BaseException:  # an interrupt too: what is half answered is not to be read later
            self._end()
            raise

    def _answer(self, request: dict[str, Any]) -> dict[str, str]:
        answers = self._send(request)
        while self.unread and answers.readline():
            self.unread -= 1
        answer = answers.readline()
        if not answer:
            return {"text/plain": "! the check ended unexpectedly; run it again"}
        bundle: dict[str, str] = json.loads(answer)
        return bundle

    def _send(self, request: dict[str, Any]) -> IO[str]:
        """Hand a request to the process behind, a new one if it has ended; return its answers."""
        if self.process is None or self.process.poll() is not None:
            self.unread = 0
            self.process = subprocess.Popen(
                [sys.executable, "-m", "aicourse.desk.service"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                start_new_session=True,  # an interrupt of the kernel is not meant for it
            )
        requests, answers = self.process.stdin, self.process.stdout
        assert requests is not None
        assert answers is not None
        requests.write(json.dumps(request) + "\n")
        requests.flush()
        return answers

    def _end(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def _notebook(self) -> Path:
        """Return the path of this notebook, as whatever runs it tells."""
        told = self.shell.user_ns.get("__vsc_ipynb_file__") or os.environ.get(_SESSION, "")
        path = Path(told)
        if told and path.is_file():
            return path.resolve()
        named = Path.cwd() / path.name
        if told and named.is_file():
            return named.resolve()
        beside = sorted(Path.cwd().glob("*.ipynb"))
        return beside[0].resolve() if len(beside) == 1 else Path.cwd().resolve() / "notebook"
