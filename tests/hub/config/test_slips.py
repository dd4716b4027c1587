"""What newcomers write wrong in YAML and in a first configuration, and what they are told would be right."""

from pathlib import Path

import pytest

from hub.config.load import load
from hub.config.mistakes import ConfigError

HOME = "home: {latitude: 52.37, longitude: 4.9, time_zone: Europe/Amsterdam}\n"


def told(folder: Path, text: str) -> list[str]:
    path = folder / "config.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as wrong:
        load(path)
    return [f"{one.line}: {one.key}: {one.right}" for one in wrong.value.mistakes]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("rooms:\n  kitchen\n    name: Kitchen\n", "3: name: a colon behind kitchen in line 2"),
        ("home:\n  name: T\n   latitude: 52\n", "3: home.latitude: as many spaces before latitude as before name in line 2: 2"),
        ("home:\n    name: T\n  pets: no\n", "3: pets: as many spaces before pets as before a key above it: 0 or 4"),
        ("rooms:\n  kitchen:\n    devices: [{wled: a]\n", "3: rooms.kitchen.devices[0]: a closing } for every opening {"),
        ("rooms:\n\tkitchen:\n", "2: rooms.kitchen: spaces instead of the tab"),
        (HOME + "rooms:\n  kitchen:\n  devices: [{wled: a}]\n",
         "4: rooms.devices: two more spaces before devices: it belongs below one of rooms, not beside them"),
        (HOME + "rooms: {küche: {name: Küche}}\n", "2: rooms.küche: kueche (a-z, 0-9, _); the name shown goes into name:"),
        (HOME + "rooms: {a: {safe: 66}}\n", "2: rooms.a.safe: keep, or a setpoint in °C from 7 to 28 (if that is °F: 18.9)"),
        (HOME + "rooms: {a: {limits: {temperature: [61, 75]}}}\n",
         "2: rooms.a.limits.temperature: lowest, then highest: [16, 24] (if that is °F: 16.1 and 23.9)"),
        (HOME + 'rooms: {a: {when_empty: {temperature: "64 °F"}}}\n',
         "2: rooms.a.when_empty.temperature: keep, or a setpoint in °C from 7 to 28 (if that is °F: 17.8)"),
        (HOME + "rooms: {a: {safe: 30}}\n", "2: rooms.a.safe: keep, or a setpoint in °C from 7 to 28"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_what_would_be_right(tmp_path: Path, text: str, right: str) -> None:
    assert right in told(tmp_path, text)


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("people: {}", "people: occupants?"),
        ("areas: {}", "areas: rooms?"),
        ("mqtt: {broker: a, user: b, pass: c, ssl: true, host: d}", "mqtt.broker: host?"),
        ("mqtt: {broker: a, user: b, pass: c, ssl: true, host: d}", "mqtt.ssl: tls?"),
        ("rooms: {a: {lights: []}}", "rooms.a.lights: devices?"),
        ("rooms: {a: {devices: [{hue: lamp}]}}", "rooms.a.devices[0].hue: home_assistant?"),
        ("rooms: {a: {devices: [{z2m: lamp}]}}", "rooms.a.devices[0].z2m: zigbee2mqtt?"),
    ],
)
def test_what_other_programs_call_a_thing_is_known(tmp_path: Path, line: str, right: str) -> None:
    assert f"2: {right}" in told(tmp_path, f"{HOME}{line}\n")
