"""What is written down is read back as it was, to the last microsecond."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from devices.event import Event, Kept, Moded, Ordered, Pressed, Reachable, Reported, Returned, Seen
from devices.vocabulary import Device, DeviceId, Moment, Role, Trait
from hub.recording.rows import Unreadable, base_of, base_row, device_of, device_row, event_of, event_row, moment_of, moment_row

BASE = Moment(datetime(2026, 3, 4, 19, 0, tzinfo=UTC), 1234.56789)
NOW = Moment(BASE.at + timedelta(microseconds=1_234_567), 1235.802457123)
LAMP = DeviceId("lamp")

EVENTS: tuple[Event, ...] = (
    Reported(LAMP, "brightness", 0.3070866, NOW, snapshot=True, origin="hand"),
    Reported(LAMP, "power", False, Moment(BASE.at, BASE.mono)),
    Kept(LAMP, "brightness", 0.5, NOW),
    Seen(DeviceId("phone"), None, NOW),
    Seen(DeviceId("phone"), "kitchen", NOW, 2.5, 0.8, receiver="hall", outside=False, has_left=True),
    Reachable(LAMP, False, NOW, is_birth=True),
    Returned(LAMP, NOW),
    Moded(DeviceId("trv"), "system_mode", "heat", NOW, rules=True),
    Moded(DeviceId("strip"), "nightlight", "on", NOW, rules=True, moves=("power", "brightness")),
    Pressed(DeviceId("remote"), "toggle", NOW),
    Ordered(LAMP, "power", None, NOW, fade_s=2.0),
)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_is_read_back_as_it_was_with_what_it_was_taken_for(event: Event) -> None:
    row = json.loads(json.dumps(event_row(event, NOW, BASE, "hand")))
    assert event_of(row, NOW, BASE) == (event, "hand")


def test_a_moment_is_exact_on_both_clocks() -> None:
    base = base_of(json.loads(json.dumps(base_row(BASE))))
    assert base == BASE
    assert moment_of(json.loads(json.dumps(moment_row(NOW, base))), base) == NOW


@pytest.mark.parametrize("row", [["e"], ["e", "Vanished", {}], ["e", "Seen", {"sauce": 1}], ["e", "Seen", 3]], ids=str)
def test_a_row_nobody_wrote_is_refused(row: list[object]) -> None:
    with pytest.raises(Unreadable):
        event_of(row, NOW, BASE)


def test_a_device_is_described_but_for_how_it_is_spoken_to() -> None:
    traits = {
        "power": Trait("power", "power", settable=True, wire="state"),
        "music": Trait("music", "music", settable=True, choices=("calm", "jazz"), tells=False),
    }
    lamp = Device(LAMP, "zigbee2mqtt", "0x1", "Lamp", Role.LIGHT, traits, ("z/lamp",), ("0x2",), settle_s=4.0, wire=object())
    found = device_of(json.loads(json.dumps(device_row(lamp, answers=True))), "replayed/1")
    assert found.traits["music"] == traits["music"]
    assert found.traits["power"].wire is None
    assert (found.role, found.members, found.settle_s, found.hears) == (Role.LIGHT, ("0x2",), 4.0, ("replayed/1",))
    assert device_of(device_row(lamp, answers=False), "x").hears == ()
