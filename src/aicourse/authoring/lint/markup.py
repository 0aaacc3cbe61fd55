"""The structure of markdown prose: what must agree between two languages, and the words left."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

HAN = re.compile(r"[\u3400-\u9fff]")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")

_HTML_IMAGE = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_HTML_TAG = re.compile(r"<[^>]*>")
_BROKEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\n(?=[\u3400-\u9fff])")
_TEXT_IN_FORMULA = re.compile(r"\\(text|mathrm|textbf|mbox)\s*\{[^{}]*\}")
_URL_LANGUAGE = re.compile(r"(?<=[/.])(zh|en)(-[a-z]+|_[A-Z]+)?(?=[/.])")


@dataclass
class Markup:
    r"""A markdown cell taken apart.

    Attributes
    ----------
    headings : list of (int, str)
        Level and text.
    formulas : list of str
        Without white space, outer parentheses, and the words in ``\text{}``.
    links : list of str
        Targets, without the part that names a language.
    items, rows : int
        List items; lines of tables.
    prose, body : str
        The words, without code, formulas, links and quoted titles; those of paragraphs and
        lists alone, without headings and tables.
    """

    headings: list[tuple[int, str]] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    spans: set[str] = field(default_factory=set)
    items: int = 0
    rows: int = 0
    prose: str = ""
    body: str = ""


@cache
def read_markup(source: str) -> Markup:
    """Take a markdown cell apart."""
    markup = Markup()
    words: list[str] = []
    body: list[str] = []
    tokens = _parser().parse(source)
    for position, token in enumerate(tokens):
        match token.type:
            case "heading_open":
                text = "".join(_words(tokens[position + 1].children or [], keep_links=True))
                markup.headings.append((int(token.tag[1]), text.strip()))
            case "inline":
                children = token.children or []
                said = [*_words(children, keep_links=False), "\n"]
                words += said
                body += said if tokens[position - 1].type == "paragraph_open" else []
                _collect(children, markup)
            case "list_item_open":
                markup.items += 1
            case "tr_open":
                markup.rows += 1
            case "fence" | "code_block":
                markup.blocks.append(token.content.strip())
            case _:
                _collect([token], markup)
                if token.type == "html_block":
                    words.append(_HTML_TAG.sub(" ", token.content))
    markup.prose, markup.body = _joined(words), _joined(body)
    return markup


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table").use(dollarmath_plugin).use(amsmath_plugin)


def _collect(tokens: Sequence[Token], markup: Markup) -> None:
    """Note the formulas, links, images and code spans among inline tokens."""
    for token in tokens:
        match token.type:
            case (
                "math_inline" | "math_inline_double" | "math_block" | "math_block_label" | "amsmath"
            ):
                formula = _TEXT_IN_FORMULA.sub(r"\\\1", token.content)
                bare = re.sub(r"\s+", "", formula).rstrip(".,;。，；")
                markup.formulas.append(re.sub(r"^\(([^()]*)\)$", r"\1", bare))
            case "link_open":
                markup.links.append(_URL_LANGUAGE.sub("", str(token.attrs.get("href", ""))))
            case "image":
                markup.images.append(str(token.attrs.get("src", "")))
            case "html_inline" | "html_block":
                markup.images += _HTML_IMAGE.findall(token.content)
            case "code_inline":
                markup.spans.add(token.content.strip())


def _joined(words: Sequence[str]) -> str:
    return re.sub(r"《[^》]*》", "", _BROKEN_HAN.sub("", "".join(words)))


def _words(tokens: Sequence[Token], keep_links: bool) -> Iterator[str]:
    linked = False
    for token in tokens:
        if token.type in ("link_open", "link_close"):
            linked = token.type == "link_open"
        elif token.type == "text" and (keep_links or not linked):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif token.type in ("code_inline", "math_inline"):
            yield " "
