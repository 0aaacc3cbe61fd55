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


class Original(Entry):
    """A larger original that can be fetched where there is a network.

    Attributes
    ----------
    file : str
        Name under which it is kept in the cache.
    """

    title: Text
    file: NonEmpty
    url: Url
    sha256: Sha256
    megabytes: Annotated[float, Field(gt=0)]
    licence: NonEmpty


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
        The package version that it comes from.
    file : str
        The file, within `package` or, where `kept`, within ``data/``.
    kept : bool
        Whether the file stands in ``data/``.
    member : str, optional
        The file of `package` from which a kept one is rebuilt.
    sha256 : str
        Checksum of `file`.
    online : str
        Canonical address of the data, for readers.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$")]
    title: Text
    about: Text
    rows: Annotated[int, Field(gt=0)]
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    odd: tuple[Text, ...] = ()
    licence: NonEmpty
    source: NonEmpty
    package: NonEmpty
    file: NonEmpty
    kept: bool = False
    member: NonEmpty | None = None
    sha256: Sha256
    online: Url
    original: Original | None = None

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(name for column in self.columns for name in column.names)


@cache
def registry() -> dict[str, Dataset]:
    """Return all data sets by name, in the order of the file."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with REGISTRY.open(encoding="utf-8") as file:
        entries = yaml.load(file, loader)
    return {entry["name"]: Dataset.model_validate(entry) for entry in entries}


def find(name: str) -> Dataset:
    """Return the data set with a name.

    Raises
    ------
    CourseError
        If there is none; the message lists those that there are.
    """
    try:
        return registry()[name]
    except KeyError:
        known = ", ".join(registry())
        raise CourseError(f"no data set {name!r}", f"choose one of {known}") from None
