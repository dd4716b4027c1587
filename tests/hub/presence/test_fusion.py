"""Fusion: opinions of several sources in, one verdict and the overruled out."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from devices.vocabulary import AT_HOME, NOT_HOME, RoomId
from hub.presence.fusion import Opinion, folded, fuse, holds_off, is_left_behind

KITCHEN, STUDY = RoomId("kitchen"), RoomId("study")


def opinion(place: str, since: float = 0.0, **more: object) -> Opinion:
    """Of a source that says its place when it changes, unless said otherwise."""
    room = RoomId(place) if place in (KITCHEN, STUDY) else None
    made = Opinion(place, room, place != NOT_HOME, since, since, since + 3600.0, 0.9, live=True)
    return replace(made, **more)  # type: ignore[arg-type]


def heard(place: str, since: float = 0.0, **more: object) -> Opinion:
    """A receiver's, that hears the phone over and over."""
    return opinion(place, since, keeps=True, **more)


def test_of_no_opinion_nothing_follows() -> None:
    verdict = fuse([])
    assert (verdict.room, verdict.home, verdict.why, verdict.overruled) == (None, None, None, frozenset())


def test_the_room_entered_last_counts_and_the_earlier_is_overruled() -> None:
    earlier, later = opinion(KITCHEN, 1), opinion(STUDY, 2)
    verdict = fuse([later, earlier])
    assert (verdict.room, verdict.why, verdict.overruled) == (STUDY, later, {earlier})


def test_a_receiver_that_hears_the_phone_elsewhere_is_not_overruled_but_doubted() -> None:
    said = opinion(STUDY, 2)
    verdict = fuse([heard(KITCHEN, 1), said])
    assert (verdict.room, verdict.overruled) == (STUDY, frozenset())
    assert verdict.confidence < fuse([said]).confidence


def test_two_that_agree_are_surer_than_either() -> None:
    assert fuse([opinion(KITCHEN, 1), opinion(KITCHEN, 2)]).confidence > fuse([opinion(KITCHEN, 2)]).confidence


def test_away_said_later_overrules_every_room() -> None:
    rooms = [opinion(KITCHEN, 1), opinion(AT_HOME, 2)]
    verdict = fuse([*rooms, opinion(NOT_HOME, 3)])
    assert (verdict.home, verdict.room, verdict.overruled) == (False, None, set(rooms))


def test_away_said_earlier_is_overruled_by_a_room() -> None:
    away = opinion(NOT_HOME, 1)
    verdict = fuse([away, opinion(KITCHEN, 2)])
    assert (verdict.room, verdict.overruled) == (KITCHEN, {away})


def test_a_room_overrules_every_away_said_before_it_at_once() -> None:
    gone = [opinion(NOT_HOME, 0), opinion(NOT_HOME, 1)]
    assert fuse([opinion(KITCHEN, 2), *gone]).overruled == set(gone)


def test_away_waits_for_a_receiver_and_is_not_lost_meanwhile() -> None:
    verdict = fuse([heard(KITCHEN, 1), opinion(NOT_HOME, 2)])
    assert (verdict.room, verdict.overruled) == (KITCHEN, frozenset())


def test_a_position_outside_waits_for_no_receiver_that_only_goes_on_hearing() -> None:
    left, away = heard(KITCHEN, 1), opinion(NOT_HOME, 2, is_proven=True)
    assert is_left_behind(left, away)
    assert fuse([left, away]).home is False
    assert holds_off(heard(KITCHEN, 3), away)  # heard anew after it: they are back before the phone has noticed
    assert fuse([heard(KITCHEN, 3), away]).room == KITCHEN


def test_what_lies_still_neither_places_nor_holds_nor_dissents() -> None:
    tablet = heard(KITCHEN, 5, lies=True)
    assert fuse([tablet]).home is None
    assert fuse([tablet, opinion(NOT_HOME, 2)]).home is False
    beside, alone = fuse([tablet, opinion(STUDY, 1)]), fuse([opinion(STUDY, 1)])
    assert (beside.room, beside.confidence) == (STUDY, alone.confidence)


def test_at_home_alone_is_home_and_no_room() -> None:
    verdict = fuse([opinion(AT_HOME, 1)])
    assert (verdict.home, verdict.room) == (True, None)


def test_at_home_leaves_another_sources_room_alone() -> None:
    assert fuse([opinion(AT_HOME, 9), opinion(KITCHEN, 1)]).room == KITCHEN


def test_the_overruled_says_nothing_any_more() -> None:
    assert fuse([opinion(KITCHEN, 5, overruled=True), opinion(STUDY, 1)]).room == STUDY


def test_names_are_read_as_people_write_them() -> None:
    assert {folded(name) for name in ("Living-Room", "living room", " living_room ")} == {"living_room"}


opinions = st.lists(
    st.builds(
        opinion,
        st.sampled_from([KITCHEN, STUDY, "hallway", AT_HOME, NOT_HOME]),
        st.floats(0, 100),
        keeps=st.booleans(),
        live=st.booleans(),
        is_proven=st.booleans(),
        lies=st.booleans(),
        overruled=st.booleans(),
    ),
    max_size=5,
)


@given(opinions)
def test_only_what_stood_is_overruled_and_never_what_the_verdict_rests_on(given_: list[Opinion]) -> None:
    verdict = fuse(given_)
    assert verdict.overruled <= {o for o in given_ if not o.overruled and not o.lies}
    assert verdict.why is None or verdict.why not in verdict.overruled
    assert (verdict.why is None) == (verdict.home is None)


@given(opinions)
def test_what_was_overruled_changes_nothing_the_next_time(given_: list[Opinion]) -> None:
    first = fuse(given_)
    again = fuse([replace(o, overruled=True) if o in first.overruled else o for o in given_])
    assert (again.room, again.home, again.overruled) == (first.room, first.home, frozenset())
