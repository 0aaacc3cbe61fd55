"""Rules on code cells of every kind."""

import ast
import re
from collections.abc import Iterator

from aicourse.authoring.lint.python import dotted
from aicourse.authoring.lint.registry import Defect, room_rule
from aicourse.authoring.lint.room import Room

_SETTINGS = {"network": "loopback", "runs": "in-kernel"}
_NETWORK_MODULES = {
    "aiohttp", "ftplib", "gdown", "http.client", "httpx", "paramiko", "requests",
    "urllib.request", "urllib3", "wget", "websockets",
}  # fmt: skip
_DOWNLOADS = re.compile(r"urlopen|urlretrieve|fetch_\w+|snapshot_download|hf_hub_download")
_SHELL_DOWNLOAD = re.compile(
    r"^\s*(?:[!%]|%%(?:bash|sh)\b)[^\n]*?\b(curl|wget|git clone|pip install|conda install)\b",
    re.MULTILINE,
)
_MACHINE_PATH = re.compile(
    r"(/(home|Users|root|tmp|var|opt|usr|mnt|media|content|kaggle|workspace)/|[A-Za-z]:[\\/]|~[\\/])\S"
)


@room_rule("syntax", "mend it: a code cell must be Python, or IPython's magics")
def _syntax(room: Room) -> Iterator[Defect]:
    for cell in room.code:
        if cell.tree is None:
            yield Defect("the code cell does not parse", cell.place)


@room_rule("network-use", "load data by aicourse.datasets; the sandbox has no network")
def _network_use(room: Room) -> Iterator[Defect]:
    for cell in room.code:
        settings = cell.node.metadata.get("aicourse", {})
        if isinstance(settings, dict) and settings.get("network") == "loopback":
            continue
        if match := _SHELL_DOWNLOAD.search(cell.source):
            yield Defect(f"the cell runs {match[1]}", cell.place)
        for node in cell.nodes:
            if reach := _reaches_out(node):
                yield Defect(f"the cell uses {reach}", cell.place)


def _reaches_out(node: ast.AST) -> str | None:
    """Say by what a node of code would use the network, if so."""
    match node:
        case ast.Import(names=names):
            found = [alias.name for alias in names if _is_network(alias.name)]
            return found[0] if found else None
        case ast.ImportFrom(module=str(module), names=names):
            modules = [module, *(f"{module}.{alias.name}" for alias in names)]
            found = [name for name in modules if _is_network(name)]
            return found[0] if found else None
        case ast.Call(func=function, args=arguments, keywords=keywords):
            name = dotted(function).rpartition(".")[2]
            if _DOWNLOADS.fullmatch(name):
                return name
            if any(word.arg == "download" and _is_true(word.value) for word in keywords):
                return f"{name}(download=True)"
            if name.startswith("read_") and arguments and _is_url(arguments[0]):
                return f"{name} of a URL"
    return None


def _is_network(module: str) -> bool:
    return module in _NETWORK_MODULES or module.partition(".")[0] in _NETWORK_MODULES


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _is_url(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.match(r"(https?|ftp|s3|gs)://", node.value) is not None
    )


@room_rule("absolute-path", "use a path relative to the notebook, or a temporary folder")
def _absolute_path(room: Room) -> Iterator[Defect]:
    for cell in room.code:
        for node in cell.nodes:
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and _MACHINE_PATH.match(text):
                yield Defect(f"the path {text[:40]!r} is of one machine", cell.place)


@room_rule("metadata-unknown", "write what docs/lint.md lists, or remove it")
def _metadata_unknown(room: Room) -> Iterator[Defect]:
    for cell in room.cells:
        settings = cell.node.metadata.get("aicourse", {})
        if not isinstance(settings, dict):
            yield Defect("the metadata aicourse is no mapping", cell.place)
            continue
        for key, value in settings.items():
            if key == "hints" and isinstance(value, str) and cell.is_markdown:
                continue  # rules of their own
            if _SETTINGS.get(key) != value:
                yield Defect(f"unknown metadata aicourse.{key} = {value!r}", cell.place)
