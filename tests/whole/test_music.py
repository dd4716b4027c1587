"""Music with a real player: what a person starts by hand comes by itself; a hand is respected; quiet hours stay quiet."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.mosquitto import Mosquitto
from tests.mpd_server import MpdServer

from .living import Household, Hub, configuration

pytestmark = [pytest.mark.broker, pytest.mark.mpd, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]


def home_with(mpd_server: MpdServer, mosquitto: Mosquitto, **more: Any) -> dict[str, Any]:
    config = configuration(mosquitto.port, {"living_room": [{"mpd": mpd_server.address}]}, **more)
    config["learning"]["settle"] = 0.5
    return config


def plays_by_hand(mpd_server: MpdServer, playlist: str) -> None:
    mpd_server.tell("clear", f'load "{playlist}"', "play")


def teach_calm(household: Household, mpd_server: MpdServer, times: int = 8) -> None:
    """The windows of the hub's own commands are real seconds: the person takes their time."""
    for _ in range(times):
        household.goes("ana", "living_room")
        household.quiet(0.3)
        plays_by_hand(mpd_server, "Calm evening")
        household.quiet(1.2)
        household.goes("ana", "not_home")
        household.quiet(0.2)
        mpd_server.tell("stop")
        household.quiet(0.6)


def queue(mpd_server: MpdServer) -> str:
    return mpd_server.tell("playlistinfo")


def test_music_started_by_hand_comes_by_itself_and_a_hand_is_respected(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, mpd_server: MpdServer
) -> None:
    hub = make_hub(home_with(mpd_server, mosquitto))
    hub.start(household)
    household.quiet(1.0)
    teach_calm(household, mpd_server)
    mpd_server.tell("clear")
    household.quiet(5.5)
    mark = household.mark()
    household.goes("ana", "living_room")
    decision = household.decision(mark)
    wish = next(w for w in decision["wishes"] if w["quantity"] == "music")
    assert (wish["value"], wish["outcome"]) == ("calm", "sent"), decision["sentence"]
    household.wait_for(lambda: mpd_server.status().get("state") == "play", "the player to play")
    assert "calm" in queue(mpd_server).lower()
    household.quiet(6.0)  # past the window of the hub's own command
    plays_by_hand(mpd_server, "Jazz")
    household.quiet(1.5)
    assert "music" in hub.asked("status")["rooms"][0]["devices"][0]["held"]
    assert "jazz" in queue(mpd_server).lower()


def test_in_quiet_hours_nothing_starts_to_play(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, mpd_server: MpdServer
) -> None:
    config = home_with(mpd_server, mosquitto, quiet_hours={"from": "00:00", "to": "23:59"})
    hub = make_hub(config)
    hub.start(household)
    household.quiet(1.0)
    teach_calm(household, mpd_server)
    household.quiet(1.0)
    mark = household.mark()
    household.goes("ana", "living_room")
    decision = household.decision(mark)
    household.quiet(1.0)
    wish = next(w for w in decision["wishes"] if w["quantity"] == "music")
    assert (wish["outcome"], wish["code"]) == ("held", "quiet_hours"), decision["sentence"]
    assert mpd_server.status().get("state") != "play"
    assert hub.asked("status")["link"]["state"] == "up"
