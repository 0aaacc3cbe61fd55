"""nbgrader configured for this course, so that its stock commands do what `aicourse` does."""

from pathlib import Path

from traitlets.config import Config

from aicourse.authoring.release import release_other_languages
from aicourse.feedback.pages import configure_feedback
from aicourse.grading.gradebook import let_nbgrader_find_alembic

COURSE_ID = "aicourse"


def configure(config: Config, root: Path) -> None:
    """Fill in the configuration of the course in `root` (called by its `nbgrader_config.py`)."""
    let_nbgrader_find_alembic()
    config.CourseDirectory.course_id = COURSE_ID
    config.CourseDirectory.release_directory = "release/zh"
    config.CourseDirectory.ignore = [
        ".ipynb_checkpoints",
        "*.pyc",
        "__pycache__",
        "feedback",
        *_not_handed_out(root),
    ]
    config.GenerateAssignment.preprocessors = [
        "aicourse.authoring.release.SelectLanguage",
        "nbgrader.preprocessors.LockCells",
        "nbgrader.preprocessors.ClearSolutions",
        "nbgrader.preprocessors.ClearOutput",
        "nbgrader.preprocessors.CheckCellMetadata",
        "nbgrader.preprocessors.ComputeChecksums",
        "nbgrader.preprocessors.SaveCells",
        "nbgrader.preprocessors.ClearHiddenTests",
        "nbgrader.preprocessors.ComputeChecksums",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    config.GenerateAssignment.post_convert_hook = release_other_languages(root, config)
    config.Autograde.exporter_class = "aicourse.grading.stock.SubmissionExporter"
    config.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors.ClearOutput"]
    config.Autograde.autograde_preprocessors = ["aicourse.grading.stock.GradeSubmission"]
    config.AssignLatePenalties.plugin_class = "aicourse.grading.late.LatePolicy"
    configure_feedback(config)


def _not_handed_out(root: Path) -> list[str]:
    """Names of the texts beside the notebooks, and of the answers: instructors' files."""
    texts = {p.name for p in root.glob("source/*/*.py") if p.with_suffix(".ipynb").is_file()}
    return sorted({"answers.py", *texts})
