"""Which room a receiver, gateway or camera stands in: its own name, unless the block says otherwise (``rooms:``). Pure."""

from collections.abc import Mapping

from ..based import is_level
from ..errors import BadPayload
from ..message import Message
from ..text import shown
from ..vocabulary import Reference
from .place import CAP

FARTHEST_M = 1000.0


def room_of(message: Message, receiver: str, rooms: Mapping[str, str]) -> str:
    """The room's id or name. Raises BadPayload for a receiver whose name is none."""
    if not receiver or len(receiver) > CAP or not receiver.isprintable():
        raise BadPayload(message.topic, message.payload, "the receiver's name is not readable")
    return rooms.get(receiver, receiver)


def rooms_in(reference: Reference) -> dict[str, str]:
    """The block's ``rooms``; empty where it has none or they are wrong."""
    given = reference.options.get("rooms")
    return dict(given) if isinstance(given, Mapping) and not rooms_mistakes(reference) else {}


def rooms_mistakes(reference: Reference) -> list[str]:
    """A block's ``rooms``: receiver → room."""
    given = reference.options.get("rooms")
    if given is None:
        return []
    if not isinstance(given, Mapping) or not all(isinstance(k, str) and isinstance(v, str) and v for k, v in given.items()):
        return ["rooms is not what stands where: a receiver's name and its room, such as rooms: {Gateway1: kitchen}"]
    return []


def id_mistakes(name: object, what: str, right: str) -> list[str]:
    """An id as one level of a topic."""
    if not is_level(name):
        return [f"{shown(str(name), 60)} is not {what}: it is like {right}, without +, # and /"]
    return []
