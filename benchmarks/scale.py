"""Measures how grading grows with the number of submissions: time, memory, what it writes.

Makes classes of a small assignment, no two submissions alike, and grades each with ``aicourse
grade`` in a process of its own, then once more from the cache. Linux only:
``python benchmarks/scale.py [--sizes 100 1000 10000] [--workers 2]``; ten thousand take about
an hour on two cores that others use too.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import nbformat
import psutil
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from aicourse.grading.batch import recorded_verdicts
from aicourse.grading.course import open_course

RESULTS = Path(__file__).with_name("results")
NAME = "sums"
SAMPLE_SECONDS = 1.0
PSS_EVERY = 10  # samples: the kernel walks all pages to tell it

GIVEN = "import math"
ANSWERS = (
    "def total(numbers):\n    return sum(numbers)",
    "def mean(numbers):\n    return total(numbers) / len(numbers)",
    "def spread(numbers):\n    middle = mean(numbers)\n"
    "    return math.sqrt(mean([(x - middle) ** 2 for x in numbers]))",
)
TESTS = (
    "assert total([1, 2, 3]) == 6\nassert total([]) == 0",
    "assert mean([1, 2, 3]) == 2",
    "assert math.isclose(spread([1, 2, 3]), math.sqrt(2 / 3))",
)


def _cell(source: str, name: str, **flags: object) -> NotebookNode:
    plain = {"grade": False, "locked": False, "solution": False, "task": False}
    about = {**plain, "schema_version": 3, "grade_id": name, **flags}
    return new_code_cell(source, id=name, metadata={"nbgrader": about})


def notebook(number: int | None = None) -> bytes:
    """Return the source, or one submission: of ten, one has a task wrong and one is half done."""
    answers = list(ANSWERS)
    if number is not None:
        answers = [f"{answer}  # number {number}" for answer in answers]
        if number % 10 == 3:
            answers[2] = f"def spread(numbers):\n    return {number}"
        if number % 10 == 7:
            answers[1] = answers[2] = f"raise NotImplementedError({number})"
    cells = [_cell(GIVEN, "given", locked=True)]
    for index, (answer, test) in enumerate(zip(answers, TESTS, strict=True)):
        cells.append(_cell(answer, f"answer{index}", solution=True))
        cells.append(_cell(test, f"test{index}", grade=True, locked=True, points=1))
    python = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = new_notebook(metadata={"kernelspec": python}, cells=cells)
    return str(nbformat.writes(made)).encode()


def expected_points(number: int) -> float:
    """Return the points of one submission."""
    return {3: 2.0, 7: 1.0}.get(number % 10, 3.0)


def wrong(course: Path, size: int) -> list[dict[str, Any]]:
    """Return the verdicts on submissions that have not the points they should have."""
    verdicts = {verdict.student: verdict for verdict in recorded_verdicts(open_course(course))}
    return [
        verdicts[f"s{number:05}"].model_dump(mode="json")
        for number in range(size)
        if verdicts[f"s{number:05}"].points != expected_points(number)
    ]


def make_class(root: Path, size: int) -> None:
    """Write a course folder with so many submissions."""
    contents = {root / "source" / NAME: notebook()}
    contents |= {root / "submitted" / f"s{n:05}" / NAME: notebook(n) for n in range(size)}
    for folder, content in contents.items():
        folder.mkdir(parents=True)
        (folder / f"{NAME}.ipynb").write_bytes(content)
    config = "c = get_config()\nc.CourseDirectory.course_id = 'scale'\n"
    (root / "nbgrader_config.py").write_text(config)


@dataclass
class Watch:
    """What was seen of a grader and its descendants while they ran."""

    own_rss: list[int] = field(default_factory=list)
    own_cpu: float = 0.0
    sandbox_pss: list[int] = field(default_factory=list)
    rest_pss: list[int] = field(default_factory=list)

    def look(self, grader: psutil.Process, *, weigh: bool) -> None:
        """Take a sample; `weigh` the descendants too."""
        times = grader.cpu_times()
        self.own_cpu = times.user + times.system
        self.own_rss.append(grader.memory_info().rss)
        if weigh:
            everybody = grader.children(recursive=True)
            zygotes = [p for p in everybody if "zygote" in " ".join(_command(p))]
            forks = {p.pid for z in zygotes for p in z.children(recursive=True)}
            forks -= {p.pid for p in grader.children() for p in p.children()}  # the zygote itself
            if sandboxes := [weight for pid in forks if (weight := _pss(pid))]:
                self.sandbox_pss += sandboxes
                self.rest_pss.append(sum(_pss(p.pid) for p in everybody if p.pid not in forks))


def _command(process: psutil.Process) -> list[str]:
    try:
        found: list[str] = process.cmdline()
    except psutil.Error:
        return []
    return found


def _pss(pid: int) -> int:
    """Return the proportional set size of a process in bytes, 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


def grade(root: Path, workers: int) -> dict[str, Any]:
    """Grade a class in a process of its own, watched."""
    command = [sys.executable, "-m", "aicourse.cli", "grade", "--course", str(root)]
    watch = Watch()
    start = time.monotonic()
    with (root / "grader.log").open("wb") as log:
        run = subprocess.Popen([*command, "--workers", str(workers)], stdout=log, stderr=log)
    grader = psutil.Process(run.pid)
    try:
        for count in _ticks():
            ended, status, usage = os.wait4(run.pid, os.WNOHANG)
            if ended:
                break
            with suppress(psutil.Error):  # it ends in this moment
                watch.look(grader, weigh=count % PSS_EVERY == 0)
    except BaseException:
        run.kill()
        raise
    run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        raise RuntimeError((root / "grader.log").read_text()[-2000:])
    found = {
        "seconds": round(time.monotonic() - start, 1),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 1),
        "own_cpu_seconds": round(watch.own_cpu, 1),
        "own_rss_mib": round(max(watch.own_rss) / 2**20),
    }
    if watch.sandbox_pss:
        found["pss_mib_of_a_sandboxed_process"] = round(median(watch.sandbox_pss) / 2**20, 1)
        found["pss_mib_of_the_rest"] = round(median(watch.rest_pss) / 2**20, 1)
    return found


def _ticks() -> Iterator[int]:
    count = 0
    while True:
        time.sleep(SAMPLE_SECONDS)
        count += 1
        yield count


def weigh(root: Path) -> dict[str, Any]:
    """Return how large is what grading wrote, and how long nbgrader takes to list it."""
    start = time.monotonic()
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "scale") as gradebook:
        gradebook.submission_dicts(NAME)
        seconds = time.monotonic() - start
    folders = {"autograded": "autograded", "feedback": "feedback", "cache": ".aicourse"}
    sizes = {
        f"{name}_mib": sum(p.stat().st_size for p in (root / folder).rglob("*") if p.is_file())
        for name, folder in folders.items()
    }
    sizes["gradebook_mib"] = (root / "gradebook.db").stat().st_size
    sizes["report_mib"] = (root / "reports" / "class.html").stat().st_size
    return {
        **{name: round(value / 2**20, 1) for name, value in sizes.items()},
        "seconds_for_nbgrader_to_list_them": round(seconds, 1),
    }


def measure(size: int, workers: int) -> dict[str, Any]:
    """Grade a class of so many twice."""
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        root = Path(folder)
        make_class(root, size)
        load = os.getloadavg()[0]
        first = grade(root, workers)
        again = grade(root, workers)
        return {
            "submissions": size,
            "workers": workers,
            "first": first,
            "from_the_cache": {k: v for k, v in again.items() if "pss" not in k},
            "written": weigh(root),
            "wrong": wrong(root, size),
            "load_before": round(load, 1),
            "load_after": round(os.getloadavg()[0], 1),
        }


def table(results: list[dict[str, Any]]) -> str:
    """Return the results as a table in Markdown, a column for each size."""

    def per_one(value: float, size: int) -> str:
        return f"{1000 * value / size:.0f} ms"

    rows: dict[str, list[str]] = {"submissions": [f"{r['submissions']:,}" for r in results]}
    for part in ("first", "from_the_cache"):
        for name in results[0][part]:
            values = [(r[part].get(name, float("nan")), r["submissions"]) for r in results]
            label = f"{part}: {name}".replace("_", " ")
            rows[label] = [f"{value:g}" for value, _ in values]
            if name.endswith("seconds"):
                rows[f"{label}, each"] = [per_one(*value) for value in values]
    rows["submissions with wrong points"] = [str(len(r["wrong"])) for r in results]
    for name in (*results[0]["written"], "load_before", "load_after"):
        rows[name.replace("_", " ")] = [str({**r, **r["written"]}[name]) for r in results]
    head, *rest = rows.items()
    lines = [f"| {head[0]} | {' | '.join(head[1])} |", "|---" * (len(results) + 1) + "|"]
    return "\n".join([*lines, *(f"| {name} | {' | '.join(cells)} |" for name, cells in rest)])


def main() -> None:
    """Measure; write ``results/scale.json`` and ``scale.md``, where other sizes are kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    python = platform.python_version()
    machine = f"{platform.system()}, {os.cpu_count()} cores, Python {python}"
    written = RESULTS / "scale.json"
    known = json.loads(written.read_text())["results"] if written.exists() else []
    by_size = {result["submissions"]: result for result in known}
    for size in asked.sizes:
        by_size[size] = measure(size, asked.workers)
        results = [by_size[known] for known in sorted(by_size)]
        text = json.dumps({"machine": machine, "results": results}, indent=1)
        written.write_text(f"{text}\n")
        (RESULTS / "scale.md").write_text(f"{table(results)}\n\n- machine: {machine}\n")
        print(table(results), flush=True)


if __name__ == "__main__":
    main()
