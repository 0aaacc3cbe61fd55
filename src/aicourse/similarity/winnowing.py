"""Winnowing: few fingerprints of a text such that no long common passage is missed.

S. Schleimer, D. S. Wilkerson and A. Aiken, "Winnowing: local algorithms for document
fingerprinting", SIGMOD 2003, 76-85.
"""

from collections.abc import Sequence
from itertools import pairwise

GRAM = 10  # tokens; shorter passages are noise
WINDOW = 5  # grams; a common passage of GRAM + WINDOW - 1 tokens shares a fingerprint


def grams(codes: Sequence[int]) -> list[int]:
    """Return the hash of every run of `GRAM` tokens, by position."""
    return [hash(tuple(codes[at : at + GRAM])) for at in range(len(codes) - GRAM + 1)]


def winnowed(hashes: Sequence[int]) -> list[int]:
    """Return the positions of the fingerprints among the hashes of a text, in order.

    Of every `WINDOW` hashes in a row the least is one, the rightmost of equal ones.
    """
    chosen: list[int] = []
    last = max(len(hashes) - WINDOW + 1, min(len(hashes), 1))
    for start in range(last):
        stop = min(start + WINDOW, len(hashes))
        if chosen and chosen[-1] >= start:  # only a new hash that is as small can be less
            if hashes[stop - 1] <= hashes[chosen[-1]]:
                chosen.append(stop - 1)
            continue
        chosen.append(min(range(start, stop), key=lambda at: (hashes[at], -at)))
    return chosen


def runs(covered: Sequence[int]) -> list[tuple[int, int]]:
    """Join ascending positions into ranges, each from its first position to behind its last."""
    if not covered:
        return []
    breaks = [at for at, (a, b) in enumerate(pairwise(covered), 1) if b != a + 1]
    edges = [0, *breaks, len(covered)]
    return [(covered[a], covered[b - 1] + 1) for a, b in pairwise(edges)]
