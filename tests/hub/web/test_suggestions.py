"""What the screen of suggestions shows to whom, from what the hub says and what is stored."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from devices.vocabulary import OccupantId, RoomId
from hub.consent import Agreements
from hub.store import Store
from hub.web.ask import Hub
from hub.web.locale import Locale
from hub.web.rights import Visitor
from hub.web.screen import Asking
from hub.web.screens.suggestions import suggestions
from hub.web.words import Words

ANA, KITCHEN = OccupantId("ana"), RoomId("kitchen")
NOW = datetime(2026, 11, 30, 19, 0, tzinfo=UTC)
HOUSEHOLD: dict[str, Any] = {
    "time_zone": "Europe/Amsterdam",
    "rooms": {"kitchen": "Kitchen", "hall": "Hall"},
    "devices": {},
    "people": {
        "ana": {"name": "Ana", "role": "keeper", "guardians": []},
        "ben": {"name": "Ben", "role": "resident", "guardians": []},
    },
}


def wish(quantity: str, value: Any, outcome: str = "suggested") -> dict[str, Any]:
    return {
        "device": "lamp", "quantity": quantity, "value": value, "outcome": outcome, "confidence": 0.84, "for": ["ana"],
        "reason": "suggested: the hub may only suggest here",
    }  # fmt: skip


class Told(Hub):
    """A hub that says always the same. waiting: what is suggested in the kitchen. resting: what rests."""

    def __init__(self, folder: Path, waiting: dict[str, Any] | None = None, resting: tuple[dict[str, Any], ...] = ()) -> None:
        super().__init__(folder / "attune.db")
        self._says = waiting, list(resting)

    def now(self) -> dict[str, Any]:
        kitchen: dict[str, Any] = {"name": "Kitchen", "people": {"ana": 1.0}, "devices": [], "suggestion": self._says[0]}
        hall: dict[str, Any] = {"name": "Hall", "people": {}, "devices": [], "suggestion": None}
        return {"at": NOW.isoformat(), "rooms": {"kitchen": kitchen, "hall": hall}}

    def resting(self) -> list[dict[str, Any]]:
        return self._says[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of four decisions for Ana the last three suggested something; one of those was answered, one in a room that is gone."""
    with Store.open(tmp_path / "attune.db", Agreements({ANA: frozenset({"light"})})) as store:
        for number, (room, wishes, more) in enumerate(
            (
                ("kitchen", [wish("power", True, "sent")], {}),
                ("attic", [wish("power", True)], {}),
                ("kitchen", [wish("music", "Jazz"), wish("power", True, "held")], {"answer": "later"}),
                ("kitchen", [wish("brightness", 0.3)], {}),
            )
        ):
            at = NOW - timedelta(hours=4 - number)
            body = {"id": f"d{number}", "at": at.isoformat(), "room": room, "trigger": "arrival", "occupants": ["ana"]}
            store.decisions.add(f"d{number}", at, RoomId(room), [ANA], {**body, "sentence": "", "wishes": wishes, **more})
    return tmp_path


def shown(hub: Hub, person: str | None, language: str = "en", **given: str) -> dict[str, Any]:
    words = Words(Locale(language), HOUSEHOLD["time_zone"])
    return dict(suggestions(Asking(hub, Visitor(person, "", "", HOUSEHOLD), words, {}, given)))


def test_what_was_suggested_is_listed_with_what_was_said_and_names_stay_as_they_are(folder: Path) -> None:
    found = shown(Told(folder), "ana")
    assert [(one["id"], one["things"], one["said"]) for one in found["answered"]] == [
        ("d3", "Brightness to 30\u00a0%", "No answer"),
        ("d2", "Music to Jazz", "Not now"),
        ("d1", "Light to on", "No answer"),
    ]


def test_each_kind_in_a_room_there_is_may_be_stopped_and_what_rests_let_come_again(folder: Path) -> None:
    week = (NOW + timedelta(days=7)).isoformat()
    rests = (
        {"person": "ana", "room": "hall", "kind": "volume", "until": None},
        {"person": "ana", "room": "kitchen", "kind": "brightness", "until": week},
        {"person": "ben", "room": "kitchen", "kind": "music", "until": None},
    )
    (ana,) = shown(Told(folder, resting=rests), "ana")["people"]
    assert [(one["what"], one["rests"], bool(one["until"])) for one in ana["kinds"]] == [
        ("Kitchen: brightness", True, True),
        ("Kitchen: music", False, False),
        ("Hall: volume", True, False),
    ]
    (ben,) = shown(Told(folder, resting=rests), "ben")["people"]
    assert [one["what"] for one in ben["kinds"]] == ["Kitchen: music"]


def offer() -> dict[str, Any]:
    until = (NOW + timedelta(minutes=20)).isoformat()
    return {"decision": "d3", "room": "kitchen", "offer": "", "until": until, "wishes": [wish("brightness", 0.3)]}


def test_what_waits_is_told_whole_to_who_may_answer_it_and_is_not_among_those_before(folder: Path) -> None:
    found = shown(Told(folder, offer()), "ana")
    (one,) = found["waiting"]
    assert (one["name"], one["things"], one["sure"], one["people"], one["until"]) == (
        "Kitchen", "brightness to 30\u00a0%", "84", "Ana", "20:20",
    )  # fmt: skip
    assert one["why"] == "Suggested: the hub may only suggest here"
    assert "d3" not in [answered["id"] for answered in found["answered"]]
    assert shown(Told(folder, offer()), "ben")["waiting"] == []


def test_a_tablet_on_the_wall_sees_what_waits_and_nothing_of_anybody_before(folder: Path) -> None:
    resting = ({"person": "ana", "room": "kitchen", "kind": "power", "until": None},)
    found = shown(Told(folder, offer(), resting), None)
    assert len(found["waiting"]) == 1
    assert (found["answered"], found["people"]) == ([], [])


@pytest.mark.parametrize(
    ("language", "later", "stopped"),
    [("de", "Jetzt nicht", "Das wird nicht mehr vorgeschlagen."), ("fr", "Pas maintenant", "Cela ne sera plus proposé.")],
)
def test_it_is_said_in_the_readers_language(folder: Path, language: str, later: str, stopped: str) -> None:
    found = shown(Told(folder), "ana", language, done="stop")
    assert later in [one["said"] for one in found["answered"]]
    assert found["done"] == stopped
    assert shown(Told(folder), "ana", language, done="<b>")["done"] == ""
