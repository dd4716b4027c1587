"""``attune demo`` as a user starts it: what its summary claims, and what a viewer sees."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.page.rig import Visitor
from tests.patience import PATIENCE_S

TOP = Path(__file__).parents[2]
pytestmark = [pytest.mark.whole, pytest.mark.timeout(1800)]


def demo(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(TOP), "TMPDIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "hub", "demo", *words], cwd=folder, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


@cache
def summary(folder: Path, seed: int) -> Any:
    done = demo(folder, "--days", "12", "--seed", str(seed), "--quick", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.mark.parametrize("seed", [1, 2])
def test_corrections_fall(folder: Path, seed: int) -> None:
    found = summary(folder, seed)["corrections_per_person_day"]
    assert len(found["by_day"]) == 12
    assert found["first_quarter"] > 2.0  # there was something to learn
    assert found["last_quarter"] <= 0.75 * found["first_quarter"]  # half takes the full four weeks: benchmarks/demo.md


@pytest.mark.parametrize("seed", [1, 2])
def test_what_a_hand_holds_or_nobody_agreed_to_is_never_touched(folder: Path, seed: int) -> None:
    found = summary(folder, seed)
    assert found["violations"] == 0
    assert found["acts"] > 20  # silence would be no proof


@pytest.mark.parametrize("seed", [1, 2])
def test_the_hub_suggests_before_it_acts_and_is_mostly_right(folder: Path, seed: int) -> None:
    found = summary(folder, seed)
    assert found["suggestions"] > 0
    assert found["right"] > 0.5


def test_three_people_are_counted_one_by_one(folder: Path) -> None:
    found = summary(folder, 1)
    assert (found["seed"], found["days"], set(found["people"])) == (1, 12, {"ana", "ben", "mia"})
    by_day = sum(found["corrections_per_person_day"]["by_day"]) * 3
    assert sum(person["corrections"] for person in found["people"].values()) == pytest.approx(by_day, abs=0.05)


def test_the_same_seed_brings_people_into_the_same_rooms_as_often(folder: Path) -> None:
    words = ("--days", "4", "--seed", "3", "--quick", "--json")
    one, other = (json.loads(demo(folder, *words).stdout)["people"] for _ in range(2))
    assert {who: row["arrivals"] for who, row in one.items()} == {who: row["arrivals"] for who, row in other.items()}


def test_a_viewer_sees_people_the_hub_its_reasons_and_the_sum(folder: Path) -> None:
    done = demo(folder, "--days", "5", "--quick")
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    for words in (
        "Ana comes into the kitchen", "the hub is silent", "the hub suggests", "by hand: light", "first quarter", "attune why",
        "README.md", "config.yaml",
    ):  # fmt: skip
        assert words in said, words
    assert "\x1b" not in done.stdout  # readable without colour
    assert done.stderr == ""


def test_nothing_is_left_behind(folder: Path) -> None:
    before = set(folder.iterdir()) | set(Path("/dev/shm").glob("attune-demo-*"))
    assert demo(folder, "--days", "4", "--quick", "--json").returncode == 0
    assert set(folder.iterdir()) | set(Path("/dev/shm").glob("attune-demo-*")) <= before


def test_its_page_is_there_while_it_lives_and_goes_on_until_somebody_ends_it(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(TOP), "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    words = ["demo", "--days", "4", "--quick", "--stay"]
    with socket.socket() as usual, (tmp_path / "said").open("wb") as said:
        usual.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        until(lambda: listens(usual, 8099))  # once the demo of another test has let it go
        demo = subprocess.Popen([sys.executable, "-m", "hub", *words], cwd=tmp_path, env=environment, stdout=said, stderr=said)
        try:
            found = until(lambda: re.search(r":(\d+)/ +\(name (\w+), password (\w+)\)", (tmp_path / "said").read_text()))
            port = int(found[1])
            assert port != 8099  # another, where that is taken
            until(lambda: "goes on from here in real time" in (tmp_path / "said").read_text())
            came = Visitor(port).post("/enter", {"who": found[2], "password": found[3]})
            assert came.status == 303, came.text
            ana = Visitor(port, came.headers["set-cookie"].partition(";")[0])
            home = ana.get("/").text
            assert "Canal house" in home
            assert "Living room" in home
            assert "choices are known of" in ana.get("/person/ana").text
            assert ana.orders("/pause").status == 303
            assert "Paused." in ana.get("/").text
            assert "stays as it is" in ana.orders("/autonomy", level="watch").text
        finally:
            demo.send_signal(signal.SIGINT)
            status = demo.wait(PATIENCE_S)
    assert status == 0, (tmp_path / "said").read_text()


def listens(on: socket.socket, port: int) -> bool:
    with contextlib.suppress(OSError):
        on.bind(("127.0.0.1", port))
        on.listen()
        return True
    return False


def until(there: Callable[[], Any]) -> Any:
    end = time.monotonic() + PATIENCE_S
    while not (found := there()):
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.1)
    return found
