"""Asks the process that checks, and starts it where there is none.

The kernel of a notebook imports this, so that it imports little. A request is an object of JSON
(`aicourse.desk.answers` says which there are), and so is what comes back.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection
from threading import Thread
from typing import Any

from aicourse.desk.address import address_file, complaints_file, known_address, lock_file
from aicourse.grading.scratch import lock

_START_SECONDS = 60.0
_LOOK_SECONDS = 0.02
_ATTEMPTS = 2  # the first may reach a process that is about to end

_started: list["subprocess.Popen[bytes]"] = []  # kept, so that they are waited for when they end


class ServiceError(Exception):
    """The process does not start, or ends in the middle of a request."""


def ask(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is answered to a request, once it is.

    Raises
    ------
    ServiceError
        If there is no answer.
    """
    for _ in range(_ATTEMPTS):
        with _connection() or _start() as connection, suppress(EOFError, ConnectionError):
            connection.send_bytes(_encoded(request))
            answer: dict[str, Any] = json.loads(connection.recv_bytes())
            return answer
    raise ServiceError("the check ended unexpectedly")


def tell(request: Mapping[str, Any]) -> None:
    """Have something done if that can be, and wait for nothing, not even for the process."""
    with suppress(OSError):
        connection = _connection()
        if connection is not None:
            _send(connection, request)
        elif _launch(request) is None:
            Thread(target=_tell_later, args=[request], daemon=True).start()


def _tell_later(request: Mapping[str, Any]) -> None:
    with suppress(OSError, ServiceError):
        _send(_start(), request)


def _send(connection: Connection, request: Mapping[str, Any]) -> None:
    with connection:
        connection.send_bytes(_encoded(request))


def _encoded(request: Mapping[str, Any]) -> bytes:
    return json.dumps(request).encode()


def _connection() -> Connection | None:
    address = known_address()
    if address is None:
        return None
    try:
        return Client(address.place, authkey=address.secret)
    except (OSError, EOFError, AuthenticationError):
        return None


def _start() -> Connection:
    """Return a connection to a new process, or to one that another has just started."""
    process = None
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and (process is None or process.poll() is None):
        if connection := _connection():
            return connection
        process = process or _launch()
        time.sleep(_LOOK_SECONDS)
    said = complaints_file(address_file()).read_text(errors="replace").strip().splitlines()
    raise ServiceError(f"the check did not start ({said[-1] if said else 'no reason given'})")


def _launch(*requests: Mapping[str, Any]) -> "subprocess.Popen[bytes] | None":
    """Start a process that outlives this one; return None if there is one, or will be soon."""
    _started[:] = [process for process in _started if process.poll() is None]
    address = address_file()
    address.parent.mkdir(parents=True, exist_ok=True)
    held = lock(lock_file(address))
    if held is None:
        return None
    with complaints_file(address).open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "aicourse.desk.service", *map(json.dumps, requests)],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            cwd=address.parent,
            pass_fds=() if sys.platform == "win32" else [held],  # it holds the lock while it lives
            start_new_session=True,  # an interrupt is not meant for it
        )
    os.close(held)
    _started.append(process)
    return process
