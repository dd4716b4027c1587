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
from ..safety.caps import (
    DIM,
    LIGHT_QUIET,
    LIMIT,
    QUIET,
    ROUNDED,
    STEP,
    WARM,
    WARM_K,
    brightness_words,
    volume_words,
)
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
        with_it: dict[str, Wish] = {}
        values = dict(gives)
        for trait, along in _along(wish, one, rail_input, given):
            if may_add(wish, trait) and (added := apply(along, look(along, values))).outcome is not Outcome.HELD:
                with_it[trait.name], values[trait.name] = added, added.value
        if with_it and (started := apply(wish, look(wish, values))).outcome is not Outcome.HELD:
            one = started
            done |= with_it
            for along in with_it.values():
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


def _along(wish: Wish, outcome: Wish, c: RailInput, given: Iterable[Wish]) -> Iterator[tuple[Trait, Wish]]:
    """The level, in quiet hours also the white, that a start needs which only its limit holds. given: all that is wished of the
    device."""
    if outcome.outcome is not Outcome.HELD or not _starts(wish):
        return
    level, tint = c.level_of_start, c.tint_of_start
    if outcome.reason.code == LIMIT and level is not None and level.settable:
        cap, words = (c.volume, volume_words(c)) if wish.quantity == "music" else (c.brightness, brightness_words(c))
        yield level, _with_it(wish, level, cap, Reason(LIMIT, words))
    elif outcome.reason.code == QUIET and wish.quantity == "power":
        if level is not None and level.settable and not (c.lit_with is not None and c.lit_with <= LIGHT_QUIET * ROUNDED):
            yield level, _with_it(wish, level, _at_most(LIGHT_QUIET, level, given), Reason(QUIET, DIM))
        if tint is not None and tint.settable and c.lit_colour is not None and c.lit_colour > WARM_K * ROUNDED:
            yield tint, _with_it(wish, tint, _at_most(WARM_K, tint, given), Reason(QUIET, WARM))


def _with_it(wish: Wish, trait: Trait, value: Value, reason: Reason) -> Wish:
    return replace(
        wish, trait=trait.name, quantity=trait.quantity, value=value, now=None, reason=reason, preferences=None, turn=None,
        called="",
    )  # fmt: skip


def _at_most(cap: float, trait: Trait, given: Iterable[Wish]) -> float:
    """What they would choose as far as is known, though not surely enough to set it for its own sake; no more than the cap."""
    for wish in given:
        is_known = any(preference.evidence > 0.0 for preference in (wish.preferences or {}).values())
        if wish.trait == trait.name and is_known and isinstance(wish.value, float):
            return min(cap, wish.value)
    return cap


def _starts(wish: Wish) -> bool:
    return wish.quantity in ("power", "music")


def _note(wish: Wish, sent: dict[str, Value], offered: dict[str, Value]) -> None:
    if wish.outcome is not Outcome.HELD:
        offered[wish.trait] = wish.value
    if wish.outcome is Outcome.SENT:
        sent[wish.trait] = wish.value
