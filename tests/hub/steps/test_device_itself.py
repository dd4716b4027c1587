"""Heating devices that move their setpoint themselves, in every family that can tell: no hand, no hold, no lesson."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from devices.home_assistant.topics import ENTITY, STATE
from tests.devices.families.zigbee_builders import make_simulated
from tests.devices.recorded.zigbee2mqtt.samples import definitions
from tests.devices.recorded.zwavejs.samples import info, timed
from tests.devices.simulated_zigbee import SimulatedZigbee, bridge_devices

from .speaking_devices import Speaking

Say = tuple[str, Any]


@dataclass(frozen=True)
class Heating:
    """first: how it is. moves: words, gap_s apart, each with a setpoint of the device's own. by_hand: somebody's."""

    name: str
    block: dict[str, Any]
    announced: Sequence[Say]
    first: Sequence[Say]
    moves: Sequence[Sequence[Say]]
    by_hand: Sequence[Say] = ()
    gap_s: float = 2.0


ZIGBEE = bridge_devices([make_simulated("TRV26", "valve")])
VALVE = "zigbee2mqtt/valve"
RADIATOR = {
    **definitions()["TRV26"],
    "model": "A radiator",
    "exposes": [
        *definitions()["TRV26"]["exposes"],
        {
            "type": "binary", "name": "occupancy", "property": "occupancy", "label": "Occupancy", "access": 1,
            "value_on": True, "value_off": False,
        },
    ],
}  # fmt: skip


def zigbee(name: str, *moves: dict[str, Any], first: dict[str, Any] | None = None, gap_s: float = 2.0) -> Heating:
    calm = {"current_heating_setpoint": 21, "preset": "manual", "system_mode": "heat", "open_window": "OFF"}
    return Heating(
        f"zigbee2mqtt: {name}",
        {"zigbee2mqtt": "valve"},
        [ZIGBEE],
        [(VALVE, {**calm, **(first or {})})],
        [[(VALVE, {**calm, **move})] for move in moves],
        by_hand=[(VALVE, {**calm, "current_heating_setpoint": 23.5})],
        gap_s=gap_s,
    )


HOME_ASSISTANT = {
    "hvac_modes": ["off", "heat", "auto"],
    "min_temp": 5,
    "max_temp": 30,
    "target_temp_step": 0.5,
    "supported_features": 17,
    "preset_modes": ["none", "away", "boost"],
}


def entity(state: str = "heat", temperature: float = 21, **more: Any) -> Say:
    told = {"temperature": temperature, "preset_mode": "none", **more}
    return f"{STATE}climate.valve", {"state": state, "attributes": told, "origin": ""}


DISCOVERED = {
    "name": "Valve",
    "unique_id": "valve_1",
    "temperature_state_topic": "v/target",
    "temperature_command_topic": "v/target/set",
    "mode_state_topic": "v/mode",
    "mode_command_topic": "v/mode/set",
    "modes": ["off", "heat", "auto"],
    "min_temp": 5,
    "max_temp": 30,
    "temp_step": 0.5,
    "preset_mode_state_topic": "v/preset",
    "preset_mode_command_topic": "v/preset/set",
    "preset_modes": ["away", "boost", "eco"],
}
HOMIE = {
    "homie": "5.0",
    "name": "Valve",
    "version": 1,
    "nodes": {
        "valve": {
            "name": "Valve",
            "properties": {
                "setpoint": {"datatype": "float", "format": "5:30", "unit": "°C", "settable": True},
                "window-open": {"datatype": "boolean"},
                "preset": {"datatype": "enum", "format": "manual,schedule,boost", "settable": True},
            },
        }
    },
}
NODE = "zwave/hall/valve"
TRV = "shellies/shellytrv-60A423DAE8DE"


def trv(target: float, **more: Any) -> Say:
    told = {
        "target_t": {"enabled": True, "value": target, "units": "C"},
        "tmp": {"value": 20.5, "units": "C", "is_valid": True},
    }
    return f"{TRV}/status", {**told, "schedule": False, "boost_minutes": 0, "window_open": False, **more}


BLU = "shellyblugw-b0b21c10a0b0"


def blu(target: float, **more: Any) -> Say:
    told = {"id": 200, "target_C": target, "current_C": 20.1, "pos": 0, "flags": [], **more}
    return f"{BLU}/events/rpc", {"method": "NotifyStatus", "src": BLU, "params": {"ts": 1.0, "blutrv:200": told}}


TOPIC = {
    "topic": {
        "id": "valve",
        "state": "h/valve",
        "command": "h/valve/set",
        "quantities": {"setpoint": {"key": "target", "low": 5, "high": 30}},
    }
}
BARE_TOPIC = {
    "topic": {
        "id": "valve",
        "quantities": {
            "setpoint": {"state": "h/valve/target", "command": "h/valve/target/set", "low": 5, "high": 30},
            "hvac_mode": {
                "state": "h/valve/mode",
                "command": "h/valve/mode/set",
                "values": {"heat": "manual", "auto": "schedule", "off": "off"},
            },
        },
    }
}

EVERY = [
    zigbee(
        "a window among its flags",
        {"eurotronic_host_flags": {"boost": False, "window_open": True}, "current_heating_setpoint": 12},
        {"eurotronic_host_flags": {"boost": False, "window_open": False}},
        first={"eurotronic_host_flags": {"boost": False, "window_open": False}},
    ),
    zigbee(
        "a window, after which it wakes late",
        {"window_open_internal": "open"},
        {"current_heating_setpoint": 5, "window_open_internal": "open"},
        {"window_open_internal": "closed", "current_heating_setpoint": 5},
        {"window_open_internal": "closed"},
        {},
        first={"window_open_internal": "closed"},
        gap_s=20.0,
    ),
    zigbee(
        "a boost that is only counted down, and over before the setpoint is",
        {"boost_heating_countdown": 300},
        {"boost_heating_countdown": 240, "current_heating_setpoint": 30},
        {"boost_heating_countdown": 0, "current_heating_setpoint": 30},
        {"boost_heating_countdown": 0},
        first={"boost_heating_countdown": 0},
        gap_s=20.0,
    ),
    zigbee(
        "a boost it calls a hold",
        {"system_mode": "emergency_heating", "temperature_setpoint_hold": True, "current_heating_setpoint": 22},
        {"system_mode": "heat", "temperature_setpoint_hold": False},
        first={"temperature_setpoint_hold": False},
    ),
    Heating(
        "zigbee2mqtt: the setpoint of its boost first, back when it next wakes",
        {"zigbee2mqtt": "valve"},
        [ZIGBEE],
        [(VALVE, {"current_heating_setpoint": 21, "preset": "manual"})],
        [
            [(VALVE, {"current_heating_setpoint": 28}), (VALVE, {"preset": "boost"})],
            [(VALVE, {"preset": "manual"})],
            [],
            [],
            [(VALVE, {"current_heating_setpoint": 21})],
        ],
        gap_s=20.0,
    ),
    Heating(
        "zigbee2mqtt: a radiator with a detector of its own",
        {"zigbee2mqtt": "valve"},
        [bridge_devices([SimulatedZigbee(RADIATOR, "valve", "0x00158d0000000052")])],
        [(VALVE, {"current_heating_setpoint": 21, "system_mode": "heat", "occupancy": True})],
        [
            [(VALVE, {"current_heating_setpoint": 17, "system_mode": "heat", "occupancy": False})],
            [(VALVE, {"current_heating_setpoint": 21, "system_mode": "heat", "occupancy": True})],
            [
                (VALVE, {"current_heating_setpoint": 17, "system_mode": "heat", "occupancy": True}),
                (VALVE, {"occupancy": False}),
            ],
        ],
        [(VALVE, {"current_heating_setpoint": 23.5, "system_mode": "heat", "occupancy": True})],
    ),
    zigbee("a boost for a while", {"temporary_mode": "boost", "current_heating_setpoint": 30}, {"temporary_mode": "none"}),
    zigbee("a window", {"open_window": "ON", "current_heating_setpoint": 12}, {}),
    zigbee("a window by another name", {"window_open": True, "current_heating_setpoint": 5}, {"window_open": False}),
    zigbee(
        "a window in words", {"window": "OPEN", "current_heating_setpoint": 8}, {"window": "CLOSED"}, first={"window": "CLOSED"}
    ),
    zigbee(
        "a schedule",
        {"preset": "schedule", "system_mode": "auto", "current_heating_setpoint": 17},
        {"preset": "schedule", "system_mode": "auto", "current_heating_setpoint": 22.5},
    ),
    zigbee("a boost", {"preset": "boost", "current_heating_setpoint": 30}, {}),
    zigbee("a boost by a switch", {"boost_heating": "ON", "current_heating_setpoint": 28}, {}, first={"boost_heating": "OFF"}),
    zigbee("away", {"away_mode": "ON", "current_heating_setpoint": 15}, {"away_mode": "OFF"}, first={"away_mode": "OFF"}),
    zigbee(
        "a holiday",
        {"preset": "holiday", "current_heating_setpoint": 15},
        {"preset": "holiday", "current_heating_setpoint": 12},
    ),
    zigbee("frost", {"frost_protection": "ON", "current_heating_setpoint": 8}, {}, first={"frost_protection": "OFF"}),
    zigbee(
        "a programme",
        {"programming_operation_mode": "schedule", "current_heating_setpoint": 18},
        {"programming_operation_mode": "setpoint"},
    ),
    Heating(
        "zigbee2mqtt: one property a message, the setpoint first",
        {"zigbee2mqtt": "valve"},
        [ZIGBEE],
        [(VALVE, {"current_heating_setpoint": 21, "preset": "manual"})],
        [[(VALVE, {"current_heating_setpoint": 16}), (VALVE, {"preset": "eco"})]],
        [(VALVE, {"current_heating_setpoint": 23.5})],
    ),
    Heating(
        "home_assistant: presets, its own mode, a window",
        {"home_assistant": "climate.valve"},
        [(f"{ENTITY}climate.valve", {"entity_id": "climate.valve", "attributes": HOME_ASSISTANT})],
        [entity()],
        [
            [entity(temperature=16, preset_mode="away")],
            [entity()],
            [entity("auto", 18)],
            [entity("auto", 22)],
            [entity()],
            [entity(temperature=7, window_open=True)],
            [entity(window_open=False)],
        ],
        [entity(temperature=23.5)],
    ),
    Heating(
        "home_assistant: a schedule it has gone by since before anybody looked, and words of its vendor's",
        {"home_assistant": "climate.valve"},
        [(f"{ENTITY}climate.valve", {"entity_id": "climate.valve", "attributes": HOME_ASSISTANT})],
        [entity("auto")],
        [
            [entity("auto", 17)],
            [entity("auto", 20)],
            [entity("heat", 7, preset_mode="Frost Guard")],
            [entity("heat", 8, preset_mode="Frost Guard")],
            [entity("heat", 16, status={"setpoint_status": {"setpoint_mode": "FollowSchedule"}})],
            [entity("heat", 18, status={"setpoint_status": {"setpoint_mode": "FollowSchedule"}})],
            [entity(window_manager={"window_state": "on"}, temperature=10)],
            [entity(window_manager={"window_state": "off"})],
        ],
    ),
    Heating(
        "home_assistant_mqtt: preset and mode on their topics",
        {"home_assistant_mqtt": "valve_1"},
        [("homeassistant/climate/valve_1/config", DISCOVERED)],
        [("v/target", "21"), ("v/mode", "heat"), ("v/preset", "none")],
        [
            [("v/preset", "away"), ("v/target", "15")],
            [("v/target", "21"), ("v/preset", "none")],
            [("v/mode", "auto"), ("v/target", "17")],
            [("v/target", "22")],
            [("v/mode", "heat"), ("v/target", "21")],
        ],
        [("v/target", "23.5")],
    ),
    Heating(
        "zwavejs: away, and a boost",
        {"zwavejs": "hall/valve"},
        [(f"{NODE}/67/0/setpoint/1", timed(21)), (f"{NODE}/64/0/mode", timed(1)), (f"{NODE}/nodeinfo", info(generic=8))],
        [(f"{NODE}/64/0/mode", timed(1)), (f"{NODE}/67/0/setpoint/1", timed(21))],
        [
            [(f"{NODE}/64/0/mode", timed(13)), (f"{NODE}/67/0/setpoint/1", timed(15))],
            [(f"{NODE}/67/0/setpoint/1", timed(21)), (f"{NODE}/64/0/mode", timed(1))],
            [(f"{NODE}/64/0/mode", timed(15)), (f"{NODE}/67/0/setpoint/1", timed(28))],
        ],
    ),
    Heating(
        "shelly_gen1: its schedule, a boost, a window",
        {"shelly_gen1": "shellytrv-60A423DAE8DE"},
        [],
        [trv(21)],
        [
            [trv(12, window_open=True)],
            [trv(21)],
            [trv(31, boost_minutes=30)],
            [trv(21)],
            [trv(17, schedule=True)],
            [trv(19, schedule=True)],
        ],
    ),
    Heating(
        "shelly_gen1: a schedule it has gone by since before anybody looked",
        {"shelly_gen1": "shellytrv-60A423DAE8DE"},
        [],
        [trv(21, schedule=True)],
        [[trv(17, schedule=True)], [trv(22, schedule=True)]],
    ),
    Heating(
        "shelly: a radiator behind a gateway",
        {"shelly": BLU, "component": "blutrv:200"},
        [],
        [blu(21)],
        [[blu(12, flags=["window_open"])], [blu(21)], [blu(30, boost={"duration": 1800})], [blu(21, boost=None)]],
        [blu(23.5)],
    ),
    Heating(
        "homie: a window and a preset",
        {"homie": "valve-1"},
        [("homie/5/valve-1/$description", HOMIE)],
        [
            ("homie/5/valve-1/valve/window-open", "false"),
            ("homie/5/valve-1/valve/preset", "manual"),
            ("homie/5/valve-1/valve/setpoint", "21"),
        ],
        [
            [("homie/5/valve-1/valve/window-open", "true"), ("homie/5/valve-1/valve/setpoint", "12")],
            [("homie/5/valve-1/valve/window-open", "false"), ("homie/5/valve-1/valve/setpoint", "21")],
            [("homie/5/valve-1/valve/preset", "schedule"), ("homie/5/valve-1/valve/setpoint", "17")],
        ],
    ),
    Heating(
        "topic: what stands beside the setpoint",
        TOPIC,
        [],
        [("h/valve", {"target": 21, "mode": "manual", "window": "closed"})],
        [
            [("h/valve", {"target": 12, "mode": "manual", "window": "open"})],
            [("h/valve", {"target": 21, "mode": "manual", "window": "closed"})],
            [("h/valve", {"target": 17, "mode": "schedule", "window": "closed"})],
        ],
    ),
    Heating(
        "topic: a mode on a topic of its own",
        BARE_TOPIC,
        [],
        [("h/valve/mode", "manual"), ("h/valve/target", "21")],
        [[("h/valve/mode", "schedule"), ("h/valve/target", "17")], [("h/valve/target", "19")]],
    ),
]


@pytest.fixture(params=EVERY, ids=lambda one: one.name)
def heating(request: pytest.FixtureRequest) -> Heating:
    found: Heating = request.param
    return found


@pytest.fixture
def home(tmp_path: Path, heating: Heating) -> Iterator[Speaking]:
    made = Speaking(tmp_path, heating.block, heating.announced)
    for topic, payload in heating.first:
        made.says(0.5, topic, payload)
    made.ana_is_there()
    assert made.value("setpoint") == pytest.approx(21, abs=0.6), "the hub does not know its setpoint"
    yield made
    made.close()


def test_what_it_did_itself_is_no_hand_no_hold_and_no_lesson(home: Speaking, heating: Heating) -> None:
    at = 600.0
    for move in heating.moves:
        for topic, payload in move:
            home.says(at, topic, payload)
            at += 0.4
        at += heating.gap_s
    home.tick(at + 400)
    home.hear("home/presence/ana", "not_home", at + 900)
    home.tick(at + 1000)
    assert home.lessons("setpoint") == []
    assert home.held() == set()


def test_a_hand_is_one_still(home: Speaking, heating: Heating) -> None:
    for topic, payload in heating.by_hand:
        home.says(700.0, topic, payload)
    home.tick(1400.0)
    wanted = [23.5] if heating.by_hand else []
    assert home.lessons("setpoint") == wanted
    assert home.held() == ({"setpoint"} if heating.by_hand else set())


@pytest.mark.parametrize(
    ("before", "turned"),
    [
        (
            {"status": {"setpoint_status": {"setpoint_mode": "FollowSchedule"}}},
            {"preset_mode": "temporary", "status": {"setpoint_status": {"setpoint_mode": "TemporaryOverride"}}},
        ),
        ({"preset_mode": "Home"}, {"preset_mode": "temp"}),
        ({"target_temperature_origin": "FromSchedule"}, {"target_temperature_origin": "FromManualOverride"}),
        ({"preset_mode": "comfort"}, {"named": True}),
        ({"preset_mode": "NoHold"}, {"preset_mode": "HoldUntil"}),
        ({"state": "auto"}, {"state": "heat"}),
    ],
    ids=["evohome", "ecobee", "wiser", "a temperature named in the interface", "lyric", "tado's knob ends its schedule"],
)
def test_who_turns_a_thermostat_against_its_clock_is_a_hand(
    tmp_path: Path, before: dict[str, Any], turned: dict[str, Any]
) -> None:
    described = (f"{ENTITY}climate.valve", {"entity_id": "climate.valve", "attributes": HOME_ASSISTANT})
    home = Speaking(tmp_path, {"home_assistant": "climate.valve"}, [described])
    home.says(0.5, *entity(**before))
    home.ana_is_there()
    topic, told = entity(temperature=23, **{key: value for key, value in turned.items() if key != "named"})
    home.says(600.0, topic, {**told, **({"origin": "hand", "named": True} if "named" in turned else {})})
    home.tick(1400.0)
    assert home.lessons("setpoint") == [23.0]
    assert "setpoint" in home.held()
    home.close()


def test_what_it_was_set_to_after_its_window_is_somebodys(tmp_path: Path) -> None:
    home = Speaking(tmp_path, {"zigbee2mqtt": "valve"}, [ZIGBEE])
    home.says(0.5, VALVE, {"current_heating_setpoint": 21, "open_window": "OFF"})
    home.ana_is_there()
    home.says(600.0, VALVE, {"current_heating_setpoint": 12, "open_window": "ON"})
    home.says(700.0, VALVE, {"current_heating_setpoint": 12, "open_window": "OFF"})
    home.says(720.0, VALVE, {"current_heating_setpoint": 23, "open_window": "OFF"})
    home.tick(800.0)
    assert home.lessons("setpoint") == [23.0]
    home.says(900.0, VALVE, {"current_heating_setpoint": 21, "open_window": "OFF"})
    home.tick(1000.0)
    assert home.lessons("setpoint") == [23.0, 21.0]
    home.close()


def test_a_controller_that_goes_by_its_clock_is_no_hand_and_a_veto_against_it_stands(tmp_path: Path) -> None:
    home = Speaking(tmp_path, {"ebusd": "ctlv2/Z1ActualRoomTempDesired", "quantity": "setpoint"})
    aim = "ebusd/ctlv2/Z1ActualRoomTempDesired"
    home.says(0.5, "ebusd/ctlv2/Z1OpMode", {"opmode": {"value": "auto"}})
    home.says(0.6, aim, "20")
    home.ana_is_there()
    home.says(600.0, aim, "17")
    home.says(1200.0, aim, "21")
    home.tick(1800.0)
    assert (home.lessons("setpoint"), home.held()) == ([], set())
    home.says(2000.0, "ebusd/ctlv2/Z1SFMode", "veto")
    home.says(2001.0, aim, "23")
    home.tick(2600.0)
    assert home.held() == {"setpoint"}
    home.close()


def test_a_valve_whose_auto_is_its_everyday_mode_is_set_by_hands(tmp_path: Path) -> None:
    home = Speaking(tmp_path, {"zigbee2mqtt": "valve"}, [ZIGBEE])
    home.says(0.5, VALVE, {"current_heating_setpoint": 21, "system_mode": "auto"})
    home.ana_is_there()
    home.says(700.0, VALVE, {"current_heating_setpoint": 23, "system_mode": "auto"})
    home.tick(1400.0)
    assert home.lessons("setpoint") == [23.0]
    home.close()


def test_of_a_thermostat_with_a_tank_each_endpoint_has_a_will_of_its_own(tmp_path: Path) -> None:
    announced = [bridge_devices([make_simulated("SLR2b", "valve")])]
    home = Speaking(tmp_path, {"zigbee2mqtt": "valve", "endpoint": "heat"}, announced)

    def says(at: float, setpoint: float, mode: str = "heat", water: str = "off") -> None:
        told = {"occupied_heating_setpoint_heat": setpoint, "system_mode_heat": mode, "system_mode_water": water}
        home.says(at, "zigbee2mqtt/valve", told)

    says(0.5, 21)
    home.ana_is_there()
    says(600.0, 17, mode="auto")
    says(620.0, 21)
    home.tick(700.0)
    assert home.held() == set()
    says(720.0, 21, water="auto")
    says(722.0, 23.5, water="auto")
    home.tick(1400.0)
    assert home.lessons("setpoint") == [23.5]
    home.close()


def test_the_room_knows_of_a_window_and_leaves_its_heating_alone(tmp_path: Path) -> None:
    home = Speaking(tmp_path, {"zigbee2mqtt": "valve"}, [ZIGBEE])
    home.says(0.5, VALVE, {"current_heating_setpoint": 18, "open_window": "OFF", "local_temperature": 19})
    at = 10.0
    for _ in range(12):
        home.hear("home/presence/ana", "kitchen", at)
        home.says(at + 400, VALVE, {"current_heating_setpoint": 22, "open_window": "OFF", "local_temperature": 19})
        home.tick(at + 1500)
        home.hear("home/presence/ana", "not_home", at + 3600)
        home.says(at + 3700, VALVE, {"current_heating_setpoint": 18, "open_window": "OFF", "local_temperature": 19})
        at += 86_400.0
    home.says(at, VALVE, {"current_heating_setpoint": 12, "open_window": "ON", "local_temperature": 15})
    home.said.clear()
    home.hear("home/presence/ana", "kitchen", at + 60)
    assert home.told(f"{VALVE}/set") == []
    (told,) = [json.loads(body) for body in home.told("attune/decision")]
    assert [wish["code"] for wish in told["wishes"] if wish["quantity"] == "setpoint"] == ["window_open"]
    home.close()
