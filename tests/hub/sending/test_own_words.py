"""The hub's own words come back from the broker: they are nobody's order, however they are spelt."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.message import Message, Outgoing
from devices.vocabulary import DeviceId
from hub.attribution.attribution import Attribution

from ..a_house import Living
from ..build import moment

SPEAKER = DeviceId("speaker")
UUID = "RINCON_000E5800000000562"
ROOMS = {"kitchen": {"devices": [{"sonos": UUID, "id": "speaker"}]}, "hall": {}}


def state(volume: int) -> str:
    return f'{{"uuid": "{UUID}", "name": "Kitchen", "volume": {{"Master": {volume}}}, "transportState": "STOPPED"}}'


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    made = Living(tmp_path, rooms=ROOMS)
    made.hear("home/presence/ana", "kitchen", 0.0)
    made.hear(f"sonos/{UUID}", state(20), 0.0)
    yield made
    made.close()


def heard_back(home: Living, commands: list[Outgoing], at_s: float) -> None:
    for command in commands:
        home.step.hear(Message(command.topic, command.payload, moment(at_s)))


def louder(home: Living) -> list[Outgoing]:
    """The hub sets the volume, which takes two commands; what they are."""
    before = len(home.said)
    home.house.outbox.send({SPEAKER: {"volume": 0.4}}, "d1", moment(10.0))
    commands = home.said[before:]
    assert [b"unmute" in command.payload for command in commands] == [False, True]
    return commands


def held(home: Living) -> object:
    return home.house.ledger.held(SPEAKER, "volume", moment(14.0))


def test_an_unmute_of_the_hubs_own_explains_no_hand(home: Living) -> None:
    heard_back(home, louder(home), 10.01)
    home.hear(f"sonos/{UUID}", state(40), 10.3)
    home.hear(f"sonos/{UUID}", state(70), 12.0)
    assert held(home)


def test_an_unmute_of_another_programs_does(home: Living) -> None:
    commands = louder(home)
    heard_back(home, commands, 10.01)
    home.hear(f"sonos/{UUID}", state(40), 10.3)
    heard_back(home, commands[1:], 11.0)
    home.hear(f"sonos/{UUID}", state(70), 12.0)
    assert not held(home)


def test_words_are_the_hubs_own_once_and_for_a_while(home: Living) -> None:
    (command, _) = louder(home)
    message = Message(command.topic, command.payload, moment(11.0))
    assert [home.house.outbox.is_own(message), home.house.outbox.is_own(message)] == [True, False]
    (command, _) = louder(home)
    assert not home.house.outbox.is_own(Message(command.topic, command.payload, moment(60.0)))


def test_a_lamp_lit_right_after_it_was_put_out_may_come_from_the_dark_though_it_has_not_said_so(tmp_path: Path) -> None:
    home = Living(tmp_path)
    home.hear("home/lamp", '{"on": "on", "level": 40}', 0.0)
    lamp = DeviceId("lamp")
    home.house.outbox.send({lamp: {"power": False}}, "d1", moment(10.0))
    home.house.outbox.send({lamp: {"power": True, "brightness": 0.8}}, "d2", moment(10.5))
    attribution: Attribution = home.house.attribution
    expected = attribution.open_until(lamp, "brightness")
    home.close()
    assert expected is not None
    assert expected.old is None
