"""What others tell a node on its ``/set`` topics."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ...errors import BadPayload
from ...event import Ordered
from ...message import Message
from ...payload import decode_object
from ...vocabulary import Device, Trait, Value
from .announced import FULL, Form, Node, Wire
from .colours import channels_in, shown
from .payload import fade_in, ordered_in
from .topics import CLIENTS, MANY
from .values import LAST_LEVEL, read, wire_of


def orders(device: Device, message: Message) -> Iterator[Ordered]:
    """What somebody tells it; None where the outcome is not known (the last level, what it will refuse)."""
    topic, message = _meant(device, message)
    raw = ordered_in(message) if topic else None
    for trait in device.traits.values():
        wire = wire_of(trait)
        if wire is None or f"{wire.place.target}/set" != topic:
            continue
        value: Value | None
        if wire.form in (Form.COLOUR, Form.WARMTH):
            yield Ordered(device.id, trait.name, _of_channels(message, raw, trait, wire), message.when, fade_in(message))
            continue
        if isinstance(raw, bool) and wire.form in (Form.LEVEL, Form.LIT):
            raw = FULL if raw else 0
        try:
            is_last = raw == LAST_LEVEL and wire.form in (Form.LEVEL, Form.LIT)
            value = (True if wire.form is Form.LIT else None) if is_last else read(message, trait, wire, raw)
        except BadPayload:
            value = None
        if wire.form is Form.LEVEL and trait.quantity != "position" and value == 0.0:
            continue
        yield Ordered(device.id, trait.name, value, message.when, fade_in(message))


def _meant(device: Device, message: Message) -> tuple[str, Message]:
    """The value's own topic and what it is to take, also where the gateway is told for this node, some nodes or all; no topic
    where another node is meant."""
    node = device.wire
    _, is_clients, rest = message.topic.partition(f"/{CLIENTS}/")
    if not is_clients or not isinstance(node, Node):
        return message.topic, message
    _, _, rest = rest.partition("/")
    many = next((many for many in MANY if rest.startswith(f"{many}/")), "")
    if many:
        told = decode_object(message) if many == "multicast" else {}
        nodes = told.get("nodes")
        is_meant = not told or (isinstance(nodes, list) and node.number in nodes)
        return f"{node.topic}/{rest.removeprefix(f'{many}/')}" if is_meant else "", message
    args = decode_object(message).get("args")
    if not isinstance(args, list) or len(args) < 2 or not isinstance(args[0], Mapping):
        return "", message
    place, asked = args[0], {"value": args[1], "options": args[2] if len(args) > 2 else None}
    if node.number is None or place.get("nodeId") != node.number:
        return "", message
    for wire in filter(None, map(wire_of, device.traits.values())):
        is_it = (wire.place.command_class, wire.place.endpoint) == (place.get("commandClass"), place.get("endpoint", 0))
        if is_it and wire.place.target.rpartition("/")[2] in (place.get("property"), str(place.get("propertyKey"))):
            return f"{wire.place.target}/set", replace(message, payload=json.dumps(asked).encode())
    return "", message


def _of_channels(message: Message, raw: object, trait: Trait, wire: Wire) -> Value | None:
    """None where it leaves some channels as they are, and of what does not shine then."""
    try:
        told = channels_in(message, raw)
    except BadPayload:
        return None
    return shown(told, wire.channels).get(trait.quantity) if told.keys() >= wire.channels else None
