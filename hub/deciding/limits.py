"""Limits of rooms and people over several wishes: what starts gets a level along, what stands too high is lowered, what is said
later is capped once more.

In the flow: Wish → rails. The limits themselves are rails (caps.py); here is what a single wish does not know.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from devices.vocabulary import SILENCE, DeviceId, Moment, Trait, Value

from ..decision import Outcome, Reason, Trigger, Wish, said
from ..home.room_devices import RoomDevice, Settable
from ..safety.caps import LIMIT, ROUNDED, STEP, brightness_words, volume_words
from ..safety.command_history import CommandHistory
from ..safety.rail_input import RailInput, is_plausible
from ..safety.rails import LIMITS, apply_rails
from .room_view import RoomView

RailInputFor = Callable[[Wish, Mapping[str, Value]], RailInput]
Applies = Callable[[Wish, RailInput], Wish]


def each_railed(view: RoomView, wishes: Iterable[Wish], trigger: Trigger) -> list[Wish]:
    """As ``railed``, of any devices of a room: somebody's order."""
    by = dict[DeviceId, list[Wish]]()
    for wish in wishes:
        by.setdefault(wish.device, []).append(wish)
    done: list[Wish] = []
    for of_one in by.values():
        done += railed(view, of_one, trigger, len({wish.device for wish in done if wish.goes}))
    return done


def each_explained(view: RoomView, wishes: Iterable[Wish], trigger: Trigger) -> list[Wish]:
    """As ``each_railed``; a step on the way says why it is gone as well."""
    given = list(wishes)
    why = {(wish.device, wish.trait): wish.reason.words for wish in given}

    def both(wish: Wish) -> Wish:
        if wish.reason.code != STEP or not why.get((wish.device, wish.trait)):
            return wish
        words = said("%(why)s; %(step)s", why=why[wish.device, wish.trait], step=wish.reason.words)
        return replace(wish, reason=Reason(STEP, words))

    return [both(wish) for wish in each_railed(view, given, trigger)]


def railed(view: RoomView, wishes: Sequence[Wish], trigger: Trigger, others: int = 0) -> list[Wish]:
    """One device's, the caps applied last. others: devices of the same decision that are commanded before it."""
    house, now = view.house, view.now
    return together(
        wishes,
        lambda wish, gives: view.rail_input(wish, trigger, others, gives),
        lambda wish, c: apply_rails(wish, c, house.command_history, now),
        lambda wish, level: house.ledger.held(wish.device, level.name, now) is None,
    )


def limited(view: RoomView, device: DeviceId, values: Mapping[str, Value]) -> dict[str, Value]:
    """What was decided a while ago, as the limits of who is there by now allow it to be said; what they forbid is left out."""
    traits, memory = view.room_devices.fitting(device).device.traits, CommandHistory()
    wishes = [Wish(view.room, device, name, traits[name].quantity, value, None, 1.0) for name, value in values.items()]
    # Undo is spared what is a matter of taste and of pace: that was judged when it was decided.
    done = together(
        wishes, lambda w, gives: view.rail_input(w, Trigger.UNDO, 0, gives), partial(only_limits, memory=memory, now=view.now)
    )
    return {wish.trait: wish.value for wish in done if wish.goes}


def only_limits(wish: Wish, rail_input: RailInput, memory: CommandHistory, now: Moment) -> Wish:
    for rail in LIMITS:
        if wish.outcome is not Outcome.HELD:
            wish = rail(wish, rail_input, memory, now)
    return wish


def together(
    wishes: Iterable[Wish],
    look: RailInputFor,
    apply: Applies,
    may_add: Callable[[Wish, Trait], bool] = lambda _wish, _level: True,
) -> list[Wish]:
    """One device's wishes through the rails, in the order given. A start that would be too bright or too loud is not held
    where a level can go along with it: that stands behind them, or in place of one that was held.

    look: what the rails ask, beside what else the device is given, by trait. may_add: whether a start may get that level.
    """
    given = list(wishes)
    done: dict[str, Wish] = {}
    sent: dict[str, Value] = {}
    offered: dict[str, Value] = {}  # what was only suggested is carried out together, if at all
    for wish in sorted(given, key=_starts):  # the level first: the switch looks at it
        gives = offered if wish.outcome is Outcome.SUGGESTED else sent
        rail_input = look(wish, gives)
        one = apply(wish, rail_input)
        level = _along(wish, one, rail_input)
        if level is not None and may_add(wish, level[0]):
            trait, along = level
            along = apply(along, look(along, gives))
            if along.outcome is not Outcome.HELD:
                started = apply(wish, look(wish, {**gives, trait.name: along.value}))
                if started.outcome is not Outcome.HELD:
                    one, done[trait.name] = started, along
                    _note(along, sent, offered)
        done[wish.trait] = one
        _note(one, sent, offered)
    return [done.pop(wish.trait) for wish in given] + list(done.values())


def lowered(view: RoomView, fitting: RoomDevice) -> Iterator[Wish]:
    """What the hub itself set and stands above the limit of somebody who is there now, as wishes that the rails trim."""
    house = view.house
    if house.paused or house.ladder.ceiling_in(view.room) != "act":
        return
    device = fitting.device
    for about in fitting.settable:
        trait = about.trait
        cap = view.most(trait.quantity)
        if cap is None:
            continue
        there = house.readings.seen(device.id, trait, about.power)
        if not is_plausible(there) or not isinstance(there, float) or there <= cap * ROUNDED:
            continue
        if house.ledger.held(device.id, trait.name, view.now) is not None or not _is_own(view, fitting, about, there):
            continue
        music = fitting.music if trait.quantity == "volume" else None
        if music is not None and house.readings.value(device.id, music.name) in (None, SILENCE):
            continue
        yield Wish(view.room, device.id, trait.name, trait.quantity, there, there, 1.0)


def _is_own(view: RoomView, fitting: RoomDevice, about: Settable, there: Value) -> bool:
    """Whether the hub set it so, or lit a lamp that came on with it."""
    acts, device, trait = view.house.ledger.acts, fitting.device, about.trait
    act = acts.get((device.id, trait.name))
    if act is not None and trait.same(act.value, there):
        return True
    start = about.power if trait.quantity == "brightness" else fitting.music
    lit = None if start is None else acts.get((device.id, start.name))
    reading = view.house.readings.reading(device.id, trait.name)
    if lit is None or reading is None or lit.value in (False, SILENCE):
        return False
    return reading.when.mono <= lit.when.mono + view.house.outbox.window_s(device)


def _along(wish: Wish, outcome: Wish, c: RailInput) -> tuple[Trait, Wish] | None:
    """The level a start needs that only its limit holds."""
    level = c.level_of_start
    if outcome.outcome is not Outcome.HELD or outcome.reason.code != LIMIT or not _starts(wish):
        return None
    if level is None or not level.settable:
        return None
    cap, words = (c.volume, volume_words(c)) if wish.quantity == "music" else (c.brightness, brightness_words(c))
    along = replace(
        wish, trait=level.name, quantity=level.quantity, value=cap, now=None, reason=Reason(LIMIT, words), preferences=None,
        turn=None, called="",
    )  # fmt: skip
    return level, along


def _starts(wish: Wish) -> bool:
    return wish.quantity in ("power", "music")


def _note(wish: Wish, sent: dict[str, Value], offered: dict[str, Value]) -> None:
    if wish.outcome is not Outcome.HELD:
        offered[wish.trait] = wish.value
    if wish.outcome is Outcome.SENT:
        sent[wish.trait] = wish.value
