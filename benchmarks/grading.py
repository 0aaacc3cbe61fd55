"""Measures what a submission costs: stock nbgrader, our two engines, and the cells alone.

All run in turns over the same submissions of a scikit-learn assignment with seven code cells, so
that a busy machine slows all alike. Linux only: ``python benchmarks/grading.py [--profile]``.
"""

import argparse
import cProfile
import io
import json
import logging
import os
import platform
import pstats
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import nbformat
import psutil
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from aicourse.grading.assignment import SourceAssignment, Submission
from aicourse.grading.grade import grade
from aicourse.grading.gradebook import let_nbgrader_find_alembic
from aicourse.grading.limits import Limits
from aicourse.grading.pool import Engine, Job, Pool
from aicourse.grading.sandbox import probe
from aicourse.grading.warm.server import WarmServer

# One thread for all, as in our kernels: set before numpy is loaded.
THREADS = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}

RESULTS = Path(__file__).with_name("results")
NAME = "ridge"

GIVEN = """\
import numpy as np
import pandas as pd
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split
X, y = load_diabetes(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)"""
ANSWERS = (
    "def standardize(X):\n    return (X - X.mean(axis=0)) / X.std(axis=0)\n"
    "standardize(X_train)[:2]",
    "def predict(X, y, Z, alpha):\n    return Ridge(alpha=alpha).fit(X, y).predict(Z)\n"
    "predictions = predict(X_train, y_train, X_test, 0.1)",
    "def errors(alphas):\n    rows = [(a, float(np.mean((predict(X_train, y_train, X_test, a)"
    " - y_test) ** 2))) for a in alphas]\n    return pd.DataFrame(rows, columns=['alpha', 'mse'])\n"
    "errors([0.01, 0.1, 1.0])",
)
TESTS = (
    "Z = standardize(np.arange(12.0).reshape(4, 3))\nassert np.allclose(Z.mean(axis=0), 0)\n"
    "assert np.allclose(Z.std(axis=0), 1)",
    "p = predict(X_train, y_train, X_test, 0.5)\n"
    "assert np.allclose(p, Ridge(alpha=0.5).fit(X_train, y_train).predict(X_test))",
    "table = errors([0.1, 1.0])\nassert list(table['alpha']) == [0.1, 1.0]\n"
    "assert table['mse'].between(2000, 6000).all()",
)


def _cell(source: str, name: str, **flags: object) -> NotebookNode:
    plain = {"grade": False, "locked": False, "solution": False, "task": False}
    about = {**plain, "schema_version": 3, "grade_id": name, **flags}
    return new_code_cell(source, id=name, metadata={"nbgrader": about})


def notebook(extra: str = "") -> NotebookNode:
    """Return the assignment with its answers; `extra` stands at the end of the last answer."""
    cells = [_cell(GIVEN, "given", locked=True)]
    for number, (answer, test) in enumerate(zip(ANSWERS, TESTS, strict=True)):
        own = answer + (f"\n{extra}" if number == 2 else "")
        cells.append(_cell(own, f"answer{number}", solution=True))
        cells.append(_cell(test, f"test{number}", grade=True, locked=True, points=1))
    python = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(metadata={"kernelspec": python}, cells=cells)


def _bytes(node: NotebookNode) -> bytes:
    return str(nbformat.writes(node)).encode()


def job(student: str, extra: str = "") -> Job:
    """Return one submission to grade; a comment makes each another program."""
    own = _bytes(notebook(extra or f"# {student}"))
    assignment = SourceAssignment(NAME, {NAME: _bytes(notebook())})
    return Job(assignment, Submission(student, NAME, {f"{NAME}.ipynb": own}), Limits())


class Stock:
    """`nbgrader autograde` with its own defaults, all submissions in this process."""

    def __init__(self, root: Path, students: list[str]) -> None:
        let_nbgrader_find_alembic()
        self._root = root
        contents = {root / "source" / NAME: notebook()}
        contents |= {root / "submitted" / s / NAME: notebook(f"# {s}") for s in students}
        for folder, content in contents.items():
            folder.mkdir(parents=True)
            (folder / f"{NAME}.ipynb").write_bytes(_bytes(content))
        config = Config()
        config.CourseDirectory.root = str(root)
        config.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"
        self._api = NbGraderAPI(CourseDirectory(config=config), config=config)
        self._quietly(lambda: self._api.generate_assignment(NAME))

    def grade(self, student: str) -> None:
        """Grade one submission."""
        result = self._quietly(lambda: self._api.autograde(NAME, student))
        if not result["success"]:
            raise RuntimeError(result["log"])

    def _quietly(self, do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        logging.disable()
        try:
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                return do()
        finally:
            logging.disable(logging.NOTSET)


def cells_alone() -> None:
    """Execute all cells in this process, which has imported everything: the limit."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in notebook().cells:
        exec(compile(cell.source, "cell", "exec"), names)


def seconds(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def graded(pool: Pool, jobs: list[Job]) -> None:
    for result in pool.grade(jobs):
        if result.verdict.points != 3:
            raise RuntimeError(f"not full marks: {result.verdict}")


def median(values: list[float]) -> dict[str, float]:
    """Return the median and the quartiles, to the tenth of a millisecond."""
    low, _, high = statistics.quantiles(values, n=4)
    found = {"median": statistics.median(values), "low": low, "high": high}
    return {name: round(value, 4) for name, value in found.items()} | {"n": len(values)}


def time_all(submissions: int, stock_runs: int) -> dict[str, Any]:
    """Time everything in turns."""
    students = [f"s{number:02}" for number in range(submissions)]
    every = max(1, submissions // stock_runs)
    times: dict[str, list[float]] = {k: [] for k in ("stock", "cold", "warm", "limit")}
    block = 8
    blocks: dict[int, list[float]] = {1: [], 2: []}
    with (
        tempfile.TemporaryDirectory() as folder,
        Pool(1, Engine.COLD) as cold,
        Pool(1, Engine.WARM) as warm,
        Pool(2, Engine.WARM) as two,
    ):
        stock = Stock(Path(folder), [*students[::every], "first"])
        stock.grade("first")
        cells_alone()
        for pool in (cold, warm, two):
            graded(pool, [job(f"first{number}") for number in range(4 * pool.size)])
        for number, student in enumerate(students):
            if number % every == 0:
                times["stock"].append(seconds(lambda s=student: stock.grade(s)))  # type: ignore[misc]
                times["cold"].append(seconds(lambda s=student: graded(cold, [job(s)])))  # type: ignore[misc]
            times["warm"].append(seconds(lambda s=student: graded(warm, [job(s)])))  # type: ignore[misc]
            times["limit"].append(seconds(cells_alone))
            if number % block == block - 1:
                jobs = [job(s) for s in students[number - block + 1 : number + 1]]
                for pool in (warm, two):
                    spent = seconds(lambda p=pool, j=jobs: graded(p, j))  # type: ignore[misc]
                    blocks[pool.size].append(spent / block)
    found = {name: median(values) for name, values in times.items()}
    found["batch, 1 worker"], found["batch, 2 workers"] = median(blocks[1]), median(blocks[2])
    ratios = [one / both for one, both in zip(blocks[1], blocks[2], strict=True)]
    return {"seconds": found, "speed_up_of_two_workers": median(ratios)}


def memory() -> dict[str, Any]:
    """Weigh what one submission adds while it runs, and count what it leaves."""
    files = _files()
    before = {process.pid for process in _descendants()}
    with Pool(1, Engine.WARM) as pool:
        graded(pool, [job("first")])
        time.sleep(1.0)  # ends are not waited for, and forks for the next are being made
        idle = _weigh()
        run = threading.Thread(
            target=graded, args=(pool, [job("slow", "import time; time.sleep(2)")])
        )
        run.start()
        time.sleep(1.0)
        busy = _weigh()
        run.join()
        time.sleep(1.0)
        after = _weigh()
    return {
        "processes_of_a_submission": len(busy) - len(idle),
        "pss_mib_of_a_submission": round((sum(busy) - sum(idle)) / 2**20, 1),
        "pss_mib_of_the_rest": round(sum(idle) / 2**20, 1),
        "processes_left_after_a_submission": len(after) - len(idle),
        "processes_left_at_the_end": len({p.pid for p in _descendants()} - before),
        "files_left_at_the_end": len(_files() - files),
    }


def _weigh() -> list[int]:
    return [_pss(process) for process in _descendants()]


def _descendants() -> Iterator[psutil.Process]:
    for process in psutil.Process().children(recursive=True):
        if "multiprocessing.resource_tracker" not in " ".join(process.cmdline()):
            yield process  # the tracker is Python's own and ends with us


def _files() -> set[str]:
    return {path.name for path in Path(tempfile.gettempdir()).glob("aicourse*")}


def _pss(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0


def profile(runs: int = 20) -> str:
    """Return where the grader's own process spends its time, for warm submissions."""
    profiler = cProfile.Profile()
    with WarmServer() as server:
        jobs = [job(f"p{number}") for number in range(runs)]
        for each in jobs[:3]:
            grade(each.assignment, each.submission, each.limits, server.address)
        profiler.enable()
        for each in jobs:
            grade(each.assignment, each.submission, each.limits, server.address)
        profiler.disable()
    text = io.StringIO()
    stats = pstats.Stats(profiler, stream=text)
    stats.strip_dirs().sort_stats("cumulative").print_stats(45)
    stats.sort_stats("tottime").print_stats(15)
    return text.getvalue()


def table(results: dict[str, Any]) -> str:
    """Return the results as a table in Markdown."""
    found = results["seconds"]
    limit, stock = found["limit"]["median"], found["stock"]["median"]
    lines = [
        "| | s a submission | quartiles | times the limit | faster than stock |",
        "|---|---|---|---|---|",
    ]
    for name, one in found.items():
        middle = one["median"]
        spread = f"{one['low']:.3f}–{one['high']:.3f}, n={one['n']}"
        row = f"| {name} | {middle:.3f} | {spread} | {middle / limit:.1f} | {stock / middle:.1f} |"
        lines.append(row)
    rest = {k: v for k, v in results.items() if k != "seconds"}
    return "\n".join([*lines, "", *(f"- {k.replace('_', ' ')}: {v}" for k, v in rest.items())])


def main() -> None:
    """Measure and write ``results/grading.json`` and ``results/grading.md``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=40)
    parser.add_argument("--stock", type=int, default=8, help="submissions for stock and cold")
    parser.add_argument("--profile", action="store_true", help="profile a warm run instead")
    asked = parser.parse_args()
    os.environ.update(THREADS)
    if asked.profile:
        print(profile())
        return
    results = time_all(asked.submissions, asked.stock)
    found = results["seconds"]
    cost = found["warm"]["median"] - found["limit"]["median"]
    results["seconds_beyond_the_cells"] = round(cost, 4)
    with tempfile.TemporaryDirectory() as own:  # so that nobody else's files are counted
        tempfile.tempdir = own
        results |= memory()
        tempfile.tempdir = None
    results["sandbox"] = str(probe().levels[0])
    results["machine"] = (
        f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    )
    results["load_at_the_end"] = round(os.getloadavg()[0], 1)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "grading.json").write_text(json.dumps(results, indent=2) + "\n")
    (RESULTS / "grading.md").write_text(table(results) + "\n")
    print(table(results))


if __name__ == "__main__":
    main()
