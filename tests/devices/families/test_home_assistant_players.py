"""Media players of Home Assistant: what plays, by the player's own words and by what it was asked for, or by no name at all."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from devices.event import Reported
from devices.families.home_assistant import FAMILY
from devices.home_assistant.origin import ChangeContext, Origins
from devices.home_assistant.topics import ENTITY
from devices.home_assistant.watched import Watched
from devices.message import Message
from devices.vocabulary import OTHER_MUSIC, SILENCE, Device, Moment, Settings, Value

START = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)


def at(seconds: float) -> Moment:
    return Moment(START, 1000.0 + seconds)


def make_player(**music: dict[str, str]) -> Device:
    tunes = music or {"calm": {"playlist": "Calm evening"}, "radio": {"url": "http://radio.example/stream"}}
    body = {"entity_id": "media_player.a", "attributes": {"supported_features": 4 | 512 | 4096}}
    [device] = FAMILY.describe(Message(f"{ENTITY}media_player.a", json.dumps(body).encode(), at(0)), {}, Settings(music=tunes))
    return device


def told(device: Device, *messages: Message) -> list[tuple[str, Value, tuple[str, ...]]]:
    """Music and volume, and what the music may be."""
    events = [event for message in messages for event in FAMILY.hear(device, message) if isinstance(event, Reported)]
    return [(event.trait, event.value, event.may_be) for event in events if event.trait == "music"]


class Speaker:
    """A media player in Home Assistant, and what the hub hears of it."""

    def __init__(self, sees_calls: bool = True) -> None:
        self.watched, self.origins = Watched(), Origins("hub-account", sees_calls)
        self.device = make_player()
        self.is_there = list(
            self.watched.take({"a": {"media_player.a": {"s": "idle", "a": {}, "c": "c0"}}}, self.origins, at(0))
        )

    def asked(self, seconds: float, what: str, **more: Any) -> None:
        data = {"entity_id": "media_player.a", "media_content_id": what, **more}
        list(self.watched.ordered("media_player.play_media", data, ("media_player.a",), False, at(seconds)))

    def is_now(self, seconds: float, state: str, **attributes: Any) -> list[tuple[str, Value, tuple[str, ...]]]:
        change = {"c": {"media_player.a": {"+": {"s": state, "a": attributes, "c": f"c{seconds}"}}}}
        return told(self.device, *self.watched.take(change, self.origins, at(seconds)))


def test_what_no_wish_names_is_other_music() -> None:
    speaker = Speaker()
    assert speaker.is_now(1, "playing", media_content_id="spotify:track:1") == [("music", OTHER_MUSIC, ())]
    assert speaker.is_now(2, "paused") == [("music", SILENCE, ())]


def test_a_list_is_known_by_having_been_asked_for_through_all_its_tracks() -> None:
    speaker = Speaker()
    speaker.asked(1, "Calm evening")
    for seconds, track in ((2, "a"), (200, "b"), (400, "c")):
        assert speaker.is_now(seconds, "playing", media_content_id=track, app_name="Box") == [("music", "calm", ())]
    assert speaker.is_now(500, "paused") == [("music", SILENCE, ())]
    assert speaker.is_now(600, "playing") == [("music", "calm", ())]


@pytest.mark.parametrize("whence", ["source", "app_id", "app_name", "media_playlist"])
def test_who_takes_the_player_over_from_a_phone_plays_something_else(whence: str) -> None:
    speaker = Speaker()
    speaker.asked(1, "Calm evening")
    speaker.is_now(2, "playing", media_content_id="a", **{whence: "Box"})
    assert speaker.is_now(60, "playing", media_content_id="b", **{whence: "Spotify Connect"}) == [("music", OTHER_MUSIC, ())]
    assert speaker.is_now(61, "playing", media_content_id="c") == [("music", OTHER_MUSIC, ())]


def test_a_player_that_was_asked_for_one_address_and_is_at_another_plays_something_else() -> None:
    speaker = Speaker()
    speaker.asked(1, "http://radio.example/stream")
    assert speaker.is_now(2, "playing", media_content_id="http://cdn.example/1") == [("music", "radio", ())]
    assert speaker.is_now(60, "playing", media_content_id="http://other.example/") == [("music", OTHER_MUSIC, ())]


def test_what_a_player_says_while_it_only_begins_is_the_wish_it_was_asked_for() -> None:
    speaker = Speaker()
    speaker.is_now(1, "playing", source="Line-in")
    speaker.asked(2, "Calm evening")
    assert speaker.is_now(3, "playing", source="Box") == [("music", "calm", ())]


def test_a_voice_in_between_is_no_music() -> None:
    speaker = Speaker()
    speaker.asked(1, "Calm evening")
    speaker.is_now(2, "playing", media_content_id="a")
    assert speaker.is_now(60, "playing", media_content_id="http://192.0.2.1:8123/api/tts_proxy/x.mp3") == []
    speaker.asked(70, "http://192.0.2.1/gong.mp3", announce=True)
    speaker.origins.called("media_player.play_media", {"announce": True}, ChangeContext("c71"), 1071.0)
    assert speaker.is_now(71, "playing", media_content_id="http://192.0.2.1/gong.mp3") == []
    assert speaker.is_now(90, "playing", media_content_id="b") == [("music", "calm", ())]


def test_where_calls_are_not_heard_it_may_be_any_wish() -> None:
    speaker = Speaker(sees_calls=False)
    assert speaker.is_now(1, "playing", media_content_id="a") == [("music", OTHER_MUSIC, ("calm", "radio"))]
