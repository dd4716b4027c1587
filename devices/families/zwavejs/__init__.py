"""Z-Wave JS UI's gateway: each node under its own topics, in any of the gateway's three forms of payload.

    - {zwavejs: office/light}                  its topic below the gateway's prefix: location/name, name, or node id
    - {zwavejs: office/light, endpoint: 1}     one of several sockets or lamps of a node
    - {zwavejs: hall/valve, unit: F}           where temperatures come bare and in Fahrenheit

What a node has is told by the values it keeps at the broker. The door of the family; its parts stand beside.
Specification: https://zwave-js.github.io/zwave-js-ui/#/guide/mqtt
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ...based import is_base
from ...family import Family
from ...message import Message
from ...text import shown
from ...vocabulary import Device, Reference, Settings
from .announced import Node, device_of, with_message
from .saying import read_again, said
from .states import heard
from .topics import BASE, CLIENTS, FAMILY_KEY, announcing, place_of


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """Values of the configured nodes, or of all. With wildcards: a topic a node is known to speak on announces no more."""
    nodes = [r.name for r in references if not mistakes(r, settings)] or ["+", "+/+"]
    # The gateway last: what it is called belongs to nodes that are known by then.
    return BASE.below(settings, *(t for node in dict.fromkeys(nodes) for t in announcing(node)), f"{CLIENTS}/+/status")


def describe(message: Message, known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The node of a topic with all its values heard so far. Raises BadPayload."""
    base = BASE.of(settings)
    if message.topic.startswith(f"{base}/{CLIENTS}/"):
        client = message.topic.removesuffix("/status")
        nodes = [device.wire for device in known.values() if isinstance(device.wire, Node)]
        return tuple(device_of(replace(node, client=client), base) for node in nodes)
    if not message.topic.startswith(f"{base}/"):
        return ()
    if message.topic.endswith("/nodeinfo"):
        topic = message.topic.removesuffix("/nodeinfo")
    else:
        place = place_of(message.topic)
        topic = "" if place is None else place.node
    if not topic.startswith(f"{base}/"):
        return ()
    earlier = known.get(topic.removeprefix(f"{base}/"))
    was = earlier.wire if earlier is not None and isinstance(earlier.wire, Node) else None
    node = with_message(message, topic, was, f"{base}/{CLIENTS}/+/status")
    return () if node is None else (device_of(node, base),)


def matches(device: Device, reference: Reference) -> bool:
    return reference.family == FAMILY_KEY and reference.name == device.stable_id


def bind(device: Device, reference: Reference) -> Device:
    """Under the configuration's id; of one endpoint only, where it names one."""
    node = device.wire
    if not isinstance(node, Node):
        return replace(device, id=reference.id)
    base = node.topic.removesuffix(f"/{device.stable_id}")
    endpoint = reference.options.get("endpoint")
    bound = replace(device_of(node, base, reference.options.get("unit") == "F", endpoint), id=reference.id)
    if endpoint is not None and bound.refused:
        others = ", ".join(sorted({str(place.endpoint) for place, _ in node.values})) or "none"
        return replace(bound, refused=f"there is no endpoint {endpoint} heard of yet: it has {others}")
    return bound


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    found: list[str] = []
    name, options = reference.name, reference.options
    if not is_base(name) or str(name).startswith(CLIENTS):
        found.append(f"{shown(str(name), 60)} is no node: give its topic below the prefix, such as office/light or nodeID_7")
    endpoint = options.get("endpoint")
    if endpoint is not None and (type(endpoint) is not int or not 0 <= endpoint <= 127):
        found.append("endpoint is not the number of one: such as 1")
    if options.get("unit") not in (None, "C", "F"):
        found.append("unit is neither C nor F")
    return found + BASE.mistakes(settings)


FAMILY = Family(
    key=FAMILY_KEY,
    serves=frozenset({"device", "sensor", "outdoor"}),
    title="Z-Wave JS UI",
    example="{zwavejs: office/light}",
    remark="by names or node ids, all three forms of payload",
    announced_on=announced_on,
    describe=describe,
    matches=matches,
    bind=bind,
    hear=heard,
    say=said,
    reads=read_again,
    mistakes=mistakes,
    options=frozenset({"endpoint", "unit"}),
    settle_s=5.0,
    promises=True,
)
