"""What a room should become as somebody comes in, of plain values: nothing here opens a database."""

from hub.deciding.music_follows import Carried
from hub.deciding.wishes import Wishes
from hub.safety.caps import LIMIT

from ..build import moment
from .a_room import ANA, BEN, HALL, LAMP, RADIO, VALVE, ARoom, outcomes, wants

LEARNED = ("sent", "learned")


def dark() -> ARoom:
    """Nobody is in the kitchen yet; its lamp is off, nothing plays."""
    return ARoom().told(LAMP, power=False, brightness=1.0, colour_temperature=4000.0).told(RADIO, music="silence", volume=0.2)


def test_what_somebody_wants_for_certain_is_sent() -> None:
    found = dark().teach(ANA, power=True, brightness=0.4).wishes()
    assert outcomes(found)["power"] == outcomes(found)["brightness"] == LEARNED
    assert (found["power"].value, found["brightness"].value) == (True, 0.4)
    assert found["power"].occupants == (ANA,)
    assert found["power"].preferences is not None


def test_nothing_is_done_while_nobody_knows_what_time_it_is() -> None:
    room = dark().teach(ANA, power=True, brightness=0.4)
    room.is_time_trusted = False
    assert {code for _, code in outcomes(room.wishes()).values()} == {"no_time"}


def test_nothing_is_wished_for_in_a_domain_nobody_there_agreed_to() -> None:
    room = ARoom(occupants={"ana": {"learn": ["music"]}, "ben": {"learn": ["light"]}}).told(LAMP, power=False)
    room.teach(ANA, power=True, music="calm")
    assert set(room.wishes()) == {"music", "volume"}


def test_of_whom_nothing_is_known_nothing_is_guessed() -> None:
    assert set(outcomes(dark().wishes()).values()) == {("held", "no_examples")}


def test_a_dark_lamps_level_is_not_there_so_nothing_is_near_it() -> None:
    room = ARoom().told(LAMP, power=False, brightness=0.4).teach(ANA, power=True, brightness=0.4)
    found = room.wishes()
    assert found["brightness"].now is None
    assert outcomes(found)["brightness"] != ("held", "near_enough")


def test_what_is_there_and_good_enough_is_left() -> None:
    room = ARoom().told(LAMP, power=True, brightness=0.41).teach(ANA, power=True, brightness=0.4)
    assert outcomes(room.wishes())["brightness"] == ("held", "near_enough")


def test_what_a_hand_set_is_left_to_it_however_sure_one_is() -> None:
    room = dark().teach(ANA, power=True, brightness=0.4)
    room.hold(LAMP, "power", False)
    assert outcomes(room.wishes())["power"] == ("held", "held_by_hand")


def test_a_paused_hub_says_so_before_anything_else() -> None:
    room = dark().teach(ANA, power=True)
    room.hold(LAMP, "power", False)
    room.paused = True
    assert set(outcomes(room.wishes()).values()) == {("held", "paused")}


def test_with_two_in_the_room_the_one_it_may_do_least_for_decides_how_far_it_goes() -> None:
    room = dark().teach(ANA, power=True).teach(BEN, power=True)
    room.presence.people = {BEN: 1.0}
    room.ladder.levels = {BEN: "suggest"}
    assert outcomes(room.wishes())["power"] == ("suggested", "suggested")
    room.ladder.levels = {BEN: "watch"}
    assert outcomes(room.wishes())["power"] == ("held", "watching")


def test_whoever_nothing_is_known_of_has_no_say_beside_somebody_of_whom_much_is() -> None:
    room = dark().teach(ANA, power=True)
    room.presence.people = {BEN: 1.0}
    room.ladder.levels = {BEN: "watch"}
    found = room.wishes()
    assert outcomes(found)["power"] == LEARNED
    assert found["power"].occupants == (ANA,)


def test_a_room_where_people_are_asked_gets_suggestions_only() -> None:
    room = ARoom(sharing={"light": "ask"}).told(LAMP, power=False).teach(ANA, power=True)
    assert outcomes(room.wishes())["power"] == ("suggested", "suggested")


def test_what_is_written_down_stands_over_what_was_learned_and_over_what_was_earned() -> None:
    pins = [{"room": "kitchen", "quantity": "power", "value": False}]
    room = ARoom(occupants={"ana": {"learn": ["light"], "pinned": pins}}).told(LAMP, power=True).teach(ANA, power=True)
    room.ladder.levels = {ANA: "watch"}
    found = room.wishes()
    assert (found["power"].value, outcomes(found)["power"]) == (False, LEARNED)
    room.ladder.ceiling = "suggest"
    assert outcomes(room.wishes())["power"] == ("suggested", "suggested")


def test_a_level_does_not_light_a_lamp_that_is_to_stay_dark() -> None:
    unsure = dark().teach(ANA, brightness=0.4)
    unsure.shelf.known[ANA, "power"] = wants("power", True, sure=0.6)
    assert outcomes(unsure.wishes())["brightness"] == ("held", "dark")
    off = ARoom().told(LAMP, power=True, brightness=0.9).teach(ANA, power=False, brightness=0.4)
    assert outcomes(off.wishes())["power"] == LEARNED
    assert outcomes(off.wishes())["brightness"] == ("held", "dark")


def test_a_level_is_offered_only_with_the_light_it_belongs_to() -> None:
    alone = dark().teach(ANA, brightness=0.4)
    alone.ladder.levels = {ANA: "suggest"}
    assert outcomes(alone.wishes())["brightness"] == ("held", "dark")
    off = ARoom().told(LAMP, power=True, brightness=0.9).teach(ANA, power=False, brightness=0.4)
    off.ladder.levels = {ANA: "suggest"}
    assert outcomes(off.wishes())["power"] == ("suggested", "suggested")
    assert outcomes(off.wishes())["brightness"] == ("held", "dark")
    both = dark().teach(ANA, power=True, brightness=0.4)
    both.ladder.levels = {ANA: "suggest"}
    assert outcomes(both.wishes())["power"] == outcomes(both.wishes())["brightness"] == ("suggested", "suggested")


def test_loudness_is_offered_only_with_music() -> None:
    room = dark().teach(ANA, volume=0.4)
    room.ladder.levels = {ANA: "suggest"}
    assert outcomes(room.wishes())["volume"] == ("held", "silent")


def test_a_level_goes_to_a_lamp_that_is_lit() -> None:
    room = ARoom().told(LAMP, power=True, brightness=0.9).teach(ANA, brightness=0.4)
    assert outcomes(room.wishes())["brightness"] == LEARNED


def test_a_level_stays_with_a_switch_that_the_rails_hold() -> None:
    room = dark().teach(ANA, power=True, brightness=0.4)
    for _ in range(3):  # another program keeps putting it out
        room.command_history.record_reversal(LAMP.id, "power", room.view().now)
    found = outcomes(room.wishes())
    assert (found["power"], found["brightness"]) == (("held", "yielding"), ("held", "dark"))


def test_loudness_is_nothing_without_music() -> None:
    quiet = dark().teach(ANA, volume=0.4)
    assert outcomes(quiet.wishes())["volume"] == ("held", "silent")
    starts = dark().teach(ANA, volume=0.4, music="calm")
    assert outcomes(starts.wishes())["volume"] == outcomes(starts.wishes())["music"] == LEARNED
    stops = ARoom().told(RADIO, music="calm", volume=0.2).teach(ANA, volume=0.4, music="silence")
    assert outcomes(stops.wishes())["volume"] == ("held", "silent")


def test_a_heating_that_somebody_switched_off_stays_off() -> None:
    room = ARoom().told(VALVE, setpoint=17.0, hvac_mode="off").teach(ANA, setpoint=20.0)
    assert outcomes(room.wishes())["setpoint"] == ("held", "heating_off")
    room.readings.unsettle([VALVE], moment(1))  # whatever becomes of the broker
    room.told(VALVE, setpoint=17.0)
    assert outcomes(room.wishes())["setpoint"] == ("held", "heating_off")
    room.told(VALVE, hvac_mode="heat")
    assert outcomes(room.wishes())["setpoint"] == LEARNED


def test_music_that_comes_along_says_where_from() -> None:
    wishes = Wishes(dark().view(ANA), Carried(ANA, HALL, "calm")).on_arrival()
    (music,) = (wish for wish in wishes if wish.trait == "music")
    assert (music.outcome.value, music.reason.code, music.value) == ("sent", "follows", "calm")
    assert "Hall" in music.reason.words


def test_what_the_hub_itself_set_comes_down_to_the_limit_of_who_comes() -> None:
    occupants = {"ana": {"learn": ["light"]}, "ben": {"learn": [], "limits": {"brightness": 30}}}
    room = ARoom(ANA, occupants=occupants).told(LAMP, power=True, brightness=0.8)
    room.did(LAMP, "brightness", 0.8)
    for wishes in (Wishes(room.view(BEN)).on_arrival(), Wishes(room.view(BEN)).only_lowered()):
        (level,) = (wish for wish in wishes if wish.trait == "brightness")
        assert (level.outcome.value, level.reason.code, level.value) == ("sent", LIMIT, 0.3)


def test_what_a_hand_set_stays_above_a_limit() -> None:
    occupants = {"ana": {"learn": ["light"]}, "ben": {"learn": [], "limits": {"brightness": 30}}}
    room = ARoom(ANA, occupants=occupants).told(LAMP, power=True, brightness=0.8)
    assert Wishes(room.view(BEN)).only_lowered() == []
    room.did(LAMP, "brightness", 0.8)
    room.hold(LAMP, "brightness", 0.8)
    assert Wishes(room.view(BEN)).only_lowered() == []


def test_who_is_owed_gets_the_room() -> None:
    room = dark().teach(ANA, power=True).teach(BEN, power=False)
    room.presence.people = {ANA: 1.0, BEN: 1.0}
    room.ledger.debts = {("kitchen", "light"): {BEN: 3.0}}  # type: ignore[dict-item]
    assert room.wishes()["power"].value is False
    room.ledger.debts = {("kitchen", "light"): {ANA: 3.0}}  # type: ignore[dict-item]
    assert room.wishes()["power"].value is True
