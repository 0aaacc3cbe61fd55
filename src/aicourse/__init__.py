"""A Jupyter course from linear algebra to large models, with an autograder."""

import sys
from typing import Any

__version__ = "0.1.0"

# jsonschema, through which nbformat reads notebooks, would compile a grammar of international
# addresses when it is imported: a third of the time in which a check begins, for a format that
# no schema of a notebook has. Without this module it leaves that format unchecked.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


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
