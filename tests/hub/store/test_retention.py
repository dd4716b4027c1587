"""How long things stay, with a clock that is moved; and the copies that are kept of them."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import hub.store.backups
from devices.vocabulary import DeviceId, Moment, OccupantId
from hub.decision import Hold
from hub.errors import StoreFailed
from hub.store import Store
from hub.store.backups import KEPT, back_up, backups_in, newest_first
from hub.store.blurring import quarter
from hub.store.columns import iso
from hub.store.priors import priors_path
from hub.store.reader import read_examples
from hub.store.set_aside import set_aside_of
from models.example import Source
from tests.models.builders import ANA, BEN, EVENING, make_example

from ..keeping import LIVING, add_decision, files_under, fill, open_store, stored_decision

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "attune.db") as opened:
        yield opened


def test_lessons_stay_a_year(store: Store) -> None:
    store.examples.add(make_example(0.1, at=EVENING - 365 * DAY - SECOND))
    store.examples.add(make_example(0.2, at=EVENING - 365 * DAY + SECOND))
    assert store.retain(EVENING)["examples"] == 1
    assert [e.value for e in store.examples.all()] == [0.2]


def test_decisions_stay_a_month_and_go_with_the_note_of_whose_they_are(store: Store) -> None:
    add_decision(store, "old", ANA, at=EVENING - 30 * DAY - SECOND)
    add_decision(store, "young", BEN, at=EVENING - 30 * DAY + SECOND)
    store.retain(EVENING)
    assert [d["id"] for d in store.decisions.newest(10)] == ["young"]
    assert not store.holds_anything(ANA)


def test_the_last_known_place_stays_a_week(store: Store) -> None:
    store.places.put(ANA, "kitchen", EVENING - 7 * DAY - SECOND)
    store.places.put(BEN, "kitchen", EVENING - 7 * DAY + SECOND)
    store.retain(EVENING)
    assert list(store.places.all()) == [BEN]


def test_a_hold_nobody_ended_stays_a_month(store: Store) -> None:
    for device, age in (("old", 31 * DAY), ("young", 29 * DAY)):
        store.holds.put(Hold(LIVING, DeviceId(device), "power", True, frozenset({ANA}), Moment(EVENING - age, 1.0)))
    store.retain(EVENING)
    assert [hold.device for hold in store.holds.all(Moment(EVENING, 1.0))] == ["young"]


def test_consents_debts_and_settings_stay(store: Store) -> None:
    store.consents.put(ANA, [], EVENING - 900 * DAY)
    store.debts.put(LIVING, "light", {ANA: 1.0})
    store.settings.put("paused", True)
    store.retain(EVENING)
    assert store.consents.all() == {ANA: frozenset()}
    assert store.debts.all() == {(LIVING, "light"): {ANA: 1.0}}
    assert store.settings.get("paused") is True


def test_after_a_week_a_decision_is_known_to_a_quarter_of_an_hour_only(store: Store) -> None:
    exact = EVENING.replace(minute=44, second=59, microsecond=123456)
    add_decision(store, "d", ANA, at=exact)
    store.retain(exact + 7 * DAY - SECOND)
    assert stored_decision(store, "d")["at"].startswith("2026-03-04T19:44:59")
    store.retain(exact + 7 * DAY + SECOND)
    found = stored_decision(store, "d")
    assert found["at"] == "2026-03-04T19:30:00.000000+00:00"
    assert found["evidence"][0]["because"][0]["at"] == "2026-03-04T19:30:00.000000+00:00"
    assert found["wishes"][0]["before"] == 0.9
    rows = json.dumps(store._transactions.query("select * from decisions"))
    assert "19:44" not in rows
    before = store._connection.total_changes
    store.retain(exact + 8 * DAY)
    assert store._connection.total_changes == before + 1  # only the note that it was looked at


def test_after_a_week_a_lesson_is_known_to_a_quarter_of_an_hour_only(store: Store) -> None:
    exact = EVENING.replace(minute=44, second=59, microsecond=123456)
    made = make_example(0.3, at=exact, sun_elevation_deg=-8.123456)
    for value in (0.3, 0.4):
        store.examples.add(replace(made, value=value, decision="2s7rpsbt"))
    store.examples.add(make_example(0.5, at=exact + 8 * DAY))
    store.retain(exact + 7 * DAY - SECOND)
    assert next(e.at for e in store.examples.all()) == exact
    store.retain(exact + 7 * DAY + SECOND)
    first, second, young = store.examples.all()
    assert first.at == exact.replace(minute=30, second=0, microsecond=0)
    assert first.context.local == made.context.local.replace(minute=30, second=0, microsecond=0)
    assert first.context.sun_elevation_deg == -7.5
    assert first.decision == second.decision != "2s7rpsbt"  # an id is made of the time
    assert (first.value, second.value, young.at) == (0.3, 0.4, exact + 8 * DAY)
    assert "44:59" not in json.dumps(store._transactions.query("select * from examples where id < 3"))
    before = store._connection.total_changes
    store.retain(exact + 8 * DAY)
    assert store._connection.total_changes == before + 1


def test_a_blurred_lesson_that_is_imported_again_is_learned_once(store: Store) -> None:
    found = [make_example(True, "power", EVENING + 7 * i * SECOND, source=Source.HISTORY) for i in (1, 40, 300)]
    assert len(store.examples.add_new(found)) == 3
    store.retain(EVENING + 8 * DAY)
    assert store.examples.add_new(found) == []
    hand = make_example(False, "power", EVENING + 3 * 3600 * SECOND)
    store.examples.add(hand)
    store.retain(EVENING + 9 * DAY)
    assert store.examples.add_new([replace(hand, source=Source.HISTORY, at=hand.at + 60 * SECOND)]) == []


def test_a_lesson_that_cannot_be_read_loses_its_time_too(store: Store) -> None:
    store.examples.add(make_example(0.3, at=EVENING + SECOND))
    store._connection.execute('update examples set context = \'{"local": "19:44:59"\'')
    store.retain(EVENING + 8 * DAY)
    (row,) = store._transactions.query("select * from examples")
    assert "19:44:59" not in json.dumps(row)
    assert list(store.examples.all()) == []


def test_a_document_with_odd_times_is_blurred_where_it_can_be(store: Store) -> None:
    store.decisions.add("d", EVENING, LIVING, [ANA], {"id": "d", "at": "yesterday", "wishes": [], "x": {"at": 5}})
    store.retain(EVENING + 8 * DAY)
    assert store.decisions.get("d") == {"id": "d", "at": "yesterday", "wishes": [], "x": {"at": 5}}


def test_times_sort_as_text_and_quarters_begin_where_they_begin() -> None:
    assert iso(EVENING) < iso(EVENING + timedelta(microseconds=1)) < iso(EVENING + SECOND)
    assert quarter("2026-03-04T20:59:59+01:00") == "2026-03-04T19:45:00.000000+00:00"


def test_a_clock_that_leaps_years_ahead_costs_no_lesson_the_first_night(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    fill(store, ANA, "lamp")
    store.retain(EVENING + DAY)
    assert store.retain(EVENING + 3 * 365 * DAY) == {}
    assert "far ahead" in caplog.text
    store.retain(EVENING + 2 * DAY)  # the clock is right again
    assert store.counts()["examples"] == 5
    store.retain(EVENING + 3 * 365 * DAY)
    store.retain(EVENING + 3 * 365 * DAY + DAY)  # two nights in a row: it was away that long
    assert store.counts()["examples"] == 0


def test_what_is_dropped_is_out_of_the_log_too(store: Store) -> None:
    who = OccupantId("canary_7f3a9c")
    add_decision(store, "d", who)
    store.retain(EVENING + 31 * DAY)
    assert who.encode() not in store.path.with_name("attune.db-wal").read_bytes()


# Backups


def test_a_backup_is_a_whole_database_by_itself(store: Store) -> None:
    fill(store, ANA, "lamp")
    backup = back_up(store.path, EVENING)
    assert backup.name == "attune-20260304T190000Z.db"
    assert files_under(store.backup_folder) == [backup]
    assert list(read_examples(backup)) == list(store.examples.all())
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("pragma integrity_check").fetchone()[0] == "ok"


def test_a_week_of_backups_is_kept(store: Store) -> None:
    for night in range(12):
        back_up(store.path, EVENING + night * DAY)
    kept = backups_in(store.backup_folder)
    assert len(kept) == KEPT
    assert kept[0].name == "attune-20260309T190000Z.db"


def test_backups_older_than_a_week_go_however_few_there_are(store: Store) -> None:
    back_up(store.path, EVENING)
    newest = back_up(store.path, EVENING + 8 * DAY)
    assert backups_in(store.backup_folder) == [newest]


def test_the_only_backup_stays_until_there_is_another(store: Store) -> None:
    only = back_up(store.path, EVENING)
    store.retain(EVENING + 20 * DAY)
    assert backups_in(store.backup_folder) == [only]


def test_what_somebody_else_put_beside_the_backups_is_theirs(store: Store) -> None:
    back_up(store.path, EVENING)
    mine = store.backup_folder / "attune-before-the-move.db"
    mine.write_text("mine")
    for night in range(1, 4):
        back_up(store.path, EVENING + night * 5 * DAY)
    assert mine.exists()


def test_a_backup_broken_off_before_does_not_stand_in_the_way(store: Store) -> None:
    store.backup_folder.mkdir()
    (store.backup_folder / "attune-20260304T190000Z.part").write_text("half")
    (store.backup_folder / "attune-20260303T190000Z.part").write_text("half")
    backup = back_up(store.path, EVENING)
    assert files_under(store.backup_folder) == [backup]


def test_a_backup_that_is_not_sound_is_not_kept_and_costs_no_other(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    good = [back_up(store.path, EVENING + night * DAY) for night in range(KEPT)]
    monkeypatch.setattr(hub.store.backups, "is_sound", lambda _: False)
    with pytest.raises(StoreFailed, match="did not pass its check"):
        back_up(store.path, EVENING + KEPT * DAY)
    assert files_under(store.backup_folder) == good


def test_where_no_backup_can_be_made_that_is_said(store: Store) -> None:
    store.backup_folder.write_text("in the way")
    with pytest.raises(StoreFailed, match="backup could not be made"):
        back_up(store.path, EVENING)


def test_a_restored_home_has_what_the_backup_had(store: Store, tmp_path: Path) -> None:
    fill(store, ANA, "lamp")
    fill(store, BEN, "shade")
    counts, backup = store.counts(), back_up(store.path, EVENING)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "attune.db").write_bytes(backup.read_bytes())
    with open_store(tmp_path / "new" / "attune.db") as restored:
        assert restored.counts() == counts
        assert list(restored.examples.all()) == list(store.examples.all())


# Clocks that were wrong


def named(folder: Path, backup: Path, at: datetime) -> Path:
    return backup.rename(folder / f"attune-{at:%Y%m%dT%H%M%SZ}.db")


def test_the_newest_backup_is_told_by_what_is_in_it(store: Store) -> None:
    store.examples.add(make_example(0.1, at=EVENING))
    ahead = named(store.backup_folder, back_up(store.path, EVENING), EVENING + 3 * 365 * DAY)
    store.examples.add(make_example(0.2, at=EVENING + DAY))
    newer = back_up(store.path, EVENING + DAY)
    assert newest_first(store.backup_folder, EVENING + DAY) == [newer, ahead]
    store.path.write_bytes(b"")
    store.close()
    with open_store(store.path) as again:
        assert [e.value for e in again.examples.all()] == [0.1, 0.2]


def test_a_time_in_it_that_is_still_to_come_makes_no_backup_newer(store: Store) -> None:
    store.examples.add(make_example(0.1, at=EVENING))
    store.places.put(ANA, "kitchen", EVENING + 3 * 365 * DAY)
    older = named(store.backup_folder, back_up(store.path, EVENING), EVENING + 3 * 365 * DAY)
    store.places.put(ANA, "kitchen", EVENING)
    store.examples.add(make_example(0.2, at=EVENING + DAY))
    newer = back_up(store.path, EVENING + DAY)
    assert newest_first(store.backup_folder, EVENING + DAY) == [newer, older]


def test_backups_named_after_a_clock_far_ahead_push_no_real_one_out_and_go_in_their_time(store: Store) -> None:
    store.examples.add(make_example(0.1, at=EVENING))
    for i in range(KEPT):
        named(store.backup_folder, back_up(store.path, EVENING + i * SECOND), EVENING + (1000 + i) * DAY)
    real = []
    for day in range(1, 4):
        store.examples.add(make_example(0.2, at=EVENING + day * DAY))
        real.append(back_up(store.path, EVENING + day * DAY))
    left = backups_in(store.backup_folder)
    assert len(left) == KEPT
    assert set(real) <= set(left)
    store.retain(EVENING + 8 * DAY)
    assert set(backups_in(store.backup_folder)) == set(real)


def test_what_was_set_aside_goes_with_the_backups(store: Store) -> None:
    for file in (store.path, priors_path(store.path)):
        for at in (EVENING, EVENING + 6 * DAY, EVENING + 2000 * DAY):
            for tail in ("", "-wal"):
                file.with_name(f"{file.name}.broken-{at:%Y%m%dT%H%M%SZ}{tail}").write_text("damaged")
        store.retain(EVENING + 7 * DAY + SECOND)
        stamp = f"{EVENING + 7 * DAY + SECOND:%Y%m%dT%H%M%SZ}"  # of the one that bore a time still to come
        assert {kept.name for kept in set_aside_of(file)} == {
            f"{file.name}.broken-{at}{tail}" for at in (f"{EVENING + 6 * DAY:%Y%m%dT%H%M%SZ}", stamp) for tail in ("", "-wal")
        }
    store.retain(EVENING + 15 * DAY)
    assert set_aside_of(store.path) == []
