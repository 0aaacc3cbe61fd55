"""What two answers share, as passages of their sources."""

from collections.abc import Iterator
from dataclasses import dataclass

from aicourse.similarity.answers import Answers
from aicourse.similarity.comparing import Match
from aicourse.similarity.tokens import tokens
from aicourse.similarity.winnowing import GRAM, runs


@dataclass(frozen=True)
class Piece:
    """A piece of a source, shared with the other or not."""

    text: str
    shared: bool


@dataclass(frozen=True)
class SideBySide:
    """One solution cell as both wrote it.

    Attributes
    ----------
    chance : float
        Share of pairs of the class that are as close in it.
    """

    cell: str
    chance: float
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]


def side_by_side(match: Match, idioms: frozenset[int]) -> tuple[SideBySide, ...]:
    """Return the cells of a match, the most telling first; what counts for nothing is unmarked."""
    shared = (match.left.hashes() & match.right.hashes()) - idioms
    cells = (
        SideBySide(
            name,
            chance,
            tuple(_pieces(match.left, name, shared)),
            tuple(_pieces(match.right, name, shared)),
        )
        for name, chance in match.cells.items()
    )
    return tuple(sorted(cells, key=lambda cell: cell.chance))


def _pieces(answers: Answers, cell: str, shared: set[int]) -> Iterator[Piece]:
    source = answers.cells[cell]
    places = tokens(source, answers.known)
    grams = enumerate(answers.grams[cell])
    covered = sorted({t for at, g in grams if g in shared for t in range(at, at + GRAM)})
    end = 0
    for first, behind in runs(covered):
        start, stop = places[first].start, places[behind - 1].end
        yield Piece(source[end:start], shared=False)
        yield Piece(source[start:stop], shared=True)
        end = stop
    yield Piece(source[end:], shared=False)
