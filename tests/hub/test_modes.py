"""When modes end, of plain values."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from hub.errors import NotPossible
from hub.modes import NAMES, Mode, Modes, begun, gone_on

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 3, 28, 19, 0, tzinfo=UTC)  # 20:00, the evening before the clocks go on


def begins(name: str = "party", until: str | None = None) -> Mode:
    return begun(name, until, NOW, ZONE, time(6, 30))


@pytest.mark.parametrize(
    ("until", "local"),
    [
        ("01:00", datetime(2026, 3, 29, 1, 0)),
        ("21:30", datetime(2026, 3, 28, 21, 30)),
        ("morning", datetime(2026, 3, 29, 6, 30)),
        (None, datetime(2026, 3, 29, 6, 30)),
        ("2026-04-02", datetime(2026, 4, 2)),
        ("2026-04-02T12:00", datetime(2026, 4, 2, 12)),
    ],
)
def test_a_mode_ends_when_a_resident_says(until: str | None, local: datetime) -> None:
    assert begins(until=until).until == local.replace(tzinfo=ZONE)


@pytest.mark.parametrize("name", NAMES)
def test_every_mode_has_an_end_of_its_own(name: str) -> None:
    assert begins(name).until <= NOW + timedelta(days=366)


@pytest.mark.parametrize(
    ("name", "until"), [("disco", None), ("party", "soon"), ("party", "2026-03-01"), ("party", "9999-12-31")]
)
def test_what_is_no_mode_or_no_end_is_said(name: str, until: str | None) -> None:
    with pytest.raises(NotPossible):
        begins(name, until)


def test_a_party_may_last_until_everybody_has_left() -> None:
    mode = begins(until="left")
    assert gone_on(mode, True, NOW) == mode
    assert gone_on(mode, None, NOW) == mode
    assert gone_on(mode, False, NOW) is None


def test_a_vacation_that_is_told_while_packing_ends_at_the_return_only() -> None:
    packing = begins("vacation")
    away = gone_on(packing, True, NOW)
    assert away == packing
    away = gone_on(packing, False, NOW)
    assert away is not None
    assert gone_on(away, None, NOW) == away
    assert gone_on(away, True, NOW) is None


def test_what_was_kept_is_read_again_and_rubbish_is_no_mode() -> None:
    kept = Modes(begins("vacation"), {"kitchen": begins("party", "02:00")})  # type: ignore[dict-item]
    assert Modes.from_json(kept.to_json()) == kept
    assert Modes.from_json({"": {"name": "disco"}, "hall": {"name": "party", "since": 1}}) == Modes()
