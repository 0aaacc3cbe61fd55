"""What `grade --json` writes is what docs/verdicts.schema.json promises."""

import json
from pathlib import Path

import jsonschema
from pydantic import TypeAdapter
from small_course import answered, assignment, submission

from aicourse.grading.grade import grade
from aicourse.grading.limits import Limits
from aicourse.grading.verdict import Verdict

SCHEMA = json.loads((Path(__file__).parents[1] / "docs" / "verdicts.schema.json").read_text())


def test_the_schema_in_docs_is_current() -> None:
    assert TypeAdapter(list[Verdict]).json_schema() == SCHEMA  # `aicourse schema` writes it


def test_verdicts_obey_the_schema() -> None:
    verdicts = [
        grade(assignment(), submission(content), Limits()).verdict.model_dump(mode="json")
        for content in (answered(square="def square(x): return 0"), b"no notebook")
    ]
    jsonschema.validate(verdicts, SCHEMA)
    assert {"assignment", "student", "points", "max_points", "cells"} <= set(verdicts[0])
    cell = verdicts[0]["cells"][0]
    assert {"grade_id", "points", "max_points", "kind", "message", "seconds"} <= set(cell)
