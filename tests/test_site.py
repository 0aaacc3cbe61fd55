"""The documentation site: lessons to read with figures, guides whose links lead somewhere."""

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import nbformat
import pytest

from aicourse.authoring.new import new_assignment
from aicourse.authoring.plan import write_plan
from aicourse.authoring.release import release
from aicourse.errors import CourseError
from aicourse.grading.course import open_course
from aicourse.notebook import Role, hidden_regions, read_notebook, role, solution_regions
from aicourse.site.build import build_site
from aicourse.syllabus import LANGUAGES, Text

ROOT = Path(__file__).parents[1]
NAME = "112-outliers"
NOTEBOOK = Path("source", NAME, "outliers.ipynb")


def make_course(root: Path) -> Path:
    """Make a course with one assignment, the template's, and some guides."""
    guides = ("authoring.md", "authoring.zh-CN.md", "terminology.md", "trust.md", "trust.zh-CN.md")
    for name in ("syllabus.yml", "nbgrader_config.py", *(f"docs/{name}" for name in guides)):
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    syllabus = root / "syllabus.yml"
    syllabus.write_text(syllabus.read_text().replace("written: true", "written: false"))
    new_assignment(root, NAME, Text(zh="离群点", en="Outliers"), ["1.2"])
    release(root, open_course(root).config, [NAME])
    write_plan(root)
    return root


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return make_course(tmp_path)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of such a course."""
    root = make_course(tmp_path_factory.mktemp("course"))
    return build_site(root, root / "site", lambda *_: None).parent


class Page(HTMLParser):
    """What a page links to, what may be linked to in it, and its text without white space."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.figures = 0
        self._text: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        self.text = re.sub(r"\s+", "", "".join(self._text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.anchors |= {value for key in ("id", "name") if (value := found.get(key))}
        self.links += [value for key in ("href", "src") if (value := found.get(key))]
        self.figures += tag == "img" and "_images" in (found.get("src") or "")

    def handle_data(self, data: str) -> None:
        self._text.append(data)


def secrets(sources: Iterable[Path]) -> set[str]:
    """Lines of solutions and hidden tests, in pairs, that no notebook shows to learners.

    A line alone may well be what an example prints, such as the heading of a table.
    """
    hidden: set[str] = set()
    shown = ""
    for cell in (cell for source in sources for cell in read_notebook(source).cells):
        regions = []
        if role(cell) is Role.SOLUTION:
            regions = list(solution_regions(cell.source))
        elif role(cell) is Role.TEST:
            regions = list(hidden_regions(cell.source))
        rest = cell.source
        for region in regions:
            rest = rest.replace(region, "")
            lines = [re.sub(r"\s+", "", line) for line in region.splitlines() if line.strip()]
            hidden |= set(lines) if len(lines) == 1 else set(map("".join, pairwise(lines)))
        shown += re.sub(r"\s+", "", rest)
    return {text for text in hidden if len(text) > 30 and text not in shown}


def broken(site: Path) -> Iterator[str]:
    """Links of a site that lead nowhere."""
    pages = {path: Page(path) for path in site.rglob("*.html") if "_static" not in path.parts}
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            anchor = unquote(parts.fragment)
            anchors = pages[target].anchors if target in pages else {anchor}
            if not target.is_file() or (anchor and anchor not in anchors):
                yield f"{path.relative_to(site)}: {link}"


def check(site: Path, sources: list[Path]) -> None:
    assert list(broken(site)) == []
    told = "".join(Page(path).text for path in site.rglob("*.html"))
    told += "".join(re.sub(r"\s+", "", path.read_text()) for path in site.rglob("*.ipynb"))
    assert (lines := secrets(sources))
    assert [line for line in lines if line in told] == []


def shown(address: str) -> str:
    """Return a page as a browser makes it, its scripts included."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium to look with")
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--dump-dom")
    return subprocess.run(
        [chromium, *options, "--virtual-time-budget=20000", address],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_lessons_are_read_with_their_figures_and_without_solutions(site: Path) -> None:
    check(site, [site.parent / NOTEBOOK])
    for language, title in (("zh", "离群点"), ("en", "Outliers")):
        lesson = Page(site / language / "lessons" / f"{NAME}.html")
        assert title in lesson.text
        assert lesson.figures == 2
        assert "5000gis" in lesson.text, "what a worked example prints"
        assert "raiseNotImplementedError()" in lesson.text
        assert any(link.endswith("outliers.ipynb") for link in lesson.links)
        home = Page(site / language / "index.html")
        assert home.figures == 1, "its cover"
        assert f"lessons/{NAME}.html" in home.links
        (other,) = {"zh", "en"} - {language}
        assert f"../../{other}/lessons/{NAME}.html" in lesson.links
    guide = site / "{}" / "guides" / "authoring.html"
    assert "一小时写出一份作业" in Page(Path(str(guide).format("zh"))).text
    assert "Anassignmentinanhour" in Page(Path(str(guide).format("en"))).text


def test_a_missing_student_version_is_told(course: Path) -> None:
    shutil.rmtree(course / "release" / "en")
    with pytest.raises(CourseError, match=r"outliers\.ipynb: .*aicourse release"):
        build_site(course, course / "site", lambda *_: None)
    assert not (course / "site").exists()


def test_a_cell_that_fails_is_named(course: Path) -> None:
    notebook = read_notebook(course / NOTEBOOK)
    data = next(
        c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "data"
    )
    data.source = "1 / 0"
    (course / NOTEBOOK).write_text(nbformat.writes(notebook))
    with pytest.raises(CourseError, match=r"cell data: ZeroDivisionError.*aicourse verify 112"):
        build_site(course, course / "site", lambda *_: None)


def test_a_guide_without_a_place_is_refused(course: Path) -> None:
    (course / "docs" / "stray.md").write_text("# Stray")
    with pytest.raises(CourseError, match=r"stray\.md: the site has no place for it"):
        build_site(course, course / "site", lambda *_: None)


@pytest.mark.parametrize(
    ("language", "query", "found"),
    [
        ("zh", "离群", True),
        ("zh", "离群点", True),
        ("zh", "卷积", False),
        ("zh", "数", True),
        ("zh", "raise NotImplementedError", True),
        ("en", "outlier", True),
    ],
)
def test_the_search_finds_a_lesson(site: Path, language: str, query: str, found: bool) -> None:
    answer = shown(f"{(site / language / 'search.html').as_uri()}?q={quote(query)}")
    results = answer.partition('<ul role="list" class="search">')[2].partition("</ul>")[0]
    assert (f"lessons/{NAME}.html" in results) == found


@pytest.mark.slow
def test_the_whole_course_is_read_offline(tmp_path: Path) -> None:
    first = build_site(ROOT, tmp_path / "site", lambda *_: None)
    check(first.parent, sorted((ROOT / "source").glob("*/*.ipynb")))
    for language in LANGUAGES:
        page = first.parent / language / "lessons" / "104-svd-image-compression.html"
        formulas = shown(page.as_uri()).count("<mjx-container")
        assert formulas > 50, "formulas are typeset without a network"
