"""The topic family: any MQTT device the resident describes in the configuration.

- topic:
    id: reading_lamp
    state: home/reading_lamp/state
    command: home/reading_lamp/set
    quantities:
      brightness: {key: level, low: 0, high: 100}
      power: {key: on, values: {on: true, off: false}}
"""

from collections.abc import Sequence

from ...family import Family
from ...vocabulary import Device, Reference, Role, Settings
from .block import SENSOR_KEYS, read_block
from .saying import said
from .states import heard

_ROLES = (  # the first whose quantities the device has
    (Role.CLIMATE, {"setpoint", "cooling_setpoint", "hvac_mode"}),
    (Role.PLAYER, {"music", "volume"}),
    (Role.COVER, {"position"}),
    (Role.FAN, {"fan_speed"}),
    (Role.LIGHT, {"brightness", "colour_temperature", "colour", "power"}),
    (Role.REMOTE, {"action"}),
)


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The device as its block describes it; None when nothing in it can be used."""
    return device_of(reference, settings)


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    return read_block(reference, settings).mistakes


def device_of(reference: Reference, settings: Settings, usual: str | None = None) -> Device | None:
    """usual: the quantity of a sensor whose block names none."""
    block = read_block(reference, settings, usual)
    if not block.traits:
        return None
    wires = [trait.wire for trait in block.traits.values()]
    topics = [topic for wire in wires for topic in (wire.state, wire.command) if topic]
    has = {trait.quantity for trait in block.traits.values()}
    role = next((role for role, quantities in _ROLES if has & quantities), Role.SENSOR)
    if reference.options.get("as") in ("light", "switch", "climate", "player"):
        role = Role(str(reference.options["as"]))
    return Device(
        id=reference.id,
        family=FAMILY.key,
        stable_id=topics[0],
        name=str(reference.options.get("name") or reference.name),
        role=role,
        traits=block.traits,
        hears=tuple(dict.fromkeys((*topics, *([block.availability] if block.availability else ())))),
        wire=block.availability,
    )


FAMILY = Family(
    key="topic",
    serves=frozenset({"device", "sensor"}),
    title="anything else on MQTT",
    example="{topic: {id: lamp, state: home/lamp, command: home/lamp/set, quantities: {power: {}}}}",
    remark="described in the configuration, as `config.yaml` shows",
    from_reference=from_reference,
    hear=heard,
    say=said,
    mistakes=mistakes,
    options=SENSOR_KEYS | {"state", "command", "quantities"},
    settle_s=2.0,
    promises=True,
    keys_are_configured=True,
)
