"""What a test cell may count on when the student's names live in another process."""

import pytest
from isolation_pair import run_cell, student

from aicourse.grading.isolation.codec import OpaqueError
from aicourse.grading.isolation.tester import run_test
from aicourse.grading.outcome import Part, parts


def test_names_are_the_tests_own_then_pinned_then_builtins_then_the_students() -> None:
    source = "own = pinned = sum = students = 'student'"
    cell = """
own = 'test'
assert (own, pinned, students) == ('test', 'locked', 'student')
assert sum([1]) == 1
"""
    assert run_cell(source, cell, pinned="pinned = 'locked'").completed


def test_names_of_the_test_stay_for_later_cells_and_the_students_do_not() -> None:
    namespace: dict[str, object] = {}
    with student("x = 1") as link:
        assert run_test(parts("y = x + 1"), namespace, link).completed
        assert "x" not in namespace
        assert run_test(parts("assert y == 2 and x == 1"), namespace, link).completed


def test_a_later_cell_sees_no_object_of_an_earlier_process() -> None:
    namespace: dict[str, object] = {}
    source = "class Model:\n    size = 3"
    with student(source) as link:
        assert run_test(parts("kept = Model()\nassert kept.size == 3"), namespace, link).completed
    with student(source) as link:
        assert not run_test(parts("kept.size"), namespace, link).completed
        assert run_test(parts("assert Model().size == 3"), namespace, link).completed


def test_a_name_that_held_an_object_of_an_earlier_process_can_be_bound_again() -> None:
    pinned: dict[str, object] = {}
    for cell in ("s = Stack()", "for s in (1, 2):\n    total = [t for t in (s, s)]\nassert s == 2"):
        with student("class Stack:\n    pass") as link:
            result = run_test(parts(cell), pinned, link)
        assert result.completed, (result.error, result.message)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("f(2)\n", "4"),
        ("0.5", "0.5"),
        ("True", "True"),
        ("0.5;", None),
        ("f", None),
        ("'text'", None),
        ("x = 1", None),
        ("1\n### BEGIN HIDDEN TESTS\n2\n### END HIDDEN TESTS", "2"),
        ("1\n### BEGIN HIDDEN TESTS\nx = 2\n### END HIDDEN TESTS", None),
    ],
)
def test_a_number_at_the_end_is_part_marks(cell: str, value: str | None) -> None:
    result = run_cell("f = lambda x: 2 * x", cell)
    assert (result.completed, result.value) == (True, value)


def test_a_cell_that_does_not_reach_its_end_has_no_value_and_is_not_complete() -> None:
    for cell in ("raise SystemExit(0)\n1", "import sys\nsys.exit()", "f()\n1", "assert f\n1 / 0"):
        result = run_cell("def f(): raise SystemExit(0)", cell)
        assert not result.completed
        assert result.value is None


def test_magics_are_translated_where_ipython_knows_them() -> None:
    pinned = "class Shell:\n    run_line_magic = staticmethod(lambda *a: a)\nget_ipython = Shell"
    assert run_cell("x = 1", "%precision 3\nassert x == 1", pinned=pinned).completed
    result = run_cell("x = 1", "x = 1\nassert = 2")
    assert (result.error, result.by_student, result.line) == ("SyntaxError", False, 2)


def test_output_is_kept_up_to_a_limit() -> None:
    with student("x = 'é' * 1000") as link:
        result = run_test(
            [Part("print(x)\ndisplay(x)\nimport sys\nsys.stderr.write(x)\nNone", False)],
            {},
            link,
            100,
        )
    assert result.completed
    assert 0 < len(result.stdout) <= 100
    assert 0 < len(result.stderr) <= 100
    assert 0 < len(result.displays[0]) <= 100


def test_a_reference_says_what_the_author_can_do() -> None:
    result = run_cell("class Vector: pass\nv = Vector()", "assert v == (1, 2)")
    assert result.refused
    assert "this Vector is an object of the student's process" in result.message
    assert "must run in the student's kernel" in result.message
    for expression in ("v + 1", "v < 1", "bool(v)", "{v}", "-v", "v @ v", "not v"):
        assert run_cell("class Vector: pass\nv = Vector()", expression).refused, expression


def test_a_test_cannot_derive_from_a_class_of_the_student() -> None:
    assert run_cell("class Shape: pass", "class Square(Shape): pass").refused


def test_an_argument_resized_in_place_is_told() -> None:
    result = run_cell("def f(x): x.shape = (2, 2)", "import numpy as np\nf(np.zeros(4))")
    assert result.refused
    assert "shape of an argument" in result.message


def test_a_read_only_argument_stays_so() -> None:
    cell = "import numpy as np\nx = np.zeros(2)\nx.flags.writeable = False\nf(x)"
    result = run_cell("def f(x): x[0] = 1", cell)
    assert (result.error, result.by_student) == ("ValueError", True)


IN_PLACE = """
import numpy as np, random
def nested(d): d["a"][0].append(3); d["b"] = d["a"]
def aliased(x, y): x[0] = 5; return y[0]
def view(x): x[0] = 7; return x[1:][::-1]
def transposed(x): return x.T
def windows(x):
    shape = (len(x) - 2, 3)
    return np.lib.stride_tricks.as_strided(x[::-1], shape, 2 * x[::-1].strides, writeable=False)
def rename(frame): frame.rename(columns={"a": "z"}, inplace=True)
def drop(frame): frame.drop(frame.index[0], inplace=True)
def label(series): series.name = "new"; series.iloc[0] = 9
def write(out): out.write("text")
def clear(s, d, b): s.clear(); d.append(1); b.extend(b"x")
def callback(f, items): items.append(1); f(); items.append(2)
def hidden(x): x[0][1] = lambda: 1
def look(x): return len(x)
"""


CHANGES = """
# %% containers within containers
inner = [1]
d = {'a': [inner]}
nested(d)
assert inner == [1, 3] and d['b'] is d['a'] and d['a'][0] is inner

# %% one array passed twice
x = np.zeros(2)
assert aliased(x, x) == 5 and x[0] == 5

# %% a view of the argument comes back as its view
x = np.arange(4.0)
v = view(x)
assert v.tolist() == [3, 2, 1] and x[0] == 7
v[0] = 0
assert x[3] == 0

# %% a transposed argument
x = np.arange(6).reshape(2, 3)
t = transposed(x)
assert np.shares_memory(t, x) and (t == x.T).all()

# %% a view by as_strided, read-only
x = np.arange(5.0)
w = windows(x)
assert w.tolist() == [[4, 3, 2], [3, 2, 1], [2, 1, 0]]
assert np.shares_memory(w, x) and not w.flags.writeable
x[2] = 9
assert w[0, 2] == w[1, 1] == w[2, 0] == 9

# %% Fortran order
x = np.asfortranarray(np.arange(6).reshape(2, 3))
assert (transposed(x) == x.T).all()

# %% an argument that is not contiguous
x = np.arange(10)[::2]
assert (view(x) == [8, 6, 4, 2]).all() and x[0] == 7

# %% a frame
f = pd.DataFrame({'a': [1, 2]})
same = f
rename(f)
assert list(same.columns) == ['z']
drop(f)
assert len(same) == 1

# %% a frame with a column that is called as an attribute of a series
f = pd.DataFrame({'name': ['x', 'y']})
assert look(f) == 2
drop(f)
assert f['name'].tolist() == ['y']

# %% a series
s = pd.Series([1, 2], name='old')
label(s)
assert s.name == 'new' and s.tolist() == [9, 2]

# %% a text buffer
out = io.StringIO()
write(out)
write(out)
assert out.getvalue() == 'texttext'

# %% set, deque, bytearray
s, d, b = {1}, collections.deque(), bytearray()
clear(s, d, b)
assert (s, list(d), b) == (set(), [1], b'x')

# %% as it is when a function of the test is called
items, seen = [], []
callback(lambda: seen.append(list(items)), items)
assert (seen, items) == ([[1]], [1, 2])

# %% with a function of the student in it
x = [[0, 0]]
hidden(x)
assert x[0][1]() == 1
"""
CHANGE_CELLS = dict(part.split("\n", 1) for part in CHANGES.split("# %% ")[1:])


@pytest.mark.parametrize("cell", CHANGE_CELLS.values(), ids=CHANGE_CELLS.keys())
def test_changes_in_place_reach_the_tests_own_objects(cell: str) -> None:
    pinned = "import io, collections\nimport numpy as np\nimport pandas as pd"
    result = run_cell(IN_PLACE, cell, pinned)
    assert result.completed, result


def test_tensors_change_in_place() -> None:
    torch = pytest.importorskip("torch")
    with student("def f(t): t.mul_(2); return t") as link:
        tensor = torch.ones(2)
        assert link.fetch(["f"])["f"](tensor) is tensor
        assert tensor.tolist() == [2, 2]


def test_an_unchanged_global_keeps_what_the_test_did_to_its_copy() -> None:
    cell = "items.append(3)\nf()\nassert items == [1, 2, 3]\ng()\nassert items == [1, 2, 0]"
    source = "items = [1, 2]\ndef f(): pass\ndef g(): items.append(0)"
    assert run_cell(source, cell).completed


def test_the_students_process_learns_of_global_generators_only_what_the_test_seeds() -> None:
    cell = "import numpy as np\nnp.random.random()\na = f()\nassert a != np.random.random()"
    assert run_cell("import numpy as np\nf = np.random.random", cell).completed


def test_an_object_of_another_student_cannot_be_passed() -> None:
    with student("class A: pass\na = A()") as one, student("f = id") as other:
        a = one.fetch(["a"])["a"]
        f = other.fetch(["f"])["f"]
        with pytest.raises(OpaqueError, match="earlier test cell"):
            f(a)
