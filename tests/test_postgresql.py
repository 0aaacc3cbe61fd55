"""nbgrader's gradebook on PostgreSQL: a real server, started for these tests."""

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from small_course import ASSIGNMENT, HIDDEN, NOTEBOOK, answered, make_course, student_version
from sqlalchemy import create_engine
from traitlets.config import Config

from aicourse.cli import main
from aicourse.grading.gradebook import let_nbgrader_find_alembic

pytest.importorskip("psycopg", reason="the extra scale is not installed")
let_nbgrader_find_alembic()

USER = "grader"


class Server:
    """A PostgreSQL server in a folder, reached by a socket there."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        if os.geteuid() == 0:  # the server refuses to be root
            shutil.chown(folder, "nobody")
        options = ("--no-sync", "--auth", "trust", "--username", USER, "--encoding", "UTF8")
        self._run("initdb", "--pgdata", folder / "data", *options, "--locale", "C")
        self.start()

    def start(self) -> None:
        settings = f"-c listen_addresses= -c unix_socket_directories={self._folder} -c fsync=off"
        log = self._folder / "log"
        self._run("pg_ctl", "-D", self._folder / "data", "-l", log, "-w", "-o", settings, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._folder / "data", "-w", "-m", "immediate", "stop")

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}@/{database}?host={self._folder}"

    def new_database(self, name: str) -> str:
        """Make a database; return its address."""
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine.dispose()
        return self.url(name)

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [str(self._programs / program), *map(str, arguments)]
        other = {"user": "nobody", "group": None} if os.geteuid() == 0 else {}
        with (self._folder.parent / f"{self._folder.name}.out").open("w") as out:
            try:
                subprocess.run(
                    command, stdout=out, stderr=out, cwd=self._folder, check=True, **other
                )  # type: ignore[call-overload]
            except subprocess.CalledProcessError as error:
                raise RuntimeError(Path(out.name).read_text()) from error


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    found = shutil.which("initdb")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found and not installed:
        pytest.skip("no PostgreSQL server here (Debian: apt-get install postgresql)")
    programs = Path(found).resolve().parent if found else installed[-1].parent
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "server").mkdir()
        started = Server(programs, Path(folder) / "server")
        yield started
        started.stop()


def course_with(root: Path, db_url: str, course_id: str = "c1") -> Path:
    handed_in = {
        "ada": answered(),
        "bob": answered(square="def square(x): return 2 * x"),
        "eve": student_version(),
        "zoe": b"no notebook at all",
    }
    course = make_course(root, handed_in)
    (course / "submitted" / "ada" / ASSIGNMENT / "timestamp.txt").write_text("2026-02-03 04:05 UTC")
    (course / "nbgrader_config.py").write_text(
        "from aicourse.course_config import configure\n"
        "from pathlib import Path\n"
        "c = get_config()\n"
        "configure(c, Path(__file__).parent)\n"
        f"c.CourseDirectory.course_id = {course_id!r}\n"
        f"c.CourseDirectory.db_url = {db_url!r}\n"
    )
    return course


def grade(monkeypatch: pytest.MonkeyPatch, course: Path, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["aicourse", "grade", "--course", str(course), *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def told(capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that says what is wrong."""
    (line,) = [x for x in capsys.readouterr().err.splitlines() if x.startswith("aicourse: ")]
    return line


def test_scores_feedback_export_and_formgrader_are_as_with_sqlite(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server.new_database("grades")
    course = course_with(tmp_path / "course", url)
    assert grade(monkeypatch, course) == 0
    lite = f"sqlite:///{tmp_path / 'lite' / 'gradebook.db'}"
    other = course_with(tmp_path / "lite", lite)
    shutil.copytree(course / ".aicourse" / "verdicts", other / ".aicourse" / "verdicts")
    assert grade(monkeypatch, other) == 0
    assert listed(course, url) == listed(other, lite)
    assert {row["student"]: row["score"] for row in listed(course, url)["submissions"]} == {
        "ada": 5,
        "bob": 2,
        "eve": 0,
        "zoe": 0,
    }

    with Gradebook(url, "c1") as gradebook:
        gradebook.find_grade("test_square", NOTEBOOK, ASSIGNMENT, "bob").manual_score = 1
        gradebook.db.commit()
    assert grade(monkeypatch, course, "--force") == 0
    for command in (["export", "--to", "grades.csv"], ["generate_feedback", "--force", ASSIGNMENT]):
        run = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command],
            cwd=course,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
    with (course / "grades.csv").open() as exported:
        totals = {row["student_id"]: float(row["score"]) for row in csv.DictReader(exported)}
    assert totals == {"ada": 5, "bob": 3, "eve": 0, "zoe": 0}
    page = (course / "feedback" / "bob" / ASSIGNMENT / f"{NOTEBOOK}.html").read_text()
    assert "regraded by the teacher" in page
    assert HIDDEN not in page


def listed(course: Path, url: str) -> dict[str, list[dict[str, object]]]:
    """What the formgrader shows, by its own API, without ids."""
    config = Config()
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.course_id = "c1"
    config.CourseDirectory.db_url = url
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    found = {
        "assignments": api.get_assignments(),
        "submissions": api.get_submissions(ASSIGNMENT),
        "students": api.get_students(),
        "notebooks": api.get_notebook_submissions(ASSIGNMENT, NOTEBOOK),
    }
    return {
        name: sorted(
            ({k: v for k, v in row.items() if k not in ("id", "index")} for row in rows),
            key=lambda row: str(row.get("student", row.get("id", ""))),
        )
        for name, rows in found.items()
    }


def test_a_server_that_goes_down_midway_loses_nothing(
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    course = course_with(tmp_path, server.new_database("down"))
    for number in range(4):
        make_more(course, f"more{number}")
    command = [sys.executable, "-m", "aicourse.cli", "grade", "--course", str(course)]
    grader = subprocess.Popen([*command, "--workers", "1"], stderr=subprocess.PIPE, text=True)
    marks = course / ".aicourse" / "recorded" / ASSIGNMENT
    while not list(marks.glob("*.key")) and grader.poll() is None:
        time.sleep(0.01)
    server.stop()
    try:
        _, said = grader.communicate(timeout=120)
        assert grader.returncode == 2, said
        assert sum(line.startswith("aicourse: ") for line in said.splitlines()) == 1, said
        assert grade(monkeypatch, course) == 2
        line = told(capsys)
        assert "cannot be used" in line
        assert "the server runs" in line
    finally:
        server.start()
    graded = {p.name for p in (course / ".aicourse" / "verdicts").rglob("*.gz")}
    assert graded
    assert grade(monkeypatch, course) == 0
    assert f"{len(graded)} of them from the cache" in capsys.readouterr().err
    with Gradebook(server.url("down"), "c1") as gradebook:
        scores = {s.student.id: s.score for s in gradebook.assignment_submissions(ASSIGNMENT)}
    assert scores == {**{f"more{n}": 5 for n in range(4)}, "ada": 5, "bob": 2, "eve": 0, "zoe": 0}


def make_more(course: Path, student: str) -> None:
    folder = course / "submitted" / student
    shutil.copytree(course / "submitted" / "ada", folder)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql+psycopg://x:secret@127.0.0.1:1/grades", "refused"),
        ("postgresql+psycopg2://x@127.0.0.1:1/grades", "postgresql+psycopg://"),
        ("postgres+nothing://x@127.0.0.1/grades", "cannot be used"),
        ("no address", "db_url"),
    ],
)
def test_a_wrong_address_is_refused(
    url: str,
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    course = course_with(tmp_path, url)
    assert grade(monkeypatch, course) == 2
    line = told(capsys)
    assert reason in line
    assert "secret" not in line


def test_a_gradebook_of_another_course_is_refused_and_stays_as_it_is(
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = server.new_database("other")
    with Gradebook(url, "physics") as gradebook:
        gradebook.add_assignment("lab1")
    assert grade(monkeypatch, course_with(tmp_path, url)) == 2
    assert "physics" in told(capsys)
    with Gradebook(url, "physics") as gradebook:
        assert [a.name for a in gradebook.assignments] == ["lab1"]
