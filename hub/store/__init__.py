"""One SQLite file, and everybody's rights over it: kept, exported, blurred, forgotten."""

from .store import Store

__all__ = ["Store"]
