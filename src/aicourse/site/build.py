"""Writes the site's sources and has Sphinx make pages of them, one site a language."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import nbformat

from aicourse.authoring.release import RELEASE
from aicourse.errors import CourseError
from aicourse.notebook import read_notebook
from aicourse.site.guides import GROUPS, PLAN, guides, page_text
from aicourse.site.lessons import cover, executed, lesson
from aicourse.syllabus import LANGUAGES, Assignment, Course, Language, read_course
from aicourse.text_templates import text_environment

THEME = Path(__file__).with_name("theme")
COVERS = Path("lessons", "covers")


def build_site(root: Path, destination: Path, on_step: Callable[[str, int, int], None]) -> Path:
    """Build the documentation site of a course.

    Parameters
    ----------
    root : Path
        The course folder; its student versions must be there.
    destination : Path
        Folder of the site, replaced as a whole when it is ready.
    on_step : callable
        Called before each step and at the end with a line, the number of steps taken, and that of
        all.

    Returns
    -------
    Path
        The first page.

    Raises
    ------
    CourseError
        If a student version is missing, an instructor notebook fails, or a link leads nowhere.
    """
    if find_spec("sphinx") is None:
        raise CourseError("Sphinx is not installed", "run `pip install 'aicourse[docs]'`")
    course = read_course(root)
    written = [entry for entry in course.assignments if entry.written]
    work = root / ".aicourse" / "site" / "pages"
    shutil.rmtree(work, ignore_errors=True)
    steps = len(written) + len(LANGUAGES)
    for taken, entry in enumerate(written):
        on_step(f"running the examples of {entry.id}", taken, steps)
        ran = executed(root, entry)
        for language in LANGUAGES:
            _write_lesson(root, work / "source" / language, entry, language, ran)
    for taken, language in enumerate(LANGUAGES, len(written)):
        source = work / "source" / language
        names = _write_guides(root, source, written, language)
        _write_index(course, source, names, language)
        on_step(f"making the pages in {'Chinese' if language == 'zh' else 'English'}", taken, steps)
        _run_sphinx(source, work / "html" / language, work, language)
    shutil.rmtree(work / "html" / "jupyter_execute", ignore_errors=True)
    shutil.copy(THEME / "home.html", work / "html" / "index.html")
    shutil.rmtree(destination, ignore_errors=True)
    destination.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(work / "html", destination)
    on_step("building the site", steps, steps)
    return destination / "index.html"


def _write_lesson(
    root: Path, source: Path, entry: Assignment, language: Language, ran: nbformat.NotebookNode
) -> None:
    folder = root / RELEASE / language / entry.id
    notebook = folder / f"{entry.notebook_name}.ipynb"
    if not notebook.is_file():
        raise CourseError("there is no student version", "run `aicourse release`", notebook)
    files = source / "lessons" / "files" / entry.id
    shutil.copytree(folder, files)
    page = lesson(
        read_notebook(notebook), ran, entry, language, f"files/{entry.id}/{notebook.name}"
    )
    (source / "lessons" / f"{entry.id}.ipynb").write_text(nbformat.writes(page), encoding="utf-8")
    if (figure := cover(page)) is not None:
        (source / COVERS).mkdir(exist_ok=True)
        (source / COVERS / f"{entry.id}.png").write_bytes(figure)


def _write_guides(
    root: Path, source: Path, written: list[Assignment], language: Language
) -> list[str]:
    found = guides(root, language)
    pages = {entry.id: f"/lessons/{entry.id}.ipynb" for entry in written}
    for name in found:
        for file in (root / "docs").glob(f"{name}.*md"):
            pages[f"docs/{file.name}"] = f"/guides/{name}.md"
    folder = source / "guides"
    folder.mkdir(parents=True)
    for name, path in found.items():
        text = page_text(path.read_text(encoding="utf-8"), pages, root, language)
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    for image in (root / "docs" / "images").glob("*"):
        (folder / "images").mkdir(exist_ok=True)
        shutil.copy(image, folder / "images")
    return list(found)


def _write_index(course: Course, source: Path, names: list[str], language: Language) -> None:
    environment = text_environment(THEME / "templates")
    text = environment.get_template("index.md.j2").render(
        course=course,
        language=language,
        plan=PLAN if PLAN in names else None,
        covers={
            path.stem: f"{COVERS.as_posix()}/{path.name}" for path in (source / COVERS).glob("*")
        },
        groups={group: [n for n in of if n in names] for group, of in GROUPS.items()},
    )
    (source / "index.md").write_text(text, encoding="utf-8")


def _run_sphinx(source: Path, destination: Path, work: Path, language: Language) -> None:
    """Make the pages of one language, in a process of its own: Sphinx keeps its translations."""
    complaints = work / f"complaints-{language}.txt"
    settings = {
        "language": "zh_CN" if language == "zh" else "en",
        "html_context.of_language": language,
        "nb_code_prompt_show": "展开代码" if language == "zh" else "Show the code",
        "nb_code_prompt_hide": "收起代码" if language == "zh" else "Hide the code",
    }
    run = subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "--quiet", "--no-color", "--builder", "html"),
            *("--conf-dir", THEME, "--doctree-dir", work / "doctrees" / language),
            *("--warning-file", complaints),
            *(f"--define={key}={value}" for key, value in settings.items()),
            *(source, destination),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    told = complaints.read_text(encoding="utf-8") if complaints.is_file() else run.stderr
    lines = [line for line in told.splitlines() if line.strip()]
    if lines or run.returncode:
        more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
        raise CourseError(f"{lines[0] if lines else run.stdout}{more}", "mend what it names")
