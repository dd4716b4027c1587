"""Proof that a person was forgotten, with nothing in it that says who."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Receipt:
    """rows: erased, per table. backups: dropped because they held the person. files_left: files that still hold the id: 0."""

    when: str
    rows: Mapping[str, int]
    backups: int
    files_left: int

    @classmethod
    def of(cls, rows: Mapping[str, int], backups: Sequence[str], files_left: int) -> Self:
        return cls(datetime.now(UTC).isoformat(timespec="seconds"), dict(rows), len(backups), files_left)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
