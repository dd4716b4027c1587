"""A thermostat described on plain topics that writes its setpoint with a unit: heard, known for a hand, and learned."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.errors import BadPayload
from devices.vocabulary import DeviceId

from ..a_house import Living

VALVE = DeviceId("valve")
BLOCK = {"id": "valve", "state": "home/valve", "command": "home/valve/set", "quantities": {"setpoint": {"unit": "°C"}}}


@pytest.fixture
def living(tmp_path: Path) -> Iterator[Living]:
    ana = {"learn": ["temperature"], "presence": [{"topic": "home/presence/ana"}]}
    found = Living(tmp_path, occupants={"ana": ana}, rooms={"kitchen": {"devices": [{"topic": BLOCK}]}})
    yield found
    found.close()


@pytest.mark.parametrize("payload", ["22.5 °C", "22,5", "72.5 °F", "°C 22,5"])
def test_what_a_hand_sets_is_learned_however_the_thermostat_writes_it(living: Living, payload: str) -> None:
    living.hear("home/valve", "19,0 °C", 1.0)
    living.hear("home/presence/ana", "kitchen", 10.0)
    living.hear("home/valve", payload, 400.0)
    living.tick(460.0)
    assert living.house.readings.value(VALVE, "setpoint") == pytest.approx(22.5)
    assert [example.value for example in living.store.examples.all()] == [pytest.approx(22.5)]


def test_what_is_not_understood_changes_nothing_and_says_what_would_be_right(living: Living) -> None:
    living.hear("home/valve", "19,0 °C", 1.0)
    with pytest.raises(BadPayload, match=r"right is one such as 21\.5, or 21\.5 °C"):
        living.hear("home/valve", "cosy", 20.0)
    assert living.house.readings.value(VALVE, "setpoint") == 19.0
