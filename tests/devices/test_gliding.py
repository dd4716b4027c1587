"""Which devices tell values from inside a fade, and which tell their target at once."""

import pytest

from devices.families.tasmota import FAMILY as TASMOTA
from devices.family import family_for
from devices.message import Message
from devices.vocabulary import Device, DeviceId, Reference, Settings

from .recorded.tasmota.samples import MAC
from .recorded.tasmota.samples import config as tasmota_config
from .recorded_lines import NOW

MUSIC = {"radio": {"url": "http://radio.example/stream"}, "den": {"source": "Den"}}
BLOCKS = {
    "wled": ("wled/hall", "brightness"),
    "esphome": ("hall/light/lamp", "brightness"),
    "sonos": ("RINCON_000E5000000001400", "music"),
    "kodi": ("kodi", "music"),
    "chromecast": ("Kitchen", "music"),
    "snapcast": ("Kitchen", "music"),
    "mopidy": ("mopidy", "music"),
    "mpd": ("127.0.0.1:6600", "music"),
}


def made(key: str, name: str, **options: object) -> Device:
    family = family_for(key, "device")
    assert family is not None
    device = family.from_reference(Reference(key, name, DeviceId("it"), options), Settings(music=MUSIC))
    assert device is not None
    return device


@pytest.mark.parametrize("key", sorted(BLOCKS))
def test_what_tells_its_target_at_once_says_so(key: str) -> None:
    name, trait = BLOCKS[key]
    assert not made(key, name).traits[trait].glides


def test_a_cover_of_esphomes_tells_where_it_is_on_its_way() -> None:
    assert made("esphome", "hall/cover/blind").traits["position"].glides


def test_a_tasmotas_level_and_colour_are_told_as_its_target() -> None:
    payload = tasmota_config(rl=[2, 0, 0, 0, 0, 0, 0, 0], lt_st=2)
    message = Message(f"tasmota/discovery/{MAC}/config", payload, NOW, True)
    (lamp,) = TASMOTA.describe(message, {}, Settings())
    assert {name for name, trait in lamp.traits.items() if not trait.glides} == {"brightness", "colour_temperature"}
