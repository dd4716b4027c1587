"""Kodi over kodi2mqtt: it says which file plays, and takes an address or a stop."""

import json
from typing import Any

import pytest

from devices.command import Command
from devices.errors import BadCommand, BadPayload
from devices.event import Event, Ordered, Reachable, Reported
from devices.families.kodi import FAMILY
from devices.message import Message
from devices.vocabulary import OTHER_MUSIC, SILENCE, Device, DeviceId, Reference, Settings, Value

from ..recorded_lines import NOW, Line, recorded, shared

HOME = Settings(
    music={
        "calm": {"playlist": "evening.xsp"},
        "radio": {"url": "http://radio.example/stream"},
        "album": {"uri": "musicdb://albums/3/"},
    }
)
ID = DeviceId("kodi")


def make_player(home: Settings = HOME, base: str = "kodi") -> Device:
    device = FAMILY.from_reference(Reference("kodi", base, ID), home)
    assert device is not None
    return device


def heard(topic: str, payload: str | dict[str, Any], retain: bool = False) -> list[Event]:
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return list(FAMILY.hear(make_player(), Message(f"kodi/{topic}", text.encode(), NOW, retain)))


def state(value: object, **more: object) -> list[Event]:
    return heard("status/playbackstate", {"val": value, "kodi_playertype": "audio", **more})


def title(file: object) -> list[Event]:
    return heard("status/title", {"val": "x", "kodi_details": {"file": file}})


def music(value: str) -> list[Event]:
    return [Reported(ID, "music", value, NOW)]


def said(**wanted: Value) -> list[tuple[str, str]]:
    return [(out.topic, out.payload.decode()) for out in FAMILY.say(make_player(), Command(ID, wanted))]


@pytest.mark.parametrize(("value", "more"), [(0, {"kodi_state": "stopped"}), (2, {"kodi_state": "paused"}), (0, {})])
def test_stopped_and_paused_are_silence(value: int, more: dict[str, str]) -> None:
    assert state(value, **more) == music(SILENCE)


def test_the_end_of_one_track_is_nobodys_silence_unless_it_was_the_last_word() -> None:
    assert state(0, kodi_state="ended") == []
    kept = heard("status/playbackstate", {"val": 0, "kodi_state": "ended"}, retain=True)
    assert kept == [Reported(ID, "music", SILENCE, NOW, snapshot=True)]


def other(*may_be: str) -> list[Event]:
    return [Reported(ID, "music", OTHER_MUSIC, NOW, may_be=may_be)]


def test_playing_alone_says_not_what_and_may_be_any_wish() -> None:
    assert state(1, kodi_state="started") == other("calm", "radio", "album")
    assert state(1, kodi_state="resumed") == other("calm", "radio", "album")


def test_a_film_is_other_music_until_it_stops_pauses_or_ends() -> None:
    assert state(1, kodi_playertype="video") == other()
    for end in ({"kodi_state": "stopped"}, {"kodi_state": "ended"}):
        assert state(0, kodi_playertype="video", **end) == music(SILENCE)
    assert state(2, kodi_playertype="video") == music(SILENCE)


@pytest.mark.parametrize("value", [0, 1, 2])
def test_pictures_are_not_heard(value: int) -> None:
    assert state(value, kodi_playertype="picture") == []


@pytest.mark.parametrize("value", [3, -1, True, "playing", None, 1.5])
def test_an_unknown_state_is_refused(value: object) -> None:
    with pytest.raises(BadPayload):
        state(value)


def test_the_file_that_plays_names_the_wish_where_it_is_its_own() -> None:
    assert title("http://radio.example/stream") == music("radio")
    assert title("/srv/other.flac") == other("calm", "album")  # it may be of a list
    assert title(["x"]) == []
    assert heard("status/title", {"val": "x"}) == []


@pytest.mark.parametrize(("payload", "online"), [("2", True), ("0", False), ("1", False)])
def test_it_says_whether_it_is_there(payload: str, online: bool) -> None:
    assert heard("connected", payload, retain=True) == [Reachable(ID, online, NOW, True)]


def test_what_is_no_reach_is_refused_and_a_cleared_word_is_nothing() -> None:
    with pytest.raises(BadPayload):
        heard("connected", "yes")
    assert heard("connected", "") == []


def test_a_stream_is_opened_by_its_address_a_list_by_its_file_and_a_folder_as_one() -> None:
    assert said(music="radio") == [("kodi/command/play", "http://radio.example/stream")]
    assert said(music="calm") == [("kodi/command/play", "special://musicplaylists/evening.xsp")]
    assert said(music="album") == [("kodi/command/play", '{"item": {"directory": "musicdb://albums/3/"}}')]
    assert said(music=SILENCE) == [("kodi/command/playbackstate", "stop")]


def test_it_has_no_volume_and_says_so() -> None:
    assert set(make_player().traits) == {"music"}
    with pytest.raises(BadCommand, match="how loud"):
        said(volume=0.3)


@pytest.mark.parametrize("wanted", [{"music": "polka"}, {"music": 3.0}, {"music": True}, {"power": True}])
def test_what_it_cannot_take_is_refused(wanted: dict[str, Value]) -> None:
    with pytest.raises(BadCommand):
        said(**wanted)


@pytest.mark.parametrize(
    ("tune", "why"),
    [
        ({"source": "TV"}, "inputs"),
        ({"playlist": "Calm evening"}, "by their file"),
        ({"uri": "evening"}, "by their file"),
        ({}, "takes"),
    ],
)
def test_what_can_never_play_is_no_choice_and_why_is_said(tune: dict[str, str], why: str) -> None:
    assert why in FAMILY.unplayable(tune)
    assert make_player(Settings(music={"x": tune})).traits["music"].choices == (SILENCE,)


def test_a_player_of_lists_is_not_waited_for() -> None:
    assert not make_player().traits["music"].tells
    assert make_player(Settings(music={"radio": {"url": "http://radio.example/stream"}})).traits["music"].tells


def test_somebody_elses_orders_are_heard() -> None:
    assert heard("command/playbackstate", "2") == [Ordered(ID, "music", SILENCE, NOW)]
    assert heard("command/playbackstate", "stop") == [Ordered(ID, "music", SILENCE, NOW)]
    assert heard("command/playbackstate", "resume") == [Ordered(ID, "music", None, NOW)]
    assert heard("command/play", "http://radio.example/stream") == [Ordered(ID, "music", "radio", NOW)]
    assert heard("command/play", '{"item": {"file": "/x.mp3"}}') == [Ordered(ID, "music", None, NOW)]
    assert heard("command/play", '{"item": 7}') == [Ordered(ID, "music", None, NOW)]
    assert heard("command/play", "x", retain=True) == []


def test_an_opened_list_is_known_by_the_order_alone() -> None:
    opened = [Ordered(ID, "music", "album", NOW), Reported(ID, "music", "album", NOW)]
    assert heard("command/play", '{"item": {"directory": "musicdb://albums/3/"}}') == opened


def test_the_topic_prefix_is_written_with_or_without_its_slash() -> None:
    assert make_player(base="house/kodi/").hears == make_player(base="house/kodi").hears
    assert "house/kodi/status/title" in make_player(base="house/kodi/").hears


@pytest.mark.parametrize("name", ["", "/", "+", "a/#", "$SYS", "a\nb"])
def test_what_cannot_be_a_topic_is_a_mistake(name: str) -> None:
    reference = Reference("kodi", name, ID)
    assert FAMILY.mistakes(reference, HOME)
    assert FAMILY.from_reference(reference, HOME) is None


def tried(lines: tuple[Line, ...]) -> list[str]:
    """What became of each line: the traits it tells, or why nothing."""
    player = make_player(Settings(music={"evening": {"uri": "special://musicplaylists/evening.xsp"}}))
    told = []
    for line in lines:
        events = FAMILY.hear(player, line.message) if line.message.topic in player.hears else ()
        told.append(" ".join(f"{type(e).__name__}:{e.trait}={e.value}" for e in events if isinstance(e, Reported | Ordered)))
    return told


# Playing says not what; the order to open a list names the wish.
EXPECTED = ["Reported:music=other_music", "Ordered:music=evening Reported:music=evening"]


def test_every_recorded_message_is_understood() -> None:
    assert tried(recorded("kodi")) == EXPECTED


@pytest.mark.shared
def test_every_shared_message_is_understood() -> None:
    assert tried(tuple(line for line in shared("music") if line.message.topic.startswith("kodi/"))) == EXPECTED
