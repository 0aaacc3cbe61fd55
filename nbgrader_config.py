"""nbgrader configured for this course: stock commands do what `aicourse` does."""

from pathlib import Path

from aicourse.course_config import configure

c = get_config()  # type: ignore[name-defined]  # noqa: F821
configure(c, Path(__file__).parent)

# What handing in late costs, of the score of a notebook; the due date stands in the gradebook:
#   nbgrader db assignment add 104-svd-image-compression --duedate "2027-03-01 23:59 CST"
# c.LatePolicy.percent_per_day = 10  # for each day begun
# c.LatePolicy.grace_hours = 2  # forgiven; days count after them
# c.LatePolicy.most_percent = 50
