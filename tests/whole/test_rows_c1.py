"""Row C1 through the running program: the access list that ``attune print acl`` writes, on a real Mosquitto."""

import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from tests.devices.simulated_zigbee import bridge_devices
from tests.mosquitto import Mosquitto, password_file
from tests.patience import PATIENCE_S

from .living import Household, Hub, configuration, started, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
PASSWORDS = {"attune": "hub", "residents": "people", "lamp": "other"}
ALL = "topic readwrite #\n"  # without an account: the home's own side of the test
SHELF = {
    "id": "shelf", "state": "home/shelf/state", "command": "home/shelf/set",
    "quantities": {"power": {"key": "on"}, "brightness": {"key": "level", "low": 0, "high": 100}},
}  # fmt: skip
OWN = (
    "attune/status", "attune/decision", "attune/problem", "attune/event", "attune/health", "attune/pause",
    "attune/occupant/ana/room", "attune/occupant/ana/learning", "attune/room/den/why", "attune/room/den/autonomy",
)  # fmt: skip
ORDERS = (
    "attune/pause/set", "attune/undo/set", "attune/thanks/set", "attune/occupant/ana/learning/set",
    "attune/occupant/ana/learning/light/set", "attune/room/den/undo/set", "attune/room/den/autonomy/set",
    "attune/room/den/suggestion/set", "attune/room/den/activity/set",
)  # fmt: skip
HEARD = (
    "home/presence/ana", "home/shelf/state", "zigbee2mqtt/bridge/devices", "zigbee2mqtt/bridge/state", "zigbee2mqtt/lamp",
    "zigbee2mqtt/lamp/availability", "homeassistant/status",
)  # fmt: skip
COMMANDS = ("home/shelf/set", "zigbee2mqtt/lamp/set")
OTHERS = ("zigbee2mqtt/other/set", "zigbee2mqtt/bridge/request/permit_join", "home/presence/ana", "home/door/set")


class Account:
    """Somebody on the broker; keeps what it hears."""

    def __init__(self, port: int, name: str) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self._changed, self._listens = threading.Condition(), threading.Event()
        self._client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv311)
        if name:
            self._client.username_pw_set(name, PASSWORDS[name])
        self._client.on_message = self._on_message
        self._client.on_connect = lambda client, *_: client.subscribe([("#", 1)])
        self._client.on_subscribe = lambda *_: self._listens.set()
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        assert self._listens.wait(PATIENCE_S)

    def says(self, topic: str, payload: str) -> None:
        self._client.publish(topic, payload, qos=1).wait_for_publish(PATIENCE_S)

    def waits_for(self, payload: str) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: any(p == payload.encode() for _, p in self.heard), PATIENCE_S), payload

    def topics_of(self, payload: str) -> set[str]:
        return {topic for topic, heard in self.heard if heard == payload.encode()}

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _on_message(self, _client: paho.Client, _userdata: Any, message: paho.MQTTMessage) -> None:
        with self._changed:
            self.heard.append((message.topic, bytes(message.payload)))
            self._changed.notify_all()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    """With access lists, in which the hub's account may everything at first."""
    (tmp_path / "acl").write_text(f"{ALL}user attune\n{ALL}")
    (tmp_path / "acl").chmod(0o600)
    files = f"password_file {password_file(tmp_path, PASSWORDS)}\nacl_file {tmp_path / 'acl'}"
    with Mosquitto(f"allow_anonymous true\n{files}", tmp_path) as found:
        yield found


@pytest.fixture
def home(broker: Mosquitto) -> Iterator[Household]:
    found = Household(broker.port)
    found.add(tunable_lamp("lamp"), tunable_lamp("other", 2))
    yield found
    found.close()


@pytest.fixture
def hub(broker: Mosquitto, home: Household, make_hub: MakeHub) -> Hub:
    """Not started yet; the broker goes by the list it has printed."""
    config = configuration(broker.port, {"den": [{"zigbee2mqtt": "lamp"}, {"topic": SHELF}]})
    config["mqtt"] |= {"username": "attune", "password": "hub"}
    config["occupants"]["ana"]["pinned"] = [{"room": "den", "quantity": "power", "value": True}]
    found = make_hub(config)
    (broker.folder / "acl").write_text(ALL + found.attune("print", "acl", "--seconds", "1"))
    broker.reread()
    return found


def test_row_c1_the_hub_lives_by_the_list_it_prints(home: Household, hub: Hub) -> None:
    started(home, hub)
    home.publish("home/shelf/state", '{"on": false, "level": 0}')
    home.wait_for(lambda: not hub.status()["missing"], "every device to be known")
    mark = home.mark()
    home.goes("ana", "den")
    home.wait_for(lambda: {topic for topic, _ in home.commands(mark)} == set(COMMANDS), "both lamps to be lit")
    link = hub.status()["link"]
    assert (link["forbidden"], link["refused"], link["unsaid"]) == (0, {}, {})


def test_row_c1_who_hears_and_says_what(broker: Mosquitto, home: Household, hub: Hub) -> None:
    mark = "matrix"
    everybody, own, residents, stranger = (Account(broker.port, name) for name in ("", "attune", "residents", "lamp"))
    said = {*OWN, *ORDERS, *HEARD, *COMMANDS, *OTHERS}
    try:
        for who, account in (("attune", own), ("residents", residents), ("lamp", stranger)):
            for topic in sorted(said):
                account.says(topic, f"{who} {mark}")
        for topic in sorted(said - {"attune/status"}):
            everybody.says(topic, mark)
        everybody.says("attune/status", "end")
        everybody.says("homeassistant/status", "end")
        for account in (everybody, own, residents):  # what one says comes to each in its order
            account.waits_for("end")
        assert everybody.topics_of(f"attune {mark}") == {*OWN, *ORDERS, *COMMANDS}
        assert everybody.topics_of(f"residents {mark}") == set(ORDERS)
        assert everybody.topics_of(f"lamp {mark}") == set()
        assert own.topics_of(mark) >= {*ORDERS, *HEARD}
        assert residents.topics_of(mark) == {*OWN, *ORDERS} - {"attune/status"}
        assert stranger.heard == []
    finally:
        for account in (everybody, own, residents, stranger):
            account.close()


def test_row_c1_the_list_as_programs_read_it_and_what_it_lacks(broker: Mosquitto, home: Household, make_hub: MakeHub) -> None:
    config = configuration(broker.port, {"den": [{"zigbee2mqtt": "lamp"}, {"zigbee2mqtt": "unheard_of"}]})
    config["mqtt"] |= {"username": "attune", "password": "hub"}
    hub = make_hub(config)
    said = hub.attune("print", "acl", "--seconds", "1", expect=1)
    assert "unheard_of is not announced" in said
    assert "topic write zigbee2mqtt/lamp/set" in said
    config["rooms"]["den"]["devices"].pop()
    told = make_hub(config).asked("print", "acl", "--seconds", "1", "--residents", "family")
    assert set(told["users"]) == {"attune", "family"}
    assert {"access": "write", "topic": "zigbee2mqtt/lamp/set", "what": "told to lamp"} in told["users"]["attune"]
    assert told["lacks"] == []


@pytest.mark.parametrize("name", ["sly\ntopic readwrite #", "sly/#"])
def test_row_c1_no_device_writes_itself_into_the_list(name: str, broker: Mosquitto, home: Household, make_hub: MakeHub) -> None:
    home.publish(*bridge_devices([tunable_lamp(name, 3)]), retain=True)
    config = configuration(broker.port, {"den": [{"zigbee2mqtt": "0x00158d0000000003"}]})
    config["mqtt"] |= {"username": "attune", "password": "hub"}
    hub = make_hub(config)
    said = hub.attune("print", "acl", "--seconds", "1", expect=1)
    assert "0x00158d0000000003 cannot be used" in said
    lines = [line for line in said.splitlines() if line.startswith("topic ")]
    assert lines
    assert not [line for line in lines if "sly" in line or line.endswith(" #")]
