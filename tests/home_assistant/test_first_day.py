"""The first day in a real Home Assistant: a configuration from what it holds, lessons from what it remembers."""

import json
import os
import pty
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.patience import PATIENCE_S
from tests.proxy import Proxy
from tests.whole.living import Household, Hub, environment

from .residence import Residence
from .test_link import click, config_for, started

pytestmark = [pytest.mark.home_assistant, pytest.mark.timeout(900)]
Make = Callable[[Mapping[str, Any]], Hub]
DAY_S = 86_400


def attune(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hub", *words], capture_output=True, text=True, timeout=PATIENCE_S,
        env={**environment(), **more}, check=False,
    )  # fmt: skip


def init(residence: Residence, path: Path, *words: str, token: str = "") -> subprocess.CompletedProcess[str]:
    broker = f"127.0.0.1:{residence.mqtt_port}"
    return attune(
        "init", "--url", residence.url, "--mqtt", broker, "-c", str(path), *words,
        HOME_ASSISTANT_TOKEN=token or residence.tokens["hub"],
    )  # fmt: skip


def test_init_writes_a_configuration_that_is_accepted_and_acted_on(
    residence: Residence, household: Household, make_hub: Make, tmp_path: Path
) -> None:
    go = residence.tracker("ana_phone")
    path = tmp_path / "config.yaml"
    from_the_browser = f"{residence.url}/lovelace/default_view"
    done = init(residence, path, "--learn", "light,temperature,music", "--url", from_the_browser)
    assert done.returncode == 0, done.stderr
    text = path.read_text()
    assert "light.bed_light}   # Bed Light" in text
    assert "guessed from the name" in text
    assert "#     - {home_assistant: climate.heatpump}   # HeatPump; setpoint, hvac_mode" in text  # nothing says where it is
    assert "Only person.* tells where Alice and Ana are" in done.stdout
    assert residence.tokens["hub"] not in text
    assert (tmp_path / "secrets.yaml").stat().st_mode & 0o77 == 0
    checked = attune("check", "--live", "-c", str(path))
    assert checked.returncode == 0, checked.stdout
    version = residence.home.get("/api/config")["version"]
    assert f"note: Home Assistant {version} (tested: 2025.4 to 2026.11)" in checked.stdout
    hub = make_hub({})
    # One wish of Ana's, as she would write it down: what is learned takes its days.
    pinned = "    pinned:\n      - {room: bedroom, quantity: brightness, value: 0.2}\n"
    pinned += "      - {room: bedroom, quantity: power, value: true}\n"
    hub.config.write_text(text.replace('    name: "Ana"\n', f'    name: "Ana"\n{pinned}'))
    (hub.folder / "secrets.yaml").write_text((tmp_path / "secrets.yaml").read_text())
    started(residence, household, hub)
    click(residence, "light.turn_off", "light.bed_light")
    household.quiet(1.0)
    go("bedroom")
    residence.wait(lambda: residence.state("light.bed_light")["state"] == "on", "the lamp to be lit")
    assert abs(residence.state("light.bed_light")["attributes"]["brightness"] - 51) <= 2


def test_init_without_a_word_of_consent_lets_nothing_be_learned_and_says_so(residence: Residence, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    done = init(residence, path)
    assert done.returncode == 0, done.stderr
    assert path.read_text().count("    learn: []") == 2
    assert "learn: [l" not in path.read_text()
    assert "Nothing is learned about Alice and Ana until their learn: says so. Ask them first." in done.stdout


@pytest.mark.parametrize(
    ("words", "token", "sentence"),
    [
        (("--url", "http://127.0.0.1:1"), "", "home_assistant: url: http://127.0.0.1:1 cannot be reached"),
        (("--url", "http://no-such-host.invalid:8123"), "", "url: http://no-such-host.invalid:8123 cannot be reached"),
        (("--url", "ftp://homeassistant.local"), "", "is no address: it is like http://"),
        (("--url", "http://homeassistant.local:99999"), "", "is no address: it is like http://"),
        (("--url", "https"), "", "http is spoken there, not https"),
        ((), "wrong", "token: is not accepted"),
        (("--learn", "lihgt"), "", "cannot be learned"),
        (("--mqtt", "here:there"), "", "is no address"),
        (("--mqtt-user", "attune"), "", "its password is needed as well"),
    ],
)
def test_what_init_is_told_wrong_is_one_line_and_leaves_no_file(
    residence: Residence, tmp_path: Path, words: tuple[str, ...], token: str, sentence: str
) -> None:
    words = tuple(residence.url.replace("http", "https") if word == "https" else word for word in words)
    done = init(residence, tmp_path / "config.yaml", *words, token=token)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_init_overwrites_nothing(residence: Residence, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("mine: yes\n")
    done = init(residence, path)
    assert done.returncode == 1
    assert "is there already" in done.stderr
    assert path.read_text() == "mine: yes\n"
    path.unlink()
    (tmp_path / "secrets.yaml").write_text("home_assistant_token: another\n")
    assert "another home_assistant_token already" in init(residence, path).stderr
    assert not path.exists()


def test_discover_lists_entities_and_check_names_those_that_are_not_there(residence: Residence, make_hub: Make) -> None:
    hub = make_hub(config_for(residence, "light.bed_light", "light.no_such_lamp", "light.kitchen_ligths"))
    found = {one["id"]: one for one in json.loads(hub.attune("discover", "--seconds", "0.5", "--json"))}
    assert found["climate.heatpump"]["family"] == "home_assistant"
    setpoint = next(q for q in found["climate.heatpump"]["quantities"] if q["name"] == "setpoint")
    assert (setpoint["unit"], setpoint["settable"]) == ("°C", True)
    told = hub.attune("check", "--live", expect=1)
    assert "light.no_such_lamp is not in Home Assistant: is it spelled right, " in told
    assert "light.kitchen_ligths is not in Home Assistant: is it light.kitchen_lights, " in told
    config = config_for(residence, "light.bed_light")
    del config["mqtt"]  # it would be listened to for some seconds
    assert "token: is not accepted" in make_hub(
        {**config, "home_assistant": {**config["home_assistant"], "token": "wrong"}}
    ).attune("check", "--live", expect=1)
    assert "is no administrator" in make_hub(
        {**config, "home_assistant": {**config["home_assistant"], "token": residence.tokens["guest"]}}
    ).attune("check", "--live", expect=1)


@pytest.fixture(scope="module")
def remembering() -> Iterator[Residence]:
    """A home that remembers two evenings, four and two days ago, as its own recorder wrote them."""
    with Residence() as home:
        go, lamp = home.tracker("ana_phone"), home.lamp("wall")

        def pause() -> None:
            time.sleep(0.7)  # changes further apart than a burst

        def comes() -> None:
            go("bedroom")
            home.wait(lambda: home.state("person.ana")["state"] == "bedroom", "Ana to be in the bedroom")
            pause()

        time.sleep(4.0)  # what a lamp tells in its first seconds is how it is, and nobody's choice

        def leaves() -> None:
            go("not_home")
            home.wait(lambda: home.state("person.ana")["state"] == "not_home", "Ana to be out")
            pause()

        comes()
        click(home, "light.turn_on", "light.bed_light", brightness=100)  # Ana's account
        pause()
        lamp.wall_switch(True, 90)  # nobody's account: whoever is there
        home.wait(lambda: home.state("light.wall")["attributes"].get("brightness") == 90, "the wall switch")
        pause()
        leaves()
        between = time.time()
        comes()
        click(home, "climate.set_temperature", "climate.heatpump", temperature=23)
        pause()
        click(home, "media_player.play_media", "media_player.bedroom", media_content_id="jazz", media_content_type="playlist")
        pause()
        click(home, "media_player.volume_set", "media_player.bedroom", volume_level=0.4)
        pause()
        home.automation("light.turn_off", "light.wall")  # a program's
        home.wait(lambda: home.state("light.wall")["state"] == "off", "the automation")
        time.sleep(4.0)  # for five seconds what the lamp does by itself carries the automation's name as well
        home.as_person("guest", "light.turn_off", entity_id="light.bed_light")  # an account that is nobody here
        pause()
        leaves()
        lamp.wall_switch(True, 20)  # nobody was there
        home.wait(lambda: home.state("light.wall")["attributes"].get("brightness") == 20, "the wall switch")
        time.sleep(1.5)  # the recorder writes once a second, and the rest when it ends
        home.home.stop_home_assistant()
        database = home.home.directory / "config" / "home-assistant_v2.db"
        _move_back(database, 2 * DAY_S)
        _move_back(database, 2 * DAY_S, between - 2 * DAY_S)
        home.home.start_home_assistant()
        yield home


def _move_back(database: Path, seconds: float, before: float = 1e12) -> None:
    """What was recorded before a time happened that much earlier."""
    with sqlite3.connect(database) as connection:
        connection.execute(
            "update states set last_updated_ts = last_updated_ts - ?, last_changed_ts = last_changed_ts - ?,"
            " last_reported_ts = last_reported_ts - ? where last_updated_ts < ?", (seconds, seconds, seconds, before),
        )  # fmt: skip
        connection.execute("update events set time_fired_ts = time_fired_ts - ? where time_fired_ts < ?", (seconds, before))
    connection.close()


def remembered_config(residence: Residence) -> dict[str, Any]:
    config = config_for(residence, "light.bed_light", "light.wall", "climate.heatpump", "media_player.bedroom")
    config["occupants"]["ana"]["presence"] = [{"home_assistant": "person.ana"}]
    config["music"] = {"jazz": {"playlist": "jazz"}, "sax": {"playlist": "kxopViU98Xo"}}  # the demo's player starts with this
    config["rooms"]["bedroom"]["limits"] = {"temperature": [16, 26], "volume": 100}
    return config


EXPECTED = [
    ("power", True, 0.5), ("power", True, 0.5), ("setpoint", 23.0, 0.5), ("music", "jazz", 0.5), ("volume", 0.4, 0.5),
]  # fmt: skip


def examples_of(hub: Hub, folder: Path) -> list[dict[str, Any]]:
    hub.attune("export", "ana", str(folder))
    return sorted(json.loads((folder / "everything.json").read_text())["examples"], key=lambda row: str(row["at"]))


def test_history_gives_exactly_the_examples_that_were_lived_and_twice_gives_no_more(
    remembering: Residence, make_hub: Make, tmp_path: Path
) -> None:
    hub = make_hub(remembered_config(remembering))
    first = json.loads(hub.attune("import-history", "--days", "5", "--json"))
    rows = examples_of(hub, tmp_path / "first")
    assert [(row["kind"], row["value"], row["weight"]) for row in rows] == EXPECTED, first
    assert {row["source"] for row in rows} == {"history"}
    assert first["imported"]["ana"] == {"music": 1, "power": 2, "setpoint": 1, "volume": 1}
    assert first["left_out"]["set by an automation"] == 1
    assert first["left_out"]["nobody known was there"] == 2
    assert first["unrecorded"] == ["brightness", "colour_temperature", "colour"]
    assert first["remembered_days"] == 5
    again = json.loads(hub.attune("import-history", "--days", "5", "--json"))
    assert again["imported"] == {}
    assert again["known"] == len(EXPECTED)
    assert examples_of(hub, tmp_path / "again") == rows
    told = hub.attune("import-history")
    assert "Home Assistant remembers 5 of these 30 days" in told
    assert "learned from now on" in told


def test_an_import_that_was_killed_is_finished_by_the_next_one(remembering: Residence, make_hub: Make, tmp_path: Path) -> None:
    config = remembered_config(remembering)
    whole = make_hub(config)
    whole.attune("import-history", "--days", "5", "--json")
    port = urlsplit(remembering.url).port
    assert port is not None
    with Proxy(port) as slow:
        slow.latency_s = 0.25  # each day takes a second
        config["home_assistant"]["url"] = f"http://127.0.0.1:{slow.port}"
        hub = make_hub(config)
        process = subprocess.Popen(
            [sys.executable, "-m", "hub", "import-history", "--days", "5", "-c", str(hub.config)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(),
        )  # fmt: skip
        remembering.wait(lambda: _kept(hub), "the first evening's examples")
        process.kill()
        assert process.wait(PATIENCE_S) == -signal.SIGKILL
        slow.latency_s = 0.0
        assert _kept(hub) == 2  # the first evening's
        again = json.loads(hub.attune("import-history", "--days", "5", "--json"))
    assert again["known"] == 2
    assert again["imported"] == {"ana": {"music": 1, "setpoint": 1, "volume": 1}}
    rows, wanted = (examples_of(one, tmp_path / f"of-{one.folder.name}") for one in (hub, whole))
    for row in (*rows, *wanted):
        row.pop("id", None)
    assert rows == wanted


def _kept(hub: Hub) -> int:
    """Examples in the database so far."""
    database = hub.folder / "attune.db"
    if not database.exists():
        return 0
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return int(connection.execute("select count(*) from examples").fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # it is being made
    finally:
        connection.close()


def test_an_import_shows_how_far_it_is(remembering: Residence, make_hub: Make) -> None:
    hub = make_hub(remembered_config(remembering))
    terminal, its_end = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "hub", "import-history", "--days", "5", "-c", str(hub.config)],
        stdout=subprocess.DEVNULL, stderr=its_end, env={**environment(), "TERM": "xterm"}, timeout=PATIENCE_S, check=True,
    )  # fmt: skip
    os.close(its_end)
    told = os.read(terminal, 65_536).decode()
    os.close(terminal)
    assert "5 days of history" in told
    assert "100%" in told


def test_what_the_hub_did_itself_is_not_learned_from_history(
    residence: Residence, household: Household, make_hub: Make, tmp_path: Path
) -> None:
    go = residence.tracker("ana_phone")
    config = config_for(residence, "climate.heatpump")
    config["rooms"]["bedroom"]["limits"] = {"temperature": [16, 26], "volume": 100}
    config["occupants"]["ana"]["pinned"] = [{"room": "bedroom", "quantity": "setpoint", "value": 16.5}]
    click(residence, "climate.set_temperature", "climate.heatpump", temperature=18)  # what follows an automation closely is its
    hub = started(residence, household, make_hub(config))
    household.quiet(1.0)
    go("bedroom")
    residence.wait(lambda: residence.state("climate.heatpump")["attributes"]["temperature"] == 16.5, "the heating at 16.5")

    def is_recorded() -> bool:
        told = json.loads(hub.attune("import-history", "--days", "1", "--json"))
        return "set by the hub itself" in told["left_out"]

    residence.wait(is_recorded, "the recorder to have written it")
    assert 16.5 not in [row["value"] for row in examples_of(hub, tmp_path / "all") if row["kind"] == "setpoint"]


def test_history_is_taken_by_a_hub_that_runs_and_only_of_who_agreed(
    remembering: Residence, make_hub: Make, tmp_path: Path
) -> None:
    home = Household(remembering.mqtt_port)
    hub = make_hub(remembered_config(remembering))
    hub.start(home)
    hub.attune("consent", "ana", "light")
    told = json.loads(hub.attune("import-history", "--days", "5", "--json"))
    assert told["imported"] == {"ana": {"power": 2}}
    assert hub.status()["people"][0]["examples"] == {"power": 2}
    hub.attune("consent", "ana", "all")
    told = json.loads(hub.attune("import-history", "--days", "5", "--json"))
    assert told["imported"] == {"ana": {"music": 1, "setpoint": 1, "volume": 1}}
    home.close()


def test_nothing_is_imported_where_nobody_agreed_or_nothing_is_there(remembering: Residence, make_hub: Make) -> None:
    config = remembered_config(remembering)
    config["occupants"]["ana"]["learn"] = []
    assert "nobody has agreed" in make_hub(config).attune("import-history", expect=1)
    config = remembered_config(remembering)
    del config["home_assistant"]
    config["rooms"]["bedroom"]["devices"] = []
    config["occupants"]["ana"]["presence"] = []
    assert "names no Home Assistant" in make_hub(config).attune("import-history", expect=1)


def test_in_a_home_of_fahrenheit_history_is_learned_and_init_written_in_celsius(make_hub: Make, tmp_path: Path) -> None:
    with Residence(unit_system="us_customary") as home:
        go = home.tracker("ana_phone")
        time.sleep(4.0)  # what is told in the first seconds is how it is, and nobody's choice
        go("bedroom")
        home.wait(lambda: home.state("person.ana")["state"] == "bedroom", "Ana to be in the bedroom")
        time.sleep(1.0)
        click(home, "climate.set_temperature", "climate.heatpump", temperature=70)
        home.wait(lambda: home.state("climate.heatpump")["attributes"]["temperature"] == 70, "seventy degrees")
        time.sleep(1.0)  # changes further apart than a burst
        go("not_home")
        hub = make_hub(remembered_config(home))

        def is_imported() -> bool:
            told = json.loads(hub.attune("import-history", "--days", "1", "--json"))
            return "setpoint" in told["imported"].get("ana", {})

        home.wait(is_imported, "the recorder to have written it")
        rows = examples_of(hub, tmp_path / "all")
        assert [row["value"] for row in rows if row["kind"] == "setpoint"] == [pytest.approx((70 - 32) / 1.8, abs=0.01)]
        path = tmp_path / "config.yaml"
        assert init(home, path).returncode == 0
        checked = attune("check", "--live", "-c", str(path))
        assert checked.returncode == 0, checked.stdout
        found = {one["id"]: one for one in json.loads(hub.attune("discover", "--seconds", "0.5", "--json"))}
        setpoint = next(q for q in found["climate.heatpump"]["quantities"] if q["name"] == "setpoint")
        assert setpoint["unit"] == "°C"
        assert setpoint["high"] < 60
