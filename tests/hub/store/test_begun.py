"""What a replay begins with in the middle of a life: noted as it stands, and put back into a copy made as it was."""

from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId
from hub.consent import Agreements
from hub.decision import Hold
from hub.store.as_of import make_as_of
from hub.store.begun import noted
from hub.store.blurring import blur_examples
from hub.store.connection import connected
from hub.store.reader import read_examples, read_rows
from models.example import Example
from tests.models.builders import EVENING, make_example

from ..keeping import fill, open_store

ANA, BEN = OccupantId("ana"), OccupantId("ben")
SEEN = EVENING + timedelta(minutes=7, seconds=13)


def lived(path: Path) -> dict[str, Any]:
    """Ana's evening to the second, noted just after it, and what came later; then the week's end blurred it all."""
    with open_store(path) as store:
        store.examples.add(lesson(SEEN))
        store.debts.put(RoomId("living"), "light", {ANA: 1.5})
        store.put_off.put(ANA, "suggested|living", SEEN + timedelta(days=7))
        store.holds.put(Hold(RoomId("living"), DeviceId("lamp"), "brightness", 0.4, frozenset({ANA}), Moment(SEEN, 50.0)))
        begun, people = store.recorded.begun(SEEN - timedelta(days=1), {ANA})
        assert people == {ANA}
        store.examples.add(lesson(SEEN + timedelta(seconds=40)))  # of the same quarter of an hour
        store.debts.put(RoomId("living"), "light", {ANA: 0.5})
        store.holds.drop(DeviceId("lamp"), "brightness")
        store.put_off.drop(ANA, "suggested|living")
    with closing(connected(str(path))) as connection:
        blur_examples(connection, SEEN + timedelta(days=8))
    return begun


def lesson(at: datetime) -> Example:
    return replace(make_example(0.3, at=at, occupant=ANA, sun_elevation_deg=3.21), decision="d-1")


def test_lessons_have_their_times_again_and_what_came_in_the_same_quarter_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "attune.db"
    begun = lived(path)
    (blurred, _) = read_examples(path)
    assert (blurred.at, blurred.context.sun_elevation_deg) != (SEEN, 3.21)
    make_as_of(path, SEEN + timedelta(seconds=20), begun, begun["lessons"])
    (found,) = read_examples(path)
    assert (found.at, found.decision) == (SEEN, "d-1")
    assert (found.context.local, found.context.sun_elevation_deg) == (SEEN, 3.21)


def test_what_was_held_owed_and_put_off_is_again(tmp_path: Path) -> None:
    path = tmp_path / "attune.db"
    begun = lived(path)
    make_as_of(path, SEEN + timedelta(seconds=20), begun, begun["lessons"])
    with open_store(path) as store:
        store.recorded.put_back(begun)
    assert [row["debt"] for row in read_rows(path, "select debt from debts")] == [1.5]
    assert [row["device"] for row in read_rows(path, "select device from holds")] == ["lamp"]
    assert [row["change"] for row in read_rows(path, "select change from put_off")] == ["suggested|living"]


def test_of_who_has_agreed_no_more_nothing_is_put_back(tmp_path: Path) -> None:
    path = tmp_path / "attune.db"
    begun = lived(path)
    make_as_of(path, SEEN + timedelta(seconds=20), begun, begun["lessons"])
    with open_store(path) as store:
        store.agreements = Agreements({BEN: frozenset({"light"})})
        store.recorded.put_back(begun)
    assert read_rows(path, "select * from debts") == read_rows(path, "select * from put_off") == []
    assert [row["occupants"] for row in read_rows(path, "select occupants from holds")] == ["[]"]


def test_nobody_is_named_who_has_not_agreed(tmp_path: Path) -> None:
    path = tmp_path / "attune.db"
    with open_store(path) as store:
        fill(store, ANA, "lamp")
        fill(store, BEN, "shade")
    with closing(connected(str(path))) as connection:
        begun, people = noted(connection, EVENING - timedelta(days=1), {ANA})
    assert people == {ANA}
    assert "ben" not in str(begun)
    assert len(begun["lessons"]) == 5
