"""What a room should become: each person's preference, shared, judged, and put through the rails. Pure reading of the house.

In the flow: Situation → Preference → Wish. A wish that is held is kept with its reason, as carefully as one that is sent.
"""

from collections.abc import Mapping
from dataclasses import replace

from devices.vocabulary import LIT, SILENCE, Moment, OccupantId, RoomId, Value
from models.preference import CERTAIN, Preference

from ..decision import Outcome, Reason, Trigger, Wish
from ..home.room_devices import RoomDevice, Settable, called
from ..house import House
from ..learning.autonomy import LEVELS
from ..safety.rails import apply_rails
from .acting_gate import judge
from .limits import lowered, railed
from .music_follows import CODE as FOLLOWS
from .music_follows import Carried, playing_in
from .pins import pinned
from .room_view import RoomView
from .sharing import Shared, share


def arrival_wishes(house: House, room: RoomId, arrived: OccupantId, now: Moment, carried: Carried | None = None) -> list[Wish]:
    """Everything in the room that somebody present has agreed to have set, with its outcome. carried: music that comes
    along."""
    present = house.presence.in_room(room)
    present.setdefault(arrived, 1.0)
    around = RoomView(house, room, now, present)
    wishes: list[Wish] = []
    others = 0  # devices before this one that are commanded
    for fitting in around.room_devices.of(room):
        made: dict[str, Wish] = {}
        for about in fitting.settable:
            wish = _wish(house, around, fitting, about, now, carried if about.trait.quantity == "music" else None)
            if wish is not None:
                made[about.trait.name] = _together(house, fitting, about, wish, made)
        for wish in lowered(house, around, fitting, now):
            if wish.trait not in made or not _goes(made[wish.trait]):
                made[wish.trait] = wish
        if made:
            done = _consistent(house, around, railed(house, around, list(made.values()), Trigger.ARRIVAL, now, others))
            others += any(map(_goes, done))
            wishes += done
    return wishes


def lowering_wishes(house: House, room: RoomId, arrived: OccupantId, now: Moment) -> list[Wish]:
    """Only what the hub had set and is too much for who has come: for a return too soon to set the room again."""
    around = RoomView(house, room, now, {arrived: 1.0, **house.presence.in_room(room)})
    wishes: list[Wish] = []
    for fitting in around.room_devices.of(room):
        others = len({wish.device for wish in wishes if _goes(wish)})
        wishes += railed(house, around, list(lowered(house, around, fitting, now)), Trigger.ARRIVAL, now, others)
    return [wish for wish in wishes if _goes(wish)]


def left_behind(house: House, room: RoomId, now: Moment) -> list[Wish]:
    """Silence in a room whose music went along with the last who was there."""
    around, wishes = RoomView(house, room, now), list[Wish]()
    for device_id, (trait, there) in playing_in(house, room).items():
        reason = Reason(FOLLOWS, "the music went along with who was there")
        wish = Wish(room, device_id, trait, "music", SILENCE, there, 1.0, reason=reason)
        others = len({w.device for w in wishes if _goes(w)})
        wishes.append(apply_rails(wish, around.rail_input(wish, Trigger.EMPTY, others), house.command_history, now))
    return wishes


def empty_wishes(house: House, room: RoomId, now: Moment) -> list[Wish]:
    """What the configuration wants of a room everybody has left: light off, music stopped, heating set back."""
    wanted = house.config.rooms[room].when_empty
    around, wishes = RoomView(house, room, now), list[Wish]()
    for device_id in house.readings.devices_in[room]:
        device = house.catalogue.devices.get(device_id)
        if device is None:
            continue
        for trait in device.traits.values():
            value: Value
            match trait.quantity:
                case "power" if wanted.light == "off":
                    value = False
                case "music" if wanted.music == "stop":
                    value = SILENCE
                case "setpoint" if wanted.temperature != "keep":
                    value = float(wanted.temperature)
                case _:
                    continue
            there = house.readings.value(device_id, trait.name)
            if not trait.settable or there is None or trait.same(there, value):
                continue
            wish = Wish(
                room, device_id, trait.name, trait.quantity, value, there, 1.0, reason=Reason("empty", "nobody is there"),
                called=called(device, trait.quantity),
            )  # fmt: skip
            most = house.ladder.ceiling_in(room)
            if most != "act":
                wish = _held(wish, "ceiling", f"the hub may only {most} here")
            others = len({w.device for w in wishes if _goes(w)})
            wishes.append(apply_rails(wish, around.rail_input(wish, Trigger.EMPTY, others), house.command_history, now))
    return wishes


def _wish(
    house: House, around: RoomView, fitting: RoomDevice, about: Settable, now: Moment, carried: Carried | None = None
) -> Wish | None:
    """One trait's wish, judged; None when nobody here agreed to its domain. carried: music that came along."""
    kind, trait, room, block = about.kind, about.trait, around.room, around.block
    people = around.agreed(kind.domain)
    if not people:
        return None
    context = around.context(about)
    there = _seen(house, fitting, about)
    preferences: dict[OccupantId, Preference] = {}
    for who in people:
        pins = house.config.occupants[who].pinned
        fixed = pinned(pins, room, kind, context.local.time()) if pins else None
        if fixed is None and carried is not None and carried.occupant == who:
            fixed = carried.preference(kind)
        preferences[who] = fixed if fixed is not None else house.shelf.predict(who, kind.name, context, now.at)
    # Somebody of whom nothing is known yet has no say in a room shared with somebody of whom much is.
    known = {who: p for who, p in preferences.items() if p.evidence > 0.0} or preferences
    policy: str = getattr(block.sharing, kind.domain)
    shared = share(
        policy,
        kind,
        known,
        around.present,
        None if block.owner is None else OccupantId(block.owner),
        around.arrived() if policy == "first" else (),
        house.ledger.debts.get((room, kind.domain), {}),
        there,
    )
    value = trait.nearest(shared.value)
    occupants = tuple(sorted(known))
    evidence = max(known[who].evidence for who in shared.deciders)
    outcome, reason = _judged(house, room, fitting, about, value, shared, there, evidence, now)
    if carried is not None and outcome is Outcome.SENT and value == carried.value:
        reason = Reason(FOLLOWS, f"it comes along from {house.config.rooms[carried.source].name or carried.source}")
    return Wish(
        room,
        fitting.device.id,
        trait.name,
        trait.quantity,
        value,
        there,
        shared.confidence,
        outcome,
        reason,
        occupants,
        preferences,
        shared.turn,
        context,
        fitting.called if trait.quantity == "power" else "",
        shared.contents,
    )


def _seen(house: House, fitting: RoomDevice, about: Settable) -> Value | None:
    """As ``House.seen``."""
    device, trait = fitting.device.id, about.trait
    if about.power is not None and trait.quantity in LIT and house.readings.value(device, about.power.name) is False:
        return None
    return house.readings.value(device, trait.name)


def _judged(
    house: House,
    room: RoomId,
    fitting: RoomDevice,
    about: Settable,
    value: Value,
    shared: Shared,
    there: Value | None,
    evidence: float,
    now: Moment,
) -> tuple[Outcome, Reason]:
    """Hold by hand, the acting gate, the ladder: in this order, so that the reason given is the one that matters most."""
    if house.paused:
        return Outcome.HELD, _PAUSED
    if house.ledger.held(fitting.device.id, about.trait.name, now) is not None:
        return Outcome.HELD, _BY_HAND
    verdict = judge(about.kind, value, shared.confidence, shared.now, there, evidence)
    if not verdict.passes:
        return Outcome.HELD, verdict.reason
    level = most = house.ladder.ceiling_in(room)
    if evidence < CERTAIN:
        level = min((house.ladder.level(who, room, about.kind.name) for who in shared.deciders), key=LEVELS.index)
    if shared.only_ask and level == "act":
        return Outcome.SUGGESTED, _ASKED
    match level:
        case "watch":
            return Outcome.HELD, _MAY_WATCH if most == "watch" else _WATCHING
        case "suggest":
            return Outcome.SUGGESTED, _MAY_SUGGEST if most == "suggest" else _SUGGESTED
        case _:
            return Outcome.SENT, verdict.reason


def _together(house: House, fitting: RoomDevice, about: Settable, wish: Wish, made: Mapping[str, Wish]) -> Wish:
    """What one device's traits mean for each other: no level for a lamp that stays dark, no loudness for silence."""
    if not _goes(wish):
        return wish
    device = fitting.device.id
    match about.trait.quantity:
        case "brightness" | "colour_temperature":
            power = about.power
            if power is None:
                return wish
            switch = made.get(power.name)
            is_on = house.readings.value(device, power.name)
            if switch is not None and _goes(switch):
                return wish if switch.value is True else _held(wish, "dark", "the light is to be off")
            if is_on is True:
                return wish
            why = "the lamp is off" if is_on is False else "whether the lamp is on is not known"
            return _held(wish, "dark", f"{why}, and it is not sure that light is wanted")
        case "volume":
            music = fitting.music
            if music is None:
                return wish
            played = made.get(music.name)
            starts = played is not None and _goes(played) and played.value != SILENCE
            is_playing = house.readings.value(device, music.name) not in (None, SILENCE)
            stops = played is not None and _goes(played) and played.value == SILENCE
            return wish if starts or (is_playing and not stops) else _held(wish, "silent", "nothing is playing")
        case "setpoint" if fitting.mode is not None and house.readings.value(device, fitting.mode.name) == "off":
            # A valve that is off stays off: a person or a season did that.
            return _held(wish, "heating_off", "the heating there is switched off")
        case _:
            return wish


def _consistent(house: House, around: RoomView, wishes: list[Wish]) -> list[Wish]:
    """Levels go only with a lamp that is, or will be, on."""
    fixed = []
    for wish in wishes:
        if wish.quantity in LIT and _goes(wish):
            power = around.room_devices.power(wish.device, wish.trait)
            if power is not None:
                switch = next((w for w in wishes if w.trait == power.name), None)
                lights = house.readings.value(wish.device, power.name) is True or (switch is not None and _goes(switch))
                if not lights:
                    wish = _held(wish, "dark", "the lamp stays off")
        fixed.append(wish)
    return fixed


_PAUSED = Reason("paused", "the hub is paused")
_BY_HAND = Reason("held_by_hand", "set by hand, and left so until they leave")
_WATCHING = Reason("watching", "still watching: it has not been right often enough here yet")
_MAY_WATCH = Reason("watching", "the hub may only watch here")
_SUGGESTED = Reason("suggested", "suggested: it has not earned to act yet")
_MAY_SUGGEST = Reason("suggested", "suggested: the hub may only suggest here")
_ASKED = Reason("suggested", "suggested: people who share this room are asked")


def _goes(wish: Wish) -> bool:
    return wish.outcome is Outcome.SENT


def _held(wish: Wish, code: str, words: str) -> Wish:
    return replace(wish, outcome=Outcome.HELD, reason=Reason(code, words))
