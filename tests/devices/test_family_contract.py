"""What every device family owes the house, whichever it is: found by scanning, tried on rubbish, on its own samples and on
its samples with one thing wrong. A family added tomorrow is covered without a line here."""

import inspect
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from devices.command import Command
from devices.errors import BadCommand, BadPayload
from devices.event import Event, Kept, Moded, Ordered, Pressed, Reachable, Reported, Returned, Seen
from devices.families import _template as template
from devices.families._template import FAMILY as TEMPLATE
from devices.family import Family, _family, _files, families, family_for
from devices.filters import cannot_publish_to, topic_matches
from devices.message import Message
from devices.vocabulary import OTHER_MUSIC, QUANTITIES, Device, DeviceId, Reference, Settings, Trait, Value, is_colour
from hub.config.references import reference

from .samples import NOW, Sample, device_of, heard_at, samples

# The family to copy is tried as well, though the running hub has none of it.
EVERY = (*families(), TEMPLATE)
FAMILIES = pytest.mark.parametrize("family", EVERY, ids=lambda family: f"{family.key}-{'-'.join(sorted(family.serves))}")
SAMPLES = pytest.mark.parametrize(
    ("family", "sample"), [pytest.param(f, s, id=f"{f.key}-{s.use}-{s.name}") for f, s in samples(TEMPLATE)]
)
QUICK = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SOME = settings(QUICK, max_examples=60)

HOSTILE = (
    b"",
    b"\x00",
    b"\xff\xfe",
    b"null",
    b"true",
    b"[]",
    b"{}",
    b'"',
    b"{",
    b"NaN",
    b"-Infinity",
    b"1e400",
    b"[" * 100_000,
    b'{"a":' * 5000 + b"1" + b"}" * 5000,
    b"9" * 5000,
    b"-" + b"9" * 399,
    b'{"state": NaN}',
    b'{"brightness": 1e400, "state": "ON"}',
    b'{"state": "ON", "state": "OFF", "state": {}}',
    b'{"state": "\\ud800", "friendly_name": "\\udfff"}',
    b'{"state": "\\u0000", "\\u0000": 1}',
    b"\xe2\x80\xae evil \x1b[2J",
    b"x" * 20_000,
    b'[{"ieee_address": 1, "friendly_name": [], "definition": {"exposes": {"a": 1}}}, 7, null, [[]]]',
)
# What may stand where something else was.
WRONG: Sequence[Any] = (
    True,
    False,
    None,
    "",
    "nan",
    "inf",
    "rubbish \u202e",
    "\x00",
    -1,
    10**30,
    10**350,
    -1e300,
    1e308,
    [],
    [1],
    {},
    {"a": {"b": []}},
    "x" * 500,
)


def assert_sane(device: Device, events: Sequence[Event]) -> None:
    """Whatever a family makes of bytes lies within what it announced."""
    for event in events:
        match event:
            case Reported() | Kept() | Ordered():
                assert event.device == device.id
                trait = device.traits[event.trait]
                if event.value is not None:
                    assert_value(trait, event.value)
                elif isinstance(event, Reported):
                    pytest.fail("a report of nothing")
                if isinstance(event, Reported) and event.may_be:
                    assert event.value == OTHER_MUSIC
                    assert {*event.may_be} <= {*trait.choices}
            case Seen():
                assert event.place is None or (isinstance(event.place, str) and "\x00" not in event.place)
                assert 0.0 <= event.confidence <= 1.0
                assert event.distance_m is None or (math.isfinite(event.distance_m) and event.distance_m >= 0.0)
            case Reachable():
                assert isinstance(event.online, bool)
            case Returned():
                assert event.device == device.id
            case Moded():
                assert event.device == device.id
                assert event.about
                assert event.word.isprintable()
            case Pressed():
                assert event.action
                assert len(event.action) < 1000


def assert_value(trait: Trait, value: Value) -> None:
    if trait.quantity in ("power", "occupancy"):
        assert isinstance(value, bool)
    elif trait.quantity == "colour":
        assert is_colour(value)
    elif isinstance(value, str):
        assert trait.quantity in ("hvac_mode", "music", "action", "select") or trait.choices
        assert not trait.choices or value in trait.choices or trait.quantity == "music"
    elif not isinstance(value, bool):
        assert math.isfinite(value)
        assert trait.low is None or value >= trait.low - 1e-9
        assert trait.high is None or value <= trait.high + 1e-9
        quantity = QUANTITIES.get(trait.quantity)
        if quantity is not None and trait.low is None and trait.high is None:
            assert quantity.low is None or value >= quantity.low
            assert quantity.high is None or value <= quantity.high


def tried(family: Family, device: Device, message: Message) -> Sequence[Event]:
    """The events, none where it was refused. Any other exception is the test's failure."""
    try:
        events = tuple(family.hear(device, message))
    except BadPayload:
        return ()
    assert_sane(device, events)
    return events


def exact(topic: str) -> str:
    """A topic a filter matches."""
    return topic.replace("+", "somewhere").replace("#", "somewhere/else")


def mutations(value: Any) -> Iterator[Any]:
    """The JSON with one place of it wrong."""
    yield from WRONG
    if isinstance(value, dict):
        for key, inner in value.items():
            for changed in mutations(inner):
                yield {**value, key: changed}
    elif isinstance(value, list):
        for at, inner in enumerate(value[:4]):
            for changed in mutations(inner):
                yield [*value[:at], changed, *value[at + 1 :]]


def test_the_family_to_copy_is_tried_and_has_every_hook_but_is_no_family_of_the_hub() -> None:
    assert TEMPLATE not in families()
    assert {sample.name for family, sample in samples(TEMPLATE) if family is TEMPLATE}
    told = inspect.getsource(template)
    assert [hook.name for hook in fields(Family) if f"    {hook.name}=" not in told.replace("# ", "")] == []


@FAMILIES
def test_a_family_says_where_it_may_stand_and_how_it_travels(family: Family) -> None:
    assert family.key
    assert family.serves <= {"device", "sensor", "presence", "outdoor"}
    assert family.serves
    assert math.isfinite(family.settle_s)
    assert family.settle_s >= 0.0


@FAMILIES
@pytest.mark.parametrize("payload", HOSTILE, ids=lambda payload: repr(payload[:20]))
def test_a_hostile_announcement_is_refused_or_describes_nothing_dangerous(family: Family, payload: bytes) -> None:
    lamp = Reference(family.key, "lamp", DeviceId("lamp"))
    for pattern in family.announced_on([lamp], Settings()):
        assert pattern != "#"
        try:
            found = family.describe(Message(exact(pattern), payload, NOW), {}, Settings())
        except BadPayload:
            continue
        assert all("#" not in topic for device in found for topic in device.hears)


@FAMILIES
@given(payload=st.binary(max_size=300))
@QUICK
def test_any_bytes_as_an_announcement_raise_nothing_but_a_refusal(family: Family, payload: bytes) -> None:
    lamp = Reference(family.key, "lamp", DeviceId("lamp"))
    for pattern in family.announced_on([lamp], Settings()):
        try:
            family.describe(Message(exact(pattern), payload, NOW), {}, Settings())
        except BadPayload:
            continue


@SAMPLES
def test_a_sample_is_announced_bound_and_understood(family: Family, sample: Sample) -> None:
    device = device_of(family, sample)
    assert device.id == sample.reference.id
    assert device.family == family.key
    assert not device.refused
    assert all(name == trait.name for name, trait in device.traits.items())
    assert all("#" not in topic for topic in device.hears)
    for said in sample.messages:
        events = family.hear(device, heard_at(said))
        assert events, said
        assert_sane(device, events)


@SAMPLES
def test_a_good_block_has_no_mistakes_and_an_unknown_option_is_one(family: Family, sample: Sample) -> None:
    assert list(family.mistakes(sample.reference, sample.settings)) == []
    odd = replace(sample.reference, options={**sample.reference.options, "no_such_option": 1})
    told = family.mistakes(odd, sample.settings)
    if any("no_such_option" in sentence for sentence in told) or family is TEMPLATE:
        return
    # What stands beside a family's name the configuration itself compares with ``Family.options``.
    with pytest.raises(PydanticCustomError, match="no_such_option"):
        reference(sample.use, {family.key: sample.reference.name, **odd.options})


@SAMPLES
@pytest.mark.parametrize("payload", HOSTILE, ids=lambda payload: repr(payload[:20]))
def test_hostile_bytes_on_a_devices_topics_are_refused_or_say_nothing_wrong(
    family: Family, sample: Sample, payload: bytes
) -> None:
    device = device_of(family, sample)
    for topic in device.hears:
        tried(family, device, Message(exact(topic), payload, NOW))


@SAMPLES
@given(payload=st.one_of(st.binary(max_size=200), st.text(max_size=80).map(lambda t: t.encode("utf-8", "surrogatepass"))))
@SOME
def test_any_bytes_on_a_devices_topics_raise_nothing_but_a_refusal(family: Family, sample: Sample, payload: bytes) -> None:
    device = device_of(family, sample)
    for topic in device.hears:
        tried(family, device, Message(exact(topic), payload, NOW))


@SAMPLES
def test_a_message_with_one_thing_wrong_is_refused_or_stays_within_the_devices_range(family: Family, sample: Sample) -> None:
    device = device_of(family, sample)
    for topic, payload in sample.messages:
        try:
            good = json.loads(payload)
        except ValueError:
            good = payload.decode("utf-8", "replace")
        for wrong in mutations(good):
            tried(family, device, Message(topic, json.dumps(wrong).encode(), NOW))


@SAMPLES
def test_an_announcement_with_one_thing_wrong_raises_nothing_but_a_refusal(family: Family, sample: Sample) -> None:
    for topic, payload in sample.announcements:
        try:
            good = json.loads(payload)
        except ValueError:
            continue
        for at, wrong in enumerate(mutations(good)):
            if at > 3000:
                break
            try:
                found = family.describe(Message(topic, json.dumps(wrong).encode(), NOW), {}, sample.settings)
            except BadPayload:
                continue
            assert all("#" not in heard for device in found for heard in device.hears)


@SAMPLES
def test_a_boolean_is_never_taken_for_a_number(family: Family, sample: Sample) -> None:
    device = device_of(family, sample)
    for topic, payload in sample.messages:
        try:
            good = json.loads(payload)
        except ValueError:
            continue
        if not isinstance(good, dict):
            continue
        before = numbers(tried(family, device, Message(topic, payload, NOW)))
        for key, inner in good.items():
            if isinstance(inner, int | float) and not isinstance(inner, bool):
                spoiled = json.dumps({**good, key: True}).encode()
                after = numbers(tried(family, device, Message(topic, spoiled, NOW)))
                assert after.items() <= before.items(), key


def numbers(events: Sequence[Event]) -> Mapping[str, float]:
    return {
        event.trait: event.value
        for event in events
        if isinstance(event, Reported) and isinstance(event.value, int | float) and not isinstance(event.value, bool)
    }


@SAMPLES
def test_a_retained_message_is_a_snapshot_and_nobodys_doing(family: Family, sample: Sample) -> None:
    device = device_of(family, sample)
    for said in sample.messages:
        for event in tried(family, device, heard_at(said, retain=True)):
            assert not isinstance(event, Pressed | Ordered)
            assert isinstance(event, Kept | Returned) or event.snapshot  # those two never teach


@SAMPLES
def test_hearing_the_same_twice_gives_the_same(family: Family, sample: Sample) -> None:
    device = device_of(family, sample)
    for said in sample.messages:
        assert family.hear(device, heard_at(said)) == family.hear(device, heard_at(said))


@SAMPLES
def test_what_is_told_comes_back_as_it_was_told(family: Family, sample: Sample) -> None:
    device = device_of(family, sample)
    for trait in device.traits.values():
        for value in wishes(trait):
            outgoing = family.say(device, Command(device.id, {trait.name: value}))
            assert all(not out.retain and out.qos == 0 for out in outgoing)
            said = [said for out in outgoing for said in sample.echo(device, out)]
            if not said:
                continue
            told = [event for one in said for event in tried(family, device, heard_at(one))]
            # What does not name it, and may be it, is it: it was just asked for.
            heard = [event for event in told if isinstance(event, Reported) and event.trait == trait.name]
            last = [value if value in event.may_be else event.value for event in heard]
            assert last, f"{trait.name} {value}: {outgoing} is answered by nothing of it: {said}"
            assert trait.same(last[-1], trait.nearest(value)), (trait, value, outgoing, said)


def wishes(trait: Trait) -> list[Value]:
    if not trait.settable:
        return []
    if trait.choices:
        return list(trait.choices)
    if trait.quantity == "power":
        return [True, False]
    if trait.low is None or trait.high is None:
        return []
    span = trait.high - trait.low
    # The very lowest brightness is darkness, which the device tells as off.
    at = (0.1, 0.31, 0.5, 0.77, 1.0) if trait.quantity == "brightness" else (0.0, 0.1, 0.31, 0.5, 0.77, 1.0)
    return [trait.low + span * part for part in at]


BAD_VALUES: tuple[Value, ...] = (math.nan, math.inf, -math.inf, 10**400, -(10**400))


@SAMPLES
def test_what_cannot_be_set_is_refused_with_words(family: Family, sample: Sample) -> None:
    device = device_of(family, sample)
    commands: list[Mapping[str, Any]] = [{"no such trait": 1.0}]
    commands += [{name: True} for name, trait in device.traits.items() if not trait.settable]
    for name, trait in device.traits.items():
        if trait.settable:
            commands += [{name: bad} for bad in BAD_VALUES]
            if trait.choices:
                commands.append({name: "no such choice"})
            elif trait.quantity == "power":
                commands += [{name: "on"}, {name: 0.5}]
            elif trait.low is not None:
                commands += [{name: "21"}, {name: True}]
    if not any(trait.settable for trait in device.traits.values()):
        commands = commands[1:]  # a family that takes nothing may simply say nothing
    for values in commands:
        try:
            said = family.say(device, Command(device.id, values))
        except BadCommand:
            continue
        assert not said, f"{values} was sent: {said}"


@SAMPLES
@pytest.mark.parametrize("value", [1.7e308, -1.7e308, 10**308, 5e-324, -5e-324])
def test_the_largest_and_smallest_numbers_there_are_are_sent_within_range_or_refused(
    family: Family, sample: Sample, value: float
) -> None:
    device = device_of(family, sample)
    for name in device.traits:
        try:
            outgoing = family.say(device, Command(device.id, {name: value}))
        except BadCommand:
            continue
        for one in (one for out in outgoing for one in sample.echo(device, out)):
            tried(family, device, heard_at(one))


@SAMPLES
@given(value=st.one_of(st.floats(), st.integers(), st.booleans(), st.text(max_size=20)), data=st.data())
@SOME
def test_any_value_is_sent_within_range_or_refused(family: Family, sample: Sample, value: Value, data: st.DataObject) -> None:
    device = device_of(family, sample)
    if not device.traits:
        return
    name = data.draw(st.sampled_from(sorted(device.traits)))
    try:
        outgoing = family.say(device, Command(device.id, {name: value}))
    except BadCommand:
        return
    for out in outgoing:
        for one in sample.echo(device, out):
            tried(family, device, heard_at(one))


@SAMPLES
def test_what_a_device_is_asked_is_never_kept_and_orders_nothing(family: Family, sample: Sample) -> None:
    device = device_of(family, sample)
    questions = [family.asks(sample.reference, known, sample.settings) for known in (None, device)]
    for outgoing in (*questions[0], *questions[1]):
        assert not cannot_publish_to(outgoing.topic)
        assert (outgoing.retain, outgoing.qos) == (False, 0)
        if any(topic_matches(pattern, outgoing.topic) for pattern in device.hears):
            assert not [e for e in family.hear(device, heard_at((outgoing.topic, outgoing.payload))) if isinstance(e, Ordered)]


@pytest.mark.parametrize("family", families(), ids=lambda family: f"{family.key}-{'-'.join(sorted(family.serves))}")
def test_a_family_is_found_in_a_file_that_bears_its_key(family: Family) -> None:
    """So that a hub imports no more than the few of its home."""
    assert all(family_for(family.key, use) is family for use in family.serves)
    assert family.key in next(file for file in _files() if _family(file) is family)
