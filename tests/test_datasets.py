"""The data sets: what their loaders return, and what happens where a file is not what it was."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from conftest import Grade
from nbformat import NotebookNode
from small_course import answered, assignment, by_cell, cell, submission

import aicourse.datasets as datasets
from aicourse.datasets.registry import Dataset, registry
from aicourse.grading.limits import Limits

DATASETS = registry().datasets
NAMES = [dataset.name for dataset in DATASETS]

Load = Callable[[], pd.DataFrame]


def loader(name: str) -> Load:
    load: Load = getattr(datasets, f"load_{name}")
    return load


def test_every_set_has_a_loader_and_every_loader_a_set() -> None:
    assert sorted(datasets.__all__) == sorted(f"load_{name}" for name in NAMES)


@pytest.mark.parametrize("dataset", DATASETS, ids=NAMES)
def test_a_frame_is_what_the_registry_says(dataset: Dataset) -> None:
    frame = loader(dataset.name)()
    dtypes = {name: column.dtype for column in dataset.columns for name in column.names}
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == dtypes
    assert tuple(frame.columns) == dataset.column_names
    assert frame.index.equals(pd.RangeIndex(dataset.rows))


@pytest.mark.parametrize("name", NAMES)
def test_a_frame_may_be_changed(name: str) -> None:
    first = loader(name)()
    kept = first.copy()
    first.iloc[:, 0] = first.iloc[::-1, 0].to_numpy()
    first.drop(columns=first.columns[1:], inplace=True)
    pd.testing.assert_frame_equal(loader(name)(), kept)


@pytest.mark.parametrize("dataset", DATASETS, ids=NAMES)
def test_the_docstring_tells_every_column_the_licence_and_what_is_odd(dataset: Dataset) -> None:
    text = loader(dataset.name).__doc__ or ""
    for column in dataset.columns:
        assert f"\n    {column.name} " in text
    told = " ".join(text.split())
    for part in (dataset.licence.en, dataset.package, *(odd.en for odd in dataset.odd)):
        assert part in told


def test_world_bank_holds_four_indicators_of_266_regions() -> None:
    frame = datasets.load_world_bank_pop()
    assert frame.groupby("indicator").country.nunique().to_dict() == dict.fromkeys(
        ["SP.POP.GROW", "SP.POP.TOTL", "SP.URB.GROW", "SP.URB.TOTL"], 266
    )
    empty = frame.set_index("country")["2017"].isna().groupby(level=0).sum()
    assert empty[empty > 0].to_dict() == {"INX": 4, "MAF": 2, "XKX": 2}


def test_gapminder_has_a_row_for_each_country_and_year() -> None:
    frame = datasets.load_gapminder()
    assert not frame.duplicated(["country", "year"]).any()
    assert frame.country.nunique() * frame.year.nunique() == len(frame)
    assert frame.loc[frame.gdp.notna(), "year"].max() == 2011
    troughs = frame[frame.life_expectancy < 25]
    assert set(troughs.country) == {"Cambodia", "Rwanda"}


def test_country_codes_are_keys_that_miss_what_the_registry_says() -> None:
    frame = datasets.load_country_codes()
    assert not frame.duplicated("country").any()
    assert not frame.duplicated("iso_alpha").any()
    names = set(datasets.load_gapminder().country) - set(frame.country)
    assert len(names) == 11
    assert {"South Korea", "Greenland"} <= names
    codes = set(frame.iso_alpha) - set(datasets.load_world_bank_pop().country)
    assert codes == {"ANT", "GLP", "GUF", "MTQ", "REU", "TWN"}


def test_covid_testing_keeps_its_mess() -> None:
    frame = datasets.load_covid_testing()
    assert frame.result.value_counts().to_dict() == {
        "negative": 14358,
        "positive": 865,
        "invalid": 301,
    }
    assert frame.subject_id.nunique() == 12344
    assert frame.pan_day.nunique() == 102
    assert (frame.rec_ver_tat < 0).sum() == 1
    assert (frame.age > 100).sum() == 5


def test_penguins_keep_their_missing_values() -> None:
    frame = datasets.load_penguins()
    counts = {"Adelie": 152, "Gentoo": 124, "Chinstrap": 68}
    assert frame.species.value_counts().to_dict() == counts
    assert frame.bill_length_mm.isna().sum() == 2
    assert frame.sex.isna().sum() == 11


def test_coin_flips_add_up_to_the_published_totals() -> None:
    counts = datasets.load_coin_flips().drop(columns="person").sum()
    assert counts.sum() == 350_757
    assert counts.filter(like="same").sum() == 178_078
    assert counts.filter(like="heads").sum() == 175_420


def test_coin_flips_stand_by_rising_share_of_the_same_side() -> None:
    frame = datasets.load_coin_flips().set_index("person")
    assert (frame.filter(like="same").sum(axis=1) / frame.sum(axis=1)).is_monotonic_increasing


def test_the_trial_gives_the_published_table() -> None:
    frame = datasets.load_clinical_trial()
    assert frame.group.value_counts().to_dict() == {"treatment": 413, "control": 410}
    chosen = frame[frame.birth_outcome != "Elective abortion"]
    early = chosen.groupby("group").preterm.agg(["sum", "count"])
    assert list(early.loc["treatment"]) == [49, 407]
    assert list(early.loc["control"]) == [52, 405]
    assert set(np.unique(frame.preterm.dropna())) == {0.0, 1.0}
    assert not frame.isin([""]).any(axis=None)


def test_titanic_has_500_survivors() -> None:
    frame = datasets.load_titanic()
    assert frame.survived.sum() == 500
    assert frame.age.isna().sum() == 263
    assert not frame.isin(["?"]).any(axis=None)


def test_cdnow_is_one_cohort() -> None:
    frame = datasets.load_cdnow()
    assert frame.customer_id.nunique() == 23570
    first = frame.groupby("customer_id").date.min()
    assert first.between("1997-01-01", "1997-03-31").all()
    assert frame.date.max() == pd.Timestamp("1998-06-30")
    assert frame.duplicated().sum() == 255


def _on_the_titanic(notebook: NotebookNode) -> None:
    cell(notebook, "imports").source = "from aicourse.datasets import load_titanic"
    cell(notebook, "test_double").source = (
        "from aicourse import datasets\n"
        "for load in datasets.__all__: assert len(getattr(datasets, load)())\n"
        "assert double(load_titanic()) == load_titanic().survived.sum()"
    )


def test_a_graded_submission_and_its_tests_load_the_data(grade: Grade) -> None:
    answer = "def double(frame): return int((load_titanic().survived * frame.survived).sum())"
    limits = Limits(cell_seconds=20, notebook_seconds=60)
    graded = grade(assignment(_on_the_titanic), submission(answered(double=answer)), limits)
    tested = by_cell(graded.verdict)["test_double"]
    assert (tested.points, tested.message) == (2, "")
