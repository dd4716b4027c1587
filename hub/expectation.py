"""What the hub waits to hear after a command, of its own or another program's, and which values lie on the way there.

In the flow: ``attribution.py`` keeps these while their windows are open; here is only what one of them explains. Pure.
"""

from dataclasses import dataclass, replace

from devices.vocabulary import DeviceId, Trait, Value

QUICK_S = 1.5  # faster than this after the hub's own command is a program, not a person
FADE_S = 2.5  # reports from inside a one-second fade have come by then
SLEEPER_S = 30.0  # a window longer than this is a sleeping device's: it may tell its old value until it wakes
LIT = ("brightness", "colour_temperature")  # what a lamp is, beside lit
AT_ONCE = ("setpoint", "cooling_setpoint")  # nothing lies on the way there


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the hub waits to hear of one trait. target None: anything, a side effect of a command (the level a lamp wakes with).

    until: monotonic end of the window. fades_until: so long reports from inside a fade may come. reached: the target has been
    reported. last: what was reported last inside the window. earlier: what was still awaited when this was asked for: its words
    may come yet. is_overruled: somebody set it otherwise meanwhile, and the device may obey all the same when it gets to it.
    is_moot: the lamp was put out meanwhile; where it stood then nobody chose. settled: the target was told after values on the
    way: the fade is over.
    """

    trait: Trait
    old: Value | None
    target: Value | None
    since: float
    until: float
    fades_until: float
    decision: str
    reached: bool = False
    last: Value | None = None
    last_mono: float = 0.0
    earlier: "Expectation | None" = None
    is_overruled: bool = False
    is_moot: bool = False
    settled: bool = False

    @property
    def is_confirmed(self) -> bool:
        """Whether the target is what was told last."""
        return self.target is None or arrived(self.trait, self.last, self.target)


@dataclass(frozen=True, slots=True)
class Foreign:
    """Another program's command. value None: its outcome is not known. start: where its echoes set out, None until one came.
    from_dark: it lights a lamp, which fades in from nothing or from the level it had kept. reached: it has been told."""

    value: Value | None
    mono: float
    until: float
    from_dark: bool
    start: Value | None = None
    reached: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """A window that ran out. confirmed: the device told the target last. strayed: it told the target, then something else,
    and stayed there: an outside influence noticed late. silent: it never told the target."""

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


def endpoint(trait: Trait) -> str:
    """What stands behind the quantity in a trait's name: one lamp of a device with several."""
    return trait.name.removeprefix(trait.quantity)


def is_asleep(since: float, until: float) -> bool:
    return until - since > SLEEPER_S


def arrived(trait: Trait, value: Value | None, target: Value | None) -> bool:
    """At the target. A lamp of a hundred levels may come to rest one level beside it, a step as large as any rounding."""
    if trait.same(value, target):
        return True
    if trait.quantity not in LIT or not trait.step or isinstance(value, bool | str) or isinstance(target, bool | str):
        return False
    return value is not None and target is not None and abs(value - target) <= 1.01 * trait.step


def heard(expectation: Expectation, value: Value, mono: float) -> Expectation:
    """The same, knowing one more report."""
    e = expectation
    is_there = e.target is not None and arrived(e.trait, value, e.target)
    settled = e.settled or (is_there and e.last is not None and not arrived(e.trait, e.last, e.target))
    return replace(e, reached=e.reached or is_there, settled=settled, last=value, last_mono=mono)


def on_path(expectation: Expectation, value: Value) -> bool:
    """Between old and target, rounding allowed. An unknown start leaves nothing to judge by: all is path. (From the dark a lamp
    comes from nothing, or from a level it has kept to itself.)"""
    old, target, trait = expectation.old, expectation.target, expectation.trait
    if arrived(trait, value, target):
        return True
    if isinstance(old, bool | str) or isinstance(target, bool | str) or isinstance(value, bool | str):
        return False
    if old is None or target is None:
        return True
    if trait.same(value, old):
        return True
    if trait.quantity in AT_ONCE:
        return False
    return min(old, target) <= value <= max(old, target)
