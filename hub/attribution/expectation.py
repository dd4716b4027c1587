"""What the hub waits to hear after a command, and which values lie on the way there.

In the flow: ``attribution.py`` keeps these while their windows are open; here is only what one of them explains. Pure. What
other programs asked for is in ``foreign.py``.
"""

from dataclasses import dataclass, replace

from devices.vocabulary import LIT, OTHER_MUSIC, SILENCE, DeviceId, Trait, Value, colours_apart

QUICK_S = 1.5  # faster than this after the hub's own command is a program, not a person
FADE_S = 2.5  # reports from inside a one-second fade have come by then
GAMUT = 40.0  # ΔE*ab: no lamp has all colours; so far beside what it was told, its nearest may be
DETOUR = 1.3  # of the straight way in CIELAB: a fade goes straight in another space
STANDS_S = 1.0  # a player's words for one change have all come by then
SETTLES_S = 0.5  # a fade that told values on the way is not over sooner: a target told before is its bridge's promise
SLEEPER_S = 30.0  # a window longer than this is a sleeping device's: it may tell its old value until it wakes
PROMISED = ("setpoint", "cooling_setpoint")  # a bridge may say it before the device knows
AT_ONCE = (*PROMISED, "volume")  # nothing lies on the way there


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the hub waits to hear of one trait. target None: anything, a side effect of a command (the level a lamp wakes with).

    until: monotonic end of the window. fades_until: so long reports from inside a fade may come. reached: the target has been
    reported, first at reached_at. last: what was reported last inside the window. moves: how often something new was.
    earlier: what was still awaited when this was asked for: its words may come yet. is_overruled: somebody set it otherwise
    meanwhile, and the device may obey all the same when it gets to it. is_moot: the lamp was put out meanwhile; where it stood
    then nobody chose. settled: the target was told after values on the way: the fade is over. first: what was reported first.
    promises: its bridge may tell the target before the device does. made: what the device makes of the target by its own step.
    fade_s: of the window, what the device was asked to take beyond the usual. is_state: what was reported last only tells how
    things are, and may have been on its way when the target was told.
    """

    trait: Trait
    old: Value | None
    target: Value | None
    since: float
    until: float
    fades_until: float
    decision: str
    reached: bool = False
    reached_at: float = 0.0
    last: Value | None = None
    moves: int = 0
    earlier: "Expectation | None" = None
    is_overruled: bool = False
    is_moot: bool = False
    settled: bool = False
    first: Value | None = None
    promises: bool = True
    made: Value | None = None
    fade_s: float = 0.0
    is_state: bool = False

    @property
    def is_asleep(self) -> bool:
        return is_asleep(self.since, self.until - self.fade_s)

    @property
    def is_on_its_way(self) -> bool:
        """Whether nothing has been told of it since: it is what it was still, and in a moment the target."""
        return not (self.reached or self.moves or self.is_overruled or self.is_moot or self.is_asleep)

    @property
    def is_in_doubt(self) -> bool:
        """Whether it has left again where it had come to: the target, or what a lamp woke with that was given no level."""
        if self.is_moot or self.is_overruled:
            return False
        if self.target is None:
            is_elsewhere = not any(arrived(self.trait, self.last, known) for known in (self.first, self.old))
            return self.trait.quantity in LIT and self.moves > 1 and is_elsewhere
        return self.reached and not self.is_confirmed

    @property
    def is_confirmed(self) -> bool:
        """Whether the target is what was told last."""
        return self.target is None or any(arrived(self.trait, self.last, end) for end in (self.target, self.made))


@dataclass(frozen=True, slots=True)
class Closed:
    """A window that ran out. confirmed: the device told the target last. strayed: it told the target, then something else,
    and stayed there: an outside influence noticed late. silent: it never told the target. elsewhere: it told something else
    instead, and stayed there: a hand was quicker than its answer, or it cannot do what it was asked for."""

    device: DeviceId
    expectation: Expectation

    @property
    def confirmed(self) -> bool:
        return self.expectation.is_confirmed

    @property
    def strayed(self) -> bool:
        return self.expectation.reached and not self.confirmed and not self.expectation.is_moot

    @property
    def silent(self) -> bool:
        return not self.expectation.reached

    @property
    def elsewhere(self) -> bool:
        e = self.expectation
        if e.reached or e.target is None or e.made is not None or not e.moves or e.is_moot or e.is_overruled or e.is_asleep:
            return False
        is_told = e.last is not None and (e.last == OTHER_MUSIC or not isinstance(e.last, bool | str))
        return is_told and not e.trait.same(e.last, e.old)


def is_asleep(since: float, until: float) -> bool:
    return until - since > SLEEPER_S


def arrived(trait: Trait, value: Value | None, target: Value | None) -> bool:
    """At the target. A lamp of a hundred levels may come to rest one level beside it, a step as large as any rounding."""
    if trait.same(value, target):
        return True
    if trait.quantity not in LIT or not trait.step or isinstance(value, bool | str) or isinstance(target, bool | str):
        return False
    return value is not None and target is not None and abs(value - target) <= 1.01 * trait.step


def heard(expectation: Expectation, value: Value, mono: float, is_news: bool = True, is_state: bool = False) -> Expectation:
    """The same, knowing one more report. A word of the command before it, still on its way, is none of this one's fade.

    is_news: it differs from what was known. is_state: it tells how things are, and not that something happened.
    """
    e = expectation
    is_there = e.target is not None and arrived(e.trait, value, e.target)
    was_between = e.last is not None and not arrived(e.trait, e.last, e.target)
    is_earlier = e.earlier is not None and e.last is not None and on_path(e.earlier, e.last)
    settled = e.settled or (is_there and was_between and not is_earlier and mono - e.since >= SETTLES_S)
    reached_at = mono if is_there and not e.reached else e.reached_at
    reached, moves = e.reached or is_there, e.moves + is_news
    first = value if e.first is None else e.first
    return replace(
        e, reached=reached, reached_at=reached_at, settled=settled, last=value, moves=moves, first=first, is_state=is_state
    )


def on_path(expectation: Expectation, value: Value) -> bool:
    """Between old and target, rounding allowed. An unknown start leaves nothing to judge by: all is path. (From the dark a lamp
    comes from nothing, or from a level it has kept to itself.)"""
    old, target, trait = expectation.old, expectation.target, expectation.trait
    if arrived(trait, value, target):
        return True
    if trait.quantity == "colour" and isinstance(target, str) and isinstance(value, str):
        return _is_shade_between(old, target, value)
    if isinstance(old, bool | str) or isinstance(target, bool | str) or isinstance(value, bool | str):
        return False
    if old is None or target is None:
        return True
    if trait.same(value, old):
        return True
    return glides(trait) and min(old, target) <= value <= max(old, target)


def _is_shade_between(old: Value | None, target: str, value: str) -> bool:
    """Of a lamp that fades from one colour to another, or comes as near to a colour as its own can."""
    away = colours_apart(value, target)
    if away <= GAMUT or not isinstance(old, str):
        return True
    return colours_apart(old, value) + away <= DETOUR * colours_apart(old, target)


def may_still_be_told(earlier: Expectation, since: float, mono: float) -> bool:
    """Whether a device may still speak of an earlier command, this long after it was given the next one."""
    return mono <= (earlier.until if earlier.is_asleep else min(earlier.until, since + FADE_S))


def glides(trait: Trait) -> bool:
    """Whether values may be told that lie on the way."""
    return trait.glides and trait.quantity not in AT_ONCE


def is_another_choice(expectation: Expectation, value: str, mono: float) -> bool:
    """Whether a name other than the target is no way there.

    Names change on the way (a queue is emptied, then filled, and for a moment is nobody's list): whether it stays so is judged
    when the window closes. But a third name is no way there, nor is the old one of what tells things in their order, and what
    has stood does not fall back.
    """
    e = expectation
    has_stood = e.reached and mono - e.reached_at > (FADE_S if e.trait.glides else STANDS_S)
    is_old = value == e.old and (e.trait.glides or not e.reached)
    is_known = e.reached or e.old is not None
    return has_stood or (is_known and value not in (SILENCE, OTHER_MUSIC) and not is_old)


def turned_back(expectation: Expectation, value: Value) -> bool:
    """Whether a value is farther from the target than the one told before it, or beyond it: a fade only ever comes closer.

    Where it set out may be told late; from the dark that may be nothing, or a level it has kept to itself.
    """
    e, trait, last, target = expectation, expectation.trait, expectation.last, expectation.target
    if any(number is None or isinstance(number, bool | str) for number in (value, last, target)):
        return False
    if arrived(trait, last, target) or trait.same(value, last):
        return False
    if e.moves < 2 if e.old is None else trait.same(value, e.old):
        return False
    before, now = (float(number or 0.0) - float(target or 0.0) for number in (last, value))
    return abs(now) > abs(before) or (now > 0) != (before > 0)
