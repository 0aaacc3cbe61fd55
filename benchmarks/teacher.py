"""Measures the teacher's desk on large classes: the class report, exports, similar submissions.

Makes a class whose answers nobody copied but a few (as in ``tests/similar_class.py``), with its
verdicts and gradebook, and times each step in this process.
``python benchmarks/teacher.py [--sizes 100 1000 10000]``
"""

import argparse
import json
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from similar_class import disguised, independent_class

from aicourse.feedback.publish import course_sections, write_report
from aicourse.grading.batch import recorded_verdicts
from aicourse.grading.cache import VerdictCache
from aicourse.grading.course import CourseFolder, open_course
from aicourse.grading.grade import Graded
from aicourse.grading.gradebook import GradebookWriter
from aicourse.grading.gradesheet import as_csv, read_gradesheet
from aicourse.grading.verdict import CellVerdict, Kind, Verdict
from aicourse.similarity.answers import AnswerReader, Answers
from aicourse.similarity.comparing import compare

RESULTS = Path(__file__).with_name("results")
NAME = "tasks"
TASKS = 4
COPIES = 5


def _cell(source: str, name: str, **flags: object) -> NotebookNode:
    plain = {"grade": False, "locked": False, "solution": False, "task": False}
    about = {**plain, "schema_version": 3, "grade_id": name, **flags}
    return new_code_cell(source, id=name, metadata={"nbgrader": about})


def notebook(answers: Answers | None = None) -> str:
    """Return the source, or what one student made of it."""
    cells = [_cell("import numpy as np\nimport scipy", "given", locked=True)]
    for number in range(TASKS):
        name = f"task{number}"
        text = f"def {name}(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
        cells.append(_cell(answers.cells[name] if answers else text, name, solution=True))
        cells.append(_cell("assert True", f"test_{name}", grade=True, locked=True, points=5))
    python = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return str(nbformat.writes(new_notebook(metadata={"kernelspec": python}, cells=cells)))


def verdict(student: str, random: Random) -> Verdict:
    """Return a verdict by chance, the able ones with more points."""
    ability = random.random()
    cells = []
    for number in range(TASKS):
        passed = random.random() < 0.3 + 0.6 * ability
        message = "" if passed else f"expected {random.random():.4f}, got {random.random():.4f}"
        cells.append(
            CellVerdict(
                notebook=NAME,
                task=f"task{number}",
                grade_id=f"test_task{number}",
                points=5.0 * passed,
                max_points=5,
                kind=Kind.PASSED if passed else Kind.FAILED,
                message=message,
                seconds=random.random(),
            )
        )
    points = sum(cell.points for cell in cells)
    key = f"{random.getrandbits(256):064x}"
    return Verdict(
        assignment=NAME, student=student, points=points, max_points=20, cells=tuple(cells),
        seconds=1, key=key,
    )  # fmt: skip


def make_class(root: Path, n_students: int) -> CourseFolder:
    """Write the course with all that grading leaves."""
    (root / "source" / NAME).mkdir(parents=True)
    (root / "source" / NAME / f"{NAME}.ipynb").write_text(notebook(), encoding="utf-8")
    answers = independent_class(n_students - COPIES, TASKS)
    answers += [disguised(answers[i], f"copy{i}", i) for i in range(COPIES)]
    course = open_course(root)
    cache, random = VerdictCache(course.state / "verdicts"), Random(0)
    made = []
    for one in answers:
        folder = course.submitted / one.student / NAME
        folder.mkdir(parents=True)
        (folder / f"{NAME}.ipynb").write_text(notebook(one), encoding="utf-8")
        graded = Graded(verdict(one.student, random), {NAME: notebook(one)})
        cache.put(graded)
        mark = course.state / "recorded" / NAME / f"{one.student}.key"
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(graded.verdict.key, encoding="ascii")
        made.append(graded)
    with GradebookWriter(course) as writer:
        writer.enter_assignment(course.read_assignment(NAME))
        writer.record_all((graded, None) for graded in made)
    return course


@contextmanager
def timed(figures: dict[str, Any], name: str) -> Iterator[None]:
    """Note the wall-clock seconds of what is done inside."""
    start = time.perf_counter()
    yield
    figures[name] = round(time.perf_counter() - start, 2)


def measure(n_students: int) -> dict[str, Any]:
    """Return the seconds that each step takes for a class."""
    figures: dict[str, Any] = {"students": n_students}
    with tempfile.TemporaryDirectory() as folder:
        course = make_class(Path(folder), n_students)
        with timed(figures, "read verdicts"):
            verdicts = recorded_verdicts(course)
        with timed(figures, "item analysis"):
            sections = course_sections(course, verdicts)
        with timed(figures, "class report, HTML"):
            report = write_report(course, sections, "benchmark")
        figures["class report, MB"] = round(report.stat().st_size / 1e6, 2)
        with timed(figures, "export for Canvas"), GradebookWriter(course) as writer:
            as_csv(read_gradesheet(writer), "canvas")
        reader = AnswerReader(course.read_assignment(NAME))
        with timed(figures, "similar: read answers"):
            answers = [reader.read(course.read_submission(s, NAME)) for s in course.students()]
        with timed(figures, "similar: compare"):
            found = compare(answers, reader.given, reader.reference)
        figures["similar: pairs told"] = len(found.matches)
    return figures


def table(results: list[dict[str, Any]]) -> str:
    """Return the figures as Markdown, a column a class."""
    rows = [
        ["", *(f"{r['students']:,} students" for r in results)],
        ["---", *["---:"] * len(results)],
    ]
    rows += [[name, *(str(r[name]) for r in results)] for name in results[0] if name != "students"]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def main() -> None:
    """Measure the sizes asked for and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10_000])
    results = [measure(size) for size in parser.parse_args().sizes]
    RESULTS.mkdir(exist_ok=True)
    about = {"python": platform.python_version(), "machine": platform.machine(), "classes": results}
    (RESULTS / "teacher.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "teacher.md").write_text(table(results), encoding="utf-8")
    print(table(results))


if __name__ == "__main__":
    main()
