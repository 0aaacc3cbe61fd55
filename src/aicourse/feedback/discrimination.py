"""How well one test cell tells students apart: the corrected item-total correlation."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import correlation

FEWEST_STUDENTS = 10
_NORMAL_975 = 1.959963984540054  # two-sided 95 % of the normal distribution


class Undefined(StrEnum):
    """Why a correlation cannot be told."""

    FEW = "few students"  # fewer than FEWEST_STUDENTS
    CONSTANT = "all alike"  # everybody has the same points for this item
    NO_REST = "nothing to compare with"  # everybody has the same points for all other items


WHY_NOT = {
    Undefined.FEW: ("人数太少", "too few students"),
    Undefined.CONSTANT: ("全班相同", "the same for all"),
    Undefined.NO_REST: ("其余得分全班相同", "the rest is the same for all"),
}


@dataclass(frozen=True)
class Discrimination:
    """A corrected item-total correlation, or why there is none.

    Attributes
    ----------
    value, low, high : float or None
        The correlation, and the ends of its 95 % confidence interval.
    why_not : Undefined or None
        Set exactly where the others are None.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    why_not: Undefined | None = None


def discrimination(item: Sequence[float], total: Sequence[float]) -> Discrimination:
    """Correlate an item with the rest of the points, which do not contain it.

    The product-moment correlation of the item with total minus item. Without the correction an
    item would correlate with itself, the more the fewer items there are. The interval is Fisher's
    (tanh of artanh r ± 1.96 / sqrt(n - 3)), which for points of few values is an approximation.

    Parameters
    ----------
    item, total : sequence of float, shape (n_students,)
        Points of each student, for the item and for everything.

    References
    ----------
    S. Henrysson, "Correction of item-total correlations in item analysis", Psychometrika 28
    (1963) 211-218. R. A. Fisher, "On the 'probable error' of a coefficient of correlation deduced
    from a small sample", Metron 1 (1921) 3-32.
    """
    n_students = len(item)
    if n_students < FEWEST_STUDENTS:
        return Discrimination(why_not=Undefined.FEW)
    rest = [whole - part for whole, part in zip(total, item, strict=True)]
    if _is_constant(item):
        return Discrimination(why_not=Undefined.CONSTANT)
    if _is_constant(rest):
        return Discrimination(why_not=Undefined.NO_REST)
    value = max(-1.0, min(1.0, correlation(item, rest)))
    if abs(value) > 1 - 1e-12:
        return Discrimination(value, value, value)
    centre, margin = math.atanh(value), _NORMAL_975 / math.sqrt(n_students - 3)
    return Discrimination(value, math.tanh(centre - margin), math.tanh(centre + margin))


def _is_constant(points: Sequence[float]) -> bool:
    return max(points) - min(points) < 1e-9
