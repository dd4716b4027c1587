"""``switch``, ``fan``, ``cover`` and ``lock``: what is on or off, open or shut.

Source: https://www.home-assistant.io/integrations/switch.mqtt/, …/fan.mqtt/, …/cover.mqtt/, …/lock.mqtt/
"""

from ..vocabulary import Role, Trait
from .payload import AnnouncedEntity
from .ports import Form, Port
from .wire import Made, Moves, Unusable, command_topic, figure, state_topic, template

SETTING = "a setting of the device, nothing people live by"


def switch(entity: AnnouncedEntity) -> Made:
    """Raises Unusable."""
    if entity.text("entity_category") in ("config", "diagnostic"):
        raise Unusable(SETTING)
    port = _on_off(entity, "value_template")
    return Made(Role.SWITCH, (Trait("power", "power", bool(port.command_topic), wire=port),))


def fan(entity: AnnouncedEntity) -> Made:
    """Raises Unusable."""
    port = _on_off(entity, "state_value_template", "value_template")
    traits = [Trait("power", "power", bool(port.command_topic), wire=port)]
    low, high = figure(entity, "speed_range_min", 1.0) or 1.0, figure(entity, "speed_range_max", 100.0) or 100.0
    speed_state, speed = state_topic(entity, "percentage_state_topic"), command_topic(entity, "percentage_command_topic")
    if (speed or speed_state) and high > low >= 1.0:
        steps = high - low + 1.0
        wire = Port(
            Form.LINEAR,
            speed_state,
            template(entity, "percentage_value_template"),
            speed,
            template(entity, "percentage_command_template"),
            zero=low - 1.0,
            scale=steps,
            low=low - 1.0,
            high=high,
            whole=True,
        )
        traits.append(Trait("fan_speed", "fan_speed", bool(speed), 0.0, 1.0, 1.0 / steps, wire=wire))
    return Made(Role.FAN, tuple(traits))


def cover(entity: AnnouncedEntity) -> Made:
    """Only those that tell how far they are open. Raises Unusable."""
    told, said = state_topic(entity, "position_topic"), command_topic(entity, "set_position_topic")
    if not told and not said:
        raise Unusable("a cover without a position: only open, close and stop")
    shut, wide = figure(entity, "position_closed", 0.0) or 0.0, figure(entity, "position_open", 100.0)
    wide = 100.0 if wide is None else wide
    if wide == shut:
        raise Unusable("its positions for open and closed are the same")
    # Before 2021 the one template of a cover was that of its position; Z-Wave's of those days still announce themselves so.
    own = "value_template" if state_topic(entity) in ("", told) else ""
    wire = Port(
        Form.LINEAR,
        told,
        template(entity, "position_template", *([own] if own else [])),
        said,
        template(entity, "set_position_template"),
        zero=shut,
        scale=wide - shut,
        low=min(shut, wide),
        high=max(shut, wide),
        whole=True,
        variable="position",
    )
    position = Trait("position", "position", bool(said), 0.0, 1.0, 1.0 / abs(wide - shut), wire=wire)
    return Made(Role.COVER, (position,), moves=_moves(entity))


def _moves(entity: AnnouncedEntity) -> Moves | None:
    topic = command_topic(entity)
    ends: tuple[tuple[str, str, float | None], ...] = (
        ("payload_open", "OPEN", 1.0), ("payload_close", "CLOSE", 0.0), ("payload_stop", "STOP", None),
    )  # fmt: skip
    return Moves(topic, {entity.text(key, usual).lower(): to for key, usual, to in ends}) if topic else None


def lock(_entity: AnnouncedEntity) -> Made:
    return Made(Role.LOCK, hazard="it is a lock", refused="a lock: the hub neither reads nor moves locks")


def _on_off(entity: AnnouncedEntity, *templates: str) -> Port:
    say_on, say_off = entity.text("payload_on", "ON"), entity.text("payload_off", "OFF")
    port = Port(
        Form.WORDS,
        state_topic(entity),
        template(entity, *templates),
        command_topic(entity),
        template(entity, "command_template"),
        on=entity.text("state_on") or say_on,
        off=entity.text("state_off") or say_off,
        say_on=say_on,
        say_off=say_off,
    )
    if not port.command_topic and not port.state_topic:
        raise Unusable(f"a {entity.component} without a command_topic")
    if port.on == port.off or say_on == say_off:
        raise Unusable("its words for on and off are the same")
    return port
