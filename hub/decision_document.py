"""A decision as JSON: what its topic tells, what ``attune why`` adds, and what is stored. Its keys are the public contract.

In the flow: Decision → ``telling/explain.py`` → its document → the topic, the store, the page, undo.
"""

from typing import Any, NotRequired, TypedDict

from devices.vocabulary import DeviceId, OccupantId, RoomId, Value

_For = TypedDict("_For", {"for": list[OccupantId]})
_Moved = TypedDict("_Moved", {"from": NotRequired[Value], "to": NotRequired[Value]})


class SaidDocument(TypedDict, total=False):
    """What words were made of, for who says them in another language. A value is a number, a name, or such words again."""

    pattern: str
    values: dict[str, Any]


class SharingDocument(TypedDict, total=False):
    """Where people share. content: how content each is, 0..1. turn: whose it was. settled: by which rule, where they differ."""

    content: dict[OccupantId, float]
    turn: OccupantId
    settled: str


class BeyondDocument(TypedDict, total=False):
    """behind: of a lamp that was dark, what it would have come on with. towards: where a step on the way leads. choices: what
    may be picked. kind: what it is about where the trait's own name says another thing: of an air conditioner the setpoint is
    one for warmth in one mode, for coolness in the other."""

    behind: Value
    towards: Value
    choices: list[Value]
    kind: str


class WishDocument(SaidDocument, SharingDocument, BeyondDocument, _For):
    """One value one device was to take. quantity: its trait's name; unit: the quantity's one unit. before: None: not known."""

    device: DeviceId
    quantity: str
    value: Value
    unit: str
    before: Value | None
    outcome: str  # sent, suggested or held
    reason: str
    code: str
    confidence: float


class BecauseDocument(TypedDict):
    """A past choice that moved a wish. pull: by so much, in the quantity's unit."""

    at: str
    value: Value
    pull: float


class OptionDocument(TypedDict):
    value: Value
    probability: float


class ExplanationDocument(TypedDict, total=False):
    """options: the likeliest of those chosen among. from_others, pulls, rest: sum to the guess. groups, experts: by name.
    together: who else was there, where that says the most of it."""

    options: list[OptionDocument]
    from_others: float
    because: list[BecauseDocument]
    rest: float
    groups: dict[str, float]
    experts: dict[str, float]
    together: list[str]


class EvidenceDocument(ExplanationDocument):
    """What a wish rests on, of one person; explained where that could be worked out."""

    device: DeviceId
    quantity: str
    occupant: OccupantId
    would_choose: Value | None
    spread: float
    examples: float
    content_with_wish: float
    content_with_now: float


class OtherwiseCase(TypedDict):
    """What it would have been otherwise. case: alone (occupant), less_sure (sure, needed), more_right (more, then),
    without_hand or by_day (without quiet hours)."""

    case: str
    value: Value
    words: str
    occupant: NotRequired[OccupantId]
    sure: NotRequired[float]
    needed: NotRequired[float]
    more: NotRequired[int]
    then: NotRequired[str]


class OtherwiseDocument(OtherwiseCase):
    """Of which wish."""

    device: DeviceId
    quantity: str


class SummedDocument(TypedDict):
    """Wishes that a shortened document leaves out. wishes: how many."""

    outcome: str
    code: str
    reason: str
    wishes: int


class DecisionDocument(SaidDocument):
    """reason, code: why nothing was weighed at all. evidence, otherwise: worked out afterwards, for why and the store.

    shortened, summed: of one too long for a message. undone: of a stored one. answer: what was said to its suggestion: accept,
    decline, later or stop.
    """

    id: str
    at: str
    room: RoomId
    trigger: str
    occupants: list[OccupantId]
    autonomy: str
    sentence: str
    reason: NotRequired[str]
    code: NotRequired[str]
    wishes: list[WishDocument]
    evidence: NotRequired[list[EvidenceDocument]]
    otherwise: NotRequired[list[OtherwiseDocument]]
    shortened: NotRequired[bool]
    summed: NotRequired[list[SummedDocument]]
    undone: NotRequired[bool]
    answer: NotRequired[str]


class HappenedDocument(_Moved):
    """What a decision came to. offer: of a suggestion, in words. device …: what a hand corrected, from and to."""

    decision: str
    sentence: NotRequired[str]
    people: NotRequired[list[OccupantId]]
    offer: NotRequired[str]
    device: NotRequired[DeviceId]
    quantity: NotRequired[str]


class EventDocument(HappenedDocument):
    """As on ``attune/event``. event_type: sent, suggested, held or corrected."""

    event_type: str
    room: RoomId
    room_name: str
