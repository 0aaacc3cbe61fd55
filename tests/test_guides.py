"""What there is to read: in two languages of equal depth, with links that lead somewhere."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
TWO_IN_ONE = {"datasets", "plan", "terminology"}  # tables with a column or a line for each language
FOLDERS = ("", "autograded", "benchmarks", "data", "docs", "examples")
TEXTS = [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.md"))]
ENGLISH = [
    path
    for path in (ROOT / "README.md", *DOCS.glob("*.md"))
    if path.suffixes == [".md"] and path.stem not in TWO_IN_ONE
]


@cache
def parsed(path: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8"))


def skeleton(path: Path) -> list[str]:
    """Return what two languages share: levels of headings, rows, items, lines of code."""
    return [
        f"{token.content.count(chr(10))} lines of code" if token.type == "fence" else token.tag
        for token in parsed(path)
        if token.type in ("heading_open", "tr_open", "list_item_open", "fence")
    ]


def anchors(path: Path) -> set[str]:
    """Return the anchors of a text, as GitHub makes them of its headings."""
    tokens = parsed(path)
    titles = [
        "".join(part.content for part in title.children or ())
        for token, title in pairwise(tokens)
        if token.type == "heading_open"
    ]
    made = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
    return made | set(re.findall(r'<a id="([^"]+)">', path.read_text(encoding="utf-8")))


def links(path: Path) -> Iterator[str]:
    for token in parsed(path):
        for part in token.children or ():
            if target := part.attrGet("href") or part.attrGet("src"):
                yield str(target)


def is_broken(link: str, path: Path) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return False
    target = (path.parent / unquote(parts.path)) if parts.path else path
    anchor = unquote(parts.fragment)
    return not target.exists() or bool(anchor and anchor not in anchors(target))


@pytest.mark.parametrize("english", sorted(ENGLISH), ids=lambda path: path.stem)
def test_a_guide_is_there_in_chinese_at_equal_depth(english: Path) -> None:
    chinese = english.with_name(f"{english.stem}.zh-CN.md")
    assert skeleton(chinese) == skeleton(english)
    assert chinese.name in links(english)
    leads_back = [link for link in links(chinese) if english.parent / link.split("#")[0] in ENGLISH]
    assert leads_back == [english.name], "the rest lead to Chinese guides"


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    assert [link for link in links(path) if is_broken(link, path)] == []
