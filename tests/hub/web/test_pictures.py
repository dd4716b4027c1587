"""Pictures as values: every number has its place, what is not known is not drawn as nothing."""

import pytest

from hub.web.pictures.day import HIGH, LEFT, TOP, WIDE, curve
from hub.web.pictures.shares import WIDE as BAR
from hub.web.pictures.shares import shares
from hub.web.pictures.week import cells
from hub.web.swatch import colour


def test_a_week_has_a_cell_for_every_hour_and_only_the_known_have_a_strength() -> None:
    found = cells({(0, 0): 0.2, (6, 23): 2.0, (3, 12): 0.0}, 0.0, 1.0)
    assert len(found) == 168
    assert len({(cell.x, cell.y) for cell in found}) == 168
    known = {(cell.day, cell.hour): cell.strength for cell in found if cell.strength is not None}
    assert known == {(0, 0): 0.2, (6, 23): 1.0, (3, 12): 0.0}
    assert max(cell.x for cell in found) + 13 <= 360


def test_a_day_stays_inside_its_picture_and_higher_values_stand_higher() -> None:
    found = curve([(0.5, 0.2, 0.1), (23.5, 0.9, 0.5)], [(12.0, 0.5), (0.0, -3.0)], 0.0, 1.0)
    (x1, y1), (x2, y2) = (tuple(map(float, point.split(","))) for point in found.line.split())
    assert LEFT <= x1 < x2 <= LEFT + WIDE
    assert y1 > y2
    heights = [float(point.split(",")[1]) for point in found.band.split()]
    assert min(heights) >= TOP
    assert max(heights) <= TOP + HIGH
    assert found.dots[0].x == pytest.approx(LEFT + WIDE / 2)
    assert found.dots[1].y == TOP + HIGH
    assert [value for _, value in found.ticks] == [0.0, 0.5, 1.0]


def test_a_day_without_a_prediction_has_its_dots_only() -> None:
    found = curve([], [(12.0, 0.5)], 0.0, 1.0)
    assert (found.line, found.band, len(found.dots)) == ("", "", 1)


def test_bars_fill_their_row_and_rows_without_a_choice_have_none() -> None:
    found = shares({"night": {}, "day": {"jazz": 3, "calm": 1}}, ["jazz", "calm"])
    assert [(bar.row, bar.name, bar.count) for bar in found] == [(1, "jazz", 3), (1, "calm", 1)]
    assert sum(bar.width for bar in found) == pytest.approx(BAR)


@pytest.mark.parametrize(
    ("kelvin", "brightness", "hue", "shown"),
    [(None, None, "#ff0000", "#ff0000"), (2700.0, 1.0, "white", "#ffa757"), (6500.0, 1.0, None, "#fffefa")],
)
def test_a_lamp_is_shown_in_its_colour(kelvin: float | None, brightness: float | None, hue: str | None, shown: str) -> None:
    assert colour(kelvin, brightness, hue) == shown
    assert colour(kelvin, 0.0, hue) != shown
