"""``attune check --live`` in front of a real Home Assistant."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from devices.home_assistant.release import met, span_tested
from tests.whole.living import Hub

from .residence import Residence
from .test_entities import a_home

pytestmark = [pytest.mark.home_assistant, pytest.mark.timeout(900)]
Make = Callable[[Mapping[str, Any]], Hub]


def test_the_release_is_said_also_where_only_the_board_is_in_home_assistant(residence: Residence, make_hub: Make) -> None:
    config = a_home(residence)
    config["home_assistant"] = {"url": residence.url, "token": residence.tokens["hub"]}
    del config["mqtt"]  # it would be listened to for some seconds
    config["rooms"]["kitchen"]["devices"] = []
    version = residence.home.get("/api/config")["version"]
    hub = make_hub(config)
    told = json.loads(hub.attune("check", "--live", "--json", expect=1))  # Ana's topic is on no broker
    assert told["home_assistant"] == {"version": version, "tested": list(span_tested())}
    assert told["notes"] == [met(version)]
    assert "older" not in met(version)
    assert "newer" not in met(version)


def test_where_none_is_met_no_release_is_said(residence: Residence, make_hub: Make) -> None:
    config = a_home(residence)
    config["home_assistant"] = {"url": "http://127.0.0.1:1", "token": "x"}
    del config["mqtt"]
    told = json.loads(make_hub(config).attune("check", "--live", "--json", expect=1))
    assert told["home_assistant"]["version"] is None
    assert any("127.0.0.1:1 cannot be reached" in sentence for sentence in told["live"])
