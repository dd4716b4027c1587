"""Music that no wish names on a player of a real Home Assistant: told as such, left alone, and over when it is paused."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.whole.learned import learned
from tests.whole.living import Household, Hub

from .residence import Residence
from .test_link import PLAYER, attribute, click, config_for, started, status

pytestmark = [pytest.mark.home_assistant, pytest.mark.timeout(900)]
Make = Callable[[Mapping[str, Any]], Hub]


def music(hub: Hub) -> tuple[Any, bool]:
    """What the hub takes to be playing, and whether it stands by hand."""
    device = status(hub)["rooms"][0]["devices"][0]
    return device["state"]["music"], "music" in device["held"]


def test_what_ana_plays_from_another_app_is_not_played_over(residence: Residence, household: Household, make_hub: Make) -> None:
    go = residence.tracker("ana_phone")
    go("not_home")
    config = config_for(residence, PLAYER)
    config["music"] = {"calm": {"playlist": "calm evening"}, "jazz": {"playlist": "jazz"}}
    config["occupants"]["ana"]["pinned"] = [{"room": "bedroom", "quantity": "music", "value": "calm"}]
    hub = started(residence, household, make_hub(config))
    click(residence, "media_player.media_pause", PLAYER)
    residence.wait(lambda: music(hub)[0] == "silence", "the player to be paused")
    click(residence, "media_player.play_media", PLAYER, media_content_id="spotify:track:1", media_content_type="music")
    click(residence, "media_player.media_play", PLAYER)  # the demo's player goes on as it was
    residence.wait(lambda: music(hub)[0] == "other_music", "what no wish names")
    mark = household.mark()
    go("bedroom")
    wish = next(wish for wish in household.decision(mark)["wishes"] if wish["quantity"] == "music")
    assert (wish["value"], wish["outcome"], wish["code"]) == ("calm", "held", "other_music")
    click(residence, "media_player.media_pause", PLAYER)
    residence.wait(lambda: music(hub) == ("silence", True), "the pause to be a hand")
    click(residence, "media_player.media_play", PLAYER)
    residence.wait(lambda: music(hub) == ("other_music", True), "what plays on to be a hand")
    household.quiet(2.0)
    assert attribute(residence, PLAYER, "media_content_id") == "spotify:track:1"
    assert [lesson for lesson in learned(hub) if lesson[0] == "music"] == []
    go("not_home")
    residence.wait(lambda: not music(hub)[1], "the hand to end as she leaves")
