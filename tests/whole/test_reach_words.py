"""Whether something is there, and what a player plays and how loud, in the words of many bridges, through the running program;
with it receivers that spell their rooms and their people as they like.

From public reports about MQTT discovery's availability, boards of one's own, sonos2mqtt, kodi2mqtt, Mopiqtt, OpenMQTTGateway,
room-assistant and Zigbee2MQTT.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee, bridge_devices, bridge_state

from .living import definition
from .many_homes import Case, HomeSeen, HomeTold, Said, apart, lived

pytestmark = [pytest.mark.broker, pytest.mark.whole]
FULL, SOME = {"state": "ON", "brightness": 255}, {"state": "ON", "brightness": 40}
STREAM = "http://radio.example/stream"
MUSIC = {"calm": {"playlist": "Calm evening"}, "jazz": {"uri": "local:track:jazz.mp3"}, "radio": {"url": STREAM}}
ZIGBEE = {
    name: SimulatedZigbee(definition("84845509"), name, f"0x00158d00000004{number:02x}")
    for number, name in enumerate(("fades", "dark", "wakes", "away", "late"))
}


def lit(level: float) -> list[tuple[str, Any]]:
    return [("power", True), ("brightness", level)]


def player(block: Mapping[str, Any], first: Sequence[Said], *moments: Sequence[Said], **right: Any) -> Case:
    [(family, name), *_] = block.items()
    kept = [(f"{name}/connected", "2")] if family == "kodi" else []
    return HomeTold([block], kept, first, moments), right


def sonos(number: int, first: Mapping[str, Any], *states: Mapping[str, Any], **right: Any) -> Case:
    name = f"RINCON_000E58000000{number:04d}"
    said = [(f"sonos/{name}", {"name": f"S{number}", "uuid": name, **state}) for state in (first, *states)]
    return HomeTold([{"sonos": name}], [("sonos/connected", "2")], said[:1], [[one] for one in said[1:]]), right


def playing(volume: Any, **more: Any) -> dict[str, Any]:
    here = {"transportState": "PLAYING", "volume": {"Master": volume}, "mute": {"Master": False}}
    return {**here, "currentTrack": {"trackUri": "x-rincon-mp3radio://radio.example/stream"}, **more}


def board(name: str, *states: Any, **right: Any) -> Case:
    """A player of one's own."""
    quantities = {"music": {"key": "state"}, "volume": {"key": "vol", "low": 0, "high": 100}}
    block = {"id": name, "state": f"t/{name}", "command": f"t/{name}/set", "quantities": quantities}
    first, *after = [(f"t/{name}", state) for state in states]
    return HomeTold([{"topic": block}], [], [first], [[one] for one in after]), right


def place(home: str, source: Mapping[str, Any], *said: Said, at: str) -> Case:
    lamp = {"id": f"l_{home}", "state": f"t/{home}", "command": f"t/{home}/set", "quantities": {"power": {}}}
    first, *after = said
    return HomeTold([{"topic": lamp}], [], [first], [[one] for one in after], presence=[source]), {"place": at}


def zigbee(name: str, *moments: Sequence[Any], **right: Any) -> Case:
    topic = f"zigbee2mqtt/{name}"
    said = [[word if isinstance(word, tuple) else (topic, word) for word in moment] for moment in moments]
    first = (topic, {"state": "ON", "brightness": 254})
    return HomeTold([{"zigbee2mqtt": name}], [bridge_state(), bridge_devices(list(ZIGBEE.values()))], [first], said), right


def discovered(name: str, announced: Mapping[str, Any], *words: Any, then: Sequence[Sequence[Said]] = (), **right: Any) -> Case:
    """words: what it says of being there, the first before somebody comes."""
    topic = f"h/{name}/there"
    config: dict[str, Any] = {"name": name, "unique_id": name, "schema": "json", "state_topic": f"h/{name}"}
    config |= {"command_topic": f"h/{name}/set", "brightness": True}
    config |= {key: topic if value == "TOPIC" else value for key, value in announced.items()}
    first, *after = [(topic, word) for word in words]
    return (
        HomeTold(
            [{"home_assistant_mqtt": name}],
            [(f"homeassistant/light/{name}/config", config)],
            [first, (f"h/{name}", FULL)],
            [*([one] for one in after), *then],
        ),
        right,
    )


def described(name: str, here: Any, gone: Any) -> Case:
    there = f"t/{name}/there"
    block = {"id": name, "state": f"t/{name}", "command": f"t/{name}/set", "availability": there, "quantities": {"power": {}}}
    told = HomeTold([{"topic": block}], [], [(f"t/{name}", "on"), (there, here)], [[(there, gone)]])
    return told, {"reachable": [False]}


HERE_AND_GONE = (
    ("Connected", "Disconnected"),
    ("erreichbar", "nicht erreichbar"),
    ("available", "unavailable"),
    ("alive", "dead"),
    ("ready", "lost"),
    ("up", "down"),
    ("2", "0"),
    ({"online": True}, {"online": False}),
    ({"state": "online"}, {"state": "offline"}),
)
FAR: dict[str, Any] = {"reachable": [False]}
AVAILABLE = {"availability_topic": "TOPIC"}
CASES: Mapping[str, Case] = {
    **{f"there_{n}": described(f"there_{n}", here, gone) for n, (here, gone) in enumerate(HERE_AND_GONE)},
    "capitals": discovered(
        "capitals", {**AVAILABLE, "payload_available": "Online", "payload_not_available": "Offline"}, "online", "OFFLINE", **FAR
    ),
    "true_false": discovered(
        "true_false", {**AVAILABLE, "payload_available": "true", "payload_not_available": "false"}, "True", "False", **FAR
    ),
    "numbers": discovered("numbers", AVAILABLE, "1", "0", **FAR),
    "connected": discovered("connected", AVAILABLE, "connected", "disconnected", **FAR),
    "turned": discovered("turned", {**AVAILABLE, "payload_available": "0", "payload_not_available": "1"}, "0", "1", **FAR),
    "comes_back": discovered(
        "comes_back",
        AVAILABLE,
        "online",
        "offline",
        then=[[], [("h/comes_back/there", "online"), ("h/comes_back", {"state": "OFF"})], [("h/comes_back", SOME)]],
        learned=[],
        reachable=[True],
    ),
    "mopidy_percent": player(
        {"mopidy": "mo_percent"},
        [("mo_percent/stat/plstate", "Playing"), ("mo_percent/stat/vol", "30%")],
        [("mo_percent/stat/vol", "50 %")],
        learned=[("volume", 0.5)],
    ),
    "mopidy_below": player(
        {"mopidy": "home/mo"},
        [("home/mo/stat/plstate", "stopped")],
        [("home/mo/stat/plstate", "playing"), ("home/mo/stat/trk_uri", "local:track:jazz.mp3")],
        states={"music": "jazz"},
    ),
    "kodi_film": player(
        {"kodi": "k_film"},
        [("k_film/status/playbackstate", {"val": 0})],
        [("k_film/status/playbackstate", {"val": 1, "kodi_playertype": "video"})],
        [("k_film/status/playbackstate", {"val": 2, "kodi_playertype": "video"})],
        states={"music": "silence"},
        learned=[],
    ),
    "sonos_volume": sonos(1, playing(30), playing("50"), learned=[("volume", 0.5)], states={"music": "radio"}),
    "sonos_pause": sonos(2, playing(30), playing(30, transportState="PAUSED_PLAYBACK"), states={"music": "silence"}),
    "sonos_mute": sonos(3, playing(30), playing(30, mute={"Master": "1"}), states={"volume": 0.0}),
    "sonos_nothing": sonos(
        4,
        playing(30),
        {**playing(30), "volume": None, "transportState": None},
        learned=[],
        states={"volume": 0.3, "music": "radio"},
    ),
    "board_volume": board(
        "board_volume", {"state": "jazz", "vol": "30"}, {"state": "jazz", "vol": "50 %"}, learned=[("volume", 0.5)]
    ),
    "board_pause": board("board_pause", {"state": "jazz"}, {"state": "Paused"}, states={"music": "silence"}),
    "board_capitals": board("board_capitals", {"state": "PAUSED"}, {"state": "JAZZ"}, states={"music": "jazz"}),
    "gateway_small": place(
        "gateway_small",
        {"openmqttgateway": "c1:23:45:67:89:ac"},
        ("home/Gateway_Small/BTtoMQTT/C123456789AC", {"id": "C1:23:45:67:89:AC", "mac_type": 0, "distance": "1,4"}),
        at="gateway_small",
    ),
    "assistant_left": place(
        "assistant_left",
        {"room_assistant": "ble-b"},
        ("room-assistant/sensor/ble-b/state", "Assistant left"),
        ("room-assistant/sensor/ble-b/state", "not_home"),
        at="not_home",
    ),
    "receiver_capitals": place(
        "receiver_capitals",
        {"mqtt_room": "dev-1"},
        ("room_presence/Receiver Capitals", {"id": "DEV-1", "name": "x", "distance": "2,5"}),
        at="receiver_capitals",
    ),
    "fades": zigbee(
        "fades",
        [{"state": "ON", "brightness": level} for level in (230, 200, 160, 120, 103)],
        [{"state": "ON", "brightness": 102}],
        learned=lit(0.406),
    ),
    "dark": zigbee("dark", [{"state": "OFF"}], [], [], [{"state": "OFF", "brightness": 1}], learned=[("power", False)]),
    "wakes": zigbee(
        "wakes",
        [{"state": "OFF"}],
        [],
        [],
        [{"state": "ON", "brightness": 2}, {"state": "ON", "brightness": 102}],
        learned=lit(0.402),
    ),
    "away": zigbee(
        "away",
        [("zigbee2mqtt/away/availability", {"state": "offline"})],
        [("zigbee2mqtt/away/availability", {"state": "online"}), {"state": "ON", "brightness": 120}],
        [{"state": "ON", "brightness": 150}],
        learned=[],
        reachable=[True],
    ),
    "late": zigbee("late", [{"state": "ON", "brightness": 102, "last_seen": "2020-01-01T00:00:00Z"}], learned=[]),
}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, HomeSeen]]:
    with lived({name: told for name, (told, _) in CASES.items()}, tmp_path_factory.mktemp("hub"), music=MUSIC) as found:
        yield found


@pytest.mark.parametrize("name", CASES)
def test_what_is_there_and_what_plays_is_understood_in_many_words(seen: dict[str, HomeSeen], name: str) -> None:
    assert apart(seen[name], CASES[name][1]) == {}
