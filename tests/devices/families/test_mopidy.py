"""Mopidy over Mopiqtt: which wish plays is said only where it can be recognised."""

import pytest

from devices.command import Command
from devices.errors import BadCommand, BadPayload
from devices.event import Event, Ordered, Reported
from devices.families.mopidy import FAMILY
from devices.message import Message
from devices.vocabulary import OTHER_MUSIC, SILENCE, Device, DeviceId, Reference, Settings, Value

from ..recorded_lines import NOW, Line, recorded, shared

HOME = Settings(
    music={
        "calm": {"playlist": "m3u:Calm.m3u8"},
        "rain": {"uri": "file:///srv/music/calm/a.wav"},
        "radio": {"url": "http://radio.example/stream"},
    }
)


def make_player(home: Settings = HOME, base: str = "mopidy") -> Device:
    device = FAMILY.from_reference(Reference("mopidy", base, DeviceId("mopidy")), home)
    assert device is not None
    return device


def heard(topic: str, payload: str, retain: bool = False) -> list[Event]:
    return list(FAMILY.hear(make_player(), Message(f"mopidy/{topic}", payload.encode(), NOW, retain)))


def values(events: list[Event]) -> dict[str, Value]:
    return {event.trait: event.value for event in events if isinstance(event, Reported)}


def said(**wanted: Value) -> list[tuple[str, str]]:
    return [(out.topic, out.payload.decode()) for out in FAMILY.say(make_player(), Command(DeviceId("mopidy"), wanted))]


def test_the_volume_is_in_percent() -> None:
    assert values(heard("stat/vol", "55")) == {"volume": 0.55}


@pytest.mark.parametrize("payload", ["101", "-1", "loud", "nan", "=55"])
def test_a_volume_that_cannot_be_is_refused(payload: str) -> None:
    with pytest.raises(BadPayload):
        heard("stat/vol", payload)


@pytest.mark.parametrize("payload", ["paused", "stopped", "stop"])
def test_stopped_or_paused_is_silence(payload: str) -> None:
    assert values(heard("stat/plstate", payload)) == {"music": SILENCE}


def other(*may_be: str) -> list[Event]:
    return [Reported(DeviceId("mopidy"), "music", OTHER_MUSIC, NOW, may_be=may_be)]


def test_playing_alone_says_not_what_and_may_be_any_wish() -> None:
    assert heard("stat/plstate", "playing") == other("calm", "rain", "radio")


def test_a_track_that_is_a_wish_is_recognised() -> None:
    assert values(heard("stat/trk_uri", "file:///srv/music/calm/a.wav")) == {"music": "rain"}
    assert values(heard("stat/trklist", '[{"name": "x", "uri": "http://radio.example/stream"}]')) == {"music": "radio"}


def test_a_track_nobody_wished_for_is_other_music_or_of_a_playlist() -> None:
    assert heard("stat/trk_uri", "file:///other.wav") == other("calm")
    assert heard("stat/trk_uri", "") == []


def test_what_is_only_listed_may_not_play_at_all() -> None:
    assert heard("stat/trklist", '[{"uri": "file:///other.wav"}]') == []
    assert heard("stat/trklist", '[{"uri": "a"}, {"uri": "b"}]') == []


def test_an_emptied_list_is_no_silence() -> None:
    assert heard("stat/trklist", "[]") == []


@pytest.mark.parametrize("payload", ["{", "{}", "[1]", '[{"name": "x"}]', '[{"uri": 5}]'])
def test_a_list_without_tracks_is_refused(payload: str) -> None:
    with pytest.raises(BadPayload):
        heard("stat/trklist", payload)


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(BadPayload):
        heard("stat/plstate", "buffering?")


def test_music_comes_before_loudness_and_loudness_is_written_exactly() -> None:
    assert said(volume=0.55, music="rain") == [
        ("mopidy/cmnd/pstream", "file:///srv/music/calm/a.wav"),
        ("mopidy/cmnd/vol", "=55"),
    ]


def test_a_playlist_is_loaded_a_stream_played_and_silence_stops() -> None:
    assert said(music="calm") == [("mopidy/cmnd/pload", "m3u:Calm.m3u8")]
    assert said(music="radio") == [("mopidy/cmnd/pstream", "http://radio.example/stream")]
    assert said(music=SILENCE) == [("mopidy/cmnd/plb", "stop")]


def test_a_playlists_plain_name_is_the_file_mopidy_keeps_under_it() -> None:
    player = make_player(Settings(music={"calm": {"playlist": "Calm evening"}}))
    [out] = FAMILY.say(player, Command(player.id, {"music": "calm"}))
    assert (out.topic, out.payload) == ("mopidy/cmnd/pload", b"m3u:Calm%20evening.m3u8")
    order = Message("mopidy/cmnd/pload", out.payload, NOW)
    assert FAMILY.hear(player, order)[0] == Ordered(player.id, "music", "calm", NOW)


@pytest.mark.parametrize("wanted", [{"music": "polka"}, {"music": 3.0}, {"volume": "loud"}, {"volume": True}, {"power": True}])
def test_what_it_cannot_take_is_refused(wanted: dict[str, Value]) -> None:
    with pytest.raises(BadCommand):
        said(**wanted)


def test_a_player_of_playlists_is_not_waited_for() -> None:
    assert not make_player().traits["music"].tells
    assert make_player(Settings(music={"radio": {"url": "http://radio.example/stream"}})).traits["music"].tells


def test_somebody_elses_orders_are_heard() -> None:
    assert heard("cmnd/vol", "=30") == [Ordered(DeviceId("mopidy"), "volume", 0.3, NOW)]
    assert heard("cmnd/vol", "+5") == [Ordered(DeviceId("mopidy"), "volume", None, NOW)]
    assert heard("cmnd/plb", "pause") == [Ordered(DeviceId("mopidy"), "music", SILENCE, NOW)]
    assert heard("cmnd/plb", "next") == [Ordered(DeviceId("mopidy"), "music", None, NOW)]
    assert heard("cmnd/pstream", "x") == [Ordered(DeviceId("mopidy"), "music", None, NOW)]
    assert heard("cmnd/plb", "pause", retain=True) == []


def test_a_loaded_playlist_is_known_by_the_order_alone() -> None:
    assert heard("cmnd/pload", "m3u:Calm.m3u8") == [
        Ordered(DeviceId("mopidy"), "music", "calm", NOW),
        Reported(DeviceId("mopidy"), "music", "calm", NOW),
    ]


def test_another_base_topic_is_the_players_name() -> None:
    player = make_player(base="house/music")
    assert "house/music/stat/vol" in player.hears
    assert FAMILY.say(player, Command(player.id, {"volume": 0.1}))[0].topic == "house/music/cmnd/vol"


@pytest.mark.parametrize("name", ["", "/", "+", "a/#", "$SYS", "a\nb"])
def test_what_cannot_be_a_topic_is_a_mistake(name: str) -> None:
    reference = Reference("mopidy", name, DeviceId("x"))
    assert FAMILY.mistakes(reference, HOME)
    assert FAMILY.from_reference(reference, HOME) is None


def tried(lines: tuple[Line, ...]) -> list[str]:
    """What became of each line: the traits it tells, or why nothing."""
    player = make_player()
    told = []
    for line in lines:
        if line.message.topic not in player.hears:
            told.append("not heard")
            continue
        events = FAMILY.hear(player, line.message)
        told.append(" ".join(f"{type(e).__name__}:{e.trait}={e.value}" for e in events if isinstance(e, Reported | Ordered)))
    return told


def test_every_recorded_message_is_understood() -> None:
    assert tried(recorded("mopidy")) == [
        "Ordered:volume=0.55",
        "Reported:volume=0.55",
        "Ordered:music=rain",
        "Reported:music=rain",
        "Reported:music=other_music",
        "not heard",
        "Reported:music=rain",
        "not heard",
        "Ordered:music=silence",
        "Reported:music=silence",
        "Reported:volume=0.12",
        "not heard",
    ]


@pytest.mark.shared
def test_every_shared_message_is_understood_or_of_another_bridge() -> None:
    lines = shared("music")
    assert len(tried(lines)) == len(lines)
