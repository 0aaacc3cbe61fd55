"""The Jinja2 environment of all texts that are made here: Markdown, YAML, notebooks as text.

Pages in HTML have one of their own, `feedback.rendering`, which escapes.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def text_environment(folder: Path) -> Environment:
    """Return the environment of the templates in a folder; nothing is escaped.

    A tag that stands alone on its line leaves no line behind. The filter ``cell`` makes a text safe
    as a cell of a Markdown table.
    """
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.filters["cell"] = _cell
    return environment


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")
