"""One lamp listed twice, as two families know it, through the running program: one hand counts once, and what only looks alike
is two.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from tests.devices.recorded.tasmota.samples import config as tasmota_config
from tests.devices.simulated_zigbee import SimulatedZigbee, bridge_devices, bridge_groups, bridge_state
from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, definition
from .many_homes import Case, HomeSeen, HomeTold, Said, apart, lived

pytestmark = [pytest.mark.broker, pytest.mark.whole]
ZIGBEE = {
    name: SimulatedZigbee(definition("84845509"), name, f"0x00158d00000003{number:02x}")
    for number, name in enumerate(("twice", "spot_1", "spot_2"))
}
BRIDGE = [
    bridge_state(),
    bridge_devices(list(ZIGBEE.values())),
    bridge_groups({"spots": [ZIGBEE["spot_1"], ZIGBEE["spot_2"]]}),
]


def lit(level: float) -> list[tuple[str, Any]]:
    return [("power", True), ("brightness", level)]


def announced(name: str, state: str, command: str, **more: Any) -> Said:
    config = {"name": name, "unique_id": name, "schema": "json", "state_topic": state, "command_topic": command}
    return f"homeassistant/light/{name}/config", {**config, "brightness": True, **more}


def zigbee_twice() -> Case:
    topic = "zigbee2mqtt/twice"
    other = announced("twice_light", topic, f"{topic}/set", brightness_scale=254)
    devices = [{"zigbee2mqtt": "twice"}, {"home_assistant_mqtt": "twice_light"}]
    first, set_to = {"state": "ON", "brightness": 254}, {"state": "ON", "brightness": 102}
    return HomeTold(devices, [*BRIDGE, other], [(topic, first)], [[(topic, set_to)]]), {"learned": lit(0.402)}


def tasmota_twice() -> Case:
    mac, said = "00000049A3F1", "stat/corner_twice/RESULT"
    config = json.loads(tasmota_config()) | {"mac": mac, "t": "corner_twice", "dn": "corner_twice", "lt_st": 2}
    config["rl"] = [2, 0, 0, 0, 0, 0, 0, 0]
    again = {
        "name": "again",
        "unique_id": "corner_again",
        "state_topic": said,
        "state_value_template": "{{ value_json.POWER }}",
        "command_topic": "cmnd/corner_twice/POWER",
        "brightness_state_topic": said,
        "brightness_value_template": "{{ value_json.Dimmer }}",
        "brightness_command_topic": "cmnd/corner_twice/Dimmer",
        "brightness_scale": 100,
    }
    kept = [
        (f"tasmota/discovery/{mac}/config", config),
        ("tele/corner_twice/LWT", "Online"),
        ("homeassistant/light/corner_again/config", again),
    ]
    first, set_to = {"POWER": "ON", "Dimmer": 80}, {"POWER": "ON", "Dimmer": 40}
    devices = [{"tasmota": "corner_twice"}, {"home_assistant_mqtt": "corner_again"}]
    return HomeTold(devices, kept, [(said, first)], [[(said, set_to)]]), {"learned": lit(0.4)}


def relay_twice() -> Case:
    relay = "shellies/shelly1-AAAA01/relay/0"
    block = {"id": "relay_again", "state": relay, "command": f"{relay}/command", "quantities": {"power": {}}}
    told = HomeTold(
        [{"topic": block}, {"shelly_gen1": "shelly1-AAAA01"}],
        [("shellies/shelly1-AAAA01/online", "true")],
        [(relay, "off")],
        [[(relay, "on")]],
    )
    return told, {"learned": [("power", True)]}


def esphome_twice() -> Case:
    topic = "desk_twice/light/desk"
    told = HomeTold(
        [{"esphome": topic}, {"home_assistant_mqtt": "desk_again"}],
        [announced("desk_again", f"{topic}/state", f"{topic}/command")],
        [(f"{topic}/state", {"state": "ON", "brightness": 255})],
        [[(f"{topic}/state", {"state": "ON", "brightness": 102})]],
    )
    return told, {"learned": lit(0.4)}


def group_and_members() -> Case:
    lamps = ("spot_1", "spot_2", "spots")
    full, some = {"state": "ON", "brightness": 254}, {"state": "ON", "brightness": 102}
    told = HomeTold(
        [{"zigbee2mqtt": lamp} for lamp in reversed(lamps)],
        BRIDGE,
        [(f"zigbee2mqtt/{lamp}", full) for lamp in lamps],
        [[(f"zigbee2mqtt/{lamp}", some) for lamp in lamps]],
    )
    return told, {"learned": lit(0.402)}


def two_of_a_kind() -> Case:
    """Two lamps that are two."""
    lamps = ("pair_1", "pair_2")
    told = HomeTold(
        [{"home_assistant_mqtt": lamp} for lamp in lamps],
        [announced(lamp, f"h/{lamp}", f"h/{lamp}/set") for lamp in lamps],
        [(f"h/{lamp}", {"state": "ON", "brightness": 255}) for lamp in lamps],
        [[(f"h/{lamp}", {"state": "ON", "brightness": 102}) for lamp in lamps]],
    )
    return told, {"learned": lit(0.4) * 2}


def two_channels() -> Case:
    """Two lamps behind one topic, each under its own key: they are two as well."""
    blocks = [
        {
            "id": f"channel_{side}",
            "state": "t/channels",
            "command": "t/channels/set",
            "quantities": {"power": {"key": f"{side}.on"}},
        }
        for side in ("left", "right")
    ]
    off, on = ({side: {"on": is_on} for side in ("left", "right")} for is_on in (False, True))
    told = HomeTold([{"topic": block} for block in blocks], [], [("t/channels", off)], [[("t/channels", on)]])
    return told, {"learned": [("power", True)] * 2}


CASES: Mapping[str, Case] = {
    "zigbee_twice": zigbee_twice(),
    "tasmota_twice": tasmota_twice(),
    "relay_twice": relay_twice(),
    "esphome_twice": esphome_twice(),
    "group_and_members": group_and_members(),
    "two_of_a_kind": two_of_a_kind(),
    "two_channels": two_channels(),
}


def test_check_live_tells_of_what_is_listed_twice(
    mosquitto: Mosquitto, household: Household, make_hub: Callable[[Mapping[str, Any]], Hub]
) -> None:
    told, _ = zigbee_twice()
    for topic, payload in (*told.kept, *told.first):
        household.publish(topic, payload if isinstance(payload, str | bytes) else json.dumps(payload), retain=True)
    said = make_hub(configuration(mosquitto.port, {"living_room": told.devices})).attune("check", "--live")
    assert "twice and twice_light are one device, listed twice" in said


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, HomeSeen]]:
    with lived({name: told for name, (told, _) in CASES.items()}, tmp_path_factory.mktemp("hub")) as found:
        yield found


@pytest.mark.parametrize("name", CASES)
def test_one_hand_on_one_lamp_counts_once_however_often_it_is_listed(seen: dict[str, HomeSeen], name: str) -> None:
    assert apart(seen[name], CASES[name][1]) == {}
