"""How pandas' scalars are written: time stamps, periods, intervals and what is missing."""

import re
from typing import Any

import pandas

from aicourse.grading.isolation.forms import Form, Node, NodeReader, NodeWriter, is_key, register
from aicourse.grading.isolation.wire import ProtocolError

pd: Any = pandas  # some of its public constructors are missing from its stubs

_ZONE = re.compile(r"(?!dateutil)[A-Za-z0-9_+:/-]{1,64}")


def is_zone(name: Any) -> bool:
    """Whether `name` is that of a time zone and not, as pandas also takes it, of a file."""
    return type(name) is str and _ZONE.fullmatch(name) is not None


def checked_zone(name: Any) -> str:
    """Return `name` if it is that of a time zone."""
    if not is_zone(name):
        raise ProtocolError("a message with an unknown time zone")
    return str(name)


def _encode_scalar(encoder: NodeWriter, value: Any) -> Node:
    name = type(value).__name__
    if value is pd.NaT or value is pd.NA:
        return ["pandas", name]
    if type(value) is pd.Period:
        return ["pandas", name, value.ordinal, value.freqstr]
    if type(value) is pd.Interval:
        return ["pandas", name, *map(encoder.node, (value.left, value.right)), value.closed]
    if isinstance(value, pd.Timedelta):
        return ["pandas", name, encoder.node(value.to_timedelta64())]
    zone = None if value.tzinfo is None else str(value.tzinfo)
    naive = value if zone is None else value.tz_convert("UTC").tz_localize(None)
    return ["pandas", name, encoder.node(naive.to_datetime64()), zone]


def _decode_scalar(decoder: NodeReader, name: str, *fields: Node) -> Any:
    match name:
        case "NaTType":
            return pd.NaT
        case "NAType":
            return pd.NA
        case "Period":
            return pd.Period(ordinal=fields[0], freq=fields[1])
        case "Interval":
            return pd.Interval(*map(decoder.node, fields[:2]), closed=fields[2])
        case "Timedelta":
            return pd.Timedelta(decoder.node(fields[0]))
        case "Timestamp":
            moment = pd.Timestamp(decoder.node(fields[0]))
            zone = fields[1]
            return moment.tz_localize("UTC").tz_convert(checked_zone(zone)) if zone else moment
        case _:
            raise ProtocolError("a message with an unknown scalar")


def _fits_scalar(value: Any) -> bool:
    if type(value) is pd.Interval:
        return is_key(value.left) and is_key(value.right)
    zone = getattr(value, "tzinfo", None)
    return zone is None or is_zone(str(zone))


register(
    Form("pandas", _encode_scalar, _decode_scalar, key=True, fits=_fits_scalar),
    pd.Timestamp,
    pd.Timedelta,
    pd.Period,
    pd.Interval,
    type(pd.NaT),
    type(pd.NA),
)
