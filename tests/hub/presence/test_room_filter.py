"""Fingerprints instead of the nearest receiver: a flutter moves nobody, a walk does, and without any all is as before."""

import random
from pathlib import Path

import pytest

from devices.event import Seen
from devices.vocabulary import DeviceId, OccupantId, RoomId
from hub.api.answers import Answers
from hub.errors import NotPossible
from hub.presence.nearest_receiver import Nearest
from hub.presence.presence import Presence
from hub.presence.room_filter import RoomFilter
from hub.presence.sources import DISTANCE_S, SourceKind
from models.fingerprints import Fingerprint, Fingerprints, strength

from ..a_house import Living
from ..build import moment

PHONE, ANA = DeviceId("phone"), OccupantId("ana")
ROOMS = {RoomId("kitchen"): "Kitchen", RoomId("study"): "Study", RoomId("hall"): "Hall"}
# Receivers stand in kitchen and study only; the hall lies between. Metres to each from each room.
FROM = {"kitchen": (1.5, 7.0), "hall": (4.0, 4.0), "study": (7.0, 1.5)}


def fingerprints(seed: int = 1) -> Fingerprints:
    rng = random.Random(seed)
    return Fingerprints(
        Fingerprint(room, {"kitchen": strength(k) + rng.gauss(0, 1), "study": strength(s) + rng.gauss(0, 1)})
        for room, (k, s) in FROM.items()
        for _ in range(20)
    )


def walk(estimator: RoomFilter, story: list[tuple[str, float]], noise: float = 3.0, seed: int = 2) -> list[str | None]:
    """Each receiver speaks every two seconds. story: rooms and how long in each. The room after every word."""
    rng, now, found = random.Random(seed), 0.0, []
    for room, seconds in story:
        for _ in range(int(seconds)):
            now += 1.0
            receiver, metres = (("kitchen", FROM[room][0]), ("study", FROM[room][1]))[int(now) % 2]
            found.append(estimator.hear(receiver, metres * 10 ** (rng.gauss(0, noise) / 25), now))
    return found


def test_a_room_without_a_receiver_is_told_by_how_the_others_hear_it() -> None:
    assert walk(RoomFilter(fingerprints()), [("hall", 40)])[-1] == "hall"


def test_a_flutter_moves_nobody() -> None:
    rooms = walk(RoomFilter(fingerprints()), [("kitchen", 3600)], noise=5.0)
    assert set(rooms[10:]) == {"kitchen"}


def test_a_walk_is_followed_within_half_a_minute() -> None:
    rooms = walk(RoomFilter(fingerprints()), [("kitchen", 300), ("study", 60), ("hall", 60)])
    assert rooms[299] == "kitchen"
    assert rooms[329] == "study"
    assert rooms[-1] == "hall"


def test_whoever_has_just_come_in_is_followed_sooner_than_who_has_sat_a_while() -> None:
    def leaves_after(seconds: float) -> int:
        rooms = walk(RoomFilter(fingerprints()), [("kitchen", seconds), ("study", 90)], noise=0.5)
        return rooms[int(seconds) :].index("study")

    assert leaves_after(20) < leaves_after(300)


def test_at_first_it_waits_until_the_receivers_have_spoken() -> None:
    estimator = RoomFilter(fingerprints())
    assert estimator.hear("kitchen", 1.5, 0.0) is None
    assert estimator.share() == 0.5
    assert walk(estimator, [("kitchen", 10)])[-1] == "kitchen"
    assert estimator.share() > 0.8
    estimator.forget()
    assert estimator.room is None


def test_presence_uses_fingerprints_of_the_sources_that_have_them_and_can_go_back() -> None:
    presence = Presence({PHONE: (ANA, SourceKind.DISTANCE)}, ROOMS)
    for use, room in (({PHONE: fingerprints()}, "hall"), ({}, "kitchen")):
        presence.use(use)
        start = 0.0 if use else 500.0
        for second in range(60):
            for receiver, metres in zip(("Kitchen", "Study"), (3.9, 4.1), strict=True):
                at = moment(start + second)
                presence.hear(Seen(PHONE, receiver, at, distance_m=metres), at)
        assert presence.where(ANA).room == room
    assert isinstance(presence._sources[PHONE].nearest, Nearest)


def test_silence_ends_what_fingerprints_said_as_it_does_without_them() -> None:
    presence = Presence({PHONE: (ANA, SourceKind.DISTANCE)}, ROOMS)
    presence.use({PHONE: fingerprints()})
    for second in range(30):
        for receiver, metres in zip(("kitchen", "study"), FROM["study"], strict=True):
            presence.hear(Seen(PHONE, receiver, moment(second), distance_m=metres), moment(second))
    assert presence.where(ANA).room == "study"
    presence.tick(moment(30 + DISTANCE_S + 1))
    assert (presence.where(ANA).room, presence.where(ANA).home) == (None, None)


# Kept, and let go


SOURCE = {"espresense": "irk:ana"}
ROWS = {"kitchen": [{"kitchen": -3.0, "hall": -20.0}] * 9, "hall": [{"kitchen": -20.0, "hall": -3.0}] * 9}


def house_of(folder: Path, learn: list[str]) -> Living:
    return Living(folder, occupants={"ana": {"learn": learn, "presence": [SOURCE]}})


def asked(home: Living, **arguments: object) -> dict[str, object]:
    answers = Answers(home.step, is_running=False, link=dict)
    answer = answers.answer("calibrate", {"person": "ana", **arguments}, moment())
    if "error" in answer:
        raise NotPossible(str(answer["error"]))
    return answer


def test_fingerprints_are_kept_used_after_a_restart_replaced_and_dropped(tmp_path: Path) -> None:
    home = house_of(tmp_path, ["light"])
    source = next(iter(home.house.config.occupants[ANA].presence)).id
    assert asked(home, source=source, taken={"kitchen": ROWS["kitchen"]}) == {"person": "ana", "rooms": 1, "used": False}
    assert asked(home, source=source, taken=ROWS)["used"] is True
    assert len(home.store.fingerprints.all()[ANA, source]) == 18, "a room taken again replaces what it was"
    home.close()
    again = house_of(tmp_path, ["light"])
    assert isinstance(again.house.presence._sources[source].nearest, RoomFilter)
    assert asked(again, forget=True)["dropped"] == 18
    assert isinstance(again.house.presence._sources[source].nearest, Nearest)
    again.close()


def test_nothing_is_kept_of_who_agreed_to_nothing(tmp_path: Path) -> None:
    home = house_of(tmp_path, [])
    with pytest.raises(NotPossible, match="agreed to nothing"):
        asked(home, source="phone", taken=ROWS)
    assert home.store.fingerprints.all() == {}
    home.close()


@pytest.mark.parametrize("taken", [{"attic": ROWS["hall"]}, {"kitchen": []}, {"kitchen": [{"k": "near"}]}, ["kitchen"], None])
def test_what_is_no_fingerprint_is_refused_whole(tmp_path: Path, taken: object) -> None:
    home = house_of(tmp_path, ["light"])
    with pytest.raises(NotPossible):
        asked(home, source="phone", taken=taken)
    assert home.store.fingerprints.all() == {}
    home.close()
