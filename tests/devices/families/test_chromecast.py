"""A Chromecast over chromecast-mqtt-connector: each thing on a topic of its own, and addresses only."""

import json

import pytest

from devices.command import Command
from devices.errors import BadCommand, BadPayload
from devices.event import Event, Ordered, Reachable, Reported
from devices.families.chromecast import FAMILY
from devices.message import Message
from devices.vocabulary import OTHER_MUSIC, SILENCE, Device, DeviceId, Reference, Settings, Value

from ..recorded_lines import NOW, Line, recorded, shared

HOME = Settings(
    music={
        "radio": {"url": "http://stream.srg-ssr.ch/m/rsp/mp3_128"},
        "rain": {"uri": "https://files.example/rain.FLAC?x=1"},
        "calm": {"playlist": "Calm evening"},
    }
)
ID = DeviceId("kitchen")


def make_player(name: str = "Soundbar 10", home: Settings = HOME) -> Device:
    device = FAMILY.from_reference(Reference("chromecast", name, ID), home)
    assert device is not None
    return device


def heard(topic: str, payload: str, retain: bool = False) -> list[Event]:
    return list(FAMILY.hear(make_player(), Message(f"chromecast/Soundbar 10/{topic}", payload.encode(), NOW, retain)))


def values(events: list[Event]) -> dict[str, Value]:
    return {event.trait: event.value for event in events if isinstance(event, Reported)}


def ordered(topic: str, payload: str) -> list[tuple[str, Value | None]]:
    return [(event.trait, event.value) for event in heard(f"command/{topic}", payload) if isinstance(event, Ordered)]


def said(**wanted: Value) -> list[tuple[str, str]]:
    sent = FAMILY.say(make_player(), Command(ID, wanted))
    return [(out.topic.removeprefix("chromecast/Soundbar 10/command/"), out.payload.decode()) for out in sent]


def test_the_volume_is_in_percent() -> None:
    assert values(heard("volume_level", "14")) == {"volume": 0.14}


@pytest.mark.parametrize("payload", ["101", "-1", "loud", "nan"])
def test_a_volume_that_cannot_be_is_refused(payload: str) -> None:
    with pytest.raises(BadPayload):
        heard("volume_level", payload)


@pytest.mark.parametrize("payload", ["IDLE", "PAUSED"])
def test_idle_or_paused_is_silence(payload: str) -> None:
    assert values(heard("player_state", payload)) == {"music": SILENCE}


@pytest.mark.parametrize("payload", ["BUFFERING", "LOADING", "UNKNOWN"])
def test_what_does_not_sound_yet_says_nothing(payload: str) -> None:
    assert heard("player_state", payload) == []


def test_playing_alone_says_not_what_and_may_be_any_wish() -> None:
    [told] = heard("player_state", "PLAYING")
    assert isinstance(told, Reported)
    assert (told.value, told.may_be) == (OTHER_MUSIC, ("radio", "rain"))


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(BadPayload):
        heard("player_state", "playing?")


def test_the_address_names_the_wish() -> None:
    assert values(heard("media/content_url", "http://stream.srg-ssr.ch/m/rsp/mp3_128")) == {"music": "radio"}
    [told] = heard("media/content_url", "http://other.example/")
    assert isinstance(told, Reported)
    assert (told.value, told.may_be) == (OTHER_MUSIC, ())
    assert heard("media/content_url", "") == []


@pytest.mark.parametrize(
    ("payload", "online"),
    [("CONNECTED", True), ("DISCONNECTED", False), ("FAILED", False), ("LOST", False), ("NOT_FOUND", False)],
)
def test_it_says_whether_it_is_there(payload: str, online: bool) -> None:
    assert heard("connection_status", payload, retain=True) == [Reachable(ID, online, NOW, True)]


@pytest.mark.parametrize("payload", ["WAITING", "CONNECTING"])
def test_on_the_way_is_neither_there_nor_away(payload: str) -> None:
    assert heard("connection_status", payload) == []


def test_loudness_comes_before_music_and_always_with_two_digits() -> None:
    assert said(volume=0.05, music="radio") == [
        ("volume_level", "05"),
        ("player_state", '["http://stream.srg-ssr.ch/m/rsp/mp3_128", "audio/mpeg"]'),
    ]
    assert said(volume=7.0) == [("volume_level", "100")]


def test_the_type_is_told_by_the_ending_of_the_address() -> None:
    [(_, told)] = said(music="rain")
    assert json.loads(told) == ["https://files.example/rain.FLAC?x=1", "audio/flac"]
    home = Settings(music={"odd": {"url": "http://[broken"}})
    [out] = FAMILY.say(make_player(home=home), Command(ID, {"music": "odd"}))
    assert json.loads(out.payload) == ["http://[broken", "audio/mpeg"]


def test_silence_stops() -> None:
    assert said(music=SILENCE) == [("player_state", "STOP")]


@pytest.mark.parametrize(
    "wanted",
    [{"music": "calm"}, {"music": 3.0}, {"volume": "loud"}, {"volume": True}, {"volume": float("inf")}, {"power": True}],
)
def test_what_it_cannot_take_is_refused(wanted: dict[str, Value]) -> None:
    with pytest.raises(BadCommand):
        said(**wanted)


@pytest.mark.parametrize("tune", [{"playlist": "Jazz"}, {"uri": "spotify:track:1"}, {"source": "TV"}])
def test_what_is_no_address_is_no_choice_and_why_is_said(tune: dict[str, str]) -> None:
    assert "addresses only" in FAMILY.unplayable(tune)
    assert make_player().traits["music"].choices == ("radio", "rain", SILENCE)


def test_somebody_elses_orders_are_heard() -> None:
    assert ordered("volume_level", "55") == [("volume", 0.55)]
    assert ordered("volume_level", "250") == [("volume", 1.0)]
    assert ordered("volume_level", "+5") == [("volume", None)]
    assert ordered("volume_level", "-5") == [("volume", None)]
    assert ordered("player_state", "PAUSE") == [("music", SILENCE)]
    assert ordered("player_state", "RESUME") == [("music", None)]
    assert ordered("player_state", "http://stream.srg-ssr.ch/m/rsp/mp3_128") == [("music", "radio")]
    assert ordered("player_state", '["https://files.example/rain.FLAC?x=1", "audio/flac"]') == [("music", "rain")]
    assert ordered("player_state", '{"url": "http://x", "enqueue": true}') == [("music", None)]
    assert ordered("player_state", "[]") == [("music", None)]
    assert heard("command/player_state", "STOP", retain=True) == []


@pytest.mark.parametrize(("topic", "payload"), [("player_state", "NEXT"), ("volume_muted", "1")])
def test_what_leaves_volume_and_wish_as_they_are_is_no_order(topic: str, payload: str) -> None:
    assert heard(f"command/{topic}", payload) == []


def test_another_base_topic_is_the_families() -> None:
    player = make_player(home=Settings(base_topics={"chromecast": "house/cast"}))
    assert "house/cast/Soundbar 10/volume_level" in player.hears


@pytest.mark.parametrize("name", ["", "a/b", "+", "#", "a\nb"])
def test_what_cannot_be_a_name_is_a_mistake(name: str) -> None:
    reference = Reference("chromecast", name, ID)
    assert FAMILY.mistakes(reference, HOME)
    assert FAMILY.from_reference(reference, HOME) is None


def tried(lines: tuple[Line, ...], name: str) -> list[str]:
    """What became of each line of one player: the traits it tells, or why nothing."""
    player = make_player(name)
    told = []
    for line in lines:
        if line.message.topic not in player.hears:
            continue
        events = FAMILY.hear(player, line.message)
        told.append(" ".join(f"{e.trait}={e.value}" if isinstance(e, Reported | Ordered) else "reach" for e in events))
    return told


def test_every_recorded_message_is_understood() -> None:
    lines = recorded("chromecast")
    assert tried(lines, "192.168.0.117") == ["reach", "volume=1.0", "music=silence", "music=radio"]
    states, orders = ["reach", "volume=0.14", "music=silence"], ["volume=0.55", "volume=None", "volume=None", ""]
    assert tried(lines, "Soundbar 10") == [*states, *orders, *["music=None"] * 3, "music=silence", ""]
    heard_topics = {*make_player("192.168.0.117").hears, *make_player("Soundbar 10").hears}
    others = {line.message.topic.split("/", 2)[2] for line in lines if line.message.topic not in heard_topics}
    said_of_it = {"current_app", "cast_type", "friendly_name", "model_name", "player_position", "media/content_type"}
    assert others == {*said_of_it, "volume_muted"}


@pytest.mark.shared
def test_no_shared_message_is_a_chromecasts() -> None:
    assert not [line for line in shared("music") if line.message.topic.startswith("chromecast/")]
