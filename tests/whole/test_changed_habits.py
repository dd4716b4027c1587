"""A habit that has changed, on the running program: listed, answered, gone."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from devices.vocabulary import OccupantId, RoomId
from hub.consent import Agreements
from hub.store import Store
from models.context import Context
from models.example import Example, Source
from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
ANA = OccupantId("ana")
TOPIC = "attune/occupant/ana/changes"


def lived_in(hub: Hub) -> None:
    """Five weeks of evenings at 30 %, then ten days at 80 %, up to yesterday."""
    now = datetime.now(UTC).replace(hour=19, minute=0)
    with Store.open(hub.folder / "attune.db", Agreements({ANA: frozenset({"light"})})) as store:
        for day in range(45, 0, -1):
            at = now - timedelta(days=day)
            value = 0.8 if day <= 10 else 0.3
            store.examples.add(Example(ANA, "brightness", value, 1.0, at, Context(at, RoomId("living_room")), Source.HAND))


def test_it_is_listed_told_on_its_topic_and_adopted(
    mosquitto: Mosquitto, household: Household, make_hub: Callable[[Mapping[str, Any]], Hub]
) -> None:
    household.add(tunable_lamp("lamp"))
    hub = make_hub(configuration(mosquitto.port, {"living_room": [{"zigbee2mqtt": "lamp"}]}))
    lived_in(hub)
    hub.start(household)
    found = hub.asked("changes")["changes"]
    assert {(change["old"], change["new"], change["room"]) for change in found} == {(0.3, 0.8, "living_room")}
    assert "have changed since" in hub.attune("changes")
    told = household.wait_for(
        lambda: [body for body in household.since(0, TOPIC) if isinstance(body, dict) and body["count"]],
        "the change on its topic",
    )[-1]
    assert {change["id"] for change in told["changes"]} == {change["id"] for change in found}
    for change in found:
        assert "that is the habit now" in hub.attune("changes", "adopt", change["id"])
    assert json.loads(hub.attune("changes", "--json"))["changes"] == []
    assert "no answer" in hub.attune("changes", "perhaps", expect=1)
