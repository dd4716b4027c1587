"""Shelly of the first generation: relays, dimmers, bulbs, rollers, valves and sensors, each under ``shellies/<its id>``.

    - {shelly_gen1: shellydimmer2-ABCDEF}                    its id, as its MQTT settings have it
    - {shelly_gen1: shellyswitch25-73CDE9, channel: 1}       one relay or light of it
    - {shelly_gen1: shelly1-B8ED33, sensor: ext_temperature/0}   a probe or an input (input/0: a detector wired to it)
    - {shelly_gen1: shellytrv-8CF681, unit: F}               where it was set to Fahrenheit

Nothing of it is retained but ``online``: what it has is told by the id it came with, by its announcement, or by what it says.
The door of the family; its parts stand beside. Specification: https://shelly-api-docs.shelly.cloud/gen1/
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...based import is_level
from ...errors import BadPayload
from ...family import Family
from ...message import Message, Outgoing
from ...payload import decode_object
from ...text import shown
from ...vocabulary import Device, Reference, Settings
from .announced import BASE, FAMILY_KEY, LIGHTS, OUTPUTS, Gen1Part, Place, device_of, part_in
from .models import Model, model_of, settled
from .saying import said
from .states import heard

_MOST_CHANNELS = 4
_SENSORS = frozenset({"ext_temperature", "input", "sensor"})
# Below its id: what tells of a part. With wildcards, so that a topic it is known to speak on is no announcement any more.
_TELLING = (
    "announce",
    "relay/+",
    "light/+/status",
    "color/+/status",
    "white/+/status",
    "roller/+",
    "roller/+/+",
    "input_event/+",
    "sensor/+",
)
_TELLING_JSON = ("status", "info")


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """Where devices announce themselves, and where parts come to be known that neither id nor block tells."""
    if not references:
        return BASE.below(settings, "announce", "+/announce", "+/online")
    open_ones = [r.name for r in references if not mistakes(r, settings) and from_reference(r, settings) is None]
    below = [f"{name}/{part}" for name in dict.fromkeys(open_ones) for part in (*_TELLING, "thermostat/+/+", "+")]
    return BASE.below(settings, "announce", *below)


def describe(message: Message, known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The device of a topic with all its parts heard so far. Raises BadPayload."""
    base = BASE.of(settings)
    if not message.topic.startswith(f"{base}/") or not message.payload.strip():
        return ()
    rest = message.topic.removeprefix(f"{base}/")
    name, _, part = rest.partition("/")
    if rest == "announce" or part == "announce":
        return _announced(message, base, known)
    earlier = known.get(name)
    before = earlier.wire if earlier is not None and isinstance(earlier.wire, Place) else Place(f"{base}/{name}", ())
    model = model_of(name) or model_of(before.model)
    if part == "online":
        parts = None if model is None else model.of(None)
        return () if parts is None or model is None else (_made(replace(before, parts=parts), model, name),)
    found = tuple(_parts_of(message, part))
    tunes = before.tunes or (part.endswith("/status") and "temp" in decode_object(message))
    parts = settled(model, found, before.parts)
    return (device_of(replace(before, parts=parts, tunes=tunes), name),) if found else ()


def matches(device: Device, reference: Reference) -> bool:
    return reference.family == FAMILY_KEY and device.stable_id == reference.name


def bind(device: Device, reference: Reference) -> Device:
    """Under the configuration's id; one channel only, where it names one; in the unit it says."""
    place = device.wire
    if not isinstance(place, Place):
        return replace(device, id=reference.id)
    place = replace(place, fahrenheit=reference.options.get("unit") == "F")
    channel = reference.options.get("channel")
    if channel is not None:
        parts = tuple(part for part in place.parts if part.kind in OUTPUTS | {"input"} and part.name == str(channel))
        if not parts:
            there = ", ".join(sorted(part.name for part in place.parts if part.kind in OUTPUTS)) or "none"
            reason = f"there is no channel {channel}: it has {there}"
            return replace(device, id=reference.id, traits={}, hears=(), refused=reason)
        place = replace(place, parts=parts, only=parts[0].kind in OUTPUTS)
    named = str(reference.options.get("name") or device.name)
    return replace(device_of(place, device.stable_id), id=reference.id, name=named)


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The device where its id or its block says what it is; None: it is known by what it announces or says."""
    if mistakes(reference, settings):
        return None
    place = Place(f"{BASE.of(settings)}/{reference.name}", ())
    sensor = part_in(reference.options.get("sensor"))
    if sensor is not None:
        return bind(device_of(replace(place, parts=(sensor,), only=True), reference.name), reference)
    model = model_of(reference.name)
    parts = None if model is None else model.of(None)
    if model is None or parts is None:
        return None
    return bind(_made(replace(place, parts=parts), model, reference.name), reference)


def asks(reference: Reference, _device: Device | None, settings: Settings) -> tuple[Outgoing, ...]:
    """What to publish once its topics are subscribed to, and again when it came back: who it is and how it is."""
    if mistakes(reference, settings):
        return ()
    topic = f"{BASE.of(settings)}/{reference.name}/command"
    return Outgoing(topic, b"announce"), Outgoing(topic, b"update")


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    found = BASE.mistakes(settings)
    name, options = reference.name, reference.options
    if not is_level(name) or name in ("announce", "command"):
        found.append(f"{shown(str(name), 60)} is no Shelly's id: it stands in its MQTT settings, like shellydimmer2-ABCDEF")
    channel = options.get("channel")
    if channel is not None and (type(channel) is not int or channel not in range(_MOST_CHANNELS)):
        found.append("channel is not the number of a relay or light: 0 is the first")
    sensor = part_in(options.get("sensor"))
    if options.get("sensor") is not None and (sensor is None or sensor.kind not in _SENSORS):
        found.append("sensor is none it can have: ext_temperature/0, input/0, sensor/temperature, sensor/lux or sensor/motion")
    if channel is not None and options.get("sensor") is not None:
        found.append("channel and sensor name two parts: leave one of them out")
    if options.get("unit") not in (None, "C", "F"):
        found.append("unit is neither C nor F")
    return found


def _announced(message: Message, base: str, known: Mapping[str, Device]) -> tuple[Device, ...]:
    told = decode_object(message)
    if told.get("gen") not in (None, 1):
        return ()  # a script of a later generation: it is heard under its own prefix
    name = told.get("id")
    if not is_level(name):
        raise BadPayload(message.topic, message.payload, "an announcement without an id")
    code = told.get("model")
    model = model_of(code) or model_of(name)
    parts = None if model is None else model.of(told.get("mode"))
    if model is None or parts is None:
        return ()  # what it is it will say on its topics
    earlier = known.get(name)
    before = earlier.wire if earlier is not None and isinstance(earlier.wire, Place) else Place(f"{base}/{name}", ())
    place = replace(before, parts=parts, model=code if isinstance(code, str) else "")
    return (_made(place, model, name),)


def _made(place: Place, model: Model, name: str) -> Device:
    return device_of(replace(place, tunes=model.tunes), name)


def _parts_of(message: Message, part: str) -> Iterable[Gen1Part]:
    """The parts one message tells of."""
    if part in _TELLING_JSON:
        document = decode_object(message, 64 * 1024)
        yield from _in_status(document)
        return
    match part.split("/"):
        case ["thermostat", "0", *_]:
            yield Gen1Part("thermostat", "0")
        case ["input_event", name]:
            found = part_in(f"input/{name}")
            if found is not None:
                yield found
        case [kind, name, "status"] if kind in LIGHTS:
            found = part_in(f"{kind}/{name}")
            if found is not None:
                yield found
        case ["roller", name, "pos"] | ["roller", name]:
            found = part_in(f"roller/{name}")
            if found is not None:
                yield found
        case ["relay" | "sensor", _]:
            found = part_in(part)
            if found is not None:
                yield found


def _in_status(document: Mapping[str, Any]) -> Iterable[Gen1Part]:
    if isinstance(document.get("target_t"), Mapping) or isinstance(document.get("thermostats"), list):
        yield Gen1Part("thermostat", "0")
    inner = document.get("sensor")
    if "motion" in document or (isinstance(inner, Mapping) and "motion" in inner):
        yield Gen1Part("motion", "0")


FAMILY = Family(
    key=FAMILY_KEY,
    serves=frozenset({"device", "sensor", "outdoor"}),
    title="Shelly, first generation",
    example="{shelly_gen1: shellydimmer2-ABCDEF}",
    remark="by id; it knows whose hand it was",
    announced_on=announced_on,
    describe=describe,
    matches=matches,
    bind=bind,
    from_reference=from_reference,
    hear=heard,
    say=said,
    asks=asks,
    mistakes=mistakes,
    options=frozenset({"channel", "sensor", "unit"}),
    settle_s=2.0,
    is_kept=True,
)
