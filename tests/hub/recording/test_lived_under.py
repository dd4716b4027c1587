"""Whether days were lived under a configuration: known by a digest of what decides, where that is known of all of them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hub.recording.lived_under import digest, is_same, noted

from ..rehearsal.rig import make_home

FIRST = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)
OLDEST = FIRST - 30 * DAY


def test_what_decides_makes_another_digest_and_what_is_beside_does_not(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    assert digest(make_home(tmp_path)) == digest(home)
    assert digest(make_home(tmp_path, storage={"path": "other.db"})) == digest(home)
    assert digest(make_home(tmp_path, autonomy="watch")) != digest(home)


def test_days_are_the_same_while_nothing_was_edited(tmp_path: Path) -> None:
    home, other = make_home(tmp_path), make_home(tmp_path, autonomy="watch")
    known = noted(noted([], home, FIRST, OLDEST), home, FIRST + DAY, OLDEST)
    assert len(known) == 1
    assert is_same(known, home, FIRST, FIRST + 3 * DAY)
    assert not is_same(known, other, FIRST, FIRST + 3 * DAY)
    edited = noted(known, other, FIRST + 2 * DAY, OLDEST)
    assert is_same(edited, home, FIRST, FIRST + DAY)
    assert not is_same(edited, home, FIRST, FIRST + 3 * DAY)
    assert is_same(edited, other, FIRST + 2 * DAY, FIRST + 3 * DAY)


def test_of_days_before_it_was_noted_nobody_knows_and_what_is_too_old_goes(tmp_path: Path) -> None:
    home, other = make_home(tmp_path), make_home(tmp_path, autonomy="watch")
    known = noted([], home, FIRST, OLDEST)
    assert not is_same([], home, FIRST, FIRST + DAY)
    assert not is_same(known, home, FIRST - DAY, FIRST + DAY)
    assert [one[1] for one in noted(known, other, FIRST + 40 * DAY, FIRST + 10 * DAY)] == [digest(home), digest(other)]
    later = noted(noted(known, other, FIRST + DAY, OLDEST), other, FIRST + 40 * DAY, FIRST + 10 * DAY)
    assert [one[1] for one in later] == [digest(other)]
