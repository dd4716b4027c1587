"""What one device's wishes mean for each other: no level for a lamp that stays dark, no loudness for silence.

In the flow: wishes → rails → here again, since a rail may have held the switch.
"""

from collections.abc import Mapping, Sequence

from devices.vocabulary import LIT, SILENCE, DeviceId, Value

from ..decision import Outcome, Wish
from ..home.climate_idle import why_idle
from ..home.room_devices import RoomDevice, Settable
from .room_view import RoomView


def beside(view: RoomView, fitting: RoomDevice, about: Settable, wish: Wish, made: Mapping[str, Wish]) -> Wish:
    """One wish, knowing what was wished of the device before it. What is only offered goes with what is offered too."""
    readings, device = view.house.readings, fitting.device.id
    if wish.outcome is Outcome.HELD:
        if wish.stands and about.trait.quantity == "volume" and fitting.music is not None:
            return _heard(wish, made.get(fitting.music.name), _will_be(view, device, fitting.music.name))
        return wish
    match about.trait.quantity:
        case "brightness" | "colour_temperature" | "colour" if about.power is not None:
            return _lit(wish, made.get(about.power.name), _will_be(view, device, about.power.name))
        case "volume" if fitting.music is not None:
            return _heard(wish, made.get(fitting.music.name), _will_be(view, device, fitting.music.name))
        case "setpoint" | "cooling_setpoint" if view.house.has_open_window(wish.room):
            return wish.held("window_open", "a window is open there")
        case "setpoint" | "cooling_setpoint":
            idle = why_idle(readings, fitting.device, about.trait)
            return wish if idle is None else wish.held(idle.code, idle.words)
        case _:
            return wish


def only_lit(view: RoomView, wishes: Sequence[Wish]) -> list[Wish]:
    """Levels go, and are offered, only with a lamp that is on or will be by the same word."""
    done = []
    for wish in wishes:
        power = view.room_devices.power(wish.device, wish.trait) if wish.quantity in LIT else None
        if power is not None and wish.outcome is not Outcome.HELD:
            switch = next((w for w in wishes if (w.device, w.trait) == (wish.device, power.name)), None)
            if _becomes(wish, switch, _will_be(view, wish.device, power.name)) is not True:
                wish = wish.held("dark", "the lamp stays off")
        done.append(wish)
    return done


def _will_be(view: RoomView, device: DeviceId, trait: str) -> Value | None:
    """What it is, or was told to be when somebody else came in a moment ago."""
    ordered = view.house.attribution.on_its_way(device, trait)
    return view.house.readings.value(device, trait) if ordered is None else ordered


def _lit(wish: Wish, switch: Wish | None, is_on: Value | None) -> Wish:
    becomes = _becomes(wish, switch, is_on)
    if becomes is True:
        return wish
    if switch is not None and switch.outcome is Outcome.SUGGESTED and switch.value is True:
        return wish.offered(switch.reason)  # sure of the level, but not that light is wanted: one question for both
    if becomes is False and is_on is not False:
        return wish.held("dark", "the light is to be off")
    if is_on is False:
        return wish.held("dark", "the lamp is off, and it is not sure that light is wanted")
    return wish.held("dark", "whether the lamp is on is not known, and it is not sure that light is wanted")


def _heard(wish: Wish, played: Wish | None, music: Value | None) -> Wish:
    becomes = _becomes(wish, played, music)
    if becomes not in (None, SILENCE):
        return wish
    if wish.goes and played is not None and played.outcome is Outcome.SUGGESTED and played.value != SILENCE:
        return wish.offered(played.reason)
    return wish.held("silent", "nothing is playing")


def _becomes(wish: Wish, start: Wish | None, there: Value | None) -> Value | None:
    """What a lamp's switch, or what plays, is once this wish is carried out; None when that is not known.

    What was only offered is carried out with a yes, and then with all that was offered beside it.
    """
    if start is None or start.outcome is Outcome.HELD:
        return there
    return start.value if start.goes or wish.outcome is Outcome.SUGGESTED else there
