"""Attacks on IPython: its transformers, hooks and the methods that run a cell."""

from attacks.course import Case

_SHELL = "ip = get_ipython()\n"

CASES = [
    Case(
        "a syntax tree transformer removes assertions",
        _SHELL
        + "import ast\n"
        + "class Drop(ast.NodeTransformer):\n"
        + "    def visit_Assert(self, node): return ast.Pass()\n"
        + "ip.ast_transformers.append(Drop())\nWRONG",
        _SHELL
        + "import ast\n"
        + "class Keep(ast.NodeTransformer):\n"
        + "    def visit_Assert(self, node): return node\n"
        + "ip.ast_transformers.append(Keep())\nRIGHT",
    ),
    Case(
        "an input transformer empties the cells that follow",
        _SHELL + "ip.input_transformers_cleanup.append(lambda lines: [])\nWRONG",
        _SHELL + "ip.input_transformers_cleanup.append(lambda lines: lines)\nRIGHT",
        spares_others=False,
    ),
    Case(
        "run_cell is replaced",
        _SHELL
        + "class Fine: error_before_exec = error_in_exec = None; success = True\n"
        + "ip.run_cell = lambda *a, **k: Fine()\nWRONG",
        _SHELL + "ip.run_cell('x = 1')\nRIGHT",
        spares_others=False,
    ),
    Case(
        "run_code is replaced",
        _SHELL + "ip.run_code = lambda *a, **k: False\nWRONG",
        _SHELL + "ip.ex('x = 1')\nRIGHT",
        spares_others=False,
    ),
    Case(
        "showtraceback hides errors",
        _SHELL
        + "ip.showtraceback = ip._showtraceback = lambda *a, **k: None\n"
        + "ip.set_custom_exc((BaseException,), lambda *a, **k: None)\nWRONG",
        _SHELL
        + "shown = ip.showtraceback\n"
        + "ip.showtraceback = lambda *a, **k: shown(*a, **k)\nRIGHT",
    ),
    Case(
        "event hooks patch before each cell",
        _SHELL
        + "def patch(*a):\n"
        + "    np.allclose = np.testing.assert_allclose = lambda *a, **k: True\n"
        + "ip.events.register('pre_run_cell', patch)\nWRONG",
        _SHELL + "ran = []\nip.events.register('pre_run_cell', lambda *a: ran.append(1))\nRIGHT",
    ),
    Case(
        "assertions are compiled away",
        _SHELL
        + "import builtins\nreal = builtins.compile\n"
        + "builtins.compile = lambda *a, **k: real(*a, **{**k, 'optimize': 2})\n"
        + "ip.compile.flags |= 0x400\nimport os; os.environ['PYTHONOPTIMIZE'] = '2'\nWRONG",
        "exec(compile('x = 1', 'mine', 'exec', optimize=2))\nRIGHT",
        spares_others=False,
    ),
    Case(
        "the history is searched for tests",
        "WRONG",
        "RIGHT",
        after="print(In, Out, get_ipython().history_manager.input_hist_raw)",
        honest_after="print(len(In))",
    ),
    Case("the shell exits", "WRONG\nexit()", "RIGHT\nexit()"),
    Case("the interpreter is told to exit", "WRONG\nimport sys; sys.exit(0)", "import sys\nRIGHT"),
]
