"""Sizes in bytes, written as people write them: ``4GiB``, ``512 MiB``, ``1MB``, ``65536``."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

HOW_TO_WRITE = "write it as 512MiB, 4GiB or 1MB"

_UNITS: dict[str, int] = {"": 1, "b": 1} | {
    f"{letter}{ending}": base**power
    for power, letter in enumerate("kmgt", 1)
    for ending, base in (("b", 1000), ("ib", 1024))
}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?i?b)?", re.IGNORECASE | re.ASCII)


def parse_size(text: str) -> int:
    """Return the bytes that a text names.

    Raises
    ------
    ValueError
        If it names no whole number of bytes above zero.
    """
    match = _SIZE.fullmatch(text.strip())
    unit = _UNITS.get((match[2] or "").lower()) if match else None
    if match is None or unit is None or (size := round(float(match[1]) * unit)) < 1:
        raise ValueError(f"{text!r} is no size")
    return size


def size_text(size: int) -> str:
    """Write a size in the largest unit that leaves a short number: ``4 GiB``, ``1 MB``."""
    for unit in ("GiB", "GB", "MiB", "MB", "KiB", "kB"):
        number = size / _UNITS[unit.lower()]
        if number >= 1 and f"{number:.4g}" == f"{number:g}" and len(f"{number:g}") <= 4:
            return f"{number:g} {unit}"
    return f"{size} B"


def _read(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return parse_size(value)
    except ValueError as error:
        raise PydanticCustomError("size", "{problem}", {"problem": str(error)}) from error


Size = Annotated[int, BeforeValidator(_read), Field(gt=0)]
"""Bytes, above zero: a field of a model that takes a number, or a text with a unit."""
