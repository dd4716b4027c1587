"""A bridge's long list is read a few entries at a time, and what it says then is what it said last."""

import pytest

from devices.errors import BadPayload
from devices.family import Use
from devices.message import Message
from devices.vocabulary import DeviceId, Reference, Settings
from hub.home.catalogue import Catalogue
from hub.home.long_lists import LONG_B, PIECE
from tests.devices.families.zigbee_builders import WHITE, make_simulated
from tests.devices.simulated_zigbee import bridge_devices, bridge_groups

from ..build import moment

LAMP, GROUP = DeviceId("lamp"), DeviceId("all")
TOPIC = "zigbee2mqtt/bridge/devices"
REFERENCES: list[tuple[Use, Reference]] = [
    ("device", Reference("zigbee2mqtt", name, DeviceId(name))) for name in ("lamp", "all")
]


def paired(count: int, last: str = "lamp") -> Message:
    """So many lamps; the last of them is ours."""
    names = [*(f"other_{number}" for number in range(count - 1)), last]
    lamps = [make_simulated(WHITE, name, ieee_address=f"0x{number:016x}") for number, name in enumerate(names)]
    topic, payload = bridge_devices(lamps)
    assert len(payload) > LONG_B
    return Message(topic, payload, moment(), True)


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue(REFERENCES, Settings())


def read(catalogue: Catalogue) -> list[bool]:
    """What came of each piece, until all is read."""
    found = []
    while catalogue.long_lists.is_busy:
        found.append(catalogue.long_lists.read_on())
    return found


def test_between_two_pieces_whoever_came_in_has_their_turn(catalogue: Catalogue) -> None:
    assert not catalogue.announce(paired(60), has_time=True)
    assert LAMP not in catalogue.devices
    pieces = read(catalogue)
    assert len(pieces) >= 60 // PIECE
    assert pieces == [False] * (len(pieces) - 1) + [True]
    assert LAMP in catalogue.devices


def test_before_the_hub_is_online_it_is_read_at_once(catalogue: Catalogue) -> None:
    assert catalogue.announce(paired(60))
    assert LAMP in catalogue.devices
    assert not catalogue.long_lists.is_busy


def test_a_list_that_comes_while_another_is_read_is_the_one_that_counts(catalogue: Catalogue) -> None:
    catalogue.announce(paired(60), has_time=True)
    catalogue.long_lists.read_on()
    catalogue.announce(paired(50, last="renamed"), has_time=True)
    read(catalogue)
    assert LAMP not in catalogue.devices


def test_a_short_list_in_place_of_a_long_one_that_waits_is_the_one_that_counts(catalogue: Catalogue) -> None:
    catalogue.announce(paired(60), has_time=True)
    catalogue.announce(Message(TOPIC, b"[]", moment(), True), has_time=True)
    assert not catalogue.long_lists.is_busy
    assert LAMP not in catalogue.devices


def test_groups_that_come_while_their_members_are_read_are_known_afterwards(catalogue: Catalogue) -> None:
    catalogue.announce(paired(60), has_time=True)
    lamp = make_simulated(WHITE, "lamp", ieee_address=f"0x{59:016x}")
    catalogue.announce(Message(*bridge_groups({"all": [lamp]}), moment(), True), has_time=True)
    read(catalogue)
    assert "brightness" in catalogue.devices[GROUP].traits


def test_what_is_broken_at_its_end_is_refused_and_the_list_before_it_stands(catalogue: Catalogue) -> None:
    catalogue.announce(paired(60))
    catalogue.announce(Message(TOPIC, paired(60, last="x").payload[:-1], moment(), True), has_time=True)
    with pytest.raises(BadPayload):
        read(catalogue)
    assert not catalogue.long_lists.is_busy
    assert LAMP in catalogue.devices


def test_a_configuration_edited_meanwhile_gets_the_whole_list(catalogue: Catalogue) -> None:
    catalogue.announce(paired(60), has_time=True)
    catalogue.long_lists.read_on()
    edited = Catalogue(REFERENCES, Settings(), catalogue)
    assert read(edited)[-1]
    assert LAMP in edited.devices
