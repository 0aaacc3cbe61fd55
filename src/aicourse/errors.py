"""The one way in which bad input is reported."""

from pathlib import Path
from typing import Literal


class CourseError(Exception):
    """Bad input, told in one line: where it is, what is wrong, what to do.

    Parameters
    ----------
    problem : str
        What is wrong, as a clause without a full stop.
    remedy : str
        What the reader can do about it, in the imperative.
    path : Path, optional
        The file or folder at fault.
    place : str, optional
        Where in the file: ``"line 12"``, ``"cell truncated_svd"``.
    zh : (str, str), optional
        Problem and remedy in Chinese, where learners meet them.
    """

    def __init__(
        self,
        problem: str,
        remedy: str,
        path: Path | None = None,
        place: str | None = None,
        *,
        zh: tuple[str, str] | None = None,
    ) -> None:
        self.problem = problem
        self.remedy = remedy
        self.path = path
        self.place = place
        self.zh = zh
        super().__init__(self._located(f"{problem}; {remedy}"))

    def in_language(self, language: Literal["zh", "en"]) -> str:
        """Return the line in a language, as far as it is known there."""
        return self._located("；".join(self.zh)) if self.zh and language == "zh" else str(self)

    def _located(self, line: str) -> str:
        where = ", ".join(str(part) for part in (self.path, self.place) if part is not None)
        return f"{where}: {line}" if where else line
