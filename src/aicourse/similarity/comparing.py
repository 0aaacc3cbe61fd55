"""Which answers of a class are closer than chance, without comparing all with all."""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from random import Random
from statistics import NormalDist, quantiles

from aicourse.similarity.answers import Answers

FEWEST_STUDENTS = 8  # fewer say nothing of what is usual
EXPECTED = 0.5  # pairs as close as one that is told, that chance alone gives in a whole class
_COMMON = 0.25  # share of the class from which on a fingerprint is an idiom
_FEW = 4  # students who may share what is no idiom, however small the class
_MOST_HOLDERS = 60  # distinct answers, for a fingerprint to bring pairs together
_LEAST_SHARED = 2  # such fingerprints, for two answers to be looked at
_SAMPLE = 20_000  # pairs that tell what is usual
_HIGHEST_FENCE = 0.9
_SIGMAS_OF_IQR = 1.349  # the interquartile range of the normal distribution
_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Match:
    """Answers of two students, or more where they are the same but for names and layout.

    Attributes
    ----------
    left, right : Answers
        One of each side, as evidence.
    students : tuple of tuple of str
        Who handed in the left, and who the right.
    closeness : float
        Share of the fingerprints of the shorter answer that the other has too, 0 to 1.
    cells : dict of str to float
        Of each cell that both answered, the share of pairs of the class that are as close in it.
    expected : float
        How many pairs of the class would be as close if all answers were independent and those
        to one task told nothing of those to another: their number times `cells` `combined`.
    """

    left: Answers
    right: Answers
    students: tuple[tuple[str, ...], tuple[str, ...]]
    closeness: float
    cells: dict[str, float]
    expected: float


@dataclass(frozen=True)
class Comparison:
    """What the comparison of a class found.

    Attributes
    ----------
    students : int
        Those who wrote enough to be compared.
    usual : float
        Median closeness of two answers of the class.
    fence : float
        Closeness that no two independent answers of the class would be expected to reach.
    matches : tuple of Match
        Those beyond both bounds, the strongest first.
    idioms : frozenset of int
        Grams that count for nothing.
    """

    students: int
    usual: float = 0.0
    fence: float = 1.0
    matches: tuple[Match, ...] = ()
    idioms: frozenset[int] = field(default=frozenset(), repr=False)


@dataclass(frozen=True)
class _Group:
    """Students whose answers have the same fingerprints."""

    members: tuple[Answers, ...]
    cells: dict[str, frozenset[int]]

    @property
    def students(self) -> tuple[str, ...]:
        return tuple(member.student for member in self.members)

    @cached_property
    def hashes(self) -> frozenset[int]:
        return frozenset().union(*self.cells.values())


def compare(answers: Iterable[Answers], given: set[int], reference: set[int]) -> Comparison:
    """Compare the answers of a class.

    Parameters
    ----------
    answers : iterable of Answers
        One a student.
    given, reference : set of int
        Grams of what is handed out, and of the reference solution.
    """
    groups = _groups(answers, given)
    n_students = sum(len(group.members) for group in groups)
    if n_students < FEWEST_STUDENTS:
        return Comparison(n_students)
    holders = Counter(f for g in groups for f in g.hashes for _ in g.members)
    common = {f for f, n in holders.items() if n > max(_FEW, _COMMON * n_students)}
    idioms = frozenset(given | reference | common)
    n_pairs = math.comb(n_students, 2)
    usual = _Usual(groups, n_pairs)
    matches = []
    for a, b in _candidates(groups, idioms):
        closeness = _closeness(a.hashes, b.hashes)
        if closeness >= usual.fence:
            chances = usual.chances(a, b)
            expected = n_pairs * combined(chances.values())
            if expected <= EXPECTED:
                matches.append(_match(a, b, closeness, chances, expected))
    matches.sort(key=lambda match: (match.expected, -match.closeness, match.students))
    return Comparison(n_students, usual.closeness, usual.fence, tuple(matches), idioms)


def _match(
    a: _Group, b: _Group, closeness: float, chances: dict[str, float], expected: float
) -> Match:
    left, right = a.members, b.members
    if a is b:
        left, right = left[:1], left[1:]
    sides = tuple(m.student for m in left), tuple(m.student for m in right)
    return Match(left[0], right[0], sides, closeness, chances, expected)


def combined(chances: Iterable[float]) -> float:
    """Return the chance that independent chances are together as small as these.

    Of m uniform numbers the product is at most t with probability t Σ_{k<m} (-ln t)^k / k!
    (R. A. Fisher, Statistical Methods for Research Workers, 4th ed. 1932, section 21.1).
    """
    each = list(chances)
    log = -sum(map(math.log, each))
    series = math.fsum(log**k / math.factorial(k) for k in range(len(each)))
    return min(1.0, math.exp(-log) * series)


def _groups(answers: Iterable[Answers], given: set[int]) -> list[_Group]:
    found: dict[tuple[tuple[str, frozenset[int]], ...], list[Answers]] = defaultdict(list)
    for one in answers:
        cells: dict[str, set[int]] = defaultdict(set)
        for cell, _, hashed in one.fingerprints:
            if hashed not in given:
                cells[cell].add(hashed)
        if cells:
            found[tuple((name, frozenset(hashes)) for name, hashes in cells.items())].append(one)
    return [
        _Group(tuple(sorted(members, key=lambda m: m.student)), dict(cells))
        for cells, members in found.items()
    ]


def _closeness(a: frozenset[int], b: frozenset[int]) -> float:
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


class _Usual:
    """How close two answers of a class are: by pairs taken at random, all of them in a small class.

    Attributes
    ----------
    closeness, fence : float
        Median of the sample. The fence stands as many standard deviations above it as the highest
        of all pairs of the class would if closeness were normal, with median and spread by
        quartiles, which a few copied answers do not move.
    """

    def __init__(self, groups: Sequence[_Group], n_pairs: int) -> None:
        each = [group for group in groups for _ in group.members]
        pairs: Iterable[tuple[_Group, _Group]] = combinations(each, 2)
        if n_pairs > _SAMPLE:
            random = Random(n_pairs)
            pairs = [(*random.sample(each, 2),) for _ in range(_SAMPLE)]  # type: ignore[misc]
        pairs = list(pairs)
        found = [_closeness(a.hashes, b.hashes) for a, b in pairs]
        low, self.closeness, high = quantiles(found, n=4)
        deviations = NormalDist().inv_cdf(1 - 1 / n_pairs)
        fence = self.closeness + deviations * (high - low) / _SIGMAS_OF_IQR
        self.fence = min(fence, _HIGHEST_FENCE)
        cells = {name for group in groups for name in group.cells}
        self._sorted = {
            name: sorted(
                _closeness(a.cells.get(name, _NONE), b.cells.get(name, _NONE)) for a, b in pairs
            )
            for name in cells
        }

    def chances(self, a: _Group, b: _Group) -> dict[str, float]:
        """Return for each cell the share of pairs as close as this one, itself counted."""
        found = {}
        for name in a.cells.keys() & b.cells.keys():
            sample = self._sorted[name]
            as_close = len(sample) - bisect_left(sample, _closeness(a.cells[name], b.cells[name]))
            found[name] = (as_close + 1) / (len(sample) + 1)
        return found


def _candidates(groups: Sequence[_Group], idioms: frozenset[int]) -> list[tuple[_Group, _Group]]:
    """Bring together, by an inverted index, the answers that share what few have."""
    index: dict[int, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for found in group.hashes - idioms:
            index[found].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in index.values():
        if 1 < len(numbers) <= _MOST_HOLDERS:
            shared.update(combinations(numbers, 2))
    pairs = [(groups[a], groups[b]) for (a, b), n in shared.items() if n >= _LEAST_SHARED]
    return pairs + [(g, g) for g in groups if len(g.members) > 1 and g.hashes - idioms]
