"""A message on one of an entity's topics, as events."""

from collections.abc import Iterator, Mapping

from ..command import Command
from ..errors import BadCommand, BadPayload
from ..event import Event, Kept, Moded, Ordered, Reported, Seen
from ..message import Message
from ..on_off import UNKNOWN
from ..own_will import effect_of, will_of, wills_in
from ..payload import decode_object
from ..presence.position import beyond_m, corrected
from ..reach_words import reach_in
from ..text import shown
from ..vocabulary import AT_HOME, NOT_HOME, WHITE, Device, Role, Trait, Value
from . import light_json
from .availability import reachable
from .ports import Form, Port, read, told
from .said import Said
from .saying import said as say
from .wire import JsonLamp, TemplateLamp, Tracker, Wire

_LONGEST_PLACE = 100
_AWAY = frozenset({"not_home", "away", "not home"})


def heard(device: Device, message: Message) -> tuple[Event, ...]:
    """Raises BadPayload. An empty payload says nothing: a retained state was cleared."""
    wire = device.wire
    if not isinstance(wire, Wire) or not message.payload.strip():
        return ()
    said = Said(message)
    events: list[Event] = [*reachable(device, wire, said)]
    if wire.tracker is not None and said.is_on(wire.tracker.topic):
        events += _seen(device, wire, wire.tracker, said)
    if wire.tracker is not None and said.is_on(wire.tracker.attributes):
        events += _positioned(device, wire, wire.tracker, said)
    is_state = _is_state(device, wire, said)
    is_more = said.is_on(wire.attributes) and said.text.startswith("{")
    if not events and (is_state or is_more) and isinstance(state := said.json, Mapping):
        reach = reach_in(device.id, state, message)
        if reach is not None and not reach.online:
            return (*events, reach)  # beside it stands what it was
        events += () if reach is None else (reach,)
    values, was_state = _values(device, wire, said)
    if values.get("power") is False and "brightness" in values:  # the last one is repeated while the lamp is off; OFF wins
        events.append(Kept(device.id, "brightness", values.pop("brightness"), message.when))
    events += _wills(device, wire, said, is_more and not is_state)
    events += [Reported(device.id, name, value, message.when, message.retain) for name, value in values.items()]
    if not was_state and not is_more and not message.retain:
        events += _ordered(device, wire, said)
    return tuple(events)


def _is_state(device: Device, wire: Wire, said: Said) -> bool:
    """Whether it is an object on a topic on which the entity tells how it is."""
    if not said.text.startswith("{"):
        return False
    if isinstance(wire.lamp, JsonLamp):
        return said.is_on(wire.lamp.state_topic)
    return any(isinstance(t.wire, Port) and said.is_on(t.wire.state_topic) for t in device.traits.values())


def _values(device: Device, wire: Wire, said: Said) -> tuple[dict[str, Value], bool]:
    """All is read before anything is told: one impossible value makes the message suspect."""
    if isinstance(wire.lamp, JsonLamp):
        if device.traits and said.is_on(wire.lamp.state_topic):
            return light_json.heard(device, said.message), True
        return {}, False
    found: dict[str, Value] = {}
    was_state = False
    for name, trait in device.traits.items():
        port = trait.wire
        if not isinstance(port, Port) or not said.is_on(port.state_topic):
            continue
        was_state = True
        value = read(said.message, trait, said.made_by(port.state_template))
        if value is not None:
            found[name] = value
    is_either = "colour_temperature" in found and "colour" in device.traits
    # Of a lamp with a topic for each: it has been made white. Of both in one message nothing says which of them shines.
    if is_either and found.setdefault("colour", WHITE) != WHITE:
        del found["colour"]
    return found, was_state


def _wills(device: Device, wire: Wire, said: Said, is_more: bool) -> Iterator[Moded]:
    """By what a thermostat goes: on the topics it names, and among what else its states hold. Raises BadPayload."""
    when, snapshot = said.message.when, said.message.retain
    if isinstance(wire.lamp, JsonLamp) and "colour" in device.traits and (is_more or said.is_on(wire.lamp.state_topic)):
        told = said.json
        if isinstance(told, Mapping) and "effect" in told:
            yield effect_of(device.id, told["effect"], when, snapshot)
    if device.role is not Role.CLIMATE:
        return
    cools = any("cool" in trait.choices for trait in device.traits.values())
    for mode in wire.modes:
        word = said.made_by(mode.template) if said.is_on(mode.topic) else None
        found = None if word is None else will_of(device.id, mode.about, word, when, snapshot, cools)
        if found is not None:
            yield found
    ports = (trait.wire for trait in device.traits.values() if isinstance(trait.wire, Port))
    if is_more or (said.text.startswith("{") and any(said.is_on(port.state_topic) for port in ports)):
        told = said.json
        yield from wills_in(device.id, told, when, snapshot, cools) if isinstance(told, Mapping) else ()


def _seen(device: Device, wire: Wire, tracker: Tracker, said: Said) -> list[Event]:
    place = said.made_by(tracker.template)
    word = "" if place is None else place.strip()
    if not word:
        return []  # a message about something else
    if len(word) > _LONGEST_PLACE or shown(word, 4 * _LONGEST_PLACE) != word:
        raise BadPayload(said.message.topic, said.message.payload, "no name of a place")
    where: str | None = word
    if word == tracker.home:
        where = AT_HOME
    elif word == tracker.not_home or word.lower() in _AWAY:
        where = NOT_HOME
    elif word == tracker.reset or word.lower() in UNKNOWN:
        where = None
    # What a sensor names is a room, what a tracker names is one of Home Assistant's zones.
    is_zone = wire.component == "device_tracker"
    return [Seen(device.id, where, said.message.when, snapshot=said.message.retain, is_zone=is_zone)]


def _positioned(device: Device, wire: Wire, tracker: Tracker, said: Said) -> list[Event]:
    """What its coordinates say: alone, or against a state that still says home. A room it named stands."""
    if said.text[:1] != "{":
        return []
    beyond = beyond_m(wire.home, said.message, decode_object(said.message))
    if beyond is None or (tracker.topic and beyond <= 0.0):
        return []
    place, outside = corrected(None, beyond)
    return [Seen(device.id, place, said.message.when, snapshot=said.message.retain, outside=outside, away_m=beyond)]


def _ordered(device: Device, wire: Wire, said: Said) -> list[Event]:
    """What others tell it, so that its echo is not taken for a hand."""
    message = said.message
    orders: dict[str, Value | None] = {}
    fade_s = 0.0
    if isinstance(wire.lamp, JsonLamp):
        if device.traits and said.is_on(wire.lamp.command_topic):
            orders = light_json.ordered(device, message)
            fade_s = light_json.fade_asked(message)
    elif isinstance(wire.lamp, TemplateLamp):
        if device.traits and said.is_on(wire.lamp.command_topic):
            # A template cannot be run backwards, except where there are only two things it can say.
            orders = dict.fromkeys(device.traits)
            for is_on in (True, False):
                if _would_say(device, "power", is_on) == message.payload:
                    orders = {"power": is_on}
    else:
        for name, trait in device.traits.items():
            port = trait.wire
            if trait.settable and isinstance(port, Port) and said.is_on(port.command_topic):
                value = _told_to(device, trait, port, said)
                if value is not _NOT_MEANT:
                    orders[name] = value if isinstance(value, bool | int | float | str) else None
        if wire.moves is not None and said.is_on(wire.moves.topic) and said.text.lower() in wire.moves.words:
            orders["position"] = wire.moves.words[said.text.lower()]
        if orders.get("brightness") and "power" in device.traits and "power" not in orders:
            orders["power"] = True
        if orders.get("colour_temperature") and "colour" in device.traits:
            orders.setdefault("colour", WHITE)
    return [Ordered(device.id, name, value, message.when, fade_s) for name, value in orders.items()]


_NOT_MEANT = object()


def _told_to(device: Device, trait: Trait, port: Port, said: Said) -> object:
    """The value of a command on a port's own topic; None when it cannot be known; _NOT_MEANT when it is for another trait."""
    others = [t for t in device.traits.values() if t is not trait and isinstance(t.wire, Port)]
    is_shared = any(t.wire.command_topic == port.command_topic for t in others)
    if port.command_template:
        known: tuple[Value, ...] = (True, False) if port.form is Form.WORDS else trait.choices
        for value in known:
            try:
                if told(device.id, trait, value).payload == said.message.payload:
                    return value
            except BadCommand:
                continue
        return _NOT_MEANT if is_shared else None
    try:
        return read(said.message, trait, said.text, told=True)
    except BadPayload:
        return _NOT_MEANT if is_shared else None


def _would_say(device: Device, name: str, value: Value) -> bytes:
    try:
        return say(device, Command(device.id, {name: value}))[0].payload
    except BadCommand:
        return b""
