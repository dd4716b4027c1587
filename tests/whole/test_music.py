"""Music with a real player: what a person starts by hand comes by itself; a hand is respected; quiet hours stay quiet."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from tests.mosquitto import Mosquitto
from tests.mpd_server import MpdServer

from .living import Household, Hub, configuration

pytestmark = [pytest.mark.broker, pytest.mark.mpd, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]


@pytest.fixture
def player() -> Iterator[MpdServer]:
    with MpdServer() as server:
        yield server


def home_with(player: MpdServer, mosquitto: Mosquitto, **more: Any) -> dict[str, Any]:
    config = configuration(mosquitto.port, {"living_room": [{"mpd": player.address}]}, **more)
    config["learning"]["settle"] = 0.5
    return config


def plays_by_hand(player: MpdServer, playlist: str) -> None:
    player.tell("clear", f'load "{playlist}"', "play")


def teach_calm(household: Household, player: MpdServer, times: int = 8) -> None:
    """The windows of the hub's own commands are real seconds: the person takes their time."""
    for _ in range(times):
        household.goes("ana", "living_room")
        household.quiet(0.3)
        plays_by_hand(player, "Calm evening")
        household.quiet(1.2)
        household.goes("ana", "not_home")
        household.quiet(0.2)
        player.tell("stop")
        household.quiet(0.6)


def queue(player: MpdServer) -> str:
    return player.tell("playlistinfo")


def test_music_started_by_hand_comes_by_itself_and_a_hand_is_respected(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, player: MpdServer
) -> None:
    hub = make_hub(home_with(player, mosquitto))
    hub.start(household)
    household.quiet(1.0)
    teach_calm(household, player)
    player.tell("clear")
    household.quiet(5.5)
    mark = household.mark()
    household.goes("ana", "living_room")
    decision = household.decision(mark)
    wish = next(w for w in decision["wishes"] if w["quantity"] == "music")
    assert (wish["value"], wish["outcome"]) == ("calm", "sent"), decision["sentence"]
    household.wait_for(lambda: player.status().get("state") == "play", "the player to play")
    assert "calm" in queue(player).lower()
    household.quiet(6.0)  # past the window of the hub's own command
    plays_by_hand(player, "Jazz")
    household.quiet(1.5)
    assert "music" in hub.asked("status")["rooms"][0]["devices"][0]["held"]
    assert "jazz" in queue(player).lower()


def test_in_quiet_hours_nothing_starts_to_play(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, player: MpdServer
) -> None:
    config = home_with(player, mosquitto, quiet_hours={"from": "00:00", "to": "23:59"})
    hub = make_hub(config)
    hub.start(household)
    household.quiet(1.0)
    teach_calm(household, player)
    household.quiet(1.0)
    mark = household.mark()
    household.goes("ana", "living_room")
    decision = household.decision(mark)
    household.quiet(1.0)
    wish = next(w for w in decision["wishes"] if w["quantity"] == "music")
    assert (wish["outcome"], wish["code"]) == ("held", "quiet_hours"), decision["sentence"]
    assert player.status().get("state") != "play"
    assert hub.asked("status")["link"]["state"] == "up"
