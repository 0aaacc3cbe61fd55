"""Student versions, one language each, by nbgrader's own `generate_assignment`."""

import filecmp
import logging
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode
from traitlets.config import Config

from aicourse.errors import CourseError
from aicourse.hints import without_hints
from aicourse.notebook import in_language
from aicourse.syllabus import LANGUAGES, Language

RELEASE = Path("release")


class SelectLanguage(NbGraderPreprocessor):  # type: ignore[misc]
    """Keeps the prose of one language: the first step of `generate_assignment`."""

    language = Unicode("zh", help="Language of the student version: zh or en").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Drop the prose of other languages, hints, and what only authors need."""
        chosen = without_hints(in_language(nb, self.language))
        chosen.metadata.pop("aicourse", None)
        return chosen, resources


def release(
    root: Path,
    config: Config,
    assignments: Sequence[str],
    languages: Sequence[Language] = LANGUAGES,
    destination: Path = RELEASE,
) -> list[Path]:
    """Write the student versions of assignments.

    Parameters
    ----------
    root : Path
        The course folder.
    config : Config
        The course's nbgrader configuration.
    destination : Path
        Folder for ``<language>/<assignment>``, below `root` unless absolute.

    Returns
    -------
    list of Path
        The folders written.

    Raises
    ------
    CourseError
        If nbgrader refuses an assignment.
    """
    written = []
    for assignment in assignments:
        for language in languages:
            folder = root / destination / language / assignment
            _generate(root, config, assignment, language, destination)
            written.append(folder)
    return written


def _generate(
    root: Path, config: Config, assignment: str, language: Language, destination: Path
) -> None:
    settings = Config(config)
    settings.CourseDirectory.root = str(root)
    settings.CourseDirectory.assignment_id = assignment
    settings.CourseDirectory.release_directory = str(destination / language)
    settings.SelectLanguage.language = language
    settings.GenerateAssignment.force = True
    settings.GenerateAssignment.post_convert_hook = _no_hook
    # The gradebook learns of an assignment when it is first graded, not when it is released.
    settings.GenerateAssignment.no_database = True
    settings.SaveCells.enabled = False
    converter = GenerateAssignment(coursedir=CourseDirectory(config=settings), config=settings)
    complaints = _Complaints()
    converter.log = logging.Logger("aicourse.release")
    converter.log.addHandler(complaints)
    try:
        converter.start()
    except (NbGraderException, SystemExit) as error:
        reason = complaints.first or str(error)
        source = root / "source" / assignment
        raise CourseError(
            f"nbgrader refuses it ({reason})", "run `aicourse lint`", source
        ) from error


def _no_hook(**_: Any) -> None:
    """Replace the hook that writes the second language: here each is asked for by name."""


class _Complaints(logging.Handler):
    """Keeps the last line of the first traceback that nbgrader logs, which says the reason."""

    first = ""

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR and not self.first:
            text = record.getMessage().strip()
            if "Traceback" in text:
                self.first = text.splitlines()[-1]


def release_other_languages(root: Path, config: Config) -> Any:
    """Return a hook for `nbgrader generate_assignment` that writes the languages it does not.

    nbgrader calls it after each run with the name, or pattern, of the assignments.
    """

    def hook(assignment: str, **_: Any) -> None:
        main = str(config.SelectLanguage.get("language", LANGUAGES[0]))
        others = [language for language in LANGUAGES if language != main]
        names = [path.name for path in sorted((root / "source").glob(assignment)) if path.is_dir()]
        release(root, config, names, others)

    return hook


def stale_releases(root: Path, config: Config, assignments: Sequence[str]) -> Iterator[Path]:
    """Yield the files of `release/` that differ from what a release now would write."""
    with tempfile.TemporaryDirectory(prefix="aicourse-release-") as scratch:
        for fresh in release(root, config, assignments, destination=Path(scratch)):
            committed = root / RELEASE / fresh.relative_to(scratch)
            names = {p.relative_to(fresh) for p in fresh.rglob("*") if p.is_file()}
            names |= {p.relative_to(committed) for p in committed.rglob("*") if p.is_file()}
            for name in sorted(names):
                if ".ipynb_checkpoints" in name.parts:
                    continue
                both = (fresh / name).is_file() and (committed / name).is_file()
                if not both or not filecmp.cmp(fresh / name, committed / name, shallow=False):
                    yield committed / name
        shutil.rmtree(scratch, ignore_errors=True)
