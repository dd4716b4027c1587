"""The caps: applied last, in one place, out of reach of any model or message. Each passes a wish on, trims it, or holds it.

Adding a rail is adding a function to RAILS. First what the value is (sane, listed, on the device's own steps), then whether now
is the time at all, then the caps, which trim along the device's steps and hold what it cannot be trimmed to, pace last.

Undo is a person's own order, to put back what they had. It is spared what is a matter of taste: quiet hours, loudness by day,
the pace and step of heating, a pause, yielding, observing. It is not spared what is a matter of safety or of somebody's limit:
F1, F3, F4, the flicker of F6, F7, the count of F8, the limits of room and people (LIMITS).
"""

from collections.abc import Callable
from dataclasses import replace

from devices.vocabulary import QUANTITIES, Moment, Value, is_colour

from ..decision import Outcome, Trigger, Wish, said
from .caps import (
    LIGHT_EVERY_S,
    LIMIT,
    QUIET,
    WAIT,
    blind_heating,
    brightness_limit,
    heating_modes,
    light_pace,
    loud_start,
    motor_pace,
    quiet_light,
    quiet_motors,
    quiet_music,
    ramp,
    safe_setpoint,
    setpoint_pace,
    setpoint_range,
    setpoints_apart,
    volume_caps,
)
from .command_history import CommandHistory
from .hazards import hazard_of
from .rail_input import HUGE, RailInput, is_plausible

Rail = Callable[[Wish, RailInput, CommandHistory, Moment], Wish]


def apply_rails(wish: Wish, rail_input: RailInput, memory: CommandHistory, now: Moment) -> Wish:
    """The wish as it may go out, or held with the first reason met. What is only suggested is capped, not paced."""
    for rail in RAILS:
        if wish.outcome is Outcome.HELD:
            break
        wish = rail(wish, rail_input, memory, now)
    return wish


def listed_and_harmless(wish: Wish, c: RailInput, _memory: CommandHistory, _now: Moment) -> Wish:
    """F7: the lights, heating and players of the configuration only; nothing with heat, water, weight or a lock behind it."""
    listed = c.device.traits.get(wish.trait)
    is_listed = wish.device == c.device.id and wish.trait == c.trait.name and (listed is c.trait or listed == c.trait)
    if not is_listed or wish.quantity != c.trait.quantity:
        return wish.held("not_listed", "it is not one of the home's devices")
    if not c.trait.settable:
        return wish.held("not_settable", "it only tells this, it cannot be set")
    hazard = hazard_of(c.device, c.trait) if c.hazard is None else c.hazard
    return wish.held("hazard", hazard) if hazard else wish


def sane(wish: Wish, c: RailInput, _memory: CommandHistory, _now: Moment) -> Wish:
    """Only values the trait can have (finite numbers, on and off, known names), of the trait the wish says it is of."""
    value: Value = wish.value
    trait = c.trait
    if trait.quantity == "power":
        ok = isinstance(value, bool)
    elif trait.quantity == "colour":
        ok = is_colour(value)
    elif trait.choices or trait.quantity in ("music", "hvac_mode"):
        ok = isinstance(value, str) and value != "" and (not trait.choices or value in trait.choices)
    else:
        low, high, step = trait.low, trait.high, trait.step
        ok = is_plausible(value) and (low is None or is_plausible(low)) and (high is None or is_plausible(high))
        ok = ok and (step is None or is_plausible(step))
    if not ok:
        return wish.held("not_sane", "that is not a value it can take")
    if wish.now is not None and not isinstance(wish.now, bool | str) and not is_plausible(wish.now):
        wish = replace(wish, now=None)
    if isinstance(value, bool | str):
        return wish
    quantity = QUANTITIES.get(trait.quantity)
    number = float(value)
    if quantity is not None:  # so that rounding to the device's steps cannot overflow
        number = max(number, -HUGE if quantity.low is None else quantity.low)
        number = min(number, HUGE if quantity.high is None else quantity.high)
    nearest = trait.nearest(number)
    return wish if nearest == value and type(value) is float else replace(wish, value=nearest)


def paused(wish: Wish, c: RailInput, _memory: CommandHistory, _now: Moment) -> Wish:
    """F9."""
    if c.is_paused and c.trigger is not Trigger.UNDO:
        return wish.held("paused", "the hub is paused")
    return wish


def observing(wish: Wish, c: RailInput, memory: CommandHistory, now: Moment) -> Wish:
    """F8, after a flood; P6, after many deaths."""
    because = memory.observes_because(now)
    if because and c.trigger is not Trigger.UNDO:
        return wish.held("observing", said("the hub only observes for a while: %(because)s", because=because))
    return wish


def reachable(wish: Wish, c: RailInput, _memory: CommandHistory, _now: Moment) -> Wish:
    return wish.held("unreachable", "it cannot be reached now") if c.is_reachable is False else wish


def yielding(wish: Wish, c: RailInput, memory: CommandHistory, now: Moment) -> Wish:
    """D6."""
    if memory.is_yielding(wish.device, wish.trait, now) and c.trigger is not Trigger.UNDO:
        return wish.held("yielding", "another automation keeps changing it, so the hub leaves it to that")
    return wish


def already_so(wish: Wish, c: RailInput, _memory: CommandHistory, _now: Moment) -> Wish:
    """D5: what is so already is not said again; but why it may be no more, where that is so."""
    if not c.trait.same(wish.now, wish.value):
        return wish
    if wish.reason.code in (LIMIT, QUIET):
        return wish.held("already_so", said("it is so already: %(limit)s", limit=wish.reason.words))
    return wish.held("already_so", "it is so already")


def not_too_many(wish: Wish, c: RailInput, memory: CommandHistory, now: Moment) -> Wish:
    """F8: twenty commands in ten seconds, five a minute to one device. Whoever sends tells the memory to observe from there."""
    if wish.outcome is Outcome.SUGGESTED or memory.may_send(wish.device, now, c.others):
        return wish
    return wish.held("too_many", "too many commands were sent just now")


LIMITS: tuple[Rail, ...] = (
    setpoint_range,
    safe_setpoint,
    setpoints_apart,
    volume_caps,
    loud_start,
    brightness_limit,
)  # of the configuration: whoever orders it
RAILS: tuple[Rail, ...] = (
    listed_and_harmless,
    sane,
    paused,
    observing,
    reachable,
    yielding,
    setpoint_range,
    safe_setpoint,
    setpoints_apart,
    quiet_music,
    volume_caps,
    loud_start,
    quiet_light,
    brightness_limit,
    quiet_motors,
    already_so,
    setpoint_pace,
    blind_heating,
    heating_modes,
    light_pace,
    motor_pace,
    not_too_many,
)

__all__ = ["LIGHT_EVERY_S", "LIMITS", "RAILS", "WAIT", "Rail", "RailInput", "apply_rails", "ramp"]
