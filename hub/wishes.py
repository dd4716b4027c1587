"""What a room should become: each person's preference, shared, judged, and put through the rails. Pure reading of the house.

In the flow: Situation → Preference → Wish. A wish that is held is kept with its reason, as carefully as one that is sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from devices.vocabulary import SILENCE, Device, Moment, OccupantId, RoomId, Trait, Value
from models.kind import Kind, kinds
from models.preference import Preference

from .arbitration import Shared, share
from .decision import Outcome, Reason, Trigger, Wish
from .following import CODE as FOLLOWS
from .following import Carried, playing_in
from .gate import judge
from .house import House
from .pins import CERTAIN, pinned
from .rails import apply_rails


def arrival_wishes(house: House, room: RoomId, arrived: OccupantId, now: Moment) -> list[Wish]:
    """Everything in the room that somebody present has agreed to have set, with its outcome."""
    present = house.presence.in_room(room)
    present.setdefault(arrived, 1.0)
    carried = house.following.carried(house, arrived, room, now)
    wishes: list[Wish] = []
    for device_id in house.home.devices_in[room]:
        device = house.catalogue.devices.get(device_id)
        if device is None:
            continue
        settable = [t for t in device.traits.values() if t.settable and t.quantity in kinds()]
        made: dict[str, Wish] = {}
        # A light's switch is decided before its level, the level before its colour; music before how loud.
        for trait in sorted(settable, key=lambda t: (kinds()[t.quantity].order, t.name)):
            wish = _wish(house, room, device, trait, present, now, carried if trait.quantity == "music" else None)
            if wish is not None:
                made[trait.name] = _together(house, device, trait, wish, made, now)
        wishes += _railed(house, device, list(made.values()), len({w.device for w in wishes if _goes(w)}), now)
    return wishes


def left_behind(house: House, room: RoomId, now: Moment) -> list[Wish]:
    """Silence in a room whose music went along with the last who was there."""
    wishes: list[Wish] = []
    for device_id, (trait, there) in playing_in(house, room).items():
        reason = Reason(FOLLOWS, "the music went along with who was there")
        wish = Wish(room, device_id, trait, "music", SILENCE, there, 1.0, reason=reason)
        others = len({w.device for w in wishes if _goes(w)})
        wishes.append(apply_rails(wish, house.circumstances(wish, Trigger.EMPTY, now, others), house.memory, now))
    return wishes


def empty_wishes(house: House, room: RoomId, now: Moment) -> list[Wish]:
    """What the configuration wants of a room everybody has left: light off, music stopped, heating set back."""
    wanted = house.config.rooms[room].when_empty
    wishes: list[Wish] = []
    for device_id in house.home.devices_in[room]:
        device = house.catalogue.devices.get(device_id)
        for trait in () if device is None else device.traits.values():
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
            there = house.home.value(device_id, trait.name)
            if not trait.settable or there is None or trait.same(there, value):
                continue
            wish = Wish(
                room, device_id, trait.name, trait.quantity, value, there, 1.0, reason=Reason("empty", "nobody is there")
            )
            most = house.ladder.ceiling_in(room)
            if most != "act":
                wish = _held(wish, "ceiling", f"the hub may only {most} here")
            others = len({w.device for w in wishes if _goes(w)})
            wishes.append(apply_rails(wish, house.circumstances(wish, Trigger.EMPTY, now, others), house.memory, now))
    return wishes


def _wish(
    house: House,
    room: RoomId,
    device: Device,
    trait: Trait,
    present: Mapping[OccupantId, float],
    now: Moment,
    carried: Carried | None = None,
) -> Wish | None:
    """One trait's wish, judged; None when nobody here agreed to its domain. carried: music that came along."""
    kind = kinds()[trait.quantity]
    people = [who for who in present if house.allows(who, kind.domain)]
    if not people:
        return None
    context = house.context(room, device.id, trait.name, len(present) - 1, now)
    there = house.seen(device.id, trait)
    preferences: dict[OccupantId, Preference] = {}
    for who in people:
        fixed = pinned(house.config.occupants[who].pinned, room, kind, context.local.time())
        if fixed is None and carried is not None and carried.occupant == who:
            fixed = carried.preference(kind)
        preferences[who] = fixed if fixed is not None else house.shelf.predict(who, kind.name, context, now.at)
    block = house.config.rooms[room]
    # Somebody of whom nothing is known yet has no say in a room shared with somebody of whom much is.
    known = {who: p for who, p in preferences.items() if p.evidence > 0.0} or preferences
    shared = share(
        getattr(block.sharing, kind.domain),
        kind,
        known,
        present,
        None if block.owner is None else OccupantId(block.owner),
        house.order_of_arrival(room),
        house.ledger.debts.get((room, kind.domain), {}),
        there,
    )
    wish = Wish(
        room=room,
        device=device.id,
        trait=trait.name,
        quantity=trait.quantity,
        value=trait.nearest(shared.value),
        now=there,
        confidence=shared.confidence,
        occupants=tuple(sorted(known)),
        preferences=preferences,
        turn=shared.turn,
    )
    judged = _judged(house, kind, wish, shared, max(p.evidence for p in known.values()), now)
    if carried is None or not _goes(judged) or judged.value != carried.value:
        return judged
    called = house.config.rooms[carried.source].name or carried.source
    return replace(judged, reason=Reason(FOLLOWS, f"it comes along from {called}"))


def _judged(house: House, kind: Kind, wish: Wish, shared: Shared, evidence: float, now: Moment) -> Wish:
    """Hold by hand, the acting gate, the ladder: in this order, so that the reason given is the one that matters most."""
    if house.paused:
        return _held(wish, "paused", "the hub is paused")
    held = house.ledger.held(wish.device, wish.trait, now)
    if held is not None:
        return _held(wish, "held_by_hand", "set by hand, and left so until they leave")
    verdict = judge(kind, wish.value, shared.confidence, shared.now, wish.now, evidence)
    if not verdict.passes:
        return replace(wish, outcome=Outcome.HELD, reason=verdict.reason)
    level = min((house.ladder.level(who, wish.room, kind.name) for who in wish.occupants), key=_LEVELS.index)
    if evidence >= CERTAIN:
        level = house.ladder.ceiling_in(wish.room)
    if shared.only_ask and level == "act":
        level = "suggest"
    if level == "watch":
        return _held(wish, "watching", "still watching: it has not been right often enough here yet")
    if level == "suggest":
        return replace(wish, outcome=Outcome.SUGGESTED, reason=Reason("suggested", "suggested: it has not earned to act yet"))
    return replace(wish, reason=verdict.reason)


def _together(house: House, device: Device, trait: Trait, wish: Wish, made: Mapping[str, Wish], now: Moment) -> Wish:
    """What one device's traits mean for each other: no level for a lamp that stays dark, no loudness for silence."""
    if not _goes(wish):
        return wish
    match trait.quantity:
        case "brightness" | "colour_temperature":
            power = house.power_trait(device.id, trait.name)
            if power is None:
                return wish
            switch = made.get(power.name)
            is_on = house.home.value(device.id, power.name)
            if switch is not None and _goes(switch):
                return wish if switch.value is True else _held(wish, "dark", "the light is to be off")
            if is_on is True:
                return wish
            why = "the lamp is off" if is_on is False else "whether the lamp is on is not known"
            return _held(wish, "dark", f"{why}, and it is not sure that light is wanted")
        case "volume":
            music = next((t for t in device.traits.values() if t.quantity == "music"), None)
            if music is None:
                return wish
            played = made.get(music.name)
            starts = played is not None and _goes(played) and played.value != SILENCE
            is_playing = house.home.value(device.id, music.name) not in (None, SILENCE)
            stops = played is not None and _goes(played) and played.value == SILENCE
            return wish if starts or (is_playing and not stops) else _held(wish, "silent", "nothing is playing")
        case "setpoint":
            return _heated(house, device, wish)
        case _:
            return wish


def _heated(house: House, device: Device, wish: Wish) -> Wish:
    """A valve that is off stays off: a person or a season did that."""
    mode = next((t for t in device.traits.values() if t.quantity == "hvac_mode"), None)
    if mode is not None and house.home.value(device.id, mode.name) == "off":
        return _held(wish, "heating_off", "the heating there is switched off")
    return wish


def _railed(house: House, device: Device, wishes: Sequence[Wish], others: int, now: Moment) -> list[Wish]:
    """The caps, applied last. A level the rails hold takes its switch along when that would come on too bright."""
    done: dict[str, Wish] = {}
    for wish in sorted(wishes, key=lambda w: w.quantity == "power"):  # the level first: the switch looks at it
        gets = {w.quantity: w.value for w in done.values() if _goes(w)}
        circumstances = house.circumstances(
            wish, Trigger.ARRIVAL, now, others, gets.get("brightness"), gets.get("colour_temperature")
        )
        done[wish.trait] = apply_rails(wish, circumstances, house.memory, now)
    return _consistent(house, device, [done[wish.trait] for wish in wishes])


def _consistent(house: House, device: Device, wishes: list[Wish]) -> list[Wish]:
    """Levels go only with a lamp that is, or will be, on."""
    fixed = []
    for wish in wishes:
        power = house.power_trait(device.id, wish.trait)
        if _goes(wish) and power is not None and wish.quantity in ("brightness", "colour_temperature"):
            switch = next((w for w in wishes if w.trait == power.name), None)
            lights = house.home.value(device.id, power.name) is True or (switch is not None and _goes(switch))
            if not lights:
                wish = _held(wish, "dark", "the lamp stays off")
        fixed.append(wish)
    return fixed


_LEVELS = ("watch", "suggest", "act")


def _goes(wish: Wish) -> bool:
    return wish.outcome is Outcome.SENT


def _held(wish: Wish, code: str, words: str) -> Wish:
    return replace(wish, outcome=Outcome.HELD, reason=Reason(code, words))
