"""The map of the course in the terminal: all assignments, at any width, with and without colour."""

from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from aicourse.feedback.course_map import course_map
from aicourse.syllabus import LANGUAGES, Course, Language, read_course

COURSE = read_course(Path(__file__).parents[1])


def printed(course: Course, language: Language, width: int, colour: bool = False) -> str:
    out = StringIO()
    console = Console(file=out, width=width, force_terminal=colour, legacy_windows=False)
    console.print(course_map(course, language))
    return out.getvalue()


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_assignment_stands_in_one_aligned_line(language: Language, width: int) -> None:
    lines = printed(COURSE, language, width).splitlines()

    assert max(cell_len(line) for line in lines) <= width
    ends = set()
    for assignment in COURSE.assignments:
        (line,) = [text for text in lines if text[2:].lstrip().startswith(assignment.number)]
        assert " ".join(assignment.rows) in line
        assert line.split()[-2:] == [f"{assignment.hours:g}", str(assignment.points)]
        ends.add(cell_len(line.rstrip()))
    assert len(ends) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_are_whole_where_there_is_room(language: Language) -> None:
    text = printed(COURSE, language, 140)
    titles = [stage.title for stage in COURSE.stages]
    titles += [assignment.title for assignment in COURSE.assignments]
    assert [title for title in titles if title.in_language(language) not in text] == []


def test_marks_and_counts_what_is_written() -> None:
    written = {"104-svd-image-compression", "301-micrograd"}
    stages = tuple(
        stage.model_copy(
            update={
                "assignments": tuple(
                    a.model_copy(update={"written": a.id in written}) for a in stage.assignments
                )
            }
        )
        for stage in COURSE.stages
    )
    course = Course(title=COURSE.title, plan=COURSE.plan, stages=stages)
    *lines, summary = printed(course, "en", 100).splitlines()

    assert [line.split()[1] for line in lines if line.startswith("✓")] == ["104", "301"]
    hours = sum(assignment.hours for assignment in COURSE.assignments)
    assert summary == f"✓ 2 of 60 written · {hours:g} hours in all"


def test_a_stage_shows_the_sum_of_its_assignments() -> None:
    last = COURSE.stages[-1]
    (line,) = [text for text in printed(COURSE, "zh", 100).splitlines() if last.title.zh in text]
    hours = sum(assignment.hours for assignment in last.assignments)
    assert line.split()[-2:] == [f"{hours:g}", str(20 * len(last.assignments))]


def test_colour_only_in_a_terminal() -> None:
    assert "\x1b[" in printed(COURSE, "en", 100, colour=True)
    assert "\x1b[" not in printed(COURSE, "en", 100)
