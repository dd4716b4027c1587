"""Accounts on the page, of who agreed and of who did not."""

from datetime import timedelta
from pathlib import Path

from hub.consent import Agreements
from hub.store import Store
from tests.models.builders import ANA, BEN, EVENING

from ...keeping import files_under

LIGHT = frozenset({"light"})
LATER = EVENING + timedelta(hours=1)


def test_who_agreed_to_nothing_comes_in_and_no_file_names_them(tmp_path: Path) -> None:
    with Store.open(tmp_path / "attune.db", Agreements({ANA: LIGHT})) as store:
        store.accounts.put_code("code", BEN, LATER)
        found = store.accounts.take_code("code", EVENING)
        assert found is not None
        assert found["occupant"] == BEN
        assert store.accounts.take_code("code", EVENING) is None
        store.accounts.begin("session", BEN, EVENING, LATER, "a phone")
        assert [row["session"] for row in store.accounts.sessions(EVENING)] == ["session"]
        assert store.accounts.unkept("session", EVENING) is not None
        assert store.accounts.unkept("session", LATER) is None
        assert not store.accounts.put_password(BEN, "$argon2id$", EVENING)
        assert store.accounts.end_all(ANA) == 0
        assert store.accounts.end_all(BEN) == 1
        store.accounts.begin("session", BEN, EVENING, LATER, "a phone")
        store.accounts.put_code("code", BEN, LATER)
        assert [path.name for path in files_under(tmp_path) if BEN.encode() in path.read_bytes()] == []
        store.forget(BEN)
        assert store.accounts.sessions(EVENING) == []
        assert store.accounts.take_code("code", EVENING) is None


def test_who_agrees_no_more_keeps_an_account_only_as_long_as_the_configuration_lets_them(tmp_path: Path) -> None:
    with Store.open(tmp_path / "attune.db", Agreements({ANA: LIGHT}, {ANA: frozenset()})) as store:
        store.accounts.begin("session", ANA, EVENING, LATER, "a phone")
        store.accounts.begin("wall", None, EVENING, LATER, "a tablet")
        store.drop_disagreed()
        assert len(store.accounts.sessions(EVENING)) == 2  # what she took back she can give again there
        store.agreements = Agreements()
        store.drop_disagreed()
        assert [row["session"] for row in store.accounts.sessions(EVENING)] == ["wall"]
