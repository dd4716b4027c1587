"""What a room that everybody has left becomes: what is not so already, and no more than the hub may do there."""

from devices.vocabulary import SILENCE
from hub.deciding.empty_room import empty_wishes, left_behind

from ..build import moment
from .a_room import LAMP, RADIO, VALVE, ARoom, outcomes

OFF = {"light": "off", "music": "stop", "temperature": 16.0}


def found(room: ARoom) -> dict[str, tuple[str, str]]:
    return outcomes({wish.trait: wish for wish in empty_wishes(room.view())})


def test_light_music_and_heating_go_as_the_configuration_has_it() -> None:
    room = ARoom(when_empty=OFF).told(LAMP, power=True).told(RADIO, music="jazz").told(VALVE, setpoint=18.0)
    assert found(room) == {"power": ("sent", "empty"), "music": ("sent", "empty"), "setpoint": ("sent", "empty")}


def test_what_is_to_be_kept_is_kept() -> None:
    room = ARoom(when_empty={"light": "keep", "music": "keep", "temperature": "keep"})
    room.told(LAMP, power=True).told(RADIO, music="jazz").told(VALVE, setpoint=18.0)
    assert found(room) == {}


def test_what_is_so_already_is_left_and_what_is_not_known_waits() -> None:
    room = ARoom(when_empty=OFF).told(LAMP, power=False).told(VALVE, setpoint=16.0)
    assert found(room) == {"music": ("held", "unknown")}


def test_a_lamp_that_was_lit_when_the_broker_went_is_put_out_unheard_and_one_that_was_dark_waits() -> None:
    for was_lit, outcome in ((True, ("sent", "empty")), (False, ("held", "unknown"))):
        room = ARoom(when_empty={"light": "off"}).told(LAMP, power=was_lit)
        room.readings.unsettle([LAMP], moment(1))
        assert found(room) == {"power": outcome}


def test_a_room_the_hub_may_only_watch_is_left_alone_and_says_why() -> None:
    room = ARoom(when_empty={"light": "off"}).told(LAMP, power=True)
    room.ladder.ceiling = "suggest"
    assert found(room) == {"power": ("held", "ceiling")}


def test_a_room_whose_music_went_along_falls_silent_whatever_else_it_is_to_do() -> None:
    room = ARoom(when_empty={"music": "keep"}).told(RADIO, music="jazz")
    (wish,) = left_behind(room.view())
    assert (wish.value, wish.outcome.value, wish.reason.code) == (SILENCE, "sent", "follows")
    assert left_behind(room.told(RADIO, music=SILENCE).view()) == []
