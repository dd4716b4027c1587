"""What programs may ask of the hub, each registered where it is done: ``@answers("undo")`` stands over the method that does it.

In the flow: a line on the socket, or on the command line → api/answers finds the method here → its answer, a JSON object.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from devices.vocabulary import Moment, OccupantId, RoomId

from ..errors import NotPossible
from ..house import House

Asked = Mapping[str, Any]  # what came beside the command's name
Answering = Callable[[Asked, Moment], Mapping[str, Any]]
Method = TypeVar("Method", bound=Callable[..., Mapping[str, Any]])

_MARK = "_answers"


@dataclass(frozen=True, slots=True)
class Question:
    """One command. running: what cannot be without a running hub, in words; empty where the disk is enough."""

    answer: Answering
    running: str


def answers(*commands: str, running: str = "") -> Callable[[Method], Method]:
    """Registers the method under these names. It raises NotPossible, with one line for a person."""

    def mark(method: Method) -> Method:
        setattr(method, _MARK, (commands, running))
        return method

    return mark


def questions(*actors: object) -> dict[str, Question]:
    """Everything these can be asked. Raises ValueError when two answer to one name."""
    found: dict[str, Question] = {}
    for actor in actors:
        for name, method in vars(type(actor)).items():
            commands, running = getattr(method, _MARK, ((), ""))
            for command in commands:
                if command in found:
                    raise ValueError(f"two answer to {command!r}")
                found[command] = Question(getattr(actor, name), running)
    return found


def occupant_of(house: House, asked: Asked) -> OccupantId:
    """The person asked about, of the configuration. Raises NotPossible."""
    who = OccupantId(str(asked.get("person")))
    if who not in house.config.occupants:
        raise NotPossible(f"the configuration knows no {who!r}; it knows {', '.join(house.config.occupants)}", "no_such_person")
    return who


def known_person(house: House, person: str) -> OccupantId:
    """Of the configuration, or somebody of whom something is stored. Raises NotPossible."""
    who = OccupantId(person)
    if who in house.config.occupants or house.store.holds_anything(who):
        return who
    raise NotPossible(
        f"nothing is known of {person!r}; the configuration knows {', '.join(house.config.occupants)}", "no_such_person"
    )


def known_room(house: House, room: str) -> RoomId:
    """Raises NotPossible."""
    if room not in house.config.rooms:
        raise NotPossible(f"there is no room {room!r}; there are {', '.join(house.config.rooms)}", "no_such_room")
    return RoomId(room)
