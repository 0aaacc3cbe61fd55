"""How pandas' frames, series, indexes and scalars are written.

A column is written by the arrays that its extension type is made of, each checked by the public
constructor that takes them.
"""

from functools import partial
from typing import Any

import numpy as np
import pandas

from aicourse.grading.isolation.arrays import encode_part, is_plain
from aicourse.grading.isolation.forms import Form, Node, NodeReader, NodeWriter, is_key, register
from aicourse.grading.isolation.labels import checked_zone, is_zone
from aicourse.grading.isolation.wire import ProtocolError

pd: Any = pandas  # some of its public constructors are missing from its stubs

_MASKED: dict[str, Any] = {
    "i": pd.arrays.IntegerArray,
    "u": pd.arrays.IntegerArray,
    "f": pd.arrays.FloatingArray,
    "b": pd.arrays.BooleanArray,
}
_MASKED_DTYPES = (
    pd.BooleanDtype,
    pd.Float32Dtype,
    pd.Float64Dtype,
    *(getattr(pd, f"{sign}Int{bits}Dtype") for sign in ("", "U") for bits in (8, 16, 32, 64)),
)
_DTYPES = (
    pd.CategoricalDtype,
    pd.DatetimeTZDtype,
    pd.PeriodDtype,
    pd.IntervalDtype,
    pd.StringDtype,
    *_MASKED_DTYPES,
)


def _fits_dtype(dtype: Any) -> bool:
    if isinstance(dtype, np.dtype):
        return dtype.kind == "O" or (is_plain(dtype) and dtype.kind != "V")
    if type(dtype) is pd.DatetimeTZDtype:
        return is_zone(str(dtype.tz))
    if type(dtype) is pd.CategoricalDtype:
        return dtype.categories is None or _fits_index(dtype.categories)
    if type(dtype) is pd.IntervalDtype:
        return _fits_dtype(dtype.subtype)
    return type(dtype) in _DTYPES


def _fits_index(index: Any) -> bool:
    if type(index) is pd.MultiIndex:
        return all(_fits_index(level) for level in index.levels) and all(map(is_key, index.names))
    return type(index) in _INDEXES and _fits_dtype(index.dtype) and is_key(index.name)


def _encode_column(encoder: NodeWriter, values: Any) -> Node:
    """Write the values of a series or an index: a NumPy array or an extension array."""
    if type(values) is pd.arrays.NumpyExtensionArray:
        values = values.to_numpy()
    dtype = values.dtype
    if isinstance(dtype, np.dtype):
        return ["column", "numpy", encode_part(encoder, values)]
    if type(dtype) is pd.CategoricalDtype:
        codes = encode_part(encoder, values.codes)
        return ["column", "category", codes, encoder.node(values.categories), values.ordered]
    if type(dtype) is pd.DatetimeTZDtype:
        moments = values.asi8.view(f"M8[{dtype.unit}]")
        return ["column", "moments", encode_part(encoder, moments), str(dtype.tz)]
    if type(dtype) is pd.PeriodDtype:
        return [
            "column",
            "periods",
            encode_part(encoder, values.asi8),
            str(dtype)[len("period[") : -1],
        ]
    if type(dtype) is pd.IntervalDtype:
        sides = [_encode_column(encoder, side.array) for side in (values.left, values.right)]
        return ["column", "intervals", *sides, dtype.closed]
    if type(dtype) is pd.StringDtype:
        texts = values.to_numpy(dtype=object, na_value=None)
        return [
            "column",
            "texts",
            encode_part(encoder, texts),
            _storage(dtype),
            dtype.na_value is pd.NA,
        ]
    data = values.to_numpy(dtype=dtype.numpy_dtype, na_value=dtype.numpy_dtype.type(0))
    return ["column", "masked", encode_part(encoder, data), encode_part(encoder, values.isna())]


def _decode_column(decoder: NodeReader, kind: str, *fields: Node) -> Any:
    match kind:
        case "numpy":
            return _array(decoder.node(fields[0]))
        case "category":
            codes, categories = map(decoder.node, fields[:2])
            return pd.Categorical.from_codes(_array(codes), categories, ordered=bool(fields[2]))
        case "moments":
            return _zoned(_array(decoder.node(fields[0])), fields[1])
        case "periods":
            ordinals = _array(decoder.node(fields[0]))
            return pd.arrays.PeriodArray(ordinals, dtype=pd.PeriodDtype(fields[1]))
        case "intervals":
            left, right = (decoder.node(side) for side in fields[:2])
            return pd.arrays.IntervalArray.from_arrays(left, right, closed=fields[2])
        case "texts":
            missing = pd.NA if fields[2] else np.nan
            dtype = pd.StringDtype(fields[1], na_value=missing)
            return pd.array([*_array(decoder.node(fields[0]))], dtype=dtype)
        case "masked":
            data, mask = (_array(decoder.node(field)) for field in fields)
            return _MASKED[data.dtype.kind](data, mask)
        case _:
            raise ProtocolError("a message with an unknown kind of column")


def _array(value: Any) -> Any:
    if type(value) is not np.ndarray:
        raise ProtocolError("a message with a column that is no array")
    return value


def _zoned(moments: Any, zone: Any) -> Any:
    return pd.DatetimeIndex(moments).tz_localize("UTC").tz_convert(checked_zone(zone)).array


def _storage(dtype: Any) -> str:
    return str(dtype.storage).removesuffix("_numpy")


def _encode_index(encoder: NodeWriter, index: Any) -> Node:
    frequency = getattr(index, "freqstr", None) if _is_timed(index) else None
    column = _encode_column(encoder, index.array)
    return ["index", column, encoder.node(index.name), frequency]


def _decode_index(decoder: NodeReader, column: Node, name: Node, frequency: str | None) -> Any:
    index = pd.Index(decoder.node(column), name=decoder.node(name))
    if frequency is not None:
        index.freq = frequency
    return index


def _is_timed(index: Any) -> bool:
    return type(index) in (pd.DatetimeIndex, pd.TimedeltaIndex)


def _encode_multiindex(encoder: NodeWriter, index: Any) -> Node:
    levels = [encoder.node(level) for level in index.levels]
    codes = [encode_part(encoder, code) for code in index.codes]
    return ["multiindex", levels, codes, [encoder.node(name) for name in index.names]]


def _decode_multiindex(decoder: NodeReader, levels: Node, codes: Node, names: Node) -> Any:
    parts = [decoder.items(nodes) for nodes in (levels, codes, names)]
    return pd.MultiIndex(*parts[:2], names=parts[2], verify_integrity=True)


def _encode_range(encoder: NodeWriter, index: Any) -> Node:
    return ["range-index", index.start, index.stop, index.step, encoder.node(index.name)]


def _decode_range(decoder: NodeReader, start: int, stop: int, step: int, name: Node) -> Any:
    return pd.RangeIndex(start, stop, step, name=decoder.node(name))


def _encode_series(encoder: NodeWriter, series: Any) -> Node:
    parts = [_encode_column(encoder, series.array), encoder.node(series.index)]
    return ["series", *parts, encoder.node(series.name)]


def _decode_series(decoder: NodeReader, column: Node, index: Node, name: Node) -> Any:
    values, labels, label = map(decoder.node, (column, index, name))
    return pd.Series(values, index=_labels(labels), name=label, dtype=values.dtype, copy=False)


def _encode_frame(encoder: NodeWriter, frame: Any) -> Node:
    """Write a frame of one plain dtype as one block, any other column by column."""
    labels = [encoder.node(frame.columns), encoder.node(frame.index)]
    kinds = set(frame.dtypes)
    if len(kinds) == 1 and isinstance(kinds.pop(), np.dtype):
        return ["frame", *labels, encode_part(encoder, frame.to_numpy()), None]
    columns = [_encode_column(encoder, frame.iloc[:, i].array) for i in range(frame.shape[1])]
    return ["frame", *labels, None, columns]


def _decode_frame(decoder: NodeReader, columns: Node, index: Node, block: Node, parts: Node) -> Any:
    names, labels = _labels(decoder.node(columns)), _labels(decoder.node(index))
    if block is not None:
        values = _array(decoder.node(block))
        return pd.DataFrame(values, index=labels, columns=names, dtype=values.dtype)
    arrays = dict(enumerate(decoder.items(parts)))
    if len(arrays) != len(names) or any(len(part) != len(labels) for part in arrays.values()):
        raise ProtocolError("a message with a frame of the wrong size")
    frame = pd.DataFrame(
        {i: pd.Series(part, index=labels, dtype=part.dtype) for i, part in arrays.items()},
        index=labels,
    )
    frame.columns = names
    return frame


def _labels(value: Any) -> Any:
    if type(value) not in (*_INDEXES, pd.MultiIndex):
        raise ProtocolError("a message with labels that are no index")
    return value


def _encode_extension(encoder: NodeWriter, value: Any) -> Node:
    return ["extension", _encode_column(encoder, value)]


def _encode_dtype(encoder: NodeWriter, dtype: Any) -> Node:
    """Write a dtype as that of an empty column."""
    if type(dtype) is pd.CategoricalDtype:
        return ["pandas-dtype", [encoder.node(dtype.categories), dtype.ordered]]
    return ["pandas-dtype", _encode_column(encoder, pd.array([], dtype=dtype))]


def _decode_dtype(decoder: NodeReader, node: Node) -> Any:
    if len(node) == 2:
        return pd.CategoricalDtype(decoder.node(node[0]), ordered=node[1])
    return decoder.node(node).dtype


def _fits_series(series: Any) -> bool:
    return _fits_dtype(series.dtype) and _fits_index(series.index) and is_key(series.name)


def _fits_frame(frame: Any) -> bool:
    labelled = _fits_index(frame.columns) and _fits_index(frame.index)
    return labelled and all(map(_fits_dtype, frame.dtypes))


_INDEXES = (
    pd.Index,
    pd.RangeIndex,
    pd.DatetimeIndex,
    pd.TimedeltaIndex,
    pd.PeriodIndex,
    pd.CategoricalIndex,
    pd.IntervalIndex,
)


def _register() -> None:
    frozen = partial(Form, numbered=True, frozen=True)
    register(Form("column", _encode_column, _decode_column))
    register(frozen("frame", _encode_frame, _decode_frame, fits=_fits_frame), pd.DataFrame)
    register(frozen("series", _encode_series, _decode_series, fits=_fits_series), pd.Series)
    register(frozen("index", _encode_index, _decode_index, fits=_fits_index), *_INDEXES)
    register(frozen("range-index", _encode_range, _decode_range, fits=_fits_index), pd.RangeIndex)
    register(
        frozen("multiindex", _encode_multiindex, _decode_multiindex, fits=_fits_index),
        pd.MultiIndex,
    )
    register(
        frozen(
            "extension",
            _encode_extension,
            lambda decoder, node: decoder.node(node),
            fits=lambda v: _fits_dtype(v.dtype),
        ),
        pd.Categorical,
        pd.arrays.IntegerArray,
        pd.arrays.FloatingArray,
        pd.arrays.BooleanArray,
        pd.arrays.StringArray,
        pd.arrays.DatetimeArray,
        pd.arrays.TimedeltaArray,
        pd.arrays.PeriodArray,
        pd.arrays.IntervalArray,
    )
    register(Form("pandas-dtype", _encode_dtype, _decode_dtype, fits=_fits_dtype), *_DTYPES)


_register()
