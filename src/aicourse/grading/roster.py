"""Who is in the class: nbgrader's own table of students, and how a list from elsewhere gets in."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from nbgrader.api import Student

from aicourse.errors import CourseError
from aicourse.grading.gradebook import GradebookWriter

# Headings as they come from registries, Canvas, Moodle and spreadsheets, less case and spacing.
# The first of a list that a file has is taken; the id of the student has the first choice.
_HEADINGS: dict[str, tuple[str, ...]] = {
    "id": (
        "studentid", "student_id", "学号", "username", "用户名", "login", "sisloginid", "loginid",
        "userid", "sisuserid", "netid", "github", "idnumber", "学籍号", "id", "编号", "email",
    ),
    "lms_user_id": ("lmsuserid", "lmsid", "canvasid", "canvasuserid", "moodleid", "idnumber", "id"),
    "first_name": ("firstname", "givenname", "givennames", "forename", "名", "名字"),
    "last_name": ("lastname", "surname", "familyname", "姓", "姓氏"),
    "email": (
        "email", "emailaddress", "mail", "邮箱", "电子邮件", "电子邮箱", "电邮", "邮件", "邮件地址",
    ),
    "name": ("name", "fullname", "studentname", "student", "姓名", "学生姓名", "学生"),
}  # fmt: skip
_NO_LETTERS = re.compile(r"[\s_\-./:()（）]+")
_SHORTENED = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")
_NOT_IN_A_NAME = re.compile(r'[/\\:*?"<>|+\x00-\x1f]')
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_DELIMITERS = ",;\t，"


@dataclass(frozen=True)
class RosterEntry:
    """One student, as nbgrader's table has them; what is not known is empty."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""

    @property
    def name(self) -> str:
        """First and last name, or the id where there is none."""
        return f"{self.first_name} {self.last_name}".strip() or self.id


_COLUMNS = tuple(column.name for column in fields(RosterEntry))


def read_roster(writer: GradebookWriter) -> tuple[RosterEntry, ...]:
    """Return all students of a gradebook, by last name, first name and id."""
    columns = [getattr(Student, name) for name in _COLUMNS]
    with writer.session() as db:
        rows = [RosterEntry(*(value or "" for value in row)) for row in db.query(*columns)]
    return tuple(sorted(rows, key=lambda row: (row.last_name, row.first_name, row.id)))


@dataclass(frozen=True)
class Imported:
    """How many students an import added, and of how many others it changed something."""

    added: int
    changed: int
    unchanged: int


def import_roster(writer: GradebookWriter, entries: Sequence[RosterEntry]) -> Imported:
    """Enter students into the gradebook, all of them or none.

    What a file leaves empty stays as it is known; nobody is removed.
    """
    added = changed = 0
    with writer.session() as db:
        known = {student.id: student for student in db.query(Student)}
        for entry in entries:
            student = known.get(entry.id)
            if student is None:
                student = Student(id=entry.id)
                db.add(student)
                added += 1
            new = {name: getattr(entry, name) for name in _COLUMNS[1:] if getattr(entry, name)}
            differs = any(getattr(student, name) != value for name, value in new.items())
            changed += entry.id in known and differs
            for name, value in new.items():
                setattr(student, name, value)
        db.commit()
    return Imported(added, changed, len(entries) - added - changed)


def read_roster_file(path: Path) -> tuple[RosterEntry, ...]:
    """Read a list of students from a CSV file.

    Commas, semicolons or tabs; UTF-8 with or without a mark, UTF-16, GB 18030; headings in any
    order, in English or Chinese, as Canvas, Moodle and registries write them.

    Raises
    ------
    CourseError
        If the file is no such list, or one of its rows is wrong; it names the row.
    """
    text = _decoded(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        entries = tuple(_entries(lines, path))
    except csv.Error as error:
        remedy = "save it again as CSV"
        raise CourseError(f"no CSV ({error})", remedy, path, f"line {lines.line_num}") from error
    if not entries:
        raise CourseError("there is no student in it", "put one student on each line", path)
    return entries


def _decoded(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise CourseError("no such file", "name a CSV file of students", path) from None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CourseError("this is no text", "save it as “CSV UTF-8”", path)


def _entries(lines: Iterator[list[str]], path: Path) -> Iterator[RosterEntry]:
    header: list[str] | None = None
    seen: dict[str, int] = {}
    for row in lines:
        line: int = lines.line_num  # type: ignore[attr-defined]  # of csv's reader
        cells = [cell.strip() for cell in row]
        if not any(cells) or "points possible" in cells[0].lower():  # Canvas' second row
            continue
        if header is None:
            header, columns = cells, _columns(cells, path)
            continue
        if len(cells) > len(header) and any(cells[len(header) :]):
            problem = f"{len(cells)} values under {len(header)} headings"
            remedy = "put values that contain the separator in double quotes"
            raise CourseError(problem, remedy, path, f"line {line}")
        found = {name: cells[at] for name, at in columns.items() if at < len(cells)}
        entry = _entry(found, path, line)
        if entry.id in seen:
            problem = f"student {entry.id!r} stands on line {seen[entry.id]} already"
            raise CourseError(problem, "remove one of the two", path, f"line {line}")
        seen[entry.id] = line
        yield entry


def _columns(header: Sequence[str], path: Path) -> dict[str, int]:
    """Find which column is what."""
    plain = [_NO_LETTERS.sub("", heading).lower() for heading in header]
    found: dict[str, int] = {}
    for name, headings in _HEADINGS.items():
        wanted = (heading.replace("_", "") for heading in headings)
        places = (plain.index(heading) for heading in wanted if heading in plain)
        place = next((at for at in places if name != "lms_user_id" or at != found["id"]), None)
        if place is not None:
            found[name] = place
        elif name == "id":
            raise CourseError(
                f"no column with the ids of students among {', '.join(map(repr, header))[:200]}",
                "name one `id` (or 学号): the name of the student's folder under submitted/",
                path,
                "line 1",
            )
    return found


def _entry(found: dict[str, str], path: Path, line: int) -> RosterEntry:
    identifier = found.get("id", "")

    def refuse(problem: str, remedy: str) -> CourseError:
        return CourseError(problem, remedy, path, f"line {line}")

    if not identifier:
        raise refuse("no student id", "fill it in, or remove the row")
    if _SHORTENED.fullmatch(identifier):
        raise refuse(
            f"{identifier!r} is an id that the spreadsheet shortened",
            "format the column as text, enter the ids again and save",
        )
    if _NOT_IN_A_NAME.search(identifier) or identifier[0] == ".":
        raise refuse(f"{identifier!r} cannot be a folder's name", "use letters, digits, - and _")
    email = found.get("email", "")
    if email and not _EMAIL.fullmatch(email):
        raise refuse(f"{email!r} is no email address", "mend it, or leave it empty")
    first, last = found.get("first_name", ""), found.get("last_name", "")
    if not first and not last:
        first, last = _parted(found.get("name", ""))
    return RosterEntry(identifier, first, last, email, found.get("lms_user_id", ""))


def _parted(name: str) -> tuple[str, str]:
    """Part a full name: ``Curie, Marie``, ``Marie Curie``; of one word, all is the last name."""
    if "," in name:
        last, _, first = name.partition(",")
        return first.strip(), last.strip()
    first, _, last = name.rpartition(" ")
    return first.strip(), last
