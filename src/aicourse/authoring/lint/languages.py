"""Rules on the two languages: every prose cell twice, alike in structure, in the course's terms."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from aicourse.authoring.lint.markup import HAN, LATIN_WORD, Markup, read_markup
from aicourse.authoring.lint.python import dotted
from aicourse.authoring.lint.registry import Defect, room_rule
from aicourse.authoring.lint.room import Cell, Room
from aicourse.authoring.terminology import Terminology
from aicourse.notebook import Role
from aicourse.syllabus import LANGUAGES

_FIRST_USE_LENGTH = 3
_LONE_SYMBOL = re.compile(r"\\?[A-Za-z]+(_\{?\w+\}?|'|\^\\top|\^T)?|\d+")
_SYMBOL = re.compile(r"\\?[A-Za-z]+|\d+")
_IDENTIFIER = re.compile(r"[A-Za-z_][\w.]*(\(.*\))?")
_WIDE = re.compile(r"[\u2e80-\uffef\U0001f000-\U0003ffff]")
_FIGURE_CALL = re.compile(
    r"(set_)?([xyz]label|label|title|[xy]ticklabels)|sup(title|xlabel|ylabel)|text|figtext|annotate"
    r"|legend|add_annotation|update_(layout|[xy]axes)"
)
_FIGURE_KEYWORDS = frozenset(
    {"label", "labels", "title", "xlabel", "ylabel", "zlabel", "legend_title"}
)


def pairs(room: Room) -> Iterator[tuple[Cell, Cell]]:
    """Yield each zh cell that an en cell follows directly, with it."""
    for first, second in zip(room.cells, room.cells[1:], strict=False):
        if first.is_markdown and (first.language, second.language) == LANGUAGES:
            yield first, second


@room_rule("language-tag-unknown", 'tag prose with lang="zh" or lang="en", code with neither')
def _language_tag_unknown(room: Room) -> Iterator[Defect]:
    for cell in room.cells:
        if cell.language is None and "lang" in cell.node.metadata:
            yield Defect("lang is no text", cell.place)
        elif cell.language is not None and cell.language not in LANGUAGES:
            yield Defect(f"unknown language {cell.language!r}", cell.place)
        elif cell.language is not None and not cell.is_markdown:
            yield Defect(f"a {cell.node.cell_type} cell has a language", cell.place)


@room_rule("languages-unpaired", "write each passage as a zh cell with its en cell directly below")
def _languages_unpaired(room: Room) -> Iterator[Defect]:
    paired = {id(cell) for pair in pairs(room) for cell in pair}
    for cell in room.cells:
        if not cell.is_markdown or cell.role is Role.ANSWER or id(cell) in paired:
            continue
        if cell.language in LANGUAGES:
            yield Defect(f"the {cell.language} cell has no neighbour to match", cell.place)
        elif cell.language is None and re.search(r"[^\W\d_]", read_markup(cell.source).prose):
            yield Defect("the prose has no language", cell.place)


@room_rule("language-mistagged", "exchange the tags, or write the passage in its language")
def _language_mistagged(room: Room) -> Iterator[Defect]:
    for cell in room.cells:
        if not cell.is_markdown:
            continue
        prose = read_markup(cell.source).prose
        han, latin = len(HAN.findall(prose)), len(LATIN_WORD.findall(prose))
        if cell.language == "zh" and latin > 2 and not han:
            yield Defect("the zh cell has no Chinese in it", cell.place)
        elif cell.language == "en" and han > 2 * latin:
            yield Defect("the en cell is in Chinese", cell.place)


@room_rule("languages-differ", "bring both languages to the same state")
def _languages_differ(room: Room) -> Iterator[Defect]:
    for chinese, english in pairs(room):
        zh, en = read_markup(chinese.source), read_markup(english.source)
        for name, difference in _STRUCTURE.items():
            sides = {"zh": difference(zh, en), "en": difference(en, zh)}
            told = [f"{side} has {_shown(counter)}" for side, counter in sides.items() if counter]
            if told:
                yield Defect(f"{name} differ: only {', '.join(told)}", english.place)


@room_rule("terminology", "write the term of docs/terminology.md")
def _terminology(room: Room) -> Iterator[Defect]:
    words = _words(room.terminology)
    for cell in room.cells:
        if cell.is_markdown and cell.language != "en":
            for word in dict.fromkeys(words.findall(read_markup(cell.source).prose)):
                if word in room.terminology.rejected:
                    term = room.terminology.rejected[word]
                    yield Defect(
                        f"{word} is not the course's term", cell.place, remedy=f"write {term}"
                    )


@room_rule("term-first-use", "add the English term in parentheses at first use")
def _term_first_use(room: Room) -> Iterator[Defect]:
    words = _words(room.terminology)
    english: dict[str, list[str]] = {}
    for term, chinese in room.terminology.terms.items():
        english.setdefault(chinese, []).append(term)
    introduced: set[str] = set()
    read = ""
    for cell in room.cells:
        if not cell.is_markdown or cell.language == "en":
            continue
        prose = read_markup(cell.source).prose
        read += _plain(prose) + " "
        for word in dict.fromkeys(words.findall(read_markup(cell.source).body)):
            if word in introduced or len(HAN.findall(word)) < _FIRST_USE_LENGTH:
                continue
            introduced.add(word)
            terms = english.get(word, [])
            if terms and not any(_mentions(read, term) for term in terms):
                yield Defect(
                    f"{word} stands without its English",
                    cell.place,
                    remedy=f"write {word} ({terms[0]}) at first use",
                )


@room_rule("figure-text", "write figure text in English: the fonts of a learner may lack the glyph")
def _figure_text(room: Room) -> Iterator[Defect]:
    for cell in room.code:
        for call in cell.nodes:
            if isinstance(call, ast.Call):
                for text in _figure_strings(call):
                    if _WIDE.search(text):
                        yield Defect(f"figure text {text[:30]!r}", cell.place)


def _figure_strings(call: ast.Call) -> Iterator[str]:
    named = bool(_FIGURE_CALL.fullmatch(dotted(call.func).rpartition(".")[2]))
    parts: list[ast.expr] = [*call.args] if named else []
    parts += [word.value for word in call.keywords if named or word.arg in _FIGURE_KEYWORDS]
    for part in parts:
        for node in ast.walk(part):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _formula_differences(markup: Markup, other: Markup) -> Counter[str]:
    """Count the formulas that only `markup` has.

    A sentence may name a symbol as often as it needs: it counts where `other` has it nowhere.
    """
    symbols = {symbol for formula in other.formulas for symbol in _SYMBOL.findall(formula)}
    return Counter(
        {
            formula: count
            for formula, count in (Counter(markup.formulas) - Counter(other.formulas)).items()
            if not (
                _LONE_SYMBOL.fullmatch(formula) and symbols.issuperset(_SYMBOL.findall(formula))
            )
        }
    )


def _differences(
    part: Callable[[Markup], Iterable[str]],
) -> Callable[[Markup, Markup], Counter[str]]:
    """Return how to count what the one cell has more of than the other."""
    return lambda markup, other: Counter(part(markup)) - Counter(part(other))


_STRUCTURE: dict[str, Callable[[Markup, Markup], Counter[str]]] = {
    "headings": _differences(lambda markup: ["#" * level for level, _ in markup.headings]),
    "formulas": _formula_differences,
    "links": _differences(lambda markup: markup.links),
    "images": _differences(lambda markup: markup.images),
    "list items": _differences(lambda markup: ["item"] * markup.items),
    "table rows": _differences(lambda markup: ["row"] * markup.rows),
    "code blocks": _differences(lambda markup: markup.blocks),
    "code spans": _differences(lambda markup: filter(_IDENTIFIER.fullmatch, markup.spans)),
}


def _shown(counter: Counter[str]) -> str:
    return ", ".join(
        f"{count} × {key[:60]}" if count > 1 else key[:60] for key, count in counter.items()
    )


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")


def _words(terminology: Terminology) -> re.Pattern[str]:
    """Match the longest listed word at each place, so that 特征 is not found in 特征值."""
    return _pattern((*terminology.terms.values(), *terminology.rejected))


def _plain(text: str) -> str:
    return re.sub(r"[\s\-–—]+", " ", text)


def _mentions(text: str, term: str) -> bool:
    """Whether a text has an English term, also in the plural, or its capital initials."""
    plain = _plain(term)
    initials = "".join(word[0] for word in plain.split()).upper()
    if re.search(rf"(?<![a-z]){re.escape(plain.lower())}(s|es)?(?![a-z])", text.lower()):
        return True
    return len(initials) > 1 and re.search(rf"\b{re.escape(initials)}\b", text) is not None
