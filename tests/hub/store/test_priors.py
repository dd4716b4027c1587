"""The home's own priors as a file."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from hub.store.priors import drop_priors, keep_priors, own_priors, priors_path, teachers, usable_priors
from hub.store.set_aside import set_aside_of
from models.prior import shipped
from tests.models.builders import ANA, BEN, EVENING


def test_priors_are_kept_for_their_owner_alone_and_nothing_stands_beside_them(tmp_path: Path) -> None:
    own = {"brightness": replace(shipped()["brightness"], noise=0.2)}
    keep_priors(tmp_path / "attune.db", own, [BEN, ANA])
    path = priors_path(tmp_path / "attune.db")
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert teachers(path) == {ANA, BEN}
    assert own_priors(tmp_path / "attune.db")["brightness"].noise == 0.2


def test_what_an_interrupted_writing_left_goes_with_the_priors(tmp_path: Path) -> None:
    keep_priors(tmp_path / "attune.db", {}, [ANA])
    path = priors_path(tmp_path / "attune.db")
    path.with_name(path.name + ".part").write_text("half")
    assert drop_priors(tmp_path / "attune.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ['{"kinds": {"brightness": NaN}}', "", "[]", '{"kinds": {"power": {}}}'])
def test_a_damaged_file_is_set_aside_and_the_shipped_priors_serve(tmp_path: Path, text: str) -> None:
    database = tmp_path / "attune.db"
    priors_path(database).write_text(text)
    found, (note,) = usable_priors(database, EVENING)
    assert found is None
    assert "damaged" in note
    (kept,) = set_aside_of(priors_path(database))
    assert kept.name in note
    assert kept.read_text() == text
    assert usable_priors(database, EVENING) == (None, ())


def test_good_priors_stay_where_they_are(tmp_path: Path) -> None:
    database = tmp_path / "attune.db"
    keep_priors(database, {"brightness": replace(shipped()["brightness"], noise=0.2)}, [ANA])
    found, notes = usable_priors(database, EVENING)
    assert notes == ()
    assert (found or {})["brightness"].noise == 0.2
