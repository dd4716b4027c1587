"""Which daily jobs are due, by the home's calendar. Pure: a missed job runs once, none runs twice a day.

No job stands between 01:00 and 03:00, the hours that a change to or from summer time repeats or leaves out.
"""

from collections.abc import Mapping
from datetime import date, datetime, time

DAILY: Mapping[str, time] = {"train": time(3, 30), "retain": time(4, 10), "backup": time(4, 30)}


def due(jobs: Mapping[str, time], last: Mapping[str, date], local: datetime) -> list[str]:
    """Jobs whose time has come today and that have not run today, in the order of their times.

    last: local date of each job's last run; a job that never ran waits for its own time. local: now, in the home's zone.
    """
    today = local.date()
    return [
        job
        for job, at in sorted(jobs.items(), key=lambda item: item[1])
        if local.time() >= at and last.get(job, date.min) < today
    ]
