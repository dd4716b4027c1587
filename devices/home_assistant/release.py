"""Which releases of Home Assistant are tested, and what is said of the one that is met. Pure."""

import re

from ..text import shown

# tests/home_assistant passes with the first and the last of them: ../shared/real-home installs both.
TESTED = ((2025, 4), (2026, 11))
_VERSION = re.compile(r"(\d{4})\.(\d{1,2})\b")


def span_tested() -> tuple[str, str]:
    """The oldest and the newest, as Home Assistant writes its releases."""
    oldest, newest = (f"{year}.{month}" for year, month in TESTED)
    return oldest, newest


def met(version: str) -> str:
    """A sentence on the version Home Assistant says it has ("2026.11.0")."""
    oldest, newest = span_tested()
    head, span = f"Home Assistant {shown(version, 40)}", f"{oldest} to {newest}"
    found = _VERSION.match(version)
    release = (int(found[1]), int(found[2])) if found else None
    if release is None:
        return f"{head}: which release that is cannot be told (tested: {span})"
    if release < TESTED[0]:
        return f"{head} is older than what is tested ({span}): an update of Home Assistant is advised"
    if release > TESTED[1]:
        return f"{head} is newer than what is tested ({span}): look whether there is an update of Attune"
    return f"{head} (tested: {span})"
