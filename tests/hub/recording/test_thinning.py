"""What decisions read is kept; what they would not miss is left out."""

from devices.event import Event, Reported, Seen
from devices.vocabulary import DeviceId
from hub.recording.entry import Entry
from hub.recording.thinning import Thinning

from ..build import moment

LUX, LAMP, PHONE = DeviceId("lux"), DeviceId("lamp"), DeviceId("phone")


def heard(event: Event, is_telling: bool = False, cause: str = "") -> Entry:
    return Entry("e", event.when, event, cause=cause, is_telling=is_telling)


def lux(value: float, at_s: float) -> Entry:
    return heard(Reported(LUX, "illuminance", value, moment(at_s)))


def near(metres: float, at_s: float, is_telling: bool = False) -> Entry:
    return heard(Seen(PHONE, "kitchen", moment(at_s), metres, receiver="kitchen"), is_telling)


def test_light_that_changes_all_the_time_is_kept_once_a_minute() -> None:
    kept = list(Thinning().thinned([lux(float(i), float(i)) for i in range(180)]))
    assert [entry.what.value for entry in kept] == [0.0, 60.0, 120.0]


def test_what_was_measured_last_is_kept_before_something_that_may_have_read_it() -> None:
    came = heard(Seen(PHONE, "kitchen", moment(5.5)))
    kept = list(Thinning().thinned([lux(1.0, 0.0), lux(2.0, 4.0), lux(3.0, 5.0), came, lux(4.0, 6.0)]))
    assert [getattr(entry.what, "value", "came") for entry in kept] == [1.0, 3.0, "came"]


def test_times_never_go_back() -> None:
    other = heard(Reported(DeviceId("t"), "temperature", 20.0, moment(61.0)))
    kept = list(Thinning().thinned([lux(1.0, 0.0), lux(2.0, 30.0), other]))
    assert [entry.now.mono for entry in kept] == sorted(entry.now.mono for entry in kept)


def test_a_receiver_that_says_the_same_is_kept_four_times_a_minute_and_where_it_brought_somebody_somewhere() -> None:
    entries = [near(2.0 + i % 3, float(i), is_telling=i == 7) for i in range(60)]
    kept = [entry.now.mono - entries[0].now.mono for entry in Thinning().thinned(entries)]
    assert kept == [0.0, 7.0, 22.0, 37.0, 52.0]


def test_a_lamp_that_repeats_itself_is_kept_now_and_then_and_after_a_command() -> None:
    says = [heard(Reported(LAMP, "power", True, moment(float(at)))) for at in (0, 10, 20, 310)]
    told = Entry("c", moment(311.0), {LAMP: {"power": True}})
    answer = heard(Reported(LAMP, "power", True, moment(312.0)))
    kept = list(Thinning().thinned([*says, told, answer]))
    assert [entry.now.mono - says[0].now.mono for entry in kept] == [0.0, 310.0, 311.0, 312.0]


def test_what_changed_something_is_always_kept() -> None:
    entries = [heard(Reported(LAMP, "power", at % 2 == 0, moment(float(at))), cause="hand") for at in range(4)]
    assert list(Thinning().thinned(entries)) == entries
