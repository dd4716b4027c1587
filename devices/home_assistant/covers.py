"""Blinds, shutters and curtains. https://developers.home-assistant.io/docs/core/entity/cover"""

from collections.abc import Iterator, Mapping

from ..command import Command, checked
from ..discovery.hazards import CLASSES
from ..message import Outgoing
from ..payload import finite
from ..vocabulary import Device, Role, Trait, Value
from .calls import call
from .entity import Draft, Entity, State, Wire

_SET_POSITION = 4  # CoverEntityFeature
_BARE = "a cover without a position: only open, close and stop"
_ENDS: Mapping[str, float] = {"open_cover": 1.0, "close_cover": 0.0}


def cover(entity: Entity) -> Draft:
    """Only what can be set to a position: 0 closed, 100 open."""
    hazard = CLASSES.get(str(entity.attributes.get("device_class")), "")
    if not entity.features & _SET_POSITION:
        return Draft(Role.COVER, (), hazard=hazard, refused="" if hazard else _BARE)
    return Draft(Role.COVER, (Trait("position", "position", settable=True, low=0.0, high=1.0, step=0.01),), hazard=hazard)


def hear(state: State) -> Iterator[tuple[str, Value]]:
    position = finite(state.attributes.get("current_position"))
    if state.state in ("open", "closed", "opening", "closing") and position is not None and 0.0 <= position <= 100.0:
        yield "position", position / 100.0


def say(device: Device, command: Command, wire: Wire) -> list[Outgoing]:
    """Raises BadCommand."""
    for name, value in command.values.items():
        position = round(float(checked(device, name, value).nearest(value)) * 100)
        return [call("cover.set_cover_position", wire.entity, position=position)]
    return []


def ordered(service: str, data: Mapping[str, object]) -> Iterator[tuple[str, Value | None]]:
    """What a call of somebody else's asks for; None where the outcome is not known."""
    position = finite(data.get("position"))
    if service == "set_cover_position" and position is not None and 0.0 <= position <= 100.0:
        yield "position", position / 100.0
    else:
        yield "position", _ENDS.get(service)
