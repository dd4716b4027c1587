"""Presence: what several sources say of one person, and when that is somebody arriving."""

from hypothesis import given, settings
from hypothesis import strategies as st

from devices.event import Seen
from devices.vocabulary import AT_HOME, NOT_HOME, DeviceId, OccupantId, RoomId
from hub.presence.moved import Moved, Whereabouts
from hub.presence.nearest_receiver import Nearest
from hub.presence.presence import Presence
from hub.presence.sources import AWAY_S, DISTANCE_S, ROOM_S, SourceKind, kind_of, usual_timeout_s

from ..build import moment

ANA, BEN = OccupantId("ana"), OccupantId("ben")
TOPIC, PHONE, GPS, WATCH, BENS = (DeviceId(name) for name in ("topic", "phone", "gps", "watch", "bens"))
KITCHEN, LIVING, STUDY = RoomId("kitchen"), RoomId("living_room"), RoomId("study")
ROOMS = {KITCHEN: "Kitchen", LIVING: "Living room", STUDY: "Büro"}
SOURCES = {
    TOPIC: (ANA, SourceKind.ROOM),
    WATCH: (ANA, SourceKind.ROOM),
    PHONE: (ANA, SourceKind.DISTANCE),
    GPS: (ANA, SourceKind.REGION),
    BENS: (BEN, SourceKind.ROOM),
}


class House:
    """A presence that is told a story. at_s: seconds after its start."""

    def __init__(self, **timeouts: float) -> None:
        self.presence = Presence(SOURCES, ROOMS, {DeviceId(name): seconds for name, seconds in timeouts.items()})

    def hear(
        self,
        source: DeviceId,
        place: str | None,
        at_s: float = 0.0,
        distance_m: float | None = None,
        snapshot: bool = False,
        confidence: float = 1.0,
    ) -> list[Moved]:
        seen = Seen(source, place, moment(at_s), distance_m, confidence, snapshot)
        return self.presence.hear(seen, moment(at_s))

    def near(self, room: str, at_s: float, distance_m: float = 1.0) -> list[Moved]:
        return self.hear(PHONE, room, at_s, distance_m)

    def tick(self, at_s: float) -> list[Moved]:
        return self.presence.tick(moment(at_s))

    @property
    def ana(self) -> Whereabouts:
        return self.presence.where(ANA)

    @property
    def place(self) -> tuple[RoomId | None, bool | None]:
        return self.ana.room, self.ana.home


def one(moved: list[Moved]) -> Moved:
    assert len(moved) == 1
    return moved[0]


def arrivals(moved: list[Moved]) -> list[RoomId | None]:
    return [m.after.room for m in moved if m.fresh]


# One source that says where the person is when it changes


def test_nobody_is_anywhere_before_anything_is_heard() -> None:
    assert House().place == (None, None)
    assert House().presence.in_room(KITCHEN) == {}


def test_the_first_live_word_is_an_arrival() -> None:
    house = House()
    moved = one(house.hear(TOPIC, "kitchen"))
    assert (moved.before.room, moved.after.room, moved.fresh) == (None, KITCHEN, True)
    assert house.presence.in_room(KITCHEN).keys() == {ANA}
    assert house.presence.in_room(KITCHEN)[ANA] > 0.9


def test_the_same_word_again_is_no_move() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    assert house.hear(TOPIC, "kitchen", 5) == []
    assert house.ana.since == moment(0)


def test_another_room_is_taken_at_once() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    moved = one(house.hear(TOPIC, "study", 1))
    assert (moved.before.room, moved.after.room, moved.fresh) == (KITCHEN, STUDY, True)
    assert house.presence.in_room(KITCHEN) == {}


def test_a_rooms_name_is_understood_like_its_id() -> None:
    for spelled in ("Living room", "living-room", " LIVING_ROOM "):
        assert one(House().hear(TOPIC, spelled)).after.room == LIVING
    assert one(House().hear(TOPIC, "büro")).after.room == STUDY


def test_an_id_goes_before_another_rooms_name() -> None:
    presence = Presence(SOURCES, {RoomId("den"): "Study", STUDY: "Den"})
    assert one(presence.hear(Seen(TOPIC, "study", moment()), moment())).after.room == STUDY


def test_a_snapshot_sets_the_place_and_is_no_arrival() -> None:
    house = House()
    assert not one(house.hear(TOPIC, "kitchen", snapshot=True)).fresh
    assert house.hear(TOPIC, "kitchen", 1) == []
    assert arrivals(house.hear(TOPIC, "study", 2)) == [STUDY]


def test_what_lay_in_a_queue_for_long_is_a_snapshot() -> None:
    house = House()
    assert not one(house.presence.hear(Seen(TOPIC, "kitchen", moment(0)), moment(31))).fresh


def test_a_name_that_is_no_room_is_at_home_somewhere() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    assert one(house.hear(TOPIC, "hallway", 1)).fresh is False
    assert house.place == (None, True)


def test_back_from_a_corner_that_is_no_room_is_an_arrival() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    house.hear(TOPIC, "hallway", 100)
    assert arrivals(house.hear(TOPIC, "kitchen", 200)) == [KITCHEN]


def test_not_home_is_away_at_once_and_the_return_an_arrival() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    assert not one(house.hear(TOPIC, NOT_HOME, 1)).fresh
    assert house.place == (None, False)
    assert arrivals(house.hear(TOPIC, "kitchen", 2)) == [KITCHEN]


def test_no_longer_known_is_unknown_and_not_away() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    assert not one(house.hear(TOPIC, None, 1)).fresh
    assert house.place == (None, None)


def test_the_same_room_after_not_being_known_is_no_arrival() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    house.hear(TOPIC, None, 1)
    assert not one(house.hear(TOPIC, "kitchen", 2)).fresh
    assert arrivals(house.hear(TOPIC, "study", 3)) == [STUDY]


def test_at_home_alone_is_no_way_out_of_the_room() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    one(house.hear(TOPIC, AT_HOME, 1))
    assert house.place == (None, True)
    assert not one(house.hear(TOPIC, "kitchen", 2)).fresh


def test_a_said_room_stands_for_hours_and_then_is_unknown() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    assert house.tick(ROOM_S - 1) == []
    assert not one(house.tick(ROOM_S + 1)).fresh
    assert house.place == (None, None)


def test_a_source_may_have_its_own_patience() -> None:
    house = House(topic=300.0)
    house.hear(TOPIC, "kitchen")
    one(house.tick(301))
    assert house.place == (None, None)


def test_a_holiday_lasts_longer_than_a_room() -> None:
    house = House()
    house.hear(TOPIC, NOT_HOME)
    assert house.tick(ROOM_S * 5) == []
    assert house.place == (None, False)
    one(house.tick(AWAY_S + 1))
    assert house.place == (None, None)


def test_hardly_sure_is_as_good_as_nothing() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    assert house.hear(TOPIC, "study", 1, confidence=0.1) == []
    assert house.hear(TOPIC, "study", 1, confidence=float("nan")) == []


def test_how_sure_the_source_is_is_how_sure_we_are() -> None:
    house = House()
    house.hear(TOPIC, "kitchen", confidence=0.5)
    assert 0.4 < house.ana.confidence < 0.5


def test_an_unknown_source_moves_nobody() -> None:
    assert House().hear(DeviceId("stranger"), "kitchen") == []


def test_one_persons_source_never_moves_another() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    assert [m.occupant for m in house.hear(BENS, "kitchen", 1)] == [BEN]
    assert house.presence.in_room(KITCHEN).keys() == {ANA, BEN}


# Receivers that hear a phone


def test_the_first_words_of_a_receiver_are_no_arrival() -> None:
    house = House()
    assert not one(house.near("kitchen", 0)).fresh
    assert house.place == (KITCHEN, True)


def test_whoever_was_heard_before_arrives_in_another_room() -> None:
    house = House()
    for at in range(0, 30, 5):
        house.near("kitchen", at)
    moved = [m for at in range(30, 60, 5) for m in house.near("study", at, 0.5) + house.near("kitchen", at + 1, 6.0)]
    assert arrivals(moved) == [STUDY]


def test_the_right_room_found_in_the_first_seconds_is_no_arrival() -> None:
    house = House()
    house.near("kitchen", 0, 2.9)
    moved = [m for at in range(1, 9) for m in house.near("study", at, 0.5)]
    assert [m.after.room for m in moved] == [STUDY]
    assert arrivals(moved) == []


def test_silence_is_unknown_and_never_away() -> None:
    house = House()
    house.near("kitchen", 0)
    assert house.tick(DISTANCE_S) == []
    one(house.tick(DISTANCE_S + 1))
    assert house.place == (None, None)


def test_the_same_room_after_silence_is_no_arrival_and_another_is() -> None:
    house = House()
    house.near("kitchen", 0)
    house.tick(100)
    assert not one(house.near("kitchen", 200)).fresh
    house.tick(300)
    assert one(house.near("study", 400)).fresh


def test_whoever_was_away_and_is_heard_arrives() -> None:
    house = House()
    house.hear(GPS, NOT_HOME)
    assert one(house.near("kitchen", 600)).fresh


def test_a_retained_away_does_not_make_the_first_receiver_an_arrival() -> None:
    house = House()
    house.hear(GPS, NOT_HOME, snapshot=True)
    assert not one(house.near("kitchen", 600)).fresh


def test_one_far_word_after_silence_waits_for_a_second() -> None:
    house = House()
    assert house.near("study", 0, 7.0) == []
    assert one(house.near("kitchen", 1, 1.0)).after.room == KITCHEN


def test_a_fluttering_distance_moves_nobody() -> None:
    house = House()
    house.near("kitchen", 0, 2.0)
    moved: list[Moved] = []
    for at in range(5, 300, 5):
        moved += house.near("kitchen", at, 2.0 + (at % 3) * 0.4)
        moved += house.near("study", at + 0.5, 2.1 + ((at + 1) % 3) * 0.4)
    assert moved == []


def test_motion_in_the_room_keeps_a_sleeping_phone_there_but_not_for_ever() -> None:
    house = House()
    house.near("kitchen", 0)
    for at in range(30, 3000, 30):
        house.presence.support(KITCHEN, moment(at))
        house.tick(at)
        if house.ana.room is None:
            assert 900 <= at <= 1000
            return
    raise AssertionError("motion alone kept a person in the room")


def test_motion_elsewhere_or_too_late_keeps_nobody() -> None:
    house = House()
    house.near("kitchen", 0)
    house.presence.support(STUDY, moment(30))
    house.tick(70)
    house.presence.support(KITCHEN, moment(75))
    assert house.place == (None, None)


def test_between_two_rooms_the_confidence_is_lower() -> None:
    alone, between = House(), House()
    for at in (0, 5, 10):
        alone.near("kitchen", at, 1.0)
        between.near("kitchen", at, 2.0)
        between.near("study", at + 1, 2.2)
    assert between.ana.confidence < alone.ana.confidence - 0.2


# Several sources of one person


def test_the_room_entered_last_counts() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    assert arrivals(house.hear(WATCH, "study", 10)) == [STUDY]
    assert house.hear(TOPIC, "kitchen", 20) == []  # it only repeats itself
    assert arrivals(house.hear(TOPIC, "living_room", 30)) == [LIVING]


def test_an_overruled_word_does_not_come_back() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    house.hear(WATCH, "study", 10)
    one(house.hear(WATCH, None, 20))
    assert house.place == (None, None)


def test_two_that_agree_are_surer_than_one() -> None:
    house = House()
    house.hear(TOPIC, "kitchen", confidence=0.6)
    alone = house.ana.confidence
    house.hear(WATCH, "kitchen", 1, confidence=0.6)
    assert house.ana.confidence > alone


def test_at_home_leaves_another_sources_room_alone() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    assert house.hear(GPS, AT_HOME, 10) == []
    assert house.place == (KITCHEN, True)


def test_at_home_ends_an_earlier_away() -> None:
    house = House()
    house.hear(TOPIC, NOT_HOME)
    one(house.hear(GPS, AT_HOME, 10))
    assert house.place == (None, True)


def test_away_ends_a_room_said_before_it() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    one(house.hear(GPS, NOT_HOME, 100))
    assert house.place == (None, False)
    one(house.hear(GPS, None, 200))
    assert house.place == (None, None)  # the kitchen does not come back


def test_a_source_that_repeats_the_old_room_does_not_undo_away_but_one_that_was_silent_does() -> None:
    house = House()
    for at in range(0, 100, 10):
        house.hear(TOPIC, "kitchen", at)
    house.hear(GPS, NOT_HOME, 100)
    assert house.hear(TOPIC, "kitchen", 110) == []
    assert arrivals(house.hear(TOPIC, "kitchen", 2000)) == [KITCHEN]


def test_a_live_receiver_goes_before_away() -> None:
    house = House()
    house.near("kitchen", 0)
    assert house.hear(GPS, NOT_HOME, 2) == []
    assert house.near("kitchen", 5) == []
    one(house.tick(70))
    assert house.place == (None, None)  # it was heard after away was said: what follows is silence


def test_away_said_after_the_last_word_of_a_receiver_comes_into_force() -> None:
    house = House()
    house.near("kitchen", 0)
    house.hear(GPS, NOT_HOME, 20)
    assert not one(house.tick(70)).fresh
    assert house.place == (None, False)


def test_a_region_elsewhere_is_away_and_a_beacons_is_its_room() -> None:
    house = House()
    one(house.hear(GPS, "Work"))
    assert house.place == (None, False)
    assert arrivals(house.hear(GPS, "Kitchen", 100)) == [KITCHEN]


def test_a_room_that_shows_up_because_another_source_fell_silent_is_no_arrival() -> None:
    house = House()
    for at in range(0, 21, 5):
        house.near("kitchen", at)
    house.hear(TOPIC, "study", 22)
    house.near("kitchen", 25)
    moved = one(house.hear(TOPIC, None, 30))
    assert (moved.after.room, moved.fresh) == (KITCHEN, False)


def test_of_two_snapshots_a_room_goes_before_away() -> None:
    for first, second in (((TOPIC, "kitchen"), (GPS, NOT_HOME)), ((GPS, NOT_HOME), (TOPIC, "kitchen"))):
        house = House()
        house.hear(*first, snapshot=True)
        house.hear(*second, at_s=1, snapshot=True)
        assert house.place == (KITCHEN, True)


def test_a_live_away_goes_before_a_retained_room() -> None:
    house = House()
    house.hear(GPS, NOT_HOME)
    assert house.hear(TOPIC, "kitchen", 1, snapshot=True) == []
    assert house.place == (None, False)


def test_a_reconnect_that_repeats_what_is_known_changes_nothing() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    house.near("study", 50)
    house.near("study", 55)
    assert house.hear(TOPIC, "kitchen", 60, snapshot=True) == []
    assert house.place == (STUDY, True)


def test_a_retained_word_of_a_receiver_does_not_hold_off_away_but_a_live_one_ends_it() -> None:
    house = House()
    house.hear(PHONE, "kitchen", distance_m=1.0, snapshot=True)
    house.hear(GPS, NOT_HOME, 5)
    assert house.place == (None, False)
    assert arrivals(house.near("kitchen", 10)) == [KITCHEN]


def test_an_away_that_a_room_ended_does_not_come_back() -> None:
    house = House()
    house.hear(GPS, NOT_HOME)
    house.hear(TOPIC, "kitchen", 10)
    house.hear(TOPIC, None, 20)
    assert house.place == (None, None)


def test_what_changed_while_the_link_was_down_is_newer_than_what_was_known() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    house.hear(GPS, AT_HOME, 50)
    assert not one(house.hear(TOPIC, NOT_HOME, 100, snapshot=True)).fresh
    assert house.place == (None, False)


def test_a_receiver_that_hears_the_phone_elsewhere_makes_a_said_room_less_sure() -> None:
    alone, doubted = House(), House()
    doubted.near("kitchen", 0)
    for house in (alone, doubted):
        house.hear(TOPIC, "study", 20)
    assert doubted.ana.room == STUDY
    assert doubted.ana.confidence < alone.ana.confidence - 0.2


def test_the_first_live_word_of_a_retained_room_ends_away() -> None:
    house = House()
    house.hear(TOPIC, "kitchen", snapshot=True)
    house.hear(GPS, NOT_HOME, 5)
    assert arrivals(house.hear(TOPIC, "kitchen", 10)) == [KITCHEN]


# After a restart, after a new configuration


def test_the_room_from_before_a_restart_is_no_arrival() -> None:
    house = House()
    house.presence.restore(ANA, "kitchen")
    assert house.place == (KITCHEN, True)
    assert house.hear(TOPIC, "kitchen") == []
    assert arrivals(house.hear(TOPIC, "study", 1)) == [STUDY]


def test_another_room_than_before_the_restart_is_an_arrival() -> None:
    house = House()
    house.presence.restore(ANA, "kitchen")
    moved = one(house.hear(TOPIC, "study"))
    assert (moved.before.room, moved.fresh) == (KITCHEN, True)


def test_a_retained_word_goes_before_what_was_restored() -> None:
    house = House()
    house.presence.restore(ANA, "kitchen")
    assert not one(house.hear(TOPIC, NOT_HOME, snapshot=True)).fresh
    assert house.place == (None, False)


def test_what_was_restored_grows_old() -> None:
    presence = Presence({PHONE: (ANA, SourceKind.DISTANCE)}, ROOMS)
    presence.restore(ANA, "kitchen")
    assert presence.tick(moment(0)) == []
    assert presence.where(ANA).since == moment(0)
    [moved] = presence.tick(moment(DISTANCE_S + 1))
    assert (moved.after.room, moved.after.home, moved.fresh) == (None, None, False)
    assert not one(presence.hear(Seen(PHONE, "kitchen", moment(100), 1.0), moment(100))).fresh


def test_at_home_keeps_the_restored_room_and_anything_clearer_ends_it() -> None:
    house = House()
    house.presence.restore(ANA, "kitchen")
    assert house.hear(GPS, AT_HOME) == []
    assert house.place == (KITCHEN, True)
    one(house.hear(TOPIC, None, 1))
    assert house.place == (None, True)


def test_a_restored_place_that_is_none_is_ignored() -> None:
    house = House()
    house.presence.restore(ANA, "unknown")
    house.presence.restore(BEN, "a room that is gone")
    assert house.place == (None, None)
    assert house.presence.where(BEN).home is None


def test_somebody_restored_as_away_arrives() -> None:
    house = House()
    house.presence.restore(ANA, NOT_HOME)
    assert house.place == (None, False)
    assert arrivals(house.hear(TOPIC, "kitchen")) == [KITCHEN]


def test_a_new_configuration_keeps_people_where_they_are() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    after = Presence(SOURCES, ROOMS)
    after.adopt(house.presence)
    assert after.where(ANA).room == KITCHEN
    assert after.hear(Seen(TOPIC, "kitchen", moment(5)), moment(5)) == []
    assert after.tick(moment(6)) == []


def test_a_room_that_is_gone_from_the_configuration_holds_nobody() -> None:
    house = House()
    house.hear(TOPIC, "kitchen")
    after = Presence(SOURCES, {STUDY: "Study"})
    after.adopt(house.presence)
    assert (after.where(ANA).room, after.where(ANA).home) == (None, True)


def test_the_next_deadline_is_when_the_first_word_ends() -> None:
    house = House()
    assert house.presence.next_deadline() is None
    house.hear(TOPIC, "kitchen")
    house.near("kitchen", 10)
    assert house.presence.next_deadline() == moment(10 + DISTANCE_S).mono


def test_each_family_speaks_in_its_own_way() -> None:
    kinds = {family: kind_of(family) for family in ("espresense", "owntracks", "topic", "home_assistant_mqtt")}
    assert kinds == {
        "espresense": SourceKind.DISTANCE,
        "owntracks": SourceKind.REGION,
        "topic": SourceKind.ROOM,
        "home_assistant_mqtt": SourceKind.ROOM,
    }


# The nearest receiver


def test_a_receiver_that_hears_nothing_more_gives_way() -> None:
    nearest = Nearest()
    nearest.hear("kitchen", 1.0, 0.0)
    assert [nearest.hear("study", 4.0, at) for at in (5.0, 10.0, 15.0, 25.0)] == ["kitchen", "kitchen", "kitchen", "study"]


def test_one_near_word_does_not_take_over() -> None:
    nearest = Nearest()
    for at in range(0, 30, 5):
        nearest.hear("kitchen", 3.0, float(at))
    assert nearest.hear("study", 0.5, 26.0) == "kitchen"
    assert nearest.hear("study", 0.5, 27.0) == "kitchen"
    assert nearest.hear("study", 0.5, 30.0) == "study"


def test_a_nearer_room_must_go_on_speaking_to_take_over() -> None:
    nearest = Nearest()
    for at in range(0, 30, 5):
        nearest.hear("kitchen", 3.0, float(at))
    nearest.hear("study", 0.5, 26.0)
    assert nearest.hear("kitchen", 3.0, 30.0) == "kitchen"


def test_two_far_words_are_enough() -> None:
    nearest = Nearest()
    assert [nearest.hear("study", 7.0, 0.0), nearest.hear("study", 7.0, 5.0)] == [None, "study"]


# Whatever happens

PLACES = st.sampled_from([None, "kitchen", "living_room", "study", "hallway", AT_HOME, NOT_HOME])
WORD = st.tuples(
    st.sampled_from(["hear", "hear", "hear", "tick", "support"]),
    st.sampled_from([TOPIC, WATCH, PHONE, GPS, BENS]),
    PLACES,
    st.one_of(st.none(), st.floats(0.0, 12.0)),
    st.booleans(),
    st.floats(0.0, 1.0),
    st.sampled_from([0.0, 1.0, 5.0, 61.0, 400.0, 50_000.0]),
)
Story = list[tuple[str, DeviceId, str | None, float | None, bool, float, float]]


def told(story: Story) -> list[tuple[bool, bool, list[Moved], Whereabouts]]:
    """Per step: was it live speech, had anybody said away, what moved, where Ana is after."""
    house, at_s, steps, said_away = House(), 0.0, [], False
    for what, source, place, distance, snapshot, confidence, pause in story:
        at_s += pause
        if what == "hear":
            moved = house.hear(source, place, at_s, distance, snapshot, confidence)
            said_away |= place == NOT_HOME or (source == GPS and place == "hallway")
        elif what == "support":
            house.presence.support(KITCHEN, moment(at_s))
            moved = []
        else:
            moved = house.tick(at_s)
        steps.append((what == "hear" and not snapshot, said_away, moved, house.ana))
    return steps


@settings(max_examples=400, deadline=None)
@given(story=st.lists(WORD, max_size=40))
def test_nothing_but_live_words_is_ever_an_arrival(story: Story) -> None:
    for is_live, _, moved, _ in told(story):
        assert is_live or not any(m.fresh for m in moved)


@settings(max_examples=400, deadline=None)
@given(story=st.lists(WORD, max_size=40))
def test_nobody_is_away_unless_somebody_said_so(story: Story) -> None:
    for _, said_away, _, where in told(story):
        assert said_away or where.home is not False


@settings(max_examples=400, deadline=None)
@given(story=st.lists(WORD, max_size=40))
def test_moves_follow_each_other_and_tell_the_truth(story: Story) -> None:
    last: Whereabouts | None = None
    for _, _, moved, where in told(story):
        assert len(moved) <= 2
        for move in (m for m in moved if m.occupant == ANA):
            assert (move.before.room, move.before.home) != (move.after.room, move.after.home)
            assert last is None or (move.before.room, move.before.home) == (last.room, last.home)
            assert not move.fresh or (move.after.room is not None and move.after.room != move.before.room)
            last = move.after
        assert 0.0 <= where.confidence <= 1.0
        assert where.room is None or where.home is True
        assert last is None or (where.room, where.home) == (last.room, last.home)


@settings(max_examples=300, deadline=None)
@given(story=st.lists(WORD, max_size=30))
def test_after_long_silence_everything_is_unknown(story: Story) -> None:
    house, at_s = House(), 0.0
    for what, source, place, distance, snapshot, confidence, pause in story:
        at_s += pause
        if what == "hear":
            house.hear(source, place, at_s, distance, snapshot, confidence)
    house.tick(at_s + AWAY_S + 1)
    assert house.place == (None, None)
    assert house.presence.next_deadline() is None


def test_of_several_listeners_one_that_hears_the_phone_outvotes_those_that_lost_it() -> None:
    presence = Presence({PHONE: (ANA, SourceKind.ROOM)}, ROOMS)

    def told(receiver: str, place: str, at_s: float) -> bool | None:
        presence.hear(Seen(PHONE, place, moment(at_s), receiver=receiver), moment(at_s))
        return presence.where(ANA).home

    assert told("first floor", AT_HOME, 0) is True
    assert told("garage", NOT_HOME, 10) is True, "the garage has lost it, the first floor hears it"
    assert told("first floor", NOT_HOME, 20) is False, "lost to both"
    assert told("garage", AT_HOME, 30) is True


def test_receivers_of_distances_faces_and_regions_are_told_apart_by_their_family() -> None:
    assert {kind_of(family) for family in ("espresense", "mqtt_room", "openmqttgateway")} == {SourceKind.DISTANCE}
    assert {kind_of(family) for family in ("topic", "room_assistant", "monitor", "frigate")} == {SourceKind.ROOM}
    assert kind_of("owntracks") is SourceKind.REGION
    assert usual_timeout_s("frigate") == 600.0
    assert usual_timeout_s("monitor") is None
