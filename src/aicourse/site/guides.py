"""The guides in `docs/` as pages of the site: which there are, and where their links lead."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from aicourse.errors import CourseError
from aicourse.syllabus import LANGUAGES, Language

DOCS = Path("docs")
PLAN = "plan"

GROUPS: dict[str, tuple[str, ...]] = {
    "learner": ("learner", "commands"),
    "teacher": ("teacher", "grading", "ci"),
    "author": ("authoring", "lint", "terminology", "datasets"),
    "operator": ("scale", "trust", "engine"),
}
_ENDINGS: dict[Language, tuple[str, ...]] = {"zh": (".zh-CN.md", ".md"), "en": (".md",)}
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\[\]]+)\]\((?P<target>[^()\s]+)\)")
_ANCHOR = re.compile(r'<a id="([^"]+)">')
_CODE = re.compile(r"`([^`]+)`")
_LESSON = re.compile(r"release/(?:zh|en)/(?P<id>\d{3}-[a-z0-9-]+)(?:/.*)?$")


def guides(root: Path, language: Language) -> dict[str, Path]:
    """Return the guides of a course by the names of their pages, each in the best language.

    Raises
    ------
    CourseError
        If a guide belongs to no group: nobody would find it.
    """
    found: dict[str, Path] = {}
    known = {PLAN, *(name for names in GROUPS.values() for name in names)}
    for path in sorted((root / DOCS).glob("*.md")):
        name = path.name.partition(".")[0]
        if name not in known:
            raise CourseError("the site has no place for it", f"enter it into {__file__}", path)
        best = next(
            file
            for ending in _ENDINGS[language]
            if (file := path.with_name(name + ending)).is_file()
        )
        found[name] = best
    return found


def page_text(text: str, pages: Mapping[str, str], root: Path, language: Language) -> str:
    """Return a guide whose links lead to pages of the site, and no longer into the repository.

    Parameters
    ----------
    pages : mapping of str to str
        Pages by what they are made of: paths from the course folder, ids of assignments.
    """
    own = set(_ANCHOR.findall(text))

    def lead(match: re.Match[str]) -> str:
        text, target = match["text"], match["target"]
        path, hash_, anchor = target.partition("#")
        if not path and anchor in own:  # MyST knows headings, not the anchors of HTML
            return f'<a href="#{anchor}">' + _CODE.sub(r"<code>\1</code>", text) + "</a>"
        if "://" in target or not path:
            return match[0]
        place = os.path.relpath(os.path.normpath(root / DOCS / path), root)
        if lesson := _LESSON.match(place.replace(os.sep, "/")):
            place, hash_, anchor = lesson["id"], "", ""
        if (page := pages.get(place)) is not None:
            other = {"zh": "中文", "en": "English"}
            is_switch = text in other.values() and text != other[language]
            return (
                _switched(text, page, language) if is_switch else f"[{text}]({page}{hash_}{anchor})"
            )
        return text if text.startswith("`") else f"{text} (`{place}`)"

    return _LINK.sub(lead, text)


def _switched(text: str, page: str, language: Language) -> str:
    (other,) = (one for one in LANGUAGES if one != language)
    return f'<a href="../../{other}/{page.removeprefix("/").removesuffix(".md")}.html">{text}</a>'
