"""What thermostats call the things they do of their own will, as integrations and boards of one's own spell them, through the
running program: what their schedule, a window, a boost or a holiday moves teaches nobody, what somebody turned teaches once.

Further members of case 2, from public reports about EMS-ESP, Homematic, Fritz!Box, FHEM, Wiser, Netatmo, evohome, Bosch,
Danfoss, ViCare, Tado, Heatmiser, Plugwise, Hive, Nest and ecobee, and about what people's own boards say in their language.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from .many_homes import Case, HomeSeen, HomeTold, apart, lived

pytestmark = [pytest.mark.broker, pytest.mark.whole]


def thermostat(
    name: str, key: str, states: Sequence[Mapping[str, Any]], mode: str = "", taught: float | None = None, **more: Any
) -> Case:
    """states: as it is, then what it says, each long after the one before. key, mode: where its setpoint and its mode stand."""
    topic = f"h/{name}"
    announced = {
        "name": name,
        "unique_id": name,
        "temperature_state_topic": topic,
        "temperature_state_template": f"{{{{ value_json.{key} }}}}",
        "temperature_command_topic": f"{topic}/set",
        "min_temp": 5,
        "max_temp": 30,
        "temp_step": 0.5,
        "modes": ["heat", "off", "auto"],
        **more,
    }
    if mode:
        announced |= {"mode_state_topic": topic, "mode_state_template": f"{{{{ value_json.{mode} }}}}"}
    first, *after = states
    moments = [moment for state in after for moment in ([(topic, state)], [], [], [])]
    told = HomeTold(
        [{"home_assistant_mqtt": name}], [(f"homeassistant/climate/{name}/config", announced)], [(topic, first)], moments
    )
    return told, {"learned": [] if taught is None else [("setpoint", taught)]}


def of_one(key: str, *states: tuple[float, Mapping[str, Any]], **more: Any) -> tuple[str, list[dict[str, Any]], dict[str, Any]]:
    return key, [{key: degrees, **beside} for degrees, beside in states], more


IN_A_SCHEDULE = {"setpointStatus": {"setpointMode": "FollowSchedule"}}
OVERRIDDEN = {"mode": {"mode": "temporary_override", "until": "2026-12-01T22:00"}}
THEIRS = {
    "hmip_window": of_one(
        "SET_POINT_TEMPERATURE",
        (21.0, {"SET_POINT_MODE": 1, "WINDOW_STATE": 0}),
        (12.0, {"SET_POINT_MODE": 1, "WINDOW_STATE": 1}),
        (21.0, {"SET_POINT_MODE": 1, "WINDOW_STATE": 0}),
    ),
    "hmip_clock": of_one(
        "SET_POINT_TEMPERATURE", (21.0, {"SET_POINT_MODE": 0}), (17.0, {"SET_POINT_MODE": 0}), (22.0, {"SET_POINT_MODE": 0})
    ),
    "hmip_hand": of_one("SET_POINT_TEMPERATURE", (21.0, {"SET_POINT_MODE": 1}), (22.5, {"SET_POINT_MODE": 1}), taught=22.5),
    "homematic_boost": of_one("soll", (21, {"CONTROL_MODE": 1}), (30, {"CONTROL_MODE": 3}), (21, {"CONTROL_MODE": 1})),
    "fritz_window": of_one("tsoll", (21, {"windowopenactiv": 0}), (12, {"windowopenactiv": 1}), (21, {"windowopenactiv": 0})),
    "fritz_boost": of_one("tsoll", (21, {"boostactive": 0}), (28, {"boostactive": 1}), (21, {"boostactive": 0})),
    "fritz_summer": of_one("tsoll", (21, {"summeractive": 0}), (8, {"summeractive": 1})),
    "fhem_clock": of_one("desired_temp", (21, {"controlMode": "auto"}), (17, {"controlMode": "auto"})),
    "wiser_clock": of_one(
        "CurrentSetPoint",
        (21, {"SetpointOrigin": "FromSchedule"}),
        (17, {"SetpointOrigin": "FromSchedule"}),
        (25, {"SetpointOrigin": "FromBoost"}),
    ),
    "wiser_hand": of_one(
        "CurrentSetPoint",
        (21, {"SetpointOrigin": "FromSchedule"}),
        (23, {"SetpointOrigin": "FromManualOverride"}),
        taught=23.0,
    ),
    "netatmo_frost": of_one(
        "temp", (21, {"setpoint_mode": "schedule"}), (7, {"setpoint_mode": "hg"}), (8, {"setpoint_mode": "hg"})
    ),
    "netatmo_most": of_one(
        "temp", (21, {"setpoint_mode": "manual"}), (30, {"setpoint_mode": "max"}), (21, {"setpoint_mode": "schedule"})
    ),
    "evohome_clock": of_one("set", (21, IN_A_SCHEDULE), (17, IN_A_SCHEDULE)),
    "evohome_hand": of_one("set", (21, {"mode": {"mode": "follow_schedule"}}), (23, OVERRIDDEN), taught=23.0),
    "bosch_airing": of_one(
        "set",
        (21, {"operationMode": "MANUAL", "ventilationMode": False}),
        (5, {"operationMode": "MANUAL", "ventilationMode": True}),
        (21, {"operationMode": "MANUAL", "ventilationMode": False}),
    ),
    "bosch_clock": of_one("set", (21, {"operationMode": "AUTOMATIC"}), (17, {"operationMode": "AUTOMATIC"})),
    "danfoss_clock": of_one(
        "set",
        (21, {"setpoint_change_source": "manual"}),
        (17, {"setpoint_change_source": "schedule"}),
        (22, {"setpoint_change_source": "schedule"}),
    ),
    "danfoss_hand": of_one(
        "set", (21, {"setpoint_change_source": "schedule"}), (23, {"setpoint_change_source": "manual"}), taught=23.0
    ),
    "vicare": of_one(
        "set", (21, {"active_program": "normal"}), (17, {"active_program": "reduced"}), (23, {"active_program": "comfort"})
    ),
    "heatmiser": of_one("target", (21, {"standby": False}), (12, {"standby": True})),
    "plugwise": of_one("set", (21, {"preset": "home"}), (17, {"preset": "asleep"}), (20, {"preset": "home"})),
    "hive": of_one("target", (20, {"mode": "SCHEDULE"}), (18, {"mode": "SCHEDULE"}), (22, {"mode": "SCHEDULE", "boost": "ON"})),
    "nest_eco": of_one("target", (21, {"eco": {"mode": "OFF"}}), (16, {"eco": {"mode": "MANUAL_ECO"}})),
    "ecobee_away": of_one(
        "target",
        (70, {"preset_mode": "home"}),
        (62, {"preset_mode": "away"}),
        (61, {"preset_mode": "away"}),
        temperature_unit="F",
        min_temp=45,
        max_temp=90,
    ),
    "ecobee_hand": of_one(
        "target",
        (70, {"preset_mode": "home"}),
        (73, {"preset_mode": "temp"}),
        taught=22.778,
        temperature_unit="F",
        min_temp=45,
        max_temp=90,
    ),
    "descaling": of_one(
        "set", (21, {"decalcification": False}), (30, {"decalcification": True}), (21, {"decalcification": False})
    ),
    "antiscaling": of_one("set", (21, {"anti_scaling": "OFF"}), (30, {"anti_scaling": "ON"}), (21, {"anti_scaling": "OFF"})),
    "frost": of_one(
        "set", (21, {"frost_protection": "OFF"}), (8, {"frost_protection": "ON"}), (21, {"frost_protection": "OFF"})
    ),
    "child_lock": of_one("set", (21, {"child_lock": "UNLOCK"}), (23, {"child_lock": "LOCK"}), taught=23.0),
    "put_off": of_one("set", (21, {"mode": "heat"}), (5, {"mode": "off"}), (21, {"mode": "heat"}), mode="mode"),
}
SPOKEN = {
    "german_window": of_one("Soll", (21, {"Fenster": "zu"}), (12, {"Fenster": "offen"}), (21, {"Fenster": "zu"})),
    "german_tilted": of_one("Soll", (21, {"fenster": "geschlossen"}), (12, {"fenster": "gekippt"})),
    "german_contact": of_one("Soll", (21, {"Fensterkontakt": "geschlossen"}), (12, {"Fensterkontakt": "geöffnet"})),
    "german_clock": of_one("Soll", (21, {"Betriebsart": "Zeitprogramm"}), (17, {"Betriebsart": "Zeitprogramm"})),
    "german_automatic": of_one("Soll", (21, {"Modus": "Automatik"}), (17, {"Modus": "Automatik"})),
    "german_holiday": of_one(
        "Soll", (21, {"Betriebsart": "Manuell"}), (15, {"Betriebsart": "Urlaub"}), (16, {"Betriebsart": "Urlaub"})
    ),
    "german_flag": of_one("Soll", (21, {"Abwesend": "nein"}), (16, {"Abwesend": "ja"}), (21, {"Abwesend": "nein"})),
    "german_hand": of_one("Soll", (21, {"Betriebsart": "Manuell"}), (23, {"Betriebsart": "Manuell"}), taught=23.0),
    "french_mode": of_one("consigne", (21, {"mode": "manuel"}), (17, {"mode": "absent"}), (16, {"mode": "absent"})),
    "french_clock": of_one("consigne", (19, {"mode": "programme"}), (20, {"mode": "programme"})),
    "french_frost": of_one("consigne", (21, {"mode": "manuel"}), (8, {"mode": "hors gel"}), (7, {"mode": "hors-gel"})),
    "french_window": of_one("consigne", (21, {"fenêtre": "fermée"}), (7, {"fenêtre": "ouverte"})),
    "dutch_holiday": of_one("doel", (21, {"modus": "handmatig"}), (15, {"modus": "vakantie"}), (16, {"modus": "vakantie"})),
    "dutch_window": of_one("doel", (21, {"raam": "dicht"}), (12, {"raam": "open"}), (21, {"raam": "dicht"})),
    "spanish_window": of_one("consigna", (21, {"ventana": "cerrada"}), (12, {"ventana": "abierta"})),
    "italian_away": of_one("set", (21, {"modo": "manuale"}), (16, {"modo": "assente"}), (15, {"modo": "assente"})),
}
WRITTEN = {
    "comma": of_one("soll", ("21,0", {}), ("22,5 °C", {}), taught=22.5),  # type: ignore[arg-type]
    "not_known": of_one("soll", (21, {}), ("unavailable", {}), (None, {}), ("unknown", {}), (23, {}), taught=23.0),  # type: ignore[arg-type]
    "no_such_degrees": of_one("soll", (21, {}), (126.5, {}), (21, {}), (-3276.8, {}), (21, {})),
    "nought": of_one("soll", (21, {}), (0, {}), (21, {})),
}


def inside(
    part: str, *states: tuple[float, Mapping[str, Any]], **more: Any
) -> tuple[str, list[dict[str, Any]], dict[str, Any]]:
    """With all that is of one room in an object of its own."""
    return f"{part}.seltemp", [{part: {"seltemp": degrees, **beside}} for degrees, beside in states], more


def tado(*states: tuple[float, str | None], **more: Any) -> tuple[str, list[dict[str, Any]], dict[str, Any]]:
    told = [{"setting": {"temperature": {"celsius": t}}, "overlayType": kind, "openWindow": None} for t, kind in states]
    return "setting.temperature.celsius", told, more


NESTED = {
    "ems_clock": inside("hc1", (21, {"mode": "auto", "modetype": "day"}), (17, {"mode": "auto", "modetype": "night"})),
    "ems_german": inside("hc1", (21, {"mode": "auto", "modetype": "Tag"}), (17, {"mode": "auto", "modetype": "Nacht"})),
    "ems_hand": inside("hc1", (21, {"mode": "manual"}), (23, {"mode": "manual"}), taught=23.0),
    "tado_clock": tado((21, None), (17, None)),
    "tado_hand": tado((21, None), (23, "MANUAL"), taught=23.0),
}
CASES = {
    name: thermostat(name, key, states, **more)
    for name, (key, states, more) in {**THEIRS, **SPOKEN, **WRITTEN, **NESTED}.items()
}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, HomeSeen]]:
    with lived({name: told for name, (told, _) in CASES.items()}, tmp_path_factory.mktemp("hub")) as found:
        yield found


@pytest.mark.parametrize("name", CASES)
def test_a_thermostat_that_moves_itself_teaches_nobody_and_a_hand_teaches_once(seen: dict[str, HomeSeen], name: str) -> None:
    assert apart(seen[name], CASES[name][1]) == {}
