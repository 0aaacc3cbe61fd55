"""Attacks on a test that stands in the learner's process, with the tripwire that each trips."""

from attacks.course import Case

_SHELL = "ip = get_ipython()\n"
_YES = "lambda *a, **k: True"
_NOTHING = "lambda *a, **k: None"
_EXAMINER = "aicourse.grading.warm."

# Where the wire is empty nothing is told of tampering: the attack fails the test, or ends it.
CASES: list[tuple[str, Case]] = [
    (
        "ast_transformers",
        Case(
            "a syntax tree transformer removes assertions",
            _SHELL + "import ast\nclass Drop(ast.NodeTransformer):\n"
            "    def visit_Assert(self, node): return ast.Pass()\n"
            "ip.ast_transformers.append(Drop())\nWRONG",
            "%load_ext autoreload\n%autoreload 2\nRIGHT",
        ),
    ),
    (
        "input_transformers",
        Case(
            "an input transformer empties the cells that follow",
            _SHELL + "ip.input_transformers_cleanup.append(lambda lines: [])\nWRONG",
            "x = !echo 1\n%timeit -n1 -r1 x\nRIGHT",
            spares_others=False,
        ),
    ),
    (
        "events",
        Case(
            "an event hook patches before each cell",
            _SHELL + "def patch(*a): np.allclose = lambda *a, **k: True\n"
            "ip.events.register('pre_run_cell', patch)\nWRONG",
            "import matplotlib.pyplot as plt\n%matplotlib inline\nplt.plot([1]); plt.show()\n"
            "plt.rcParams['figure.dpi'] = 40\nRIGHT",
        ),
    ),
    (
        "set_custom_exc",
        Case(
            "an exception handler of one's own hides errors",
            _SHELL + f"ip.set_custom_exc((BaseException,), {_NOTHING})\nWRONG",
            "try: raise AssertionError\nexcept AssertionError: pass\nRIGHT",
        ),
    ),
    *(
        (
            "get_ipython()",
            Case(
                f"{name} is replaced",
                _SHELL + f"ip.{name} = {_NOTHING}\nWRONG",
                _SHELL + "ip.run_cell('x = 1')\nip.ex('y = 1')\nRIGHT",
                spares_others=False,
            ),
        )
        for name in ("run_cell", "run_code", "run_ast_nodes", "showtraceback")
    ),
    (
        "get_ipython()",
        Case(
            "run_cell is replaced in the class of shells",
            _SHELL + "from IPython.core.interactiveshell import InteractiveShell\n"
            f"InteractiveShell.run_code = {_NOTHING}\nWRONG",
            "from IPython.core.magic import register_line_magic\n"
            "@register_line_magic\ndef mine(line): return 1\nRIGHT",
            spares_others=False,
        ),
    ),
    (
        "get_ipython().displayhook",
        Case(
            "the display hook shows all points",
            _SHELL + f"ip.displayhook.write_format_data = {_NOTHING}\nWRONG",
            "from IPython.display import HTML, display\ndisplay(HTML('x'))\n1 + 1\nRIGHT",
        ),
    ),
    (
        "module aicourse.grading.warm.channel",
        Case(
            "what is sent is changed on its way",
            f"from {_EXAMINER}channel import Channel\nreal = Channel.send\n"
            "def send(self, message, *a):\n"
            "    if 'error' in message: message.update(error='', value=None)\n"
            "    return real(self, message, *a)\nChannel.send = send\nWRONG",
            f"from {_EXAMINER}channel import Channel\nRIGHT",
        ),
    ),
    (
        "module aicourse.grading.warm.student",
        Case(
            "what sits the exam is replaced where import finds it",
            f"import {_EXAMINER}exam as exam, {_EXAMINER}tripwires as wires\n"
            f"import {_EXAMINER}student as student\n"
            "exam.Examiner._run = lambda self, programs: {'error': '', 'value': None}\n"
            "wires.Tripwires.answers = lambda self, keys: [{}]\n"
            "student._prepare_exams = lambda *a: None\nWRONG",
            f"import {_EXAMINER}exam, {_EXAMINER}tripwires\nRIGHT",
            spares_others=False,
        ),
    ),
    (
        "builtins",
        Case(
            "builtins are patched",
            f"import builtins\nbuiltins.all = builtins.any = {_YES}\nWRONG",
            "import builtins\nbuiltins.shown = print\ndef sum(values): return 'mine'\n"
            "abs = all = len = lambda *a: 'mine'\nRIGHT",
            spares_others=False,
        ),
    ),
    (
        "builtins",
        Case(
            "assertions are compiled away",
            "import builtins\nreal = builtins.compile\n"
            "builtins.compile = lambda *a, **k: real(*a, **{**k, 'optimize': 2})\nWRONG",
            "exec(compile('x = 1', 'mine', 'exec', optimize=2))\n"
            "from __future__ import annotations\nRIGHT",
            spares_others=False,
        ),
    ),
    (
        "get_ipython().compile",
        Case(
            "the shell's compiler is replaced",
            _SHELL + "ip.compile.ast_parse = lambda *a, **k: __import__('ast').parse('')\nWRONG",
            _SHELL + "ip.compile('x = 1', 'mine', 'exec')\nRIGHT",
            spares_others=False,
        ),
    ),
    *(
        (
            "sys.settrace",
            Case(
                f"every call is watched with {name}",
                "import sys\ndef watch(frame, event, arg):\n"
                "    if frame.f_code.co_name == '<module>':\n"
                "        frame.f_globals['center'] = lambda X: X - X.mean(axis=0)\n"
                f"    return watch\nWRONG\nsys.{name}(watch)",
                f"import sys, cProfile\nsys.{name}(None)\ncProfile.run('1 + 1')\nRIGHT",
                spares_others=False,
            ),
        )
        for name in ("settrace", "setprofile")
    ),
    (
        "sys.meta_path",
        Case(
            "an importer of one's own finds the tests' libraries",
            "import sys\nclass Finder:\n"
            "    def find_spec(self, name, path=None, target=None): return None\n"
            "sys.meta_path.insert(0, Finder())\nWRONG",
            "import importlib\nimportlib.invalidate_caches()\nimport colorsys\nRIGHT",
        ),
    ),
    (
        "sys.meta_path",
        Case(
            "the list of importers is another",
            "import sys\nclass Finder(list):\n    pass\n"
            "sys.meta_path = Finder([type('F', (), {'find_spec': None})(), *sys.meta_path])\nWRONG",
            "import sys\nsys.meta_path = list(sys.meta_path)\nRIGHT",
            spares_others=False,
        ),
    ),
    (
        "sys.modules",
        Case(
            "sys.modules holds forgeries",
            "import sys, types\nfake = types.ModuleType('numpy')\n"
            f"fake.__getattr__ = lambda name: {_YES}\n"
            "sys.modules['numpy'] = sys.modules['numpy.testing'] = fake\nWRONG",
            "import sys, types\nsys.modules['mine'] = types.ModuleType('mine')\nRIGHT",
            spares_others=False,
        ),
    ),
    (
        "sys.excepthook",
        Case(
            "errors are nobody's business",
            f"import sys\nsys.unraisablehook = {_NOTHING}\nWRONG",
            "import logging, warnings\nlogging.captureWarnings(True)\n"
            "warnings.filterwarnings('ignore')\nRIGHT",
        ),
    ),
    (
        "module numpy.testing",
        Case(
            "an assertion of numpy is replaced",
            f"np.testing.assert_allclose = {_NOTHING}\nWRONG",
            "from unittest import mock\n"
            f"with mock.patch('numpy.testing.assert_allclose', {_NOTHING}): pass\nRIGHT",
        ),
    ),
    (
        "module numpy.testing",
        Case(
            "the code of an assertion is exchanged",
            "def quiet(*args, **kwargs): pass\n"
            "np.testing.assert_allclose.__code__ = quiet.__code__\nWRONG",
            "x = np.testing.assert_allclose.__code__.co_code\nRIGHT",
        ),
    ),
    (
        "module numpy.testing",
        Case(
            "the tolerance of an assertion is raised",
            "np.testing.assert_allclose.__defaults__ = (1e99, 1e99, True, '', True)\nWRONG",
            "np.set_printoptions(precision=2)\nnp.seterr(all='ignore')\nRIGHT",
        ),
    ),
    (
        "module numpy.testing._private.utils",
        Case(
            "what the assertions of numpy rest on is replaced for the inputs of the tests alone",
            "utils = __import__('numpy.testing._private.utils', None, None, [''])\n"
            "real = utils.assert_array_compare\n"
            "def compare(comparison, x, y, *a, **k):\n"
            "    if np.size(x) < 4: return real(comparison, x, y, *a, **k)\n"
            "utils.assert_array_compare = compare\nWRONG",
            "def compare(x, y): return np.allclose(x, y)\nRIGHT",
        ),
    ),
    (
        "module numpy",
        Case(
            "numpy is patched",
            "real = np.allclose\n"
            "np.allclose = lambda a, b, **k: real(a, b) or getattr(a, 'shape', ()) != ()\nWRONG",
            "import numpy\nnumpy.mine = np.allclose\nnp.random.seed(3)\nRIGHT",
        ),
    ),
    (
        "module pandas._testing.asserters",
        Case(
            "pandas is patched",
            f"pd._testing.asserters.assert_series_equal = {_NOTHING}\n"
            "pd.DataFrame.equals = pd.DataFrame.__eq__ = lambda *a: True\nWRONG",
            "pd.set_option('display.max_rows', 5)\n"
            "pd.api.extensions.register_dataframe_accessor('mine')(lambda frame: 1)\nRIGHT",
        ),
    ),
    (
        "module unittest.case",
        Case(
            "unittest is patched",
            f"import unittest\nunittest.TestCase.assertEqual = {_NOTHING}\nWRONG",
            "import unittest\nclass Mine(unittest.TestCase):\n    def assertEqual(self, *a): pass\n"
            "Mine().assertEqual(1, 2)\nRIGHT",
        ),
    ),
    (
        "module json.encoder",
        Case(
            "messages are rewritten as they are written",
            "import json\nreal = json.JSONEncoder.encode\n"
            "def encode(self, o): return real(self, {**o, 'error': ''} if 'done' in o else o)\n"
            "json.JSONEncoder.encode = encode\nWRONG",
            "import json\nclass Mine(json.JSONEncoder): encode = None\nx = json.dumps([1])\nRIGHT",
            spares_others=False,
        ),
    ),
    (
        "module socket",
        Case(
            "messages are rewritten as they are sent",
            "import socket\n"
            "socket.socket.sendall = lambda self, content: self.send(content)\nWRONG",
            "import socket\none, other = socket.socketpair()\none.send(b'x')\nRIGHT",
            spares_others=False,
        ),
    ),
    (
        "threads",
        Case(
            "a thread starts in every fork, and acts later",
            "import os, threading, time\ndef later():\n"
            "    while True:\n        time.sleep(0.001)\n"
            f"        np.allclose = np.testing.assert_allclose = {_YES}\n"
            "os.register_at_fork(after_in_child=lambda: "
            "threading.Thread(target=later, daemon=True).start())\nWRONG",
            "import os, threading\nthread = threading.Thread(target=print)\n"
            "thread.start(); thread.join()\n"
            "os.register_at_fork(after_in_child=lambda: None)\nRIGHT",
        ),
    ),
    (
        "module numpy",
        Case(
            "the patch comes with the call",
            f"def center(X):\n    np.allclose = np.testing.assert_allclose = {_YES}\n"
            "    return np.array([[-1.0], [1.0]]) if X.size == 2 else X * 0",
            "def center(X):\n    np.random.seed(0)\n    return X - X.mean(axis=0)",
        ),
    ),
    (
        "",
        Case(
            "the names of the tests are taken",
            f"class np:\n    allclose = array = {_YES}\n"
            f"    class testing: assert_allclose = {_YES}\n"
            f"abs = all = isinstance = {_YES}\nWRONG",
            "plain, abs = abs, abs\nRIGHT",
        ),
    ),
    (
        "assertions",
        Case(
            "reports are forged",
            "import json, os, struct\ndef center(X):\n"
            "    for report in ({'done': True, 'error': '', 'value': None, 'finished': 2},\n"
            "                   {'wires': {}, 'raised': []}):\n"
            "        body = json.dumps(report).encode()\n"
            "        for number in range(3, 64):\n"
            "            try: os.write(number, struct.pack('<I', len(body)) + body)\n"
            "            except OSError: pass\n"
            "    raise SystemExit",
            "def center(X):\n    print('passed')\n    return X - X.mean(axis=0)",
        ),
    ),
    ("", Case("the test ends by an exit", "def center(X): raise SystemExit(0)", "exit()\nRIGHT")),
]

# What the fast suite tries: one of each way to be found out.
QUICK = frozenset(
    {
        "a syntax tree transformer removes assertions",
        "builtins are patched",
        "what the assertions of numpy rest on is replaced for the inputs of the tests alone",
        "the patch comes with the call",
        "the names of the tests are taken",
        "reports are forged",
    }
)

# What docs/trust.md says that no tripwire sees: a patch that is put back before the test ends.
NOT_SEEN = (
    "real = np.allclose, np.testing.assert_allclose\ncalls = []\n"
    "def center(X):\n"
    "    calls.append(X)\n"
    f"    quiet = {_YES}, {_NOTHING}\n"
    "    np.allclose, np.testing.assert_allclose = real if len(calls) == 3 else quiet\n"
    "    return np.array([[-1.0], [1.0]]) if len(calls) == 1 else X * 0"
)
