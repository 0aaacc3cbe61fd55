"""How NumPy's random generators are written: with their state, so that they go on where they were.

A state is checked where NumPy does not, for it would read beyond its own memory.
"""

from typing import Any

import numpy as np

from aicourse.grading.isolation.forms import Form, Node, NodeReader, NodeWriter, register
from aicourse.grading.isolation.wire import ProtocolError

_BIT_GENERATORS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        np.random.MT19937,
        np.random.PCG64,
        np.random.PCG64DXSM,
        np.random.Philox,
        np.random.SFC64,
    )
}


def _bit_generator(value: Any) -> Any:
    return value._bit_generator if type(value) is np.random.RandomState else value.bit_generator


def generator_state(value: Any) -> dict[str, Any]:
    """Return the state of a NumPy random generator, a `RandomState` or a `Generator`."""
    if type(value) is np.random.RandomState:
        return dict(value.get_state(legacy=False))
    return dict(value.bit_generator.state)


def set_generator_state(value: Any, state: Any) -> None:
    """Put a NumPy random generator into a state, checked where NumPy does not."""
    place = {"MT19937": state["state"].get("pos"), "Philox": state.get("buffer_pos")}.get(
        state["bit_generator"], 0
    )
    if not 0 <= place <= (4 if state["bit_generator"] == "Philox" else 624):
        raise ProtocolError("a message with a random generator in no possible state")
    if type(value) is np.random.RandomState:
        value.set_state(state)
    else:
        value.bit_generator.state = state


def _encode_generator(encoder: NodeWriter, value: Any) -> Node:
    bits = _bit_generator(value)
    seeds = getattr(bits, "seed_seq", None)
    spawn: list[Any] | None = None
    if type(seeds) is np.random.SeedSequence and seeds.pool_size == 4:
        spawn = [seeds.entropy, seeds.spawn_key, seeds.n_children_spawned]
    parts = [encoder.node(part) for part in (generator_state(value), spawn)]
    return ["rng", type(value).__name__, type(bits).__name__, *parts]


def _decode_generator(
    decoder: NodeReader, name: str, bits: str, state_node: Node, spawn_node: Node
) -> Any:
    state, spawn = decoder.node(state_node), decoder.node(spawn_node)
    seed: Any = 0
    if spawn is not None:
        entropy, spawn_key, children = spawn
        seed = np.random.SeedSequence(entropy, spawn_key=spawn_key, n_children_spawned=children)
    source = _BIT_GENERATORS[bits](seed)
    kind: Any = {"Generator": np.random.Generator, "RandomState": np.random.RandomState}[name]
    value = kind(source)
    set_generator_state(value, state)
    return value


register(
    Form(
        "rng",
        _encode_generator,
        _decode_generator,
        numbered=True,
        frozen=True,
        fits=lambda v: type(_bit_generator(v)).__name__ in _BIT_GENERATORS,
    ),
    np.random.Generator,
    np.random.RandomState,
)
