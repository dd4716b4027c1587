"""How values stand in a column: time as text that sorts, everything else that is no number or text as JSON."""

import json
from datetime import UTC, datetime
from typing import Any

from ..errors import StoreFailed


def iso(at: datetime) -> str:
    """UTC with microseconds always written, so that text sorts as time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def as_json(value: Any) -> str:
    """Text for a column. Raises StoreFailed for numbers that are none."""
    try:
        return json.dumps(value, allow_nan=False)
    except ValueError as error:
        raise StoreFailed(f"a value that cannot be kept: {error}") from error
