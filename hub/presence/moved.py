"""Where somebody is, that it changed, and what was found of a source: the words presence.py answers in."""

from dataclasses import dataclass

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """room: None when not known or in none. home: None when not known. confidence: 0..1. since: when it became so.

    is_guess: nothing names the person there; it follows from who moves where, and who is at home.
    """

    room: RoomId | None
    home: bool | None
    confidence: float
    since: Moment
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """A person's place changed. fresh: somebody has just come there, so that the hub may act."""

    occupant: OccupantId
    before: Whereabouts
    after: Whereabouts
    when: Moment
    fresh: bool


@dataclass(frozen=True, slots=True)
class SourceFound:
    """A source was found to lie still while its person goes, or, is_still False, to have been carried after all."""

    occupant: OccupantId
    source: DeviceId
    is_still: bool
