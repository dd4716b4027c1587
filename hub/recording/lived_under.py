"""Under which configurations days were lived: a digest of each, so that a replay knows whether it is under the same. Pure."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from ..config import Config

SETTING = "recorded_under"  # under which the store keeps them, the oldest first: since when, and the digest
_BESIDE = ("mqtt", "home_assistant", "storage", "page", "families")  # nothing is decided by these

Under = Sequence[Sequence[str]]


def digest(config: Config) -> str:
    written = json.loads(config.written)
    said = {key: value for key, value in written.items() if key not in _BESIDE}
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def noted(known: Under, config: Config, now: datetime, oldest: datetime) -> list[Sequence[str]]:
    """With what holds from now on, and without what was over before then."""
    held = [*known, *([] if known and known[-1][1] == digest(config) else [[now.isoformat(), digest(config)]])]
    later = [datetime.fromisoformat(one[0]) for one in held[1:]]
    return [one for one, until in zip(held, [*later, None], strict=True) if until is None or until > oldest]


def is_same(known: Under, config: Config, start: datetime, end: datetime) -> bool:
    """Whether it was this configuration all the while; False where nobody knows."""
    began = [datetime.fromisoformat(one[0]) for one in known]
    if not began or began[0] > start:
        return False
    return all(one[1] == digest(config) for one in _between(known, began, start, end))


def _between(known: Under, began: Sequence[datetime], start: datetime, end: datetime) -> Iterable[Sequence[str]]:
    until = [*began[1:], end]
    return [one for one, since, over in zip(known, began, until, strict=True) if since <= end and over > start]
