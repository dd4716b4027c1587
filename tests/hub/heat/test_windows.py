"""Whether a window is open: a contact, or a fall no weather explains."""

from hub.heat.windows import RoomWindows

MINUTE = 60.0


def test_a_contact_counts_once_it_was_open_for_half_a_minute_and_five_after_it_is_shut() -> None:
    windows = RoomWindows()
    windows.contact("window", is_open=True, now_s=0.0)
    assert not windows.is_open(29.0)
    assert windows.is_open(30.0)
    windows.contact("window", is_open=False, now_s=600.0)
    assert windows.is_open(600.0 + 299.0)
    assert not windows.is_open(600.0 + 300.0)


def test_who_only_lets_the_cat_out_airs_nothing() -> None:
    windows = RoomWindows()
    windows.contact("door", is_open=True, now_s=0.0)
    windows.contact("door", is_open=False, now_s=20.0)
    assert not windows.is_open(25.0)
    assert not windows.is_open(60.0)


def test_of_two_windows_the_last_one_shut_counts() -> None:
    windows = RoomWindows()
    windows.contact("left", is_open=True, now_s=0.0)
    windows.contact("right", is_open=True, now_s=10.0)
    assert windows.is_open(60.0)
    windows.contact("left", is_open=False, now_s=70.0)
    assert windows.is_open(900.0)
    windows.contact("right", is_open=False, now_s=900.0)
    assert windows.is_open(1100.0)
    assert not windows.is_open(1200.0)


def felt(windows: RoomWindows, *warmths: float, every_s: float = 60.0, at_s: float = 0.0, out_c: float = 0.0) -> None:
    for i, warmth in enumerate(warmths):
        windows.feels(warmth, out_c, 30.0, at_s + i * every_s)


def test_a_quick_fall_is_a_window_until_it_grows_warm_again() -> None:
    windows = RoomWindows()
    felt(windows, 21.0, 21.0, 20.7, 20.1)
    assert windows.is_open(200.0)
    felt(windows, 19.5, 19.8, at_s=300.0)
    assert windows.is_open(400.0)
    assert not windows.is_open(360.0 + 300.0)


def test_a_room_that_cools_as_the_weather_has_it_is_shut() -> None:
    windows = RoomWindows()
    felt(windows, *(21.0 - 0.01 * minute for minute in range(120)))
    assert not windows.is_open(120 * MINUTE)


def test_in_the_cold_more_of_a_fall_is_the_weather_s() -> None:
    draughty, mild = RoomWindows(), RoomWindows()
    for windows, out_c in ((draughty, -20.0), (mild, 18.0)):
        for minute in range(6):
            windows.feels(21.0 - 0.14 * minute, out_c, 4.0, minute * MINUTE)
    assert not draughty.is_open(6 * MINUTE)
    assert mild.is_open(6 * MINUTE)


def test_a_fall_alone_is_taken_for_an_open_window_for_half_an_hour() -> None:
    windows = RoomWindows()
    felt(windows, 21.0, 20.0)
    assert windows.is_open(60.0)
    assert windows.is_open(29 * MINUTE)
    assert not windows.is_open(32 * MINUTE)


def test_where_a_contact_tells_the_thermometer_is_not_asked() -> None:
    windows = RoomWindows()
    windows.contact("window", is_open=False, now_s=0.0)
    felt(windows, 21.0, 19.0)
    assert not windows.is_open(100.0)


def test_when_to_look_again_is_known() -> None:
    windows = RoomWindows()
    assert windows.next_s is None
    windows.contact("window", is_open=True, now_s=5.0)
    assert windows.next_s == 35.0
