"""The diagnostics file says how the hub is, and names nobody and nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from hub.api.answers import Answers

from ..a_house import Living
from ..build import moment

SECRETS = ("hunter2", "broker.example", "attic-user", "52.37", "4.9", "ana", "Anastasia", "kitchen", "Lounge", "lamp", "Canal")


@pytest.fixture
def told(tmp_path: Path) -> Any:
    home = Living(
        tmp_path,
        home={"name": "Canal house", "latitude": 52.37, "longitude": 4.9, "time_zone": "Europe/Amsterdam"},
        mqtt={"host": "broker.example", "username": "attic-user", "password": "hunter2"},
        occupants={"ana": {"name": "Anastasia", "learn": ["light"], "presence": [{"topic": "home/presence/ana"}]}},
    )
    home.teach(times=2)
    home.house.problems.append("lamp in Lounge did not do what ana was told")
    answers = Answers(home.step, is_running=True, link=lambda: {"state": "up", "received": 7, "problem": "broker.example"})
    found = answers.answer("diagnostics", {}, moment(9e5))
    home.close()
    return found


def test_it_says_health_versions_counts_devices_and_the_configuration(told: Any) -> None:
    assert told["health"]["broker"] == "up"
    assert told["health"]["received"] == 7
    assert told["health"]["problems"] == 1
    assert "numpy" in told["versions"]
    assert told["counts"]["people"] == 1
    assert told["counts"]["examples"]["brightness"] >= 1
    assert told["counts"]["rows"]["examples"] >= 1
    assert [(d["family"], d["role"]) for d in told["devices"] if d["role"] == "light"] == [("topic", "light")]
    assert told["configuration"]["occupants"]["person_1"]["learn"] == ["light"]
    assert told["configuration"]["earn_autonomy"] is False
    assert told["configuration"]["learning"] == {"settle": 1, "correction_window": 60}


@pytest.mark.parametrize("secret", SECRETS)
def test_no_name_no_place_and_no_secret_is_in_it(told: Any, secret: str) -> None:
    assert secret not in json.dumps(told)
