"""Attacks by patching what tests use, and by objects that agree with everything."""

from attacks.course import Case

_YES = """\
class Yes:
    def yes(self, *args, **kwargs): return True
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __contains__ = yes
    __array_ufunc__ = __array_function__ = all = any = sum = yes
    __hash__ = object.__hash__
    def __sub__(self, other): return self
    __rsub__ = __mul__ = __abs__ = __sub__
"""
_PATCH = "lambda *a, **k: True"

CASES = [
    Case(
        "numpy is patched",
        "for name in ('allclose', 'array_equal', 'isclose', 'all'):\n"
        f"    setattr(np, name, {_PATCH})\n"
        "for name in dir(np.testing):\n"
        "    if name.startswith('assert'):\n"
        f"        setattr(np.testing, name, {_PATCH})\nWRONG",
        "real = np.allclose\nnp.allclose = lambda *a, **k: real(*a, **k)\nRIGHT",
    ),
    Case(
        "pandas is patched",
        f"pd.testing.assert_frame_equal = pd.DataFrame.equals = {_PATCH}\n"
        "pd.DataFrame.__eq__ = lambda *a: True\nWRONG",
        "real = pd.testing.assert_frame_equal\n"
        "pd.testing.assert_frame_equal = lambda *a, **k: real(*a, **k)\nRIGHT",
    ),
    Case(
        "builtins are patched",
        f"import builtins\nbuiltins.all = builtins.isinstance = builtins.callable = {_PATCH}\n"
        "builtins.AssertionError = type('Quiet', (Exception,), {})\nWRONG",
        "import builtins\nbuiltins.shown = print\nRIGHT",
        spares_others=False,
    ),
    Case(
        "unittest is patched",
        "import unittest\nfor name in dir(unittest.TestCase):\n"
        f"    if name.startswith('assert'): setattr(unittest.TestCase, name, {_PATCH})\nWRONG",
        "import unittest\nunittest.TestCase().assertTrue(True)\nRIGHT",
    ),
    Case(
        "sys.modules holds forgeries",
        "import sys, types\nfake = types.ModuleType('numpy')\n"
        f"fake.__getattr__ = lambda name: {_PATCH}\n"
        "sys.modules['numpy'] = sys.modules['numpy.testing'] = fake\nWRONG",
        "import sys, types\nsys.modules['mine'] = types.ModuleType('mine')\nRIGHT",
        spares_others=False,
    ),
    Case(
        "the names of the tests are taken",
        f"class np:\n    allclose = array = {_PATCH}\n"
        f"    class testing: assert_allclose = {_PATCH}\n"
        f"abs = all = {_PATCH}\nWRONG",
        "abs = abs\nRIGHT",
        spares_others=False,
    ),
    Case(
        "the patch comes with the call",
        "def center(X):\n"
        "    import sys, gc\n"
        f"    for module in list(sys.modules.values()):\n"
        "        for name in ('allclose', 'assert_allclose'):\n"
        f"            if hasattr(module, name): setattr(module, name, {_PATCH})\n"
        "    return X",
        "def center(X):\n    import sys, gc\n    gc.collect()\n    return X - X.mean(axis=0)",
    ),
    Case("an object equals everything", _YES + "def center(X): return Yes()", _YES + "RIGHT"),
    Case(
        "an array equals everything",
        _YES
        + "class Array(np.ndarray):\n"
        + "    __eq__ = __array_ufunc__ = __array_function__ = all = Yes.yes\n"
        + "    def sum(self, *a, **k): return 0\n"
        + "def center(X): return X.view(Array)",
        "class Array(np.ndarray): pass\n"
        "def center(X): return np.asarray((X - X.mean(axis=0)).view(Array))",
    ),
    Case(
        "a frame equals everything",
        _YES
        + "class Frame(pd.DataFrame):\n    __eq__ = equals = Yes.yes\n"
        + "def center(X): return Frame(X)",
        "class Frame(pd.DataFrame): pass\nx = Frame({'a': [1]})\nRIGHT",
    ),
    Case(
        "a number equals everything",
        _YES + "class Number(float):\n    __eq__ = __array_ufunc__ = Yes.yes\n"
        "def center(X): return Number(0)",
        "class Number(float): pass\nx = Number(0)\nRIGHT",
    ),
    Case(
        "a pickle acts as it is loaded",
        "import os\nclass Bomb(np.ndarray):\n"
        "    def __reduce__(self): return os._exit, (0,)\n"
        "    __reduce_ex__ = lambda self, *a: self.__reduce__()\n"
        "def center(X): return X.view(Bomb)",
        "import pickle\nx = pickle.loads(pickle.dumps(np.ones(3)))\nRIGHT",
    ),
    Case(
        "an exception claims to be a success",
        "class Passed(AssertionError):\n    __eq__ = __bool__ = lambda *a: True\n"
        "def center(X): raise Passed('columns sum to zero')",
        "class Fine(Exception): pass\ntry: raise Fine\nexcept Fine: pass\nRIGHT",
    ),
    Case(
        "the end of the test is traced",
        "import sys\ndef trace(frame, event, arg):\n"
        "    frame.f_trace_lines = False\n    np.allclose = lambda *a: True\n    return trace\n"
        "sys.settrace(trace)\nsys.setprofile(trace)\nWRONG",
        "import sys\nsys.settrace(None)\nRIGHT",
        spares_others=False,
    ),
    Case(
        "a number stands for the points",
        "WRONG\n2.0",
        "RIGHT\n0.0",
    ),
    Case("infinity is returned", "def center(X): return np.inf", "RIGHT\nnp.inf"),
    Case("nothing a number could equal", "def center(X): return X * np.nan", "RIGHT\nnp.nan"),
    Case(
        "frames and objects are searched for the expected value",
        "import gc, sys\ndef center(X):\n    frame = sys._getframe()\n    while frame:\n"
        "        for value in list(frame.f_locals.values()):\n"
        "            if isinstance(value, np.ndarray) and value is not X: return value\n"
        "        frame = frame.f_back\n"
        "    for value in gc.get_objects():\n"
        "        if isinstance(value, str) and 'marker_of_hidden' in value: print(value)\n"
        "    return X",
        "import gc, sys\ndef center(X):\n    assert sys._getframe().f_back\n"
        "    return X - X.mean(axis=0)",
    ),
]
