"""Larger originals come whole or not at all, from a server that may drop, lie or be gone."""

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from aicourse.cli import main
from aicourse.datasets.fetching import CACHE_VARIABLE, fetch
from aicourse.datasets.registry import Original, RemoteFile, Text
from aicourse.errors import CourseError

CONTENT = bytes(range(256)) * 4096
KNOWN = hashlib.sha256(CONTENT).hexdigest()


@dataclass
class Site:
    """A server's behaviour, and what it was asked.

    Attributes
    ----------
    drops : list of int
        Bytes after which the connection breaks, a request each; after the last it holds.
    ranges : list of int
        First byte that each request asked for.
    """

    content: bytes = CONTENT
    status: int = 200
    resumes: bool = True
    tells_length: bool = True
    drops: list[int] = field(default_factory=list)
    ranges: list[int] = field(default_factory=list)
    address: str = ""


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as site:
        yield site


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
            start = int(asked[1]) if asked else 0
            site.ranges.append(start)
            if site.status != 200:
                self.send_error(site.status)
                return
            if asked and site.resumes and start >= len(site.content):
                self.send_error(416)
                return
            start = start if site.resumes else 0
            body = site.content[start:]
            self.send_response(206 if start else 200)
            if site.tells_length:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: site.drops.pop(0)] if site.drops else body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def original(site: Site, *names: str, sha256: str = KNOWN, size: int = len(CONTENT)) -> Original:
    """An original on the site; unlike the registry's its address is no https."""
    files = tuple(
        RemoteFile.model_construct(
            name=name, url=f"{site.address}/{name}", sha256=sha256, bytes=size
        )
        for name in names or ("big.bin",)
    )
    both = Text(zh="大", en="big")
    return Original.model_construct(name="big", title=both, about=both, licence=both, files=files)


def left_in(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.rglob("*") if path.is_file())


def test_a_file_is_fetched_once_into_the_cache(site: Site, cache: Path) -> None:
    for _ in range(2):
        (path,) = fetch(original(site))
        assert path == cache / "big" / "big.bin"
        assert path.read_bytes() == CONTENT
    assert site.ranges == [0]
    assert left_in(cache) == ["big.bin"]


def test_a_download_that_breaks_off_goes_on_where_it_was(site: Site) -> None:
    site.drops = [100_000, 200_000]
    (path,) = fetch(original(site))
    assert path.read_bytes() == CONTENT
    first, second, third = site.ranges
    assert first == 0
    assert 80_000 < second <= 100_000
    assert second + 180_000 < third <= second + 200_000


def test_what_arrived_before_the_network_went_serves_the_next_try(site: Site, cache: Path) -> None:
    site.drops = [100_000, 0, 0, 0]
    with pytest.raises(CourseError, match=rf"broke off, with \d+ of {len(CONTENT)} bytes.*goes on"):
        fetch(original(site))
    assert left_in(cache) == ["big.bin.part"]
    (path,) = fetch(original(site))
    assert path.read_bytes() == CONTENT
    assert site.ranges[-1] > 80_000
    assert left_in(cache) == ["big.bin"]


def test_what_arrived_before_an_interrupt_serves_the_next_try(site: Site, cache: Path) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(original(site), interrupt)
    assert left_in(cache) == ["big.bin.part"]
    (path,) = fetch(original(site))
    assert path.read_bytes() == CONTENT
    assert site.ranges[1] > 0


@pytest.mark.parametrize("tells_length", [True, False])
def test_a_server_that_cannot_resume_is_asked_for_all(site: Site, tells_length: bool) -> None:
    site.resumes, site.tells_length, site.drops = False, tells_length, [100_000]
    (path,) = fetch(original(site))
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize(
    "content", [b"x" * len(CONTENT), CONTENT[:-1], CONTENT + b"x"], ids=["other", "short", "long"]
)
def test_a_file_that_is_not_the_known_one_is_refused(
    site: Site, cache: Path, content: bytes
) -> None:
    site.content = content
    with pytest.raises(CourseError) as caught:
        fetch(original(site))
    told = str(caught.value)
    assert f"{site.address}/big.bin" in told
    assert f"expected {KNOWN}, got " in told
    assert "\n" not in told
    assert left_in(cache) == []


def test_a_part_longer_than_what_the_server_has_is_not_kept(site: Site, cache: Path) -> None:
    site.drops = [100_000, 0, 0, 0]
    with pytest.raises(CourseError, match="goes on"):
        fetch(original(site))
    site.content = CONTENT[:50_000]
    with pytest.raises(CourseError, match="expected"):
        fetch(original(site))
    assert left_in(cache) == []


def test_a_missing_file_is_told_in_one_line(site: Site) -> None:
    site.status = 404
    with pytest.raises(CourseError, match=r"^http\S+big\.bin: the server answered 404 Not Found; "):
        fetch(original(site))


def test_a_server_out_of_reach_is_told_in_one_line(cache: Path) -> None:
    with serving(Site()) as gone:
        pass
    with pytest.raises(CourseError, match="the server cannot be reached, with 0 of"):
        fetch(original(gone))
    assert left_in(cache) == []


def test_a_damaged_file_of_the_cache_is_fetched_anew(site: Site) -> None:
    (path,) = fetch(original(site))
    path.write_bytes(b"damaged")
    fetch(original(site))
    assert path.read_bytes() == CONTENT


def test_the_progress_of_all_files_rises_to_their_size(site: Site) -> None:
    told: list[int] = []
    site.drops = [100_000]
    assert len(fetch(original(site, "one.bin", "two.bin"), told.append)) == 2
    assert told == sorted(told)
    assert told[-1] == 2 * len(CONTENT)


def test_the_command_prints_where_the_files_are(
    site: Site, cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("aicourse.datasets.registry.find_original", lambda _: original(site))
    monkeypatch.setattr("sys.argv", ["aicourse", "data", "fetch", "big"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert capsys.readouterr().out.split() == [str(cache / "big" / "big.bin")]
