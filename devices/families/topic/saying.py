"""A command as the block says it is written: one JSON object for each command topic, or bare values."""

import json
from collections.abc import Sequence
from typing import Any

from ...command import Command, checked
from ...errors import BadCommand
from ...message import Outgoing
from ...vocabulary import Device, Value
from .values import Wire, as_payload, written


def said(device: Device, command: Command) -> Sequence[Outgoing]:
    """One JSON object for each command topic, or a bare value where the quantity has no key. Raises BadCommand."""
    objects: dict[str, dict[str, Any]] = {}
    bare: list[Outgoing] = []
    for name, value in command.values.items():
        wire, fitting = _fitting(device, name, value)
        raw = written(wire, fitting)
        if not wire.key:
            bare.append(Outgoing(wire.command, as_payload(raw)))
            continue
        place = objects.setdefault(wire.command, {})
        for step in wire.key[:-1]:
            inner = place.setdefault(step, {})
            place = inner if isinstance(inner, dict) else place
        place[wire.key[-1]] = raw
    return (*(Outgoing(topic, json.dumps(told, ensure_ascii=False).encode()) for topic, told in objects.items()), *bare)


def _fitting(device: Device, name: str, value: Value) -> tuple[Wire, Value]:
    if name in device.traits and not device.traits[name].settable:
        raise BadCommand(device.id, name, "it has no command topic")
    trait = checked(device, name, value)
    wire: Wire = trait.wire
    return wire, trait.nearest(value)
