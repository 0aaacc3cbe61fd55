"""nbgrader configured for this course: stock commands do what `aicourse` does."""

from pathlib import Path

from aicourse.course_config import configure

configure(get_config(), Path(__file__).parent)  # type: ignore[name-defined]  # noqa: F821
