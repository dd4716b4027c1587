"""Shelly of the second, third and fourth generation: relays, lights, covers, heating and sensors, each under its topic prefix.

    - {shelly: shellyplus1pm-441793d69718}                  the topic prefix of its MQTT settings
    - {shelly: shellyplus2pm-5443b23d81f8, component: "switch:1"}   one part of it
    - {shelly: hall/gateway, component: "bthomesensor:200", quantity: occupancy}   what does not say what it measures

Nothing of it is retained but ``online``: what it has is told by the prefix it came with, by the block, or by what it says.
The door of the family; its parts stand beside. Specification: https://shelly-api-docs.shelly.cloud/gen2/
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ...family import Family
from ...message import Message, Outgoing
from ...payload import decode_object
from ...text import shown
from ...vocabulary import Device, Reference, Settings
from .announced import (
    FAMILY_KEY,
    MEASURES,
    NAMELESS,
    Component,
    Place,
    can_be_named,
    component_in,
    device_of,
    is_prefix,
    is_usable,
)
from .models import model_of, profiles, settled
from .saying import asked, said
from .states import CAP, heard, parts_of

_EXAMPLES = "such as switch:0, light:0, cover:0, blutrv:200 or input:0"


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """Where a device's parts come to be known that neither its prefix nor its block tells.

    With wildcards, so that a topic the device is known to speak on is its own from then on and no announcement any more.
    Without references: what a look round finds by itself.
    """
    if not references:
        return ("+/online", "+/events/rpc")
    open_ones = [r.name for r in references if not mistakes(r, settings) and from_reference(r, settings) is None]
    return tuple(f"{prefix}/{part}" for prefix in dict.fromkeys(open_ones) for part in ("status/+", "events/+", "attune/+"))


def describe(message: Message, known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The device of a topic with all its parts heard so far. Raises BadPayload."""
    prefix, part = _split(message.topic)
    if not is_prefix(prefix) or not message.payload.strip():
        return ()
    earlier = known.get(prefix)
    before = earlier.wire if earlier is not None and isinstance(earlier.wire, Place) else Place(prefix, ())
    model = model_of(prefix) or before.model
    if part == "online":
        every = profiles(model)
        return (device_of(Place(prefix, every[0], model=model)),) if len(every) == 1 else ()
    if part.startswith("status/"):
        found = [c for c in (component_in(part.removeprefix("status/")),) if c is not None]
    else:
        document = decode_object(message, CAP)
        model = model_of(document.get("src")) or model  # its own id, whatever prefix it was given
        body = document.get("result" if part == "attune/rpc" else "params")
        found = list(parts_of(body)) if isinstance(body, Mapping) else []
    inputs = any(c.kind == "input" for p in profiles(model) for c in p)
    usable = [c for c in found if is_usable(c) or (inputs and c.kind == "input")]
    components = settled(model, usable, before.components)
    return (device_of(Place(prefix, components, model=model)),) if components else ()


def matches(device: Device, reference: Reference) -> bool:
    return reference.family == FAMILY_KEY and device.stable_id == reference.name


def bind(device: Device, reference: Reference) -> Device:
    return replace(device, id=reference.id, name=str(reference.options.get("name") or device.name))


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The device where its model or its block says what it is; None: it is known by what it says."""
    if mistakes(reference, settings):
        return None
    component = component_in(reference.options.get("component"))
    model = model_of(reference.name)
    every = profiles(model)
    if component is not None:
        place = Place(reference.name, (component,), only=True, model=model)
        return bind(device_of(place, str(reference.options.get("quantity") or "")), reference)
    return bind(device_of(Place(reference.name, every[0], model=model)), reference) if len(every) == 1 else None


def asks(reference: Reference, _device: Device | None, settings: Settings) -> tuple[Outgoing, ...]:
    """What to publish once its topics are subscribed to, and again when it came back: unasked it tells nobody how it is."""
    return () if mistakes(reference, settings) else (asked(Place(reference.name, ()), "Shelly.GetStatus", {}),)


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    found: list[str] = []
    if not is_prefix(reference.name):
        name = shown(str(reference.name), 60)
        found.append(f"{name} is no topic prefix: it stands in its MQTT settings and is like shellyplus1pm-441793d69718")
    given, quantity = reference.options.get("component"), reference.options.get("quantity")
    component = component_in(given)
    if given is not None and (component is None or not can_be_named(component)):
        found.append(f"component {shown(str(given), 40)} is no part the hub can use: one {_EXAMPLES}")
    elif _is_nameless(component) and quantity not in MEASURES:
        found.append(f"{component} does not say what it measures: add quantity, one of {', '.join(MEASURES)}")
    elif quantity is not None and not _is_nameless(component):
        found.append(f"quantity stands beside a component that does not say it itself: one of {', '.join(sorted(NAMELESS))}")
    return found


def _is_nameless(component: Component | None) -> bool:
    return component is not None and component.kind in NAMELESS


def _split(topic: str) -> tuple[str, str]:
    """Prefix, which may hold slashes, and what comes after it."""
    parts = topic.split("/")
    if parts[-1] == "online":
        return "/".join(parts[:-1]), "online"
    where = "/".join(parts[-2:])
    is_known = where in ("events/rpc", "attune/rpc") or (len(parts) > 2 and parts[-2] == "status")
    return ("/".join(parts[:-2]), where) if is_known else ("", "")


FAMILY = Family(
    key=FAMILY_KEY,
    serves=frozenset({"device", "sensor", "outdoor"}),
    title="Shelly, second generation and later",
    example="{shelly: shellyplus1pm-441793d69718}",
    remark="by topic prefix; it knows whose hand it was",
    announced_on=announced_on,
    describe=describe,
    matches=matches,
    bind=bind,
    from_reference=from_reference,
    hear=heard,
    say=said,
    asks=asks,
    mistakes=mistakes,
    options=frozenset({"component", "quantity"}),
    settle_s=2.0,
    is_kept=True,
)
