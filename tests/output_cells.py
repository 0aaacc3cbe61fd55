"""Cells whose outputs the cold kernel and the warm one are compared on, by what they are about."""

HANDED_IN = {"beside.py": b"WORD = 'from a file handed in'\n", "points.csv": b"x,y\n1,2\n3,4\n"}

CELLS: dict[str, list[str]] = {
    "print": ["print('a')\nprint('b', end='')\nprint('c')"],
    "no output": ["x = 1", "", "# only a comment"],
    "both streams": [
        "import sys\nfor i in range(3):\n    print('out', i)\n    print('err', i, file=sys.stderr)"
    ],
    "stream around a display": [
        "from IPython.display import display\nprint('before')\ndisplay(1)\nprint('after')"
    ],
    "stderr around a display": [
        "print('1', file=sys.stderr); display('shown'); print('2', file=sys.stderr); print('3')"
    ],
    "sys.__stdout__": ["sys.__stdout__.write('x\\n'); sys.__stdout__.flush()"],
    "carriage returns": ["print('10%\\r20%\\r30%')"],
    "unicode": ["print('grinning \\U0001f600 中文')"],
    "print is no text": ["sys.stdout.write(b'x')"],
    "properties of streams": [
        "print(sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.writable(), "
        "sys.stdout.readable())",
        "sys.stdout.write('four')",
        "sys.stdout.writelines(['x', 'y'])",
        "print('now', flush=True)",
    ],
    "last expression": ["1 + 1", "'text'", "None", "3;", "4; 5", "x = 6; x", "(7,\n 8)"],
    "all but the last expression": ["1\n2\nprint(3)\n4"],
    "trailing comment after semicolon": ["5;  # quiet", "'# not a comment';"],
    "history": ["6 * 7", "_ + 1", "Out[max(Out)]", "In[-2]", "__ + _", "_i"],
    "long repr": ["list(range(2000))", "{'k' * 50: 'v' * 50, 'l' * 50: 'w' * 50}"],
    "html": ["from IPython.display import HTML\nHTML('<b>x</b>')"],
    "markdown and latex": [
        "from IPython.display import Latex, Markdown, Math\ndisplay(Markdown('**x**'))\nMath('x^2')"
    ],
    "svg": [
        "from IPython.display import SVG\n"
        'SVG(\'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>\')'
    ],
    "png": [
        "import base64\nfrom IPython.display import Image\n"
        "pixel = base64.b64decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
        "DwADhgGAWjR9awAAAABJRU5ErkJggg==')\nImage(data=pixel, width=10)"
    ],
    "json": ["from IPython.display import JSON\nJSON({'a': [1, 2, None]})"],
    "javascript": ["from IPython.display import Javascript\nJavascript('1')"],
    "mime bundle": [
        "class Rich:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
        "        return {'text/plain': 'p', 'text/html': '<i>h</i>'}, {'text/html': {'k': 1}}\n"
        "Rich()"
    ],
    "raw display": ["display({'text/plain': 'p', 'application/x-own+json': {'a': 1}}, raw=True)"],
    "several displays": ["display(1, 'two', [3])"],
    "broken repr": [
        "class Broken:\n    def __repr__(self):\n        raise ValueError('no repr')\n"
    ],
    "broken repr shown": ["Broken()"],
    "broken html repr": [
        "class Half:\n    def _repr_html_(self):\n        raise ValueError('no html')\n"
        "    def __repr__(self):\n        return 'half'\nHalf()"
    ],
    "display_id": [
        "handle = display('first', display_id='h1')\nhandle.update('second')",
        "handle.update('third')",
        "display('again', display_id='h1')",
        "from IPython.display import update_display\nupdate_display('fourth', display_id='h1')",
        "update_display('nobody', display_id='unknown')",
    ],
    "display_id of its own": ["own = display('x', display_id=True); own.update('y')"],
    "clear_output": [
        "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('stays')"
    ],
    "clear_output with wait": [
        "print('gone')\ndisplay(1)\nclear_output(wait=True)\nprint('stays')",
        "print('stays')\nclear_output(wait=True)",
        "for i in range(3):\n    clear_output(wait=True)\n    display(i)",
    ],
    "frames": [
        "import pandas as pd\nframe = pd.DataFrame({'a': [1, 2], 'b': ['x', '中文']})\nframe",
        "frame['a']",
        "print(frame)",
        "frame.style.format(precision=2).set_uuid('u')",
        "pd.DataFrame({'n': range(200)})",
        "pd.read_csv('points.csv').describe()",
    ],
    "arrays": ["import numpy as np\nnp.arange(6).reshape(2, 3)", "print(np.linspace(0, 1, 5))"],
    "estimators": [
        "from sklearn.linear_model import Ridge\nprint(Ridge())\nRidge(alpha=2.0).get_params()"
    ],
    "figure at the end of a cell": [
        "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nplt.title('t');",
        "plt.plot([3, 1, 2])",
        "plt.get_fignums()",
    ],
    "plt.show": ["plt.plot([1, 2])\nprint('before')\nplt.show()\nprint('after')"],
    "two figures": ["for i in range(2):\n    plt.figure()\n    plt.plot([i, 1])"],
    "figure as a value": ["figure, axes = plt.subplots()\naxes.plot([1, 4, 2])\nfigure"],
    "figure saved": ["plt.plot([1])\nplt.savefig('f.png')\nplt.close()\nimport pathlib", ""],
    "figure file": ["pathlib.Path('f.png').exists()"],
    "matplotlib inline": ["%matplotlib inline\nplt.plot([2, 1])\nplt.show()"],
    "figure formats": [
        "%config InlineBackend.figure_formats = ['svg']\nplt.plot([1, 2]); plt.show()",
        "%config InlineBackend.figure_formats = ['png']",
    ],
    "figure before an error": ["plt.plot([1, 2])\n1 / 0", "plt.get_fignums()"],
    "backend": ["import matplotlib\nmatplotlib.get_backend()"],
    "time": ["%time 1 + 1", "%%time\ny = 3\ny"],
    "timeit": ["%timeit -n1 -r1 pass"],
    "capture": [
        "%%capture caught\nprint('inside')\ndisplay(2)\n3",
        "caught.stdout",
        "caught.show()",
    ],
    "capture with contextlib": [
        "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as text:\n"
        "    print('kept')\ntext.getvalue()"
    ],
    "writefile": ["%%writefile made.py\nANSWER = 42", "import made\nmade.ANSWER"],
    "files handed in": ["import beside\nbeside.WORD", "open('points.csv').read()"],
    "relative import": ["from .beside import WORD"],
    "shell": ["!echo one; echo two", "!echo wrong >&2", "_exit_code", "!exit 3", "_exit_code"],
    "shell assigned": [
        "lines = !echo a; echo b\nlines",
        "lines.n",
        "name = 'x y'\n!echo {name} $name",
    ],
    "bash magic": ["%%bash\necho from bash\necho err >&2", "%%bash\nexit 4"],
    "cd and pwd": [
        "%mkdir -p sub\n%cd -q sub",
        "import os\nos.path.basename(os.getcwd())",
        "%cd -q ..",
    ],
    "who": ["%who_ls Ridge", "%precision 3", "3.14159265", "%precision %r"],
    "unknown magic": ["%nosuchmagic", "%%nosuchmagic\nx"],
    "run": ["%run made.py\nANSWER"],
    "env": ["%env AICOURSE_SEED"],
    "html magic": ["%%html\n<b>x</b>", "%%latex\n$x$", "%%markdown\n*x*"],
    "help": ["len?", "def documented():\n    '''Doc.'''\n", "documented?"],
    "help by name": ["help(documented)"],
    "await": ["import asyncio\nawait asyncio.sleep(0, result=5)"],
    "await in a loop": [
        "async def twice(x):\n    await asyncio.sleep(0.001)\n    return 2 * x\n"
        "await asyncio.gather(*(twice(i) for i in range(3)))",
        "async with asyncio.timeout(1):\n    print('within')",
    ],
    "a loop is running": ["asyncio.get_running_loop().is_running()"],
    "asyncio.run": ["held = twice(4)\nasyncio.run(held)", "await held"],
    "a task over cells": [
        "task = asyncio.create_task(twice(21))",
        "await task",
    ],
    "error": ["1 / 0", "raise ValueError('two\\nlines')", "undefined_name", "assert 1 == 2"],
    "own error": ["class Own(Exception):\n    pass\n", "raise Own('x', 3)", "raise KeyError('k')"],
    "error after output": ["print('first')\n[][1]\nprint('never')"],
    "nested": ["def f(x):\n    return g(x)\n", "def g(x):\n    return 1 / x\n", "f(0)"],
    "chained": [
        "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise RuntimeError('then') from e"
    ],
    "exception group": ["raise ExceptionGroup('many', [ValueError(1), TypeError(2)])"],
    "deep recursion": ["def down(n):\n    return down(n + 1)\n", "down(0)"],
    "in a library": ["np.linalg.inv(np.zeros((2, 2)))"],
    "syntax": ["x = = 1", "def f(:\n  pass", "if True:\nprint(1)", "return 1", "'unclosed"],
    "error in an async cell": ["await twice('x')\nundefined_in_async"],
    "interrupted by itself": ["raise KeyboardInterrupt", "raise KeyboardInterrupt('text')"],
    "interrupted by signal": [
        "import signal\nos.kill(os.getpid(), signal.SIGINT)\nimport time\ntime.sleep(5)"
    ],
    "exits": ["raise SystemExit('bye')", "sys.exit(3)", "print('still here')"],
    "input": [
        "import getpass\nfor ask in (input, getpass.getpass):\n    try:\n        ask('name? ')\n"
        "    except Exception as e:\n        print(type(e).__name__)"
    ],
    "stdin": ["sys.stdin.read()"],
    "warning": [
        "import warnings\nwarnings.warn('careful')",
        "warnings.warn('old', DeprecationWarning)",
    ],
    "warning from a library": ["np.log(np.array([0.0]))", "np.float64(1) / 0"],
    "logging": [
        "import logging\nlogging.warning('to the root')\n"
        "logging.getLogger('mine').error('to %s', 'mine')\nlogging.info('unseen')"
    ],
    "descriptors": ["os.write(1, b'raw out\\n');"],
    "subprocess": ["import subprocess\nsubprocess.run(['echo', 'from a process']).returncode"],
    "subprocess captured": ["subprocess.run(['echo', 'x'], capture_output=True).stdout"],
    "threads": [
        "import threading\n"
        "threads = [threading.Thread(target=print, args=(i,)) for i in range(3)]\n"
        "for t in threads:\n    t.start(); t.join()"
    ],
    "error in a thread": [
        "t = threading.Thread(target=lambda: print('in', threading.current_thread() is t))\n"
        "t.start(); t.join()"
    ],
    "text bar": ["from tqdm import tqdm\nfor _ in tqdm(range(3)): pass"],
    "big output": ["for i in range(30_000): print('line', i)", "print('after')"],
    "state": ["counter = 1", "counter += 1", "counter"],
    "main": ["__name__", "import __main__\n__main__.counter", "'__file__' in globals()"],
    "pickle": [
        "import pickle\nclass Point:\n    x = 1\n",
        "pickle.loads(pickle.dumps(Point())).x",
    ],
    "dataclass": [
        "from dataclasses import dataclass\n"
        "@dataclass\nclass Pair:\n    a: int\n    b: str = 'b'\n",
        "Pair(1)",
    ],
    "source": ["import inspect\nprint(inspect.getsource(f))"],
    "processes": [
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(2) as pool:\n    print(list(pool.map(abs, [-1, 2])))"
    ],
    "fork and print": [
        "pid = os.fork()\nif not pid:\n    os._exit(0)\nos.waitpid(pid, 0)[1]",
    ],
    "argv": ["len(sys.argv) > 0", "sys.path[0] in ('', os.getcwd())"],
    "get_ipython": ["get_ipython() is not None", "get_ipython().user_ns['counter']"],
    "display hook replaced": [
        "get_ipython().display_formatter.formatters['text/plain'].for_type(complex, "
        "lambda c, p, cycle: p.text('own'))\n1j"
    ],
    "widgets": ["import ipywidgets\nipywidgets.IntSlider(value=3).value"],
    "plotly": [
        "import plotly.graph_objects as go\n"
        "go.Figure(go.Scatter(y=[1, 2])).to_dict()['data'][0]['y']"
    ],
    "builtins": ["input.__name__ != ''", "print.__module__"],
    "unicode names": ["变量 = 3\n变量 + 1"],
    "time zone and locale": ["import locale\nlocale.getpreferredencoding(False)"],
}
