"""Devices of the families that are heard of least, through the running program: coming back (case 4), the device's own clock
(case 2), numbers and words that are not as the convention has them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from .many_homes import Case, HomeSeen, HomeTold, Said, apart, lived

pytestmark = [pytest.mark.broker, pytest.mark.whole]
LONG: Sequence[Sequence[Said]] = [[], [], []]  # its words for one thing have all come


def lit(level: float) -> list[tuple[str, Any]]:
    return [("power", True), ("brightness", level)]


def dimmer(number: int, first: Mapping[str, Any], *moments: Sequence[Any], **right: Any) -> Case:
    """Of Shelly's second generation: a text is what it says of being there, all else how its light is."""
    name = f"shellyplusdimmer-4417930000{number:02d}"

    def said(word: Any) -> Said:
        if isinstance(word, str):
            return f"{name}/online", word
        light = {"ts": 1.0, "light:0": {"id": 0, **word}}
        return f"{name}/events/rpc", {"method": "NotifyStatus", "src": name, "params": light}

    kept = [(f"{name}/online", "true")]
    then = [[said(word) for word in moment] for moment in moments]
    return HomeTold([{"shelly": name, "component": "light:0"}], kept, [said(first)], then), right


def first_dimmer(number: int, first: Mapping[str, Any], *moments: Sequence[Any], **right: Any) -> Case:
    name = f"shellydimmer2-BBBB{number:02d}"

    def said(word: Any) -> Said:
        return (f"shellies/{name}/online", word) if isinstance(word, str) else (f"shellies/{name}/light/0/status", word)

    kept = [(f"shellies/{name}/online", "true")]
    then = [[said(word) for word in moment] for moment in moments]
    return HomeTold([{"shelly_gen1": name}], kept, [said(first)], then), right


def node(name: str, first: Any, *moments: Sequence[Any], **right: Any) -> Case:
    """A Z-Wave dimmer: a pair is a topic and a payload, all else its level."""
    info = {"id": 8, "name": name, "isListening": True, "deviceClass": {"basic": 4, "generic": 17, "specific": 1}}
    level = f"zwave/{name}/38/0/currentValue"
    then = [[word if isinstance(word, tuple) else (level, word) for word in moment] for moment in moments]
    return HomeTold([{"zwavejs": name}], [(f"zwave/{name}/nodeinfo", info), (level, first)], [], then), right


def homie(name: str, properties: Mapping[str, Any], first: Mapping[str, str], *moments: Sequence[Said], **right: Any) -> Case:
    """Version 5, one node."""
    described = {"homie": "5.0", "name": name, "version": 1, "nodes": {"thermostat": {"name": "L", "properties": properties}}}
    root = f"homie/5/{name}"

    def topic(path: str) -> str:
        return f"{root}/{path}" if path.startswith("$") else f"{root}/thermostat/{path}"

    kept = [(f"{root}/$description", described), (f"{root}/$state", "ready"), *((topic(k), v) for k, v in first.items())]
    then = [[(topic(path), payload) for path, payload in moment] for moment in moments]
    return HomeTold([{"homie": name}], kept, [], then), right


def esphome(name: str, entity: str, first: Sequence[Said], *moments: Sequence[Said], **right: Any) -> Case:
    def below(said: Sequence[Said]) -> list[Said]:
        return [(f"{name}/{topic}", payload) for topic, payload in said]

    kept = [(f"{name}/status", "online")]
    return HomeTold([{"esphome": f"{name}/{entity}"}], kept, below(first), [below(moment) for moment in moments]), right


def ebusd(field: str, first: Any, *moments: Sequence[Any], **right: Any) -> Case:
    """A pair is another field and its payload, all else its own."""
    base = "ebusd/700"
    then = [
        [(f"{base}/{word[0]}", word[1]) if isinstance(word, tuple) else (f"{base}/{field}", word) for word in moment]
        for moment in moments
    ]
    block = {"ebusd": f"700/{field}", "quantity": "setpoint"}
    return HomeTold([block], [("ebusd/global/running", "true")], [(f"{base}/{field}", first)], then), right


LIT = {"output": True, "brightness": 80}
ISON = {"ison": True, "source": "input", "brightness": 80}
LAMP = {
    "on": {"datatype": "boolean", "settable": True},
    "dim": {"datatype": "integer", "format": "0:100", "settable": True},
}
VALVE = {"set": {"name": "Setpoint", "datatype": "float", "format": "5:30:0.5", "unit": "°C", "settable": True}}
MODED = {**VALVE, "mode": {"datatype": "enum", "format": "manual,schedule,away", "settable": True}}
WINDOWED = {**VALVE, "fenster": {"datatype": "enum", "format": "offen,zu", "settable": False}}
SLEEPER = {"id": 9, "name": "trv", "isListening": False, "deviceClass": {"basic": 4, "generic": 8, "specific": 6}}
CASES: Mapping[str, Case] = {
    "shelly_back": dimmer(
        1,
        LIT,
        ["false"],
        ["true", {"output": True, "brightness": 100, "source": "init"}],
        [{"brightness": 50, "source": "init"}],
        learned=[],
    ),
    "shelly_timer": dimmer(2, LIT, [{"output": False, "source": "timer"}], learned=[]),
    "shelly_night": dimmer(3, LIT, [{"brightness": 20, "source": "night_mode"}], learned=[]),
    "shelly_button": dimmer(4, LIT, [{"output": True, "brightness": 40.0, "source": "button"}], learned=lit(0.4)),
    "first_shelly_back": first_dimmer(1, ISON, ["false"], ["true", {**ISON, "brightness": 100}], [], learned=[]),
    "first_shelly_timer": first_dimmer(2, ISON, [{**ISON, "ison": False, "source": "timer"}], learned=[]),
    "zwave_bare": node("zwave_bare", "80", ["40"], learned=lit(0.404)),
    "zwave_text": node("zwave_text", '"80"', ['"40"'], learned=lit(0.404)),
    "zwave_null": node("zwave_null", {"value": 80}, [{"value": None}], [{"value": 40}], learned=lit(0.404)),
    "zwave_hundred": node("zwave_hundred", {"value": 100}, [{"value": 40}], learned=lit(0.404)),
    "zwave_dead": node(
        "zwave_dead",
        {"value": 80},
        [("zwave/zwave_dead/status", {"value": False, "status": "Dead"})],
        [("zwave/zwave_dead/status", {"value": True, "status": "Alive"}), {"value": 99}],
        [{"value": 99}],
        learned=[],
    ),
    "zwave_energy": (
        HomeTold(
            [{"zwavejs": "zwave_trv"}],
            [
                ("zwave/zwave_trv/nodeinfo", SLEEPER),
                ("zwave/zwave_trv/67/0/setpoint/1", {"value": 21, "unit": "°C"}),
                ("zwave/zwave_trv/64/0/mode", {"value": 1}),
            ],
            [],
            [
                [("zwave/zwave_trv/64/0/mode", {"value": 11})],
                [("zwave/zwave_trv/67/0/setpoint/1", {"value": 16})],
                *LONG,
                [("zwave/zwave_trv/64/0/mode", {"value": 1}), ("zwave/zwave_trv/67/0/setpoint/1", {"value": 21})],
            ],
        ),
        {"learned": []},
    ),
    "zwave_fahrenheit": (
        HomeTold(
            [{"zwavejs": "zwave_f"}],
            [("zwave/zwave_f/67/0/setpoint/1", {"value": 70, "unit": "°F"})],
            [],
            [[("zwave/zwave_f/67/0/setpoint/1", {"value": 73, "unit": "°F"})]],
        ),
        {"learned": [("setpoint", 22.778)]},
    ),
    "homie_lost": homie(
        "homie-lost",
        LAMP,
        {"on": "true", "dim": "80"},
        [("$state", "lost")],
        [("$state", "ready"), ("on", "true"), ("dim", "100")],
        [("dim", "50")],
        learned=[],
    ),
    "homie_init": homie(
        "homie-init",
        LAMP,
        {"on": "true", "dim": "80"},
        [("$state", "init")],
        [("dim", "100"), ("on", "true")],
        [("$state", "ready")],
        learned=[],
    ),
    "homie_python": homie("homie-python", LAMP, {"on": "True", "dim": "80.0"}, [("dim", "40.0")], learned=lit(0.4)),
    "homie_alert": homie(
        "homie-alert", LAMP, {"on": "true", "dim": "80"}, [("$alert/battery", "low")], [("dim", "40")], learned=lit(0.4)
    ),
    "homie_of_255": homie(
        "homie-of-255",
        {**LAMP, "dim": {"datatype": "integer", "format": "0:255", "settable": True, "unit": "%"}},
        {"on": "true", "dim": "255"},
        [("dim", "102")],
        learned=lit(0.4),
    ),
    "homie_of_one": homie(
        "homie-of-one",
        {**LAMP, "dim": {"datatype": "float", "format": "0:1", "settable": True}},
        {"on": "true", "dim": "0.8"},
        [("dim", "0.4")],
        learned=lit(0.4),
    ),
    "homie_away": homie(
        "homie-away",
        MODED,
        {"set": "21", "mode": "manual"},
        [("mode", "away"), ("set", "15")],
        *LONG,
        [("set", "14")],
        *LONG,
        [("mode", "manual"), ("set", "21")],
        learned=[],
    ),
    "homie_german": homie(
        "homie-german",
        WINDOWED,
        {"set": "21", "fenster": "zu"},
        [("fenster", "offen"), ("set", "8")],
        *LONG,
        [("fenster", "zu"), ("set", "21")],
        learned=[],
    ),
    "esphome_back": esphome(
        "esphome_back",
        "light/l",
        [("light/l/state", {"state": "ON", "brightness": 255})],
        [("status", "offline")],
        [("status", "online"), ("light/l/state", {"state": "OFF"})],
        [("light/l/state", {"state": "ON", "brightness": 128})],
        learned=[],
    ),
    "esphome_away": esphome(
        "esphome_away",
        "climate/c",
        [("climate/c/mode/state", "heat"), ("climate/c/target_temperature/state", "21.0")],
        [("climate/c/preset/state", "AWAY"), ("climate/c/target_temperature/state", "16.0")],
        *LONG,
        [("climate/c/target_temperature/state", "15.0")],
        learned=[],
    ),
    "esphome_nan": esphome(
        "esphome_nan",
        "climate/c",
        [("climate/c/mode/state", "HEAT"), ("climate/c/target_temperature/state", "21.0")],
        [("climate/c/target_temperature/state", "nan")],
        [("climate/c/target_temperature/state", "23.0")],
        learned=[("setpoint", 23.0)],
    ),
    "ebusd_hand": ebusd("Z1DayTemp", "21.0", ["22.5"], learned=[("setpoint", 22.5)]),
    "ebusd_json": ebusd("Z2DayTemp", {"tempv": {"value": 21.0}}, [{"tempv": {"value": 22.5}}], learned=[("setpoint", 22.5)]),
    "ebusd_comma": ebusd("Z3DayTemp", "21,0", ["22,5"], learned=[("setpoint", 22.5)]),
    "ebusd_no_signal": ebusd("Z4DayTemp", "21.0", ["ERR: no signal"], ["-"], ["22.5"], learned=[("setpoint", 22.5)]),
    "ebusd_clock": ebusd(
        "z1ActualRoomTempDesired", "21.0", [("z1OpMode", "auto"), ("z1SFMode", "auto")], *LONG, ["17.0"], learned=[]
    ),
    "ebusd_veto": ebusd(
        "z2ActualRoomTempDesired",
        "21.0",
        [("z2OpMode", "auto"), ("z2SFMode", "auto")],
        *LONG,
        [("z2SFMode", "veto"), "23.0"],
        learned=[("setpoint", 23.0)],
    ),
}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, HomeSeen]]:
    with lived({name: told for name, (told, _) in CASES.items()}, tmp_path_factory.mktemp("hub")) as found:
        yield found


@pytest.mark.parametrize("name", CASES)
def test_what_somebody_set_is_learned_once_and_nothing_else_is(seen: dict[str, HomeSeen], name: str) -> None:
    assert apart(seen[name], CASES[name][1]) == {}
