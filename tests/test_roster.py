"""Students from a CSV file, as registries, Canvas, Moodle and spreadsheets write it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_course import make_course

from aicourse.errors import CourseError
from aicourse.grading.course import open_course
from aicourse.grading.gradebook import GradebookWriter
from aicourse.grading.roster import (
    RosterEntry,
    import_roster,
    read_roster,
    read_roster_file,
)

MEI = RosterEntry("mei", "梅", "李", "mei@example.org", "4711")


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[GradebookWriter]:
    with GradebookWriter(open_course(make_course(tmp_path / "course", {}))) as opened:
        yield opened


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    file = path / "roster.csv"
    file.write_bytes(text.encode(encoding))
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "heading",
    [
        ("id", "first_name", "last_name", "email", "lms_user_id"),
        ("Student ID", "First name", "SURNAME", "E-Mail", "LMS user id"),
        ("学号", "名", "姓", "电子邮件", "Canvas ID"),
    ],
)
def test_headings_separators_and_encodings_are_forgiven(
    tmp_path: Path, encoding: str, separator: str, heading: tuple[str, ...]
) -> None:
    row = ("mei", " 梅", "李", "mei@example.org", "4711")
    text = "\r\n".join(separator.join(cells) for cells in (heading, row, ("", "")))
    assert read_roster_file(written(tmp_path, text, encoding)) == (MEI,)


def test_the_gradebook_that_canvas_exports_is_a_roster(tmp_path: Path) -> None:
    text = (
        "Student,ID,SIS User ID,SIS Login ID,Section,Homework (12)\n"
        "    Points Possible,,,,,20\n"
        '"Curie, Marie",4711,S-1,mcurie,Autumn,19.5\n'
    )
    assert read_roster_file(written(tmp_path, text)) == (
        RosterEntry("mcurie", "Marie", "Curie", "", "4711"),
    )


def test_moodles_list_of_participants_is_a_roster(tmp_path: Path) -> None:
    text = '"First name","Last name","ID number","Email address"\nMarie,Curie,s7,m@example.org\n'
    assert read_roster_file(written(tmp_path, text)) == (
        RosterEntry("s7", "Marie", "Curie", "m@example.org"),
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("id,email\nada,a@x.org\n,b@x.org\n", "line 3: no student id"),
        ("id,email\nada,a@x.org\nada,b@x.org\n", "line 3: student 'ada' stands on line 2 already"),
        ("id\n../ada\n", "line 2: '../ada' cannot be a folder's name"),
        ("id\n2.02312E+11\n", "line 2: '2.02312E+11' is an id that the spreadsheet shortened"),
        ("id,email\nada,nowhere\n", "line 2: 'nowhere' is no email address"),
        ("id,name\nada,Curie, Marie\n", "line 2: 3 values under 2 headings"),
        ('id,name\nada,"Marie\n', "line 2: no CSV"),
        ("name,section\nMarie Curie,A\n", "line 1: no column with the ids of students"),
        ("id\n", "there is no student in it"),
        ("", "there is no student in it"),
    ],
)
def test_a_bad_row_is_told_in_one_line_that_names_it(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(CourseError) as told:
        read_roster_file(written(tmp_path, text))
    assert complaint in str(told.value)
    assert "\n" not in str(told.value)


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "roster.xlsx"
    file.write_bytes(b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xff\xfe")
    with pytest.raises(CourseError, match="this is no text"):
        read_roster_file(file)


def test_an_import_adds_changes_and_keeps(writer: GradebookWriter) -> None:
    first = import_roster(writer, [MEI, RosterEntry("ada")])
    again = import_roster(writer, [RosterEntry("mei", email="new@example.org"), RosterEntry("ada")])
    assert (first.added, first.changed, first.unchanged) == (2, 0, 0)
    assert (again.added, again.changed, again.unchanged) == (0, 1, 1)
    kept = RosterEntry("mei", "梅", "李", "new@example.org", "4711")
    assert read_roster(writer) == (RosterEntry("ada"), kept)


def test_an_import_that_fails_leaves_nothing_behind(writer: GradebookWriter) -> None:
    wrong = RosterEntry("bob", first_name=object())  # type: ignore[arg-type]
    with pytest.raises(CourseError):
        import_roster(writer, [MEI, wrong])
    assert read_roster(writer) == ()
