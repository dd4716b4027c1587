"""The caps themselves, F1 to F6 of the safety rules: heating, loudness, light. Each is a rail, see ``rails.RAILS``."""

from dataclasses import replace

from devices.vocabulary import LIT, SETPOINTS, SILENCE, WHITE, Moment, Role, to_lab

from ..decision import Outcome, Phrase, Reason, Trigger, Wish, said
from .command_history import CommandHistory
from .rail_input import RailInput, number, there, within

SETPOINT_C, COOLING_C = (7.0, 28.0), (16.0, 32.0)  # F1
APART_C = 1.5  # of one device: it never heats and cools against itself
SETPOINT_EVERY_S, SETPOINT_STEP_C = 600.0, 3.0  # F2
MODE_EVERY_S, MODES_PER_HOUR = 300.0, 4  # F3
VOLUME_DAY, VOLUME_QUIET, VOLUME_ABOVE_HAND = 0.60, 0.25, 0.10  # F5
RAMP_OVER_S, RAMP_STEPS = 3.0, 4
RAMP_FROM = 0.02  # a raise nobody hears needs no ramp
LIGHT_QUIET, WARM_K, LIGHT_EVERY_S = 0.30, 2700.0, 2.0  # F6
ROUNDED = 1.03  # of a cap: what a lamp says after its own rounding (vocabulary.QUANTITIES)
MOTOR_EVERY_S = 60.0  # of a blind or a fan
STEP = "step"  # the reason of a setpoint that goes on later
PACE = "pace"  # the reason of what was changed too short a while ago
LIMIT = "limit"  # the reason of what a limit of the configuration trimmed or held
WAIT = "wait"  # the reason of a wish that goes out LIGHT_EVERY_S after the lamp's last change
QUIET = "quiet_hours"  # the reason of what quiet hours trimmed or held
DIM, WARM = said("quiet hours: dim"), said("quiet hours: warm")


def setpoint_range(wish: Wish, c: RailInput, _memory: CommandHistory, _now: Moment) -> Wish:
    """F1: 7 to 28 °C whatever happens, 16 to 32 of what cools; the room's own limits inside that."""
    if wish.quantity not in SETPOINTS:
        return wish
    least, most = SETPOINT_C if wish.quantity == "setpoint" else COOLING_C
    low = min(max(least, c.temperature[0]), most)
    high = max(min(most, c.temperature[1]), low)
    return within(wish, c.trait, low, high, LIMIT, said("the room's limits are %(low)s °C to %(high)s °C", low=low, high=high))


def safe_setpoint(wish: Wish, c: RailInput, _memory: CommandHistory, _now: Moment) -> Wish:
    """D1: where no thermometer is heard any more nothing is warmed, or cooled, beyond the room's safe setpoint."""
    if wish.quantity not in SETPOINTS or c.safe is None:
        return wish
    if wish.quantity == "setpoint":
        words = said("no thermometer there is heard any more: at most %(limit)s °C", limit=c.safe)
        return within(wish, c.trait, SETPOINT_C[0], c.safe, LIMIT, words)
    words = said("no thermometer there is heard any more: at least %(limit)s °C", limit=c.safe)
    return within(wish, c.trait, c.safe, COOLING_C[1], LIMIT, words)


def setpoints_apart(wish: Wish, c: RailInput, _memory: CommandHistory, _now: Moment) -> Wish:
    """Of a device that heats and cools, with a setpoint for each."""
    if wish.quantity not in SETPOINTS or c.opposite is None:
        return wish
    if wish.quantity == "setpoint":
        words = said("the same device cools from %(limit)s °C on", limit=c.opposite)
        return within(wish, c.trait, SETPOINT_C[0], c.opposite - APART_C, LIMIT, words)
    words = said("the same device heats up to %(limit)s °C", limit=c.opposite)
    return within(wish, c.trait, c.opposite + APART_C, COOLING_C[1], LIMIT, words)


def setpoint_pace(wish: Wish, c: RailInput, memory: CommandHistory, now: Moment) -> Wish:
    """F2: one change per room in ten minutes, three degrees at a time; none from what is not known."""
    if wish.quantity not in SETPOINTS or c.trigger is Trigger.UNDO or wish.outcome is Outcome.SUGGESTED:
        return wish
    last = memory.setpoint_at.get((wish.room, wish.quantity))
    if last is not None and now.mono - last < SETPOINT_EVERY_S:
        if wish.quantity == "setpoint":
            return wish.held(PACE, "the heating here was changed less than ten minutes ago")
        return wish.held(PACE, "the cooling here was changed less than ten minutes ago")
    start = there(wish)
    if start is None:
        start = memory.setpoint_of.get((wish.device, wish.trait))
    if start is None:
        return wish.held("unknown", "what it is set to is not known")
    stepped = within(wish, c.trait, start - SETPOINT_STEP_C, start + SETPOINT_STEP_C, STEP, "three degrees at a time")
    if setpoint_range(stepped, c, memory, now) != stepped:
        return wish.held(STEP, "three degrees do not reach the room's limits")
    return stepped if stepped.value == wish.value else replace(stepped, towards=wish.value)


def heating_modes(wish: Wish, _c: RailInput, memory: CommandHistory, now: Moment) -> Wish:
    """F3: on and off at least five minutes each, four changes an hour."""
    if wish.quantity != "hvac_mode" or wish.outcome is Outcome.SUGGESTED:
        return wish
    times = memory.mode_at.get(wish.device, ())
    if any(now.mono - t < MODE_EVERY_S for t in times) or sum(now.mono - t < 3600.0 for t in times) >= MODES_PER_HOUR:
        return wish.held(PACE, "the heating was switched a short while ago")
    return wish


def blind_heating(wish: Wish, c: RailInput, _memory: CommandHistory, _now: Moment) -> Wish:
    """F4: without any sensor and with nobody known to be home the heat is never raised, and never set below frost safety; nor
    is anything cooled more."""
    if wish.quantity not in (*SETPOINTS, "hvac_mode") or c.knows_temperature or c.anyone_home:
        return wish
    start = there(wish)
    is_less = wish.quantity == "setpoint" and start is not None and SETPOINT_C[0] <= number(wish) <= start
    is_less = is_less or (wish.quantity == "cooling_setpoint" and start is not None and number(wish) >= start)
    return wish if is_less else wish.held("blind", "no temperature is known here and nobody is known to be home")


def quiet_music(wish: Wish, c: RailInput, _memory: CommandHistory, _now: Moment) -> Wish:
    """F5: in quiet hours nothing starts to play."""
    if wish.quantity != "music" or not c.is_quiet or wish.value == SILENCE or c.trigger is Trigger.UNDO:
        return wish
    return wish if c.is_playing else wish.held(QUIET, "quiet hours: nothing starts to play")


def volume_caps(wish: Wish, c: RailInput, memory: CommandHistory, _now: Moment) -> Wish:
    """F5: by day 60 %, in quiet hours 25 %, the room's and people's own caps, ten points above the last level set by hand."""
    if wish.quantity != "volume":
        return wish
    caps: list[tuple[float, str]] = [(c.volume, volume_words(c))]
    if c.trigger is not Trigger.UNDO:
        caps.append((VOLUME_QUIET, said("quiet hours")) if c.is_quiet else (VOLUME_DAY, said("the volume limit by day")))
        manual = memory.manual_volume.get(wish.device)
        if manual is not None:
            caps.append((manual + VOLUME_ABOVE_HAND, said("not much louder than the last level set by hand")))
    cap, words = min(caps)
    return within(wish, c.trait, 0.0, cap, LIMIT, words)


def volume_words(c: RailInput) -> Phrase:
    return said("the volume limit here is %(percent)s %%", percent=round(c.volume * 100))


def loud_start(wish: Wish, c: RailInput, _memory: CommandHistory, _now: Moment) -> Wish:
    """Nothing starts to play that would be louder than the room's and people's own caps."""
    if wish.quantity != "music" or wish.value == SILENCE or c.is_playing or c.volume >= 1.0:
        return wish
    if c.loud_with is not None and c.loud_with <= c.volume * ROUNDED:
        return wish
    return wish.held(LIMIT, said("it might start too loud: %(limit)s", limit=volume_words(c)))


def ramp(old: float | None, new: float) -> list[tuple[float, float]]:
    """A raised volume as (seconds from now, value), at most RAMP_STEPS publishes over RAMP_OVER_S; a lowered one at once.

    old None: not known how loud it is, so it starts from silence.
    """
    old = 0.0 if old is None else old
    if new <= old + RAMP_FROM:
        return [(0.0, new)]
    step = (new - old) / RAMP_STEPS
    further = [(RAMP_OVER_S * i / (RAMP_STEPS - 1), round(old + step * (i + 1), 4)) for i in range(RAMP_STEPS - 1)]
    return [*further, (RAMP_OVER_S, new)]


def quiet_light(wish: Wish, c: RailInput, _memory: CommandHistory, _now: Moment) -> Wish:
    """F6: in quiet hours at most 30 % and warm, a colour too; a lamp is not switched on without a level that is known."""
    if not c.is_quiet or c.trigger is Trigger.UNDO:
        return wish
    match wish.quantity:
        case "brightness":
            return within(wish, c.trait, 0.0, LIGHT_QUIET, QUIET, DIM)
        case "colour_temperature":
            return within(wish, c.trait, 0.0, WARM_K, QUIET, WARM)
        case "colour" if wish.value != WHITE and to_lab(str(wish.value))[2] < 0.0:  # b*: below 0 it is bluish
            return wish.held(QUIET, "quiet hours: no cold colours")
        case "power" if wish.value is True and not c.is_lit:
            # A lamp that cannot be dimmed comes on in full.
            can_dim = any(t.quantity == "brightness" and t.settable for t in c.device.traits.values())
            if not can_dim or c.lit_with is None or not c.lit_with <= LIGHT_QUIET * ROUNDED:
                return wish.held(QUIET, "quiet hours: it would come on too bright")
            if c.lit_colour is not None and not c.lit_colour <= WARM_K * ROUNDED:
                return wish.held(QUIET, "quiet hours: it would come on too cold")
            return wish
        case _:
            return wish


def brightness_limit(wish: Wish, c: RailInput, _memory: CommandHistory, _now: Moment) -> Wish:
    """The limit of people there, whoever orders it; nothing that gives light comes on without a level known to be below it."""
    if c.brightness >= 1.0:
        return wish
    if wish.quantity == "brightness":
        return within(wish, c.trait, 0.0, c.brightness, LIMIT, brightness_words(c))
    if wish.quantity != "power" or wish.value is not True or c.is_lit or c.device.role not in _LIGHTS:
        return wish
    if c.lit_with is not None and 0.0 < c.lit_with <= c.brightness * ROUNDED:
        return wish
    return wish.held(LIMIT, said("it might come on too bright: %(limit)s", limit=brightness_words(c)))


def brightness_words(c: RailInput) -> Phrase:
    return said("the brightness limit of who is there is %(percent)s %%", percent=round(c.brightness * 100))


_LIGHTS = (Role.LIGHT, Role.SWITCH)  # behind a switch there may be a lamp, in full


def light_pace(wish: Wish, _c: RailInput, memory: CommandHistory, now: Moment) -> Wish:
    """F6: one change of a lamp in two seconds, hence never a flicker. The reason WAIT says that it goes out a little later."""
    if wish.quantity not in ("power", *LIT) or wish.outcome is Outcome.SUGGESTED:
        return wish
    last = memory.light_at.get(wish.device)
    if last is not None and now.mono - last < LIGHT_EVERY_S:
        return replace(wish, reason=Reason(WAIT, "in a moment: it was changed just now"))
    return wish


def quiet_motors(wish: Wish, c: RailInput, _memory: CommandHistory, _now: Moment) -> Wish:
    """In quiet hours no blind moves, and a fan only grows quieter."""
    if wish.quantity not in ("position", "fan_speed") or not c.is_quiet or c.trigger is Trigger.UNDO:
        return wish
    start = there(wish)
    if wish.quantity == "fan_speed" and start is not None and number(wish) <= start:
        return wish
    return wish.held(QUIET, "quiet hours: nothing with a motor starts")


def motor_pace(wish: Wish, c: RailInput, memory: CommandHistory, now: Moment) -> Wish:
    """A motor is left to finish, and to cool."""
    if wish.quantity not in ("position", "fan_speed") or wish.outcome is Outcome.SUGGESTED or c.trigger is Trigger.UNDO:
        return wish
    last = memory.motor_at.get(wish.device)
    if last is not None and now.mono - last < MOTOR_EVERY_S:
        return wish.held(PACE, "it was moved less than a minute ago")
    return wish
