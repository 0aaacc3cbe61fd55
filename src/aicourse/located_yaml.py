"""YAML whose errors can name their line."""

from pathlib import Path
from typing import Any

import yaml

from aicourse.errors import CourseError


def parse_yaml(text: str, path: Path) -> tuple[yaml.Node, Any]:
    """Return a YAML document as nodes, which know their lines, and as plain data.

    Raises
    ------
    CourseError
        If the text is empty, is no YAML, or gives a mapping one key twice.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise CourseError("the file is empty", "restore it from git", path)
        _refuse_repeated_keys(node, path)
        return node, loader.construct_document(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise CourseError(
            f"no valid YAML: {getattr(error, 'problem', None) or error}",
            "mend the indentation or quoting there",
            path,
            f"line {mark.line + 1}" if mark else None,
        ) from error
    except ValueError as error:  # an impossible date, such as 2026-02-30
        raise CourseError(f"no valid YAML: {error}", "write it in quotes", path) from error
    finally:
        loader.dispose()


def _refuse_repeated_keys(node: yaml.Node, path: Path) -> None:
    """YAML keeps the last of two equal keys without a word."""
    if isinstance(node, yaml.MappingNode):
        seen: set[tuple[str, str]] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if (key.tag, key.value) in seen:
                    raise CourseError(
                        f"the key `{key.value}` stands twice",
                        "remove one of the two",
                        path,
                        f"line {key.start_mark.line + 1}",
                    )
                seen.add((key.tag, key.value))
            _refuse_repeated_keys(value, path)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            _refuse_repeated_keys(child, path)


def line_of(node: yaml.Node, location: tuple[int | str, ...]) -> int:
    """Return the line (from 1) of the deepest node on the way to `location` that exists.

    Parameters
    ----------
    location : tuple of int and str
        Keys and positions from the root, as in a pydantic error: ``"[key]"`` at the end
        means the key before it, not its value.
    """
    line = node.start_mark.line + 1
    for place, step in enumerate(location):
        found = None
        if isinstance(node, yaml.MappingNode):
            found = _entry(node, str(step), key_at_fault="[key]" in location[place + 1 :])
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            found = (node.value[step],) * 2 if step < len(node.value) else None
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line


def _entry(
    node: yaml.MappingNode, name: str, key_at_fault: bool
) -> tuple[yaml.Node, yaml.Node] | None:
    """Return key and value of an entry; of equal names (`"1.1"`, 1.10) the one at fault."""
    entries = [(k, v) for k, v in node.value if isinstance(k, yaml.ScalarNode) and _reads(k, name)]
    entries.sort(key=lambda entry: _is_text(entry[0]) is key_at_fault)
    return entries[0] if entries else None


def _reads(key: yaml.ScalarNode, name: str) -> bool:
    return key.value == name or (not _is_text(key) and str(yaml.safe_load(key.value)) == name)


def _is_text(key: yaml.ScalarNode) -> bool:
    return key.tag == "tag:yaml.org,2002:str"
