"""Arguments that the student's code changed in place: noticed there, applied here.

Each side holds its own copy of an argument. After a call the student's side compares its copies
with how they came and sends back those that differ; the tester writes the difference into its
own objects, so that a test of an unchanged argument and a test of a change in place both hold.
"""

import io
import operator
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import Any

from aicourse.grading.isolation.wire import ProtocolError

_BLOCK = 1 << 20  # bytes compared at once, so that comparing needs no memory to speak of

Changed = Callable[[], bool]

_DICTS = (dict, OrderedDict, defaultdict, Counter)


def watch(value: Any) -> Changed | None:
    """Return a function that tells whether `value` has changed since; None if it cannot."""
    kind = type(value)
    if kind in (list, deque):
        return _watch_items(value, list)
    if kind in _DICTS:
        return _watch_items(value, lambda v: [item for pair in v.items() for item in pair])
    if kind is set or kind is bytearray:
        return _watch_equal(value, kind)
    if kind in (io.StringIO, io.BytesIO):
        return _watch_equal(value, lambda v: v.closed or (v.getvalue(), v.tell()))
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    if numpy is not None and kind is numpy.ndarray:
        return _watch_array(value)
    if numpy is not None and kind in (numpy.random.Generator, numpy.random.RandomState):
        from aicourse.grading.isolation.generators import generator_state

        return _watch_equal(value, lambda v: repr(generator_state(v)))
    if pandas is not None and kind in (pandas.DataFrame, pandas.Series):
        return _watch_labelled(value)
    torch = sys.modules.get("torch")
    if torch is not None and kind in (torch.Tensor, torch.nn.Parameter):
        return _watch_tensor(value)
    return None


def _watch_items(value: Any, items: Callable[[Any], list[Any]]) -> Changed:
    before = items(value)

    def changed() -> bool:
        now = items(value)
        return len(now) != len(before) or any(map(operator.is_not, now, before))

    return changed


def _watch_equal(value: Any, state: Callable[[Any], Any]) -> Changed:
    before = state(value)
    return lambda: bool(state(value) != before)


def _watch_array(value: Any) -> Changed:
    if value.dtype.hasobject:
        return _watch_items(value, lambda v: [*v.shape, *v.flat])
    if not value.flags.writeable:
        return lambda: False
    shape, dtype, before = value.shape, value.dtype, value.copy(order="K")

    def changed() -> bool:
        same = value.shape == shape and value.dtype == dtype and value.strides == before.strides
        return not same or not _same_bytes(_flat(value), _flat(before))

    return changed


def _flat(array: Any) -> Any:
    line = array.reshape(-1) if array.flags.c_contiguous else array.T.reshape(-1)
    return line.view("u1") if line.nbytes else line


def _same_bytes(first: Any, second: Any) -> bool:
    return all(
        (first[start : start + _BLOCK] == second[start : start + _BLOCK]).all()
        for start in range(0, len(first), _BLOCK)
    )


def _watch_labelled(value: Any) -> Changed:
    before, names = value.copy(deep=True), _names(value)
    return lambda: not (value.equals(before) and _names(value) == names)


def _names(labelled: Any) -> list[Any]:
    names = [list(axis.names) for axis in labelled.axes]
    is_frame = labelled.ndim == 2  # whose `name` may be a column
    return names if is_frame else [*names, labelled.name]


def _watch_tensor(value: Any) -> Changed:
    torch = sys.modules["torch"]
    before = value.detach().clone()

    def changed() -> bool:
        now = value.detach()
        if now.shape != before.shape or now.dtype != before.dtype:
            return True
        first, second = (t.contiguous().reshape(-1).view(torch.uint8) for t in (now, before))
        return not torch.equal(first, second)

    return changed


def apply(target: Any, fresh: Any) -> str | None:
    """Write the content of `fresh` into `target`, an object of the same exact type.

    Returns
    -------
    str or None
        Why it cannot be done, as a clause for the author of the test.
    """
    kind = type(target)
    if type(fresh) is not kind:
        raise ProtocolError("a message that changes the type of an argument")
    if kind is list or kind is bytearray:
        target[:] = fresh
    elif kind in (*_DICTS, set, deque):
        target.clear()
        target.extend(fresh) if kind is deque else target.update(fresh)
    elif kind in (io.StringIO, io.BytesIO):
        target.seek(0)
        target.truncate()
        target.write(fresh.getvalue())
        target.seek(fresh.tell())
    else:
        return _apply_of_library(target, fresh)
    return None


def _apply_of_library(target: Any, fresh: Any) -> str | None:
    library, kind = type(target).__module__.partition(".")[0], type(target)
    if library == "pandas" and kind.__name__ in ("DataFrame", "Series"):
        kind.__init__(target, fresh)  # the one public way to give a frame new content in place
        return None
    if kind.__name__ in ("Generator", "RandomState"):
        from aicourse.grading.isolation.generators import generator_state, set_generator_state

        set_generator_state(target, generator_state(fresh))
        return None
    if kind.__name__ not in ("ndarray", "Tensor", "Parameter"):
        raise ProtocolError("a message that changes what does not change")
    if target.shape != fresh.shape or target.dtype != fresh.dtype:
        return f"the shape of an argument was changed in place, from {target.shape}"
    if kind.__name__ == "ndarray":
        target[...] = fresh
    else:
        target.detach().copy_(fresh.detach())
    return None
