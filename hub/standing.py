"""What is true of one home whatever its configuration says: a new configuration makes a new House, which begins with this.

In the flow: the store, at the start → Standing → House. What is here is nowhere else, so that a reload forgets nothing.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self

from devices.vocabulary import Moment, OccupantId, RoomId, Settings
from models.prior import Spec

from .attribution.attribution import Attribution
from .clock import TrustedTime
from .errors import StoreFailed
from .heat.home_heat import HomeHeat
from .heat.usual_times import UsualTimes
from .home.catalogue import Catalogue
from .home.motion import Motion
from .home.readings import Readings
from .home.situation import Outdoors
from .learning.asked_before import AskedBefore
from .learning.bursts import Bursts
from .learning.figures import Figures
from .learning.pace import Pace
from .modes import Modes
from .presence.presence import Presence
from .recording.recording import Recording
from .safety.command_history import CommandHistory
from .sending.confirmation import Confirmations
from .sending.ledger import Ledger
from .store import Store
from .telling.explain import brief
from .telling.suggestions import Suggestions

log = logging.getLogger(__name__)

FIGURES = "figures"  # under which the store keeps them
HEAT = "heat"  # under which the store keeps how fast rooms warm
PROBLEMS = 50  # the newest, for ``attune status``
BELIEVED_S = 12 * 3600.0  # where somebody was longer before a restart says nothing
GOING_ON = "activity"  # under which the store keeps what goes on in rooms
_FILM_S = 4 * 3600.0  # what was said to go on longer before a restart may have ended meanwhile


@dataclass(slots=True)
class Standing:
    """Owned by the loop's thread.

    problems: what a person should look at, in words. refused: what the broker does not let the hub hear now, a sentence each.
    degraded: the database cannot be written, or not read. on_store_failed: told so.
    time: whether the clock is believed.
    paused, narrowed, caps, modes: what residents chose: what may still be learned of whom, the most the hub may do in a room,
    guests, a party and the like. pause_until: when the pause ends by itself.
    slept: bedrooms where somebody went to bed and has not got up yet.
    evening: the one that is offered not to count, as on its topic; empty: none.
    priors: the home's own, None for the shipped ones.
    places: where people were before the restart; the first house takes them over.
    home_heat, usual_times: how fast rooms warm, and when people usually come.
    earlier_decisions: the last in each room before it, as it is shown.
    figures: how good the hub is. asked_before: what people were asked, and declined.
    recording: what happened and is not written down yet.
    quiet_hands: hands against what quiet hours keep, in which night and at what local time.
    is_kept: whether what was learned of the house is written for the next start; False where there will be none.
    catalogue, readings, presence: the last house's; the next takes of them what its configuration still knows.
    """

    attribution: Attribution = field(default_factory=Attribution)
    confirmations: Confirmations = field(default_factory=Confirmations)
    bursts: Bursts = field(default_factory=Bursts)
    ledger: Ledger = field(default_factory=Ledger)
    command_history: CommandHistory = field(default_factory=CommandHistory)
    suggestions: Suggestions = field(default_factory=Suggestions)
    motion: Motion = field(default_factory=Motion)
    outdoors: Outdoors = field(default_factory=Outdoors)
    activity: dict[RoomId, str] = field(default_factory=dict)
    pace: Pace = field(default_factory=Pace)
    problems: deque[str] = field(default_factory=lambda: deque(maxlen=PROBLEMS))
    refused: tuple[str, ...] = ()
    degraded: bool = False
    time: TrustedTime = field(default_factory=TrustedTime)
    on_store_failed: Callable[[StoreFailed], None] = lambda _error: None
    paused: bool = False
    pause_until: datetime | None = None
    narrowed: dict[OccupantId, frozenset[str]] = field(default_factory=dict)
    caps: dict[RoomId, str] = field(default_factory=dict)
    slept: set[RoomId] = field(default_factory=set)
    modes: Modes = field(default_factory=Modes)
    evening: dict[str, Any] = field(default_factory=dict)
    priors: Mapping[str, Spec] | None = None
    places: dict[OccupantId, str] = field(default_factory=dict)
    home_heat: HomeHeat = field(default_factory=HomeHeat)
    usual_times: UsualTimes = field(default_factory=UsualTimes)
    earlier_decisions: dict[RoomId, dict[str, Any]] = field(default_factory=dict)
    asked_before: AskedBefore = field(default_factory=AskedBefore)
    figures: Figures = field(default_factory=Figures)
    recording: Recording = field(default_factory=Recording)
    quiet_hands: deque[tuple[date, datetime]] = field(default_factory=lambda: deque(maxlen=100))
    is_kept: bool = True
    catalogue: Catalogue = field(default_factory=lambda: Catalogue((), Settings()))
    readings: Readings = field(default_factory=lambda: Readings({}))
    presence: Presence = field(default_factory=lambda: Presence({}, {}))

    @classmethod
    def read(cls, store: Store, rooms: Iterable[str], now: Moment, priors: Mapping[str, Spec] | None = None) -> Self:
        """As the store remembers it, at the start of the hub. rooms: of the configuration. Raises StoreFailed."""
        found = cls(
            paused=bool(store.settings.get("paused", False)),
            pause_until=_moment(store.settings.get("pause_until")),
            narrowed=store.consents.all(),
            caps={RoomId(room): level for room, level in store.settings.get("autonomy", {}).items()},
            modes=Modes.from_json(store.settings.get("modes", {})),
            activity=_going_on(store.settings.get(GOING_ON, {}), now),
            priors=priors,
            asked_before=AskedBefore.read(store.put_off.rows(now.at)),
            figures=Figures.from_json(store.settings.get(FIGURES, {})),
        )
        found.places = {
            who: place for who, (place, at) in store.places.all().items() if (now.at - at).total_seconds() < BELIEVED_S
        }
        found.home_heat.restore(store.settings.get(HEAT, {}))
        found.usual_times.waiting = list(store.comings.all())
        found.ledger.debts = store.debts.all()
        for hold in store.holds.all(now):
            found.ledger.hold(hold)
        for room in map(RoomId, rooms):
            body = store.decisions.last(room=room)
            if body is not None:
                try:
                    found.earlier_decisions[room] = brief(body, bool(body.get("undone")))
                except (KeyError, TypeError, AttributeError):
                    log.warning("the last decision in %s cannot be read any more and is not shown", room)
        return found

    def remember(self, found: "Standing") -> None:
        """What the disk gives back that could not be read at the start, beneath what has happened since."""
        if found.paused and not self.paused:
            self.paused, self.pause_until = True, found.pause_until
        self.narrowed = found.narrowed  # what cannot be written is not taken from anybody meanwhile, nor is a cap
        self.caps, self.priors = found.caps, found.priors
        self.home_heat, self.usual_times = found.home_heat, found.usual_times
        self.modes = found.modes
        self.ledger.holds = {**found.ledger.holds, **self.ledger.holds}
        self.ledger.debts = {**found.ledger.debts, **self.ledger.debts}
        self.earlier_decisions = {**found.earlier_decisions, **self.earlier_decisions}

    def keep_pause(self, store: Store) -> None:
        """Raises StoreFailed."""
        store.settings.put("pause_until", None if self.pause_until is None else self.pause_until.isoformat())
        store.settings.put("paused", self.paused)

    def hand_over(self, catalogue: Catalogue, readings: Readings, presence: Presence) -> None:
        """A house is complete: from here on these know best."""
        self.catalogue, self.readings, self.presence = catalogue, readings, presence
        self.places.clear()

    def forget(self, occupant: OccupantId, names: Iterable[str]) -> None:
        """Nothing here is of the person, or names them, afterwards. names: as problems may call them."""
        self.recording.forget()
        self.quiet_hands.clear()
        self.figures.forget()
        self.asked_before.forget(occupant)
        self.bursts.forget(occupant)
        self.usual_times.forget(occupant)
        self.home_heat.forget_people()
        self.pace.forget(occupant)
        self.narrowed.pop(occupant, None)
        self.ledger.forget(occupant)
        self.suggestions.forget(occupant)
        self.places.pop(occupant, None)
        self.earlier_decisions.clear()
        known = tuple(names)
        said = [words for words in self.problems if not any(name in words for name in known)]
        self.problems.clear()
        self.problems.extend(said)
        self.presence.forget(occupant)


def _going_on(kept: Mapping[str, Any], now: Moment) -> dict[RoomId, str]:
    """What may still go on."""
    return {
        RoomId(room): activity
        for room, (activity, since) in kept.items()
        if (now.at - datetime.fromisoformat(since)).total_seconds() < _FILM_S
    }


def _moment(text: Any) -> datetime | None:
    """None for what is none."""
    try:
        found = datetime.fromisoformat(text)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo is not None else None
