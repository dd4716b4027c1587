"""Families whose devices, or whose residents' templates, write numbers as text: decimal commas and units are understood."""

import pytest

from devices.errors import BadPayload
from devices.event import Reported, Seen

from .samples import device_of, heard_at, samples

TOLD = (
    ("ebusd", "the temperature of the day", "ebusd/700/Hc1DayTemp", "20,5", 20.5),
    ("ebusd", "the temperature of the day", "ebusd/700/Hc1DayTemp", "68.9 °F", 20.5),
    ("ebusd", "the second of three fields", "ebusd/700/Hc1", "on;20,5 °C;auto", 20.5),
    ("otgw", "a thermostat", "OTGW/value/otgw-AABBCCDDEEFF/roomsetpoint", "20,5 °C", 20.5),
    ("esphome", "a light sensor", "hall/sensor/illuminance/state", "1.234,5 lx", 1234.5),
    ("esphome", "a blind", "hall/cover/blind/position/state", "40 %", 0.4),
    ("home_assistant_mqtt", "fahrenheit", "hall/target", "68,0", 20.0),
    ("home_assistant_mqtt", "fahrenheit", "hall/target", "20 °C", 20.0),
    ("home_assistant_mqtt", "outdoors", "out/t", "5,0 °C", 5.0),
    ("shelly_gen1", "a probe at a relay", "shellies/shelly1-B8ED33/ext_temperature/0", "21,3", 21.3),
    ("shelly_gen1", "a roller, heard and not announced", "shellies/hall-blind/roller/0/pos", "37 %", 0.37),
    ("tasmota", "a shutter", "stat/blind/SHUTTER1", "56 %", 0.56),
    ("wled", "a strip", "wled/kitchenbulb/g", "40 %", 0.4),
    ("mopidy", "the player", "mopidy/stat/vol", "55 %", 0.55),
    ("chromecast", "Soundbar 10", "chromecast/Soundbar 10/volume_level", "55 %", 0.55),
    ("zigbee2mqtt", "valve", "zigbee2mqtt/valve", '{"current_heating_setpoint": "20,5 °C"}', 20.5),
    ("zwavejs", "a dimmer, by numbers, with times", "zwave/office/light/38/0/currentValue", '{"value": "40 %"}', 0.4),
    ("topic", "outside", "home/outdoor/temperature", "-4,5 °C", -4.5),
)
HOW_FAR = (
    ("espresense", "a phone", "espresense/devices/irk:alice-phone/bedroom", '{"distance": "2,31 m"}'),
    ("mqtt_room", "a phone", "room_presence/kitchen", '{"id": "my_device_id", "distance": "231 cm"}'),
)


def heard(family: str, sample: str, topic: str, payload: str) -> list[object]:
    [(spoken, one)] = [(f, s) for f, s in samples() if (f.key, s.name) == (family, sample)]
    return list(spoken.hear(device_of(spoken, one), heard_at((topic, payload.encode()))))


@pytest.mark.parametrize(("family", "sample", "topic", "payload", "value"), TOLD)
def test_an_amount_as_text_is_understood_by_every_family(
    family: str, sample: str, topic: str, payload: str, value: float
) -> None:
    values = [event.value for event in heard(family, sample, topic, payload) if isinstance(event, Reported)]
    assert pytest.approx(value, abs=0.01) in [one for one in values if not isinstance(one, bool | str)]


@pytest.mark.parametrize(("family", "sample", "topic", "payload"), HOW_FAR)
def test_how_far_somebody_is_may_be_told_in_metres_or_less(family: str, sample: str, topic: str, payload: str) -> None:
    [seen] = heard(family, sample, topic, payload)
    assert isinstance(seen, Seen)
    assert seen.distance_m == pytest.approx(2.31)


@pytest.mark.parametrize(("family", "sample", "topic", "payload", "_"), TOLD)
def test_what_is_no_amount_of_it_says_what_would_be_right(family: str, sample: str, topic: str, payload: str, _: float) -> None:
    wrong = payload.replace(payload.split('"')[3] if payload.startswith("{") else payload, "12 V")
    with pytest.raises(BadPayload, match="right is"):
        heard(family, sample, topic, "on;12 V;auto" if ";" in payload else wrong)
