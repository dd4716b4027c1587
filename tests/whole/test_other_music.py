"""Music that no wish names, with a real player: a hand that stays, teaches nothing, and is told by that name.

Case: somebody's own queue or phone on the speaker; the hub took the room for silent and played over it.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.mosquitto import Mosquitto
from tests.mpd_server import MpdServer

from .learned import learned
from .living import Household, Hub
from .test_music import home_with, queue, teach_calm

pytestmark = [pytest.mark.broker, pytest.mark.mpd, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]


def plays_something_else(mpd_server: MpdServer) -> None:
    """A queue of one's own, as any MPD client makes it."""
    mpd_server.tell("clear", 'add "other/f.wav"', 'add "jazz/c.wav"', "play")


def music(hub: Hub) -> Any:
    """What the hub takes to be playing, and whether it stands by hand."""
    device = hub.status()["rooms"][0]["devices"][0]
    return device["state"]["music"], "music" in device["held"]


def lessons(hub: Hub) -> list[str]:
    """But for what only says that the hub was wrong."""
    return [value for kind, value in learned(hub) if kind == "music" and value != "other_music"]


@pytest.fixture
def hub(mosquitto: Mosquitto, household: Household, make_hub: MakeHub, mpd_server: MpdServer) -> Hub:
    """Ana has been seen to put calm on as she comes in."""
    made = make_hub(home_with(mpd_server, mosquitto))
    made.start(household)
    household.quiet(1.0)
    teach_calm(household, mpd_server)
    return made


def test_nothing_starts_on_top_of_what_somebody_has_put_on_and_it_teaches_nothing(
    household: Household, hub: Hub, mpd_server: MpdServer
) -> None:
    known = lessons(hub)
    plays_something_else(mpd_server)
    household.wait_for(lambda: music(hub)[0] == "other_music", "the hub to hear that something else plays")
    mark = household.mark()
    household.goes("ana", "living_room")
    decision = household.decision(mark)
    wish = next(w for w in decision["wishes"] if w["quantity"] == "music")
    assert (wish["value"], wish["outcome"], wish["code"]) == ("calm", "held", "other_music"), decision["sentence"]
    assert "something else is playing" in hub.attune("why")
    mpd_server.tell("pause 1")
    household.wait_for(lambda: music(hub) == ("silence", True), "the pause to be a hand")
    mpd_server.tell("pause 0")
    household.wait_for(lambda: music(hub) == ("other_music", True), "what plays on to be a hand")
    household.quiet(2.0)
    assert "f.wav" in queue(mpd_server)
    assert lessons(hub) == known
    mpd_server.tell("clear", 'load "Jazz"', "play")
    household.wait_for(lambda: lessons(hub) == [*known, "jazz"], "jazz, chosen by hand, to be learned")


def test_what_the_hub_had_put_on_is_given_up_for_it(household: Household, hub: Hub, mpd_server: MpdServer) -> None:
    mpd_server.tell("clear")
    household.quiet(5.5)  # the windows of the hub's own words are over
    known = lessons(hub)
    household.goes("ana", "living_room")
    household.wait_for(lambda: mpd_server.status().get("state") == "play", "the hub to play")
    household.wait_for(lambda: music(hub)[0] == "calm", "the player to say what plays")
    household.quiet(1.5)
    plays_something_else(mpd_server)
    household.wait_for(lambda: music(hub) == ("other_music", True), "the hand to stand")
    household.quiet(6.0)  # past the window in which the hub says again what was not done
    assert "f.wav" in queue(mpd_server)
    household.goes("ana", "not_home")
    household.wait_for(lambda: not music(hub)[1], "the hand to end as she leaves")
    assert lessons(hub) == known


def test_after_a_restart_it_plays_on_and_is_nobodys_lesson(household: Household, hub: Hub, mpd_server: MpdServer) -> None:
    known = lessons(hub)
    household.goes("ana", "living_room")
    household.quiet(0.5)
    plays_something_else(mpd_server)
    household.wait_for(lambda: music(hub) == ("other_music", True), "the hand to stand")
    hub.kill()
    hub.start(household)
    household.wait_for(lambda: music(hub)[0] == "other_music", "the player to be heard")
    household.quiet(2.0)
    assert "f.wav" in queue(mpd_server)
    assert lessons(hub) == known
