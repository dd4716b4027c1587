"""OpenTherm gateways with OTGW-firmware: a room's thermostat between thermostat and boiler.

    - {otgw: otgw-AABBCCDDEEFF}                          its unique id, as in OTGW/value/<id>
    - {otgw: otgw-AABBCCDDEEFF, override: constant}      holds the setpoint until it is told otherwise

By default a setpoint stands until the thermostat's own programme changes next. Only the room's setpoint is ever written: what
the boiler is told to heat its water to is not a matter of comfort. Names: OTGW-firmware, docs/api/MQTT.md.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from ..based import BaseTopic
from ..discovery.hearing import heard
from ..discovery.saying import said
from ..discovery.written import device_of
from ..family import Family
from ..found import as_if_named, unless_named
from ..message import Message
from ..payload import decode_text
from ..text import shown
from ..vocabulary import Device, Moment, Reference, Settings

_KEY = "otgw"
_BASE = BaseTopic(_KEY, "OTGW")
_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
_NEVER = Moment(datetime(2000, 1, 1, tzinfo=UTC), 0.0)
_OVERRIDES = {"temporary": "setpoint", "constant": "constant"}  # TT= and TC= of the gateway's serial commands
_LOW, _HIGH, _STEP = 5.0, 30.0, 0.5


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """For a look round only: its reach is kept by the broker."""
    return unless_named(references, *_BASE.below(settings, "value/+"))


def describe(message: Message, _known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The gateway whose reach this is. Raises BadPayload for what is no text."""
    is_reach = decode_text(message) in ("online", "offline")
    return as_if_named(from_reference, _KEY, message.topic.rpartition("/")[2], settings) if is_reach else ()


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The thermostat, all of it told by the block; None when its id cannot be one."""
    if mistakes(reference, settings):
        return None
    base, uid = _BASE.of(settings), reference.name
    order = _OVERRIDES[str(reference.options.get("override") or "temporary")]
    config = {
        "unique_id": uid,
        "name": str(reference.options.get("name") or uid),
        "availability_topic": f"{base}/value/{uid}",
        "temperature_state_topic": f"{base}/value/{uid}/roomsetpoint",
        "temperature_command_topic": f"{base}/set/{uid}/{order}",
        "current_temperature_topic": f"{base}/value/{uid}/roomtemperature",
        "temperature_unit": "C",
        "min_temp": _LOW,
        "max_temp": _HIGH,
        "temp_step": _STEP,
    }
    device = device_of("climate", "thermostat", config, _NEVER)
    return None if device is None else replace(device, id=reference.id, family=_KEY, stable_id=uid, hazard="")


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    found: list[str] = []
    if not isinstance(reference.name, str) or not _ID.fullmatch(reference.name):
        given = shown(str(reference.name), 60)
        found.append(f"{given} is no OpenTherm gateway: give its unique id, such as otgw-AABBCCDDEEFF")
    override = reference.options.get("override")
    if override is not None and override not in _OVERRIDES:
        found.append("override is neither temporary nor constant: how long a setpoint stands")
    return found + _BASE.mistakes(settings)


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"device", "sensor"}),
    title="OpenTherm gateway",
    example="{otgw: otgw-AABBCCDDEEFF}",
    remark="the room's setpoint, never the boiler's",
    announced_on=announced_on,
    describe=describe,
    from_reference=from_reference,
    hear=heard,
    say=said,
    mistakes=mistakes,
    options=frozenset({"override"}),
    settle_s=60.0,  # thermostat and boiler talk in turns; the room's setpoint is told with the next
    is_kept=True,
)
