"""Honest work: what an instructor pins, what a student hands in, and test cells of many kinds."""

PINNED = """
import math, inspect, itertools, collections, unittest, types, copy, io, contextlib, dataclasses
import ipywidgets as widgets
import numpy as np
import pandas as pd
import pytest
import sklearn
from collections import Counter
from sklearn.base import BaseEstimator
from sklearn.linear_model import LinearRegression
from unittest import TestCase

def reference(x):
    return np.asarray(x) * 2

def check_double(x):
    np.testing.assert_allclose(double(x), reference(x))
"""

STUDENT = '''
import collections, collections.abc, functools, math, random
from dataclasses import dataclass
import ipywidgets as widgets
import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.linear_model import LogisticRegression, LinearRegression

def double(x):
    """Twice x."""
    return x * 2

def factorial(n: int) -> int:
    if n < 0:
        raise ValueError("n must not be negative")
    return 1 if n == 0 else n * factorial(n - 1)

def scale(matrix, by=2.0, *, center=False):
    return (matrix - matrix.mean(axis=0) if center else matrix) * by

def clip_in_place(x):
    x[x < 0] = 0

def sort_in_place(items):
    for i in range(len(items)):
        for j in range(len(items) - 1 - i):
            if items[j] > items[j + 1]:
                items[j], items[j + 1] = items[j + 1], items[j]

def fill(frame):
    result = frame.copy()
    result["a"] = result["a"].fillna(result["a"].mean())
    return result

def add_column(frame):
    frame["total"] = frame.sum(axis=1)

def numerical_gradient(f, x, h=1e-6):
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + h
        above = f(x)
        x[i] = kept - h
        below = f(x)
        x[i] = kept
        gradient[i] = (above - below) / (2 * h)
    return gradient

def compose(*functions):
    def composed(x):
        for function in reversed(functions):
            x = function(x)
        return x
    return composed

def counted(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return function(*args, **kwargs)
    wrapper.calls = 0
    return wrapper

def retry(function, times):
    for attempt in range(times):
        try:
            return function()
        except ValueError:
            if attempt == times - 1:
                raise

def primes():
    n = 2
    while True:
        if all(n % d for d in range(2, int(n ** 0.5) + 1)):
            yield n
        n += 1

def mean_of(numbers):
    total = count = 0
    for number in numbers:
        total, count = total + number, count + 1
    return total / count

def counter():
    count = 0
    def step():
        nonlocal count
        count += 1
        return count
    return step

class Stack:
    """Last in, first out."""
    def __init__(self):
        self._items = []
    def push(self, item):
        self._items.append(item)
    def pop(self):
        if not self._items:
            raise IndexError("pop from an empty stack")
        return self._items.pop()
    def __len__(self):
        return len(self._items)
    def __iter__(self):
        return iter(reversed(self._items))
    def __contains__(self, item):
        return item in self._items
    def __repr__(self):
        return f"Stack({self._items!r})"
    @property
    def top(self):
        return self._items[-1]
    @classmethod
    def of(cls, *items):
        made = cls()
        for item in items:
            made.push(item)
        return made
    @staticmethod
    def kind():
        return "LIFO"

class Shape:
    def area(self):
        raise NotImplementedError

class Square(Shape):
    def __init__(self, side):
        self.side = side
    def area(self):
        return self.side ** 2

class Overdrawn(Exception):
    def __init__(self, balance, amount):
        super().__init__(f"{amount} of {balance}")
        self.balance = balance

class TooMuch(Overdrawn):
    pass

class Account:
    def __init__(self, balance=0):
        self.balance = balance
    def withdraw(self, amount):
        if amount > 10 * self.balance:
            raise TooMuch(self.balance, amount)
        if amount > self.balance:
            raise Overdrawn(self.balance, amount)
        self.balance -= amount

class Timer:
    def __enter__(self):
        self.inside = True
        return self
    def __exit__(self, kind, error, trace):
        self.inside = False
        return kind is KeyError

@dataclass
class Point:
    x: float
    y: float = 0.0

Pair = collections.namedtuple("Pair", "left right")

class Node:
    def __init__(self, value, next=None):
        self.value, self.next = value, next

def linked(values):
    head = None
    for value in reversed(values):
        head = Node(value, head)
    return head

class Majority(ClassifierMixin, BaseEstimator):
    def __init__(self, weight=1.0):
        self.weight = weight
    def fit(self, X, y):
        self.classes_, counts = np.unique(y, return_counts=True)
        self.label_ = self.classes_[counts.argmax()]
        return self
    def predict(self, X):
        return np.full(len(X), self.label_)

class Ridge(LinearRegression):
    def fit(self, X, y):
        return super().fit(X, y - 1)

class Rows(collections.abc.Sequence):
    def __init__(self, rows):
        self.rows = rows
    def __getitem__(self, i):
        return self.rows[i]
    def __len__(self):
        return len(self.rows)

def word_counts(text):
    return collections.Counter(text.split())

def greet(name):
    print(f"Hello, {name}!")

def throw_dice(n):
    return np.random.randint(1, 7, n)

def throw_with(rng, n):
    return rng.integers(1, 7, n)

def doubler():
    number, shown = widgets.IntSlider(value=2, max=9), widgets.Label()
    def show(change=None):
        shown.value = str(2 * number.value)
    number.observe(show, names="value")
    show()
    return {"number": number, "shown": shown, "box": widgets.VBox([number, shown])}

def shuffled(items):
    items = list(items)
    random.shuffle(items)
    return items

total = 0
def add(n):
    global total
    total += n

answer = 42
student_list = [1, 2]
table = {"a": [1, 2], "b": {"c": (3, 4)}}
prices = pd.DataFrame({"day": pd.date_range("2024-01-01", periods=3), "price": [1.5, 2.0, None]})
matrix = np.arange(12.0).reshape(3, 4)
model = LinearRegression().fit(np.arange(4.0)[:, None], np.arange(4.0) * 3)
'''

# One after the other: a name, and the test cell.
_TEXT = r"""
# %% plain equality
assert answer == 42
assert student_list == [1, 2]
assert table['b']['c'] == (3, 4)

# %% numpy.testing
np.testing.assert_array_equal(double(np.arange(3)), [0, 2, 4])

# %% numpy.testing fails
np.testing.assert_array_equal(double(np.arange(3)), [0, 2, 5])

# %% array attributes
assert matrix.shape == (3, 4) and matrix.dtype == np.float64
assert matrix.T[1, 2] == 9

# %% type before value
r = double(np.ones(2))
assert type(r) is np.ndarray and isinstance(r, np.ndarray)

# %% allclose
assert np.allclose(scale(matrix, center=True).mean(axis=0), 0)

# %% pandas.testing
frame = pd.DataFrame({'a': [1.0, None, 3.0], 'b': ['x', 'y', None]})
want = frame.assign(a=[1.0, 2.0, 3.0])
pd.testing.assert_frame_equal(fill(frame), want)
assert frame['a'].isna().sum() == 1, 'the argument was changed'

# %% frame of the student
assert list(prices.columns) == ['day', 'price']
assert prices['price'].sum() == 3.5

# %% pytest.raises
with pytest.raises(ValueError, match='negative'):
    factorial(-1)

# %% pytest.raises wants another
with pytest.raises(TypeError):
    factorial(-1)

# %% pytest.raises that does not
with pytest.raises(ValueError):
    factorial(3)

# %% try and except
try:
    factorial(-1)
except ValueError as e:
    assert 'negative' in str(e)
else:
    raise AssertionError('no error')

# %% unittest assertions
t = TestCase()
t.assertEqual(factorial(5), 120)
t.assertAlmostEqual(double(0.1), 0.2)
t.assertRaises(ValueError, factorial, -1)
t.assertIn('a', table)

# %% a TestCase class
class TestFactorial(unittest.TestCase):
    def test_zero(self):
        self.assertEqual(factorial(0), 1)
    def test_wrong(self):
        self.assertEqual(factorial(2), 3)
suite = unittest.defaultTestLoader.loadTestsFromTestCase(TestFactorial)
outcome = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
assert (outcome.testsRun, len(outcome.failures)) == (2, 1)

# %% unittest.main
class TestIt(unittest.TestCase):
    def test(self):
        self.assertEqual(double(1), 2)
program = unittest.main(argv=[''], exit=False)
assert program.result.testsRun == 1

# %% hasattr and callable
assert callable(double) and not callable(answer)
assert hasattr(Stack, 'push')
assert not hasattr(Stack(), 'peek')
assert hasattr(Stack(), '__len__')

# %% signature
signature = inspect.signature(scale)
assert list(signature.parameters) == ['matrix', 'by', 'center']
assert signature.parameters['by'].default == 2.0
assert signature.parameters['center'].kind is inspect.Parameter.KEYWORD_ONLY
assert inspect.signature(factorial).return_annotation is int
assert list(inspect.signature(Account).parameters) == ['balance']

# %% name, docstring, kind
assert double.__name__ == 'double' and 'Twice' in double.__doc__
assert Stack.__doc__ and Stack.__name__ == 'Stack'
assert inspect.isfunction(double)
assert isinstance(double, types.FunctionType) and inspect.isclass(Stack)
assert inspect.isgeneratorfunction(primes) and factorial.__annotations__['n'] is int

# %% a class and its methods
s = Stack()
s.push(1)
s.push([2])
assert len(s) == 2 and s.top == [2]
assert s.pop() == [2]
assert 1 in s and 5 not in s
assert repr(s) == 'Stack([1])' and str(s) == f'{s}'
assert isinstance(s, Stack) and type(s) is Stack and type(s).__name__ == 'Stack'
assert list(Stack.of(1, 2)) == [2, 1] and Stack.kind() == 'LIFO'
s.pop()
with pytest.raises(IndexError):
    s.pop()

# %% inheritance
assert issubclass(Square, Shape) and not issubclass(Shape, Square)
sq = Square(3)
assert isinstance(sq, Shape) and sq.area() == 9
assert Square.__bases__ == (Shape,)
with pytest.raises(NotImplementedError):
    Shape().area()
assert sorted(vars(sq)) == ['side']

# %% exceptions of the student
a = Account(5)
with pytest.raises(Overdrawn) as info:
    a.withdraw(9)
assert info.value.balance == 5 and issubclass(Overdrawn, Exception)
try:
    a.withdraw(99)
except Overdrawn as e:
    assert type(e) is TooMuch and str(e) == '99 of 5'
assert a.balance == 5

# %% an exception nobody catches
Account(5).withdraw(9)

# %% context manager
with Timer() as t:
    assert t.inside
assert not t.inside
with Timer():
    raise KeyError('swallowed')
with pytest.raises(ValueError):
    with Timer():
        raise ValueError('passed on')

# %% dataclass
p = Point(1.0)
assert (p.x, p.y) == (1.0, 0.0)
p.y = 5
assert p.y == 5 and dataclasses.is_dataclass(Point)

# %% named tuple
p = Pair(1, 2)
assert p == (1, 2) and p.left == 1
left, right = p
assert isinstance(p, tuple)

# %% attributes set by the test
s = Square(2)
s.side = 4
assert s.area() == 16
del s.side
assert not hasattr(s, 'side')

# %% identity of nodes
head = linked([1, 2, 3])
assert head.next.next.value == 3 and head.next.next.next is None
assert head.next is head.next and head != None
head.next = head.next.next
values = []
while head is not None:
    values.append(head.value)
    head = head.next
assert values == [1, 3]

# %% generators are lazy
assert list(itertools.islice(primes(), 5)) == [2, 3, 5, 7, 11]
g = primes()
assert next(g) == 2 and next(g) == 3 and inspect.isgenerator(g)

# %% a generator as argument
assert mean_of(x for x in [1, 2, 3]) == 2
assert mean_of({1: 'a', 3: 'b'}.keys()) == 2

# %% closures
step, other = counter(), counter()
assert [step(), step(), other()] == [1, 2, 1]

# %% recursion
assert [factorial(n) for n in range(5)] == [1, 1, 2, 6, 24]
assert factorial(50) == math.factorial(50)

# %% gradient check
x = np.random.default_rng(0).normal(size=(2, 3))
kept = x.copy()
got = numerical_gradient(lambda v: float((v ** 2).sum()), x)
np.testing.assert_allclose(got, 2 * x, atol=1e-4)
np.testing.assert_array_equal(x, kept)

# %% gradient check of a closure over the argument
x = np.array([1.0, 2.0])
got = numerical_gradient(lambda _: float((x ** 3).sum()), x)
np.testing.assert_allclose(got, 3 * x ** 2, atol=1e-3)

# %% functions as arguments
assert compose(abs, math.floor)(-1.5) == 2
assert compose(lambda v: v + 1, np.sqrt)(9) == 4
assert compose(double, double)(3) == 12

# %% decorators
@counted
def f(a, b=1):
    'adds'
    return a + b
assert f(1) == 2 and f(1, b=2) == 3 and f.calls == 2
assert f.__name__ == 'f' and f.__doc__ == 'adds'

# %% exceptions of the test pass through
class Mine(Exception):
    pass
def broken():
    raise Mine('here')
with pytest.raises(Mine, match='here'):
    retry(broken, 2)
attempts = []
def flaky():
    attempts.append(1)
    if len(attempts) < 3:
        raise ValueError('again')
    return 'done'
assert retry(flaky, 5) == 'done' and len(attempts) == 3

# %% in place
x = np.array([-1.0, 2.0])
same = x
assert clip_in_place(x) is None
assert same.tolist() == [0.0, 2.0]
items = [3, 1, 2]
sort_in_place(items)
assert items == [1, 2, 3]
frame = pd.DataFrame({'a': [1, 2], 'b': [3, 4]})
add_column(frame)
assert list(frame['total']) == [4, 6]
big = np.arange(-3.0, 3.0)
clip_in_place(big[:2])
assert big.tolist() == [0, 0, -1, 0, 1, 2]

# %% result shares memory
def same(x):
    return x
x = np.arange(4.0)
assert compose(same)(x) is x
assert not np.shares_memory(double(x), x)

# %% estimators
m = Majority(weight=2.0)
assert isinstance(m, BaseEstimator) and issubclass(Majority, BaseEstimator)
assert m.get_params() == {'weight': 2.0}
X, y = np.zeros((5, 2)), np.array([0, 1, 1, 1, 0])
assert m.fit(X, y) is m
assert (m.predict(X) == 1).all() and m.label_ == 1
from sklearn.model_selection import cross_val_score
assert cross_val_score(Majority(), X, y, cv=2, scoring='accuracy').mean() > 0

# %% subclasses of library classes
r = Ridge()
assert isinstance(r, LinearRegression) and issubclass(Ridge, BaseEstimator)
assert r.fit(np.eye(2), np.ones(2)).intercept_ == 0
assert not hasattr(Ridge(), 'coef_')
rows = Rows([5, 6])
assert isinstance(rows, collections.abc.Sequence)
assert isinstance(rows, collections.abc.Sized) and 6 in rows and list(rows) == [5, 6]
assert isinstance(double, collections.abc.Callable) and rows.index(6) == 1

# %% a fitted library estimator
assert isinstance(model, LinearRegression) and type(model).__name__ == 'LinearRegression'
np.testing.assert_allclose(model.predict(np.array([[5.0]])), [15.0])
np.testing.assert_allclose(model.coef_, [3.0])

# %% counter
assert word_counts('a b a') == {'a': 2, 'b': 1}
assert isinstance(word_counts(''), Counter)

# %% printed text
out = io.StringIO()
with contextlib.redirect_stdout(out):
    greet('Ada')
assert out.getvalue() == 'Hello, Ada!\n'

# %% global seeds
np.random.seed(3)
first = throw_dice(20)
np.random.seed(3)
assert (throw_dice(20) == first).all()
np.random.seed(3)
assert (np.random.randint(1, 7, 20) == first).all()
import random
random.seed(1)
a = shuffled(range(9))
random.seed(1)
b = shuffled(range(9))
assert a == b

# %% a generator passed on
rng = np.random.default_rng(5)
got = [throw_with(rng, 3).tolist() for _ in range(2)]
again = np.random.default_rng(5)
assert got == [again.integers(1, 7, 3).tolist() for _ in range(2)]
assert rng.random() == again.random()

# %% widgets and their callbacks
made = doubler()
assert isinstance(made["number"], widgets.IntSlider) and isinstance(made["box"], widgets.VBox)
assert isinstance(made["shown"], widgets.Widget) and not isinstance(made["shown"], widgets.VBox)
assert (made["shown"].value, made["number"].max) == ("4", 9)
made["number"].value = 5
assert made["shown"].value == "10"
assert len(made["box"].children) == 2

# %% globals that calls change
assert total == 0
add(5)
assert total == 5
add(2)
assert total == 7

# %% names by text
assert 'double' in globals() and 'triple' not in globals()
assert eval('factorial(4)') == 24

# %% a helper of a locked cell
check_double(np.arange(3))

# %% a name the student lacks
assert triple(2) == 6

# %% a deleted name
x = 1
del x
assert double(x) == 2

# %% the test's own names win
answer = 1
assert answer == 1
def double(x):
    return 'mine'
assert double(2) == 'mine'

# %% a message with the value
assert answer == 43, f'got {answer}'

# %% a deep copy
s = Stack.of(1)
t = copy.deepcopy(s)
t.push(2)
assert len(s) == 1 and len(t) == 2

# %% a bound method kept
push = (s := Stack()).push
for i in range(3):
    push(i)
assert len(s) == 3

# %% map, sorted, functools
assert list(map(double, [1, 2])) == [2, 4]
assert sorted([3, 1], key=factorial) == [1, 3]
assert pd.Series([1, 2]).apply(double).tolist() == [2, 4]

# %% exit
import sys
sys.exit(0)

# %% a future import
from __future__ import annotations
def f(x: undefined): return double(x)
assert f(1) == 2

# %% regular syntax error
assert double(1) ==
"""

CELLS = {
    name: cell.strip()
    for name, _, cell in (part.partition("\n") for part in _TEXT.split("# %% ")[1:])
}
