"""What a Shelly of the second generation or later says, as events: whole states, changes to lay over them, button events.

Source: https://shelly-api-docs.shelly.cloud/gen2/General/Notifications
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...colour_forms import colour_of
from ...errors import BadPayload
from ...event import Event, Pressed, Reachable, Reported, Returned
from ...message import Message
from ...own_will import clock, wills_in
from ...payload import decode_object, decode_text, fade, finite, number
from ...text import shown
from ...units import PERCENT
from ...vocabulary import LIT, QUANTITIES, WHITE, Device, Trait, Value
from .announced import Component, Place, component_in, wire_of
from .orders import orders
from .origin import is_boot, origin_of

CAP = 64 * 1024  # bytes of a whole status: a gateway with many radiators
_PRESS = re.compile(r"btn_(?:down|up)|(?:single|double|triple|long|long_double|long_triple|hold)_push|rotate_(?:left|right)")
_HEATING = frozenset({"thermostat", "blutrv"})
_PRESSED = frozenset({"input", "bthomedevice"})
_PRESENT = ("value", "state", "presence", "occupied")  # as its firmwares have called it


def heard(device: Device, message: Message) -> tuple[Event, ...]:
    """The events of one message on a topic of this device. Raises BadPayload."""
    place = device.wire
    if device.refused or not isinstance(place, Place) or not message.payload.strip():
        return ()  # a retained word was cleared
    rest = message.topic.removeprefix(f"{place.prefix}/")
    match rest.split("/"):
        case ["online"]:
            word = decode_text(message)
            if word not in ("true", "false"):
                raise BadPayload(message.topic, message.payload, "neither true nor false")
            return (Reachable(device.id, word == "true", message.when, message.retain, is_birth=True),)
        case ["events", "rpc"]:
            return _notified(device, place, message)
        case ["attune", "rpc"]:
            return _answered(device, place, message)
        case ["status", name]:
            if name == "mqtt" and not message.retain:
                return _connected(device, message, decode_object(message, CAP))
            component = component_in(name)
            if component is None or component not in place.components:
                return ()
            return tuple(_told(device, message, {component: decode_object(message, CAP)}, message.retain))
        case ["rpc"] | ["command", _]:
            return orders(device, place, message, rest)
    return ()


def parts_of(document: Mapping[str, Any]) -> dict[Component, Mapping[str, Any]]:
    """The components in a status, whole or partial; whatever else stands there is none."""
    found = {component_in(key): value for key, value in document.items()}
    return {component: value for component, value in found.items() if component is not None and isinstance(value, Mapping)}


def params_in(message: Message, document: Mapping[str, Any]) -> Mapping[str, Any]:
    params = document.get("params")
    if not isinstance(params, Mapping):
        raise BadPayload(message.topic, message.payload, "a notification without params")
    return params


def _notified(device: Device, place: Place, message: Message) -> tuple[Event, ...]:
    document = decode_object(message, CAP)
    match document.get("method"):
        case "NotifyStatus":
            params = params_in(message, document)
            parts = parts_of(params)
            born = () if message.retain else _connected(device, message, params.get("mqtt"))
            flipped = () if message.retain else tuple(_flipped(device, place, message, parts))
            return (*born, *flipped, *_told(device, message, parts, message.retain))
        case "NotifyFullStatus":
            # Told on waking up or connecting, and not because something happened.
            return tuple(_told(device, message, parts_of(params_in(message, document)), True))
        case "NotifyEvent":
            events = params_in(message, document).get("events")
            if not isinstance(events, list):
                raise BadPayload(message.topic, message.payload, "events is not a list")
            return () if message.retain else tuple(_presses(device, place, message, events))
    raise BadPayload(message.topic, message.payload, "neither a notification of its status nor of an event")


def _connected(device: Device, message: Message, mqtt: object) -> tuple[Returned, ...]:
    """It says that its way to the broker is open: told once, on connecting."""
    is_open = isinstance(mqtt, Mapping) and mqtt.get("connected") is True
    return (Returned(device.id, message.when),) if is_open else ()


def _answered(device: Device, place: Place, message: Message) -> tuple[Event, ...]:
    """Answers to us: a whole status, or what came of a command."""
    document = decode_object(message, CAP)
    error = document.get("error")
    if error is not None:
        why = error.get("message") if isinstance(error, Mapping) else None
        raise BadPayload(message.topic, message.payload, f"it refuses: {shown(str(why), 80)}")
    result = document.get("result")
    return tuple(_told(device, message, parts_of(result), True)) if isinstance(result, Mapping) else ()


def _told(device: Device, message: Message, parts: Mapping[Component, Mapping[str, Any]], snapshot: bool) -> Iterator[Event]:
    """All is read before anything is told: one impossible value makes the message suspect."""
    found: list[Event] = []
    for component, told in parts.items():
        if component.kind in _HEATING and any(wire_of(trait).component == component for trait in device.traits.values()):
            found += wills_in(device.id, _by_what(told), message.when, snapshot)
    for trait in device.traits.values():
        wire = wire_of(trait)
        status = _headed_for(parts.get(wire.component))
        value = None if status is None or _is_shadow(trait, status) else _read(message, trait, status)
        if status is None or value is None:
            continue
        source = status.get("source")
        is_snapshot = snapshot or is_boot(source)
        fade_s = _fade_in(status) if trait.quantity in LIT else 0.0
        found.append(Reported(device.id, trait.name, value, message.when, is_snapshot, origin_of(source), fade_s=fade_s))
    yield from found


def _headed_for(status: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """While it fades, where to: ``{"brightness": 62, "transition": {"target": {"brightness": 90, "output": true}}}``."""
    found = None if status is None else status.get("transition")
    target = found.get("target") if isinstance(found, Mapping) else None
    if status is None or not isinstance(target, Mapping):
        return status
    return {
        **status,
        **{key: target[key] for key in ("brightness", "output", "ct", "rgb", "white") if target.get(key) is not None},
    }


def _fade_in(status: Mapping[str, Any]) -> float:
    """Seconds its fade takes from its start; 0.0 where it does not fade."""
    found = status.get("transition")
    return fade(found.get("duration")) if isinstance(found, Mapping) else 0.0


def _by_what(status: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a thermostat tells of its schedule, boosts and windows, each as a key of its own."""
    told = dict(status)
    flags = status.get("flags")
    if isinstance(flags, list):
        told |= {name: name in flags for name in ("window_open", "boost", "away", "frost_protection")}
    for key in ("boost", "override"):
        if key in status:
            told[key] = bool(status[key])
    schedules = status.get("schedules")
    if isinstance(schedules, Mapping):
        told |= clock(schedules.get("enable"))
    return told


def _colour(status: Mapping[str, Any]) -> str | None:
    """Of ``rgb``, and ``white`` beside it; white by its mode where it has both."""
    if status.get("mode") in ("cct", "white"):
        return WHITE
    colour = colour_of(status.get("rgb"), "rgb")
    return WHITE if colour is None and finite(status.get("white"), 0.0) else colour


def _is_shadow(trait: Trait, status: Mapping[str, Any]) -> bool:
    """A value that is in the message and not in the world."""
    if trait.quantity in LIT and status.get("output") is False:
        return True  # what it will be lit with
    # While it shows a colour its white is left from before.
    return trait.quantity == "colour_temperature" and status.get("mode") not in (None, "cct", "white")


def _read(message: Message, trait: Trait, status: Mapping[str, Any]) -> Value | None:
    """The value in the quantity's unit; None where it tells nothing of it. Raises BadPayload."""
    key = wire_of(trait).key
    raw = status.get(key)
    match trait.quantity:
        case "power":
            return None if raw is None else _bool(message, key, raw)
        case "occupancy":
            return _present(message, trait, status)
        case "position":
            return _position(message, trait, status)
        case "colour":
            return _colour(status)
        case "brightness":
            return None if raw is None else number(message, key, raw, 0, 100, unit=PERCENT) / 100
    if raw is None:
        return None
    sane = QUANTITIES[trait.quantity]
    # Within its bounds, but not on its step: what it tells, it is set to.
    return trait.within(number(message, key, raw, sane.low, sane.high, unit=sane.unit))


def _position(message: Message, trait: Trait, status: Mapping[str, Any]) -> float | None:
    """Without calibration it knows the ends alone."""
    raw = status.get("current_pos")
    if raw is not None:
        return number(message, "current_pos", raw, 0, 100, unit=PERCENT) / 100
    state = status.get("state")
    return {"open": 1.0, "closed": 0.0}.get(state) if isinstance(state, str) else None


def _present(message: Message, trait: Trait, status: Mapping[str, Any]) -> bool | None:
    wire = wire_of(trait)
    keys = (wire.key,) if wire.component.kind not in ("presence", "presencezone") else _PRESENT
    raw = next((status[key] for key in keys if status.get(key) is not None), None)
    if raw is not None:
        return _bool(message, wire.key, raw)
    count = status.get("num_objects") if keys is _PRESENT else None
    return None if count is None else number(message, "num_objects", count, 0) > 0


def _bool(message: Message, key: str, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    raise BadPayload(message.topic, message.payload, f"{key} is neither true nor false")


def _presses(device: Device, place: Place, message: Message, events: list[Any]) -> Iterator[Pressed]:
    """``{"component": "input:0", "event": "single_push"}`` becomes input0_single_push."""
    for event in events[:20]:
        component = component_in(event.get("component")) if isinstance(event, Mapping) else None
        if component is None or component.kind not in _PRESSED or not _is_its(place, component):
            continue
        what = event.get("event")
        if isinstance(what, str) and _PRESS.fullmatch(what):
            yield Pressed(device.id, f"{component.kind}{component.id}_{what}", message.when)


def _flipped(device: Device, place: Place, message: Message, parts: Mapping[Component, Mapping[str, Any]]) -> Iterator[Pressed]:
    """A switch on the wall, told as its input's new state; where the input is a sensor of its own it is nobody's hand."""
    for component, status in parts.items():
        if component.kind == "input" and component not in _sensed(device) and _is_its(place, component):
            state = status.get("state")
            if isinstance(state, bool):
                yield Pressed(device.id, f"input{component.id}_{'on' if state else 'off'}", message.when)


def _is_its(place: Place, component: Component) -> bool:
    """Of one output only the button wired to it; of a whole device all."""
    return not place.only or any(
        c == component or (component.kind == "input" and c.id == component.id) for c in place.components
    )


def _sensed(device: Device) -> set[Component]:
    return {wire_of(trait).component for trait in device.traits.values() if trait.quantity == "occupancy"}
