"""Outputs as a page shows them: nothing that a learner wrote is run."""

import html
from typing import Any
from urllib.parse import unquote

from bs4 import BeautifulSoup, ParserRejectedMarkup
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbformat.v4 import new_output

_ACTIVE = (
    "base",
    "embed",
    "form",
    "frame",
    "iframe",
    "link",
    "meta",
    "object",
    "plaintext",
    "script",
)
_SHOWN = {
    "image/jpeg",
    "image/png",
    "image/svg+xml",
    "text/html",
    "text/latex",
    "text/markdown",
    "text/plain",
}
_PICTURES = ("image/png", "image/jpeg")
_INTERACTIVE = "此输出需在 JupyterLab 中查看 / this output needs JupyterLab to be seen"


# Parsers take a time that grows with the square of some inputs; a page must not wait for them.
_LONGEST_MARKDOWN = 20_000
_LONGEST_MARKUP = 1_000_000
_UNCLOSED = 20


def inert(markup: str) -> str:
    """Return markup without elements and attributes that act, and with every element closed.

    What is no HTML, or too long to be an output that someone reads, is returned as text.
    """
    if "<" not in markup:
        return markup
    if len(markup) > _LONGEST_MARKUP or _is_broken(markup):
        return _as_text(markup)
    try:
        soup = BeautifulSoup(markup, "html.parser")
    except ParserRejectedMarkup:
        return _as_text(markup)
    for tag in soup.find_all(_ACTIVE):
        if not tag.decomposed:
            tag.decompose()
    for tag in soup.find_all(True):
        for attribute in [name for name in tag.attrs if name.lower().startswith("on")]:
            del tag[attribute]
    return str(soup)


def _is_broken(markup: str) -> bool:
    return (
        markup.count("<") > markup.count(">") + _UNCLOSED
        or markup.count("<!--") > markup.count("-->") + _UNCLOSED
    )


def _as_text(markup: str) -> str:
    return f"<pre>{html.escape(markup)}</pre>"


class _Renderer(IPythonRenderer):  # type: ignore[misc]  # nbconvert carries no types
    """nbconvert's renderer of Markdown, which gives a page up for one lost attachment."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        if url.startswith("attachment:"):
            name = url.removeprefix("attachment:")
            attached = self.attachments.get(name) or self.attachments.get(unquote(name)) or {}
            pictures = [
                f"data:{mime};base64,{attached[mime]}" for mime in _PICTURES & attached.keys()
            ]
            url = pictures[0] if pictures else "#"
        return str(super().image(text, url, title))


@pass_context
def markdown(context: Context, source: str) -> str:
    """Return the inert HTML of a Markdown source, attachments of its cell included.

    A filter for nbconvert's templates.
    """
    if len(source) > _LONGEST_MARKDOWN:
        return _as_text(source)
    attachments = context.get("cell", {}).get("attachments", {})
    renderer = _Renderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    return inert(MarkdownWithMath(renderer=renderer).render(source))


def still(output: NotebookNode) -> NotebookNode:
    """Return an output with only what can be shown in a page that runs no script.

    An interactive figure is shown by its picture, else by its text, else by one line that says
    where it can be seen.
    """
    if output.output_type not in ("display_data", "execute_result"):
        return output
    data = {mime: value for mime, value in output.data.items() if mime in _SHOWN}
    if "text/html" in data and _is_blank(_joined(data["text/html"])):
        del data["text/html"]
    if not data:
        return notice(_INTERACTIVE)
    sizes = {mime: output.metadata[mime] for mime in data if mime in output.get("metadata", {})}
    if output.output_type == "execute_result":
        return new_output(
            "execute_result", data, metadata=sizes, execution_count=output.execution_count
        )
    return new_output("display_data", data, metadata=sizes)


def notice(text: str) -> NotebookNode:
    """Return an output that tells the reader of the page one thing."""
    return new_output(
        "display_data", {"text/html": f'<p class="notice">{text}</p>', "text/plain": text}
    )


def _is_blank(markup: str) -> bool:
    """Whether nothing is left to see once scripts and styles are gone."""
    if "<script" not in markup.lower():
        return False
    soup = BeautifulSoup(inert(markup), "html.parser")
    for style in soup.find_all("style"):
        style.decompose()
    return not soup.get_text(strip=True) and soup.find(["img", "svg", "canvas", "hr"]) is None


def _joined(value: Any) -> str:
    return value if isinstance(value, str) else "".join(value)
