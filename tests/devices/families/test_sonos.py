"""Sonos over sonos2mqtt: one JSON tells all; Sonos's own way of writing an address is seen through."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.command import Command
from devices.errors import BadCommand, BadPayload
from devices.event import Event, Ordered, Reachable, Reported
from devices.families.sonos import FAMILY
from devices.families.sonos.tunes import unplayable, wish_of
from devices.message import Message
from devices.vocabulary import OTHER_MUSIC, SILENCE, Device, DeviceId, Reference, Settings, Value
from hub.home.catalogue import Catalogue

from ..recorded.sonos.samples import SETTINGS, UUID, state
from ..recorded_lines import NOW, Line, recorded, shared

ID = DeviceId("kitchen")
TOPIC = f"sonos/{UUID}"


def make_speaker(home: Settings = SETTINGS, **options: object) -> Device:
    device = FAMILY.from_reference(Reference("sonos", UUID, ID, options), home)
    assert device is not None
    return device


def heard(topic: str, payload: object, retain: bool = False) -> list[Event]:
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return list(FAMILY.hear(make_speaker(), Message(f"sonos/{topic}", text.encode(), NOW, retain)))


def values(said: dict[str, Any]) -> dict[str, Value]:
    return {event.trait: event.value for event in heard(UUID, said) if isinstance(event, Reported)}


def ordered(command: str, *given_input: object) -> list[tuple[str, Value | None]]:
    told = {"command": command} | ({"input": given_input[0]} if given_input else {})
    return [(event.trait, event.value) for event in heard(f"{UUID}/control", told) if isinstance(event, Ordered)]


def said(**wanted: Value) -> list[Any]:
    sent = FAMILY.say(make_speaker(), Command(ID, wanted))
    assert {out.topic for out in sent} <= {f"{TOPIC}/control"}
    return [json.loads(out.payload) for out in sent]


# What it says


def test_volume_and_wish_come_in_one_message() -> None:
    assert values(state(7, track="spotify:track:3Je8RHcdTJ8NGG3krmCHUd")) == {"volume": 0.07, "music": "song"}


def test_a_muted_speaker_is_at_volume_nought() -> None:
    assert values(state(41, muted=True))["volume"] == 0.0


@pytest.mark.parametrize("transport", ["STOPPED", "PAUSED_PLAYBACK", "PAUSED", "NO_MEDIA_PRESENT"])
def test_stopped_or_paused_is_silence(transport: str) -> None:
    assert values(state(transport=transport))["music"] == SILENCE


@pytest.mark.parametrize("transport", ["GROUP_PLAYING?", None, ["STOPPED"]])
def test_of_another_state_it_is_not_known_what_plays(transport: Any) -> None:
    assert values(state(transport=transport, track="x-file-cifs://nas/x.mp3")) == {"volume": 0.07}


@pytest.mark.parametrize(
    ("track", "may_be"),
    [
        ("x-file-cifs://nas/x.mp3", ("calm", "mine")),  # of a list, perhaps
        ("x-rincon-mp3radio://other.example/", ()),
        ("x-sonos-vli:RINCON_1:2,spotify:5f", ()),  # Spotify Connect
        ("x-sonos-vli:RINCON_1:1,airplay:5f", ()),
        ("", ("song", "calm", "mine", "radio", "station", "film")),
    ],
)
def test_what_nobody_can_wish_for_is_other_music_and_may_be_of_a_list(track: str, may_be: tuple[str, ...]) -> None:
    [told] = [event for event in heard(UUID, state(track=track)) if isinstance(event, Reported) and event.trait == "music"]
    assert (told.value, set(told.may_be)) == (OTHER_MUSIC, set(may_be))


@pytest.mark.parametrize("volume", [101, -1, True, "loud", [7]])
def test_a_volume_that_cannot_be_is_refused(volume: Any) -> None:
    with pytest.raises(BadPayload):
        values(state(volume))


@pytest.mark.parametrize(
    ("track", "queued", "wish"),
    [
        ("x-sonos-spotify:spotify:track:3Je8RHcdTJ8NGG3krmCHUd?sid=9&flags=8224&sn=7", "", "song"),
        ("x-sonos-spotify:spotify%3atrack%3a3Je8RHcdTJ8NGG3krmCHUd?sid=9&amp;flags=8224", "", "song"),
        ("x-sonos-spotify:spotify%3atrack%3a1?sid=9", "10062a6cspotify%3aplaylist%3a5e2KheF9qKRvqCwtFlKEme", "calm"),
        ("x-file-cifs://nas/a.mp3", "SQ:7", "mine"),
        ("x-file-cifs://nas/a.mp3", "SQ:77", None),
        ("http://radio.example/stream", "", "radio"),
        ("x-rincon-mp3radio://radio.example/stream", "", "radio"),
        ("x-rincon-mp3radio://radio.example/streams", "", None),
        ("x-sonosapi-stream:s25111?sid=254&flags=8224&sn=0", "", "station"),
        ("x-sonosapi-stream:s251119?sid=254", "", None),
        (f"x-sonos-htastream:{UUID}:spdif", "", "film"),
        ("x-sonos-spotify:spotify%3atrack%3a3Je8RHcdTJ8NGG3krmCHUdX?sid=9", "", None),
    ],
)
def test_a_wish_is_known_in_sonoss_own_words(track: str, queued: str, wish: str | None) -> None:
    assert values(state(track=track, queued=queued))["music"] == (wish or OTHER_MUSIC)


def test_a_radio_beside_the_queue_is_not_what_the_queue_held_before() -> None:
    left = "10062a6cspotify%3aplaylist%3a5e2KheF9qKRvqCwtFlKEme"
    assert values(state(track="x-rincon-mp3radio://other.example/", queued=left))["music"] == OTHER_MUSIC
    assert values(state(track="x-sonosapi-stream:s1?sid=254", queued=left))["music"] == OTHER_MUSIC


def test_keys_in_small_letters_are_the_same_keys() -> None:
    told = state() | {"currentTrack": {"trackUri": "http://radio.example/stream"}}
    assert values(told)["music"] == "radio"


@pytest.mark.parametrize(("payload", "online"), [("2", True), ("1", False), ("0", False)])
def test_the_bridge_says_whether_speakers_are_there(payload: str, online: bool) -> None:
    assert heard("connected", payload, retain=True) == [Reachable(ID, online, NOW, True)]


def test_what_is_no_reach_is_refused_and_a_cleared_word_is_nothing() -> None:
    with pytest.raises(BadPayload):
        heard("connected", "yes")
    assert heard("connected", "") == []
    assert heard(UUID, "") == []


def test_what_the_speaker_refused_is_named() -> None:
    with pytest.raises(BadPayload, match="refused setavtransporturi"):
        heard(f"{UUID}/error", {"command": "setavtransporturi", "error": {"UpnpErrorCode": 714}})


# What it is told


def test_loudness_comes_first_and_unmutes() -> None:
    assert said(volume=0.255, music="radio") == [
        {"command": "volume", "input": 26},
        {"command": "unmute"},
        {"command": "setavtransporturi", "input": "http://radio.example/stream"},
        {"command": "play"},
    ]
    assert said(volume=0.0) == [{"command": "volume", "input": 0}]


def test_a_list_takes_the_place_of_the_queue() -> None:
    assert said(music="mine") == [
        {"command": "clearqueue"},
        {"command": "queue", "input": "sonos:playlist:7"},
        {"command": "switchtoqueue"},
        {"command": "play"},
    ]


def test_an_input_is_chosen_and_silence_stops() -> None:
    assert said(music="film")[0] == {"command": "switchtotv"}
    assert said(music=SILENCE) == [{"command": "stop"}]


@pytest.mark.parametrize("wanted", [{"music": "jazz"}, {"music": 3.0}, {"volume": "loud"}, {"volume": True}, {"power": True}])
def test_what_it_cannot_take_is_refused(wanted: dict[str, Value]) -> None:
    with pytest.raises(BadCommand):
        said(**wanted)


@pytest.mark.parametrize(
    ("tune", "why"), [({"playlist": "Jazz"}, "by address only"), ({"source": "Phono"}, "TV and Line-in"), ({}, "takes")]
)
def test_what_can_never_play_is_no_choice_and_why_is_said(tune: dict[str, str], why: str) -> None:
    assert why in unplayable(tune)
    assert make_speaker(Settings(music={"x": tune})).traits["music"].choices == (SILENCE,)


def test_a_player_of_lists_is_not_waited_for() -> None:
    assert not make_speaker().traits["music"].tells
    assert make_speaker(Settings(music={"radio": {"url": "http://radio.example/stream"}})).traits["music"].tells


# What others tell it


@pytest.mark.parametrize(
    ("command", "given_input", "meaning"),
    [
        ("volume", 10, ("volume", 0.1)),
        ("Volume", 10, ("volume", 0.1)),
        ("volume", "loud", ("volume", None)),
        ("volume", 300, ("volume", None)),
        ("volumeup", 5, ("volume", None)),
        ("mute", None, ("volume", 0.0)),
        ("mute", False, ("volume", None)),
        ("mute", {"a": []}, ("volume", None)),
        ("unmute", None, ("volume", None)),
        ("pause", None, ("music", SILENCE)),
        ("play", None, ("music", None)),
        ("toggle", None, ("music", None)),
        ("setavtransporturi", "radio:s25111", ("music", "station")),
        ("setavtransporturi", 7, ("music", None)),
        ("switchtotv", None, ("music", "film")),
        ("command", {"cmd": "volume", "val": 20}, ("volume", 0.2)),
        ("adv-command", {"cmd": "RenderingControlService.SetVolume", "val": {"DesiredVolume": 20}}, ("volume", 0.2)),
        ("adv-command", {"cmd": "AVTransportService.SetAVTransportURI", "val": {"CurrentURI": "x"}}, ("music", None)),
        ("adv-command", {"cmd": "AVTransportService.Stop"}, ("music", SILENCE)),
    ],
)
def test_somebody_elses_order_is_heard(command: str, given_input: object, meaning: tuple[str, Value | None]) -> None:
    assert ordered(command, given_input) == [meaning]


@pytest.mark.parametrize(
    ("command", "given_input"),
    [
        ("setbass", 3),
        ("queue", "spotify:track:1"),
        ("setledstate", "Off"),
        ("command", {"cmd": "command", "val": {"cmd": "stop"}}),
        ("adv-command", {"cmd": "GetQueue"}),
        ("adv-command", 7),
    ],
)
def test_what_changes_neither_volume_nor_what_plays_is_no_order(command: str, given_input: object) -> None:
    assert ordered(command, given_input) == []


def test_an_order_without_a_command_is_refused() -> None:
    with pytest.raises(BadPayload):
        heard(f"{UUID}/control", {"input": 7})
    assert heard(f"{UUID}/control", {"sonosCommand": "SetVolume", "input": 30}) == [Ordered(ID, "volume", 0.3, NOW)]


@pytest.mark.parametrize(
    ("command", "payload", "meaning"),
    [("volume", "10", ("volume", 0.1)), ("stop", "", ("music", SILENCE)), ("mute", "true", ("volume", 0.0))],
)
def test_the_short_form_of_an_order_is_heard_too(command: str, payload: str, meaning: tuple[str, Value]) -> None:
    assert heard(f"set/{UUID.lower()}/{command}", payload) == [Ordered(ID, *meaning, NOW)]
    assert heard(f"set/{UUID.lower()}/{command}", payload, retain=True) == []


def test_everybodys_pause_is_heard_and_an_order_by_the_speakers_name() -> None:
    assert heard("cmd/pauseall", "") == [Ordered(ID, "music", SILENCE, NOW)]
    named = make_speaker(name="Living Room")
    assert {"sonos/living-room/control", "sonos/set/living-room/+"} <= set(named.hears)


# Which speaker


def test_a_speaker_is_found_by_its_name_and_its_next_word_is_heard() -> None:
    catalogue = Catalogue([("device", Reference("sonos", "Living room", ID))], SETTINGS)
    first = Message(TOPIC, json.dumps(state()).encode(), NOW, True)
    assert catalogue.is_announcement(TOPIC)
    assert catalogue.announce(first)
    assert TOPIC in catalogue.topics()
    assert not catalogue.is_announcement(TOPIC)
    assert Reported(ID, "volume", 0.07, NOW, snapshot=True) in catalogue.hear(first)


def test_an_id_needs_no_looking_for_and_the_bridge_s_own_words_are_no_speaker() -> None:
    assert FAMILY.announced_on([Reference("sonos", UUID, ID)], SETTINGS) == ()
    assert FAMILY.announced_on((), SETTINGS) == ("sonos/+",)
    assert FAMILY.describe(Message("sonos/connected", b"2", NOW), {}, SETTINGS) == ()
    with pytest.raises(BadPayload):
        FAMILY.describe(Message(TOPIC, b'{"name": 7}', NOW), {}, SETTINGS)


def test_another_prefix_is_the_families_base_topic() -> None:
    speaker = make_speaker(Settings(base_topics={"sonos": "house/sonos"}))
    assert f"house/sonos/{UUID}" in speaker.hears
    assert FAMILY.say(speaker, Command(ID, {"volume": 0.1}))[0].topic == f"house/sonos/{UUID}/control"


@pytest.mark.parametrize("name", ["", " ", "a\nb"])
def test_what_cannot_be_a_speaker_is_a_mistake(name: str) -> None:
    [mistake] = FAMILY.mistakes(Reference("sonos", name, ID), SETTINGS)
    assert "RINCON_" in mistake


@given(texts=st.lists(st.text(max_size=60), max_size=3))
@settings(max_examples=200, deadline=None)
def test_any_text_is_some_wish_or_none(texts: list[str]) -> None:
    wishes = {wish: tune for wish, tune in SETTINGS.music.items() if not unplayable(tune)}
    assert wish_of(texts, wishes) in (*wishes, None)


def tried(lines: tuple[Line, ...]) -> list[str]:
    """What became of each line: the traits it tells."""
    speaker = make_speaker()
    told = []
    for line in lines:
        assert line.message.topic in speaker.hears
        events = FAMILY.hear(speaker, line.message)
        told.append(" ".join(f"{e.trait}={e.value}" if isinstance(e, Reported | Ordered) else "reach" for e in events))
    return told


# The list it plays is a wish, and one of its tracks is another. The last order's track is nobody's wish here.
EXPECTED = ["reach", "volume=0.07 music=calm", "volume=0.1", "music=None"]


def test_every_recorded_message_is_understood() -> None:
    assert tried(recorded("sonos")) == EXPECTED


@pytest.mark.shared
def test_every_shared_message_is_understood() -> None:
    assert tried(tuple(line for line in shared("music") if line.message.topic.startswith("sonos/"))) == EXPECTED


def test_a_list_is_told_before_its_track_whichever_comes_first_under_music() -> None:
    music = dict(reversed(list(SETTINGS.music.items())))
    speaker = make_speaker(Settings(music=music))
    told = state(track="spotify:track:3Je8RHcdTJ8NGG3krmCHUd", queued="SQ:7")
    events = FAMILY.hear(speaker, Message(TOPIC, json.dumps(told).encode(), NOW))
    assert Reported(ID, "music", "mine", NOW) in events
