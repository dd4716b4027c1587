"""``attune discover`` on a real broker: every lamp, valve, switch and presence sensor is listed, or the reason why not."""

import gzip
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.conftest import SHARED
from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .living import RECORDED, Household, Hub, configuration

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
LISTED = ("light", "climate", "switch", "presence")


def paired(definitions: list[dict[str, Any]]) -> list[SimulatedZigbee]:
    return [SimulatedZigbee(d, f"device {i}", f"0x00158d00{i:08x}") for i, d in enumerate(definitions)]


def rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.open(file, "rt", encoding="utf-8")]


def missing(devices: list[SimulatedZigbee], found: list[dict[str, Any]]) -> list[str]:
    """Devices that are neither listed with quantities nor with a reason."""
    told = {entry["id"]: entry for entry in found}
    lost = []
    for device in devices:
        entry = told.get(device.ieee_address)
        if entry is None or not (entry["quantities"] or entry.get("reason")):
            lost.append(str(device.definition["model"]))
    return lost


def test_every_recorded_device_is_listed_with_its_ranges(mosquitto: Mosquitto, household: Household, make_hub: MakeHub) -> None:
    devices = paired([json.loads(line)["definition"] for line in RECORDED.read_text("utf-8").splitlines()])
    household.add(*devices)
    hub = make_hub(configuration(mosquitto.port, {"living_room": []}))
    found = hub.asked("discover", "--seconds", "1.5")
    assert missing(devices, found) == []
    lamp = next(e for e in found if e["id"] == devices[10].ieee_address)
    by_name = {q["name"]: q for q in lamp["quantities"]}
    assert (by_name["brightness"]["low"], by_name["brightness"]["high"]) == (0.0, 1.0)
    assert by_name["colour_temperature"]["unit"] == "K"
    assert by_name["colour_temperature"]["low"] < by_name["colour_temperature"]["high"]
    hub.attune("discover", "--seconds", "1.5", "--write")
    assert "# Found by attune discover" in hub.config.read_text()
    hub.attune("check")


def publish_recordings(household: Household) -> None:
    """What devices of every family have said, kept by the broker."""
    for recording in sorted(RECORDED.parents[1].glob("*/messages.jsonl")):
        for said in map(json.loads, recording.read_text("utf-8").splitlines()):
            if said["payload"] and said["role"] not in ("command", "response") and "bridge/" not in said["topic"]:
                household.publish(said["topic"], said["payload"], retain=True)


GARBAGE = (b"\x00\xff", b"{", b"[1,2]", b'"x"', b"{}", b"null", b"[" * 5000, b'{"state": NaN}')
ANNOUNCING = {
    *("chromecast", "esphome", "espresense", "frigate", "home_assistant_mqtt", "homie", "monitor", "mqtt_room"),
    *("openmqttgateway", "otgw", "owntracks", "room_assistant", "shelly", "shelly_gen1", "sonos", "tasmota", "wled"),
    *("zigbee2mqtt", "zwavejs"),
}
SPOILED = (  # announcement topics of other devices, with nothing good on them
    *(
        "homeassistant/light/evil/config",
        "homeassistant/device/evil/config",
        "tasmota/discovery/AABB/config",
        "shellies/announce",
    ),
    *(
        "zwave/evil/nodeinfo",
        "homie/5/evil/$description",
        "sonos/RINCON_1",
        "espresense/settings/evil/config",
        "owntracks/e/vil",
    ),
)
KEYS = {"name", "unit", "low", "high", "choices", "settable"}


def test_what_all_families_have_at_once_is_listed_among_garbage_and_nothing_is_stored(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    household.add(*paired([json.loads(RECORDED.read_text("utf-8").splitlines()[10])["definition"]]))
    publish_recordings(household)
    for number, topic in enumerate(SPOILED):
        household.publish(topic, GARBAGE[number % len(GARBAGE)], retain=True)
    hub = make_hub(configuration(mosquitto.port, {"living_room": []}))
    before = sorted(path.name for path in hub.config.parent.iterdir())
    found = hub.asked("discover", "--seconds", "2")
    assert {entry["family"] for entry in found} == ANNOUNCING
    assert all({"family", "id", "name", "quantities"} <= entry.keys() for entry in found)
    assert all(quantity.keys() >= KEYS for entry in found for quantity in entry["quantities"])
    assert len({(entry["family"], entry["id"]) for entry in found}) == len(found)
    told = hub.attune("discover", "--seconds", "2")
    assert "could not be read" in told
    assert "Traceback" not in told
    assert sorted(path.name for path in hub.config.parent.iterdir()) == before
    hub.attune("discover", "--seconds", "2", "--write")
    hub.attune("check")


@pytest.mark.shared
def test_every_device_of_the_catalogue_is_listed(mosquitto: Mosquitto, household: Household, make_hub: MakeHub) -> None:
    folder = SHARED / "data" / "zigbee2mqtt"
    devices = paired([row["definition"] for kind in LISTED for row in rows(folder / f"exposes-{kind}.jsonl.gz")])
    household.add(*devices)
    hub = make_hub(configuration(mosquitto.port, {"living_room": []}))
    assert missing(devices, hub.asked("discover", "--seconds", "8")) == []


@pytest.mark.shared
def test_everything_people_move_or_are_noticed_by_in_the_discovery_files_is_listed(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    """Thousands of retained announcements, on a broker that queues a thousand."""
    wanted: set[str] = set()
    for file in sorted((SHARED / "data" / "zigbee2mqtt").glob("ha-discovery-*.jsonl.gz")):
        for message in (message for row in rows(file) for message in row["messages"]):
            if message["topic"].split("/")[1] in ("light", "climate", "cover", "fan", "switch", "binary_sensor"):
                household._client.publish(message["topic"], json.dumps(message["payload"]), retain=True)
                wanted.add(message["payload"]["unique_id"])
    household.quiet(2.0)
    hub = make_hub(configuration(mosquitto.port, {"living_room": []}))
    told = {e["id"]: e for e in hub.asked("discover", "--seconds", "5")}
    lost = [unique for unique in wanted if not (unique in told and (told[unique]["quantities"] or told[unique].get("reason")))]
    assert len(wanted) > 3000
    assert lost == [], f"{len(lost)} of {len(wanted)} are not listed"


def test_a_broker_that_is_not_there_is_told_in_one_line(make_hub: MakeHub) -> None:
    hub = make_hub(configuration(1, {"living_room": []}))
    said = hub.attune("discover", "--seconds", "0.5", expect=1)
    assert "the broker cannot be reached" in said
    assert "Traceback" not in said


def test_check_live_tells_what_the_home_lacks(mosquitto: Mosquitto, household: Household, make_hub: MakeHub) -> None:
    hub = make_hub(configuration(mosquitto.port, {"living_room": [{"zigbee2mqtt": "no_such_lamp"}, {"mpd": "127.0.0.1:1"}]}))
    said = hub.attune("check", "--live", expect=1)
    assert "no_such_lamp is not announced" in said
    assert "127.0.0.1:1" in said


def test_check_live_without_a_broker_names_the_line_and_says_nothing_of_devices_it_cannot_hear(make_hub: MakeHub) -> None:
    hub = make_hub(configuration(1, {"living_room": [{"zigbee2mqtt": "no_such_lamp"}, {"wled": "wled/nowhere"}]}))
    said = hub.attune("check", "--live", expect=1)
    assert "live: config.yaml:1: mqtt: the broker is not reached: nothing listens at 127.0.0.1:1" in said
    assert "is not announced" not in said
    assert "says nothing" not in said


def test_check_live_at_a_broker_that_wants_another_account_says_what_is_needed(make_hub: MakeHub, tmp_path: Path) -> None:
    passwords = tmp_path / "passwords"
    passwords.write_text("", "utf-8")
    passwords.chmod(0o644)
    with Mosquitto(f"allow_anonymous false\npassword_file {passwords}\n") as broker:
        for account, words in (({}, "(a username:"), ({"username": "hub", "password": "x"}, "(the right username:")):
            config = configuration(broker.port, {"living_room": []})
            config["mqtt"] |= account
            assert words in make_hub(config).attune("check", "--live", expect=1)


SPOKEN_SELDOM = {"id": "seldom", "state": "home/seldom", "command": "home/seldom/set", "quantities": {"power": {}}}


def test_check_live_tells_of_what_says_nothing_whatever_it_is(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    """Misspelt, without power, or of a bridge that is not there: of these the broker would keep something."""
    there = {"wled": "wled/hall", "shelly": "shellyplus1-08b61fd90730"}
    misspelt = {
        "wled": "wled/hlal",
        "shelly": "shellyplus1-08b61fd90731",
        "shelly_gen1": "shelly1-B8ED33",
        "esphome": "nodde/light/lamp",
        "kodi": "koddi",
        "otgw": "otgw-AABBCCDDEEFF",
        "chromecast": "Kitchne",
    }
    household.publish("wled/hall/status", "online", retain=True)
    household.publish("node/status", "online", retain=True)  # which has a lamp, and no lmap
    household.publish("node/light/lamp/state", '{"state": "ON", "brightness": 9}', retain=True)
    household.publish("sonos/connected", "2", retain=True)
    household.publish("sonos/RINCON_000E5000000001400", '{"name": "Hall", "volume": {"Master": 9}}', retain=True)
    household.publish("sonos/RINCON_000E5000000001402", '{"name": "Kitchen"}', retain=True)
    household.publish("shellyplus1-08b61fd90730/online", "false", retain=True)
    parts = {"esphome": "node/light/lmap", "sonos": "RINCON_000E5000000001401"}
    there_too = {"esphome": "node/light/lamp", "sonos": "RINCON_000E5000000001400"}
    groups = (there, misspelt, parts, there_too, {"sonos": "Kitchn", "topic": SPOKEN_SELDOM})
    blocks = [{family: name} for named in groups for family, name in named.items()]
    said = make_hub(configuration(mosquitto.port, {"living_room": blocks})).attune("check", "--live", expect=1)
    told = sorted(line.split()[1] for line in said.splitlines() if "says nothing" in line)
    assert told == sorted([*misspelt.values(), *parts.values()])
    assert "live: Kitchn is not announced by anything on the broker: is Kitchen meant?" in said
    assert "note: nothing was heard meanwhile of what may speak only now and then: home/presence/ana, seldom" in said


def test_what_is_written_works_when_it_is_taken(mosquitto: Mosquitto, household: Household, make_hub: MakeHub) -> None:
    """Every block, of every family that announces anything: as it was printed, without its comment sign."""
    household.add(*paired([json.loads(RECORDED.read_text("utf-8").splitlines()[10])["definition"]]))
    publish_recordings(household)
    looking = make_hub(configuration(mosquitto.port, {"living_room": []}))
    looking.attune("discover", "--seconds", "2", "--write")
    found: dict[str, list[dict[str, Any]]] = {"devices": [], "sensors": [], "presence": []}
    place = found["devices"]
    for line in looking.config.read_text().partition("# Found by attune discover")[2].splitlines():
        head = re.fullmatch(r"#\s+(devices|sensors):", line)
        place = found[head[1]] if head else found["presence"] if line.startswith("# Whose are these") else place
        block = re.match(r"#\s+- (\{.*?\})  #", line)
        if block is not None:
            place.append(YAML(typ="safe").load(block[1]))
    config = configuration(mosquitto.port, {"living_room": found["devices"]})
    config["rooms"]["living_room"]["sensors"] = found["sensors"]
    config["occupants"]["ana"]["presence"] = found["presence"]
    assert min(map(len, found.values())) > 3
    hub = make_hub(config)
    hub.start(household)
    household.wait_for(lambda: hub.status()["missing"] == [], "all of it to be there")
    assert hub.status()["problems"] == []
