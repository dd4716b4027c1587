"""Why somebody is thought to be where they are, in words for a resident. Pure.

In the flow: Presence → what ``attune why ana`` says, and what stands beside a person's room on the broker.
"""

from devices.vocabulary import OccupantId, RoomId

from ..config import Config
from ..presence.presence import Presence


def because(config: Config, presence: Presence, who: OccupantId) -> str:
    """A half sentence: "by home/presence/ana", "motion in the kitchen while only Ana is at home"."""
    where = presence.where(who)
    source = presence.rests_on(who)
    by = "by where they were before the hub started" if source is None else f"by {source}"
    if where.home is None:
        return "nothing has been heard of them"
    if where.room is None:
        return f"{by}; which room is not known" if where.home else by
    if not where.is_guess:
        return by
    others = [other for other in map(OccupantId, config.occupants) if other != who]
    at_home = [config.occupants[other].name for other in others if presence.where(other).home is not False]
    signal = None if presence.unnamed is None else presence.unnamed.signals[where.room]
    if signal is not None and not signal.is_heard and signal.passed_at is not None:
        return f"a door of the {_called(config, where.room)} moved, and nothing says that they left"
    if signal is not None and not signal.is_heard:
        return "nothing tells of motion there, and nothing moves where it would be noticed"
    moved = f"motion in the {_called(config, where.room)}"
    sleeps = "" if _sleeps_in(presence, who) != where.room else ", where they seem to sleep"
    if not at_home:
        return f"{moved} while only {config.occupants[who].name} is at home"
    return f"{moved}{sleeps}, where {_and(at_home)} {'is' if len(at_home) == 1 else 'are'} less likely to be"


def sentence(config: Config, presence: Presence, who: OccupantId) -> str:
    """Where the person is thought to be, how sure that is, and why."""
    where, name = presence.where(who), config.occupants[who].name
    why = because(config, presence, who)
    bed = _sleeps_in(presence, who)
    sleeps = "" if bed is None else f" {name} seems to sleep in the {_called(config, bed)}."
    if where.home is False:
        return f"{name} is out, {why}.{sleeps}"
    if where.home is None:
        return f"Where {name} is is not known: {why}.{sleeps}"
    percent = f"{where.confidence:.0%} sure".replace("%", " %")
    if where.room is None:
        return f"{name} is at home, {why}.{sleeps}"
    return f"{name} is in the {_called(config, where.room)} ({percent}): {why}.{sleeps}"


def _sleeps_in(presence: Presence, who: OccupantId) -> RoomId | None:
    """As far as that was learned; None where it was said."""
    return None if presence.unnamed is None else presence.unnamed.sleepers.room_of(who)


def _called(config: Config, room: RoomId) -> str:
    name = config.rooms[room].name
    return name[:1].lower() + name[1:] if name.istitle() or name[1:].islower() else name


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
