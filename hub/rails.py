"""The caps: applied last, in one place, out of reach of any model or message. Each passes a wish on, trims it, or holds it.

Adding a rail is adding a function to RAILS. Undo is a person's own order: it is spared what is a matter of taste (quiet hours,
steps of heating, a pause) and nothing that is a matter of safety (F1, F3, F4, F7, the flood limit of F8).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from devices.vocabulary import SILENCE, Device, Moment, Trait, Value

from .decision import Outcome, Reason, Trigger, Wish
from .hazards import hazard_of
from .memory import Memory

SETPOINT_C = (7.0, 28.0)  # F1
SETPOINT_EVERY_S, SETPOINT_STEP_C = 600.0, 3.0  # F2
MODE_EVERY_S, MODES_PER_HOUR = 300.0, 4  # F3
VOLUME_DAY, VOLUME_QUIET, VOLUME_ABOVE_HAND = 0.60, 0.25, 0.10  # F5
LIGHT_QUIET, WARM_K, LIGHT_EVERY_S = 0.30, 2700.0, 2.0  # F6
RAMP_OVER_S, RAMP_STEPS = 3.0, 4
WAIT = "wait"  # the reason of a wish that goes out LIGHT_EVERY_S after the lamp's last change


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the rails need to know beside the wish.

    temperature: the room's limits in °C from the configuration. volume: the lowest cap of room and people present, 0..1.
    anyone_home: None when it is not known. knows_temperature: any sensor of the room alive. is_playing: None when not known.
    lit_with: brightness the same decision gives the lamp, or that it has now; None when not known.
    others: commands of the same decision to other devices.
    """

    device: Device
    trait: Trait
    trigger: Trigger
    temperature: tuple[float, float] = (16.0, 24.0)
    volume: float = 1.0
    is_quiet: bool = False
    is_paused: bool = False
    anyone_home: bool | None = True
    knows_temperature: bool = True
    is_playing: bool | None = None
    is_lit: bool | None = None
    lit_with: float | None = None
    is_reachable: bool | None = True
    others: int = 0


Rail = Callable[[Wish, Circumstances, Memory, Moment], Wish]


def apply_rails(wish: Wish, circumstances: Circumstances, memory: Memory, now: Moment) -> Wish:
    """The wish as it may go out, or held with the first reason met. Held and suggested wishes pass through the caps too."""
    for rail in RAILS:
        if wish.outcome is Outcome.HELD:
            break
        wish = rail(wish, circumstances, memory, now)
    return wish


def ramp(old: float, new: float) -> list[tuple[float, float]]:
    """A raised volume as (seconds from now, value), at most RAMP_STEPS publishes over RAMP_OVER_S; a lowered one at once."""
    if new <= old + 0.02:
        return [(0.0, new)]
    step = (new - old) / RAMP_STEPS
    return [(RAMP_OVER_S * i / (RAMP_STEPS - 1), round(old + step * (i + 1), 4)) for i in range(RAMP_STEPS)]


def _held(wish: Wish, code: str, words: str) -> Wish:
    return replace(wish, outcome=Outcome.HELD, reason=Reason(code, words))


def _trimmed(wish: Wish, value: float, code: str, words: str) -> Wish:
    return wish if value == wish.value else replace(wish, value=round(value, 4), reason=Reason(code, words))


def _number(wish: Wish) -> float:
    return float(wish.value) if not isinstance(wish.value, str) else math.nan


def sane(wish: Wish, c: Circumstances, _memory: Memory, _now: Moment) -> Wish:
    """Only values the trait can have: finite numbers, on and off, known names."""
    value: Value = wish.value
    if c.trait.quantity == "power":
        ok = isinstance(value, bool)
    elif c.trait.choices or c.trait.quantity in ("music", "hvac_mode"):
        ok = isinstance(value, str) and (not c.trait.choices or value in c.trait.choices)
    else:
        ok = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not ok or not c.trait.settable:
        return _held(wish, "not_sane", "that is not a value it can take")
    if isinstance(value, int) and not isinstance(value, bool):
        wish = replace(wish, value=float(value))
    return wish


def listed_and_harmless(wish: Wish, c: Circumstances, _memory: Memory, _now: Moment) -> Wish:
    """F7: lights, heating and players only; nothing with heat, water, weight or a lock behind it."""
    hazard = hazard_of(c.device, c.trait)
    return _held(wish, "hazard", hazard) if hazard else wish


def paused(wish: Wish, c: Circumstances, _memory: Memory, _now: Moment) -> Wish:
    """F9."""
    if c.is_paused and c.trigger is not Trigger.UNDO:
        return _held(wish, "paused", "the hub is paused")
    return wish


def observing(wish: Wish, c: Circumstances, memory: Memory, now: Moment) -> Wish:
    """F8, after a flood."""
    if memory.is_observing(now) and c.trigger is not Trigger.UNDO:
        return _held(wish, "observing", "too many commands were sent, so the hub only observes for a while")
    return wish


def reachable(wish: Wish, c: Circumstances, _memory: Memory, _now: Moment) -> Wish:
    return _held(wish, "unreachable", "it cannot be reached now") if c.is_reachable is False else wish


def yielding(wish: Wish, c: Circumstances, memory: Memory, now: Moment) -> Wish:
    """D6."""
    if memory.is_yielding(wish.device, wish.trait, now) and c.trigger is not Trigger.UNDO:
        return _held(wish, "yielding", "another automation keeps changing it, so the hub leaves it to that")
    return wish


def setpoint_range(wish: Wish, c: Circumstances, _memory: Memory, _now: Moment) -> Wish:
    """F1: 7 to 28 °C whatever happens; the room's own limits inside that."""
    if wish.quantity != "setpoint":
        return wish
    low = max(SETPOINT_C[0], min(c.temperature[0], SETPOINT_C[1]))
    high = min(SETPOINT_C[1], max(c.temperature[1], SETPOINT_C[0]))
    return _trimmed(
        wish, min(max(_number(wish), low), max(low, high)), "limit", f"the room's limits are {low:g} to {high:g} °C"
    )


def setpoint_pace(wish: Wish, c: Circumstances, memory: Memory, now: Moment) -> Wish:
    """F2: one change per room in ten minutes, three degrees at a time."""
    if wish.quantity != "setpoint" or c.trigger is Trigger.UNDO:
        return wish
    last = memory.setpoint_at.get(wish.room)
    if last is not None and now.mono - last < SETPOINT_EVERY_S:
        return _held(wish, "pace", "the heating here was changed less than ten minutes ago")
    if isinstance(wish.now, float) and abs(_number(wish) - wish.now) > SETPOINT_STEP_C:
        step = wish.now + math.copysign(SETPOINT_STEP_C, _number(wish) - wish.now)
        return setpoint_range(_trimmed(wish, step, "step", "three degrees at a time"), c, memory, now)
    return wish


def heating_modes(wish: Wish, _c: Circumstances, memory: Memory, now: Moment) -> Wish:
    """F3: on and off at least five minutes each, four changes an hour."""
    if wish.quantity != "hvac_mode":
        return wish
    times = memory.mode_at.get(wish.device, ())
    if any(now.mono - t < MODE_EVERY_S for t in times) or sum(now.mono - t < 3600.0 for t in times) >= MODES_PER_HOUR:
        return _held(wish, "pace", "the heating was switched a short while ago")
    return wish


def blind_heating(wish: Wish, c: Circumstances, _memory: Memory, _now: Moment) -> Wish:
    """F4: without any sensor and with nobody known to be home the heat is never raised, and never set below frost safety."""
    if wish.quantity not in ("setpoint", "hvac_mode") or c.knows_temperature or c.anyone_home:
        return wish
    is_lower = isinstance(wish.now, float) and wish.quantity == "setpoint" and SETPOINT_C[0] <= _number(wish) <= wish.now
    return wish if is_lower else _held(wish, "blind", "no temperature is known here and nobody is known to be home")


def quiet_music(wish: Wish, c: Circumstances, _memory: Memory, _now: Moment) -> Wish:
    """F5: in quiet hours nothing starts to play."""
    if wish.quantity != "music" or not c.is_quiet or wish.value == SILENCE or c.trigger is Trigger.UNDO:
        return wish
    return wish if c.is_playing else _held(wish, "quiet_hours", "quiet hours: nothing starts to play")


def volume_caps(wish: Wish, c: Circumstances, memory: Memory, _now: Moment) -> Wish:
    """F5: by day 60 %, in quiet hours 25 %, the room's and people's own caps, ten points above the last level set by hand."""
    if wish.quantity != "volume":
        return wish
    caps = [(c.volume, "the volume limit here")]
    if c.trigger is not Trigger.UNDO:
        caps.append((VOLUME_QUIET, "quiet hours") if c.is_quiet else (VOLUME_DAY, "the volume limit by day"))
        manual = memory.manual_volume.get(wish.device)
        if manual is not None:
            caps.append((manual + VOLUME_ABOVE_HAND, "not much louder than the last level set by hand"))
    cap, words = min(caps)
    return _trimmed(wish, max(0.0, min(_number(wish), cap)), "limit", words)


def quiet_light(wish: Wish, c: Circumstances, _memory: Memory, _now: Moment) -> Wish:
    """F6: in quiet hours at most 30 % and warm; a lamp is not switched on without a level that is known."""
    if not c.is_quiet or c.trigger is Trigger.UNDO:
        return wish
    match wish.quantity:
        case "brightness":
            return _trimmed(wish, min(_number(wish), LIGHT_QUIET), "quiet_hours", "quiet hours: dim")
        case "colour_temperature":
            return _trimmed(wish, min(_number(wish), WARM_K), "quiet_hours", "quiet hours: warm")
        case "power" if wish.value is True and not c.is_lit:
            can_dim = any(t.quantity == "brightness" for t in c.device.traits.values())
            if not can_dim or c.lit_with is None or c.lit_with > LIGHT_QUIET + 1e-6:
                return _held(wish, "quiet_hours", "quiet hours: it would come on too bright")
            return wish
        case _:
            return wish


def light_pace(wish: Wish, _c: Circumstances, memory: Memory, now: Moment) -> Wish:
    """F6: one change of a lamp in two seconds, hence never a flicker."""
    if wish.quantity not in ("power", "brightness", "colour_temperature"):
        return wish
    last = memory.light_at.get(wish.device)
    if last is not None and now.mono - last < LIGHT_EVERY_S:
        return replace(wish, reason=Reason(WAIT, "in a moment: it was changed just now"))  # sent once the two seconds are over
    return wish


def device_range(wish: Wish, c: Circumstances, _memory: Memory, _now: Moment) -> Wish:
    """As the device can take it; what the rails cut off stays cut off."""
    if isinstance(wish.value, bool | str):
        return wish
    nearest = c.trait.nearest(wish.value)
    if (
        not isinstance(nearest, bool | str)
        and nearest > wish.value
        and c.trait.step
        and nearest - c.trait.step >= (c.trait.low or 0.0)
    ):
        nearest = round(nearest - c.trait.step, 6)  # rounding to the device's step must not climb over a cap
    capped = wish.reason.code in ("limit", "quiet_hours")
    return replace(wish, value=nearest if capped else c.trait.nearest(wish.value))


def absolute_heat(wish: Wish, _c: Circumstances, _memory: Memory, _now: Moment) -> Wish:
    """F1 once more, after the device's own rounding."""
    if wish.quantity == "setpoint" and not SETPOINT_C[0] <= _number(wish) <= SETPOINT_C[1]:
        return _held(wish, "limit", "the device only offers temperatures that are not safe")
    return wish


def already_so(wish: Wish, c: Circumstances, _memory: Memory, _now: Moment) -> Wish:
    """D5: what is so already is not said again."""
    return _held(wish, "already_so", "it is so already") if c.trait.same(wish.now, wish.value) else wish


def not_too_many(wish: Wish, c: Circumstances, memory: Memory, now: Moment) -> Wish:
    """F8: twenty commands in ten seconds, five a minute to one device."""
    if memory.may_send(wish.device, now, c.others):
        return wish
    return _held(wish, "too_many", "too many commands were sent just now")


RAILS: tuple[Rail, ...] = (
    sane,
    listed_and_harmless,
    paused,
    observing,
    reachable,
    yielding,
    setpoint_range,
    blind_heating,
    quiet_music,
    volume_caps,
    quiet_light,
    device_range,
    already_so,
    setpoint_pace,
    heating_modes,
    light_pace,
    absolute_heat,
    not_too_many,
)
