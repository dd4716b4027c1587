"""The recorded messages of a family, as the broker would hand them over; more of them under the ``shared`` marker."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from devices.message import Message
from devices.vocabulary import Moment

HERE = Path(__file__).parent / "recorded"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "mqtt-samples"
NOW = Moment(datetime(2026, 9, 1, 12, 0, tzinfo=UTC), 1000.0)


@dataclass(frozen=True)
class Line:
    message: Message
    role: str
    note: str


def recorded(family: str) -> tuple[Line, ...]:
    """What lies in this repository."""
    return tuple(_lines(HERE / family / "messages.jsonl"))


def shared(name: str) -> tuple[Line, ...]:
    """All of a file of the shared data; the caller is marked ``shared``."""
    return tuple(_lines(SHARED / f"{name}.jsonl"))


def _lines(path: Path) -> Iterator[Line]:
    for text in path.read_text().splitlines():
        told = json.loads(text)
        message = Message(told["topic"], told["payload"].encode(), NOW, bool(told["retain"]))
        yield Line(message, told["role"], told["note"])
