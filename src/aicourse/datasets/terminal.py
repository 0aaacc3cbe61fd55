"""The data sets for the terminal."""

from typing import Literal

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from aicourse.datasets.registry import Dataset, Original, registry

Language = Literal["zh", "en"]

_WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "name": "名称",
        "data": "数据",
        "size": "大小",
        "licence": "许可",
        "from": "来自",
        "column": "列",
        "dtype": "类型",
        "unit": "单位",
        "meaning": "含义",
        "source": "来源",
        "file": "文件",
        "online": "网址",
        "larger": "更多",
        "load": "加载",
        "fetch": "下载",
        "odd": "要当心",
        "to fetch": "网上，用 `aicourse data fetch`",
        "rows": "{:,} 行 × {} 列",
    },
    "en": {
        "name": "name",
        "data": "data",
        "size": "size",
        "licence": "licence",
        "from": "from",
        "column": "column",
        "dtype": "type",
        "unit": "unit",
        "meaning": "meaning",
        "source": "source",
        "file": "file",
        "online": "online",
        "larger": "larger",
        "load": "load",
        "fetch": "fetch",
        "odd": "What is odd",
        "to fetch": "the network, by `aicourse data fetch`",
        "rows": "{:,} rows × {} columns",
    },
}


def listing(language: Language) -> RenderableType:
    """Return a table of all data sets, and of the originals that may be fetched."""
    words = _WORDS[language]
    table = _table(*(words[head] for head in ("name", "data", "size", "from", "licence")))
    for dataset in registry().datasets:
        home = f"data/{dataset.file}" if dataset.kept else dataset.package
        size = f"{dataset.rows:,} × {len(dataset.column_names)}"
        title = dataset.title.in_language(language)
        table.add_row(
            Text(dataset.name, style="green"),
            title,
            size,
            home,
            dataset.licence.in_language(language),
        )
    table.add_section()
    for original in registry().originals:
        size = f"{original.megabytes:.1f} MB"
        title = original.title.in_language(language)
        name = Text(original.name, style="cyan")
        licence = original.licence.in_language(language)
        table.add_row(name, title, size, words["to fetch"], licence)
    return table


def description(entry: Dataset | Original, language: Language) -> RenderableType:
    """Return all that the registry says of one data set or original."""
    parts: list[RenderableType] = [
        Text(entry.title.in_language(language), style="bold"),
        Text(entry.about.in_language(language)),
        Text(),
    ]
    if isinstance(entry, Dataset):
        parts += [_columns(entry, language), Text(), *_oddities(entry, language)]
    return Group(*parts, _facts(entry, language))


def _columns(dataset: Dataset, language: Language) -> Table:
    words = _WORDS[language]
    table = _table(*(words[head] for head in ("column", "dtype", "unit", "meaning")))
    for column in dataset.columns:
        name = " … ".join(filter(None, (column.name, column.through)))
        unit = column.unit.in_language(language) if column.unit else ""
        meaning = column.meaning.in_language(language)
        table.add_row(Text(name, style="green"), column.dtype, Text(unit), Text(meaning))
    return table


def _oddities(dataset: Dataset, language: Language) -> list[RenderableType]:
    grid = Table.grid(padding=(0, 1))
    for text in dataset.odd:
        grid.add_row("·", Text(text.in_language(language)))
    return [Text(_WORDS[language]["odd"], style="bold"), grid, Text()]


def _facts(entry: Dataset | Original, language: Language) -> Table:
    words = _WORDS[language]
    licence = entry.licence.in_language(language)
    facts = {"licence": licence, "source": entry.source, "online": entry.online}
    if isinstance(entry, Dataset):
        if entry.larger is not None:
            facts["larger"] = f"{entry.larger.title.in_language(language)}\n{entry.larger.url}"
        facts["size"] = words["rows"].format(entry.rows, len(entry.column_names))
        facts["from"] = entry.package
        facts["file"] = f"{entry.file}\nsha256 {entry.sha256}"
        facts["load"] = f"from aicourse.datasets import load_{entry.name}"
    else:
        files = (f"{file.name} ({file.bytes:,} B)\nsha256 {file.sha256}" for file in entry.files)
        facts["file"] = "\n".join(files)
        facts["fetch"] = f"aicourse data fetch {entry.name}"
    grid = Table.grid(padding=(0, 2))
    for head, fact in facts.items():
        grid.add_row(Text(words[head], style="dim"), Text(fact))
    return grid


def _table(*heads: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), border_style="dim")
    for head in heads:
        table.add_column(head, header_style="dim")
    return table
