"""WLED: whole numbers from 0 to 255, 0 is off, and what it is told goes to its JSON topic."""

import json
from typing import Any

import pytest

from devices.command import Command
from devices.errors import BadCommand, BadPayload
from devices.event import Event, Moded, Ordered, Pressed, Reachable, Reported
from devices.families.wled import FAMILY
from devices.message import Message
from devices.vocabulary import Device, DeviceId, Reference, Role, Settings, Value

from ..recorded.wled.samples import xml
from ..recorded_lines import NOW, Line, recorded, shared

STRIP = DeviceId("strip")


def make_strip(topic: str = "wled/kitchenbulb", **options: Any) -> Device:
    device = FAMILY.from_reference(Reference("wled", topic, STRIP, options), Settings())
    assert device is not None
    return device


def heard(part: str, payload: str, retain: bool = False, topic: str = "wled/kitchenbulb", **options: Any) -> list[Event]:
    return list(FAMILY.hear(make_strip(**options), Message(f"{topic}{part}", payload.encode(), NOW, retain)))


def values(events: list[Event]) -> dict[str, Value]:
    return {event.trait: event.value for event in events if isinstance(event, Reported)}


def ordered(part: str, payload: str, topic: str = "wled/kitchenbulb") -> dict[str, Value | None]:
    events = heard(part, payload, topic=topic)
    assert all(isinstance(event, Ordered) for event in events)
    return {event.trait: event.value for event in events if isinstance(event, Ordered)}


def said(transition_s: float | None = None, **wanted: Value) -> dict[str, Any]:
    [out] = FAMILY.say(make_strip(), Command(STRIP, wanted, transition_s))
    assert (out.topic, out.retain) == ("wled/kitchenbulb/api", False)
    found = json.loads(out.payload)
    assert isinstance(found, dict)
    return found


def test_it_is_a_light_without_a_colour_temperature() -> None:
    strip = make_strip()
    assert strip.role is Role.LIGHT
    assert set(strip.traits) == {"power", "brightness", "colour"}


def test_it_is_heard_on_all_it_speaks_on_its_reach_first() -> None:
    hears = make_strip().hears
    assert hears[0] == "wled/kitchenbulb/status"
    assert {"wled/kitchenbulb/g", "wled/kitchenbulb/v", "wled/kitchenbulb/api", "wled/all/api"} <= set(hears)


def test_brightness_is_of_255() -> None:
    assert values(heard("/g", "255")) == {"power": True, "brightness": 1.0}
    assert values(heard("/g", "51")) == {"power": True, "brightness": 0.2}


def test_none_at_all_is_off_and_tells_no_level() -> None:
    assert values(heard("/g", "0")) == {"power": False}
    assert values(heard("/v", xml(0).decode())) == {"power": False}


def test_the_xml_says_what_the_number_says() -> None:
    assert values(heard("/v", xml(128).decode())) == values(heard("/g", "128"))


@pytest.mark.parametrize("runs", [True, False])
def test_the_xml_says_whether_its_nightlight_runs(runs: bool) -> None:
    text = xml(128).decode().replace("<nl>0</nl>", f"<nl>{int(runs)}</nl>")
    [said] = [event for event in heard("/v", text) if isinstance(event, Moded)]
    assert (said.about, said.rules, said.moves) == ("nightlight", runs, ("power", "brightness", "colour"))


@pytest.mark.parametrize("payload", ["256", "-1", "12.5", "bright", "nan", "true", "{}", "0x10"])
def test_a_level_that_cannot_be_is_refused(payload: str) -> None:
    with pytest.raises(BadPayload):
        heard("/g", payload)


@pytest.mark.parametrize(
    "payload", ["{}", "<vs></vs>", "<ac>128</ac>", "<vs><ac>256</ac></vs>", "<vs><ac>-1</ac></vs>", "<vs><ac>&x;</ac></vs>"]
)
def test_xml_without_a_level_is_refused(payload: str) -> None:
    with pytest.raises(BadPayload):
        heard("/v", payload)


def test_it_comes_and_goes() -> None:
    assert heard("/status", "offline", retain=True) == [Reachable(STRIP, False, NOW, snapshot=True)]
    assert heard("/status", "online") == [Reachable(STRIP, True, NOW)]
    with pytest.raises(BadPayload):
        heard("/status", "asleep")


def test_a_retained_level_is_a_snapshot() -> None:
    assert all(isinstance(event, Reported) and event.snapshot for event in heard("/g", "128", retain=True))


def test_a_cleared_topic_says_nothing() -> None:
    assert heard("/g", "", retain=True) == []


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(BadPayload):
        FAMILY.hear(make_strip(), Message("wled/kitchenbulb/g", b"\xff", NOW))


def test_a_button_is_pressed_and_never_by_a_retained_word() -> None:
    assert heard("/button/0", "double") == [Pressed(STRIP, "button0_double", NOW)]
    assert heard("/button/0", "short", retain=True) == []


@pytest.mark.parametrize(("part", "payload"), [("/button/0", "tickled"), ("/button/x", "short")])
def test_a_button_that_cannot_be_is_refused(part: str, payload: str) -> None:
    with pytest.raises(BadPayload):
        heard(part, payload)


def test_its_motion_detector_is_heard_where_the_block_names_it() -> None:
    assert "occupancy" not in make_strip().traits
    assert values(heard("/motion/1", "on", motion=1)) == {"occupancy": True}
    assert values(heard("/motion/1", "off", motion=1)) == {"occupancy": False}
    with pytest.raises(BadPayload):
        heard("/motion/1", "maybe", motion=1)


def test_it_is_told_in_whole_numbers() -> None:
    assert said(brightness=0.5) == {"on": True, "bri": 128}
    assert said(power=True, brightness=1.0) == {"on": True, "bri": 255}


def test_a_fade_is_for_this_change_only_and_counted_in_tenths() -> None:
    told = said(brightness=0.5, transition_s=2.0)
    assert told == {"on": True, "bri": 128, "tt": 20}
    assert type(told["tt"]) is int
    assert said(power=False, transition_s=0.24) == {"on": False, "tt": 2}
    assert said(power=True, transition_s=1e9)["tt"] == 65535


def test_off_takes_no_level_with_it() -> None:
    assert said(power=False, brightness=0.5) == {"on": False}
    assert said(brightness=0.0) == {"on": False}


def test_the_least_light_is_not_darkness() -> None:
    assert said(brightness=0.0001) == {"on": True, "bri": 1}
    assert said(power=True, brightness=0.0) == {"on": True, "bri": 1}


def test_more_than_all_is_all() -> None:
    assert said(brightness=7.0)["bri"] == 255


@pytest.mark.parametrize(
    "wanted",
    [
        {"power": "on"},
        {"power": 1.0},
        {"brightness": True},
        {"brightness": "0.5"},
        {"brightness": float("nan")},
        {"colour": 1.0},
    ],
)
def test_what_it_cannot_take_is_refused(wanted: dict[str, Any]) -> None:
    with pytest.raises(BadCommand):
        said(**wanted)


def test_a_number_beyond_every_float_is_refused() -> None:
    with pytest.raises(BadCommand):
        said(brightness=10**400)
    with pytest.raises(BadCommand):
        said(power=True, transition_s=10**400)


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf")])
def test_a_fade_that_cannot_be_is_refused(seconds: float) -> None:
    with pytest.raises(BadCommand):
        said(power=True, transition_s=seconds)


def test_its_detector_is_not_told_anything_and_nothing_is_nothing() -> None:
    strip = make_strip(motion=0)
    with pytest.raises(BadCommand):
        FAMILY.say(strip, Command(STRIP, {"occupancy": True}))
    assert FAMILY.say(strip, Command(STRIP, {})) == ()


@pytest.mark.parametrize(
    ("payload", "meant"),
    [
        ("ON", {"power": True}),
        ("true", {"power": True}),
        ("OFF", {"power": False}),
        ("0", {"power": False}),
        ("T", {"power": None}),
        ("toast", {"power": None}),
        ("51", {"power": True, "brightness": 0.2}),
        ("300", {"power": None, "brightness": None}),
    ],
)
def test_a_word_to_its_own_topic_is_read_as_it_reads_it(payload: str, meant: dict[str, Value | None]) -> None:
    assert ordered("", payload) == meant


@pytest.mark.parametrize(
    ("payload", "meant"),
    [
        ('{"on":true,"bri":51,"tt":20}', {"power": True, "brightness": 0.2}),
        ('{"on":false,"bri":51}', {"power": False}),
        ('{"bri":51}', {"power": True, "brightness": 0.2}),
        ('{"bri":"~10"}', {"power": None, "brightness": None}),
        ('{"on":"t"}', {"power": None}),
        ('{"ps":3}', {"power": None, "brightness": None, "colour": None}),
        ('{"seg":[{"col":[[255,160,0]]}]}', {"colour": "#ffa000"}),
        ("A=51", {"power": True, "brightness": 0.2}),
        ("A=51&T=2", {"power": None, "brightness": None, "colour": None}),
        ("SX=73", {}),
    ],
)
def test_what_others_tell_its_json_topic_is_heard(payload: str, meant: dict[str, Value | None]) -> None:
    assert ordered("/api", payload) == meant


def test_what_it_is_told_is_heard_as_the_hub_told_it() -> None:
    [out] = FAMILY.say(make_strip(), Command(STRIP, {"brightness": 0.2}, 1.0))
    assert ordered("/api", out.payload.decode()) == {"power": True, "brightness": 0.2}


def test_what_all_are_told_it_is_told() -> None:
    assert ordered("", "OFF", topic="wled/all") == {"power": False}
    assert ordered("/col", "#000000") == {"power": None, "colour": None}
    assert ordered("/col", "#FF0000") == {"power": None, "colour": "#ff0000"}


def test_broken_json_is_refused() -> None:
    with pytest.raises(BadPayload):
        heard("/api", "{")


def test_a_retained_order_is_nobodys() -> None:
    assert heard("", "ON", retain=True) == []


@pytest.mark.parametrize("topic", ["", "/", "+", "wled/#", "$SYS/x", "a\nb", "/wled", "wled/all"])
def test_what_cannot_be_its_topic_is_a_mistake(topic: str) -> None:
    reference = Reference("wled", topic, STRIP)
    assert FAMILY.mistakes(reference, Settings())
    assert FAMILY.from_reference(reference, Settings()) is None


@pytest.mark.parametrize("options", [{"group": "a/#"}, {"motion": "x"}, {"motion": True}, {"motion": 99}])
def test_an_option_that_cannot_be_is_a_mistake(options: dict[str, Any]) -> None:
    assert FAMILY.mistakes(Reference("wled", "wled/hall", STRIP, options), Settings())


def tried(lines: tuple[Line, ...]) -> list[str]:
    """What became of each line: what was told or ordered, or why nothing."""
    strip = make_strip(motion=1)
    told = []
    for line in lines:
        topic = line.message.topic
        if topic not in strip.hears and "/button/" not in topic:
            told.append("not heard")
            continue
        told.append(" ".join(shown(event) for event in FAMILY.hear(strip, line.message)))
    return told


def shown(event: Event) -> str:
    match event:
        case Moded():
            return f"{event.about}:{event.word}"
        case Reported() | Ordered():
            value = round(event.value, 3) if isinstance(event.value, float) else event.value
            return f"{type(event).__name__}:{event.trait}={value}"
        case Pressed():
            return event.action
        case _:
            return "online" if isinstance(event, Reachable) and event.online else "offline"


EVERY = [
    "online",
    "offline",
    "Reported:power=True Reported:brightness=0.502",
    "Reported:colour=#ffaa00",
    "nightlight:off Reported:power=True Reported:brightness=0.502",
    "Ordered:power=True",
    "Ordered:power=True Ordered:brightness=0.251",
    "Ordered:power=None Ordered:colour=#ffaa00",
    "Ordered:power=True Ordered:brightness=0.502 Ordered:colour=#ffa000",
    "Ordered:power=None Ordered:brightness=None Ordered:colour=None",
    "button0_short",
    "Reported:occupancy=True",
]


def test_every_recorded_message_is_understood() -> None:
    assert tried(recorded("wled")) == EVERY


@pytest.mark.shared
def test_every_shared_message_is_understood() -> None:
    assert tried(shared("wled")) == EVERY
