"""A cell's outputs as nbformat has them, from what the shell sends."""

import json
from typing import Any

from nbformat import NotebookNode, ValidationError
from nbformat.v4 import new_output

from aicourse.grading.limits import FLOOD, TRUNCATED
from aicourse.grading.warm.channel import ChannelClosedError, Message

_DEEPEST = 50  # levels of nested JSON
_MOST_ERRORS = 5


class Outputs:
    """Collects outputs, cell by cell, up to a limit.

    Attributes
    ----------
    cell : list of NotebookNode
        The outputs of the cell that runs now.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._shown: dict[str, list[NotebookNode]] = {}
        self.begin()

    def begin(self) -> None:
        """Begin a new cell."""
        self.cell: list[NotebookNode] = []
        self._written = 0
        self._clear_next = False

    @property
    def is_flood(self) -> bool:
        """Whether the cell has put out far more than is kept."""
        return self._written > FLOOD * self._limit

    @property
    def value(self) -> str | None:
        """Text of the value of the last expression."""
        results = [o for o in self.cell if o.output_type == "execute_result"]
        return str(results[-1].data.get("text/plain", "")) if results else None

    def add(self, message: Message) -> None:
        """Take an output in.

        Raises
        ------
        ChannelClosedError
            If it is none: whoever sent it is not to be listened to any more.
        """
        try:
            self._add(message)
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise ChannelClosedError("no output") from error
        except ValidationError:
            return  # a notebook cannot hold it: it is left out, and the cell goes on

    def _add(self, message: Message) -> None:
        kind = message["output"]
        if kind == "clear":
            if message["wait"]:
                self._clear_next = True
            else:
                self.cell.clear()
            return
        if kind == "error":
            texts = [str(line)[:20_000] for line in message["traceback"][-50:]]
            self._written += sum(map(len, texts))
            if sum(output.output_type == "error" for output in self.cell) >= _MOST_ERRORS:
                return
            self.cell.append(
                new_output(
                    "error",
                    ename=str(message["ename"])[:200],
                    evalue=str(message["evalue"])[:20_000],
                    traceback=texts,
                )
            )
            return
        before = self._written
        self._written += _size(message)
        if self._written > self._limit:
            if before <= self._limit:
                self._write("stdout", TRUNCATED)
            return
        if self._clear_next:
            self.cell.clear()
            self._clear_next = False
        if kind == "stream":
            self._write(str(message["name"]), str(message["text"]))
        else:
            self._display(kind, message)

    def _write(self, name: str, text: str) -> None:
        if name not in ("stdout", "stderr"):
            raise ValueError(name)
        last = None
        for output in reversed(self.cell):  # back to what was shown in between
            if output.output_type != "stream":
                break
            if output.name == name:
                last = output
        if last is None:
            self.cell.append(new_output("stream", name=name, text=text))
        else:
            last.text += text

    def _display(self, kind: str, message: dict[str, Any]) -> None:
        data = {mime: value for mime, value in message["data"].items() if _is_shown(mime, value)}
        metadata = message["metadata"] if _is_shallow(message["metadata"]) else {}
        identity = message.get("display_id")
        if kind == "result":
            count = int(message["count"])
            output = new_output(
                "execute_result", data=data, metadata=metadata, execution_count=count
            )
        elif kind in ("display", "update"):
            output = new_output("display_data", data=data, metadata=metadata)
        else:
            raise ValueError(kind)
        if kind != "result" and isinstance(identity, str):
            for shown in self._shown.get(identity, ()):
                shown.update(data=output.data, metadata=output.metadata)
        if kind == "update":
            return
        if isinstance(identity, str):
            self._shown.setdefault(identity, []).append(output)
        self.cell.append(output)


def _size(message: dict[str, Any]) -> int:
    if message["output"] == "stream":
        return len(message["text"])
    return len(json.dumps([message["data"], message["metadata"]], ensure_ascii=False))


def _is_shown(mime: str, value: Any) -> bool:
    """Whether nbformat has such an entry: JSON under a name of JSON, else text."""
    if mime == "application/json" or mime.endswith("+json"):
        return _is_shallow(value)
    return isinstance(value, str)


def _is_shallow(value: Any) -> bool:
    """Whether JSON is nested no deeper than all that read it can follow."""
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            part
            for whole in level
            if isinstance(whole, dict | list)
            for part in (whole.values() if isinstance(whole, dict) else whole)
        ]
    return not level
