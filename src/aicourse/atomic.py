"""Files that are either whole or as they were."""

from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that it is either whole or as it was, whatever happens on the way."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Always the same name, so that what a killed process left gives way to the next attempt.
    temporary = path.with_name(f".{path.name}.new")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
