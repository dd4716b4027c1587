"""A Homie device's description: one JSON document in version 5, a topic for each attribute in version 4, one form here.

Source: the Homie convention 4.0.0 and 5.0.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import BadPayload
from ...message import Message
from ...payload import ANNOUNCEMENT_CAP, decode_object, decode_text
from ...text import shown

ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?")  # of devices, nodes and properties alike
_MOST = 500  # properties of one device
_LONGEST = 200
_OF_PROPERTY = frozenset({"$name", "$datatype", "$format", "$settable", "$unit"})
_OF_NODE = frozenset({"$name", "$properties", "$type"})
_OF_DEVICE = frozenset({"$homie", "$name", "$nodes"})


@dataclass(frozen=True, slots=True)
class Property:
    """What a device says of one of its properties, as it says it. path: ``node/property``."""

    path: str
    name: str
    datatype: str
    format: str = ""
    unit: str = ""
    is_settable: bool = False
    node: str = ""  # the node's name and type, for what they tell of its purpose

    @property
    def words(self) -> str:
        """Its own id and name."""
        return f"{self.path.partition('/')[2]} {self.name}".lower()


@dataclass(frozen=True, slots=True)
class Described:
    """One device. topic: where all of its topics begin. root: the topic of the device whose will speaks for it, or its own.
    attributes: of version 4, what has been told so far by path ("thermostat/setpoint/$unit"): the rest may still come.
    """

    topic: str
    name: str
    properties: tuple[Property, ...]
    root: str
    attributes: tuple[tuple[str, str], ...] = ()


def of_document(message: Message, topic: str, base: str) -> Described | None:
    """A ``$description``; None where it was withdrawn. Raises BadPayload."""
    if not message.payload.strip():
        return None
    told = decode_object(message, ANNOUNCEMENT_CAP)
    version, nodes = told.get("homie"), told.get("nodes", {})
    if not isinstance(version, str) or not version.startswith("5."):
        raise BadPayload(message.topic, message.payload, "homie is not a version 5")
    if not isinstance(nodes, Mapping):
        raise BadPayload(message.topic, message.payload, "nodes is not what its nodes are")
    root = told.get("root")
    above = f"{base}/5/{root}" if isinstance(root, str) and ID.fullmatch(root) else topic
    name = _text(told.get("name")) or topic.rpartition("/")[2]
    return Described(topic, name, tuple(_in_nodes(nodes)), above)


def with_attribute(message: Message, topic: str, earlier: Described | None) -> Described | None:
    """The device with one attribute more; None where one was withdrawn or is none that counts. Raises BadPayload."""
    path = message.topic.removeprefix(f"{topic}/")
    if not message.payload.strip() or not _counts(path):
        return None
    text = decode_text(message)
    if path == "$homie" and not text.startswith(("3.", "4.")):
        raise BadPayload(message.topic, message.payload, "not a version of Homie that is spoken so")
    if len(text) > _LONGEST * 5:
        raise BadPayload(message.topic, message.payload, "an attribute too long to be one")
    told = {**dict(earlier.attributes if earlier is not None else ()), path: text}
    if len(told) > _MOST * len(_OF_PROPERTY):
        raise BadPayload(message.topic, message.payload, "more attributes than a device has")
    name = told.get("$name") or topic.rpartition("/")[2]
    return Described(topic, shown(name, _LONGEST), tuple(_of_attributes(told)), topic, tuple(told.items()))


def _counts(path: str) -> bool:
    parts = path.split("/")
    known = {1: _OF_DEVICE, 2: _OF_NODE, 3: _OF_PROPERTY}.get(len(parts), frozenset())
    return parts[-1] in known and all(ID.fullmatch(part) for part in parts[:-1])


def _in_nodes(nodes: Mapping[str, Any]) -> Iterator[Property]:
    count = 0
    for node, told in nodes.items():
        if not isinstance(told, Mapping) or not ID.fullmatch(node):
            continue
        properties = told.get("properties")
        for key, one in properties.items() if isinstance(properties, Mapping) else ():
            datatype = one.get("datatype") if isinstance(one, Mapping) else None
            if not isinstance(datatype, str) or not ID.fullmatch(key) or count >= _MOST:
                continue
            count += 1
            yield Property(
                path=f"{node}/{key}",
                name=_text(one.get("name")) or key,
                datatype=_text(datatype),
                format=_text(one.get("format"), 2000),
                unit=_text(one.get("unit")),
                is_settable=one.get("settable") is True,
                node=f"{node} {_text(told.get('name'))} {_text(told.get('type'))}".lower(),
            )


def _of_attributes(told: Mapping[str, str]) -> Iterator[Property]:
    """Those whose datatype is known; where the nodes are listed, those of listed nodes (others are leftovers)."""
    listed = _listed(told.get("$nodes"))
    for path in _paths(told):
        node, _, key = path.partition("/")
        has = _listed(told.get(f"{node}/$properties"))
        if (listed and node not in listed) or (has and key not in has):
            continue
        yield Property(
            path=path,
            name=told.get(f"{path}/$name", key)[:_LONGEST],
            datatype=told[f"{path}/$datatype"],
            format=told.get(f"{path}/$format", ""),
            unit=told.get(f"{path}/$unit", ""),
            is_settable=told.get(f"{path}/$settable") == "true",
            node=f"{node} {told.get(f'{node}/$name', '')} {told.get(f'{node}/$type', '')}".lower(),
        )


def _paths(told: Iterable[str]) -> list[str]:
    """In the order of their names: attributes come in any."""
    return sorted(key.removesuffix("/$datatype") for key in told if key.endswith("/$datatype"))[:_MOST]


def _listed(text: str | None) -> frozenset[str]:
    """``light,thermostat``; arrays of version 3 ("lamp[]") stand for themselves."""
    return frozenset(part.strip().removesuffix("[]") for part in (text or "").split(",") if part.strip())


def _text(value: object, longest: int = _LONGEST) -> str:
    return value[:longest] if isinstance(value, str) else ""
