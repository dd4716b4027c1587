"""MQTT topic filters: what matches, what may be asked for, which one covers another. Source: MQTT 5.0, section 4.7."""

from collections.abc import Iterable
from functools import lru_cache

LONGEST = 65535  # bytes of UTF-8


def topic_matches(pattern: str, topic: str) -> bool:
    """Whether a topic falls under a filter. One that starts with a wildcard never matches a ``$`` topic. Cost: about 1 µs."""
    if pattern == topic:
        return True
    if "+" not in pattern and "#" not in pattern:
        return False
    if topic.startswith("$") and pattern[:1] in ("+", "#"):
        return False
    levels, parts = topic.split("/"), pattern.split("/")
    for place, part in enumerate(parts):
        if part == "#":
            return place == len(parts) - 1
        if place >= len(levels) or part not in ("+", levels[place]):
            return False
    return len(levels) == len(parts)


def problem_of(pattern: str) -> str:
    """Why a filter must not be subscribed to, or an empty string."""
    parts = pattern.split("/")
    try:
        size = len(pattern.encode("utf-8"))
    except UnicodeEncodeError:
        return "not UTF-8"
    if not pattern or size > LONGEST:
        return "empty" if not pattern else "too long"
    if "\x00" in pattern:
        return "holds a NUL"
    if any(part != "+" and "+" in part for part in parts) or any("#" in part for part in parts[:-1]):
        return "a wildcard must stand alone between slashes, # only at the end"
    if "#" in parts[-1] and parts[-1] != "#":
        return "# must stand alone after the last slash"
    if all(part in ("+", "#") for part in parts):
        # The whole house would have to be read, and everybody's business with it.
        return "names no topic, only wildcards"
    if parts[0] == "$share":
        return "a shared subscription would lose messages to others"
    return ""


@lru_cache(maxsize=1024)
def cannot_publish_to(topic: str) -> str:
    """Why a message must not go out on a topic, or an empty string. Asked for every command, of the same topics again."""
    try:
        size = len(topic.encode("utf-8"))
    except UnicodeEncodeError:
        return "the topic is not UTF-8"
    if not 0 < size <= LONGEST:
        return "the topic is empty or too long"
    if any(c in topic for c in "+#\x00"):
        return "a topic holds no wildcard and no NUL"
    return "the broker's own tree" if topic.startswith("$") else ""


def covers(wide: str, narrow: str) -> bool:
    """Whether everything ``narrow`` matches, ``wide`` matches too. Both are valid filters."""
    ours, theirs = wide.split("/"), narrow.split("/")
    for place, part in enumerate(ours):
        if part == "#":
            return True
        if place >= len(theirs) or theirs[place] == "#" or part not in ("+", theirs[place]):
            return False
    return len(ours) == len(theirs)


def without_covered(patterns: Iterable[str]) -> frozenset[str]:
    """The filters that are not covered by another: a broker may send a message once for each filter it matches.

    Cost: a few µs for each of a home's thousands of topics; only filters that begin as it does, or wild, are looked at.
    """
    wanted = frozenset(patterns)
    wide: dict[str, list[str]] = {}
    for pattern in wanted:
        if "+" in pattern or "#" in pattern:
            wide.setdefault(pattern.partition("/")[0], []).append(pattern)
    anywhere = [*wide.get("+", ()), *wide.get("#", ())]

    def is_covered(pattern: str) -> bool:
        first = pattern.partition("/")[0]
        near = anywhere if first in ("+", "#") else (*wide.get(first, ()), *anywhere)
        return any(other != pattern and covers(other, pattern) for other in near)

    return frozenset(pattern for pattern in wanted if not is_covered(pattern))
