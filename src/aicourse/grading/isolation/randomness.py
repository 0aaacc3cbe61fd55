"""Seeds that a test gives to global random generators hold in the student's process as well.

``np.random.seed(0)`` before a call is how many tests make the student's draws reproducible. The
state goes one way only: of its own generators the student's process tells no more than that they
were drawn from. The tester then steps its own, so that seeding it again is noticed.
"""

import random
import sys
from collections.abc import Iterable
from typing import Any

SEEDING = frozenset({"seed", "manual_seed", "set_rng_state", "set_state", "setstate"})

GENERATORS = ("random", "numpy", "torch")


class Randomness:
    """Notices when the global generators of the tester were seeded or drawn from."""

    def __init__(self) -> None:
        self._told: dict[str, Any] = {}

    def news(self) -> dict[str, Any] | None:
        """Return the states that differ from those told last, by library; None if none does."""
        states = _states()
        news = {name: state for name, state in states.items() if self._told.get(name) != state}
        self._told = states
        return news or None

    def step(self, libraries: Iterable[object]) -> None:
        """Step the generators that the student's process has drawn from."""
        for library in libraries:
            if library == "random":
                random.random()
            elif library == "numpy" and (numpy := sys.modules.get("numpy")) is not None:
                numpy.random.random_sample()
            elif library == "torch" and (torch := sys.modules.get("torch")) is not None:
                torch.rand(())
        self._told = _states()


class Follower:
    """Gives the student's global generators the states of the tester's."""

    def __init__(self) -> None:
        self._last: dict[str, Any] = {}

    def adopt(self, news: dict[str, Any]) -> None:
        for library, state in news.items():
            _set_state(library, state)
        self._last = _states()

    def drawn(self) -> list[str]:
        """Name the libraries whose generators have moved, once a state was adopted."""
        if not self._last:
            return []
        states = _states()
        moved = [name for name, state in states.items() if self._last.get(name) != state]
        self._last = states
        return moved


def _states() -> dict[str, Any]:
    """Return the states of the generators, as data that compare by value."""
    states: dict[str, Any] = {"random": random.getstate()}
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    if numpy is not None:
        name, key, *rest = numpy.random.get_state()
        states["numpy"] = (name, key.tobytes(), *rest)
    if torch is not None:
        states["torch"] = torch.get_rng_state().numpy().tobytes()
    return states


def _set_state(library: str, state: Any) -> None:
    if library == "random":
        random.setstate(state)
    elif library == "numpy":
        import numpy

        name, key, *rest = state
        numpy.random.set_state((name, numpy.frombuffer(key, numpy.uint32), *rest))
    elif library == "torch":
        torch = sys.modules["torch"]
        torch.set_rng_state(torch.frombuffer(bytearray(state), dtype=torch.uint8))
