"""What a room's sensors say, by how people are there: on their feet, sitting, asleep."""

from hub.presence.room_signal import RoomSignal
from hub.presence.room_use import USES

NIGHT, EVENING = 0, 4


def quiet_since(use: str, part: int) -> RoomSignal:
    signal = RoomSignal(use=USES[use], part=part)
    signal.began(0.0)
    signal.ended(30.0)
    return signal


def test_an_hour_without_a_movement_tells_more_in_a_kitchen_than_where_people_sit_or_sleep() -> None:
    kitchen, living_room, bedroom = (
        quiet_since(use, part).silence(30.0, 3600.0)
        for use, part in (("kitchen", EVENING), ("living_room", EVENING), ("bedroom", NIGHT))
    )
    assert kitchen < living_room / 5 < bedroom / 5


def test_a_sensor_stays_on_longer_with_who_moves_about_and_not_with_a_sleeper() -> None:
    assert quiet_since("kitchen", EVENING).stays_on > 1.8
    assert quiet_since("bedroom", NIGHT).stays_on < 1.1


def test_who_goes_to_bed_late_is_expected_to_stay() -> None:
    bedroom = USES["bedroom"]
    assert bedroom.stay_in(5) > USES["living_room"].stay_in(5) > bedroom.stay_in(EVENING)
    assert bedroom.pull_in(5) > bedroom.pull_in(EVENING)
