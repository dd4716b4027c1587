"""Something of everything the store keeps, about whom a test names."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId
from hub.consent import DOMAINS, Agreements
from hub.decision import Hold
from hub.decision_document import DecisionDocument
from hub.store import Store
from hub.store.tables.recorded import Piece
from tests.models.builders import EVENING, make_example

LIVING = RoomId("living")


class _Everybody(dict[OccupantId, frozenset[str]]):
    def get(self, _who: object, _otherwise: object = None) -> frozenset[str]:
        return frozenset(DOMAINS)


def open_store(path: Path) -> Store:
    """Of a home in which everybody agreed to everything."""
    return Store.open(path, Agreements(_Everybody()))


def make_document(
    name: str, people: Iterable[OccupantId], at: datetime = EVENING, meant_for: Iterable[OccupantId] | None = None
) -> dict[str, Any]:
    there = list(people)
    wish = {"device": "lamp", "quantity": "brightness", "value": 0.3, "before": 0.9, "outcome": "sent"}
    return {
        "id": name,
        "at": at.isoformat(timespec="milliseconds"),
        "room": LIVING,
        "occupants": there,
        "sentence": f"Living room, with {' and '.join(there)} there: set brightness to 30 %.",
        "wishes": [{**wish, "for": there if meant_for is None else list(meant_for)}],
        "evidence": [{"occupant": who, "because": [{"at": at.isoformat(), "value": 0.3}]} for who in there],
    }


def add_decision(
    store: Store,
    name: str,
    *people: OccupantId,
    at: datetime = EVENING,
    room: RoomId = LIVING,
    meant_for: Iterable[OccupantId] | None = None,
) -> None:
    store.decisions.add(name, at, room, people, {**make_document(name, people, at, meant_for), "room": room})


def stored_decision(store: Store, name: str) -> DecisionDocument:
    found = store.decisions.get(name)
    assert found is not None
    return found


def fill(store: Store, who: OccupantId, device: str, at: datetime = EVENING, lessons: int = 5) -> None:
    """A person's rows in every table."""
    for i in range(lessons):
        store.examples.add(make_example(0.1 * (i + 1), at=at, occupant=who))
    add_decision(store, f"decision-{device}", who, at=at)
    store.holds.put(Hold(LIVING, DeviceId(device), "brightness", 0.4, frozenset({who}), Moment(at, 50.0)))
    store.debts.put(LIVING, "light", {who: 1.5})
    store.places.put(who, LIVING, at)
    store.consents.put(who, ["light"], at)
    store.put_off.put(who, f"change of {device}", at)
    store.comings.came(who, LIVING, at - timedelta(hours=9), at)
    store.still_sources.put(who, DeviceId(f"tablet of {device}"), at)
    store.ways.put(who, {"rooms": [LIVING], "crossings": [[0.0]], "seconds": [60.0]}, at)
    store.accounts.put_code(f"code of {device}", who, at + timedelta(minutes=15))
    store.accounts.put_password(who, "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", at)
    store.accounts.begin(f"session of {device}", who, at, at + timedelta(days=90), "a phone")
    store.accounts.viewed(who, who, "habits", at)
    store.recorded.add(Piece("", at, (who,), [50.0, at.isoformat()], {"places": {who: LIVING}}, []))
    store.fingerprints.put(who, DeviceId(f"phone of {device}"), LIVING, [{"living": -3.0}, {"living": -4.5, "hall": -20.0}], at)


def files_under(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
