"""A command as the block says it is written: one JSON object for each command topic, or bare values."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ...colour_forms import PLAIN_WHITE_K
from ...command import Command, checked
from ...errors import BadCommand
from ...message import Outgoing
from ...vocabulary import WHITE, Device, Value
from .values import Wire, as_payload, written


def said(device: Device, command: Command) -> Sequence[Outgoing]:
    """One JSON object for each command topic, or a bare value where the quantity has no key. Raises BadCommand."""
    objects: dict[str, dict[str, Any]] = {}
    bare: list[Outgoing] = []
    for name, value in _without_white(device, command.values).items():
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


def _without_white(device: Device, values: Mapping[str, Value]) -> dict[str, Value]:
    """White is said by its warmth, where the lamp has any."""
    done = dict(values)
    for name, value in values.items():
        trait = device.traits.get(name)
        warmth = f"colour_temperature{trait.endpoint}" if trait is not None and trait.quantity == "colour" else ""
        if value == WHITE and warmth in device.traits and device.traits[warmth].settable:
            del done[name]
            done.setdefault(warmth, PLAIN_WHITE_K)
    return done


def _fitting(device: Device, name: str, value: Value) -> tuple[Wire, Value]:
    if name in device.traits and not device.traits[name].settable:
        raise BadCommand(device.id, name, "it has no command topic")
    trait = checked(device, name, value)
    wire: Wire = trait.wire
    return wire, trait.nearest(value)
