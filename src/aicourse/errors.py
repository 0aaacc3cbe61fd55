"""The one way in which bad input is reported."""

from pathlib import Path


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
    """

    def __init__(
        self, problem: str, remedy: str, path: Path | None = None, place: str | None = None
    ) -> None:
        self.problem = problem
        self.remedy = remedy
        self.path = path
        self.place = place
        where = ", ".join(str(part) for part in (path, place) if part is not None)
        super().__init__(f"{where}: {problem}; {remedy}" if where else f"{problem}; {remedy}")
