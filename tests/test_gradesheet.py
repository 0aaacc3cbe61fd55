"""The gradebook as CSV for Canvas, Moodle and spreadsheets."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import SubmittedAssignment, SubmittedNotebook
from small_course import ASSIGNMENT, NOTEBOOK, answered, assignment, make_course, submission
from sqlalchemy import text
from test_class import aicourse

from aicourse.errors import CourseError
from aicourse.grading.course import open_course
from aicourse.grading.grade import grade
from aicourse.grading.gradebook import GradebookWriter
from aicourse.grading.gradesheet import as_csv, read_gradesheet
from aicourse.grading.limits import Limits
from aicourse.grading.roster import RosterEntry, import_roster

MEI = RosterEntry("mei", "Mei, A.", "李", "mei@example.org", "4711")


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GradebookWriter]:
    course = open_course(make_course(tmp_path_factory.mktemp("sheet") / "course", {}))
    with GradebookWriter(course) as opened:
        opened.enter_assignment(assignment())
        import_roster(opened, [MEI, RosterEntry("absent")])
        half = answered(square="def square(x): return 0", notes="mine")
        for student, notebook in (("mei", half), ("ada", answered(notes="YOUR ANSWER HERE"))):
            opened.record(grade(assignment(), submission(notebook, student), Limits()))
        marked = opened.gradebook.find_grade("test_square", NOTEBOOK, ASSIGNMENT, "mei")
        marked.manual_score = 1.255
        opened.gradebook.db.commit()
        yield opened


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_marks_given_by_hand_count(writer: GradebookWriter) -> None:
    sheet = read_gradesheet(writer)
    assert sheet.max_points == {ASSIGNMENT: 5}
    assert sheet.points == {("mei", ASSIGNMENT): 3.255, ("ada", ASSIGNMENT): 5}
    assert sheet.unmarked == {ASSIGNMENT: ["mei"]}


def test_no_total_looks_through_all_grades_of_the_class(writer: GradebookWriter) -> None:
    with writer.session() as db:
        query = db.query(
            SubmittedAssignment.score,
            SubmittedAssignment.late_submission_penalty,
            SubmittedAssignment.needs_manual_grade,
            SubmittedNotebook.score,
        ).join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        told = query.statement.compile(db.bind, compile_kwargs={"literal_binds": True})
        plan = [row[-1] for row in db.execute(text(f"EXPLAIN QUERY PLAN {told}"))]
    looked_through = [line for line in plan if line.startswith("SCAN")]
    assert looked_through in (["SCAN submitted_assignment"], ["SCAN submitted_notebook"]), plan


def test_canvas_finds_its_columns_and_the_points_possible(writer: GradebookWriter) -> None:
    rows = table(as_csv(read_gradesheet(writer), "canvas", section="c1"))
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", ASSIGNMENT]
    assert rows[1] == ["    Points Possible", "", "", "", "", "5"]
    assert ["李, Mei, A.", "4711", "mei", "mei", "c1", "3.25"] in rows
    assert ["absent", "", "absent", "absent", "c1", ""] in rows


def test_moodle_can_map_by_name_number_or_address(writer: GradebookWriter) -> None:
    rows = table(as_csv(read_gradesheet(writer), "moodle"))
    assert rows[0] == [
        "First name", "Last name", "Username", "ID number", "Email address", ASSIGNMENT,
    ]  # fmt: skip
    assert ["Mei, A.", "李", "mei", "4711", "mei@example.org", "3.25"] in rows


def test_a_table_has_a_total_and_nought_only_on_request(writer: GradebookWriter) -> None:
    sheet = read_gradesheet(writer)
    assert ["absent", "", "", "", "", "", "0"] in table(as_csv(sheet, "csv"))
    assert ["absent", "", "", "", "", "0", "0"] in table(as_csv(sheet, "csv", zeros=True))


def test_several_assignments_stand_side_by_side(writer: GradebookWriter) -> None:
    writer.gradebook.add_assignment("ps2")
    sheet = read_gradesheet(writer, ["ps2", ASSIGNMENT])
    assert table(as_csv(sheet, "canvas"))[0][5:] == ["ps2", ASSIGNMENT]


def test_what_the_gradebook_lacks_is_named(writer: GradebookWriter) -> None:
    with pytest.raises(CourseError, match="ps9 is not in it"):
        read_gradesheet(writer, ["ps9"])


def test_the_commands_import_a_roster_and_export_it(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course", {})
    run = aicourse("export", tmp_path / "x.csv", "--course", course)
    assert (run.returncode, len(run.stderr.strip().splitlines())) == (2, 1)
    (tmp_path / "class.csv").write_text("学号,姓名\nmei,李梅\n", encoding="gb18030")
    run = aicourse("roster", "import", tmp_path / "class.csv", "--course", course)
    assert run.stdout == "1 added, 0 changed, 0 as they were\n"
    with GradebookWriter(open_course(course)) as writer:
        writer.enter_assignment(assignment())
    run = aicourse("export", tmp_path / "x.csv", "--course", course, "--to", "csv")
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "x.csv").read_text(encoding="utf-8-sig").splitlines()[1] == "mei,,李梅,,,,0"
