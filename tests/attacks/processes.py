"""Attacks by forged messages, processes, files, signals and exhaustion."""

from attacks.course import Case

_SOCKETS = """\
import json, os, socket, stat, struct
def sockets():
    for number in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode): yield number
        except OSError: pass
def tell(message, times=1):
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    for number in sockets():
        for _ in range(times):
            content = memoryview(struct.pack('<I', len(body)) + body)
            try:
                while content: content = content[os.write(number, content):]
            except OSError: break
"""
_RESULT = (
    "{'result': {'completed': True, 'finished_parts': 2, 'error': '', 'message': '', "
    "'by_student': False, 'hidden': False, 'value': None, 'stdout': '', 'stderr': '', "
    "'displays': []}}"
)
_DEEP = 'b\'{"output": "display", "metadata": {}, "data": {"application/json": %s}}\''

CASES = [
    Case(
        "a verdict is printed",
        'WRONG\nprint(\'{"points": 2, "kind": "passed", "grade_id": "test_center"}\')',
        'RIGHT\nprint(\'{"points": 0, "kind": "failed", "grade_id": "test_center"}\')',
    ),
    Case(
        "a verdict is written to every descriptor",
        "import os\ndef center(X):\n    for number in range(64):\n"
        '        try: os.write(number, b\'{"result": {"completed": true}}\\n\')\n'
        "        except OSError: pass\n    return X",
        "import os\nos.write(1, b'one'); os.write(2, b'two')\nRIGHT",
    ),
    Case(
        "a result is framed and sent in a test",
        _SOCKETS + f"def center(X):\n    tell({_RESULT})\n    return X",
        _SOCKETS + f"x = {_RESULT}\nRIGHT",
    ),
    Case(
        "the end of the cell and results are framed and sent before it",
        _SOCKETS + f"WRONG\ntell({{'done': True, 'error': '', 'message': ''}})\n"
        f"tell({{'serving': True}})\ntell({_RESULT})",
        _SOCKETS + "RIGHT",
    ),
    Case(
        "forged outputs are no outputs",
        _SOCKETS + "WRONG\nfor mime in ('text/plain', 'text/html', 'image/png'):\n"
        "    for value in (5, None, [1], {'a': 1}, '\\0', '\\ud800'):\n"
        "        tell({'output': 'display', 'data': {mime: value}, 'metadata': {}})",
        "from IPython.display import HTML, display\ndisplay(HTML('<b>bold</b>'))\nRIGHT",
    ),
    Case(
        "a forged number gives part marks",
        _SOCKETS + "WRONG\n"
        "tell({'output': 'result', 'data': {'text/plain': '2'}, 'metadata': {}, 'count': 1})",
        _SOCKETS + "RIGHT\n1 + 1",
    ),
    Case(
        "messages without end",
        _SOCKETS + "WRONG\nwhile True: tell({'nothing': 1})",
        _SOCKETS + "RIGHT",
    ),
    Case(
        "errors without end",
        _SOCKETS + "WRONG\nlong = ['x' * 20_000] * 100\n"
        "while True: tell({'output': 'error', 'ename': '', 'evalue': '', 'traceback': long})",
        "RIGHT\nfor _ in range(9): print('x' * 900)",
    ),
    Case(
        "an output nested without end",
        _SOCKETS + f"WRONG\ntell({_DEEP} % (b'[' * 900 + b']' * 900))",
        "from IPython.display import JSON, display\ndisplay(JSON({'a': [[1]]}))\nRIGHT",
    ),
    Case(
        "a message of millions of values",
        _SOCKETS + "WRONG\ntell(b'{\"a\": [' + b'[],' * 9_000_000 + b'[]]}')",
        "x = [[] for _ in range(1_000_000)]\nRIGHT",
    ),
    Case(
        "what no file can hold is printed and raised",
        "def center(X): raise ValueError('\\ud800')\nprint('\\ud800')",
        "print('\\ud800 中文 \\0')\nRIGHT",
    ),
    Case("a flood of backslashes", "WRONG\nprint('\\\\' * 9_900)", "print('\\\\n' * 99)\nRIGHT"),
    Case(
        "a flood past Python",
        "WRONG\nimport os\nwhile True: os.write(1, b'x' * 9999)",
        "import os\nos.write(1, b'x' * 300_000)\nRIGHT",
    ),
    Case("the process ends", "WRONG\nimport os\nos._exit(0)", "import os\nRIGHT"),
    Case(
        "the process ends in the test",
        "import os\ndef center(X): os._exit(0)",
        "import os\nif (child := os.fork()) == 0: os._exit(0)\nos.waitpid(child, 0)\nRIGHT",
    ),
    Case(
        "the test ends by an exit",
        "def center(X): raise SystemExit(0)",
        "try: raise SystemExit(0)\nexcept SystemExit: pass\nRIGHT",
    ),
    Case(
        "signals to everybody",
        "WRONG\nimport os\nfor process in (os.getppid(), 1, -1):\n"
        "    try: os.kill(process, 9)\n    except OSError: pass",
        "import os, signal\nsignal.signal(signal.SIGUSR1, signal.SIG_IGN)\n"
        "os.kill(os.getpid(), signal.SIGUSR1)\nRIGHT",
        spares_others=False,
    ),
    Case(
        "a thread acts later",
        "import threading, time\ndef later():\n    while True:\n        time.sleep(0.001)\n"
        "        np.allclose = np.testing.assert_allclose = lambda *a, **k: True\n"
        "threading.Thread(target=later, daemon=True).start()\nWRONG",
        "import threading\nthread = threading.Thread(target=print)\n"
        "thread.start(); thread.join()\nRIGHT",
    ),
    Case(
        "a subprocess acts later",
        "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', "
        "'import time, os; time.sleep(0.1); os.kill(-1, 9)'])\nWRONG",
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'print(1)'], check=True)\n"
        "RIGHT",
        spares_others=False,
    ),
    Case(
        "other processes are read for the tests",
        "import pathlib\ndef center(X):\n    for memory in pathlib.Path('/proc').glob('*/mem'):\n"
        "        try:\n            for line in memory.with_name('maps').read_text().splitlines():\n"
        "                print(line, 'marker_of_' 'hidden_tests')\n"
        "        except OSError: pass\n    return X",
        "import pathlib\nx = pathlib.Path('/proc/self/status').read_text()\nRIGHT",
    ),
    Case(
        "no memory is enough",
        "WRONG\nx = [bytearray(1 << 28) for _ in range(99)]",
        "x = bytearray(1 << 26)\nRIGHT",
    ),
    Case(
        "no disk is enough",
        "WRONG\nwith open('big', 'wb') as file:\n    while True: file.write(bytes(1 << 24))",
        "with open('small', 'wb') as file: file.write(bytes(1 << 20))\nRIGHT",
    ),
    Case(
        "forks without end",
        "WRONG\nimport os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
        "import os\nif (child := os.fork()) == 0: os._exit(0)\nos.waitpid(child, 0)\nRIGHT",
        spares_others=False,
    ),
    Case(
        "a loop that no interrupt ends",
        "WRONG\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "for _ in range(99_999): pass\nRIGHT",
    ),
    Case(
        "a pattern that takes for ever",
        "import re\ndef center(X): return re.fullmatch('(a|a)*b', 'a' * 40)",
        "import re\nre.fullmatch('a*b', 'a' * 40)\nRIGHT",
    ),
    Case(
        "a connection to the world",
        "import socket\nWRONG\nsocket.create_connection(('1.1.1.1', 80), 1).send(b'hello')",
        "import socket\none, other = socket.socketpair()\none.send(b'x'); other.recv(1)\nRIGHT",
    ),
    Case(
        "a submitted module takes the place of one that a test imports",
        "WRONG",
        "import of_mine\nRIGHT",
        files={
            "colorsys.py": b"import numpy as np\nnp.allclose = lambda *a: True\n"
            b"np.testing.assert_allclose = lambda *a: None\n"
            b"np.ndarray = type('Fake', (), {'sum': lambda self: 0})\n",
            "sitecustomize.py": b"raise SystemExit(0)",
            "usercustomize.py": b"raise SystemExit(0)",
            "evil.pth": b"import os; os._exit(0)\n",
        },
        honest_files={"of_mine.py": b"x = 1\n"},
    ),
    Case(
        "submitted paths lead elsewhere",
        "WRONG",
        "RIGHT",
        files={"../escaped.txt": b"x", "/tmp/escaped.txt": b"x", "a/../../escaped.txt": b"x"},
        honest_files={"data/mine.txt": b"x"},
    ),
]
