"""What other programs asked for: their commands pass by on the broker, and their echoes are nobody's hand.

In the flow: ``attribution.py`` keeps them while their echoes may come, and asks here what one of them explains.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from devices.vocabulary import LIT, OTHER_MUSIC, SILENCE, DeviceId, Moment, Trait, Value

from ..home.readings import Change
from .expectation import (
    FADE_S,
    PROMISED,
    Closed,
    Expectation,
    arrived,
    glides,
    is_asleep,
    may_still_be_told,
    on_path,
)

ORDER_WINDOW_S = 5.0  # how long after another program's command its echoes come

Key = tuple[DeviceId, str]  # a device and its trait's name


@dataclass(frozen=True, slots=True)
class Foreign:
    """Another program's command.

    value None: its outcome is not known. fade_s: how long it may take on the way. start: where its echoes set out, None until
    one came. from_dark: it lights a lamp, which fades in from nothing or from the level it had kept. reached: it has been told.
    last: what was told last. earlier: what the hub itself was waiting to hear when this was asked for. is_overruled: somebody
    has set it otherwise since it was told: what comes now is theirs. is_moot: the lamp was put out meanwhile; where it stood
    then nobody chose.
    """

    trait: Trait
    value: Value | None
    mono: float
    until: float
    from_dark: bool
    fade_s: float = 0.0
    start: Value | None = None
    reached: bool = False
    last: Value | None = None
    earlier: Expectation | None = None
    is_overruled: bool = False
    is_moot: bool = False

    @property
    def fades_until(self) -> float:
        """Monotonic: so long reports from inside a fade may come."""
        return self.mono + self.fade_s + FADE_S

    @property
    def is_asleep(self) -> bool:
        return is_asleep(self.mono, self.until - self.fade_s)


class Orders:
    """The latest of each device's traits. Owned by the loop's thread."""

    def __init__(self) -> None:
        self._of: dict[Key, Foreign] = {}

    def put(self, device: DeviceId, order: Foreign) -> None:
        self._of[device, order.trait.name] = order

    def drop(self, key: Key) -> None:
        self._of.pop(key, None)

    def clear(self) -> None:
        self._of.clear()

    def for_change(self, change: Change) -> Foreign | None:
        """The command that may stand behind a change. A level alone lights the lamp, too; what lights a lamp says nothing of
        the level and the colour it wakes with."""
        mono, trait = change.when.mono, change.trait
        order = self._of.get((change.device, trait.name))
        if order is not None:
            return order if mono <= order.until else None
        if trait.quantity == "power" and change.value is True:
            level = self._of.get((change.device, "brightness" + trait.endpoint))
            is_lighting = level is not None and level.value != 0.0 and not level.is_overruled and mono <= level.until
            return replace(level, value=True) if level is not None and is_lighting else None
        if trait.quantity in LIT:
            for quantity in ("power", *LIT):
                other = self._of.get((change.device, quantity + trait.endpoint))
                if other is None or other.is_overruled or mono > other.fades_until:
                    continue
                is_waking = other.from_dark and bool(other.value)
                is_fading_out = quantity == "power" and other.value is False and other.fade_s > 0
                if is_waking or is_fading_out:
                    return replace(other, trait=trait, value=None)
        return None

    def is_in_doubt(self, key: Key) -> bool:
        """Whether it has been told, and something else since."""
        order = self._of.get(key)
        if order is None or not order.reached or order.is_overruled or order.is_moot or order.last is None:
            return False
        return not arrived(order.trait, order.last, order.value)

    def is_about_another(self, change: Change) -> bool:
        """Whether this device was just told something by a program, and nothing that would move this trait."""
        mono = change.when.mono
        of_it = [o for (device, _), o in self._of.items() if device == change.device and mono - o.mono <= ORDER_WINDOW_S]
        is_waking = change.trait.quantity in LIT and any(order.from_dark and order.value for order in of_it)
        return bool(of_it) and not is_waking and all(order.trait.name != change.trait.name for order in of_it)

    def is_still_to_come(self, order: Foreign, change: Change) -> bool:
        """Whether this is what the other program asked for, told for the first time: even under the name of a hand that has
        asked for something since."""
        is_open = not order.reached and not order.is_overruled and order.value is not None
        return is_open and arrived(change.trait, change.value, order.value)

    def explains(self, order: Foreign, change: Change) -> bool:
        """Whether a change lies on the way to what the other program asked for. Notes that it was told."""
        value, asked, trait = change.value, order.value, change.trait
        if asked is None:
            return True  # a toggle, a scene
        order = replace(order, start=change.before if order.start is None else order.start)
        has_arrived = arrived(trait, value, asked)
        key = (change.device, trait.name)
        if key in self._of:
            self._of[key] = replace(order, reached=order.reached or has_arrived, last=value)
        if has_arrived:
            return True
        earlier = order.earlier
        if earlier is not None and may_still_be_told(earlier, order.mono, change.when.mono) and on_path(earlier, value):
            return True  # told before it heard the newer command
        if order.is_asleep and trait.same(value, order.start):
            return True  # its bridge said at once that it will, itself it does not know yet
        if isinstance(value, bool) or (order.reached and change.when.mono > order.fades_until):
            return False
        if isinstance(value, str):  # names change on the way: a queue is emptied, then filled
            return value in (SILENCE, OTHER_MUSIC) or (value == order.start and (trait.glides or not order.reached))
        if isinstance(asked, bool | str) or isinstance(order.start, bool | str | None):
            return True
        if trait.same(value, order.start):
            # Back where it came from, once it had arrived: somebody took it back. A long fade is there for a while.
            return not order.reached or order.fade_s > 0
        if not glides(trait):
            return False
        if order.from_dark and trait.quantity in LIT and change.when.mono - order.mono <= FADE_S:
            return True
        if _turned_back(order, change):
            return False
        return order.from_dark or min(order.start, asked) <= value <= max(order.start, asked)

    def repeated(self, key: Key, value: Value) -> None:
        """A report within rounding of what was known."""
        order = self._of.get(key)
        if order is not None and not order.is_overruled:
            self._of[key] = replace(order, reached=order.reached or arrived(order.trait, value, order.value), last=value)

    def overrule(self, key: Key, mono: float) -> None:
        """A hand has set it otherwise. Only a device that has not obeyed yet, or sleeps, may obey still; so may one whose
        bridge has just said that it will."""
        order = self._of.get(key)
        if order is None or not order.reached or order.is_asleep:
            return
        if order.trait.quantity in PROMISED and mono <= order.mono + FADE_S:
            self._of[key] = replace(order, reached=False, until=order.mono + FADE_S)
        else:
            self._of[key] = replace(order, is_overruled=True)

    def darkened(self, change: Change) -> None:
        for key, order in self._of.items():
            is_its = key[0] == change.device and order.trait.endpoint == change.trait.endpoint
            if is_its and order.trait.quantity in LIT:
                self._of[key] = replace(order, is_moot=True)

    def close(self, now: Moment) -> Iterator[Closed]:
        """Commands whose echoes are over since the last call: as if the hub had waited for them itself."""
        for key in [key for key, order in self._of.items() if now.mono >= order.until]:
            order = self._of.pop(key)
            is_over = order.is_moot or order.is_overruled or order.last is None or order.value is None
            is_over |= arrived(order.trait, order.last, order.value)
            # Whether a long fade has stopped, or its last word was not told, is not sure.
            is_sure = order.reached and order.fade_s <= 0
            yield Closed(
                key[0],
                Expectation(
                    order.trait, order.start, order.value, order.mono + order.fade_s, order.until, order.until, "",
                    reached=is_sure, last=order.last, moves=1, is_moot=is_over,
                ),
            )  # fmt: skip

    def next_deadline(self) -> float | None:
        """Monotonic time of the first to run out."""
        return min((order.until for order in self._of.values()), default=None)


def _turned_back(order: Foreign, change: Change) -> bool:
    """Whether a long fade has turned round: each report of one comes closer to its end than the last."""
    numbers = (order.value, order.last, change.value)
    if order.fade_s <= 0 or any(n is None or isinstance(n, bool | str) for n in numbers):
        return False
    end, last, value = (float(n) for n in numbers if n is not None)
    is_on_the_way = not arrived(change.trait, last, end) and not change.trait.same(value, last)
    return is_on_the_way and abs(value - end) > abs(last - end)
