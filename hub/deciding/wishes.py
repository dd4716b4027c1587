"""What a room should become as somebody comes in: each person's preference, shared, judged, and put through the rails.

In the flow: Situation → Preference → Wish. A wish that is held is kept with its reason, as carefully as one that is sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.vocabulary import LIT, DeviceId, OccupantId, Value
from models.context import Context
from models.preference import CERTAIN, Borrowed, Preference

from ..consent import HOUSE
from ..decision import Outcome, Reason, Trigger, Wish, said
from ..home.room_devices import RoomDevice, Settable
from ..learning.autonomy import LEVELS
from .acting_gate import SURE, borrowed_of, judge
from .begins_softly import begins_softly
from .dark_lamp import beside, only_lit
from .few_names import MOST, few_names
from .kept_lit import kept_lit
from .limits import lowered, railed
from .mode_rules import forbids
from .music_follows import CODE as FOLLOWS
from .music_follows import Carried
from .other_music import PLAYS_OTHER, plays_other
from .pins import pinned
from .room_view import RoomView
from .sharing import Shared, Terms, share
from .white_or_colour import white_or_colour
from .whose_record import whose_record

PAUSED = Reason("paused", "the hub is paused")
NO_TIME = Reason("no_time", "what time it is is not known yet")
BY_HAND = Reason("held_by_hand", "set by hand, and left so until they leave")
IN_DOUBT = Reason("in_doubt", "it has just been moved, perhaps by hand")
_UNIDENTIFIED = Reason("unidentified", "which of them is there is not known")
_NOT_ALL = Reason("unidentified", "which of them is there is not known, and not all of them are known to like it")
_WATCHING = Reason("watching", "still watching: it has not been right often enough here yet")
MAY_WATCH = Reason("watching", "the hub may only watch here")
_ONE_OF = Reason("suggested", "suggested: it is probably one of these")
_SUGGESTED = Reason("suggested", "suggested: it has not earned to act yet")
MAY_SUGGEST = Reason("suggested", "suggested: the hub may only suggest here")
_COMES_SO = Reason("near_enough", "it comes on like that by itself")
ASKED = Reason("suggested", "suggested: people who share this room are asked")


@dataclass(slots=True)
class PeopleAsked:
    """What the people of a room want of one trait. known: of them who have shown anything. value: as the device can take it."""

    known: Mapping[OccupantId, Preference]
    shared: Shared
    value: Value
    there: Value | None
    evidence: float

    def of(self, who: OccupantId) -> Borrowed | None:
        """What is owed to housemates of what somebody would choose."""
        known = self.known.get(who)
        return None if known is None else known.borrowed

    def sure_of(self, who: OccupantId) -> float:
        """How sure one is that somebody would be content."""
        known = self.known.get(who)
        return 0.0 if known is None else known.content(self.value)

    @property
    def borrowed(self) -> float:
        """How much of it is, 0..1."""
        return borrowed_of(self.known[who] for who in self.shared.deciders)


class Wishes:
    """What one room should become at one moment. Pure reading; made for one decision and thrown away with it.

    carried: music that comes along with who has come.
    """

    def __init__(self, view: RoomView, carried: Carried | None = None) -> None:
        self._view, self._house, self._carried = view, view.house, carried

    def on_arrival(self) -> list[Wish]:
        """Everything in the room that somebody present has agreed to have set, with its outcome."""
        view = self._view
        wishes: list[Wish] = []
        others = 0  # devices before this one that are commanded
        for fitting in view.devices:
            made: dict[str, Wish] = {}
            for about in fitting.settable:
                wish = self._wish(fitting, about)
                if wish is not None:
                    made[about.trait.name] = beside(view, fitting, about, wish, made)
            for wish in lowered(view, fitting):
                if wish.trait not in made or not made[wish.trait].goes:
                    made[wish.trait] = wish
            if made:
                wanted = white_or_colour(view, fitting, begins_softly(fitting, made).values())
                done = only_lit(view, railed(view, wanted, Trigger.ARRIVAL, others))
                others += any(wish.goes for wish in done)
                wishes += done
        return kept_lit(view, wishes) if len(view.present) > 1 else wishes

    def only_lowered(self) -> list[Wish]:
        """Only what the hub had set and is too much for who has come: for a return too soon to set the room again."""
        view = self._view
        wishes: list[Wish] = []
        for fitting in view.devices:
            others = len({wish.device for wish in wishes if wish.goes})
            wishes += railed(view, list(lowered(view, fitting)), Trigger.ARRIVAL, others)
        return [wish for wish in wishes if wish.goes]

    def _wish(self, fitting: RoomDevice, about: Settable) -> Wish | None:
        """One trait's wish, judged; None when nobody here agreed to its domain, or uses colours."""
        view, kind, trait = self._view, about.kind, about.trait
        people = view.agreed(kind.domain)
        if not people:
            return None
        # Who comes in a moment after somebody else finds what that one's coming has just ordered.
        there = self._house.attribution.on_its_way(fitting.device.id, trait.name)
        if there is None:
            there = self._house.readings.seen(fitting.device.id, trait, about.power)
        now = view.context(about)
        fixed = {who: self._fixed(who, fitting.device.id, about, now) for who in people}
        context = self._context(about, there) if None in fixed.values() else now  # what is written down is to the minute
        preferences = {
            who: self._house.shelf.predict(who, kind.name, context, context.local) if known is None else known
            for who, known in fixed.items()
        }
        if kind.name == "colour" and not any(preference.evidence > 0.0 for preference in preferences.values()):
            return None  # nobody here uses colours: nothing to say of every lamp that could
        asked = self._asked(fitting.device.id, about, preferences, there)
        outcome, reason = self._judged(fitting, about, asked)
        value, choices = asked.value, self._names(about, asked, outcome, reason)
        if choices and outcome is Outcome.HELD:
            value, outcome, reason = choices[0], Outcome.SUGGESTED, _ONE_OF
        carried = self._carried
        if carried is not None and kind.name == "music" and outcome is Outcome.SENT and asked.value == carried.value:
            reason = Reason(
                FOLLOWS,
                said("it comes along from %(room)s", room=self._house.config.rooms[carried.source].name or carried.source),
            )
        return Wish(
            view.room,
            fitting.device.id,
            trait.name,
            trait.quantity,
            value,
            asked.there,
            asked.shared.confidence,
            outcome,
            reason,
            tuple(sorted(asked.known)),
            preferences,
            asked.shared.turn,
            context,
            fitting.called if trait.quantity == "power" else "",
            asked.shared.contents,
            asked.shared.settled,
            choices,
        )

    def _context(self, about: Settable, _there: Value | None) -> Context:
        """The situation people are asked in. _there: what there is."""
        return self._view.context(about)

    def _names(self, about: Settable, asked: PeopleAsked, outcome: Outcome, reason: Reason) -> tuple[Value, ...]:
        """Of music that is to be suggested, or is not sure enough for anything else, what there is to choose from."""
        is_unsure = outcome is Outcome.HELD and reason.code == "not_sure"
        if about.kind.name != "music" or not (is_unsure or outcome is Outcome.SUGGESTED):
            return ()
        if is_unsure and (self._house.ladder.ceiling_in(self._view.room) == "watch" or not asked.evidence < CERTAIN):
            return ()
        found = few_names(asked.known.values(), asked.there, asked.evidence)
        if outcome is Outcome.SUGGESTED:
            found = tuple(dict.fromkeys((asked.value, *found)))[:MOST]
        return found if len(found) > 1 else ()

    def _fixed(self, who: OccupantId, device: DeviceId, about: Settable, context: Context) -> Preference | None:
        """What a person wrote down, or has brought along; it stands instead of what was learned."""
        carried, kind = self._carried, about.kind
        pins = self._house.config.occupants[who].pinned if who != HOUSE else ()
        fixed = pinned(pins, self._view.room, device, about, context.local.time()) if pins else None
        if fixed is None and carried is not None and carried.occupant == who and kind.name == "music":
            return carried.preference(kind)
        return fixed

    def _asked(
        self, device: DeviceId, about: Settable, preferences: Mapping[OccupantId, Preference], there: Value | None
    ) -> PeopleAsked:
        """One value for everybody present."""
        view, kind, block = self._view, about.kind, self._view.block
        # Somebody of whom nothing is known yet has no say in a room shared with somebody of whom much is.
        known = {who: p for who, p in preferences.items() if p.evidence > 0.0} or preferences
        policy: str = getattr(block.sharing, kind.domain)
        terms = Terms(
            policy,
            None if block.owner is None else OccupantId(block.owner),
            view.arrived() if policy == "first" else (),
            self._house.ledger.owed(view.room, kind.domain, view.now),
        )
        shared = share(terms, kind, known, view.present, there)
        value = self._house.attribution.nearest(device, about.trait, shared.value)
        return PeopleAsked(known, shared, value, there, max(known[who].evidence for who in shared.deciders))

    def _forbidden(self, about: Settable, asked: PeopleAsked) -> Reason | None:
        """Why the mode that stands does not let it be done."""
        return forbids(self._house.mode(self._view.room), about.kind.name, asked.value, asked.there)

    def _judged(self, fitting: RoomDevice, about: Settable, asked: PeopleAsked) -> tuple[Outcome, Reason]:
        """Hold by hand, the acting gate, the ladder: in this order, so that the reason given is the one that matters most."""
        view, house, shared = self._view, self._house, asked.shared
        if house.paused:
            return Outcome.HELD, PAUSED
        if not house.is_time_trusted:
            return Outcome.HELD, NO_TIME
        forbidden = self._forbidden(about, asked)
        if forbidden is not None:
            return Outcome.HELD, forbidden
        ids = (fitting.device.id, *view.room_devices.members(fitting.device.id))
        if any(house.ledger.held(one, about.trait.name, view.now) is not None for one in ids):
            return Outcome.HELD, BY_HAND
        if plays_other(view, fitting.device.id, about, asked.there):
            return Outcome.HELD, PLAYS_OTHER
        # Who comes into an empty room finds nobody whose hand it could be.
        if len(view.present) > 1 and house.attribution.is_in_doubt(fitting.device.id, about.trait.name):
            return Outcome.HELD, IN_DOUBT
        if view.is_one_of_them and about.kind.domain != "light":
            return Outcome.HELD, _UNIDENTIFIED
        if view.is_one_of_them and not all(_suits(who, asked) for who in view.present):
            return Outcome.HELD, _NOT_ALL
        verdict = judge(
            about.kind, asked.value, shared.confidence, shared.now, asked.there, asked.evidence, borrowed=asked.borrowed
        )
        if not verdict.passes:
            return Outcome.HELD, verdict.reason
        level = most = house.ladder.ceiling_in(view.room)
        if asked.evidence < CERTAIN:
            name = about.kind.name
            whose = whose_record(house.ladder, view.room, name, asked.known, shared, asked.there)
            levels = (house.ladder.level(who, view.room, name, asked.of(who), asked.sure_of(who)) for who in whose)
            level = min(levels, key=LEVELS.index)
        if level == "suggest" and self._comes_so(fitting, about, asked):
            return Outcome.HELD, _COMES_SO
        return as_earned(level, most, shared.only_ask, (_WATCHING, _SUGGESTED, verdict.reason))

    def _comes_so(self, fitting: RoomDevice, about: Settable, asked: PeopleAsked) -> bool:
        """Whether a dark lamp would come on as they like it: nobody is asked for what comes anyway."""
        comes = self._house.readings.lit_with(fitting.device.id, about.trait.name)
        if comes is None or asked.there is not None or about.kind.name not in LIT:
            return False
        return all(asked.known[who].content(comes) >= SURE for who in asked.shared.deciders)


def as_earned(level: str, most: str, only_ask: bool, why: tuple[Reason, Reason, Reason]) -> tuple[Outcome, Reason]:
    """level: earned. most: what the home or the room lets anybody earn. why: for only watching, for suggesting, for acting."""
    watching, suggesting, acting = why
    if only_ask and level == "act":
        return Outcome.SUGGESTED, ASKED
    match level:
        case "watch":
            return Outcome.HELD, MAY_WATCH if most == "watch" else watching
        case "suggest":
            return Outcome.SUGGESTED, MAY_SUGGEST if most == "suggest" else suggesting
        case _:
            return Outcome.SENT, acting


def _suits(who: OccupantId, asked: PeopleAsked) -> bool:
    """Whether somebody who may be there is known to like it."""
    known = asked.known.get(who)
    return known is not None and known.evidence > 0.0 and asked.shared.contents.get(who, 0.0) >= SURE
