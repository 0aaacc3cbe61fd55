"""Measures how long a learner waits for a check in a terminal.

Runs ``aicourse check 104`` on the untouched student version with a cache folder of its own, in
turns: with no process that checks, with one that `start` began, and again. Then every written
assignment with all its tasks solved, again and again.
``python benchmarks/learner.py [--rounds 5]``
"""

import argparse
import json
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat

from aicourse.desk.address import address_file, known_address
from aicourse.desk.client import ask
from aicourse.notebook import Role, grade_id, read_notebook, role
from aicourse.syllabus import Assignment, read_course

COURSE = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("results")
PROGRAM = str(Path(sys.executable).with_name("aicourse"))
ID, NAME = "104-svd-image-compression", "svd_image_compression.ipynb"
LIMIT = "aicourse --version"
NOTHING, BEGUN, AGAIN = "first, nothing runs", "first, after `start`", "again"


def seconds(*words: str) -> float:
    """Run the program and return how long it took."""
    start = time.perf_counter()
    subprocess.run([PROGRAM, *words], cwd=COURSE, check=True, capture_output=True)
    return time.perf_counter() - start


def end_service() -> None:
    """End the process that checks, if there is one, and wait until it has."""
    path = address_file()
    if known_address() is not None:
        os.kill(json.loads(path.read_bytes())["pid"], signal.SIGTERM)
        while path.exists():
            time.sleep(0.05)


def measure(work: Path, figures: dict[str, list[float]]) -> None:
    """Time each case once."""
    check = ["check", "104", "--dir", str(work)]
    shutil.rmtree(work, ignore_errors=True)
    end_service()
    seconds("start", "104", "--lang", "en", "--dir", str(work))
    notebook = work / ID / NAME
    ask({"do": "warm", "notebook": str(notebook)})  # what `start` began is ready
    figures[BEGUN].append(seconds(*check))
    figures[AGAIN].append(seconds(*check))
    figures[LIMIT].append(seconds("--version"))
    end_service()
    figures[NOTHING].append(seconds(*check))


def measure_solved(work: Path, entry: Assignment, rounds: int) -> list[float]:
    """Time the check of an assignment with the reference solutions, once it is known."""
    words = (entry.number, "--dir", str(work))
    seconds("start", *words, "--lang", "en")
    name = f"{entry.id}/{entry.notebook_name}.ipynb"
    source = read_notebook(COURSE / "source" / name)
    solutions = {grade_id(c): c.source for c in source.cells if role(c) is Role.SOLUTION}
    notebook = read_notebook(work / name)
    for cell in notebook.cells:
        cell.source = solutions.get(grade_id(cell), cell.source)
    nbformat.write(notebook, work / name)
    seconds("check", *words)
    return [seconds("check", *words) for _ in range(rounds)]


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    figures: dict[str, list[float]] = {NOTHING: [], BEGUN: [], AGAIN: [], LIMIT: []}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        rounds, work = parser.parse_args().rounds, Path(folder) / "work"
        for _ in range(rounds):
            measure(work, figures)
        shutil.rmtree(work)
        for entry in (one for one in read_course(COURSE).assignments if one.written):
            figures[f"{entry.number}, solved"] = measure_solved(work, entry, rounds)
        end_service()
    shortest = statistics.median(figures[AGAIN])
    rows: list[dict[str, Any]] = [
        {
            "case": case,
            "median": round(statistics.median(found), 2),
            "shortest": round(min(found), 2),
            "longest": round(max(found), 2),
            "times `again`": round(statistics.median(found) / shortest, 2),
        }
        for case, found in figures.items()
    ]
    about = {"python": platform.python_version(), "machine": platform.machine(), "seconds": rows}
    lines = [" | ".join(rows[0]), " | ".join(["---"] + ["---:"] * (len(rows[0]) - 1))]
    lines += [" | ".join(map(str, row.values())) for row in rows]
    table = "\n".join(f"| {line} |" for line in lines) + "\n"
    (RESULTS / "learner.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "learner.md").write_text(table, encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()
