"""What residents set and the hub has to remember of itself: paused, the most it may do in a room, which day a job ran."""

import json
from typing import Any

from ..columns import as_json
from ..transaction import Transactions


class KeptSettings:
    """By name; values are whatever JSON can say."""

    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def put(self, key: str, value: Any, *, is_lesson: bool = True) -> None:
        """is_lesson: False for what a power cut may take."""
        self._in.put("settings", [{"key": key, "value": as_json(value)}], replace=True, is_lesson=is_lesson)

    def get(self, key: str, default: Any = None) -> Any:
        rows = self._in.query("select value from settings where key = ?", [key])
        return json.loads(rows[0]["value"]) if rows else default
