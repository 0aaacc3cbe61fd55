"""The docstring of a loader, made from what the registry says of its data set."""

from collections.abc import Iterator
from textwrap import wrap

from aicourse.datasets.registry import Column, Dataset

_WIDTH = 92
_INDENT = "    "


def docstring(dataset: Dataset) -> str:
    """Return the numpydoc docstring of a loader."""
    return "\n".join(_lines(dataset))


def _lines(dataset: Dataset) -> Iterator[str]:
    yield f"Return the data set “{dataset.title.en}” as a new frame."
    yield ""
    yield from wrap(dataset.about.en, _WIDTH)
    yield from _section("Returns")
    yield "pandas.DataFrame"
    yield f"{_INDENT}{dataset.rows} rows and {len(dataset.column_names)} columns:"
    yield ""
    for column in dataset.columns:
        yield from _column(column)
    yield from _section("Raises")
    yield "CourseError"
    yield _INDENT + "If the file of the data is missing or is not the one that its checksum names."
    if dataset.odd:
        yield from _section("Notes")
        for text in dataset.odd:
            yield from wrap(text.en, _WIDTH, initial_indent="- ", subsequent_indent="  ")
    yield from _section("References")
    yield from wrap(f"Source: {dataset.source}.", _WIDTH)
    yield from wrap(f"Package: {dataset.package}.", _WIDTH)
    yield from wrap(f"Licence: {dataset.licence.en}.", _WIDTH)
    yield dataset.online


def _column(column: Column) -> Iterator[str]:
    names = column.name if column.through is None else f"{column.name} ... {column.through}"
    unit = f" [{column.unit.en}]" if column.unit else ""
    yield f"{_INDENT}{names} : {column.dtype}{unit}"
    indent = 2 * _INDENT
    yield from wrap(column.meaning.en, _WIDTH, initial_indent=indent, subsequent_indent=indent)


def _section(title: str) -> Iterator[str]:
    yield from ("", title, "-" * len(title))
