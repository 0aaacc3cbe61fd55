"""A grader that is killed at any moment leaves nothing wrong: the same command ends the same."""

import gzip
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from small_course import answered, cell, make_course, student_version

GRADER = Path(__file__).with_name("killed_grader.py")
SEED = 20250611

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are Linux's to tell")


def a_class(root: Path) -> Path:
    """A course whose class has every kind of outcome that is quick to come by."""
    copies = answered()
    copies.cells.append(nbformat.from_dict({**cell(copies, "test_double"), "id": "copy"}))
    return make_course(
        root,
        {
            "ada": answered(),
            "bob": answered(square="def square(x): return 2 * x"),
            "cem": copies,
            "dee": answered(square="import os\nos._exit(1)"),
            "eve": student_version(),
            "zoe": b"no notebook at all",
        },
    )


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A folder for temporary files, with a short name: the name of a socket has 107 bytes."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def run_killed(course: Path, temporary: Path, steps: list[int]) -> list[str]:
    """Grade a course, killed at some steps, then once more; return what the program says."""
    command = [sys.executable, str(GRADER), str(course), *map(str, steps)]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    said = [line for line in run.stdout.splitlines() if re.match(r"steps|killed|failed|left", line)]
    assert not [line for line in said if line.startswith(("failed", "left"))], run.stderr
    return said


def graded(course: Path) -> dict[str, Any]:
    """All that grading wrote, without what differs from run to run: ids, times and durations."""
    found: dict[str, Any] = {"gradebook": gradebook(course)}
    for folder in ("autograded", "feedback", ".aicourse"):
        for path in sorted((course / folder).rglob("*")):
            if path.is_file():
                found[str(path.relative_to(course))] = without_times(path)
    return found


def gradebook(course: Path) -> list[str]:
    """All that nbgrader's API tells of a gradebook, as lines in a fixed order."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "c1") as opened:
        rows = [str(opened.db.connection().exec_driver_sql("SELECT * FROM alembic_version").all())]
        rows += [f"student {student.to_dict()}" for student in opened.students]
        for assignment in opened.assignments:
            rows.append(f"assignment {timeless(assignment.to_dict())}")
            for submission in opened.assignment_submissions(assignment.name):
                rows.append(f"submission {timeless(submission.to_dict())}")
                for notebook in submission.notebooks:
                    parts = (notebook, *notebook.grades, *notebook.comments)
                    rows += [f"part {timeless(part.to_dict())}" for part in parts]
    return sorted(rows)


def without_times(path: Path) -> object:
    content = path.read_bytes()
    if path.suffix == ".gz":
        kept = json.loads(gzip.decompress(content))
        notebooks = {name: json.loads(text) for name, text in kept["notebooks"].items()}
        return timeless({"verdict": kept["verdict"], "notebooks": notebooks})
    if path.suffix == ".ipynb":
        return timeless(json.loads(content))
    return content


def timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: timeless(v) for k, v in value.items() if k not in ("seconds", "papermill", "id")}
    return [timeless(one) for one in value] if isinstance(value, list) else value


def check(tmp_path: Path, temporary: Path, steps: list[int], kills: int) -> None:
    undisturbed = a_class(tmp_path / "undisturbed")
    run_killed(undisturbed, temporary, [])
    course = a_class(tmp_path / "killed")
    said = run_killed(course, temporary, steps)
    assert sum(line.startswith("killed") for line in said) >= kills, said
    assert graded(course) == graded(undisturbed)
    assert list(temporary.iterdir()) == []


def test_killed_at_a_few_moments_grading_ends_the_same(tmp_path: Path, temporary: Path) -> None:
    moments = random.Random(SEED)
    entering, recording = moments.sample(range(1, 55), 3), moments.sample(range(60, 120), 1)
    check(tmp_path, temporary, [*recording, *entering], kills=4)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_killed_at_many_moments_grading_ends_the_same(
    tmp_path: Path, temporary: Path, seed: int
) -> None:
    moments = sorted(random.Random(seed).choices(range(1, 130), k=10), reverse=True)
    check(tmp_path, temporary, moments, kills=4)  # what one run records, the next need not do
