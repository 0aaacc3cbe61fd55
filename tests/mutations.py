"""Changes of a notebook's JSON, seeded: those that a fair grader mends, and those that harm."""

import json
import random
from collections.abc import Callable
from typing import Any

Content = dict[str, Any]
Change = Callable[[random.Random, Content], None]

ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**400,
    float("nan"),
    float("inf"),
    "",
    "\x00",
    "\ud800",
    "\N{RIGHT-TO-LEFT OVERRIDE}",
    "x" * 100_000,
    [],
    {},
    [[]],
    {"": {"a/b": [None]}},
)


def _deep(levels: int) -> Any:
    tree: Any = 0
    for number in range(levels):
        tree = [tree] if number % 2 else {"deep": tree}
    return tree


def copied(content: Content) -> Content:
    """Copy the JSON of a notebook, each source as one text."""
    copy: Content = json.loads(json.dumps(content))
    for cell in copy["cells"]:
        cell["source"] = "".join(cell["source"])
    return copy


def _cells(content: Content) -> list[Content]:
    cells = content.get("cells")
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []


def _roles(content: Content, *roles: str) -> list[Content]:
    """Return the cells of which one of nbgrader's flags is set."""
    return [
        cell
        for cell in _cells(content)
        if any(cell.get("metadata", {}).get("nbgrader", {}).get(name) for name in roles)
    ]


def _strange_metadata(rng: random.Random, content: Content) -> None:
    cell = rng.choice(_cells(content))
    cell.setdefault("metadata", {})[rng.choice(["tags", "lang", "editable", "x"])] = rng.choice(ODD)
    content["metadata"][rng.choice(["kernelspec", "language_info", "x"])] = rng.choice(ODD)


def _deep_metadata(rng: random.Random, content: Content) -> None:
    content["metadata"]["deep"] = _deep(rng.choice([50, 300]))
    rng.choice(_cells(content))["metadata"]["lang"] = _deep(rng.choice([50, 300]))


def _no_metadata(rng: random.Random, content: Content) -> None:
    content["metadata"] = rng.choice(ODD)


def _strange_outputs(rng: random.Random, content: Content) -> None:
    for cell in _roles(content, "solution", "grade"):
        if cell["cell_type"] == "code":
            cell["outputs"] = rng.choice([*ODD, [rng.choice(ODD)], _deep(100)])
            cell["execution_count"] = rng.choice(ODD)


def _strange_ids(rng: random.Random, content: Content) -> None:
    same = rng.choice(ODD)
    for cell in _cells(content):
        if rng.random() < 0.5:
            cell["id"] = same


def _strange_version(rng: random.Random, content: Content) -> None:
    content["nbformat_minor"] = rng.choice([*ODD, 0, 3, 7])


def _strange_keys(rng: random.Random, content: Content) -> None:
    content["\ud83d"] = content["authors"] = rng.choice(ODD)
    for cell in _cells(content):
        cell["\x00"] = rng.choice(ODD)


def _forget_a_name(rng: random.Random, content: Content) -> None:
    rng.choice(_roles(content, "solution", "grade", "locked"))["metadata"]["nbgrader"] = {}


def _change_a_type(rng: random.Random, content: Content) -> None:
    cell = rng.choice(_roles(content, "solution", "locked"))
    cell["cell_type"] = rng.choice(["markdown", "raw", "sql", None, 3])


def _copy_a_cell(rng: random.Random, content: Content) -> None:
    at = rng.randrange(len(content["cells"]))
    content["cells"].insert(at, json.loads(json.dumps(content["cells"][at])))


def _lose_a_cell_of_ours(rng: random.Random, content: Content) -> None:
    content["cells"].remove(rng.choice(_roles(content, "locked")))


def _add_a_cell(rng: random.Random, content: Content) -> None:
    kind = rng.choice(["code", "markdown", "raw"])
    text = rng.choice(["", "# \ud800", "pass\n" * 3, "'\N{LINE SEPARATOR}'", "%%bash\ntrue"])
    cell = {"cell_type": kind, "metadata": {}, "source": text}
    content["cells"].insert(rng.randrange(len(content["cells"]) + 1), cell)


def _add_no_cell(rng: random.Random, content: Content) -> None:
    content["cells"].insert(rng.randrange(len(content["cells"])), rng.choice([7, None, "x", []]))


def _move_a_cell_of_ours(rng: random.Random, content: Content) -> None:
    cell = rng.choice(_roles(content, "locked"))
    content["cells"].remove(cell)
    content["cells"].insert(rng.randrange(len(content["cells"]) + 1), cell)


def _edit_a_test(rng: random.Random, content: Content) -> None:
    cell = rng.choice([c for c in _roles(content, "grade") if c["cell_type"] == "code"])
    cell["source"] = rng.choice(["", "assert False", "1 +", "\x00", "assert True\n\ud800"])


def _split_lines(rng: random.Random, content: Content) -> None:
    for cell in _cells(content):
        text = cell["source"].replace("\n", rng.choice(["\n", "\r\n"]))
        cell["source"] = text.splitlines(keepends=True)


def _strange_attachments(rng: random.Random, content: Content) -> None:
    for cell in _cells(content):
        cell["attachments"] = rng.choice([*ODD, {"a": {"image/png": rng.choice(ODD)}}])


MENDED: tuple[Change, ...] = (
    _strange_metadata,
    _deep_metadata,
    _no_metadata,
    _strange_outputs,
    _strange_ids,
    _strange_version,
    _strange_keys,
    _forget_a_name,
    _change_a_type,
    _copy_a_cell,
    _lose_a_cell_of_ours,
    _add_a_cell,
    _add_no_cell,
    _move_a_cell_of_ours,
    _edit_a_test,
    _strange_attachments,
    _split_lines,  # last, for the others read sources as one text
)


def _nodes(tree: Any) -> list[Any]:
    """Return the dicts and lists of a tree that are not empty."""
    found: list[Any] = []
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, dict | list) and node:
            found.append(node)
            pending += node.values() if isinstance(node, dict) else node
    return found


def _replace_a_value(rng: random.Random, content: Content) -> None:
    node = rng.choice(_nodes(content))
    key = rng.choice(list(node)) if isinstance(node, dict) else rng.randrange(len(node))
    node[key] = rng.choice(ODD)


def _delete_a_value(rng: random.Random, content: Content) -> None:
    node = rng.choice([n for n in _nodes(content) if isinstance(n, dict)])
    del node[rng.choice(list(node))]


def _spoil_a_source(rng: random.Random, content: Content) -> None:
    if cells := _cells(content):
        spoiled = rng.choice(["\x00", "(" * 5000, "\ud800", "-" * 50_000 + "1", "'''", "\t x", "?"])
        rng.choice(cells)["source"] = spoiled


def _bury(rng: random.Random, content: Content) -> None:
    content["cells"] = _deep(rng.choice([100, 900]))


HARMFUL: tuple[Change, ...] = (_replace_a_value, _delete_a_value, _spoil_a_source, _bury)


def mended(seed: int, content: Content) -> bytes:
    """Change the JSON of a notebook in two ways that cost nothing, and save it in some encoding."""
    rng = random.Random(seed)
    content = copied(content)
    chosen = sorted(rng.sample(range(len(MENDED)), 2))
    for index in chosen:
        MENDED[index](rng, content)
    text = json.dumps(content)
    if rng.random() < 0.2:
        text = text.replace('"nbformat": 4', '"nbformat": 3, "nbformat": 4')
    return text.encode(rng.choice(["utf-8", "utf-8-sig", "utf-16", "utf-32-le"]))


def harmed(seed: int, content: Content) -> bytes:
    """Change the JSON of a notebook in any ways, and damage its bytes."""
    rng = random.Random(seed)
    content = copied(content)
    for change in rng.choices(HARMFUL, k=rng.randint(1, 4)):
        change(rng, content)
    saved = bytearray(json.dumps(content).encode())
    match rng.randrange(4):
        case 0:
            del saved[rng.randrange(len(saved)) :]
        case 1:
            for _ in range(rng.randint(1, 20)):
                saved[rng.randrange(len(saved))] = rng.randrange(256)
        case _:
            pass
    return bytes(saved)


def names(seed: int) -> list[str]:
    """Return file names that only a careless program cannot take."""
    rng = random.Random(seed)
    return rng.sample(
        [
            "a" * 255,
            "new\nline.txt",
            "e\N{COMBINING ACUTE ACCENT}.txt",
            "\N{LATIN SMALL LETTER E WITH ACUTE}.txt",
            "DATA.txt",
            "data.TXT",
            "caf\udce9.csv",
            "-rf",
            "~",
            "*",
            "[bold]",
            "con.ipynb",
            "arithmetic.ipynb.d/inner.txt",
            "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe",
            "/".join(["d" * 100] * 12) + "/deep.txt",
        ],
        5,
    )
