"""Cells that write a file, ``%%writefile pyproject.toml``: comments in a py:percent text.

What they hold need be no Python, and where it is, it may be meant to be bad: as comments it keeps
formatters, linters and whoever else reads the text as Python from stumbling over it.
"""

import re
from collections.abc import Sequence

from nbformat import NotebookNode

_HEADER = re.compile(r"# %%(?P<options>\s.*|$)")
_WRITES = re.compile(r"%%(?:writefile|file)\s")
_PLACE = "__written_file_{}__"


def set_aside(text: str) -> tuple[str, list[str]]:
    """Put a name in the place of each commented cell that writes a file.

    Returns
    -------
    text : str
        The text with those names.
    sources : list of str
        What stood there, without the comment signs: for `put_back`.
    """
    kept: list[str] = []
    sources: list[str] = []
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if _HEADER.match(line)]
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        block = lines[start:end]
        if block and (source := _uncommented(block)) is not None:
            kept += [block[0], _PLACE.format(len(sources)), ""]
            sources.append(source)
        else:
            kept += block
    return "\n".join(kept), sources


def put_back(cells: Sequence[NotebookNode], sources: Sequence[str]) -> None:
    """Give cells that `set_aside` has named their sources, in place."""
    named = {_PLACE.format(number): source for number, source in enumerate(sources)}
    for cell in cells:
        cell.source = named.get(cell.source.strip("\n"), cell.source)


def take_out(cells: Sequence[NotebookNode]) -> list[str]:
    """Name the cells that write a file, in place; return their sources, for `write_in`."""
    sources: list[str] = []
    for cell in cells:
        if cell.cell_type == "code" and _WRITES.match(cell.source):
            sources.append(cell.source)
            cell.source = _PLACE.format(len(sources) - 1)
    return sources


def write_in(text: str, sources: Sequence[str]) -> str:
    """Put the sources, as comments, in the places of their names in a text."""
    for number, source in enumerate(sources):
        commented = "\n".join(f"# {line}" if line else "#" for line in source.split("\n"))
        text = text.replace(f"\n{_PLACE.format(number)}\n", f"\n{commented}\n", 1)
    return text


def _uncommented(block: Sequence[str]) -> str | None:
    """Return what a cell writes, if its block in the text is all comment and writes a file."""
    header = _HEADER.match(block[0])
    body = "\n".join(block[1:]).rstrip().split("\n")
    if header is None or re.search(r"\[\w+\]", header["options"]):  # [markdown]
        return None
    if not all(line.startswith("#") for line in body):
        return None
    source = "\n".join(line[2:] if line.startswith("# ") else line[1:] for line in body)
    return source if _WRITES.match(source) else None
