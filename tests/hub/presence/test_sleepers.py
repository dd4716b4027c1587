"""Who sleeps in which bedroom, learned by living there for some days."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from devices.vocabulary import Moment, OccupantId, RoomId
from hub.presence.room_use import USES
from hub.presence.unnamed import Unnamed
from hub.presence.ways_to_sleep import ways_to_sleep

ANA, BEN = OccupantId("ana"), OccupantId("ben")
HALL, LIVING, EAST, WEST = RoomId("hall"), RoomId("living_room"), RoomId("east"), RoomId("west")
ROOMS = (HALL, LIVING, EAST, WEST)
START = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY_S, HOUR_S = 86_400.0, 3600.0


def moment(at: float) -> Moment:
    return Moment(START + timedelta(seconds=at), at)


def make_home(own: Sequence[OccupantId] = (ANA, BEN), sleepers: Mapping[RoomId, Sequence[OccupantId]] | None = None) -> Unnamed:
    uses = {HALL: USES["hall"], LIVING: USES["living_room"], EAST: USES["bedroom"], WEST: USES["bedroom"]}
    return Unnamed(ROOMS, {}, lambda when: when.hour // 4, None, own, len(own) == 2, uses, sleepers)


class Days:
    """Ana goes at seven and sleeps in the east, Ben at nine and in the west. Hours count from noon."""

    def __init__(self, home: Unnamed, beds: Mapping[OccupantId, RoomId] | None = None) -> None:
        self.home, self.day = home, 0
        self.beds = beds or {ANA: EAST, BEN: WEST}

    def live(self, days: int) -> None:
        for _ in range(days):
            begins = self.day * DAY_S
            happens = [*self._evening(ANA, 10.6, 18.7, 5.5), *self._evening(BEN, 11.4, 20.8, 6.5)]
            happens += [(5.6 + number / 12, LIVING) for number in range(56)]
            for hour, what in sorted(happens, key=lambda one: one[0]):
                self._passes(begins + hour * HOUR_S)
                at = moment(begins + hour * HOUR_S)
                if isinstance(what, tuple):
                    self.home.told(what[0], None, what[1])
                else:
                    self.home.moving(what, True, at)
                    self.home.moving(what, False, moment(at.mono + 20.0))
            self.day += 1
            self._passes(self.day * DAY_S)

    def _evening(
        self, who: OccupantId, bed: float, up: float, back: float
    ) -> list[tuple[float, RoomId | tuple[OccupantId, bool]]]:
        room, minute = self.beds[who], 1 / 60
        found: list[tuple[float, RoomId | tuple[OccupantId, bool]]] = [
            (back, (who, True)), (back + 0.2 * minute, HALL), (back + minute, LIVING),
            (bed, HALL), (bed + 0.5 * minute, room), (bed + 8 * minute, room),
        ]  # fmt: skip
        found += [(bed + 1.0 + 1.3 * number, room) for number in range(5)]
        return [*found, (up, room), (up + 3 * minute, HALL), (up + 20 * minute, HALL), (up + 24 * minute, (who, False))]

    def _passes(self, until: float) -> None:
        at = self.home._looked if self.home._looked > 0 else until - 1.0
        while at + 300.0 < until:
            at += 300.0
            self.home.tick(moment(at))
            self.home.ask(moment(at), 100_000)


def begun(home: Unnamed) -> Days:
    for who in (ANA, BEN):
        home.told(who, None, False)
    for room in ROOMS:
        home.moving(room, False, moment(0.0))
    return Days(home)


def found(home: Unnamed) -> dict[OccupantId, RoomId | None]:
    return {who: home.sleepers.room_of(who) for who in (ANA, BEN)}


def test_who_sleeps_where_is_learned_from_who_goes_out_after_which_bedroom_stirred_and_outlasts_a_restart() -> None:
    home = make_home()
    days = begun(home)
    days.live(3)
    assert found(home) == {ANA: None, BEN: None}  # a few nights tell little
    days.live(7)
    assert found(home) == {ANA: EAST, BEN: WEST}
    again = make_home()
    again.remember(home.shared_json(), {who: home.own_json(who) for who in (ANA, BEN)})
    assert found(again) == {ANA: EAST, BEN: WEST}
    assert [set(those) for those in again.movements.sleepers] == [set(), set(), {ANA}, {BEN}]
    again.forget(ANA)
    assert found(again) == {ANA: None, BEN: WEST}
    assert str(ANA) not in json.dumps([again.shared_json(), again.own_json(BEN)])


def test_what_was_asked_so_far_outlasts_a_restart() -> None:
    home = make_home()
    begun(home).live(3)
    kept = home.shared_json()["sleepers"]["round"]
    assert kept["days"] >= 1
    again = make_home()
    own = {who: home.own_json(who) for who in (ANA, BEN)}
    again.remember(home.shared_json(), own)
    assert again.shared_json()["sleepers"]["round"] == kept
    begun(again).live(2)
    assert again.shared_json()["sleepers"]["round"]["days"] > kept["days"]
    assert str(BEN) not in json.dumps(home.shared_json())  # so that nothing of him is left there when he is forgotten
    third = make_home()
    third.remember(home.shared_json(), {ANA: own[ANA]})
    assert "round" not in third.shared_json()["sleepers"]


def test_of_who_has_not_agreed_nothing_is_asked() -> None:
    home = make_home(own=(ANA,))
    begun(home).live(2)
    assert home.sleepers.room_of(BEN) is None
    assert home.shared_json() == {}
    home.agree((), is_shared=False)
    assert found(home) == {ANA: None, BEN: None}
    assert home.own_json(ANA) == {}


def test_what_is_said_is_not_asked_about() -> None:
    home = make_home(sleepers={EAST: [BEN], WEST: [ANA]})
    begun(home).live(2)
    assert found(home) == {ANA: None, BEN: None}
    assert "round" not in home.shared_json()["sleepers"]
    assert [set(those) for those in home.movements.sleepers] == [set(), set(), {BEN}, {ANA}]


def test_whom_a_source_names_in_rooms_is_not_asked_about() -> None:
    home = make_home()
    days = begun(home)
    home.told(ANA, LIVING, True)
    home.told(BEN, LIVING, True)
    home.tick(moment(60.0))
    days.live(2)
    assert "round" not in home.shared_json()["sleepers"]


@pytest.mark.parametrize(("people", "bedrooms", "ways"), [(2, 2, 4), (3, 2, 6), (4, 2, 6), (4, 3, 54), (5, 2, 20), (5, 3, 0)])
def test_a_home_is_asked_about_every_way_to_share_its_bedrooms_unless_there_are_too_many(
    people: int, bedrooms: int, ways: int
) -> None:
    who = [OccupantId(f"person_{number}") for number in range(people)]
    assert len(ways_to_sleep(who, range(bedrooms))) == ways
