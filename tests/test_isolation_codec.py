"""Values survive the codec exactly, and nothing else gets through it."""

import collections
import contextlib
import datetime as dt
import importlib
import io
import json
import pathlib
import zoneinfo
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aicourse.grading.isolation.arrays import place_in
from aicourse.grading.isolation.codec import Decoder, Encoder, OpaqueError
from aicourse.grading.isolation.wire import Bounds, ProtocolError


class Memory:
    """Buffers that are at hand."""

    def __init__(self, data: bytes) -> None:
        self._stream = io.BytesIO(data)

    def fill(self, target: memoryview) -> None:
        if self._stream.readinto(target) != len(target):
            raise ProtocolError("too short")


def refuse(_: Encoder, value: Any) -> Any:
    raise OpaqueError(type(value).__name__)


def decode(node: Any, buffers: Sequence[bytes] = (), bounds: Bounds | None = None) -> Any:
    source = Memory(b"".join(buffers))
    decoder = Decoder(source, [len(buffer) for buffer in buffers], {}, bounds)
    value = decoder.node(json.loads(json.dumps(node)))
    decoder.end()
    return value


def passed(value: Any) -> Any:
    encoder = Encoder(refuse)
    return decode(encoder.node(value), [bytes(buffer) for buffer in encoder.buffers])


sp: Any = importlib.import_module("scipy.sparse")  # without stubs
Pair: Any = collections.namedtuple("Pair", "left right")

SCALARS: list[Any] = [
    None,
    True,
    -(2**70),
    2**63,
    0.1,
    float("inf"),
    float("nan"),
    -0.0,
    complex("nan-1j"),
    "中 \ud800",
    b"\x00\xff",
    bytearray(b"ab"),
    slice(None, 3, -1),
    range(2, 9, 3),
    ...,
    NotImplemented,
    dt.date(2026, 2, 28),
    dt.datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin")),
    dt.datetime(2026, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30))),
    dt.time(1, 2, 3, 4),
    dt.timedelta(-1, 2, 3),
    dt.UTC,
    Decimal("1.50"),
    Fraction(2**80, 3),
    pathlib.Path("a/b"),
]
CONTAINERS: list[Any] = [
    [1, [2.5, "x"], (None,)],
    list(range(100)),
    [float(n) for n in range(100)],
    [2**70] * 40,
    (1, True, 1.0),
    {1, 2.5, "x", (3, None)},
    frozenset({1}),
    {"a": [1], (1, 2): {"b": None}, 3: ()},
    collections.Counter("abca"),
    collections.OrderedDict(b=1, a=2),
    collections.deque([1, 2], maxlen=2),
    Pair(1, [2]),
    np.linalg.svd(np.eye(2)),
]
ARRAYS = [
    np.arange(6).reshape(2, 3),
    np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    np.arange(12).reshape(3, 4)[::2, ::-1],
    np.array(5.0, dtype=">f4"),
    np.zeros((0, 3), dtype=np.int8),
    np.array([True, False]),
    np.array([1 + 2j], dtype=np.complex64),
    np.array(["a", "béé"]),
    np.array([b"a", b"bb"]),
    np.array(["2026-01-01", "NaT"], dtype="M8[D]"),
    np.array([3], dtype="m8[s]"),
    np.zeros(2, dtype=np.dtype([("a", "?"), ("b", ">f8", (2,)), ("c", [("d", "U2")])], align=True)),
    np.array([1, "a", None, [2]], dtype=object),
    np.broadcast_to(1, (2, 2)),
]
INDEXES = [
    pd.Index([3, 1], name="n"),
    pd.Index(["a", None]),
    pd.RangeIndex(1, 9, 2, name=("x", 1)),
    pd.date_range("2026-01-01", periods=3, freq="MS"),
    pd.date_range("2026-03-28", periods=3, freq="D", tz="Europe/Berlin"),
    pd.timedelta_range("1h", periods=3),
    pd.period_range("2026-01", periods=3, freq="Q"),
    pd.CategoricalIndex(["b", "a"], ordered=True),
    pd.interval_range(0.0, 3.0, closed="left"),
    pd.MultiIndex.from_product([[1, 2], ["a", "b"]], names=["x", None]),
    pd.Index([1, None], dtype="Int64"),
]
FRAMES = [
    pd.DataFrame(),
    pd.DataFrame(np.eye(2), columns=["a", "a"], index=["x", "y"]),
    pd.DataFrame({"a": [1, 2]}, index=pd.date_range("2026", periods=2)),
    pd.DataFrame(
        {
            "integer": [1, 2],
            "text": ["x", None],
            "category": pd.Categorical(["u", None], categories=["u", "v"]),
            "Int64": pd.array([1, None], dtype="Int64"),
            "boolean": pd.array([True, None], dtype="boolean"),
            "Float32": pd.array([1.5, None], dtype="Float32"),
            "string": pd.array(["q", None], dtype="string"),
            "zoned": pd.to_datetime(["2026", "NaT"]).tz_localize("Asia/Shanghai"),
            "period": pd.period_range("2026", periods=2, freq="D"),
            "interval": pd.interval_range(0, 2),
            "object": [[1], {"k": 2}],
        }
    ),
]


@pytest.mark.parametrize("value", SCALARS + CONTAINERS, ids=repr)
def test_built_in_values_come_back_the_same(value: Any) -> None:
    back = passed(value)
    assert type(back).__name__ == type(value).__name__
    if isinstance(value, set):  # which has no order
        back, value = (sorted(map(repr, one)) for one in (back, value))
    assert repr(back) == repr(value)


@pytest.mark.parametrize("array", ARRAYS, ids=lambda a: f"{a.dtype}{a.shape}")
def test_arrays_keep_dtype_order_and_ownership(array: Any) -> None:
    back = passed(array)
    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    np.testing.assert_array_equal(back, array)
    assert back.flags.f_contiguous >= (array.flags.f_contiguous and array.ndim > 1)
    assert back.flags.writeable == array.flags.writeable
    assert not np.shares_memory(back, array)


@pytest.mark.parametrize(
    "scalar",
    [
        np.float32(0.1),
        np.int8(-3),
        np.bool_(True),
        np.str_("é"),
        np.bytes_(b""),
        np.datetime64("2026-01-01T00", "h"),
        np.complex128(1j),
        np.longdouble(1) / 3,
        np.dtype(">i2"),
        np.dtype(object),
        pd.Timestamp("2026-01-01", tz="Asia/Shanghai"),
        pd.Timedelta("1D"),
        pd.Period("2026Q1"),
        pd.Interval(0, 1),
        pd.NaT,
        pd.NA,
        pd.CategoricalDtype(["a"], ordered=True),
        pd.Int8Dtype(),
    ],
    ids=repr,
)
def test_scalars_and_dtypes_of_libraries(scalar: Any) -> None:
    back = passed(scalar)
    assert type(back) is type(scalar)
    assert back is scalar or back == scalar


@pytest.mark.parametrize("index", INDEXES, ids=lambda i: type(i).__name__)
def test_indexes_keep_names_dtypes_and_frequency(index: Any) -> None:
    back = passed(index)
    pd.testing.assert_index_equal(back, index, exact=True)
    assert getattr(back, "freq", None) == getattr(index, "freq", None)


@pytest.mark.parametrize("frame", FRAMES, ids=lambda f: str(f.shape))
def test_frames_and_their_columns(frame: Any) -> None:
    pd.testing.assert_frame_equal(passed(frame), frame)
    for name in frame.columns.unique():
        column = frame[[name]].iloc[:, 0]
        pd.testing.assert_series_equal(passed(column), column)


@pytest.mark.parametrize("layout", ["csr", "csc", "coo", "bsr", "lil", "dok", "dia"])
@pytest.mark.parametrize("kind", ["array", "matrix"])
def test_sparse_matrices(layout: str, kind: str) -> None:
    matrix = getattr(sp, f"{layout}_{kind}")(np.diag([1.0, 0.0, 2.0]))
    back = passed(matrix)
    assert type(back) is type(matrix)
    np.testing.assert_array_equal(back.toarray(), matrix.toarray())


def test_matrices_and_masks_of_numpy() -> None:
    assert type(passed(np.matrix([[1, 2]]))) is np.matrix
    masked = passed(np.ma.array([1, 2], mask=[False, True]))
    assert masked.tolist() == [1, None]


@pytest.mark.parametrize(
    "make",
    [
        np.random.default_rng,
        np.random.RandomState,
        lambda s: np.random.Generator(np.random.Philox(s)),
    ],
)
def test_a_random_generator_goes_on_where_it_was(make: Callable[[int], Any]) -> None:
    generator = make(7)
    generator.normal(size=3)
    back = passed(generator)
    assert back.normal(size=5).tolist() == generator.normal(size=5).tolist()


def test_a_spawned_generator_spawns_alike() -> None:
    first, second = (
        g.spawn(1)[0] for g in (np.random.default_rng(1), passed(np.random.default_rng(1)))
    )
    assert first.random() == second.random()


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "int64", "bool", "complex64"])
def test_tensors_keep_dtype_and_requires_grad(dtype: str) -> None:
    torch = pytest.importorskip("torch")
    tensor = torch.ones(2, 3).to(getattr(torch, dtype)).T
    back = passed(tensor)
    assert type(back) is torch.Tensor
    assert back.dtype == tensor.dtype
    assert torch.equal(back, tensor)
    leaf = passed(torch.nn.Parameter(torch.tensor(2.0)))
    assert type(leaf) is torch.nn.Parameter
    assert leaf.requires_grad


def test_what_is_shared_stays_shared() -> None:
    items, array = [1], np.ones(2)
    back = passed([items, {"k": items}, array, array])
    assert back[0] is back[1]["k"]
    assert back[2] is back[3]


def test_lists_and_dicts_may_contain_themselves() -> None:
    items: list[Any] = [1]
    items.append({"items": items})
    back = passed(items)
    assert back[1]["items"] is back


def test_a_tuple_that_contains_itself_is_refused() -> None:
    loop: list[Any] = []
    tied = (loop,)
    loop.append(tied)
    with pytest.raises(OpaqueError, match="contains itself"):
        passed(tied)


class Alike(list[int]):
    """Equal to everything."""

    def __eq__(self, _: object) -> bool:
        return True


class View(np.ndarray[Any, Any]):
    pass


class Table(pd.DataFrame):
    pass


@pytest.mark.parametrize(
    "value",
    [Alike(), np.ones(2).view(View), Table({"a": [1]}), type("I", (int,), {})(3), object(), len],
    ids=lambda v: type(v).__name__,
)
def test_only_exact_types_are_data(value: Any) -> None:
    with pytest.raises(OpaqueError):
        passed(value)


def test_what_nests_too_deeply_is_refused_on_either_side() -> None:
    deep: list[Any] = []
    for _ in range(200):
        deep = [deep]
    with pytest.raises(OpaqueError, match="deeply"):
        passed(deep)
    node: Any = ["list", []]
    for _ in range(200):
        node = ["list", [node]]
    with pytest.raises(ProtocolError, match="deeply"):
        decode(node)


MALFORMED: dict[str, tuple[Any, list[bytes]]] = {
    "no tag": ([], []),
    "an unknown tag": (["eval", "1"], []),
    "a tag that is none": ([["list"], []], []),
    "an object": ({"tag": "list"}, []),
    "too few fields": (["list"], []),
    "too many fields": (["complex", 1.0, 2.0, 3.0], []),
    "a reference ahead": (["list", [["same", 5]]], []),
    "a reference to what is not done": (["tuple", [["same", 0]]], []),
    "a negative reference": (["list", [["same", -1]]], []),
    "an unhashable key": (["dict", [["list", []]], [1]], []),
    "keys without values": (["dict", [1, 2], [1]], []),
    "no buffer": (["bytes"], []),
    "an unused buffer": (1, [b"x"]),
    "a decimal number in hex": (["int", "zz"], []),
    "object bytes": (["array", "|O", [1], "C", True], [bytes(8)]),
    "object fields": (
        [
            "array",
            {"names": ["a"], "formats": ["|O"], "offsets": [0], "itemsize": 8},
            [1],
            "C",
            True,
        ],
        [bytes(8)],
    ),
    "too small an array": (["array", "<f8", [2], "C", True], [bytes(8)]),
    "a negative shape": (["array", "<f8", [-1, -1], "C", True], [bytes(8)]),
    "an endless shape": (["array", "<f8", [0, 1 << 62, 1 << 62], "C", True], [b""]),
    "a truth value of 2": (["array", "|b1", [1], "C", True], [b"\x02"]),
    "a truth value of 2 in a field": (
        [
            "array",
            {"names": ["a"], "formats": ["|b1"], "offsets": [0], "itemsize": 1},
            [1],
            "C",
            True,
        ],
        [b"\x02"],
    ),
    "no character": (["array", "<U1", [1], "C", True], [b"\xff\xff\xff\xff"]),
    "a scalar of another size": (["scalar", "<f8", "00"], []),
    "a truth value of 2 as scalar": (["scalar", "|b1", "02"], []),
    "a sparse index out of bounds": (
        [
            "compressed",
            "csr_array",
            [1, 1],
            ["part", "array", "<f8", [1], "C", True],
            ["part", "array", "<i4", [1], "C", True],
            ["part", "array", "<i4", [2], "C", True],
        ],
        [bytes(8), b"\xff\x00\x00\x00", b"\x00\x00\x00\x00\x01\x00\x00\x00"],
    ),
    "a generator beyond its state": (
        [
            "rng",
            "RandomState",
            "MT19937",
            ["dict", ["bit_generator", "state"], ["MT19937", ["dict", ["pos"], [9999]]]],
            None,
        ],
        [],
    ),
    "a category out of range": (
        [
            "series",
            [
                "column",
                "category",
                ["part", "array", "|i1", [1], "C", True],
                ["range-index", 0, 1, 1, None],
                False,
            ],
            ["range-index", 0, 1, 1, None],
            None,
        ],
        [b"\x07"],
    ),
    "a frame of unequal columns": (
        [
            "frame",
            ["range-index", 0, 1, 1, None],
            ["range-index", 0, 2, 1, None],
            None,
            [["column", "numpy", ["part", "array", "|i1", [1], "C", True]]],
        ],
        [b"\x07"],
    ),
    "a time zone that is a path": (
        ["datetime", {"year": 1, "month": 1, "day": 1}, "../../etc/passwd"],
        [],
    ),
    "a pandas zone that is a path": (
        ["pandas", "Timestamp", ["scalar", "<M8[ns]", "00" * 8], "dateutil//etc/passwd"],
        [],
    ),
    "a field that is no name": (["namedtuple", "P", ["x; import os"], [1]], []),
}


@pytest.mark.parametrize(("node", "buffers"), MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_messages_are_one_kind_of_error(node: Any, buffers: list[bytes]) -> None:
    with pytest.raises(ProtocolError):
        decode(node, buffers)


def test_a_message_of_too_many_values() -> None:
    with pytest.raises(ProtocolError, match="too many"):
        decode(["list", [0] * 20], bounds=Bounds(nodes=10))


TAGS = st.sampled_from(
    "list tuple set dict deque Counter bytes bytearray int complex range slice namedtuple datetime "  # noqa: SIM905
    "array objects part scalar dtype matrix masked rng compressed coordinates frame series index "
    "multiindex range-index pandas extension pandas-dtype column same".split()
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-3, 40)
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from(
        ["<f8", "|b1", "<U2", "|O", "C", "F", "numpy", "csr_array", "PCG64", "d", "q", "Timestamp"]
    )
)
NODES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(TAGS, st.lists(inner, max_size=5)).map(lambda pair: [pair[0], *pair[1]])
        | st.dictionaries(
            st.sampled_from(["names", "formats", "offsets", "itemsize", "of", "shape"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=400, deadline=None)
@given(NODES, st.lists(st.binary(max_size=17), max_size=3))
def test_any_tree_is_a_value_or_a_protocol_error(node: Any, buffers: list[bytes]) -> None:
    with contextlib.suppress(ProtocolError):  # and no other error than this one
        decode(node, buffers)


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
        lambda inner: (
            st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner)
        ),
    )
)
def test_any_plain_value_comes_back(value: Any) -> None:
    assert repr(passed(value)) == repr(value)


def test_a_view_that_reaches_beyond_its_array_has_no_place_in_it() -> None:
    base = np.arange(12.0)[:6]
    view = np.lib.stride_tricks.as_strided
    assert place_in(view(base, (2, 3), (24, 8)), base) == [0, [2, 3], [24, 8], True]
    assert place_in(view(base, (3, 3), (24, 8)), base) is None
    assert place_in(view(base, (2,), (-8,)), base) is None
