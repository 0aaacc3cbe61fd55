"""Larger originals from the network: resumed where a download broke off, checked, kept in a cache.

pooch keeps the cache; what it lacks is a download that goes on where the last one stopped.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pooch
import requests

from aicourse.datasets.registry import Original, RemoteFile
from aicourse.errors import CourseError

CACHE_VARIABLE = "AICOURSE_ORIGINALS"

_ATTEMPTS = 3  # without a new byte
_SECONDS = 30  # without an answer
_BLOCK = 1 << 14  # what a connection that breaks may lose

Advance = Callable[[int], None]
"""Told how many bytes of all files together are there."""


def fetch(original: Original, advance: Advance = lambda _: None) -> list[Path]:
    """Return the files of an original, downloading what the cache lacks.

    Parameters
    ----------
    advance : callable
        Called as bytes arrive.

    Raises
    ------
    CourseError
        If the network, the server or a checksum fails; what arrived is kept for the next try.
    """
    pooch.get_logger().setLevel("WARNING")
    store = pooch.create(
        path=pooch.os_cache("aicourse") / "originals",
        base_url="",
        registry={_key(original, file): f"sha256:{file.sha256}" for file in original.files},
        urls={_key(original, file): file.url for file in original.files},
        env=CACHE_VARIABLE,
    )
    paths, before = [], 0
    for file in original.files:
        download = _Resuming(file, before, advance)
        paths.append(Path(store.fetch(_key(original, file), downloader=download)))
        before += file.bytes
        advance(before)
    return paths


def _key(original: Original, file: RemoteFile) -> str:
    return f"{original.name}/{file.name}"


class _Resuming:
    """A downloader for pooch that keeps what arrived beside its output, and asks for the rest."""

    def __init__(self, file: RemoteFile, before: int, advance: Advance) -> None:
        self._file = file
        self._before = before  # bytes of the files that came first
        self._advance = advance

    def __call__(self, url: str, output: str, store: Any) -> None:
        """Download to `output`, a temporary file in the folder of the cache."""
        part = Path(output).with_name(f"{self._file.name}.part")
        failures, whole = 0, False
        while not whole and _size(part) < self._file.bytes:
            before = _size(part)
            problem = "the connection broke off"
            try:
                whole = self._append(url, part)
            except requests.Timeout:
                problem = f"no answer for {_SECONDS} s"
            except requests.ConnectionError:
                problem = "the server cannot be reached"
            except requests.exceptions.ChunkedEncodingError:
                pass
            failures = 0 if _size(part) > before else failures + 1
            if failures == _ATTEMPTS:
                raise CourseError(
                    f"{url}: {problem}, with {_size(part)} of {self._file.bytes} bytes here",
                    "mend the network and run the same command, which goes on from there",
                )
        self._check(part)
        part.replace(output)

    def _append(self, url: str, part: Path) -> bool:
        """Ask for what is missing; tell whether the server sent all that it has."""
        there = _size(part)
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={there}-"} if there else {})
        with requests.get(url, headers=headers, stream=True, timeout=_SECONDS) as response:
            if response.status_code == requests.codes.requested_range_not_satisfiable:
                return True
            if not response.ok:
                raise CourseError(
                    f"{url}: the server answered {response.status_code} {response.reason}",
                    "try again later; if it stays so, the data has moved",
                )
            resumed = response.status_code == requests.codes.partial_content
            there = there if resumed else 0
            with part.open("ab" if resumed else "wb") as out:
                for block in response.iter_content(_BLOCK):
                    out.write(block)
                    there += len(block)
                    self._advance(self._before + there)
                    if there > self._file.bytes:
                        return True
            return "Content-Length" in response.headers

    def _check(self, part: Path) -> None:
        with part.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != self._file.sha256:
            part.unlink()
            raise CourseError(
                f"{self._file.url}: not the file that the course knows "
                f"(sha256 expected {self._file.sha256}, got {found})",
                "run the same command to fetch it anew; if that fails too, the source has changed",
            )


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0
