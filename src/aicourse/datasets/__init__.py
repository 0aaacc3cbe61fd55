"""Real data, each set with one loader: checked by checksum, offline, a new frame at every call."""

from aicourse.datasets.loaders import (
    load_cdnow,
    load_clinical_trial,
    load_coin_flips,
    load_country_codes,
    load_covid_testing,
    load_gapminder,
    load_penguins,
    load_titanic,
    load_world_bank_pop,
)

__all__ = [
    "load_cdnow",
    "load_clinical_trial",
    "load_coin_flips",
    "load_country_codes",
    "load_covid_testing",
    "load_gapminder",
    "load_penguins",
    "load_titanic",
    "load_world_bank_pop",
]
