"""What a Tasmota measures, from the sensors it announces: which chip's which number is which quantity."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...errors import BadPayload
from ...message import Message
from ...payload import decode_object
from ...vocabulary import Trait
from .wire import Form, Wire

_KEYS = re.compile(r"(Temperature|Humidity|Illuminance|Lux|Occupancy|Presence|Motion)(\d*)")
_MEANT = {
    "Temperature": ("temperature", Form.TEMPERATURE),
    "Humidity": ("humidity", Form.PLAIN),
    "Illuminance": ("illuminance", Form.PLAIN),
    "Lux": ("illuminance", Form.PLAIN),
    "Occupancy": ("occupancy", Form.PRESENCE),
    "Presence": ("occupancy", Form.PRESENCE),
    "Motion": ("occupancy", Form.PRESENCE),
}
_MOST = 32  # chips looked at


def sensors_in(message: Message) -> tuple[Trait, ...]:
    """Traits of ``{"sn": {"BME280": {"Temperature": …}, …}}``: the first of a quantity by its bare name. Raises BadPayload."""
    told = decode_object(message).get("sn")
    if not isinstance(told, Mapping):
        raise BadPayload(message.topic, message.payload, "sn is not what its sensors tell")
    found: dict[str, Trait] = {}
    for chip, key, quantity, form in _places(told):
        name = quantity if quantity not in found else f"{quantity}_{_plain(chip, key)}"
        found.setdefault(name, Trait(name, quantity, False, wire=Wire(form, (chip, key))))
    return tuple(found.values())


def _places(told: Mapping[str, Any]) -> Iterator[tuple[str, str, str, Form]]:
    for chip, values in list(told.items())[:_MOST]:
        # The processor's own warmth, and the meter's, are nobody's room.
        if not isinstance(values, Mapping) or chip.startswith("ESP32") or chip == "ENERGY" or len(chip) > 60:
            continue
        for key in list(values)[:_MOST]:
            match = _KEYS.fullmatch(key)
            if match is not None:
                yield chip, key, *_MEANT[match[1]]


def _plain(chip: str, key: str) -> str:
    number = re.sub(r"\D", "", key)
    return "_".join(part for part in (re.sub(r"[^a-z0-9]+", "_", chip.lower()).strip("_"), number) if part)
