"""The home's own priors as a file."""

import stat
from dataclasses import replace
from pathlib import Path

from hub.store.priors import drop_priors, keep_priors, own_priors, priors_path, teachers
from models.prior import shipped
from tests.models.builders import ANA, BEN


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
