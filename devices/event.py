"""What a home says: facts in the past, a small closed set. Families make them, the hub takes them in.

``snapshot`` marks what tells how things are and not that something happened: retained messages, the first words after a
(re)connect, a bridge's or device's return. Snapshots set the state; they never trigger and never teach.
"""

from dataclasses import dataclass, field

from .vocabulary import DeviceId, Moment, Value


@dataclass(frozen=True, slots=True)
class Reported:
    """A device told a value. trait: the trait's name; value: in the quantity's unit, finite.

    origin: who the device itself says did it ("hand", "schedule", "scene": chosen by somebody with many other things,
    "unsure": a hand or a program), or empty when it does not say. may_be: of OTHER_MUSIC, the wishes that sound the same in
    the player's words: where one of them plays, or was just asked for, it is that. fade_s: it says that it is on its way
    there, and so long it takes; 0.0 where it is there, or does not say.
    """

    device: DeviceId
    trait: str
    value: Value
    when: Moment
    snapshot: bool = False
    origin: str = ""
    may_be: tuple[str, ...] = ()
    fade_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Kept:
    """What a dark lamp says it will be lit with. Nobody sees it: it is no state of the room, and nobody's choice."""

    device: DeviceId
    trait: str
    value: Value
    when: Moment


@dataclass(frozen=True, slots=True)
class Seen:
    """A presence source placed its person.

    place: a room's id or name as the source spells it, ``not_home``, ``home`` (room unknown), or None: no longer known.
    distance_m: for sources where several rooms hear one person, to choose the nearest. confidence: 0..1.
    outside: whether the position told along lies outside the home's own place; None: not told, or too vague to say.
    has_left: the phone itself noticed that it left home, and tells no position. away_m: how far from home it surely is, where
    its position was told along. is_zone: a place that is no room of the home is one in town.
    """

    source: DeviceId
    place: str | None
    when: Moment
    distance_m: float | None = None
    confidence: float = 1.0
    snapshot: bool = False
    receiver: str = ""
    outside: bool | None = None
    has_left: bool = False
    away_m: float | None = None
    is_zone: bool = False


@dataclass(frozen=True, slots=True)
class Reachable:
    """A device came within reach or was lost to it. What it says next is a snapshot.

    is_birth: told on connecting and at no other time, so that it is a return also where nobody had missed it. How it was said,
    and not what: two that differ in it alone are equal. word: which of several that tell of it this is (its own, its bridge's),
    empty where there is but one: it is there while all of them say so, or, is_enough, while any of them does. is_asleep: it is
    silent for a while to spare its battery, and has not come back when it says next that it is there.
    """

    device: DeviceId
    online: bool
    when: Moment
    snapshot: bool = False
    is_birth: bool = field(default=False, compare=False)
    word: str = field(default="", compare=False)
    is_enough: bool = field(default=False, compare=False)
    is_asleep: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Returned:
    """A device has just started, or joined its network again, whether or not anybody had missed it: it is within reach, and
    what it says in its first seconds is a snapshot."""

    device: DeviceId
    when: Moment


@dataclass(frozen=True, slots=True)
class Moded:
    """A device says by what it goes: a heating one a mode, a preset, an open window; a lamp an effect, a fade of its own. Told
    before the values beside it.

    about: which of its words; word: what it says, small. rules: so long as it says so it moves its setpoint itself. is_open: it
    takes a window to be open. is_flag: of some devices a setting that is always on: it rules from when it was seen to go on.
    is_hands: it says that somebody has turned it, against its clock. moves: of a lamp, the quantities it moves itself so long
    as this rules; empty: a heating device's setpoints.
    """

    device: DeviceId
    about: str
    word: str
    when: Moment
    snapshot: bool = False
    rules: bool = False
    is_open: bool = False
    is_flag: bool = False
    is_hands: bool = False
    moves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button or remote was used: ``action`` in the device's own text."""

    device: DeviceId
    action: str
    when: Moment


@dataclass(frozen=True, slots=True)
class Ordered:
    """Somebody told a device to take a value, seen on the broker. The hub recognises its own by what it sent.

    fade_s: how long it is to take, where that is said with it.
    """

    device: DeviceId
    trait: str
    value: Value | None  # None: told something whose outcome is not known (toggle, a scene)
    when: Moment
    fade_s: float = 0.0


Event = Reported | Kept | Seen | Reachable | Returned | Moded | Pressed | Ordered
