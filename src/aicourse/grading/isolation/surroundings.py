"""What a test cell finds around it: its module, and streams that keep what fits."""

import io
from types import ModuleType
from typing import Any


class TestModule(ModuleType):
    """A stand-in for the module ``__main__`` whose names are those of the test."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        super().__init__("__main__")
        super().__setattr__("_names", namespace)

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]
        return object.__getattribute__(self, "_names")  # type: ignore[no-any-return]

    def __getattr__(self, name: str) -> Any:
        try:
            return object.__getattribute__(self, "_names")[name]
        except KeyError:
            raise AttributeError(f"module '__main__' has no attribute {name!r}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        object.__getattribute__(self, "_names")[name] = value

    def __dir__(self) -> list[str]:
        return list(object.__getattribute__(self, "_names"))


class BoundedText(io.TextIOBase):
    """A text stream that keeps what fits."""

    def __init__(self, limit: int) -> None:
        self._room = limit
        self._pieces: list[str] = []

    def write(self, text: str) -> int:
        if self._room > 0:
            piece = text[: self._room]
            self._room -= len(piece.encode(errors="replace"))
            self._pieces.append(piece)
        return len(text)

    def writable(self) -> bool:
        return True

    def text(self) -> str:
        return "".join(self._pieces)
