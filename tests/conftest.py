"""Fixtures that several test modules share."""

import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from platformdirs import user_cache_path
from running_services import end_services

from aicourse.grading.grade import Graded
from aicourse.grading.grade import grade as grade_anywhere
from aicourse.grading.pool import Engine, best_engine
from aicourse.grading.warm.server import WarmServer

Grade = Callable[..., Graded]

# A shell starts what runs in the background deaf to Ctrl-C, and so would be what tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def services() -> Iterator[None]:
    """Nothing that tests had check notebooks outlives them."""
    yield
    end_services(user_cache_path("aicourse"))


@pytest.fixture(scope="session")
def warm() -> Iterator[Path]:
    """Address of a warm process that lives as long as the tests."""
    if best_engine() is not Engine.WARM:
        pytest.skip("this machine has no sandbox for a warm process")
    with WarmServer() as server:
        yield server.address


@pytest.fixture(params=["cold", "warm"])
def grade(request: pytest.FixtureRequest) -> Grade:
    """Grade one submission, in a cold kernel and in warm sandboxed forks."""
    address = request.getfixturevalue("warm") if request.param == "warm" else None
    return partial(grade_anywhere, warm=address)
