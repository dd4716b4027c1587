"""Who lives in the bench's homes: by family, a few devices with the manners that matter there."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from devices.vocabulary import DeviceId

from . import (
    esphome,
    heating,
    home_assistant,
    home_assistant_mqtt,
    homie,
    players,
    shelly,
    speakers,
    tasmota,
    topic,
    wled,
    zigbee2mqtt,
    zwavejs,
)
from .device import Manner
from .home import SimulatedHome
from .life import Living
from .linked import Linked

_LIT = {"power": True, "brightness": 0.6, "colour_temperature": 2700.0}
_DIMMED = {"power": True, "brightness": 0.6}
_TINTED = {"power": True, "brightness": 0.6, "colour": "#ff0000"}
_WARM = {"setpoint": 19.0, "hvac_mode": "heat"}
_PLAYING = {"music": "silence", "volume": 0.3}


def _zigbee2mqtt(home: SimulatedHome) -> list[Living]:
    def make(name: str, number: int, **more: object) -> zigbee2mqtt.Zigbee:
        device = home.make(zigbee2mqtt.Zigbee, id=name, number=number, **more)
        assert isinstance(device, zigbee2mqtt.Zigbee)
        return device

    lamp = make("lamp", 1, values=dict(_LIT), manner=zigbee2mqtt.LAMP)
    plain = make("shy_lamp", 2, values=dict(_LIT), manner=zigbee2mqtt.UNOPTIMISTIC, floor=0.15)
    pair = [make(f"pair_{n}", 2 + n, values=dict(_LIT), manner=zigbee2mqtt.LAMP, group="pair") for n in (1, 2)]
    plug = make("plug", 5, values={"power": False}, manner=zigbee2mqtt.PLUG)
    valve = make("valve", 6, values={"setpoint": 19.0, "hvac_mode": "heat"}, manner=zigbee2mqtt.VALVE)
    bosch = make("telling_valve", 7, values={"setpoint": 19.0, "hvac_mode": "heat"}, manner=zigbee2mqtt.VALVE, origin=True)
    home.announced += zigbee2mqtt.bridge([lamp, plain, *pair, plug, valve, bosch])
    return [
        Living(home, lamp), Living(home, plain), Living(home, pair[0], (pair[1],)), Living(home, plug),
        Living(home, valve, sleeps=True), Living(home, bosch, sleeps=True, tells_schedule=True),
    ]  # fmt: skip


def _home_assistant(home: SimulatedHome) -> list[Living]:
    core = home_assistant.Core(home.moment)
    entities = (
        ("lamp", _LIT, home_assistant.LAMP),
        ("quick_lamp", _LIT, replace(home_assistant.LAMP, inside=0, echo=None)),
        ("heater", {"setpoint": 19.0, "hvac_mode": "heat"}, home_assistant.CLIMATE),
        ("player", _PLAYING, home_assistant.PLAYER),
    )
    made = [home.make(home_assistant.Entity, id=name, values=dict(v), manner=m, core=core) for name, v, m in entities]
    return [Living(home, device) for device in made]


def _home_assistant_mqtt(home: SimulatedHome) -> list[Living]:
    there = home_assistant_mqtt
    return [
        Living(home, home.make(there.JsonLamp, id="lamp", values=dict(_LIT), manner=there.JSON_LAMP)),
        Living(home, home.make(there.JsonLamp, id="zwave_lamp", values=dict(_LIT), manner=there.JSON_LAMP, scale=99)),
        Living(home, home.make(there.ManyTopics, id="many", values=dict(_LIT), manner=there.MANY_TOPICS)),
        Living(
            home,
            home.make(there.Thermostat, id="heater", values={"setpoint": 19.0, "hvac_mode": "heat"}, manner=there.THERMOSTAT),
        ),
        Living(home, home.make(there.Plug, id="plug", values={"power": False}, manner=there.PLUG)),
        Living(home, home.make(there.Strip, id="strip", values=dict(_TINTED), manner=replace(there.JSON_LAMP, wobble=0.0))),
    ]


def _tasmota(home: SimulatedHome) -> list[Living]:
    chatty = replace(tasmota.LAMP, repeats=(30.0, 60.0))
    return [
        Living(home, home.make(tasmota.Tasmota, id="tas_lamp", number=1, values=dict(_LIT), manner=tasmota.LAMP)),
        Living(
            home, home.make(tasmota.Tasmota, id="tas_chatty", number=2, values=dict(_LIT), manner=chatty, after_command=True)
        ),
        Living(home, home.make(tasmota.Tasmota, id="tas_plug", number=3, values={"power": False}, manner=chatty)),
    ]


def _wled(home: SimulatedHome) -> list[Living]:
    return [Living(home, home.make(wled.Wled, id=f"strip_{n}", values=dict(_DIMMED), manner=wled.LAMP)) for n in (1, 2)]


def _shelly(home: SimulatedHome) -> list[Living]:
    made = [
        home.make(shelly.Dimmer, id=name, values=dict(_DIMMED), manner=shelly.DIMMER, is_full=is_full)
        for name, is_full in (("aabbcc000001", False), ("aabbcc000002", True))
    ]
    return [Living(home, device) for device in made]


def _shelly_gen1(home: SimulatedHome) -> list[Living]:
    made = [home.make(shelly.FirstDimmer, id=f"abcd0{n}", values=dict(_DIMMED), manner=shelly.FIRST_DIMMER) for n in (1, 2)]
    return [Living(home, device) for device in made]


def _topic(home: SimulatedHome) -> list[Living]:
    return [
        Living(home, home.make(topic.Lamp, id="reading", values=dict(_DIMMED), manner=topic.LAMP)),
        Living(home, home.make(topic.Heater, id="stove", values={"setpoint": 19.0}, manner=topic.HEATER)),
    ]


def _mopidy(home: SimulatedHome) -> list[Living]:
    return [Living(home, home.make(players.Mopidy, id="mopidy", values=dict(_PLAYING), manner=players.PLAYER))]


def _mpd(home: SimulatedHome) -> list[Living]:
    return _linked(home, players.Mpd, "mpd", players.PLAYER)


def _linked(home: SimulatedHome, kind: type[Linked], id: str, manner: Manner) -> list[Living]:
    device = home.make(
        kind,
        id=id,
        values=dict(_PLAYING),
        manner=manner,
        tell=home.events,
        device=lambda name: home.house.catalogue.devices[DeviceId(name)],
        moment=home.moment,
    )
    return [Living(home, device)]


def _esphome(home: SimulatedHome) -> list[Living]:
    return [
        Living(home, home.make(esphome.Lamp, id="esp_lamp", values=dict(_LIT), manner=esphome.LAMP)),
        Living(home, home.make(esphome.Heater, id="esp_heater", values=dict(_WARM), manner=esphome.HEATER)),
    ]


def _homie(home: SimulatedHome) -> list[Living]:
    made = (
        ("lamp-4", 4, _DIMMED, homie.LAMP),
        ("lamp-5", 5, _DIMMED, homie.AIMING),
        ("tinted-4", 4, _TINTED, homie.LAMP),
        ("tinted-5", 5, _TINTED, homie.AIMING),
        ("heater-4", 4, {"setpoint": 19.0}, homie.HEATER),
        ("heater-5", 5, {"setpoint": 19.0}, homie.AIMING_HEATER),
    )
    return [
        Living(home, home.make(homie.Homie, id=name, version=version, values=dict(values), manner=manner))
        for name, version, values, manner in made
    ]


def _zwavejs(home: SimulatedHome) -> list[Living]:
    return [
        Living(home, home.make(zwavejs.Node, id="dimmer", values=dict(_DIMMED), manner=zwavejs.DIMMER)),
        Living(home, home.make(zwavejs.Node, id="whole_dimmer", values=dict(_DIMMED), manner=zwavejs.DIMMER, form="whole")),
        Living(home, home.make(zwavejs.Node, id="bulb", values=dict(_TINTED), manner=zwavejs.DIMMER)),
        Living(home, home.make(zwavejs.Node, id="switch", values={"power": False}, manner=zwavejs.SWITCH, form="bare")),
        Living(home, home.make(zwavejs.Node, id="valve", values=dict(_WARM), manner=zwavejs.VALVE), sleeps=True),
    ]


def _otgw(home: SimulatedHome) -> list[Living]:
    made = (
        home.make(heating.Thermostat, id=f"otgw-AABBCCDDEE{n:02d}", values={"setpoint": 19.0}, manner=heating.THERMOSTAT)
        for n in range(4)
    )
    return [Living(home, device, sleeps=True) for device in made]


def _ebusd(home: SimulatedHome) -> list[Living]:
    made = (
        home.make(heating.Controller, id=f"Hc{n}DayTemp", values={"setpoint": 19.0}, manner=heating.CONTROLLER, is_json=n > 2)
        for n in range(1, 5)
    )
    return [Living(home, device, sleeps=True) for device in made]


def _sonos(home: SimulatedHome) -> list[Living]:
    return [Living(home, home.make(speakers.Sonos, id="sonos", values=dict(_PLAYING), manner=speakers.SPEAKER))]


def _kodi(home: SimulatedHome) -> list[Living]:
    return [Living(home, home.make(speakers.Kodi, id="kodi", values={"music": "silence"}, manner=speakers.SPEAKER))]


def _chromecast(home: SimulatedHome) -> list[Living]:
    return [Living(home, home.make(speakers.Chromecast, id="cast", values=dict(_PLAYING), manner=speakers.SPEAKER))]


def _snapcast(home: SimulatedHome) -> list[Living]:
    return _linked(home, speakers.Snapcast, "snap", speakers.SERVED)


HOMES: Mapping[str, Callable[[SimulatedHome], list[Living]]] = {
    "zigbee2mqtt": _zigbee2mqtt,
    "home_assistant_mqtt": _home_assistant_mqtt,
    "home_assistant": _home_assistant,
    "tasmota": _tasmota,
    "wled": _wled,
    "shelly": _shelly,
    "shelly_gen1": _shelly_gen1,
    "topic": _topic,
    "mopidy": _mopidy,
    "mpd": _mpd,
    "esphome": _esphome,
    "homie": _homie,
    "zwavejs": _zwavejs,
    "otgw": _otgw,
    "ebusd": _ebusd,
    "sonos": _sonos,
    "kodi": _kodi,
    "chromecast": _chromecast,
    "snapcast": _snapcast,
}
