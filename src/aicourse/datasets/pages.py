"""The pages about the data sets, made from the registry: docs/datasets.md and the datasheets."""

from pathlib import Path

from aicourse.datasets.registry import registry
from aicourse.text_templates import text_environment

OVERVIEW = Path("docs", "datasets.md")
DATASHEETS = Path("data")


def pages() -> dict[Path, str]:
    """Return each page by its path in the course folder, in markdown, in both languages."""
    environment = text_environment(Path(__file__).parent)
    overview = environment.get_template("datasets.md.j2").render(registry=registry())
    datasheet = environment.get_template("datasheet.md.j2")
    sheets = {
        DATASHEETS / f"{dataset.name}.md": datasheet.render(dataset=dataset)
        for dataset in registry().datasets
        if dataset.kept
    }
    return {OVERVIEW: overview, **sheets}


def write_pages(root: Path) -> list[Path]:
    """Write the pages of a course folder and return their paths."""
    written = []
    for path, text in pages().items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="\n")
        written.append(root / path)
    return written


def stale_pages(root: Path) -> list[Path]:
    """Return the pages that do not say what the registry says."""
    return [
        path
        for path, text in pages().items()
        if not (root / path).is_file() or (root / path).read_text(encoding="utf-8") != text
    ]
