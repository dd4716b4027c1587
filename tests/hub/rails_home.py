"""A small home for the rails' tests: devices of every role, wishes and circumstances that show only the telling argument."""

from dataclasses import replace

from devices.vocabulary import Device, DeviceId, Role, RoomId, Trait, Value
from hub.decision import Trigger, Wish
from hub.safety.command_history import CommandHistory
from hub.safety.rails import RailInput, apply_rails

from .build import ROOM, make_trait, moment

TRAITS = {
    "setpoint": make_trait("setpoint", step=0.5),
    "hvac_mode": make_trait("hvac_mode", choices=("off", "heat", "cool")),
    "music": make_trait("music", choices=("jazz", "calm", "silence")),
    "brightness": make_trait("brightness"),
}
LIGHT = ("power", "brightness", "colour_temperature")
CLIMATE = ("setpoint", "hvac_mode")
PLAYER = ("music", "volume")


def device(name: str, role: Role, *quantities: str, **more: object) -> Device:
    traits = {q: TRAITS.get(q) or make_trait(q) for q in quantities}
    return replace(Device(DeviceId(name), "topic", f"home/{name}", name, role, traits), **more)  # type: ignore[arg-type]


LAMP = device("lamp", Role.LIGHT, *LIGHT)
VALVE = device("living trv", Role.CLIMATE, *CLIMATE)
RADIO = device("radio", Role.PLAYER, *PLAYER)
BLIND = device("living blind", Role.COVER, "position")
FAN = device("ceiling fan", Role.FAN, "power", "fan_speed")
PLUG = device("christmas tree", Role.SWITCH, "power")
_MEANT = {**dict.fromkeys(CLIMATE, VALVE), **dict.fromkeys(PLAYER, RADIO), "position": BLIND, "fan_speed": FAN}


def with_trait(where: Device, quantity: str, **changed: object) -> Device:
    """The device with another range of one quantity."""
    return replace(where, traits={**where.traits, quantity: replace(where.traits[quantity], **changed)})  # type: ignore[arg-type]


def wish(quantity: str, value: object, now: Value | None = None, of: Device | None = None, room: RoomId = ROOM) -> Wish:
    of = of or _MEANT.get(quantity, LAMP)
    return Wish(room, of.id, quantity, quantity, value, now, 0.9)  # type: ignore[arg-type]


def railed(
    wished: Wish,
    at_s: float = 0.0,
    memory: CommandHistory | None = None,
    of: Device | None = None,
    trait: Trait | None = None,
    trigger: Trigger = Trigger.ARRIVAL,
    **rail_input: object,
) -> Wish:
    """The wish after the rails, in a room by day where all is known."""
    of = of or next(d for d in (LAMP, VALVE, RADIO, BLIND, FAN, PLUG) if d.id == wished.device)
    c = RailInput(of, trait or of.traits[wished.trait], trigger)
    c = replace(c, **rail_input)  # type: ignore[arg-type]
    return apply_rails(wished, c, memory or CommandHistory(), moment(at_s))


def send(memory: CommandHistory, wished: Wish, at_s: float, decision: str = "") -> Wish:
    """As the hub does with a wish that passed."""
    memory.record(wished, moment(at_s), decision)
    return wished


def outcome(wished: Wish) -> tuple[str, str]:
    return wished.outcome.value, wished.reason.code


SENT = ("sent", "")
