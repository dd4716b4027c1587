"""Which wishes the home's players can play; and that a volume in steps arrives at each kind of player."""

import pytest

from devices.command import Command
from devices.event import Reported
from devices.family import Family
from devices.vocabulary import Device, Settings, Trait
from hub.commands.playable import unplayable
from hub.config.references import reference
from hub.home.catalogue import Catalogue
from hub.links.players import LINKS
from hub.safety.caps import ramp
from tests.devices.samples import Sample, device_of, heard_at, samples


def told(music: dict[str, dict[str, str]], *blocks: dict[str, str]) -> tuple[list[str], list[str]]:
    settings = Settings(music=music)
    catalogue = Catalogue([("device", reference("device", block)) for block in blocks], settings)
    assert len(catalogue.devices) == len(blocks)
    return unplayable(catalogue.devices, catalogue.family_of, settings)


def test_what_no_player_can_play_is_said_with_every_reason_once() -> None:
    [sentence], notes = told(
        {"calm": {"playlist": "Calm"}}, {"snapcast": "Den"}, {"snapcast": "Attic"}, {"chromecast": "Kitchen"}
    )
    assert sentence.startswith("no player can play music: calm: ")
    assert sentence.count("streams only") == sentence.count("addresses only") == 1
    assert notes == []


def test_what_one_of_two_players_cannot_play_is_only_a_note() -> None:
    found, [note] = told({"calm": {"playlist": "Calm"}}, {"snapcast": "Den"}, {"mpd": "127.0.0.1:6600"})
    assert found == []
    assert note.startswith("Den cannot play music: calm: ")


def test_a_player_without_a_volume_or_a_word_for_its_lists_is_a_note() -> None:
    found, notes = told({"calm": {"playlist": "special://musicplaylists/evening.xsp"}}, {"kodi": "kodi"})
    assert found == []
    assert [note.startswith("kodi cannot be told how loud") for note in notes] == [True, False]
    assert "does not tell of every wish" in notes[1]
    assert told({"radio": {"url": "http://radio.example/stream.mp3"}}, {"chromecast": "Kitchen"}) == ([], [])


def test_a_home_without_players_misses_nothing() -> None:
    assert told({"calm": {"playlist": "Calm"}}, {"wled": "wled/aabbcc"}) == ([], [])


@pytest.mark.parametrize(
    "block",
    [
        {"sonos": "RINCON_000E5000000001400"},
        {"kodi": "kodi"},
        {"chromecast": "Living Room"},
        {"snapcast": "Kitchen", "server": "192.0.2.7"},
        {"mopidy": "mopidy"},
        {"mpd": "127.0.0.1:6600"},
    ],
)
def test_what_is_no_choice_of_a_player_has_a_reason_and_what_is_has_none(block: dict[str, str]) -> None:
    keys = ("playlist", "url", "uri", "source")
    texts = ("Calm", "http://radio.example/stream.mp3", "spotify:playlist:1", "TV", "evening.xsp")
    music = {f"{key} {text}": {key: text} for key in keys for text in texts}
    settings = Settings(music=music)
    catalogue = Catalogue([("device", reference("device", block))], settings)
    [device] = catalogue.devices.values()
    family = catalogue.family_of[device.id]
    for wish, tune in music.items():
        assert (wish in device.traits["music"].choices) is (family.unplayable(tune) == ""), wish


def volume_of(device: Device) -> Trait | None:
    return next((t for t in device.traits.values() if t.quantity == "volume" and t.settable), None)


PLAYERS = [(f, s) for f, s in samples() if f.link == "mqtt" and volume_of(device_of(f, s)) is not None]


@pytest.mark.parametrize(("family", "sample"), [pytest.param(f, s, id=f"{f.key}-{s.name}") for f, s in PLAYERS])
def test_a_volume_that_goes_up_in_steps_is_told_step_by_step(family: Family, sample: Sample) -> None:
    device = device_of(family, sample)
    volume = volume_of(device)
    assert volume is not None
    steps = [value for _, value in ramp(0.1, 0.5)]
    assert len(steps) > 2
    for step in steps:
        messages = family.say(device, Command(device.id, {volume.name: step}))
        said = [one for out in messages for one in sample.echo(device, out)]
        if said:
            events = [e for one in said for e in family.hear(device, heard_at(one))]
            values = [e.value for e in events if isinstance(e, Reported) and e.trait == volume.name]
            assert volume.same(values[-1], step)


def test_every_player_off_the_broker_has_its_link() -> None:
    links = {f.key: f.link for f, s in samples() if device_of(f, s).role.value == "player" and f.link not in ("mqtt",)}
    assert {key for key, link in links.items() if link != "home_assistant"} == set(LINKS)
