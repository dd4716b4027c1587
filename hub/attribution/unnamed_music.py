"""Music a player does not name may be a wish all the same: tracks of a playlist, or a bare "playing" before it says what.

In the flow: Reported → here → readings. Where a wish it may be was just asked for, or plays already, it is that.
"""

from dataclasses import replace

from devices.event import Event, Reported
from devices.vocabulary import OTHER_MUSIC

from ..home.readings import Readings
from .attribution import Attribution


def named(event: Event, readings: Readings, attribution: Attribution) -> Event:
    """The event with what is known of it; any other as it is."""
    if not isinstance(event, Reported) or event.value != OTHER_MUSIC or not event.may_be:
        return event
    awaited = attribution.open_until(event.device, event.trait)
    asked = None if awaited is None or awaited.is_overruled else awaited.target
    known = (asked, readings.value(event.device, event.trait))
    value = next((one for one in known if one in event.may_be), OTHER_MUSIC)
    return replace(event, value=value, may_be=())
