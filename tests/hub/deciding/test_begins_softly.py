"""How loud music begins where nobody is sure how loud it is to be."""

from dataclasses import replace

import pytest

from devices.vocabulary import RoomId
from hub.deciding.begins_softly import begins_softly
from hub.decision import Outcome, Reason, Wish
from hub.home.room_devices import RoomDevice
from models.kind import kinds
from models.preference import Preference

from .a_room import ANA, RADIO, ARoom

ROOM, BOX = RoomId("kitchen"), RADIO.id
JAZZ = Wish(ROOM, BOX, "music", "music", "jazz", "silence", 0.9)
USUAL = Preference(kinds()["volume"], 0.25, 0.2, 6.0, mean=0.25)
UNSURE = Reason("not_sure", "only 40 % sure")
LOUD = Wish(ROOM, BOX, "volume", "volume", 0.25, 0.8, 0.4, Outcome.HELD, UNSURE, (ANA,), {ANA: USUAL})


@pytest.fixture
def box() -> RoomDevice:
    return ARoom(ANA).room_devices.fitting(RADIO.id)


def volume(box: RoomDevice, music: Wish, loudness: Wish) -> Wish:
    return begins_softly(box, {"music": music, "volume": loudness})["volume"]


def test_it_begins_as_softly_as_they_usually_have_it(box: RoomDevice) -> None:
    done = volume(box, JAZZ, LOUD)
    assert (done.outcome, done.value) == (Outcome.SENT, 0.25)


@pytest.mark.parametrize(
    ("music", "loudness"),
    [
        (replace(JAZZ, outcome=Outcome.SUGGESTED), LOUD),
        (replace(JAZZ, now="radio"), LOUD),  # it plays on
        (replace(JAZZ, value="silence", now="jazz"), LOUD),
        (JAZZ, replace(LOUD, now=0.2)),
        (JAZZ, replace(LOUD, now=0.3)),  # as good as that
        (JAZZ, replace(LOUD, reason=Reason("held_by_hand", ""))),
        (JAZZ, replace(LOUD, preferences={ANA: replace(USUAL, evidence=0.0)})),
    ],
)
def test_else_it_is_left_as_it_is(box: RoomDevice, music: Wish, loudness: Wish) -> None:
    assert volume(box, music, loudness) == loudness
