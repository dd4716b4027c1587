"""When what a hand set is free again while its people still stay: as the room's ``hold: {release: …}`` says.

In the flow: Hold → staying, status. Leaving ends a hold whatever stands here (``Ledger.release``).
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..decision import Hold

MORNING = time(6, 30)  # where no quiet hours say when the day begins


def released_at(hold: Hold, release: float | str, zone: ZoneInfo, morning: time) -> datetime | None:
    """None where only leaving ends it. A lamp put out stays out: nobody who sits in the dark is lit by a clock."""
    if hold.value is False and hold.trait.startswith("power"):
        return None
    if isinstance(release, float):
        return hold.since.at + timedelta(seconds=release)
    return next_morning(hold.since.at, zone, morning) if release == "morning" else None


def next_morning(after: datetime, zone: ZoneInfo, morning: time) -> datetime:
    """The next time of the day when the morning begins, in UTC terms of ``after``."""
    local = after.astimezone(zone)
    found = local.replace(hour=morning.hour, minute=morning.minute, second=0, microsecond=0)
    if found <= local:
        found = (local + timedelta(days=1)).replace(hour=morning.hour, minute=morning.minute, second=0, microsecond=0)
    return found.astimezone(after.tzinfo)
