"""How the built-in types and those of the standard library are written."""

import io
from array import array
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import EllipsisType, NotImplementedType
from typing import Any
from zoneinfo import ZoneInfo

from aicourse.grading.isolation.forms import (
    Form,
    Node,
    NodeReader,
    NodeWriter,
    is_key,
    namedtuple_fields,
    register,
)
from aicourse.grading.isolation.wire import ProtocolError

_PACKED_FROM = 32  # items, from which a list of numbers is cheaper as a buffer
_MOST_FIELDS = 255
_LONGEST_INTEGER = 1 << 20  # hexadecimal digits
_LONGEST_PART = 1 << 16  # bits; reducing a fraction takes time in the square of them
_PACKED = {float: "d", int: "q"}


def _encode_items(encoder: NodeWriter, values: list[Any] | tuple[Any, ...]) -> Node:
    """Write items one by one, or as one buffer where all are floats, or all small integers."""
    if len(values) >= _PACKED_FROM:
        kinds = set(map(type, values))
        code = _PACKED.get(kinds.pop()) if len(kinds) == 1 else None
        if code is not None:
            try:
                packed = array(code, values)
            except OverflowError:
                pass
            else:
                encoder.buffer(memoryview(packed))
                return code
    return [encoder.node(value) for value in values]


def _decode_items(decoder: NodeReader, nodes: Node) -> list[Any]:
    if nodes not in ("d", "q"):
        return decoder.items(nodes)
    count = decoder.length() // 8
    decoder.count(count)
    packed = array(nodes, bytes(8)) * count
    decoder.fill(memoryview(packed))
    return packed.tolist()


def _items(encoder: NodeWriter, value: Any) -> Node:
    return [type(value).__name__, _encode_items(encoder, [*value])]


def _decode_list(decoder: NodeReader, nodes: Node) -> list[Any]:
    value: list[Any] = []
    decoder.begin(value)
    value.extend(_decode_items(decoder, nodes))
    return value


def _decode_set(decoder: NodeReader, nodes: Node) -> set[Any]:
    return set(_decode_items(decoder, nodes))


def _decode_deque(decoder: NodeReader, nodes: Node, longest: int | None) -> deque[Any]:
    value: deque[Any] = deque(maxlen=longest)
    decoder.begin(value)
    value.extend(_decode_items(decoder, nodes))
    return value


def _encode_mapping(encoder: NodeWriter, value: Any) -> Node:
    keys = _encode_items(encoder, [*value])
    node = [type(value).__name__, keys, _encode_items(encoder, [*value.values()])]
    return [*node, encoder.node(value.default_factory)] if type(value) is defaultdict else node


def _decode_mapping(
    make: Callable[[], Any], decoder: NodeReader, keys: Node, items: Node, *factory: Node
) -> Any:
    value = make()
    decoder.begin(value)
    names = _decode_items(decoder, keys)
    value.update(zip(names, _decode_items(decoder, items), strict=True))
    for node in factory:
        value.default_factory = decoder.node(node)
    return value


def _decode_counter(decoder: NodeReader, keys: Node, items: Node) -> Any:
    return Counter(_decode_mapping(dict, decoder, keys, items))


def _encode_bytes(encoder: NodeWriter, value: bytes | bytearray) -> Node:
    encoder.buffer(memoryview(value))
    return [type(value).__name__]


def _decode_bytearray(decoder: NodeReader) -> bytearray:
    value = bytearray(decoder.length())
    decoder.fill(memoryview(value))
    return value


def _encode_named_tuple(encoder: NodeWriter, value: tuple[Any, ...]) -> Node:
    fields = namedtuple_fields(type(value))
    assert fields is not None
    return ["namedtuple", type(value).__name__, [*fields], [encoder.node(v) for v in value]]


def _decode_named_tuple(decoder: NodeReader, name: str, fields: list[str], nodes: Node) -> Any:
    if len(fields) > _MOST_FIELDS:
        raise ProtocolError("a message with too long a named tuple")
    return _named_tuple(name, tuple(fields))._make(decoder.items(nodes))


@lru_cache(maxsize=256)
def _named_tuple(name: str, fields: tuple[str, ...]) -> Any:
    return namedtuple(name, fields)  # refuses what is no identifier


def _zone(value: Any) -> Node:
    zone = value.tzinfo
    return zone.utcoffset(None).total_seconds() if type(zone) is timezone else zone and zone.key


def _decode_zone(node: Node) -> tzinfo | None:
    if node is None:
        return None
    return timezone(timedelta(seconds=node)) if type(node) is float else ZoneInfo(node)


def _has_plain_zone(value: Any) -> bool:
    return type(value.tzinfo) in (type(None), timezone, ZoneInfo)


def _encode_moment(_: NodeWriter, value: datetime | time) -> Node:
    names = ["hour", "minute", "second", "microsecond", "fold"]
    if isinstance(value, datetime):
        names += ["year", "month", "day"]
    fields = {name: getattr(value, name) for name in names}
    return [type(value).__name__, fields, _zone(value)]


def _decode_moment(kind: Any, _: NodeReader, fields: dict[str, int], zone: Node) -> Any:
    return kind(**fields, tzinfo=_decode_zone(zone))


def _encode_text(_: NodeWriter, value: io.StringIO) -> Node:
    return ["StringIO", value.getvalue(), value.tell()]


def _decode_text(_: NodeReader, content: str, place: int) -> io.StringIO:
    value = io.StringIO(content)
    value.seek(place)
    return value


def _encode_stream(encoder: NodeWriter, value: io.BytesIO) -> Node:
    encoder.buffer(memoryview(value.getvalue()))
    return ["BytesIO", value.tell()]


def _decode_stream(decoder: NodeReader, place: int) -> io.BytesIO:
    value = io.BytesIO(_decode_bytearray(decoder))
    value.seek(place)
    return value


def _is_open(value: Any) -> bool:
    return not value.closed


def _holds_keys(value: Any) -> bool:
    return all(map(is_key, value))


def _register_containers() -> None:
    numbered = partial(Form, numbered=True)
    register(numbered("list", _items, _decode_list), list)
    register(
        numbered("tuple", _items, lambda d, n: tuple(_decode_items(d, n)), frozen=True),
        tuple,
    )
    register(numbered("set", _items, _decode_set, frozen=True, fits=_holds_keys), set)
    register(
        numbered(
            "frozenset",
            _items,
            lambda d, n: frozenset(_decode_items(d, n)),
            frozen=True,
            fits=_holds_keys,
        ),
        frozenset,
    )
    register(
        numbered("deque", lambda e, v: [*_items(e, v), v.maxlen], _decode_deque),
        deque,
    )
    for kind in (dict, OrderedDict, defaultdict):
        decode = partial(_decode_mapping, kind)
        register(numbered(kind.__name__, _encode_mapping, decode, fits=_holds_keys), kind)
    register(
        numbered("Counter", _encode_mapping, _decode_counter, frozen=True, fits=_holds_keys),
        Counter,
    )
    register(numbered("bytearray", _encode_bytes, _decode_bytearray), bytearray)
    register(numbered("StringIO", _encode_text, _decode_text, fits=_is_open), io.StringIO)
    register(numbered("BytesIO", _encode_stream, _decode_stream, fits=_is_open), io.BytesIO)


def _register_scalars() -> None:
    key = partial(Form, key=True)
    register(key("bytes", _encode_bytes, lambda d: bytes(_decode_bytearray(d))), bytes)
    register(key("int", lambda _, v: ["int", hex(v)], _decode_integer))
    register(
        key(
            "complex",
            lambda _, v: ["complex", v.real, v.imag],
            lambda _, real, imag: complex(real, imag),
        ),
        complex,
    )
    for kind in (slice, range):
        register(
            Form(
                kind.__name__,
                lambda e, v: [type(v).__name__, *map(e.node, (v.start, v.stop, v.step))],
                partial(_decode_bounds, kind),
                key=kind is range,
            ),
            kind,
        )
    register(key("...", lambda *_: ["..."], lambda _: ...), EllipsisType)
    register(
        key("NotImplemented", lambda *_: ["NotImplemented"], lambda _: NotImplemented),
        NotImplementedType,
    )
    register(key("Decimal", lambda _, v: ["Decimal", str(v)], lambda _, v: Decimal(v)), Decimal)
    register(
        key(
            "Fraction",
            lambda e, v: ["Fraction", e.node(v.numerator), e.node(v.denominator)],
            lambda d, *nodes: Fraction(*map(_bounded, map(d.node, nodes))),
        ),
        Fraction,
    )


def _decode_integer(_: NodeReader, text: str) -> int:
    if len(text) > _LONGEST_INTEGER:
        raise ProtocolError("a message with too long an integer")
    return int(text, 16)


def _bounded(part: int) -> int:
    if part.bit_length() > _LONGEST_PART:
        raise ProtocolError("a message with too long a fraction")
    return part


def _decode_bounds(kind: Any, decoder: NodeReader, *nodes: Node) -> Any:
    return kind(*map(decoder.node, nodes))


def _decode_path(kind: Any, _: NodeReader, text: str) -> Any:
    return kind(text)


def _register_times_and_paths() -> None:
    key = partial(Form, key=True)
    register(
        key("date", lambda _, v: ["date", v.year, v.month, v.day], lambda _, *v: date(*v)), date
    )
    register(
        key(
            "timedelta",
            lambda _, v: ["timedelta", v.days, v.seconds, v.microseconds],
            lambda _, *fields: timedelta(*fields),
        ),
        timedelta,
    )
    for kind in (datetime, time):
        decode = partial(_decode_moment, kind)
        register(key(kind.__name__, _encode_moment, decode, fits=_has_plain_zone), kind)
    register(
        key(
            "zone",
            lambda _, v: ["zone", _zone(time(tzinfo=v))],
            lambda _, node: _decode_zone(node),
        ),
        timezone,
        ZoneInfo,
    )
    for path in (type(Path()), PurePosixPath, PureWindowsPath):
        register(
            key(
                path.__name__,
                lambda _, v: [type(v).__name__, str(v)],
                partial(_decode_path, path),
            ),
            path,
        )


NAMED_TUPLE = Form("namedtuple", _encode_named_tuple, _decode_named_tuple)
register(NAMED_TUPLE)
_register_containers()
_register_scalars()
_register_times_and_paths()
