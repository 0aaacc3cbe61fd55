"""Ends the processes that tests had check notebooks, for they outlive whoever asked them."""

import json
import os
import signal
import time
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path

_SECONDS = 60.0


def running(cache: Path) -> dict[Path, int]:
    """Return the processes of those whose addresses stand below a folder and who answer."""
    found = {}
    for file in cache.rglob("service/*.json"):
        with suppress(OSError, EOFError, AuthenticationError):
            known = json.loads(file.read_bytes())
            Client(known["place"], authkey=bytes.fromhex(known["secret"])).close()
            found[file] = known["pid"]
    return found


def end_services(cache: Path) -> None:
    """End them, and wait until they have."""
    for file, process in running(cache).items():
        os.kill(process, signal.SIGTERM)
        end = time.monotonic() + _SECONDS
        while file.exists():
            assert time.monotonic() < end, "it does not end"
            time.sleep(0.05)
