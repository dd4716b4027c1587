"""The Mopidy family on a real Mopidy with Mopiqtt, through a real Mosquitto: wishes play, and a hand elsewhere is heard."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from devices.command import Command
from devices.event import Event, Reported
from devices.families.mopidy import FAMILY
from devices.vocabulary import SILENCE, Device, DeviceId, Reference, Settings, Value
from hub.safety.caps import ramp
from tests.mopidy_server import PLAYLIST, MopidyServer
from tests.mosquitto import Mosquitto

from ..driving import Driven, drive, opened, settle

pytestmark = [pytest.mark.broker, pytest.mark.mopidy]
ID = DeviceId("mopidy")


@dataclass
class Listening:
    """The family on a link, beside the player it speaks with."""

    server: MopidyServer
    device: Device
    hub: Driven

    def say(self, **values: Value) -> None:
        for outgoing in FAMILY.say(self.device, Command(ID, values)):
            assert self.hub.link.publish(outgoing)

    def events(self) -> list[Event]:
        return [event for message in self.hub.heard for event in FAMILY.hear(self.device, message)]

    def told(self, trait: str) -> list[Value]:
        return [e.value for e in self.events() if isinstance(e, Reported) and e.trait == trait]

    def wait(self, is_so: Callable[[], bool]) -> None:
        assert drive(self.hub, until=is_so), self.events()

    def state(self) -> str:
        return str(self.server.call("core.playback.get_state"))


@pytest.fixture(scope="module")
def player() -> Iterator[tuple[Mosquitto, MopidyServer]]:
    """One for all tests here: it takes seconds to start."""
    with Mosquitto() as broker, MopidyServer(broker.port) as server:
        yield broker, server


@pytest.fixture
def home(player: tuple[Mosquitto, MopidyServer]) -> Iterator[Listening]:
    broker, server = player
    music = {"rain": {"uri": server.tracks[0].as_uri()}, "calm": {"playlist": PLAYLIST}}
    device = FAMILY.from_reference(Reference("mopidy", "mopidy", ID), Settings(music=music))
    assert device is not None
    with opened(broker.port, *device.hears) as hub:
        home = Listening(server, device, hub)
        server.call("core.playback.stop")
        for percent in (39, 40):
            server.call("core.mixer.set_volume", percent)
        home.wait(lambda: home.told("volume")[-2:] == [0.39, 0.4])  # so all of the test before has been told
        hub.heard.clear()
        yield home


def test_a_track_plays_and_is_told_as_the_wish_it_is(home: Listening) -> None:
    home.say(music="rain", volume=0.25)
    home.wait(lambda: "rain" in home.told("music") and 0.25 in home.told("volume") and home.state() == "playing")
    assert home.server.call("core.mixer.get_volume") == 25


def test_a_playlist_plays_by_its_plain_name_and_silence_stops_it(home: Listening) -> None:
    home.say(music="calm")
    home.wait(lambda: home.state() == "playing")
    assert home.server.call("core.tracklist.get_length") == 2
    home.say(music=SILENCE)
    home.wait(lambda: SILENCE in home.told("music"))
    assert home.state() == "stopped"


def test_a_volume_goes_up_in_the_hubs_own_steps(home: Listening) -> None:
    steps = [value for _, value in ramp(0.1, 0.5)]
    assert len(steps) > 2
    for value in steps:
        home.say(volume=value)
    home.wait(lambda: 0.5 in home.told("volume"))
    assert home.server.call("core.mixer.get_volume") == 50
    assert home.told("volume") == [round(step, 2) for step in steps]


def test_what_a_hand_does_at_another_client_is_heard(home: Listening) -> None:
    home.say(music="rain")
    home.wait(lambda: home.state() == "playing" and "rain" in home.told("music"))
    settle(home.hub)
    home.hub.heard.clear()
    home.server.call("core.mixer.set_volume", 12)
    home.wait(lambda: 0.12 in home.told("volume"))
    home.server.call("core.playback.pause")
    home.wait(lambda: SILENCE in home.told("music"))
    assert (home.told("volume"), home.told("music")) == ([0.12], [SILENCE])
