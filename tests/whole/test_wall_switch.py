"""What residents complain of most: "it undoes what I just did", "it misses the wall switch". On every kind of bridge.

One evening, a room with four lamps of each kind. Ana comes and the hub dims them all. A hand puts the first out while it still
answers, turns the second back up, sets the third when all is quiet; nobody touches the fourth. Then Ben comes, who likes it
brighter: what a hand has set stands, and only the fourth lamp might be moved. (To have all evenings at once, each room has an
Ana and a Ben of its own.)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from benchmarks.simulated import esphome, home_assistant_mqtt, homie, shelly, tasmota, topic, wled, zigbee2mqtt, zwavejs
from benchmarks.simulated.device import Simulated
from devices.vocabulary import Value
from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration
from .real_bridges import Bridges

pytestmark = [pytest.mark.broker, pytest.mark.whole]
BRIGHT, DIM, BRIGHTER, BY_HAND = 0.9, 0.3, 0.7, 0.5
FATES = PUT_OUT, TURNED_UP, DIMMED, LEFT = "put_out", "turned_up", "dimmed", "left"
KINDS: Mapping[str, tuple[type[Simulated], Mapping[str, Any]]] = {
    "zigbee2mqtt": (zigbee2mqtt.Zigbee, {"manner": zigbee2mqtt.LAMP}),
    "tasmota": (tasmota.Tasmota, {"manner": tasmota.LAMP}),
    "shelly": (shelly.Dimmer, {"manner": shelly.DIMMER}),
    "shelly_gen1": (shelly.FirstDimmer, {"manner": shelly.FIRST_DIMMER}),
    "wled": (wled.Wled, {"manner": wled.LAMP}),
    "esphome": (esphome.Lamp, {"manner": esphome.LAMP}),
    "homie": (homie.Homie, {"manner": homie.AIMING, "version": 5}),
    "zwavejs": (zwavejs.Node, {"manner": zwavejs.DIMMER}),
    "home_assistant_mqtt": (home_assistant_mqtt.JsonLamp, {"manner": home_assistant_mqtt.JSON_LAMP}),
    "topic": (topic.Lamp, {"manner": topic.LAMP}),
}
COLOURED = frozenset({"zigbee2mqtt", "tasmota", "esphome", "home_assistant_mqtt"})
NUMBERED = frozenset({"zigbee2mqtt", "tasmota"})


@dataclass
class Evening:
    """told: what each lamp was told, once when Ana had come, once until Ben came, once after. wishes: Ben's, by device."""

    told: dict[str, dict[str, list[Mapping[str, Value]]]] = field(default_factory=dict)
    wishes: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)


def lamp_id(kind: str, fate: str) -> str:
    """Of the characters each kind allows."""
    if kind == "shelly":
        return f"aabbcc00{FATES.index(fate):04d}"
    if kind == "shelly_gen1":
        return f"abcd{FATES.index(fate):02d}"
    return f"{kind}-{fate}".replace("_", "-") if kind == "homie" else f"{kind}_{fate}"


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    with Mosquitto() as mosquitto, Bridges(mosquitto.port) as bridges:
        household = Household(mosquitto.port)
        hub = None
        try:
            hub = begun(household, bridges, mosquitto, tmp_path_factory.mktemp("hub"))
            yield lived(household, bridges)
        finally:
            if hub is not None:
                hub.stop()
            household.close()


def begun(household: Household, bridges: Bridges, mosquitto: Mosquitto, folder: Path) -> Hub:
    for number, (kind, fate) in enumerate((k, f) for k in KINDS for f in FATES):
        make, given = KINDS[kind]
        values: dict[str, Value] = {"power": True, "brightness": BRIGHT}
        values |= {"colour_temperature": 2700.0} if kind in COLOURED else {}
        more = {"number": number + 1} if kind in NUMBERED else {}
        bridges.add(make, id=lamp_id(kind, fate), values=values, **given, **more)
    zigbee = zigbee2mqtt.bridge([device for device in bridges.devices if isinstance(device, zigbee2mqtt.Zigbee)])
    bridges.announce(zigbee)
    rooms = {kind: [dict(device_of(bridges, lamp_id(kind, fate)).block()) for fate in FATES] for kind in KINDS}
    people = {f"{who}_{kind}": (kind, level) for kind in KINDS for who, level in (("ana", DIM), ("ben", BRIGHTER))}
    config = configuration(mosquitto.port, rooms, tuple(people))
    for who, (room, level) in people.items():
        config["occupants"][who]["pinned"] = [
            {"room": room, "quantity": "power", "value": True},
            {"room": room, "quantity": "brightness", "value": level},
        ]
    hub = Hub(folder, config)
    hub.start(household)
    for who in people:
        household.goes(who, "not_home")
    for device in bridges.devices:
        bridges.after(0.0, device.repeat)
    bridges.settle()
    household.quiet(1.0)
    return hub


def lived(household: Household, bridges: Bridges) -> Evening:
    found = Evening()
    lamps = {(kind, fate): device_of(bridges, lamp_id(kind, fate)) for kind in KINDS for fate in (PUT_OUT, TURNED_UP, DIMMED)}
    come(household, "ana")
    household.wait_for(lambda: len({who for who, _ in bridges.told}) == len(bridges.devices), "all lamps to be told")
    first = len(bridges.told)
    waiting = [(fate, lamp) for (_, fate), lamp in lamps.items() if fate != DIMMED]

    def have_all_answered() -> bool:
        for fate, lamp in [pair for pair in waiting if has_answered(pair[1])]:
            waiting.remove((fate, lamp))
            bridges.after(0.2, partial(lamp.by_hand, {"power": False} if fate == PUT_OUT else {"brightness": BRIGHT}))
        return not waiting

    household.wait_for(have_all_answered, "every lamp to answer")
    household.quiet(7.5)  # every window has closed, and what would be tried again has been
    for (_, fate), lamp in lamps.items():
        if fate == DIMMED:
            bridges.by_hand(lamp, {"brightness": BY_HAND})
    bridges.settle()
    household.quiet(1.0)
    second = len(bridges.told)
    decisions = come(household, "ben")
    household.quiet(1.5)
    for device in bridges.devices:
        found.told[device.id] = {
            "at once": bridges_told(bridges, device.id, 0, first),
            "meanwhile": bridges_told(bridges, device.id, first, second),
            "afterwards": bridges_told(bridges, device.id, second, len(bridges.told)),
        }
    for wish in (wish for decision in decisions for wish in decision["wishes"]):
        found.wishes.setdefault(wish["device"], {})[wish["quantity"]] = wish
    return found


def come(household: Household, who: str) -> list[dict[str, Any]]:
    """That person of every room; the decisions there."""
    mark = household.mark()
    for kind in KINDS:
        household.goes(f"{who}_{kind}", kind)

    def decided() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = household.since(mark, "attune/decision")
        return found if {decision["room"] for decision in found} == set(KINDS) else []

    answer: list[dict[str, Any]] = household.wait_for(decided, "a decision for every room")
    return answer


def has_answered(lamp: Simulated) -> bool:
    """It has said that it is dimmed, or will be: its window is open."""
    return abs(float(lamp.cache["brightness"][0]) - DIM) < 0.03


def device_of(bridges: Bridges, name: str) -> Simulated:
    return next(device for device in bridges.devices if device.id == name)


def bridges_told(bridges: Bridges, device: str, start: int, end: int) -> list[Mapping[str, Value]]:
    return [values for who, values in bridges.told[start:end] if who == device]


@pytest.mark.parametrize("fate", [PUT_OUT, TURNED_UP, DIMMED])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_a_hand_set_is_not_undone(evening: Evening, kind: str, fate: str) -> None:
    lamp = lamp_id(kind, fate)
    told = evening.told[lamp]
    assert told["at once"], "the hub did not dim it"
    assert (told["meanwhile"], told["afterwards"]) == ([], [])
    level = evening.wishes[lamp]["power" if fate == PUT_OUT else "brightness"]
    assert (level["outcome"], level["code"]) == ("held", "held_by_hand")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_only_the_hub_has_moved_is_nobodys_hand(evening: Evening, kind: str) -> None:
    lamp = lamp_id(kind, LEFT)
    assert evening.told[lamp]["meanwhile"] == []
    assert "held_by_hand" not in {wish["code"] for wish in evening.wishes[lamp].values()}
