"""A player on a link of its own: the link reads its state and puts events, no message of the broker's tells anything."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from devices.event import Event, Reported
from devices.vocabulary import Device, Moment, Value

from .device import Doing, Simulated, Word


@dataclass(kw_only=True)
class Linked(Simulated):
    """tell: takes events as the link would put them. device: as the hub has it. moment: now."""

    tell: Callable[[Simulated, Iterable[Event], Mapping[str, Doing]], None]
    device: Callable[[str], Device]
    moment: Callable[[], Moment]

    program_is_heard: ClassVar[bool] = False
    tells_absence: ClassVar[bool] = False

    def __post_init__(self) -> None:
        self.grains = {"volume": 0.01}
        self.ranges = {"volume": (0.0, 1.0)}
        super().__post_init__()
        self.told: dict[str, Value] = {}
        self.is_connected = False

    def read(self, values: Mapping[str, Value]) -> tuple[Reported, ...]:
        """What the link makes of this state, beside what it told before."""
        raise NotImplementedError

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        return None

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        found = self.read(values)
        self.is_connected = True
        self.told |= {event.trait: event.value for event in found}
        self.tell(self, found, {name: doing for name, (_, doing) in self.cache.items()})
        return ()

    def obey(self, values: Mapping[str, Value], fade_s: float, who: Any, doing: Doing | None = None) -> None:
        for name in values:
            self.told.pop(name, None)  # the link tells what became of a command, also where nothing changed
        super().obey(values, fade_s, who, doing)
