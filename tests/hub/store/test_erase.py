"""Forgetting a person: no row, no byte, no difference to a home that never knew them."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.vocabulary import DeviceId, Moment, OccupantId
from hub.decision import Hold
from hub.errors import StoreFailed
from hub.store import Store, backups
from hub.store.backups import back_up, backups_in, undisturbed
from hub.store.connection import open_reader
from hub.store.priors import keep_priors, priors_path
from hub.store.reader import read_examples
from models.prior import shipped
from tests.models.builders import ANA, BEN, EVENING, make_example

from ..keeping import LIVING, add_decision, files_under, fill, open_store

CANARY = OccupantId("canary_7f3a9c")
TABLES = (
    "examples",
    "decisions",
    "decision_occupants",
    "holds",
    "debts",
    "whereabouts",
    "consents",
    "fingerprints",
    "still_sources",
    "ways",
    "put_off",
    "comings",
    "settings",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "attune.db") as opened:
        yield opened


def bearing(folder: Path, who: str = CANARY) -> list[str]:
    """Files whose bytes hold the id."""
    return [file.name for file in files_under(folder) if who.encode() in file.read_bytes()]


def everything(store: Store) -> dict[str, list[dict[str, object]]]:
    """All rows, without the numbers SQLite gave them."""
    return {
        table: [
            {k: v for k, v in row.items() if (table, k) != ("examples", "id")}
            for row in store._transactions.query(f"select * from {table}")
        ]
        for table in TABLES
    }


def test_nobody_is_forgotten_while_a_backup_is_made(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its copy would come to lie there after they had gone."""
    fill(store, CANARY, "lamp")
    monkeypatch.setattr(backups, "PATIENCE_S", 0.0)
    with undisturbed(store.path), pytest.raises(StoreFailed, match="another backup is being made"):
        store.forget(CANARY, EVENING)
    assert store.holds_anything(CANARY)
    store.forget(CANARY, EVENING)
    assert bearing(tmp_path) == []


def test_no_byte_of_the_person_stays_in_any_file(store: Store, tmp_path: Path) -> None:
    fill(store, BEN, "shade")
    for night in range(3):
        fill(store, CANARY, f"lamp{night}", EVENING + timedelta(days=night), lessons=200)
        back_up(store.path, EVENING + timedelta(days=night))
    keep_priors(store.path, {"brightness": shipped()["brightness"]}, [CANARY, BEN])
    (tmp_path / "attune.db.broken-20260101T000000Z").write_bytes(b"SQLite format 3\0" + CANARY.encode())
    (tmp_path / "attune.db.broken-20260101T000000Z-wal").write_bytes(b"half of " + CANARY.encode())
    (tmp_path / "attune.db-priors.json.broken-20260101T000000Z").write_text(f'{{"people": ["{CANARY}"')
    (store.backup_folder / "attune-20260101T000000Z.part").write_bytes(CANARY.encode())
    assert len(bearing(tmp_path)) > 6
    store.examples.add(make_example(0.4, occupant=BEN, company=True, together=(BEN, CANARY)))
    receipt = store.forget(CANARY, EVENING)
    assert bearing(tmp_path) == []
    assert [one.context.together for one in store.examples.all(BEN) if one.context.together] == [(BEN,)]
    assert receipt.to_json() == {
        "when": "2026-03-04T19:00:00+00:00",
        "rows": {
            "examples": 600,
            "debts": 1,
            "whereabouts": 1,
            "consents": 1,
            "fingerprints": 6,
            "still_sources": 3,
            "ways": 1,
            "put_off": 3,
            "comings": 3,
            "page_codes": 3,
            "page_passwords": 1,
            "page_sessions": 1,
            "page_views": 3,
            "decisions": 3,
            "holds": 3,
            "recorded": 3,
            "together": 1,
        },
        "backups": 3,
        "set_aside": 2,
        "priors": True,
        "files_left": 0,
    }
    store.close()
    assert bearing(tmp_path) == []


def test_the_backups_keep_what_is_others(store: Store) -> None:
    fill(store, BEN, "shade")
    fill(store, CANARY, "lamp")
    backup = back_up(store.path, EVENING)
    store.forget(CANARY)
    assert [e.occupant for e in read_examples(backup)] == [BEN] * 5
    with closing(open_reader(backup)) as kept:
        assert kept.execute("pragma integrity_check").fetchone()[0] == "ok"
        assert kept.execute("select count(*) from decisions").fetchone()[0] == 1


def test_a_backup_of_others_only_is_not_touched(store: Store) -> None:
    fill(store, BEN, "shade")
    backup = back_up(store.path, EVENING)
    before = backup.read_bytes()
    fill(store, CANARY, "lamp")
    assert store.forget(CANARY).backups == 0
    assert backup.read_bytes() == before


def test_a_backup_that_cannot_be_cleaned_is_deleted(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    fill(store, CANARY, "lamp")
    back_up(store.path, EVENING)
    (store.backup_folder / "attune-20260301T043000Z.db").write_bytes(b"damaged " + CANARY.encode())
    assert store.forget(CANARY).backups == 2
    assert [b.name for b in backups_in(store.backup_folder)] == ["attune-20260304T190000Z.db"]
    assert "is deleted" in caplog.text
    assert CANARY not in caplog.text


def test_an_emptied_database_never_comes_back_from_a_backup_with_the_person(store: Store, tmp_path: Path) -> None:
    fill(store, CANARY, "lamp")
    back_up(store.path, EVENING)
    store.forget(CANARY)
    store.close()
    store.path.write_bytes(bytes(8192))
    with open_store(store.path) as again:
        assert len(again.notes) == 2
        assert not again.holds_anything(CANARY)


def test_decisions_of_several_go_whole_and_others_stay(store: Store) -> None:
    add_decision(store, "hers", CANARY)
    add_decision(store, "both", CANARY, BEN)
    add_decision(store, "for-her", BEN, meant_for=[CANARY])
    add_decision(store, "his", BEN)
    store.decisions.add("named", EVENING, LIVING, [BEN], {"sentence": f"left it alone: set by {CANARY} by hand."})
    receipt = store.forget(CANARY)
    assert [d["id"] for d in store.decisions.newest(10)] == ["his"]
    assert receipt.rows["decisions"] == 4


def test_a_name_inside_another_is_somebody_else(store: Store) -> None:
    anabel = OccupantId("anabel")
    for who in (ANA, anabel):
        fill(store, who, f"lamp_{who}")
    back_up(store.path, EVENING)
    receipt = store.forget(ANA)
    assert receipt.files_left == 0  # the bytes a-n-a that stay are of anabel
    assert not store.holds_anything(ANA)
    assert store.holds_anything(anabel)
    assert len(store.decisions.newest(10)) == 1


def test_a_room_of_the_same_name_is_not_a_trace(store: Store) -> None:
    store.examples.add(make_example(0.5, occupant=BEN, room=CANARY))
    store.examples.add(make_example(0.5, occupant=CANARY))
    assert store.forget(CANARY).files_left == 0
    assert len(list(store.examples.all(BEN))) == 1


def test_priors_go_only_if_they_rest_on_the_person(store: Store) -> None:
    own = {"brightness": shipped()["brightness"]}
    keep_priors(store.path, own, [BEN])
    assert not store.forget(CANARY).priors
    assert priors_path(store.path).exists()
    keep_priors(store.path, own, [BEN, CANARY])
    assert store.forget(CANARY).priors
    assert not priors_path(store.path).exists()


@pytest.mark.parametrize("text", ["", "{}", "[1]", "not json", '{"people": 3}', '{"people": null, "kinds": {}}'])
def test_priors_that_do_not_say_whose_they_are_go_with_anybody(store: Store, text: str) -> None:
    priors_path(store.path).write_text(text)
    assert store.forget(CANARY).priors
    assert not priors_path(store.path).exists()


def test_to_narrow_what_is_learned_drops_the_priors_too(store: Store) -> None:
    keep_priors(store.path, {"brightness": shipped()["brightness"]}, [ANA])
    store.consents.put(BEN, [], EVENING)
    assert priors_path(store.path).exists()
    store.consents.put(ANA, ["music"], EVENING)
    assert not priors_path(store.path).exists()


def test_forgetting_somebody_unknown_harms_nobody(store: Store) -> None:
    fill(store, BEN, "shade")
    before = everything(store)
    receipt = store.forget(CANARY)
    assert set(receipt.rows.values()) == {0}
    assert everything(store) == before


def test_a_reader_in_the_way_is_told_in_the_receipt_and_cleared_the_next_night(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store._connection.execute("pragma busy_timeout = 50")
    fill(store, CANARY, "lamp")
    with closing(open_reader(store.path)) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from examples").fetchone()
        assert store.forget(CANARY).files_left > 0
        assert not store.holds_anything(CANARY)
    store.retain(EVENING)
    assert bearing(tmp_path) == []


def test_if_it_cannot_be_written_the_person_is_not_said_to_be_gone(store: Store) -> None:
    fill(store, CANARY, "lamp")
    store._connection.execute("pragma query_only = on")
    with pytest.raises(StoreFailed):
        store.forget(CANARY)
    assert store.holds_anything(CANARY)


def test_the_receipt_names_nobody(store: Store) -> None:
    fill(store, CANARY, "lamp")
    assert CANARY not in str(store.forget(CANARY).to_json())


# The same as never having been here

PEOPLE = (CANARY, BEN, OccupantId("cem"))
steps = st.lists(
    st.tuples(
        st.sampled_from(["lesson", "decision", "undo", "hold", "debt", "place", "consent", "undone"]),
        st.sampled_from(PEOPLE),
        st.integers(0, 5),
    ),
    max_size=40,
)


def live(store: Store, step: str, who: OccupantId, n: int) -> None:
    at = EVENING + timedelta(minutes=n)
    match step:
        case "lesson":
            store.examples.add(make_example(n / 10, at=at, occupant=who))
        case "decision":
            add_decision(store, f"{who}-{n}", who, at=at)
        case "undo":
            add_decision(store, f"undo-{who}-{n}", who, at=at, meant_for=[who])
        case "undone":
            store.decisions.mark_undone(f"{who}-{n}")
        case "hold":
            store.holds.put(Hold(LIVING, DeviceId(f"lamp-{who}-{n}"), "power", True, frozenset({who}), Moment(at, 1.0)))
        case "debt":
            store.debts.put(LIVING, "light", {who: n / 2})
        case "place":
            store.places.put(who, f"room{n}", at)
        case "consent":
            store.consents.put(who, ["light"][: n % 2], at)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(life=steps)
def test_what_remains_is_what_there_would_have_been_without_the_person(
    life: list[tuple[str, OccupantId, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("homes")
    with open_store(folder / "with.db") as home, open_store(folder / "without.db") as never:
        for store in (home, never):
            store._connection.execute("pragma synchronous = off")
        for step, who, n in life:
            live(home, step, who, n)
            if who != CANARY:
                live(never, step, who, n)
        home.forget(CANARY)
        assert everything(home) == everything(never)


def test_a_kill_in_the_middle_of_forgetting_leaves_no_backup_that_knows_more(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, CANARY, "lamp")
    back_up(store.path, EVENING)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hub.store.store.erase", killed)
    with pytest.raises(KeyboardInterrupt):
        store.forget(CANARY)
    assert store.holds_anything(CANARY)  # so the person can ask again
    assert bearing(store.backup_folder) == []


def test_what_a_kill_after_erasing_left_in_the_log_is_gone_at_the_next_start(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, CANARY, "lamp", lessons=random.Random(1).randrange(50, 60))

    def killed(_: sqlite3.Connection) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("hub.store.store.squeeze", killed)
    with pytest.raises(KeyboardInterrupt):
        store.forget(CANARY)
    monkeypatch.undo()
    main, log = store.path.read_bytes(), store.path.with_name("attune.db-wal").read_bytes()
    assert CANARY.encode() in log
    killed_at = tmp_path / "killed"
    killed_at.mkdir()
    (killed_at / "attune.db").write_bytes(main)
    (killed_at / "attune.db-wal").write_bytes(log)
    with open_store(killed_at / "attune.db") as again:
        assert not again.holds_anything(CANARY)
    assert bearing(killed_at) == []
