"""How a Tasmota writes things: its topics and words, and for each trait the key it is told by and the command that sets it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ...based import BaseTopic
from ...vocabulary import Trait

FAMILY_KEY = "tasmota"
BASE = BaseTopic(FAMILY_KEY, "tasmota/discovery")
SPEEDS = 3  # of a ceiling fan; 0 stands still
COLDEST, WARMEST = 153, 500  # mired; what CT takes at all


class Form(StrEnum):
    """How a value is written."""

    POWER = "power"  # one of the device's own words
    PERCENT = "percent"  # 0..100
    MIRED = "mired"
    HSB = "hsb"  # hue in degrees, saturation and brightness in percent
    SHUTTER = "shutter"  # {"Position": 0..100}
    SPEED = "speed"  # 0..3
    TEMPERATURE = "temperature"  # in the unit the message names
    PLAIN = "plain"
    SWITCH = "switch"  # a word in telemetry, {"Action": word} when it happens
    PRESENCE = "presence"  # 0, 1, true or a word
    ACTION = "action"


MEASURED = frozenset({Form.TEMPERATURE, Form.PLAIN, Form.PRESENCE})  # what the sensors' announcement brings


@dataclass(frozen=True, slots=True)
class Wire:
    """How a trait is written.

    keys: where it stands in the JSON: any of these at its top; of what is measured the chip and its key. command: sets it.
    low, high: native bounds of what is sent. is_lamp: power and level of a light, not of a socket.
    is_of_colours: its colour temperature may be left from before a colour was chosen; it has white beside its colours.
    """

    form: Form
    keys: tuple[str, ...]
    command: str = ""
    endpoint: str = ""
    low: int = 0
    high: int = 100
    is_lamp: bool = False
    is_of_colours: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a device speaks and in which words, all of it announced.

    topic: its own topic word; names of its endpoints by endpoint. cmnd, stat, tele, group: topics up to the last slash.
    off, on: its own words. switches: inputs that follow what hangs on them. fades: takes Fade and Speed.
    wakes: a level lights the lamp.
    """

    mac: str
    topic: str
    device_name: str
    cmnd: str
    stat: str
    tele: str
    group: str
    off: str
    on: str
    online: str
    offline: str
    names: Mapping[str, str] = field(default_factory=dict)
    switches: tuple[int, ...] = ()
    fades: bool = True
    wakes: bool = True


def wire_of(trait: Trait) -> Wire:
    """The trait's own; all of this family's have one."""
    wire = trait.wire
    return wire if isinstance(wire, Wire) else Wire(Form.ACTION, ())
