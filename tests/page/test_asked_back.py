"""What the hub asks people on the page: whether an evening counts, and what a habit that has changed is."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from devices.vocabulary import OccupantId, RoomId
from hub.consent import Agreements
from hub.store import Store
from models.context import Context
from models.example import Example, Source
from tests.mosquitto import Mosquitto, free_port
from tests.whole.living import Household, Hub, tunable_lamp

from .conftest import page_config
from .rig import Served, Visitor

pytestmark = [pytest.mark.broker, pytest.mark.whole]
ANA = OccupantId("ana")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Everybody has agreed; Ana has had her kitchen otherwise for ten evenings, and last night is offered not to count."""
    with Mosquitto() as broker:
        home, port = Household(broker.port), free_port()
        config = page_config(broker.port, port)
        config["occupants"] = {who: block for who, block in config["occupants"].items() if block.get("learn")}
        hub = Hub(tmp_path_factory.mktemp("page"), config)
        lived_in(hub)
        home.add(tunable_lamp("kitchen_lamp"))
        hub.start(home)
        yield Served(hub, home, port)
        hub.stop()
        home.close()


def lived_in(hub: Hub) -> None:
    now = datetime.now(UTC)
    evening = now.replace(hour=19, minute=0)
    with Store.open(hub.folder / "attune.db", Agreements({ANA: frozenset({"light"})})) as store:
        for day in range(45, 0, -1):
            at, value = evening - timedelta(days=day), 0.8 if day <= 10 else 0.3
            store.examples.add(Example(ANA, "brightness", value, 1.0, at, Context(at, RoomId("kitchen")), Source.HAND))
        began = evening - timedelta(days=1, hours=1)
        offer = {
            "from": began.isoformat(timespec="minutes"), "to": (began + timedelta(hours=11)).isoformat(timespec="minutes"),
            "lessons": 1, "rooms": ["kitchen"], "sentence": "the evening was unlike all others",
        }  # fmt: skip
        store.settings.put("evenings", {"known": [], "running": None, "offer": offer})


def test_a_changed_habit_is_said_to_whose_it_is_and_takes_their_answer(served: Served) -> None:
    ana, ben, wall = (Visitor(served.port).comes_in(served.hub, who) for who in ("ana", "ben", None))
    home, mine = ana.get("/").text, ana.get("/person/ana").text
    assert "Something Ana always did is done otherwise of late." in home
    assert "brightness 80 %, where it was 30 %." in mine
    for other in (ben, wall):
        assert "done otherwise of late" not in other.get("/").text
    changes = served.hub.asked("changes")["changes"]
    assert changes
    first = changes[0]["id"]
    assert ben.orders(f"/person/ana/changes/{first}", answer="adopt").status == 403
    assert ben.orders(f"/person/ben/changes/{first}", answer="adopt").status == 404
    assert ana.orders("/person/ana/changes/none", answer="adopt").status == 404
    assert ana.orders(f"/person/ana/changes/{first}", answer="perhaps").status == 404
    assert ana.orders(f"/person/ana/changes/{first}", answer="adopt").status == 303
    assert first not in [change["id"] for change in served.hub.asked("changes")["changes"]]
    for change in changes[1:]:
        assert ana.orders(f"/person/ana/changes/{change['id']}", answer="again").status == 303
    assert "done otherwise of late" not in ana.get("/").text
    assert "What has changed" not in ana.get("/person/ana").text


def test_an_evening_unlike_all_others_is_offered_not_to_count_to_people_and_answered_once(served: Served) -> None:
    ana, ben, wall = (Visitor(served.port).comes_in(served.hub, who) for who in ("ana", "ben", None))
    for resident in (ana, ben):
        assert "unlike all others: more people moved about than live here" in resident.get("/").text
    assert "unlike all others" not in wall.get("/").text
    assert wall.orders("/evening", answer="forget").status == 403
    assert ben.orders("/evening", answer="perhaps").status == 404
    answered = ben.orders("/evening", answer="forget")
    assert answered.status == 303
    assert "That evening does not count." in ben.get(answered.headers["location"]).text
    assert "unlike all others" not in ana.get("/").text
    assert served.hub.asked("evening")["evening"] is None
    assert "1" in served.hub.attune("forget", "--undo")
    assert ana.orders("/evening", answer="keep").status == 409
