"""When what a hand set is free again while its people still stay: as the room's ``hold: {release: …}`` says.

In the flow: Hold → staying, status. Leaving ends a hold whatever stands here (``Ledger.release``).
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..decision import Hold
from ..modes import next_morning


def released_at(hold: Hold, release: float | str, zone: ZoneInfo, morning: time) -> datetime | None:
    """None where only leaving ends it. A lamp put out stays out: nobody who sits in the dark is lit by a clock."""
    if hold.value is False and hold.trait.startswith("power"):
        return None
    if isinstance(release, float):
        return hold.since.at + timedelta(seconds=release)
    return next_morning(hold.since.at, zone, morning) if release == "morning" else None
