"""What the course knows of each data set: read from `registry.yml`, the only place that says it."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from aicourse.errors import CourseError

REGISTRY = Path(__file__).with_name("registry.yml")

NonEmpty = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z0-9]+)*$")]
Url = Annotated[str, StringConstraints(pattern=r"^https://")]


class Entry(BaseModel):
    """What all entries share: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Entry):
    """One text in the course's two languages."""

    zh: NonEmpty
    en: NonEmpty

    def in_language(self, language: Literal["zh", "en"]) -> str:
        return self.zh if language == "zh" else self.en


class Column(Entry):
    """One column, or a run of columns that mean the same for one year each.

    Attributes
    ----------
    through : str, optional
        Name of the run's last column, where there is a run: all names are years.
    dtype : str
        pandas' name of the type; missing values are NaN (NaT in a date).
    unit : Text, optional
        Unit of a measured quantity.
    """

    name: NonEmpty
    through: NonEmpty | None = None
    dtype: Literal["int64", "float64", "bool", "object", "datetime64[ns]"]
    unit: Text | None = None
    meaning: Text

    @property
    def names(self) -> tuple[str, ...]:
        if self.through is None:
            return (self.name,)
        return tuple(str(year) for year in range(int(self.name), int(self.through) + 1))


class Link(Entry):
    """Where more is to be had that has no fixed checksum, and so cannot be fetched."""

    title: Text
    url: Url


class Dataset(Entry):
    """One data set.

    Attributes
    ----------
    name : str
        Its loader is ``aicourse.datasets.load_<name>``.
    rows : int
        Rows of the frame that the loader returns.
    odd : tuple of Text
        What a careful reader of the data must know.
    package : str
        What it comes from: a Python package and its version, or an R package and its commit.
    file : str
        The file, within `package` or, where `kept`, within ``data/``.
    rebuilt_from : str, optional
        The file of `package` from which one kept in ``data/`` is rebuilt.
    sha256 : str
        Checksum of `file`.
    online : str
        Canonical address of the data, for readers.
    larger : Link, optional
        A larger relative of the set.
    """

    name: Name
    title: Text
    about: Text
    rows: Annotated[int, Field(gt=0)]
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    odd: tuple[Text, ...] = ()
    licence: Text
    source: NonEmpty
    package: NonEmpty
    file: NonEmpty
    rebuilt_from: NonEmpty | None = None
    sha256: Sha256
    online: Url
    larger: Link | None = None

    @property
    def kept(self) -> bool:
        """Whether the course keeps the file itself, in ``data/``."""
        return self.rebuilt_from is not None

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(name for column in self.columns for name in column.names)


class RemoteFile(Entry):
    """A file of a larger original, and where it is to be had."""

    name: NonEmpty
    url: Url
    sha256: Sha256
    bytes: Annotated[int, Field(gt=0)]


class Original(Entry):
    """A larger original that may be fetched where there is a network."""

    name: Name
    title: Text
    about: Text
    licence: Text
    source: NonEmpty
    online: Url
    files: Annotated[tuple[RemoteFile, ...], Field(min_length=1)]

    @property
    def megabytes(self) -> float:
        return sum(file.bytes for file in self.files) / 1e6


class Registry(Entry):
    """All that `registry.yml` says, in its order."""

    datasets: tuple[Dataset, ...]
    originals: tuple[Original, ...]

    @property
    def entries(self) -> tuple[Dataset | Original, ...]:
        return (*self.datasets, *self.originals)


@cache
def registry() -> Registry:
    """Return the registry."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with REGISTRY.open(encoding="utf-8") as file:
        return Registry.model_validate(yaml.load(file, loader))


def find(name: str) -> Dataset | Original:
    """Return what has a name.

    Raises
    ------
    CourseError
        If there is none; the message lists what there is.
    """
    for entry in registry().entries:
        if entry.name == name:
            return entry
    known = ", ".join(entry.name for entry in registry().entries)
    raise CourseError(f"no data set {name!r}", f"choose one of {known}")


def find_original(name: str) -> Original:
    """Return the larger original with a name.

    Raises
    ------
    CourseError
        If there is none; the message says where else to look, or lists what there is.
    """
    entry = find(name)
    if isinstance(entry, Original):
        return entry
    address = entry.larger.url if entry.larger else entry.online
    originals = ", ".join(original.name for original in registry().originals)
    raise CourseError(
        f"{name} needs no download: load_{name}() works offline",
        f"see {address} for more, or fetch one of {originals}",
    )


def dataset(name: str) -> Dataset:
    """Return the data set with a name that is known to be there."""
    return next(entry for entry in registry().datasets if entry.name == name)
