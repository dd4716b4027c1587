"""What a look round finds of families that announce nothing: who speaks on their topics is there; nobody else's business is."""

import pytest

from devices.errors import BadPayload
from devices.family import Family, families
from devices.filters import topic_matches
from devices.message import Message
from devices.vocabulary import Device, DeviceId, Reference, Role, Settings

from .samples import NOW

OWNTRACKS = b'{"_type":"location","lat":52.3,"lon":4.9,"tst":1526721166,"inregions":["Home"]}'
BEACON = (
    b'{"id":"58:78:20:76:BC:24","mac_type":1,"rssi":-79,"txpower":-66,'
    b'"uuid":"1de4b189115e45f6b44e509352269977","major":0,"minor":1}'
)
TAG = b'{"id":"C1:23:45:67:89:AB","name":"Keys","rssi":-60,"distance":"2.5"}'
PHONE = b'{"id":"34:AB:95:12:34:56","confidence":"100","name":"Alice phone"}'
ENROLLED = b'{"id":"alice-phone","name":"Alice iPhone","rssi@1m":-62}'
HEARD = b'{"id":"irk:alice-phone","distance":2.31,"rssi":-70.5}'

FOUND = [  # family, topic, payload, the id it has in the configuration, what it is called
    ("wled", "wled/kitchenbulb/status", b"online", "wled/kitchenbulb", "wled/kitchenbulb"),
    ("otgw", "OTGW/value/otgw-AABBCCDDEEFF", b"online", "otgw-AABBCCDDEEFF", "otgw-AABBCCDDEEFF"),
    ("kodi", "kodi/connected", b"2", "kodi", "kodi"),
    ("chromecast", "chromecast/Kitchen/connection_status", b"CONNECTED", "chromecast/Kitchen", "Kitchen"),
    ("monitor", "monitor/first floor/34:AB:95:12:34:56", PHONE, "34:AB:95:12:34:56", "Alice phone"),
    ("room_assistant", "room-assistant/sensor/ble-some-id/state", b"living-room", "ble-some-id", "ble-some-id"),
    ("mqtt_room", "room_presence/kitchen", b'{"id":"my_phone","name":"Phone","distance":1.25}', "my_phone", "Phone"),
    ("espresense", "espresense/settings/irk:alice-phone/config", ENROLLED, "irk:alice-phone", "Alice iPhone"),
    ("espresense", "espresense/devices/irk:alice-phone/bedroom", HEARD, "irk:alice-phone", "irk:alice-phone"),
    ("openmqttgateway", "home/OMG/BTtoMQTT/58782076BC24", BEACON, "1de4b189115e45f6b44e509352269977-0-1", None),
    ("openmqttgateway", "home/home_presence/OMG", TAG, "C123456789AB", "Keys"),
    ("owntracks", "owntracks/jane/phone", OWNTRACKS, "jane/phone", "jane/phone"),
    ("frigate", "frigate/front_door/person", b"0", "front_door", "front_door"),
]
LEFT_OUT = [  # not one person's, not a device's, or gone
    ("wled", "wled/kitchenbulb/status", b""),
    ("otgw", "OTGW/value/something", b"20.5"),
    ("kodi", "kodi/connected", b"hello"),
    ("monitor", "monitor/scan/arrive", b""),
    ("monitor", "monitor/first floor/status", b"online"),
    ("room_assistant", "room-assistant/sensor/cluster-size/state", b"3"),
    ("room_assistant", "room-assistant/sensor/ble-some-id/state", b"unknown"),
    ("espresense", "espresense/devices/apple:1007:11-12/kitchen", HEARD),
    ("openmqttgateway", "home/OMG/BTtoMQTT/4C33A6603C79", b'{"hum":"52.6","tempc":"19.2"}'),
    ("openmqttgateway", "home/OMG/BTtoMQTT/45E174126E00", b'{"id":"45:e1:74:12:6e:00","rssi":-89,"distance":21.5}'),
    ("owntracks", "owntracks/jane/phone", b'{"_type":"cmd","action":"reportLocation"}'),
]


def family_of(key: str, topic: str) -> Family:
    """The one of that key that looks round there."""
    [found] = [f for f in families() if f.key == key and any(topic_matches(t, topic) for t in f.announced_on((), Settings()))]
    return found


def found(key: str, topic: str, payload: bytes) -> tuple[Device, ...]:
    return family_of(key, topic).describe(Message(topic, payload, NOW, retain=True), {}, Settings())


@pytest.mark.parametrize(("key", "topic", "payload", "stable_id", "called"), FOUND)
def test_who_speaks_on_a_familys_topics_is_found(
    key: str, topic: str, payload: bytes, stable_id: str, called: str | None
) -> None:
    [device] = found(key, topic, payload)
    assert (device.family, device.stable_id) == (key, stable_id)
    assert called is None or device.name == called
    assert device.traits or device.role is Role.TRACKER


@pytest.mark.parametrize(("key", "topic", "payload", "stable_id", "called"), FOUND)
def test_what_is_found_can_be_configured_as_it_is_told(
    key: str, topic: str, payload: bytes, stable_id: str, called: str | None
) -> None:
    name = "Kitchen" if key == "chromecast" else stable_id  # the one family whose id is longer than its name
    family = family_of(key, topic)
    assert family.from_reference(Reference(key, name, DeviceId("it")), Settings()) is not None


@pytest.mark.parametrize(("key", "topic", "payload"), LEFT_OUT)
def test_what_is_nobodys_or_gone_is_left_out(key: str, topic: str, payload: bytes) -> None:
    assert found(key, topic, payload) == ()


@pytest.mark.parametrize(
    "topic", ["owntracks/jane/phone", "wled/x/status", "room_presence/hall", "espresense/settings/irk:a/config"]
)
def test_rubbish_is_refused(topic: str) -> None:
    key = {"room_presence": "mqtt_room"}.get(topic.split("/")[0], topic.split("/")[0])
    with pytest.raises(BadPayload):
        found(key, topic, b"\x00rubbish")


def test_a_name_once_told_is_kept_when_the_phone_is_heard_later() -> None:
    family = family_of("espresense", "espresense/settings/irk:alice-phone/config")
    [first] = found("espresense", "espresense/settings/irk:alice-phone/config", ENROLLED)
    heard = Message("espresense/devices/irk:alice-phone/bedroom", HEARD, NOW)
    [again] = family.describe(heard, {first.stable_id: first}, Settings())
    assert again.name == "Alice iPhone"


def test_a_node_of_esphome_is_told_of_with_what_to_do_about_it() -> None:
    [node] = found("esphome", "esphome/discover/esp32-test", b'{"ip":"192.0.2.9","name":"esp32-test","friendly_name":"Test"}')
    assert (node.stable_id, node.name, node.traits) == ("esp32-test", "Test", {})
    assert "esp32-test/light/" in node.refused


def test_while_the_hub_runs_nobody_is_listened_for_who_is_not_configured() -> None:
    for key, topic, _, stable_id, _ in FOUND:
        family = family_of(key, topic)
        named = Reference(key, "Kitchen" if key == "chromecast" else stable_id, DeviceId("it"))
        assert family.announced_on([named], Settings()) == ()
