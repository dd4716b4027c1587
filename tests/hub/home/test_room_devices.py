"""What is worked out once of every room, so that an arrival looks nothing up, and what is done in pieces afterwards."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from devices.message import Message
from devices.vocabulary import Device, DeviceId, RoomId
from hub.decision import Act, Trigger
from hub.home.room_devices import RoomDevices
from hub.sending.ledger import Ledger

from ..a_house import LAMP, Living
from ..build import make_device, make_trait, moment

KITCHEN = RoomId("kitchen")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    found = Living(tmp_path)
    yield found
    found.close()


def fittings_of(*devices: Device) -> RoomDevices:
    known = {device.id: device for device in devices}
    return RoomDevices(known, {KITCHEN: tuple(known)}, {KITCHEN: ()})


def test_a_lamps_switch_is_decided_before_its_level_and_that_before_its_colour() -> None:
    (lamp,) = fittings_of(make_device("colour_temperature", "brightness", "power")).of(KITCHEN)
    assert [one.trait.name for one in lamp.settable] == ["power", "brightness", "colour_temperature"]
    assert {one.power.name for one in lamp.settable if one.power is not None} == {"power"}


def test_a_level_is_switched_by_the_switch_of_its_own_lamp() -> None:
    names = [f"{quantity}_{side}_lamp" for side in ("left", "right") for quantity in ("power", "brightness")]
    traits = {name: make_trait(name.partition("_")[0], name=name) for name in names}
    found = fittings_of(replace(make_device(), traits=traits))
    assert [switch.name for name in names if (switch := found.power(LAMP, name))] == [
        *["power_left_lamp"] * 2,
        *["power_right_lamp"] * 2,
    ]


def test_only_what_shares_its_room_with_its_like_has_a_place_of_its_own() -> None:
    alone = fittings_of(make_device("power", "brightness"))
    assert alone.shared == frozenset()
    two = fittings_of(make_device("power", "brightness"), make_device("power", device="spot"))
    assert two.shared == {"lamp.power", "spot.power"}


def test_what_measures_a_room_is_its_sensors_then_its_devices() -> None:
    lamp, sensor = make_device("illuminance", "power"), make_device("illuminance", device="sensor")
    found = RoomDevices({lamp.id: lamp, sensor.id: sensor}, {KITCHEN: (lamp.id,)}, {KITCHEN: (sensor.id, DeviceId("gone"))})
    measuring = found.measuring(KITCHEN, "illuminance")
    assert [(device, trait.name) for device, trait in measuring] == [(sensor.id, "illuminance"), (lamp.id, "illuminance")]
    assert found.measuring(KITCHEN, "temperature") == ()


def test_a_device_announced_anew_is_fitted_anew(home: Living) -> None:
    before = home.house.room_devices
    assert home.house.room_devices is before
    home.house.catalogue._bind()  # as every announcement that changes something does
    assert home.house.room_devices is not before
    assert home.house.room_devices.power(LAMP, "brightness") == before.power(LAMP, "brightness")


def test_evidence_comes_in_pieces_each_with_a_tick_of_its_own(home: Living) -> None:
    at = home.teach()
    home.step.reporting.explain_all()
    home.hear("home/presence/ana", "kitchen", at)
    (entry,) = [entry for entry in home.house.ledger._entries.values() if entry.decision.moment.mono == moment(at).mono]
    assert len(entry.decision.wishes) == 2
    home.tick(at + 0.1)
    assert home.step.next_deadline() == pytest.approx(moment(at + 0.5).mono, rel=0, abs=1e-3)
    home.tick(at + 0.6)  # where she came to
    home.tick(at + 0.6)
    assert "evidence" not in entry.document
    home.tick(at + 0.6)
    home.tick(at + 0.6)
    assert len(entry.document["evidence"]) == 2
    assert home.store.decisions.get(entry.decision.id) == entry.document


def test_who_comes_in_between_two_pieces_is_served_first_and_nothing_is_lost(home: Living) -> None:
    at = home.teach()
    home.step.reporting.explain_all()
    home.hear("home/presence/ana", "kitchen", at)
    home.tick(at + 0.6)
    home.tick(at + 0.6)
    home.hear("home/presence/ana", "hall", at + 0.61)
    home.step.reporting.explain_all()
    kept = home.store.decisions.newest(2)
    assert {body["room"] for body in kept} >= {"kitchen"}
    assert all("evidence" in body for body in kept)


def test_the_oldest_act_nobody_judged_is_known_without_looking_through_all() -> None:
    ledger = Ledger()
    acts = [Act("d", KITCHEN, DeviceId(f"lamp{i}"), "power", "power", True, False, (), moment(i)) for i in range(5)]
    for act in acts:
        ledger.act(act)
    assert ledger.oldest_standing() == acts[0].when.mono
    ledger.settle(acts[0])
    assert ledger.oldest_standing() == acts[1].when.mono
    assert ledger.standing_until(acts[2].when.mono) == acts[1:3]
    ledger.act(acts[1])  # again, or moved anew: it is in the place of the one before
    assert len(ledger.standing_in(KITCHEN)) == 4
    ledger.keep({KITCHEN}, {DeviceId("lamp4")}, ())
    assert ledger.standing_in(KITCHEN) == acts[4:]


def test_a_rooms_last_decision_is_found_also_after_somebody_was_forgotten(home: Living) -> None:
    at = home.teach()
    home.hear("home/presence/ana", "kitchen", at)
    entry = home.house.ledger.entry("last", KITCHEN)
    assert entry is not None
    assert entry.decision.trigger is Trigger.ARRIVAL
    home.house.ledger.forget(entry.decision.occupants[0])
    left = home.house.ledger.entry("last", KITCHEN)
    assert left is None or not left.decision.occupants


def test_a_message_of_one_device_and_of_several_are_heard_alike(home: Living) -> None:
    events = home.house.catalogue.hear(Message("home/presence/ana", b"kitchen", moment()))
    assert len(events) == 1


def test_where_the_sun_stands_is_known_before_somebody_comes(home: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    home.step.preparing.tick(moment(100.0))
    monkeypatch.setattr("hub.home.situation.elevation", None)  # nobody reckons it now
    home.hear("home/presence/ana", "kitchen", 110.0)
    assert home.house.ledger.entry("last", KITCHEN) is not None
