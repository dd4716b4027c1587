"""What a room that everybody has left should become: as the configuration has it, or silent where the music went along."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from devices.vocabulary import SETPOINTS, SILENCE, Trait, Value

from ..config.room import WhenEmpty
from ..decision import Reason, Trigger, Wish, said
from ..home.climate_idle import is_idle
from ..home.room_devices import called
from ..safety.rails import apply_rails
from .mode_rules import is_left_alone, when_empty
from .music_follows import CODE as FOLLOWS
from .music_follows import playing_in
from .room_view import RoomView

_EMPTY = Reason("empty", "nobody is there")
SOONER = Reason("sooner", "nobody is there, but somebody is expected")
_WENT_ALONG = Reason(FOLLOWS, "the music went along with who was there")


def empty_wishes(view: RoomView, setbacks: Mapping[str, float] = MappingProxyType({})) -> list[Wish]:
    """Light off, music stopped, heating and cooling set back, where it is not so already; held where that is not known.

    setbacks: how far at most either is set back for somebody who is expected soon, by quantity; else as it is configured."""
    wishes: list[Wish] = []
    most, mode = view.house.ladder.ceiling_in(view.room), view.house.mode(view.room)
    wanted = configured = when_empty(mode, view.block)
    if "setpoint" in setbacks and wanted.temperature != "keep":
        wanted = replace(wanted, temperature=max(wanted.temperature, setbacks["setpoint"]))
    if "cooling_setpoint" in setbacks and wanted.cooling != "keep":
        wanted = replace(wanted, cooling=min(wanted.cooling, setbacks["cooling_setpoint"]))
    sooner = {quantity for quantity in SETPOINTS if wanted.setback(quantity) != configured.setback(quantity)}
    alone = is_left_alone(mode, bool(view.room_devices.measuring(view.room, "occupancy")))
    for fitting in view.devices:
        device = fitting.device
        for trait in device.traits.values():
            has_switch = view.house.room_devices.power(device.id, trait.name) is not None
            value = _wanted(wanted, trait, has_switch)
            if isinstance(value, float):
                value = view.house.attribution.nearest(device.id, trait, value)
            there = view.house.readings.value(device.id, trait.name)
            if there is None and not trait.same(last := view.house.readings.last(device.id, trait.name), value):
                there = last  # lit when the broker went, and not heard since: told once too often, that harms nobody
            if value is None or is_idle(view.house.readings, device, trait):
                continue
            if trait.quantity in SETPOINTS and view.house.has_open_window(view.room):
                continue  # it stands lower still; what an empty room wants it gets once that is shut
            if not trait.settable or trait.same(there, value) or (there is None and not trait.tells):
                continue
            wish = Wish(
                view.room, device.id, trait.name, trait.quantity, value, there, 1.0,
                reason=SOONER if trait.quantity in sooner else _EMPTY,
                called=called(device, trait.quantity),
            )  # fmt: skip
            if there is None:
                wish = wish.held("unknown", "how it is is not known")
            elif alone is not None:
                wish = wish.held(alone.code, alone.words)
            elif most != "act":
                wish = wish.held("ceiling", said("the hub may only %(level)s here", level=most))
            wishes.append(_railed(view, wish, wishes))
    return wishes


def left_behind(view: RoomView) -> list[Wish]:
    """Silence in a room whose music went along with the last who was there."""
    wishes: list[Wish] = []
    for device_id, (trait, there) in playing_in(view.house, view.room).items():
        wish = Wish(view.room, device_id, trait, "music", SILENCE, there, 1.0, reason=_WENT_ALONG)
        wishes.append(_railed(view, wish, wishes))
    return wishes


def _wanted(block: WhenEmpty, trait: Trait, has_switch: bool) -> Value | None:
    match trait.quantity:
        case "power" if block.light == "off":
            return False
        case "brightness" if block.light == "off" and not has_switch and trait.low == 0.0:
            return 0.0  # a dimmer that has no switch beside its level
        case "music" if block.music == "stop":
            return SILENCE
        case "setpoint" | "cooling_setpoint" if (setback := block.setback(trait.quantity)) != "keep":
            return float(setback)
        case _:
            return None


def _railed(view: RoomView, wish: Wish, before: list[Wish]) -> Wish:
    others = len({w.device for w in before if w.goes})
    return apply_rails(wish, view.rail_input(wish, Trigger.EMPTY, others), view.house.command_history, view.now)
