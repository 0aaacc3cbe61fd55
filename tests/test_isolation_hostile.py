"""Code that attacks the tester: each attack ends in the right refusal, and none in points."""

import contextlib
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from isolation_pair import forked, run_cell, student
from sklearn.pipeline import Pipeline

from aicourse.grading.isolation.codec import OpaqueError
from aicourse.grading.isolation.faults import origin_of
from aicourse.grading.isolation.link import Link
from aicourse.grading.isolation.tester import TestResult, run_test
from aicourse.grading.isolation.wire import (
    Bounds,
    ClosedError,
    Connection,
    DeadlineError,
    LinkError,
    ProtocolError,
)
from aicourse.grading.outcome import Part, parts

PINNED = """
import math, copy, unittest
import numpy as np
import pandas as pd
import pytest
frame = pd.DataFrame({"a": [1.0, 2.0]})
expected = np.array([1.0, 2.0])
"""

ALIKE = '''
import builtins
import numpy as np
import pandas as pd

class Yes:
    """Agrees with whatever is asked."""
    def yes(self, *args, **kwargs):
        return True
    def same(self, *args, **kwargs):
        return self
    def other(self, *args, **kwargs):
        return args[-1]
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __contains__ = yes
    __add__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __abs__ = __neg__ = __round__ = same
    __array_ufunc__ = __array_function__ = __torch_function__ = yes
    __array_priority__ = 1e9
    equals = all = any = isclose = yes
    def __hash__(self):
        return 0
    def __float__(self):
        return 0.0
    def __array__(self, *args, **kwargs):
        return np.zeros(2)

def mixed(base, *args, **kwargs):
    namespace = {k: v for k, v in vars(Yes).items() if k not in ("__dict__", "__weakref__")}
    return type("Yes", (base,), namespace)

MADE = {
    "object": lambda: Yes(),
    "ndarray": lambda: np.zeros(2).view(mixed(np.ndarray)),
    "DataFrame": lambda: mixed(pd.DataFrame)({"a": [0.0, 0.0]}),
    "Series": lambda: mixed(pd.Series)([0.0, 0.0]),
    "list": lambda: mixed(list)([0.0, 0.0]),
    "dict": lambda: mixed(dict)(a=0),
    "float": lambda: mixed(float)(0.0),
    "int": lambda: mixed(int)(0),
    "str": lambda: mixed(str)("no"),
    "list of them": lambda: [Yes(), Yes()],
    "array of them": lambda: np.array([Yes(), Yes()], dtype=object),
    "frame of them": lambda: pd.DataFrame({"a": [Yes(), Yes()]}, dtype=object),
    "series of them": lambda: pd.Series([Yes(), Yes()], name="a"),
    "dict of them": lambda: {"a": Yes()},
}
'''

OF_VALUE = [
    "assert f() == 3",
    "assert 3 == f()",
    "assert not f() != 3",
    "assert f() < 4",
    "assert abs(f() - 3) < 1e-9",
    "assert abs(3 - f()) < 1e-9",
    "assert math.isclose(f(), 3)",
    "assert round(f(), 3) == 3",
    "assert [3, 3] == [f(), f()]",
    "assert {'a': 1} == {'a': f()}",
    "assert f() in [1, 2]",
    "assert 'x' in {f(): 1}",
    "assert f() == pytest.approx(3)",
    "assert pytest.approx(3) == f()",
    "assert expected.tolist() == f()",
    "assert (f() == expected).all()",
    "assert (expected == f()).all()",
    "assert np.all(f() == expected)",
    "assert np.allclose(f(), expected)",
    "assert np.allclose(expected, f())",
    "assert np.array_equal(f(), expected)",
    "assert np.abs(np.asarray(f()) - expected).max() < 1e-9",
    "assert np.linalg.norm(f() - expected) < 1e-9",
    "assert np.isclose(f(), 3).all()",
    "np.testing.assert_equal(f(), 3)",
    "np.testing.assert_allclose(f(), expected)",
    "np.testing.assert_array_equal(expected, f())",
    "np.testing.assert_almost_equal(f(), 3)",
    "pd.testing.assert_frame_equal(f(), frame)",
    "pd.testing.assert_frame_equal(frame, f(), check_like=True)",
    "pd.testing.assert_series_equal(f(), frame['a'])",
    "assert frame.equals(f())",
    "assert (frame['a'] == f()).all()",
    "assert pd.Series([3, 3]).isin([f()]).all()",
    "unittest.TestCase().assertEqual(f(), 3)",
    "unittest.TestCase().assertEqual(3, f())",
    "unittest.TestCase().assertAlmostEqual(f(), 3)",
    "unittest.TestCase().assertCountEqual([1, 2], f())",
]


OF_TYPE_AND_TRUTH = [
    "assert f()",
    "assert isinstance(f(), np.ndarray) and True",
    "assert isinstance(f(), (pd.DataFrame, int, float, str, list, dict))",
    "unittest.TestCase().assertTrue(f())",
]
KINDS = ["object", "ndarray", "DataFrame", "Series", "list", "dict", "float", "int", "str"]
HOLDERS = ["list of them", "array of them", "frame of them", "series of them", "dict of them"]


def won(kind: str, cells: list[str]) -> list[str]:
    namespace: dict[str, Any] = {}
    exec(PINNED, namespace)
    with student(f"{ALIKE}\nf = lambda: MADE[{kind!r}]()") as link:
        return [c for c in cells if run_test([Part(c, False)], namespace, link).completed]


@pytest.mark.parametrize("kind", KINDS)
def test_what_equals_everything_passes_nothing(kind: str) -> None:
    assert won(kind, OF_VALUE + OF_TYPE_AND_TRUTH) == []


@pytest.mark.parametrize("kind", HOLDERS)
def test_a_container_of_what_equals_everything_equals_nothing(kind: str) -> None:
    assert won(kind, OF_VALUE) == []


HONEST = """
import numpy as np, pandas as pd
answers = [
    3, 1, True, 0.5, [1.0, 2.0], [1, 2], {"a": 1}, np.array([1.0, 2.0]), np.array([3.0]),
    pd.DataFrame({"a": [1.0, 2.0]}), pd.Series([1.0, 2.0], name="a"), "x",
]
"""


def test_each_of_those_assertions_is_passed_by_some_honest_answer() -> None:
    namespace: dict[str, Any] = {}
    exec(PINNED, namespace)
    left = set(OF_VALUE + OF_TYPE_AND_TRUTH)
    with student(HONEST) as link:
        for index in range(12):
            for cell in sorted(left):
                run = Part(cell.replace("f()", f"answers[{index}]"), False)
                if run_test([run], namespace, link).completed:
                    left.remove(cell)
    assert left == set()


def test_a_tensor_that_equals_everything_passes_nothing() -> None:
    torch = pytest.importorskip("torch")
    made = f"{ALIKE}\nimport torch\nf = lambda: torch.zeros(2).as_subclass(mixed(torch.Tensor))"
    cells = [
        "assert torch.equal(f(), want)",
        "assert torch.allclose(f(), want)",
        "assert torch.allclose(want, f())",
        "assert (f() == want).all()",
        "assert (want == f()).all()",
        "torch.testing.assert_close(f(), want)",
        "assert (want - f()).abs().max() < 1e-9",
        "assert isinstance(f(), torch.Tensor)",
    ]
    with student(made) as link:
        namespace = {"torch": torch, "want": torch.ones(2)}
        passed = [c for c in cells if run_test([Part(c, False)], namespace, link).completed]
    assert passed == []


def test_a_container_that_holds_everything_holds_what_it_shows() -> None:
    liar = "class Bag(list):\n    def __contains__(self, x): return True\nf = lambda: Bag([1, 2])"
    assert run_cell(liar, "assert 2 in f()").completed
    assert not run_cell(liar, "assert 3 in f()").completed


def test_a_context_of_the_student_swallows_no_failed_assertion() -> None:
    liar = """
class Quiet:
    def __enter__(self): return self
    def __exit__(self, *error): return True
"""
    assert run_cell(liar, "with Quiet():\n    raise KeyError").completed
    assert not run_cell(liar, "with Quiet():\n    assert 1 == 2").completed
    assert not run_cell(liar, "with Quiet() as q:\n    assert q == 2").completed


def test_a_claimed_library_class_lends_none_of_its_code() -> None:
    names = ("__main__", "Model"), ("sklearn.pipeline", "Pipeline"), ("builtins", "object")
    value = ["globals", [["m", ["ref", 0, description(*names)]]]]
    with forked(answering({"value": value})) as link:
        model = link.fetch(["m"])["m"]
        assert isinstance(model, Pipeline)
        with pytest.raises(OpaqueError, match="__len__"):
            len(model)
        with pytest.raises(OpaqueError, match="__getitem__"):
            model[0]


def test_a_false_ancestry_wins_isinstance_and_nothing_else() -> None:
    liar = """
from sklearn.base import BaseEstimator
from sklearn.linear_model import LinearRegression
import numpy as np, pandas as pd
class Liar(type):
    def mro(cls):
        return [cls, LinearRegression, BaseEstimator, object]
class Model(metaclass=Liar):
    __eq__ = lambda self, other: True
    fit = lambda self, X, y: self
class Lies:
    __class__ = property(lambda self: pd.DataFrame)
"""
    assert run_cell(
        liar,
        "from sklearn.base import BaseEstimator\nassert isinstance(Model(), BaseEstimator)\n"
        "import pandas as pd\nassert not isinstance(Lies(), pd.DataFrame)",
    ).completed
    assert run_cell(liar, "assert Model() == 3").refused


CLAIMED = [
    "numpy.ndarray",
    "pandas.core.frame.DataFrame",
    "builtins.int",
    "builtins.list",
    "builtins.type",
    "builtins.BaseException",
    "collections.Counter",
    "os._Environ",
]


@pytest.mark.parametrize("name", CLAIMED)
def test_a_forged_description_claims_no_data_class(name: str) -> None:
    module, _, kind = name.rpartition(".")
    link_value = [["Model", ["ref", 0, [[["__main__", "Model", 1], [module, kind, 2]], []]]]]
    with (
        forked(answering({"value": ["globals", link_value]})) as link,
        contextlib.suppress(LinkError),
    ):
        value = link.fetch(["Model"])["Model"]
        for data in (np.ndarray, pd.DataFrame, int, list, type, BaseException, dict, os._Environ):
            assert not isinstance(value, data)


def test_functions_that_would_harm_the_tester_run_in_the_students_process() -> None:
    with student(
        "import os\nf, g, h = eval, exec, os.getpid\nimport numpy as np\nk = np.save"
    ) as link:
        names = link.fetch(["f", "g", "h", "k"])
        assert names["h"]() != os.getpid()
        assert names["f"]("__import__('os').getpid()") == names["h"]()
        assert names["f"] is not eval
        assert names["k"] is not np.save


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    trap = tmp_path / "sprung"
    source = f"""
import os
class Trap:
    def __reduce__(self):
        return os.mkdir, ({str(trap)!r},)
f = lambda: [Trap()]
"""
    result = run_cell(
        source, "import pickle, copy\nx = f()\ny = x[0]\nassert y is x[0]\npickle.dumps(y)"
    )
    assert (result.error, result.line) == ("OpaqueError", 5)
    assert not trap.exists()


def test_a_function_of_the_test_shows_nothing_of_the_test() -> None:
    spy = """
def f(function):
    cells = [cell.cell_contents for cell in function.__closure__]
    return "hidden" in repr([function.__globals__.keys(), dir(function), cells])
"""
    assert run_cell(spy, "hidden = 'hidden answer'\nassert f(lambda x: hidden) is False").completed


def test_no_other_object_of_the_test_can_be_passed() -> None:
    cell = "class Oracle:\n    answer = 42\nf(Oracle())"
    result = run_cell("def f(oracle): return oracle.answer", cell)
    assert (result.error, result.refused, result.by_student) == ("OpaqueError", True, False)


def test_an_exception_of_the_student_is_told_from_one_of_the_test() -> None:
    source = "def f():\n    assert False, 'mine'"
    failed = run_cell(source, "f()")
    assert (failed.error, failed.message, failed.by_student) == ("AssertionError", "mine", True)
    assert failed.origin is not None
    assert (failed.origin.file, failed.origin.line) == ("<student cell>", 2)
    assert not run_cell(source, "assert f is None").by_student


@pytest.mark.parametrize("kind", ["KeyboardInterrupt", "SystemExit", "GeneratorExit"])
def test_an_exit_is_an_ordinary_failure(kind: str) -> None:
    result = run_cell(f"def f():\n    raise {kind}", "x = 1\nf()")
    assert (result.completed, result.error, result.by_student) == (False, kind, True)


HOSTILE_OBJECTS = """
class Loop:
    def __getattr__(self, name):
        return getattr(self, name + "x")
class Raises:
    @property
    def x(self):
        raise SystemExit("no")
    def __repr__(self):
        raise KeyboardInterrupt
    def __len__(self):
        return -1
class Silent(Exception):
    def __str__(self):
        raise RuntimeError
    args = property(lambda self: 1 / 0)
class Meta(type):
    __module__ = __mro__ = __dict__ = property(lambda cls: 1 / 0)
    def __instancecheck__(cls, x):
        raise MemoryError
class Nameless(metaclass=Meta):
    pass
Nameless.__name__ = "x" * 400
def silent():
    raise Silent
def deep():
    x = []
    for _ in range(500):
        x = [x]
    return x
def endless(n=0):
    return endless(n + 1)
ok = lambda: "still here"
"""


@pytest.mark.parametrize(
    ("expression", "error"),
    [
        ("Loop().y", "RecursionError"),
        ("Raises().x", "SystemExit"),
        ("repr(Raises())", "KeyboardInterrupt"),
        ("len(Raises())", "ValueError"),
        ("silent()", "Silent"),
        ("Nameless().x", "AttributeError"),
        ("deep()", "OpaqueError"),
        ("endless()", "RecursionError"),
        ("Loop()[0]", "TypeError"),
    ],
)
def test_an_object_that_misbehaves_spoils_one_answer(expression: str, error: str) -> None:
    cell = f"try:\n    {expression}\nexcept BaseException as e:\n    kind = type(e).__name__"
    result = run_cell(
        HOSTILE_OBJECTS, f"{cell}\nassert ok() == 'still here'\nassert kind == {error!r}, kind"
    )
    assert result.completed, result


def test_cyclic_data_ends_in_an_error_not_in_a_crash() -> None:
    cell = "x = f()\nassert x[0] is x\ny = []\ny.append(y)\nassert x == y"
    result = run_cell("def f():\n    x = []\n    x.append(x)\n    return x", cell)
    assert (result.error, result.line) == ("RecursionError", 5)


# A process that does not speak as it should


def answering(
    *answers: dict[str, Any], then: Callable[[], None] = lambda: None
) -> Callable[[socket.socket], None]:
    """Return the side of a process that answers one request with these messages."""

    def side(sock: socket.socket) -> None:
        connection = Connection(sock)
        connection.receive()
        for answer in answers:
            whole = {"answer": 1, "changed": [], "printed": "", "drawn": [], **answer}
            connection.send({k: v for k, v in whole.items() if v is not ...}, [])
        then()
        time.sleep(60)

    return side


def raw(data: bytes) -> Callable[[socket.socket], None]:
    def side(sock: socket.socket) -> None:
        sock.recv(1)
        sock.sendall(data)
        sock.shutdown(socket.SHUT_WR)
        time.sleep(60)

    return side


def description(*names: tuple[str, str]) -> Any:
    return [[[module, name, number] for number, (module, name) in enumerate(names)], []]


FORGED: dict[str, dict[str, Any]] = {
    "another request": {"answer": 7},
    "a request by name": {"answer": "1"},
    "no changes": {"changed": ...},
    "a name not asked for": {"value": ["globals", [["os", 1]]]},
    "no names at all": {"value": 1},
    "a function never passed": {"value": ["yours", 0]},
    "an argument never passed": {"value": ["arg", 1, 999]},
    "an argument of no request": {"value": ["arg", 99, 0]},
    "a negative number": {"value": ["arg", 1, -1]},
    "a view of nothing": {"value": ["view", 1, 0, 0, [1], [8], True]},
    "an exception never raised": {
        "error": [
            "error",
            description(("builtins", "ValueError")),
            0,
            [],
            "",
            ["", 0, "", ""],
            3,
            None,
        ]
    },
    "an error that is none": {"error": 3},
    "an error of no exception class": {
        "error": ["error", description(("builtins", "int")), 0, [], "", ["", 0, "", ""], None, None]
    },
    "a class of the system": {"value": ["class", "subprocess", "Popen"]},
    "a function for a class": {"value": ["class", "builtins", "eval"]},
    "a class with a dotted path": {"value": ["class", "numpy", "lib.npyio.NpzFile"]},
    "a reference without a class": {"value": ["ref", 0, [[], []]]},
    "a reference by name": {"value": ["ref", "0", description(("a", "b"))]},
    "an endless ancestry": {"value": ["ref", 0, description(*[("a", "b")] * 1000)]},
    "a change of what was not passed": {"changed": [[1, 77, ["list", []]]]},
    "a change of type": {"changed": [[1, 0, ["dict", [], []]]]},
    "a tag of the other direction": {"value": ["named", "os", "system"]},
    "a call of a function never passed": {"answer": ..., "call": 0, "args": [], "kwargs": []},
    "a call by name": {"answer": ..., "call": "system", "args": ["ls"], "kwargs": []},
}


@pytest.mark.parametrize("answer", FORGED.values(), ids=FORGED.keys())
def test_forged_answers_end_the_link(answer: dict[str, Any]) -> None:
    with forked(answering(answer)) as link:
        with pytest.raises(ProtocolError):
            link.fetch(["f"])
        assert isinstance(link.failure, ProtocolError)
        with pytest.raises(ProtocolError):
            link.fetch(["f"])


FRAMES = {
    "another protocol": b"HTTP/1.1 200 OK\r\n\r\n",
    "a tree of 4 GiB": b"aic1\xff\xff\xff\xff\x00\x00\x00\x00",
    "too many buffers": b"aic1\x02\x00\x00\x00\xff\xff\xff\x7f",
    "a buffer of 2**60 bytes": b"aic1\x02\x00\x00\x00\x01\x00\x00\x00"
    + (1 << 60).to_bytes(8, "little")
    + b"{}",
    "no JSON": b"aic1\x02\x00\x00\x00\x00\x00\x00\x00{]",
    "no ASCII": b"aic1\x02\x00\x00\x00\x00\x00\x00\x00\xff\xff",
    "a list": b"aic1\x02\x00\x00\x00\x00\x00\x00\x00[]",
    "a number": b"aic1\x01\x00\x00\x00\x00\x00\x00\x001",
    "JSON without end": b"aic1\x40\x0d\x03\x00\x00\x00\x00\x00" + b"[" * 200_000,
    "a number without end": b"aic1\x40\x0d\x03\x00\x00\x00\x00\x00" + b"9" * 200_000,
}


@pytest.mark.parametrize("data", FRAMES.values(), ids=FRAMES.keys())
def test_malformed_frames_end_the_link(data: bytes) -> None:
    with forked(raw(data)) as link, pytest.raises(ProtocolError):
        link.fetch(["f"])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.booleans())
def test_any_bytes_end_the_link_or_are_an_answer(data: bytes, framed: bool) -> None:
    here, there = socket.socketpair()
    with here, there:
        head = b"aic1" + len(data).to_bytes(4, "little") + bytes(4)
        there.sendall(head + data if framed else data)
        there.shutdown(socket.SHUT_WR)
        with pytest.raises(LinkError):
            Link(here).fetch(["f"])


def test_a_second_answer_is_not_taken_for_the_next() -> None:
    twice = {"value": ["globals", []]}
    with forked(answering(twice, twice)) as link:
        assert link.fetch(["f"]) == {}
        with pytest.raises(ProtocolError, match="another request"):
            link.fetch(["f"])


def test_a_process_that_never_answers_misses_the_deadline_whatever_the_test_catches() -> None:
    with forked(lambda _: time.sleep(60)) as link:
        link.deadline = time.monotonic() + 0.3
        cell = "try:\n    f()\nexcept Exception:\n    pass\nassert True"
        result = run_test(parts(cell), {}, link)
    assert (result.completed, result.error, result.by_student) == (False, "DeadlineError", True)


def test_a_process_that_never_stops_answering_misses_the_deadline() -> None:
    def side(sock: socket.socket) -> None:
        connection = Connection(sock)
        connection.receive()
        while True:
            connection.send({"call": 0, "args": [1], "kwargs": [], "changed": []}, [])
            connection.receive()

    with student("def f(g):\n    while True:\n        g(1)") as link:
        f = link.fetch(["f"])["f"]
        link.deadline = time.monotonic() + 0.5
        with pytest.raises(DeadlineError):
            f(lambda x: x)


def test_a_process_that_takes_nothing_misses_the_deadline() -> None:
    with forked(lambda _: time.sleep(60)) as link:
        link.deadline = time.monotonic() + 0.3
        with pytest.raises(DeadlineError):
            link.ask("__call__", 0, np.zeros(10_000_000))


def test_a_process_that_ends_midway_is_lost() -> None:
    result = run_cell(
        "import os\ndef f(): os._exit(0)", "try:\n    f()\nexcept Exception:\n    pass"
    )
    assert (result.completed, result.error, result.by_student) == (False, "ClosedError", True)
    with forked(raw(b"aic1\x02\x00")) as link, pytest.raises(ClosedError):
        link.fetch(["f"])


def test_an_answer_larger_than_allowed_is_refused_on_either_side() -> None:
    small = Bounds(buffer_bytes=1000)
    with student("import numpy as np\nf = lambda: np.zeros(1000)\ng = lambda x: x", small) as link:
        f = link.fetch(["f"])["f"]
        with pytest.raises(ProtocolError, match="larger"):
            f()
    with student("f = len", small) as link:
        f = link.fetch(["f"])["f"]
        with pytest.raises(ValueError, match="too large"):
            f(np.zeros(1000))
        assert f([1]) == 1


def test_calls_back_and_forth_end() -> None:
    source = "def f(g):\n    return g(g)"
    result = run_cell(source, "def g(h):\n    return f(h)\nf(g)")
    assert result.error == "RecursionError"
    assert not result.completed


@contextlib.contextmanager
def calling_back(message: dict[str, Any]) -> Iterator[Link]:
    """Serve a function that, when called, forges a call of the test's function."""

    def side(sock: socket.socket) -> None:
        connection = Connection(sock)
        connection.receive()
        ref = ["ref", 0, [[["builtins", "function", 1]], ["__call__"]]]
        answer = {"answer": 1, "changed": [], "printed": "", "drawn": []}
        connection.send({**answer, "value": ["globals", [["f", ref]]]}, [])
        connection.receive()
        connection.send({"args": [], "kwargs": [], "changed": [], **message}, [])
        time.sleep(60)

    with forked(side) as link:
        yield link


@pytest.mark.parametrize(
    "message",
    [
        {"call": 1},
        {"call": -1},
        {"call": True},
        {"call": 0, "args": [["arg", 2, 50]]},
        {"call": 0, "kwargs": [[]]},
        {"call": 0, "changed": [[2, 0, ["list", [["arg", 1, 0]]]]]},
        {"call": 0, "args": [["view", 2, 0, 8, [9], [8], True]]},
        {"call": 0, "args": [["view", 2, 0, -8, [1], [8], True]]},
        {"call": 0, "args": [["view", 2, 0, 0, [2], [1 << 40], True]]},
    ],
)
def test_forged_calls_back_end_the_link(message: dict[str, Any]) -> None:
    called: list[Any] = []
    with calling_back(message) as link:
        f = link.fetch(["f"])["f"]
        with pytest.raises(ProtocolError):
            f(np.zeros(2), called.append)
    assert called == []


def test_a_failed_test_stays_failed_for_the_student_who_raises_its_assertion() -> None:
    source = (
        "def f(check):\n    try:\n        check(1)\n    except AssertionError:\n        return 2"
    )
    cell = "def check(x):\n    assert x == 2, 'hidden'\nassert f(check) is None"
    assert not run_cell(source, cell).completed


def test_an_origin_cannot_be_forged_away() -> None:
    source = "def f():\n    e = AssertionError('x')\n    e.student_origin = None\n    raise e"
    with student(source) as link:
        f = link.fetch(["f"])["f"]
        with pytest.raises(AssertionError) as info:
            f()
    assert origin_of(info.value) is not None


def test_what_a_failed_test_leaves_is_told() -> None:
    hidden = "### BEGIN HIDDEN TESTS\nassert f() == 2\n### END HIDDEN TESTS"
    cell = f"print('seen')\nassert f() == 1\n{hidden}"
    result: TestResult = run_cell("f = lambda: 1", cell)
    assert (result.finished_parts, result.hidden, result.part, result.line) == (1, True, 1, 1)
    assert result.stdout == "seen\n"
