"""What a script says, as values: what stands behind the configuration's names, and what happens one after the other.

In the flow: YAML → ``reading`` → Script → ``course`` (at what time each step is) → ``rehearsal``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from devices.vocabulary import DeviceId, OccupantId, RoomId, Value

from .times import When

PartKind = Literal[
    "light", "plain_light", "switch", "valve", "cooler", "thermometer", "motion", "radar", "contact", "lux", "player",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScriptPart:
    """What stands behind one name of the configuration. begins: how it is at the start, by quantity.

    name: as the script calls it. has_level: of a plain light, whether it can be dimmed. follows: of a light sensor, what part
    of the daylight outdoors reaches it, of a thermometer 1.0 where it hangs outdoors; 0.0: it tells only what a step says.
    """

    id: DeviceId
    name: str
    kind: PartKind
    begins: Mapping[str, Value] = field(default_factory=dict)
    has_level: bool = False
    follows: float = 0.0


@dataclass(frozen=True, slots=True)
class ScriptPlace:
    person: OccupantId
    place: str  # a room's id, not_home or home


@dataclass(frozen=True, slots=True)
class Between:
    """Somewhere from low to high, as the dice fall."""

    low: float
    high: float


Values = Mapping[DeviceId, Mapping[str, Value | Between]]  # by device and quantity


@dataclass(frozen=True, slots=True)
class Hand:
    """is_wish: only what differs beyond the kind's tolerance is set, and is a correction. person: None: who came last."""

    values: Values
    is_wish: bool = False
    person: OccupantId | None = None


@dataclass(frozen=True, slots=True)
class Sense:
    """What sensors measure from now on."""

    values: Values


@dataclass(frozen=True, slots=True)
class Doing:
    """activities: by room; ``nothing`` ends one."""

    activities: Mapping[RoomId, str]


@dataclass(frozen=True, slots=True)
class ModeChange:
    """room: None: the whole home. until: as the hub's own topic takes it; empty: its usual end."""

    name: str
    room: RoomId | None = None
    until: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    is_on: bool


@dataclass(frozen=True, slots=True)
class ScriptOrder:
    """A resident orders something. what: last, a decision's id, or a room; of an undo also since when, empty: just that one."""

    name: Literal["undo", "thanks", "accept", "decline", "later", "stop", "again"]
    what: str
    since: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person lets be learned from now on, within what the configuration says."""

    person: OccupantId
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Broker:
    is_up: bool


@dataclass(frozen=True, slots=True)
class HubRuns:
    """The hub dies as when the power goes, or starts again."""

    runs: bool


@dataclass(frozen=True, slots=True)
class Automation:
    """Another program's commands."""

    values: Values


@dataclass(frozen=True, slots=True)
class Mark:
    name: str


@dataclass(frozen=True, slots=True)
class Ask:
    names: tuple[str, ...]


Action = (
    ScriptPlace | Hand | Sense | Doing | ModeChange | Pause | ScriptOrder | Consent | Broker | HubRuns | Automation | Mark | Ask
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScriptStep:
    """when: None: at the time of the step before. about: it may be so much later, as the dice fall.

    line, key: in the script.
    """

    line: int
    key: str
    when: When | None
    actions: tuple[Action, ...]
    about: timedelta = timedelta()


Every = timedelta | frozenset[int] | Literal["week"] | None  # a span, such weekdays (0 is Monday), or each round after the last


@dataclass(frozen=True, slots=True)
class Repeat:
    """line, key: in the script."""

    line: int
    key: str
    when: When | None
    count: int
    every: Every
    steps: tuple["ScriptStep | Repeat", ...]


@dataclass(frozen=True, slots=True)
class Script:
    """file: as the resident named it. start: naive, by the home's clocks; None: the script does not say."""

    file: str
    start: datetime | None
    seed: int
    parts: Mapping[DeviceId, ScriptPart]
    steps: tuple[ScriptStep | Repeat, ...]
