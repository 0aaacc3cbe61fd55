"""How SciPy's sparse matrices and arrays are written."""

import importlib
from typing import Any

from aicourse.grading.isolation.arrays import encode_part, is_plain
from aicourse.grading.isolation.forms import Form, Node, NodeReader, NodeWriter, register
from aicourse.grading.isolation.wire import ProtocolError

sp: Any = importlib.import_module("scipy.sparse")  # without stubs

_COMPRESSED = {
    f"{layout}_{kind}": getattr(sp, f"{layout}_{kind}")
    for layout in ("csr", "csc", "bsr")
    for kind in ("array", "matrix")
}
_OTHERS = {
    f"{layout}_{kind}": getattr(sp, f"{layout}_{kind}")
    for layout in ("coo", "lil", "dok", "dia")
    for kind in ("array", "matrix")
}


def _encode_compressed(encoder: NodeWriter, value: Any) -> Node:
    parts = [encode_part(encoder, part) for part in (value.data, value.indices, value.indptr)]
    return ["compressed", type(value).__name__, [*value.shape], *parts]


def _decode_compressed(decoder: NodeReader, name: str, shape: list[int], *nodes: Node) -> Any:
    data, indices, pointers = map(decoder.node, nodes)
    value = _COMPRESSED[name]((data, indices, pointers), shape=tuple(shape))
    value.check_format(full_check=True)  # else an index out of bounds reads foreign memory
    return value


def _encode_coordinates(encoder: NodeWriter, value: Any) -> Node:
    entries = value.tocoo()
    parts = [encode_part(encoder, part) for part in (entries.data, *entries.coords)]
    return ["coordinates", type(value).__name__, [*value.shape], parts]


def _decode_coordinates(decoder: NodeReader, name: str, shape: list[int], nodes: Node) -> Any:
    data, *coordinates = decoder.items(nodes)
    kind = sp.coo_matrix if name.endswith("_matrix") else sp.coo_array
    entries = kind((data, tuple(coordinates)), shape=tuple(shape))
    for axis, extent in zip(entries.coords, entries.shape, strict=True):
        if len(axis) and not (axis.min() >= 0 and axis.max() < extent):
            raise ProtocolError("a message with a sparse matrix out of bounds")
    return _OTHERS[name](entries)


def _fits(value: Any) -> bool:
    return is_plain(value.dtype)


for _tag, _encode, _decode, _kinds in (
    ("compressed", _encode_compressed, _decode_compressed, _COMPRESSED),
    ("coordinates", _encode_coordinates, _decode_coordinates, _OTHERS),
):
    register(Form(_tag, _encode, _decode, numbered=True, frozen=True, fits=_fits), *_kinds.values())
