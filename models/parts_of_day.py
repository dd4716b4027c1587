"""The parts of the day, as habits are told and a person's past is kept by. No numpy: the command line prints them, too."""

PARTS = {"night": (23, 6), "morning": (6, 11), "day": (11, 17), "evening": (17, 23)}  # local hours, from and until

_AT = tuple(part for hour in range(24) for part, (start, end) in PARTS.items() if (hour - start) % 24 < (end - start) % 24)


def part_at(hour: int) -> str:
    """One of PARTS. hour: local, 0 to 23."""
    return _AT[hour]


def clock_times(part: str) -> tuple[str, str]:
    """From when until when, local, as an automation or a pinned value writes it: "23:00", "06:00"."""
    start, end = PARTS[part]
    return f"{start:02}:00", f"{end:02}:00"
