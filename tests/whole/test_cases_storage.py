"""Case 26 of real homes: the disk is full, read-only or worn, and what lies on it is not what was left there."""

import contextlib
import json
import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from hub.api.console import ask
from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .living import LAMP, Household, Hub, configuration, teach, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
IS_ROOT = os.getuid() == 0
UNLEARNED = "nothing is being learned"
OVER = "another program has written into the database"
SEVERAL = 12  # lessons


class Home(Hub):
    """A hub whose data lies on a card of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(folder, configuration(port, {"living": LAMP}, storage={"path": "card/attune.db"}))
        self.card = folder / "card"
        self.database = self.card / "attune.db"
        self.card.mkdir()

    def glance(self) -> dict[str, Any] | None:
        return ask(self.database, "status")

    def lessons(self) -> int:
        """On the disk."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as read:
            return int(read.execute("select count(*) from examples where kind = 'brightness'").fetchone()[0])

    def problems(self, words: str) -> list[str]:
        return [problem for problem in self.status()["problems"] if words in problem]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The database of a home in which Ana wants the lamp at 60; nobody writes to it any more."""
    with Mosquitto() as broker, contextlib.closing(Household(broker.port)) as household:
        lamp = tunable_lamp("living_lamp")
        household.add(lamp)
        home = Home(tmp_path_factory.mktemp("lived"), broker.port)
        home.start(household)
        teach(household, "ana", "living", lamp, SEVERAL, state="ON", brightness=60)
        assert home.stop() == 0
        yield home.database


@pytest.fixture
def home(tmp_path: Path, mosquitto: Mosquitto) -> Iterator[Home]:
    found = Home(tmp_path, mosquitto.port)
    yield found
    with contextlib.suppress(AssertionError):
        found.stop()


@pytest.fixture
def mounted(home: Home) -> Iterator[Home]:
    """Its card is 4 MB small."""
    if not IS_ROOT:
        pytest.skip("only root can mount")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", home.card], check=False, capture_output=True)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.decode()}")
    yield home
    home.stop()
    subprocess.run(["umount", home.card], check=True)


def lives_on(home: Home, lived: Path) -> None:
    shutil.copy(lived, home.database)
    home.database.chmod(0o600)


def fill(card: Path) -> Path:
    """Nothing fits on it any more."""
    rest = card / "rest"
    with contextlib.suppress(OSError), rest.open("wb", buffering=0) as out:
        while True:
            out.write(bytes(4096))
    return rest


@contextlib.contextmanager
def read_only(home: Home) -> Iterator[None]:
    if IS_ROOT:
        subprocess.run(["mount", "-o", "remount,ro", home.card], check=True)
    else:
        for path in (*home.card.iterdir(), home.card):
            path.chmod(0o500 if path.is_dir() else 0o400)
    yield
    if IS_ROOT:
        subprocess.run(["mount", "-o", "remount,rw", home.card], check=True)
    else:
        for path in (home.card, *home.card.iterdir()):
            path.chmod(0o700 if path.is_dir() else 0o600)


def lights(household: Household, lamp: SimulatedZigbee) -> None:
    """Ana comes, and it is as she likes it."""
    household.goes("ana", "not_home")
    household.sets(lamp, state="OFF")
    household.quiet(0.5)
    household.goes("ana", "living")
    household.wait_for(lambda: lamp.state["state"] == "ON" and 50 <= lamp.state["brightness"] <= 70, "the light she likes")


def refuses(household: Household, home: Home, lamp: SimulatedZigbee, level: int = 150) -> None:
    """A choice of hers is not said to be learned."""
    before = home.status()["people"][0]["examples"].get("brightness", 0)
    household.sets(lamp, state="ON", brightness=level)
    household.quiet(1.0)
    assert home.status()["people"][0]["examples"].get("brightness", 0) == before


def tells(household: Household, home: Home, mark: int) -> None:
    household.wait_for(lambda: home.problems(UNLEARNED), "it to be in the status")
    household.wait_for(
        lambda: [p for p in household.since(mark, "attune/problem") if UNLEARNED in p["problem"]], "it to be told on the topic"
    )


def recovers(household: Household, home: Home, lamp: SimulatedZigbee) -> None:
    """Nothing of it stands any more, and choices are learned again."""
    household.wait_for(lambda: not home.problems(UNLEARNED), "the disk to be found well")
    before = home.lessons()
    household.sets(lamp, state="ON", brightness=90)
    household.wait_for(lambda: home.lessons() > before, "a lesson on the disk")


def test_case_26_started_on_a_full_disk_it_acts_from_what_it_reads_says_so_and_recovers(
    mounted: Home, lived: Path, household: Household, lamp: SimulatedZigbee
) -> None:
    home = mounted
    lives_on(home, lived)
    rest = fill(home.card)
    mark = household.mark()
    home.start(household)
    household.tell_states()
    tells(household, home, mark)
    lights(household, lamp)
    refuses(household, home, lamp)
    rest.unlink()
    recovers(household, home, lamp)
    assert home.stop() == 0


def test_case_26_started_on_a_full_disk_with_nothing_on_it_it_begins_once_there_is_room(
    mounted: Home, household: Household, lamp: SimulatedZigbee
) -> None:
    rest = fill(mounted.card)
    mark = household.mark()
    mounted.start(household)
    household.tell_states()
    tells(household, mounted, mark)
    household.goes("ana", "living")
    rest.unlink()
    recovers(household, mounted, lamp)


def test_case_26_started_on_a_read_only_disk_it_acts_from_what_it_reads_says_so_and_recovers(
    mounted: Home, lived: Path, household: Household, lamp: SimulatedZigbee
) -> None:
    home = mounted
    lives_on(home, lived)
    mark = household.mark()
    with read_only(home):
        home.start(household)
        household.tell_states()
        tells(household, home, mark)
        lights(household, lamp)
        refuses(household, home, lamp)
        assert home.stop() == 0  # a dead card is no reason to end badly
        home.start(household)
        household.tell_states()
    household.goes("ana", "living")
    recovers(household, home, lamp)


def test_case_26_a_database_that_was_killed_in_the_middle_is_read_from_a_disk_that_became_read_only(
    mounted: Home, lived: Path, household: Household, lamp: SimulatedZigbee
) -> None:
    home = mounted
    lives_on(home, lived)
    home.start(household)
    household.tell_states()
    household.goes("ana", "living")
    household.quiet(0.5)
    home.kill()
    with read_only(home):
        home.start(household)
        household.tell_states()
        lights(household, lamp)


def test_case_26_a_damaged_database_on_a_read_only_disk_gives_way_to_its_backup(
    mounted: Home, lived: Path, household: Household, lamp: SimulatedZigbee
) -> None:
    home = mounted
    folder = home.card / "attune.db-backups"
    folder.mkdir(mode=0o700)
    shutil.copy(lived, folder / "attune-20260304T190000Z.db")
    home.database.write_bytes(bytes(8192))
    with read_only(home):
        home.start(household)
        household.tell_states()
        household.wait_for(lambda: home.problems("is read in its place"), "it to be told")
        lights(household, lamp)
    household.wait_for(lambda: home.problems("was restored"), "the backup to take its place")
    recovers(household, home, lamp)


def test_case_26_a_disk_that_fills_up_is_told_and_over_when_it_is_over(
    mounted: Home, lived: Path, household: Household, lamp: SimulatedZigbee
) -> None:
    """S1, and SIGTERM in the middle of it."""
    home = mounted
    lives_on(home, lived)
    home.start(household)
    household.tell_states()
    mark = household.mark()
    rest = fill(home.card)
    tells(household, home, mark)
    lights(household, lamp)
    rest.unlink()
    recovers(household, home, lamp)
    household.wait_for(
        lambda: [p for p in household.since(mark, "attune/problem") if "can be written again" in p["problem"]],
        "that to be told",
    )
    fill(home.card)
    household.wait_for(lambda: home.problems(UNLEARNED), "it to be told again")
    assert home.stop() == 0


def test_case_26_files_that_may_not_grow_are_a_full_disk_too(
    home: Home, lived: Path, household: Household, lamp: SimulatedZigbee
) -> None:
    """Where nothing can be mounted, and what no look at the disk shows: only the writing fails."""
    lives_on(home, lived)
    home.start(household)
    household.tell_states()
    household.goes("ana", "living")
    household.quiet(0.3)
    mark = household.mark()
    _, most = resource.prlimit(home.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(home.pid, resource.RLIMIT_FSIZE, (0, most))
    household.sets(lamp, state="ON", brightness=200)
    household.wait_for(
        lambda: [p for p in household.since(mark, "attune/problem") if UNLEARNED in p["problem"]], "it to be told on the topic"
    )
    lights(household, lamp)
    resource.prlimit(home.pid, resource.RLIMIT_FSIZE, (most, most))
    recovers(household, home, lamp)
    assert home.stop() == 0


def test_case_26_on_a_card_that_gives_nothing_back_it_ends_as_it_should(
    home: Home, lived: Path, household: Household, lamp: SimulatedZigbee
) -> None:
    lives_on(home, lived)
    home.start(household)
    household.tell_states()
    for file in (home.database, home.database.with_name("attune.db-wal")):
        os.truncate(file, 0)
    household.goes("ana", "living")
    household.sets(lamp, state="ON", brightness=200)
    household.wait_for(lambda: home.problems(UNLEARNED), "it to be told")
    assert home.stop() == 0


def test_case_26_a_database_put_in_its_place_while_it_runs_is_gone_on_with(
    home: Home, lived: Path, household: Household, lamp: SimulatedZigbee
) -> None:
    home.start(household)
    household.tell_states()
    household.goes("ana", "living")
    new = home.card / "new"
    shutil.copy(lived, new)
    new.replace(home.database)
    household.wait_for(lambda: home.problems("was replaced while the hub ran"), "it to be told")
    lights(household, lamp)
    household.quiet(2.0)  # its fade is over
    recovers(household, home, lamp)
    assert home.lessons() > 1


def test_case_26_another_database_copied_over_it_while_it_runs_is_gone_on_with(
    home: Home, lived: Path, household: Household, lamp: SimulatedZigbee
) -> None:
    home.start(household)
    household.tell_states()
    household.goes("ana", "living")
    household.quiet(12.0)  # it looks at its file every ten seconds, and knows it now
    shutil.copyfile(lived, home.database)  # the same file with other words in it
    household.wait_for(lambda: home.problems(OVER), "it to be told")
    household.wait_for(lambda: home.problems("was written over while the hub ran"), "it to be gone on with")
    lights(household, lamp)
    household.quiet(2.0)  # its fade is over
    recovers(household, home, lamp)
    assert home.lessons() > 1
    assert home.stop() == 0
    with contextlib.closing(sqlite3.connect(home.database)) as read:
        assert read.execute("pragma integrity_check").fetchone() == ("ok",)


def test_case_26_its_folder_taken_away_and_put_back_empty_it_learns_anew_and_can_be_asked(
    home: Home, household: Household, lamp: SimulatedZigbee
) -> None:
    home.start(household)
    household.tell_states()
    mark = household.mark()
    shutil.rmtree(home.card)
    household.wait_for(
        lambda: [p for p in household.since(mark, "attune/problem") if UNLEARNED in p["problem"]], "it to be told on the topic"
    )
    home.card.mkdir(mode=0o700)
    household.wait_for(home.glance, "it to be asked again")
    tells(household, home, mark)


RAGGED = '"joint": ["always"], "covariance": [[1.0, 2.0], [3.0]], "noise"'
WRONG: dict[str, Callable[[dict[str, Any]], str]] = {
    "1e400": lambda whole: json.dumps(whole).replace('"noise": ', '"noise": 1e400, "was": ', 1),
    "NaN": lambda whole: json.dumps(whole).replace('"noise": ', '"noise": NaN, "was": ', 1),
    "far too long": lambda whole: json.dumps({**whole, "more": "x" * 50_000_000}),
    "wrong shape": lambda whole: json.dumps(whole).replace('"noise"', RAGGED, 1),
    "cut off": lambda whole: json.dumps(whole)[:300],
}


@pytest.mark.parametrize("spoil", WRONG.values(), ids=list(WRONG))
def test_case_26_a_bad_priors_file_is_set_aside_and_told(
    spoil: Callable[[Mapping[str, Any]], str], home: Home, lived: Path, household: Household, lamp: SimulatedZigbee
) -> None:
    lives_on(home, lived)
    shipped = json.loads((Path(__file__).parents[2] / "models" / "priors" / "brightness.json").read_text("utf-8"))
    priors = home.card / "attune.db-priors.json"
    text = spoil({"schema": 1, "people": ["ana"], "kinds": {"brightness": shipped}})
    priors.write_text(text)
    home.start(household)
    household.tell_states()
    household.wait_for(lambda: home.problems("the home's own priors were damaged"), "it to be told")
    (kept,) = home.card.glob("attune.db-priors.json.broken-*")
    assert kept.read_text() == text
    assert not priors.exists()
    lights(household, lamp)


def test_case_26_the_newest_backup_is_the_one_with_the_newest_in_it(
    home: Home, lived: Path, household: Household, lamp: SimulatedZigbee
) -> None:
    lives_on(home, lived)
    folder = home.card / "attune.db-backups"
    folder.mkdir(mode=0o700)
    shutil.copy(home.database, folder / "attune-20291129T043000Z.db")  # the clock was three years ahead that day
    home.start(household)
    household.tell_states()
    household.goes("ana", "living")
    household.sets(lamp, state="ON", brightness=64)
    before = home.lessons()
    household.wait_for(lambda: home.lessons() > before, "one lesson more")
    assert home.stop() == 0
    newest = home.lessons()
    shutil.copy(home.database, folder / "attune-20260304T190000Z.db")
    home.database.write_bytes(bytes(8192))
    home.start(household)
    household.wait_for(lambda: home.problems("attune-20260304T190000Z.db was restored"), "it to be told")
    assert home.lessons() == newest
