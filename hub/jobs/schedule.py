"""Which daily jobs are due, by the home's calendar. Pure: a missed job runs once, none runs twice a day.

No job stands between 01:00 and 03:00, the hours that a change to or from summer time repeats or leaves out.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

DAILY: Mapping[str, time] = {"train": time(3, 30), "retain": time(4, 10), "backup": time(4, 30)}
LATEST = timedelta(days=1)


def due(jobs: Mapping[str, time], last: Mapping[str, date], local: datetime) -> list[str]:
    """Jobs whose time has come today and that have not run today, in the order of their times; those missed for a whole day
    at once.

    last: local date of each job's last run, a job that is not in it has never run. local: now, in the home's zone. A last run
    in the future means that the clock was set back: up to LATEST it counts, so that nothing runs twice; beyond, the clock was
    wrong then, and the job must not wait for that day to come.
    """
    today = local.date()
    return [
        job
        for job, at in sorted(jobs.items(), key=lambda item: item[1])
        if (local.time() >= at or date.min < last.get(job, date.min) < today - LATEST)
        and not today <= last.get(job, date.min) <= today + LATEST
    ]
