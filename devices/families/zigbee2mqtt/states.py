"""What a device and its bridge say, as events.

A state is flat JSON. With the bridge's cache every message carries all that is known: a missing key is unchanged, null was
never seen. Source: https://www.zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ...errors import BadPayload
from ...event import Event, Kept, Pressed, Reachable, Reported, Returned
from ...message import Message
from ...own_will import wills_in
from ...payload import decode_json, decode_object, decode_text
from ...vocabulary import WHITE, Device, Role, Trait, Value
from .announced import Place
from .orders import orders
from .traits import Form, Wire
from .values import read

STALE_S = 30.0  # a state whose device was last seen longer ago tells how things are, not that something happened
_STATE_CAP = 64 * 1024  # bytes; schedules and included device information make some states long
# Who moved the setpoint, in the words of Bosch's and Danfoss' thermostats. "externally" is somebody on the network: us, or not.
_ORIGINS = {"manual": "hand", "schedule": "schedule"}
_COLOUR_TEMPERATURE_MODES = ("color_temp", 2)  # 2: bridges before 1.17
_MEASURED = frozenset({"temperature", "illuminance"})
_JOINED = frozenset({"device_announce", "device_joined", "device_interview"})
_ONLINE = {"online": True, "offline": False}


def heard(device: Device, message: Message) -> tuple[Event, ...]:
    """The events of one message on a topic of this device. Raises BadPayload."""
    place = device.wire
    if device.refused or not isinstance(place, Place):
        return ()
    topic = message.topic
    if topic == place.topic:
        return _state(device, place, message)
    if topic in (f"{place.base}/bridge/state", f"{place.topic}/availability"):
        return _reachable(device, message)
    if device.members and topic.endswith("/availability"):
        # One of its lamps is back: what the group tells next is that lamp's waking.
        is_back = not message.retain and any(one.online for one in _reachable(device, message))
        return (Returned(device.id, message.when),) if is_back else ()
    if topic == f"{place.base}/bridge/event":
        return _of_network(device, place, message)
    if topic == f"{place.base}/bridge/log":
        return _of_log(device, place, message)
    if not topic.startswith(f"{place.topic}/"):
        return ()
    rest = topic[len(place.topic) + 1 :]
    if rest == "set" or rest.startswith("set/") or rest.endswith("/set") or "/set/" in rest:
        return orders(device, message, rest)
    return _attribute(device, message, rest)


def _state(device: Device, place: Place, message: Message) -> tuple[Event, ...]:
    if not message.payload.strip():
        return ()  # a retained state was cleared
    state = decode_object(message, _STATE_CAP)
    snapshot = message.retain or _is_old(state.get("last_seen"), message.when.at)
    origin = _origin(state, place)
    return _told(device, message, state, snapshot, origin)


def _told(device: Device, message: Message, state: Mapping[str, Any], snapshot: bool, origin: str = "") -> tuple[Event, ...]:
    """All is read before anything is told: one impossible value makes the message suspect.

    Not so what a sensor measures: a thermometer that is not there tells -327.68 °C, and the bridge repeats it from its cache
    beside everything else, for ever. It is left out where the message holds anything else.
    """
    values: dict[str, Value] = {}
    broken: BadPayload | None = None
    for name, trait in device.traits.items():
        raw = state.get(trait.wire.property) if isinstance(trait.wire, Wire) else None
        if trait.quantity == "action" and raw in (None, ""):
            raw = state.get("click")  # as bridges of version 1 called it
        if trait.quantity == "colour" and (mode := state.get(trait.wire.colour_mode)) in _COLOUR_TEMPERATURE_MODES:
            values[name] = WHITE
            continue
        if trait.quantity == "colour" and mode is None and state.get(_warmth_of(device, trait)) is not None:
            continue  # of a lamp that has both only the mode says which is real
        if raw is None or (trait.wire.form is Form.ACTION and raw == ""):
            continue
        try:
            found = read(message, trait, raw)
        except BadPayload as error:
            if trait.quantity not in _MEASURED:
                raise
            broken = error
            continue
        if found is not None:
            values[name] = found
    if broken is not None and not values:
        raise broken
    # First by what it goes: a setpoint beside it may be that mode's own.
    events: list[Event] = []
    if device.role is Role.CLIMATE:
        cools = any("cool" in trait.choices for trait in device.traits.values())
        events += wills_in(device.id, _of_endpoint(device, state), message.when, snapshot, cools)
    for name, found in values.items():
        trait = device.traits[name]
        if trait.wire.form is Form.ACTION:
            # Told once, when the button is pressed; retained or late it is nobody's finger.
            if not snapshot:
                events.append(Pressed(device.id, str(found), message.when))
        elif _is_kept(trait, values):
            events.append(Kept(device.id, name, found, message.when))
        elif not _is_shadow(trait, state):
            theirs = origin if trait.quantity == "setpoint" else ""
            events.append(Reported(device.id, name, found, message.when, snapshot, theirs))
    return tuple(events)


def _of_endpoint(device: Device, state: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of a thermostat whose keys bear the name of its one endpoint (``system_mode_heat``) without it."""
    places = {trait.wire.endpoint for trait in device.traits.values() if trait.quantity == "setpoint"}
    ending = f"_{places.pop()}" if len(places) == 1 and places != {""} else ""
    return {key.removesuffix(ending): raw for key, raw in state.items()} if ending else state


def _warmth_of(device: Device, trait: Trait) -> str:
    """The property of the colour temperature beside a colour."""
    white = device.traits.get(f"colour_temperature{trait.endpoint}")
    return white.wire.property if white is not None and isinstance(white.wire, Wire) else ""


def _is_kept(trait: Trait, values: Mapping[str, Value]) -> bool:
    """The last brightness is repeated while the lamp is off; OFF wins."""
    return trait.quantity == "brightness" and values.get(f"power{trait.endpoint}") is False


def _is_shadow(trait: Trait, state: Mapping[str, Any]) -> bool:
    """A value that is in the message and not in the world."""
    if trait.quantity == "colour_temperature":
        mode = state.get(trait.wire.colour_mode)
        # In a colour mode the colour temperature is derived from the colour, or left from before.
        return isinstance(mode, str | int) and mode not in _COLOUR_TEMPERATURE_MODES
    return False


def _attribute(device: Device, message: Message, key: str) -> tuple[Event, ...]:
    """``output: attribute``: each property on a topic of its own, as bare text."""
    if not message.payload.strip():
        return ()
    text = decode_text(message)
    try:
        raw = decode_json(message)
    except BadPayload:
        raw = text  # ON, single, heat
    if isinstance(raw, dict | list):
        return ()  # another device's state, whose name lies under this one's
    return _told(device, message, {key: raw}, message.retain)


def _reachable(device: Device, message: Message) -> tuple[Reachable, ...]:
    """``{"state": "online"}``, or the bare word of version 1."""
    text = decode_text(message)
    if not text:
        return ()
    word: object = text
    if text.startswith("{"):
        word = decode_object(message).get("state")
    if not isinstance(word, str) or word.lower() not in _ONLINE:
        raise BadPayload(message.topic, message.payload, "neither online nor offline")
    is_bridges = message.topic.endswith("/bridge/state")
    # A lamp nobody can reach is not back because its bridge is.
    whose = "its bridge's" if is_bridges else "its own"
    return (Reachable(device.id, _ONLINE[word.lower()], message.when, message.retain, is_birth=is_bridges, word=whose),)


def _of_network(device: Device, place: Place, message: Message) -> tuple[Event, ...]:
    """``{"type": "device_announce", "data": {"friendly_name": "lamp", "ieee_address": "0x…"}}``: back on the mains, or near."""
    told = decode_object(message, _STATE_CAP) if message.payload.strip() and not message.retain else {}
    data = told.get("data")
    if not isinstance(data, Mapping):
        return ()
    is_it = data.get("ieee_address") in (device.stable_id, *device.members) or data.get("friendly_name") == place.name
    if not is_it:
        return ()
    if told.get("type") in _JOINED:
        return (Returned(device.id, message.when),)
    if told.get("type") == "device_leave" and not device.members:
        return (Reachable(device.id, False, message.when),)
    return ()


def _of_log(device: Device, place: Place, message: Message) -> tuple[Event, ...]:
    """As bridges of version 1 say it: ``{"type": "device_announced", "meta": {"friendly_name": "lamp"}}``, among much else."""
    if message.retain or len(message.payload) > _STATE_CAP or b'"device_announced"' not in message.payload:
        return ()
    told = decode_object(message, _STATE_CAP)
    meta = told.get("meta")
    is_it = isinstance(meta, Mapping) and meta.get("friendly_name") in (place.name, device.stable_id)
    return (Returned(device.id, message.when),) if is_it and told.get("type") == "device_announced" else ()


def _origin(state: Mapping[str, Any], place: Place) -> str:
    source = state.get(place.origin) if place.origin else state.get("setpoint_change_source")
    return _ORIGINS.get(source.lower(), "") if isinstance(source, str) else ""


def _is_old(last_seen: object, now: datetime) -> bool:
    """last_seen: ISO 8601 with its offset, or epoch milliseconds, as the bridge is set up; anything else tells nothing."""
    try:
        if isinstance(last_seen, str):
            seen = datetime.fromisoformat(last_seen)
            if seen.tzinfo is None:
                return False
        elif isinstance(last_seen, int | float) and not isinstance(last_seen, bool):
            seen = datetime.fromtimestamp(last_seen / 1000.0, UTC)
        else:
            return False
        return (now - seen).total_seconds() > STALE_S
    except (ValueError, OverflowError, OSError):
        return False
