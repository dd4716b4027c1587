"""Proof that a person was forgotten, with nothing in it that says who."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Receipt:
    """when: UTC. rows: erased, per table. backups: written anew without the person. set_aside: damaged databases kept for
    study, deleted. priors: whether the home's own were dropped. files_left: files that still hold the person's id: 0."""

    when: str
    rows: Mapping[str, int]
    backups: int
    set_aside: int
    priors: bool
    files_left: int

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "rows": dict(self.rows)}
