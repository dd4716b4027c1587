"""What the whole test suite shares: a real broker for who asks, and the rule for what is not installed.

A test that needs a program this machine has not is skipped, with one exception: where ``CI`` is set it fails, so that a
green run there always means that everything ran.
"""

import os
import secrets
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from .mosquitto import Mosquitto, program
from .mpd_server import MpdServer
from .snapserver import Snapserver

TOP = Path(__file__).parents[1]
SHARED = TOP.parent / "shared"
# One for the whole run, so that every worker has the same tests; the tests that use it print it, and it can be given back.
os.environ["ATTUNE_SEED"] = os.environ.get("ATTUNE_SEED") or str(secrets.randbits(32))
# How fast examples are drawn is the machine's affair, as every time is: it fails no test.
settings.register_profile("attune", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("attune")
NEEDS = {  # marker → the program it cannot do without
    "broker": "mosquitto",
    "mpd": "mpd",
    "snapcast": "snapserver",
    "mopidy": "mopidy",
    "home_assistant": "hass",
    "image": "buildah",
    "browser": "chromium",
    "systemd": "systemd-analyze",
}


def missing(markers: Iterable[str], find: Callable[[str], str | None], shared: Path, is_root: bool = True) -> str | None:
    """Why a test with these markers cannot run here, or None."""
    for marker in markers:
        name = NEEDS.get(marker)
        if marker == "image" and not (shared / "fresh-machine").is_dir():
            return "../shared/fresh-machine is not here"
        if marker == "image" and not is_root:
            return "images are built by root"
        if marker == "home_assistant" and not (shared / "real-home").is_dir():
            return "../shared/real-home is not here"
        if name is not None and find(name) is None:
            return f"{name} is not installed (make test installs it)"
        if marker == "shared" and not shared.is_dir():
            return "../shared is not here"
    return None


def installed(name: str) -> str | None:
    """Where the program is; Home Assistant's stands where ../shared/real-home/install.sh puts it."""
    if name == "mopidy" and not (Path(sys.prefix) / "mopidy" / "mopiqtt").is_dir():
        return None  # without its extension it speaks no MQTT
    if name != "hass":
        return program(name)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(os.environ.get("REAL_HOME_DIR") or cache / "real-home")
    found = folder / "venv" / "bin" / name
    return str(found) if found.exists() and (folder / "installed").exists() else None


def must_not_skip(marker_reason: str, environment: Mapping[str, str]) -> bool:
    """In CI a missing program is a failure; the shared data, absent from a bare clone, is not."""
    return bool(environment.get("CI")) and "not installed" in marker_reason


def pytest_runtest_setup(item: pytest.Item) -> None:
    reason = missing((marker.name for marker in item.iter_markers()), installed, SHARED, os.geteuid() == 0)
    if reason is None:
        return
    if must_not_skip(reason, os.environ):
        pytest.fail(f"CI must run everything, but {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def shared_mosquitto() -> Iterator[Mosquitto]:
    """One broker for the whole run, for tests that use topics of their own and leave nothing retained."""
    with Mosquitto() as broker:
        yield broker


@pytest.fixture
def mosquitto() -> Iterator[Mosquitto]:
    """A broker of the test's own, with nothing in it; starting one takes about 20 ms."""
    with Mosquitto() as broker:
        yield broker


@pytest.fixture
def mpd_server() -> Iterator[MpdServer]:
    """A player of the test's own."""
    with MpdServer() as server:
        yield server


@pytest.fixture
def snapserver() -> Iterator[Snapserver]:
    """A server of the test's own."""
    with Snapserver() as server:
        yield server
