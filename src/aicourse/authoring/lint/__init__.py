"""The authoring contract, enforced: `lint_course` reads a course and names what breaks it.

Each rule is one function, registered by name where it is written; ``docs/lint.md`` lists them all.
Nothing is run: whether tests pass what they should is for `aicourse verify`.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from aicourse.authoring.lint import (  # noqa: F401, each registers its rules
    answers,
    code,
    files,
    hints,
    languages,
    metadata,
    release,
    sections,
    solutions,
    tests,
)
from aicourse.authoring.lint.registry import RULES, Defect, Finding, Rule
from aicourse.authoring.lint.room import CourseFiles, enter
from aicourse.authoring.pairing import SOURCE
from aicourse.authoring.terminology import TERMINOLOGY, read_terminology
from aicourse.errors import CourseError
from aicourse.syllabus import read_course

__all__ = ["RULES", "UNREADABLE", "Finding", "lint_course"]

UNREADABLE = "unreadable"  # what stands for every rule of a room that cannot be read


def lint_course(root: Path, ids: Sequence[str] | None = None) -> list[Finding]:
    """Check the assignments of a course against the authoring contract.

    Parameters
    ----------
    root : Path
        The course folder.
    ids : sequence of str, optional
        Ids or numbers of assignments. Without them every assignment that has a folder is
        checked, and then the course folder as a whole.

    Returns
    -------
    list of Finding
        By assignment, then by rule.

    Raises
    ------
    CourseError
        If the syllabus or the terminology cannot be read, or there is no such assignment.
    """
    course = read_course(root)
    terminology = read_terminology(root / TERMINOLOGY)
    wanted = [course.find(key) for key in ids] if ids is not None else course.assignments
    findings: list[Finding] = []
    for assignment in wanted:
        if not (root / SOURCE / assignment.id).is_dir():
            continue
        try:
            room = enter(root, assignment, terminology)
            for rule in RULES.values():
                if rule.in_room:
                    findings += _findings(rule, rule.in_room(room), root, room.path)
        except CourseError as error:
            path = error.path or root / SOURCE / assignment.id
            findings.append(
                Finding(UNREADABLE, _below(root, path), error.place, error.problem, error.remedy)
            )
    if ids is None:
        folder = CourseFiles(root, course)
        for rule in RULES.values():
            if rule.in_course:
                findings += _findings(rule, rule.in_course(folder), root, root)
    return findings


def _findings(rule: Rule, defects: Iterable[Defect], root: Path, path: Path) -> list[Finding]:
    return [
        Finding(
            rule.name,
            _below(root, defect.path or path),
            defect.place,
            defect.problem,
            defect.remedy or rule.remedy,
        )
        for defect in defects
    ]


def _below(root: Path, path: Path) -> Path:
    return path.relative_to(root) if path.is_relative_to(root) else path
