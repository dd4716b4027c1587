"""What a room should become for people who stay in it: what has changed since it came to rest, by steps nobody notices.

In the flow: (time, daylight, an activity, somebody left) → Situation → Preference → Wish. Stricter than an arrival: nobody has
just come and looks for light. What was so already when they came, or was chosen by a hand, is left as it is.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from devices.vocabulary import LIT, SETPOINTS, SILENCE, DeviceId, Value
from models.context import Context
from models.kind import Kind, kinds
from models.preference import CERTAIN

from ..decision import SATISFIED, Outcome, Reason, Trigger, Wish
from ..home.room_devices import RoomDevice, Settable
from ..learning.autonomy import LEVELS
from .acting_gate import NOTICEABLE, judge
from .dark_lamp import beside, only_lit
from .limits import railed
from .mode_rules import forbids
from .other_music import PLAYS_OTHER, plays_other
from .room_view import RoomView
from .white_or_colour import white_or_colour
from .whose_record import whose_record
from .wishes import BY_HAND, IN_DOUBT, NO_TIME, PAUSED, PeopleAsked, Wishes, as_earned

STEADY_SURE = 0.8  # stricter than for who has just come
GENTLE_S = (30.0, 120.0)  # a fade nobody notices
OUT_LATER = timedelta(minutes=30)  # nobody likes to sit in the dark: what is known of the hour is not known to the minute
AHEAD = timedelta(minutes=10)  # a lamp that is lit once somebody has got up for it is of no use
LEVEL_AHEAD = timedelta(minutes=20)  # it goes there by steps
AT_ONCE_S = 4.0  # of what follows an activity
IN_STEPS = (Trigger.EVENING, Trigger.MUSIC)  # these go on for hours; all else is reached at once
UNMOVED = Reason("unmoved", "nothing has changed since it was set")
NOT_ASKED = Reason("no_follow", "it is not to go along while people stay")
IN_THE_DARK = Reason("dark", "they have stayed in the dark on such evenings")
ASLEEP = Reason("asleep", "somebody went to bed there and has not got up yet")
GONE_TO_BED = Reason("asleep", "the last light went out there by night, and nobody has moved there since")
THEIR_TURN = Reason("their_turn", "it is as somebody else there wants it, until somebody comes or goes")
NOT_YET = Reason("not_yet", "it is put out about now, but not before they would")
WATCHING = Reason("watching", "still watching: it has not been right often enough while people stay")
MAY_ASK = Reason("suggested", "suggested: it has not earned to do it by itself while people stay")

Key = tuple[DeviceId, str]


@dataclass(frozen=True, slots=True)
class StayingFound:
    """trigger: what it is named for. wishes: to be carried out. wanted: by trait, what people would choose now, done or not."""

    trigger: Trigger
    wishes: list[Wish]
    wanted: Mapping[Key, Value]


class StayingWishes(Wishes):
    """Pure reading; made for one decision and thrown away with it.

    rested: by trait, what people would have chosen when it was set, or when it was looked at first; what is not in it is left
    alone. may_move: kinds whose turn it is. lux_then: in the room when it came to rest. has_gone_to_bed: whether the last light
    there went out by night and nobody was noticed since.
    """

    def __init__(
        self,
        view: RoomView,
        trigger: Trigger,
        rested: Mapping[Key, Value],
        may_move: Callable[[Kind], bool],
        lux_then: float | None = None,
        has_gone_to_bed: bool = False,
    ) -> None:
        super().__init__(view)
        self._trigger, self._rested, self._may_move, self._lux_then = trigger, rested, may_move, lux_then
        self._has_gone_to_bed = has_gone_to_bed

    def found(self) -> StayingFound:
        """One kind moves at a moment, but for an activity."""
        by_device: list[tuple[RoomDevice, dict[str, Wish]]] = []
        wanted: dict[Key, Value] = {}
        for fitting in self._view.devices:
            made: dict[str, Wish] = {}
            for about in fitting.settable:
                wish = self._wish(fitting, about)
                if wish is not None:
                    wanted[wish.device, wish.trait] = wish.value
                    made[wish.trait] = beside(self._view, fitting, about, wish, made)
            by_device.append((fitting, made))
        open_ = [w for _, made in by_device for w in made.values() if w.outcome is not Outcome.HELD]
        if self._trigger is Trigger.ACTIVITY:  # somebody may ask why nothing came of it; a heating on its way goes on
            open_ = [w for _, made in by_device for w in made.values() if w.goes or w.quantity not in SETPOINTS]
        for chosen in [open_] if self._trigger is Trigger.ACTIVITY else self._kind_by_kind(open_):
            trigger = self._named(chosen[0]) if self._trigger is Trigger.EVENING and chosen else self._trigger
            done = self._railed(by_device, chosen, trigger)
            if done or self._trigger is Trigger.ACTIVITY:
                return StayingFound(trigger, done, wanted)
        return StayingFound(self._trigger, [], wanted)

    def _railed(
        self, by_device: Collection[tuple[RoomDevice, dict[str, Wish]]], chosen: Collection[Wish], trigger: Trigger
    ) -> list[Wish]:
        view, done = self._view, list[Wish]()
        keys = {(wish.device, wish.trait) for wish in chosen}
        for fitting, made in by_device:
            mine = [self._stepped(wish, fitting, trigger) for wish in made.values() if (wish.device, wish.trait) in keys]
            others = len({wish.device for wish in done if wish.goes})
            if mine:
                done += only_lit(view, railed(view, white_or_colour(view, fitting, mine), trigger, others))
        return [wish for wish in done if wish.outcome is not Outcome.HELD or trigger is Trigger.ACTIVITY]

    def _context(self, about: Settable, there: Value | None) -> Context:
        """Light is asked for as of a little later, so that it goes along before a hand has to; but never put out sooner."""
        context = super()._context(about, there)
        is_light = about.kind.name in LIT or (about.kind.name == "power" and there is False)
        if not is_light or self._trigger not in (Trigger.EVENING, Trigger.DAYLIGHT):
            return context
        return self._house.situation.later(context, AHEAD if about.kind.choice or there is None else LEVEL_AHEAD)

    def _kind_by_kind(self, open_: Collection[Wish]) -> Iterator[list[Wish]]:
        """Light that goes on or off comes first, with the level it comes on with; then what is farthest off, which may have to
        wait: a heating that goes on in ten minutes does not keep the music as somebody had it who has gone."""
        switches = [wish for wish in open_ if wish.quantity == "power"]
        lit = {wish.device for wish in switches if wish.value is True}
        along = [wish for wish in open_ if wish.device in lit and wish.quantity in LIT and wish.now is None]
        if switches:
            yield [*switches, *along]
        others = sorted((wish for wish in open_ if wish not in switches and wish not in along), key=_off, reverse=True)
        for quantity in dict.fromkeys(wish.quantity for wish in others):
            yield [wish for wish in open_ if wish.quantity == quantity and wish not in along]

    def _named(self, wish: Wish) -> Trigger:
        """Whether it is the daylight that has changed what they want, or the hour."""
        if wish.quantity == "volume":
            return Trigger.MUSIC
        kind, context = _kind_of(wish), wish.context
        if context is None or kind.domain != "light" or self._lux_then is None or context.illuminance_lx is None:
            return Trigger.EVENING
        then = replace(context, illuminance_lx=self._lux_then)
        people = wish.preferences or {}
        predicted = {who: self._house.shelf.predict(who, kind.name, then, then.local) for who in people}
        about = next(a for a in self._view.room_devices.fitting(wish.device).settable if a.trait.name == wish.trait)
        value = self._asked(wish.device, about, predicted, wish.now).value
        if kind.choice or isinstance(value, bool | str) or isinstance(wish.value, bool | str):
            return Trigger.DAYLIGHT if value != wish.value else Trigger.EVENING
        return Trigger.DAYLIGHT if abs(value - wish.value) > kind.tolerance else Trigger.EVENING

    def _stepped(self, wish: Wish, fitting: RoomDevice, trigger: Trigger) -> Wish:
        """A step on the way where that goes on for hours, and how slowly light is to change."""
        kind, there = _kind_of(wish), wish.now
        wish = replace(wish, follows=True)
        if wish.outcome is not Outcome.SENT or kind.choice or isinstance(wish.value, bool | str):
            return wish  # who is asked is asked for what they would have, not for a step towards it
        if there is None or isinstance(there, bool | str):
            return replace(wish, fade_s=GENTLE_S[0] if trigger is not Trigger.ACTIVITY else AT_ONCE_S)
        off = wish.value - there
        most = kind.tolerance if wish.quantity in LIT else kind.tolerance * (1 + NOTICEABLE)  # light is seen to go further
        if trigger in IN_STEPS and abs(off) > most:
            trait = fitting.device.traits[wish.trait]
            step = there + kind.tolerance if off > 0 else there - kind.tolerance
            value = self._house.attribution.nearest(fitting.device.id, trait, round(step / kind.step) * kind.step)
            wish = replace(wish, value=value, towards=wish.value)
            off = float(value) - there
        if wish.quantity not in LIT:
            return wish
        least, slowest = GENTLE_S
        slow = min(slowest, max(least, slowest * abs(off) / kind.tolerance))
        return replace(wish, fade_s=AT_ONCE_S if trigger is Trigger.ACTIVITY else round(slow))

    def _judged(self, fitting: RoomDevice, about: Settable, asked: PeopleAsked) -> tuple[Outcome, Reason]:
        """As on arrival, and: it has changed, it may go along, and nobody sits in the dark by choice."""
        view, house, kind, device = self._view, self._house, about.kind, fitting.device.id
        trait, shared = about.trait.name, asked.shared
        if house.paused:
            return Outcome.HELD, PAUSED
        if not house.is_time_trusted:
            return Outcome.HELD, NO_TIME
        forbidden = forbids(house.mode(view.room), kind.name, asked.value, asked.there)
        if forbidden is not None:
            return Outcome.HELD, forbidden
        says = house.config.follows(view.room, kind)
        if says is False:
            return Outcome.HELD, NOT_ASKED
        # What comes on along with a switch has no rest of its own; what was lit a moment ago, and has not said how, has.
        power = None if asked.there is not None or kind.name not in LIT else about.power
        is_dark = power is not None and house.attribution.on_its_way(device, power.name) is not True
        rested = self._rested.get((device, trait))
        if self._trigger is Trigger.ACTIVITY:  # it may have made certain what they were too little sure of as somebody came
            rested = asked.there if asked.there is not None and asked.evidence > 0.0 else rested
        if not is_dark and (rested is None or not has_moved(kind, rested, asked.value)):
            return Outcome.HELD, UNMOVED
        if not is_dark and not self._may_move(kind):
            return Outcome.HELD, UNMOVED
        if self._is_anothers_turn(asked):
            return Outcome.HELD, THEIR_TURN
        ids = (device, *view.room_devices.members(device))
        if any(house.ledger.held(one, trait, view.now) is not None for one in ids):
            return Outcome.HELD, BY_HAND
        if plays_other(view, device, about, asked.there):
            return Outcome.HELD, PLAYS_OTHER
        if house.attribution.is_in_doubt(device, trait):
            return Outcome.HELD, IN_DOUBT
        is_start = kind.choice and asked.value not in (False, SILENCE) and asked.there in (False, SILENCE)
        if is_start and house.is_asleep(view.room):
            return Outcome.HELD, ASLEEP
        if is_start and kind.name == "power" and self._trigger is not Trigger.ACTIVITY and self._has_gone_to_bed:
            return Outcome.HELD, GONE_TO_BED
        if is_start and kind.name == "power" and any(house.ladder.stays_dark(who, view.room) for who in view.present):
            return Outcome.HELD, IN_THE_DARK
        is_end = kind.choice and asked.value in (False, SILENCE) and asked.there not in (False, SILENCE)
        is_by_itself = self._trigger in (Trigger.EVENING, Trigger.DAYLIGHT) and asked.evidence < CERTAIN
        if is_end and is_by_itself and self._is_too_soon(about, asked):
            return Outcome.HELD, NOT_YET
        sure = shared.confidence, shared.now
        verdict = judge(kind, asked.value, *sure, asked.there, asked.evidence, STEADY_SURE, asked.borrowed)
        if not verdict.passes:
            return Outcome.HELD, verdict.reason
        is_asked = says is True or view.block.hold.release != "leave"
        return self._as_earned(fitting, about, asked, verdict.reason, is_asked, is_start)

    def _is_anothers_turn(self, asked: PeopleAsked) -> bool:
        """Whether who differ share anew although nobody has come or gone: a turn lasts as long as the company does."""
        turn, there = asked.shared.turn, asked.there
        if turn is None or there is None or self._trigger not in (*IN_STEPS, Trigger.DAYLIGHT):
            return False
        return any(asked.known[who].content(there) >= SATISFIED for who in asked.shared.contents if who != turn)

    def _is_too_soon(self, about: Settable, asked: PeopleAsked) -> bool:
        """Whether by the hour alone somebody would still have chosen otherwise a while ago, or nobody ever ended it by now:
        who lights a lamp at six and puts it out at eleven has said nothing of nine, whatever is nearer."""
        context, house, kind = self._view.context(about), self._house, about.kind.name
        before = replace(context, local=context.local - OUT_LATER)
        deciders = asked.shared.deciders
        if any(house.shelf.predict(who, kind, before, context.local).value != asked.value for who in deciders):
            return True
        then = replace(context, illuminance_lx=self._lux_then)
        if self._lux_then is not None and any(
            house.shelf.predict(who, kind, then, context.local).value != asked.value for who in deciders
        ):
            return False  # it is the daylight that ends it, at whatever hour
        return not any(house.shelf.has_by_now(who, kind, context, asked.value) for who in deciders)

    def _as_earned(
        self, fitting: RoomDevice, about: Settable, asked: PeopleAsked, learned: Reason, is_asked: bool, is_start: bool
    ) -> tuple[Outcome, Reason]:
        """is_asked: a resident wants it to go along. is_start: it would begin to shine or to play."""
        house, room, kind = self._house, self._view.room, about.kind
        level = most = house.ladder.ceiling_in(room)
        act = house.ledger.acts.get((fitting.device.id, about.trait.name))
        is_ours = act is not None and not is_start and about.trait.same(act.value, asked.there)
        if asked.evidence < CERTAIN:
            is_own = is_ours or is_asked or (asked.there is None and kind.name in LIT)
            levels = (
                house.ladder.staying(who, room, kind.name, is_own, asked.of(who), asked.sure_of(who))
                for who in whose_record(house.ladder, room, kind.name, asked.known, asked.shared, asked.there)
            )
            level = min(levels, key=LEVELS.index)
        return as_earned(level, most, asked.shared.only_ask, (WATCHING, MAY_ASK, learned))


def has_moved(kind: Kind, rested: Value, wanted: Value) -> bool:
    """Whether people want it otherwise than when it came to rest."""
    if kind.choice or isinstance(rested, bool | str) or isinstance(wanted, bool | str):
        return rested != wanted
    return abs(rested - wanted) > NOTICEABLE * kind.tolerance


def _kind_of(wish: Wish) -> Kind:
    return kinds()[wish.quantity]


def _off(wish: Wish) -> float:
    """How far off it is, in tolerances."""
    kind = _kind_of(wish)
    if kind.choice or not isinstance(wish.value, float) or not isinstance(wish.now, float):
        return 1.0
    return abs(wish.value - wish.now) / kind.tolerance
