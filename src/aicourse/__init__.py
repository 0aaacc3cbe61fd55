"""A Jupyter course from linear algebra to large models, with an autograder."""

from typing import Any

__version__ = "0.1.0"


def load_ipython_extension(shell: Any) -> None:
    """Give a notebook ``%check`` and ``%start`` (see `aicourse.desk.magics`)."""
    from aicourse.desk.magics import Magics

    if not any(isinstance(known, Magics) for known in _loaded):
        _loaded.append(Magics(shell))


def unload_ipython_extension(shell: Any) -> None:
    """Take them back."""
    while _loaded:
        _loaded.pop().close()


_loaded: list[Any] = []
