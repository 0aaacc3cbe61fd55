"""Uses the shell and each library once before any fork.

Much is made at first use: the formatters of a display, the fonts of a figure, the caches of a
table's text. What is made before the fork need not be made in every submission.
"""

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aicourse.grading.warm.shell import GradingShell


# By the module that must be loaded; each scene is a cell that leaves a value to display.
_SCENES = {
    "builtins": "print(1)\n1",
    "numpy": "import numpy as np\nnp.linalg.norm(np.random.default_rng(0).normal(size=(3, 3)))",
    "pandas": (
        "import pandas as pd\nframe = pd.DataFrame({'a': [1.5, 2.0, None], 'b': list('xyx')})\n"
        "frame.groupby('b').agg({'a': 'mean'}).describe()\nframe"
    ),
    "matplotlib.pyplot": (
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\n"
        "ax.plot([1, 10], [1, 2], label='$x_1$')\n"
        "ax.set(title='Title', xlabel='x (s)', ylabel=r'$\\sigma_i$', xscale='log')\nax.legend()\n"
        "plt.show()"
    ),
    "sklearn.linear_model": (
        "from sklearn.linear_model import LinearRegression\n"
        "LinearRegression().fit([[0.0], [1.0], [2.0]], [0.0, 1.0, 2.0])"
    ),
    "torch": "import torch\ntorch.nn.Linear(2, 1)(torch.ones(1, 2)).sum().backward()",
}

_rehearsed: set[str] = set()


def rehearse(shell: "GradingShell") -> None:
    """Run the scenes of what is loaded and has not been rehearsed; leave no trace in the shell."""
    due = [name for name in _SCENES if name in sys.modules and name not in _rehearsed]
    if not due:
        return
    with _off_stage(shell):
        for name in due:
            _rehearsed.add(name)
            shell.run(_SCENES[name], remember=True)


@contextlib.contextmanager
def _off_stage(shell: "GradingShell") -> Iterator[None]:
    streams = sys.stdout, sys.__stdout__, sys.stderr, sys.__stderr__
    shell.connect(lambda _: None)
    try:
        yield
    finally:
        shell.disconnect()
        shell.reset(new_session=True)  # type: ignore[no-untyped-call]
        sys.stdout, sys.__stdout__, sys.stderr, sys.__stderr__ = streams  # type: ignore[misc]
