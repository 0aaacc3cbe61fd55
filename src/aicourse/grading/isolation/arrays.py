"""How NumPy's arrays, scalars and dtypes are written.

Whatever bytes arrive, what comes of them is a sound array: no object dtype is made from bytes,
and no truth value is other than 0 or 1, no character beyond Unicode.
"""

import math
import re
from functools import partial
from typing import Any

import numpy as np

from aicourse.grading.isolation.forms import Form, Node, NodeReader, NodeWriter, register
from aicourse.grading.isolation.wire import ProtocolError

_PLAIN_KINDS = "biufcSUmM"
_PLAIN = re.compile(r"[<>|=]?[biufcSUmMV]\d*(\[\d*\w+\])?")
_LAST_CHARACTER = 0x10FFFF


def is_plain(dtype: "np.dtype[Any]") -> bool:
    """Whether arrays of `dtype` are their bytes: no objects in them, and no variable lengths."""
    if dtype.subdtype is not None:
        return is_plain(dtype.subdtype[0])
    if dtype.names is not None:
        return all(is_plain(dtype[name]) for name in dtype.names)
    return dtype.kind in _PLAIN_KINDS or (dtype.kind == "V" and not dtype.hasobject)


def _dtype_node(dtype: "np.dtype[Any]") -> Node:
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype
        return {"of": _dtype_node(base), "shape": [*shape]}
    if dtype.names is None:
        return dtype.str
    fields: Any = dtype.fields
    return {
        "names": [*dtype.names],
        "formats": [_dtype_node(fields[name][0]) for name in dtype.names],
        "offsets": [int(fields[name][1]) for name in dtype.names],
        "itemsize": dtype.itemsize,
    }


def _dtype(node: Node) -> Any:
    if type(node) is str:
        if _PLAIN.fullmatch(node) is None:
            raise ProtocolError("a message with a dtype that is not plain")
        return np.dtype(node)
    if "of" in node:
        return np.dtype((_dtype(node["of"]), tuple(node["shape"])))
    fields: Any = {key: node[key] for key in ("names", "offsets", "itemsize")}
    fields["formats"] = [_dtype(part) for part in node["formats"]]
    return np.dtype(fields)


def _bytes(array: Any) -> memoryview:
    """View a contiguous array as its bytes, in the order of memory."""
    if array.nbytes == 0:
        return memoryview(b"")
    flat = array if array.flags.c_contiguous else array.T
    return memoryview(flat.reshape(-1).view(np.uint8))


def _check(array: Any) -> None:
    """Refuse bytes that no operation of NumPy leaves in an array of this dtype."""
    if array.dtype.names is not None:
        for name in array.dtype.names:
            _check(array[name])
    elif array.size and array.dtype.itemsize and array.dtype.kind in "bU":
        unit = "u1" if array.dtype.kind == "b" else array.dtype.byteorder + "u4"
        flat = array.T if array.flags.f_contiguous else np.ascontiguousarray(array)
        most = 1 if array.dtype.kind == "b" else _LAST_CHARACTER
        if flat.reshape(-1).view(unit).max() > most:
            raise ProtocolError("a message with an array of impossible values")


def _encode_array(encoder: NodeWriter, value: Any) -> Node:
    shape = [*value.shape]
    if value.dtype.hasobject:
        return ["objects", shape, [encoder.node(item) for item in value.flat]]
    compact = value.flags.c_contiguous or value.flags.f_contiguous
    order = "C" if value.flags.c_contiguous or not compact else "F"
    encoder.buffer(_bytes(value if compact else np.ascontiguousarray(value)))
    return ["array", _dtype_node(value.dtype), shape, order, bool(value.flags.writeable)]


def encode_part(encoder: NodeWriter, value: Any) -> Node:
    """Write an array that has no identity of its own: what a frame or a matrix is made of."""
    return ["part", *_encode_array(encoder, np.asarray(value))]


def _decode_part(decoder: NodeReader, tag: str, *fields: Node) -> Any:
    if tag == "objects":
        return _decode_objects(decoder, *fields)
    dtype, shape, order, _ = fields
    return _decode_array(decoder, dtype, shape, order, True)


def _decode_array(
    decoder: NodeReader, dtype_node: Node, shape: list[int], order: str, writeable: bool
) -> Any:
    dtype = _dtype(dtype_node)
    if math.prod(shape) * dtype.itemsize != decoder.length() or dtype.hasobject:
        raise ProtocolError("a message with an array of the wrong size")
    array = np.empty(shape, dtype, order="F" if order == "F" else "C")
    decoder.fill(_bytes(array))
    _check(array)
    array.flags.writeable = bool(writeable)
    return array


def _decode_objects(decoder: NodeReader, shape: list[int], nodes: Node) -> Any:
    array = np.empty(len(nodes), dtype=object)
    for index, item in enumerate(decoder.items(nodes)):
        array[index] = item
    return array.reshape(shape)


def place_in(view: Any, base: Any) -> list[Any] | None:
    """Return where `view` lies in the memory of the contiguous array `base`.

    Returns
    -------
    list or None
        Offset, shape, strides and whether it can be written to, as `view_of` takes them; None
        for a view of another dtype, and for one that reaches beyond `base`.
    """
    if view.dtype != base.dtype or not is_plain(base.dtype):
        return None
    (low, high), (first, last) = (np.lib.array_utils.byte_bounds(a) for a in (view, base))
    if low < first or high > last:
        return None
    offset = view.__array_interface__["data"][0] - base.__array_interface__["data"][0]
    return [offset, [*view.shape], [*view.strides], bool(view.flags.writeable)]


def view_of(base: Any, offset: int, shape: list[int], strides: list[int], writeable: bool) -> Any:
    """Return the view of `base` at that place; of a copy where `base` is not contiguous.

    NumPy itself refuses a place that is not wholly within the memory of `base`.
    """
    if type(base) is not np.ndarray or not is_plain(base.dtype):
        raise ProtocolError("a message with a view of what is no plain array")
    if not (base.flags.c_contiguous or base.flags.f_contiguous):
        base = np.ascontiguousarray(base)
    flat = base if base.flags.c_contiguous else base.T
    memory = flat.reshape(-1).view(np.uint8)
    aligned = all(step % base.dtype.itemsize == 0 for step in (offset, *strides))
    if base.dtype.kind in "bU" and not aligned:
        raise ProtocolError("a message with a view across values")
    view: Any = np.ndarray(tuple(shape), base.dtype, memory, offset, tuple(strides))
    if not writeable:
        view.flags.writeable = False
    return view


def _encode_scalar(_: NodeWriter, value: Any) -> Node:
    if value.dtype.kind == "U":
        return ["scalar", "text", str(value)]
    if value.dtype.kind == "S":
        return ["scalar", "bytes", value.hex()]
    return ["scalar", _dtype_node(value.dtype), value.tobytes().hex()]


def _decode_scalar(_: NodeReader, dtype_node: Node, text: str) -> Any:
    if dtype_node == "text":
        return np.str_(text)
    if dtype_node == "bytes":
        return np.bytes_(bytes.fromhex(text))
    dtype, data = _dtype(dtype_node), bytearray.fromhex(text)
    if len(data) != dtype.itemsize or dtype.hasobject:
        raise ProtocolError("a message with a scalar of the wrong size")
    array = np.frombuffer(data, dtype)
    _check(array)
    return array[0]


def _encode_dtype(_: NodeWriter, value: Any) -> Node:
    return ["dtype", None if value.kind == "O" else _dtype_node(value)]


def _decode_dtype(_: NodeReader, node: Node) -> Any:
    return np.dtype(object) if node is None else _dtype(node)


def _encode_masked(encoder: NodeWriter, value: Any) -> Node:
    parts = (value.data, np.ma.getmaskarray(value))
    return ["masked", *(encode_part(encoder, part) for part in parts)]


def _decode_masked(decoder: NodeReader, data: Node, mask: Node) -> Any:
    return np.ma.MaskedArray(decoder.node(data), mask=decoder.node(mask))


def _register() -> None:
    numbered = partial(Form, numbered=True)
    register(numbered("objects", _encode_array, _decode_objects))
    register(Form("part", encode_part, _decode_part))
    register(
        numbered(
            "array",
            _encode_array,
            _decode_array,
            frozen=True,
            fits=lambda v: _is_array_data(v.dtype),
        ),
        np.ndarray,
    )
    register(
        Form("scalar", _encode_scalar, _decode_scalar, key=True, fits=lambda v: is_plain(v.dtype)),
        *{*np.sctypeDict.values(), np.void} - {np.object_},
    )
    dtypes = [getattr(np.dtypes, name) for name in np.dtypes.__all__]
    register(
        Form("dtype", _encode_dtype, _decode_dtype, key=True, fits=_is_array_data),
        *(kind for kind in dtypes if isinstance(kind, type)),
    )
    register(
        numbered(
            "matrix",
            lambda e, v: ["matrix", encode_part(e, v)],
            lambda d, node: d.node(node).view(np.matrix),
            frozen=True,
            fits=lambda v: is_plain(v.dtype),
        ),
        np.matrix,
    )
    register(
        numbered(
            "masked",
            _encode_masked,
            _decode_masked,
            frozen=True,
            fits=lambda v: is_plain(v.dtype) and v.dtype.names is None,
        ),
        np.ma.MaskedArray,
    )


def _is_array_data(dtype: "np.dtype[Any]") -> bool:
    return dtype.kind == "O" or is_plain(dtype)


_register()
