"""Sequences out of recorded traffic (``../shared/data/mqtt-samples``), word for word, after what the hub sent before them.

Only four files hold more than single messages: a bulb that tells the target and then a report from inside its fade, Home
Assistant with its contexts, Mopidy's volume, a Tasmota's command and button. Times between the lines are what their notes tell.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from devices.home_assistant.origin import ChangeContext
from devices.vocabulary import Value

from . import home_assistant, players, tasmota, zigbee2mqtt
from .device import Doing, Simulated, Who, Word
from .home import SimulatedHome

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "mqtt-samples"


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]


def _wait(home: SimulatedHome, seconds: float) -> None:
    home.live(home.now + seconds)


def _say(
    home: SimulatedHome, device: Simulated, row: Mapping[str, Any], who: Who, names: tuple[str, ...], topic: str = ""
) -> None:
    doing = Doing(who, home.now)
    word = Word(topic or row["topic"], str(row["payload"]).encode(), frozenset(names))
    home.hear(device, word, dict.fromkeys(names, doing))


def a_hue_bulb(home: SimulatedHome) -> None:
    """Zigbee2MQTT issue 1260: ON with a transition; the target at once, 5 of 254 a second later."""
    rows = [row for row in lines("zigbee2mqtt") if row["topic"].startswith("zigbee2mqtt/HueBulb")]
    values: dict[str, Value] = {"power": False, "brightness": 0.02, "colour_temperature": 2732.0}
    bulb = home.make(
        _deaf(zigbee2mqtt.Zigbee), id="HueBulb", number=1, values=values, manner=replace(zigbee2mqtt.LAMP, repeats=(1e6, 2e6))
    )
    home.announced += zigbee2mqtt.bridge([bulb])  # type: ignore[list-item]
    home.open()
    _say(
        home,
        bulb,
        {"topic": "zigbee2mqtt/HueBulb", "payload": '{"state":"ON","brightness":30,"color_temp":366,"color_mode":2}'},
        "start",
        (),
    )
    _say(
        home,
        bulb,
        {"topic": "zigbee2mqtt/HueBulb", "payload": '{"state":"OFF","brightness":30,"color_temp":366,"color_mode":2}'},
        "start",
        (),
    )
    _wait(home, 60.0)
    home.command({"HueBulb": {"power": True}})
    for row, pause in zip(rows[1:], (0.1, 1.0), strict=True):
        _wait(home, pause)
        _say(home, bulb, row, "hub", ("power", "brightness", "colour_temperature"))


def mopidys_volume(home: SimulatedHome) -> None:
    """Set by the hub, then by another client: the same message."""
    found = [row["payload"] for row in lines("music") if row["topic"] == "mopidy/stat/vol"]
    player = home.make(
        _deaf(players.Mopidy),
        id="mopidy",
        values={"music": "silence", "volume": 0.3},
        manner=replace(players.PLAYER, repeats=(1e6, 2e6)),
    )
    home.open()
    home.command({"mopidy": {"volume": 0.55}})
    for payload, who, pause in zip(found, ("hub", "hand"), (0.1, 30.0), strict=False):
        _wait(home, pause)
        _say(home, player, {"payload": payload}, who, ("volume",), "mopidy/stat/vol")  # type: ignore[arg-type]


def a_tasmotas_button(home: SimulatedHome) -> None:
    """Tasmota issue 3071: a level by MQTT, then off by its own button."""
    found = [row["payload"] for row in lines("tasmota") if row["topic"] == "stat/RGBliving1/RESULT"]
    values: dict[str, Value] = {"power": True, "brightness": 0.3, "colour_temperature": 2732.0}
    lamp = home.make(
        _deaf(tasmota.Tasmota), id="RGBliving1", number=1, values=values, manner=replace(tasmota.LAMP, repeats=(1e6, 2e6))
    )
    home.open()
    home.command({"RGBliving1": {"brightness": 0.66}})
    for payload, who, pause in zip(found, ("hub", "hand"), (0.1, 1.0), strict=True):
        _wait(home, pause)
        _say(home, lamp, {"payload": payload}, who, ("power", "brightness"), "stat/RGBliving1/RESULT")  # type: ignore[arg-type]


def home_assistants_contexts(home: SimulatedHome) -> None:
    """A wall switch, the hub's call, Bob's click, an automation, Bob's scene, the wall switch under the hub's context."""
    rows = [row for row in lines("homeassistant-api") if row["transport"] == "ws_rx" and row["payload"].get("type") == "event"]
    core = home_assistant.Core(home.moment)
    core.origins._user = "00000000000000000000000000000hub"
    events = [row["payload"]["event"] for row in rows]
    first = next(e["data"]["new_state"] for e in events if e["event_type"] == "state_changed")
    name = str(first["entity_id"]).removeprefix("light.")
    values: dict[str, Value] = {"power": True, "brightness": 0.5, "colour_temperature": 3000.0}
    lamp = home.make(
        _deaf(home_assistant.Entity), id=name, values=values, core=core, manner=replace(home_assistant.LAMP, repeats=(1e6, 2e6))
    )
    lamp.announcements = lambda: _found(core, home, first)  # type: ignore[method-assign]
    home.open()
    last: Who = "hand"
    for row, event in zip(rows, events, strict=True):
        data, context = event["data"], ChangeContext.read(event["context"])
        if event["event_type"] == "call_service":
            _wait(home, 7.0)
            fields = data["service_data"]
            if context.user_id.endswith("hub"):
                last = "hub"
                home.command({name: {"brightness": fields["brightness"] / 255}})
                core.origins.tells(f"{data['domain']}.{data['service']}", fields, home.moment().mono)
            else:
                last = "hand" if context.user_id else "program"
            is_program = core.origins.called(f"{data['domain']}.{data['service']}", fields, context, home.moment().mono)
            listed = fields["entity_id"] if isinstance(fields["entity_id"], list) else [fields["entity_id"]]
            for message in core.watched.ordered(
                f"{data['domain']}.{data['service']}", fields, listed, is_program, home.moment()
            ):
                home.hear(lamp, Word(message.topic, message.payload, frozenset()), {})
        elif event["event_type"] == "state_changed":
            state = data["new_state"]
            # The wall switch under the hub's context: the second state after that call.
            by_switch = "TRAP" in row["note"] and row is rows[-1]
            _wait(home, 2.0 if by_switch else 0.1)
            who: Who = "hand" if by_switch else last
            told = {"+": {"s": state["state"], "a": state["attributes"], "c": state["context"]}}
            for message in core.watched.take({"c": {f"light.{name}": told}}, core.origins, home.moment()):
                names = ("power", "brightness", "colour_temperature")
                doing = Doing(who, home.now, is_told=bool(context.user_id) and who == "hand")
                home.hear(
                    lamp, Word(message.topic, message.payload, frozenset(names), message.retain), dict.fromkeys(names, doing)
                )


def _found(core: home_assistant.Core, home: SimulatedHome, state: Mapping[str, Any]) -> list[Word]:
    """As the connection finds it: dark."""
    attributes = {key: value for key, value in state["attributes"].items() if key not in ("brightness", "color_temp_kelvin")}
    event = {"a": {state["entity_id"]: {"s": "off", "a": attributes, "c": "before"}}}
    return [Word(m.topic, m.payload, frozenset(), m.retain) for m in core.watched.take(event, core.origins, home.moment())]


def _deaf(kind: type[Simulated]) -> Callable[..., Simulated]:
    class Silent(kind):  # type: ignore[valid-type]
        """Obeys nobody and says nothing of its own."""

        def asked(self, topic: str, payload: bytes) -> None:
            return None

    return Silent


RECORDED: Mapping[str, Callable[[SimulatedHome], None]] = {
    "zigbee2mqtt": a_hue_bulb,
    "mopidy": mopidys_volume,
    "tasmota": a_tasmotas_button,
    "home_assistant": home_assistants_contexts,
}
