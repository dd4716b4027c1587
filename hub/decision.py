"""What was decided and why, and what stands because of it: values that travel to commanding, explaining and storing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId, Value
from models.context import Context
from models.preference import Preference

SATISFIED = 0.5  # somebody is content with what is there, or is to be, with at least this probability
STANDING = frozenset({"near_enough", "no_gain", "pace"})  # reasons why what was wished is there already, or is on its way


class Outcome(StrEnum):
    SENT = "sent"
    SUGGESTED = "suggested"
    HELD = "held"


class Trigger(StrEnum):
    ARRIVAL = "arrival"
    EMPTY = "empty"  # everybody left and the room's when_empty time is over
    UNDO = "undo"
    ASKED = "asked"  # a person said yes to a suggestion
    SILENT = "silent"  # no thermometer of a heated room is heard any more
    PREHEAT = "preheat"  # somebody is expected, and the room is to be warm by then
    WINDOW = "window"  # one was opened, or shut
    STEP = "step"  # a heating that goes in steps goes on to what was decided
    # While people stay:
    DAYLIGHT = "daylight"  # it grew dark or bright
    EVENING = "evening"  # at this time of day they choose otherwise
    ACTIVITY = "activity"  # a film begins or ends
    COMPANY = "company"  # somebody left, and others stay
    MUSIC = "music"  # it plays on, and at this hour they like it otherwise
    OUTAGE = "outage"  # the broker was away
    SLEEPING = "sleeping"  # the night has begun
    WAKING = "waking"  # the first motion after it


WHILE_STAYING = frozenset({Trigger.DAYLIGHT, Trigger.EVENING, Trigger.ACTIVITY, Trigger.COMPANY, Trigger.MUSIC, Trigger.OUTAGE})


class Phrase(str):
    """Words, and the pattern and values they were made of, so that they can be said in another language."""

    pattern: str
    values: Mapping[str, "float | str"]


def said(pattern: str, **values: float | str) -> Phrase:
    """pattern: with ``%(name)s`` for each value, a value being a number, a name or further words."""
    words = Phrase(pattern % {name: f"{v:g}" if isinstance(v, float) else v for name, v in values.items()})
    words.pattern, words.values = pattern, values
    return words


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a wish was sent, suggested or held. code: stable, for programs; words: a half sentence for people, of ``said``
    where it has a value in it.
    """

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Wish:
    """One value one device should take. quantity: the trait's base quantity; trait: the trait's name on the device.

    now: what is there, None when unknown. confidence: probability that the people it is for are content with it (q).
    preferences: per occupant what each would choose. turn: the occupant whose turn it was, where sharing decided. context: the
    situation they were asked in. called: what a resident calls it where the quantity's usual name is wrong; a plug is no light.
    contents: how content each of those who share is with it, 0..1. settled: the rule that settled it where they differ.
    choices: of a suggestion the names there are to choose from, the first of them its value.
    towards: what is wanted where ``value`` is only a step on the way. fade_s: how long a light is to take, None: as usual.
    follows: decided while they stay rather than as they came. behind: of a lamp that was dark, what it would have come on
    with, of a white one that is to be coloured its warmth: nobody saw it, but undo puts it back.
    """

    room: RoomId
    device: DeviceId
    trait: str
    quantity: str
    value: Value
    now: Value | None
    confidence: float
    outcome: Outcome = Outcome.SENT
    reason: Reason = Reason("", "")
    occupants: tuple[OccupantId, ...] = ()
    preferences: Mapping[OccupantId, Preference] | None = None
    turn: OccupantId | None = None
    context: Context | None = None
    called: str = ""
    contents: Mapping[OccupantId, float] = field(default_factory=dict)
    settled: str = ""
    choices: tuple[Value, ...] = ()
    towards: Value | None = None
    behind: Value | None = None
    fade_s: float | None = None
    follows: bool = False

    @property
    def goes(self) -> bool:
        """Whether it becomes a command."""
        return self.outcome is Outcome.SENT

    @property
    def stands(self) -> bool:
        """Whether the room is, or is becoming, as is wished here."""
        return self.goes or self.reason.code in STANDING

    def held(self, code: str, words: str) -> "Wish":
        """The same, not done for this reason."""
        return replace(self, outcome=Outcome.HELD, reason=Reason(code, words))

    def offered(self, reason: Reason) -> "Wish":
        """The same, only suggested."""
        return replace(self, outcome=Outcome.SUGGESTED, reason=reason)


@dataclass(frozen=True, slots=True)
class Decision:
    """One trigger's answer, also when nothing is done. What undo puts back is each wish's ``now``.

    sentence: what was decided in words for people; empty until it is reported. reason: why nothing was weighed at all.
    is_one_of_them: which of ``occupants`` is there is not known.
    """

    id: str
    moment: Moment
    room: RoomId
    trigger: Trigger
    occupants: tuple[OccupantId, ...]
    autonomy: str  # the home's ceiling at the time: watch, suggest, act
    wishes: tuple[Wish, ...]
    sentence: str = ""
    reason: Reason | None = None
    is_one_of_them: bool = False

    def sent(self) -> tuple[Wish, ...]:
        return tuple(wish for wish in self.wishes if wish.outcome is Outcome.SENT)


@dataclass(frozen=True, slots=True)
class Hold:
    """A value set by hand, left alone until those it belongs to have left. occupants empty: nobody could be named."""

    room: RoomId
    device: DeviceId
    trait: str
    value: Value
    occupants: frozenset[OccupantId]
    since: Moment


@dataclass(frozen=True, slots=True)
class Act:
    """The last thing the hub itself did to a trait. settled: judged already, by a hand, thanks, undo or acceptance.

    is_limited: a limit made it what it is, so that leaving it alone says nothing of what anybody wants. follows: it was done
    while they stayed. towards: where it leads, where it is a step on the way. sooner: how long before it was wanted.
    """

    decision: str
    room: RoomId
    device: DeviceId
    trait: str
    quantity: str
    value: Value
    before: Value | None
    occupants: tuple[OccupantId, ...]
    when: Moment
    settled: bool = False
    is_limited: bool = False
    follows: bool = False
    towards: Value | None = None
    sooner: timedelta = timedelta(0)

    @property
    def wanted(self) -> Moment:
        """The moment it is right for: were it taken for right as it was done, it would be done sooner and sooner."""
        return Moment(self.when.at + self.sooner, self.when.mono)

    @property
    def meant(self) -> Value:
        """What a hand that sets the same has only been quicker to reach."""
        return self.value if self.towards is None else self.towards
