"""Who speaks, and is not understood: a scale, a word or a key that is configured otherwise than the device writes it.

In the flow: a message of which nothing could be taken → ``never_heard.py`` tells it, until something is understood.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from devices.errors import BadPayload
from devices.event import Event, Seen
from devices.family import Family
from devices.message import Message
from devices.text import shown
from devices.vocabulary import Device, DeviceId

from ..home.spelling import speaker
from ..house import Current

ENOUGH = 2  # messages that cannot be read: one alone may have been damaged
MANY = 5  # messages without anything asked for: several things may share a topic


@dataclass(frozen=True, slots=True)
class SaidInVain:
    """topic: where it was said last. why: what could not be read, in the family's words; empty where nothing asked for was in
    it."""

    topic: str
    why: str
    times: int


class NotUnderstood:
    """Owned by the loop's thread. Of who has been understood once a look is one question to a set."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._understood: set[DeviceId] = set()
        self._said: dict[DeviceId, SaidInVain] = {}

    def look(self, message: Message, events: Sequence[Event], is_refused: bool) -> None:
        """At a message that has been taken in. is_refused: somebody could not read it."""
        catalogue = self._current.house.catalogue
        waiting = [device for device in catalogue.speakers(message.topic) if device.id not in self._understood]
        if not waiting or not message.payload.strip() or message.topic.endswith("/set"):
            return
        told = {device for device in map(speaker, events) if device is not None}
        about = {event.source if isinstance(event, Seen) else event.device for event in events}
        for device in waiting:
            family = catalogue.family_of.get(device.id)
            if device.id in told:
                self._understood.add(device.id)
                self._said.pop(device.id, None)
            elif device.id not in about and family is not None:
                why = _why(family, device, message) if is_refused else ""
                if why or family.keys_are_configured:
                    earlier = self._said.get(device.id)
                    self._said[device.id] = SaidInVain(message.topic, why, 1 if earlier is None else earlier.times + 1)

    def words(self) -> Iterator[tuple[DeviceId, str]]:
        """One sentence for each who speaks in vain."""
        devices = self._current.house.catalogue.devices
        for device, said in self._said.items():
            if device not in devices or said.times < (ENOUGH if said.why else MANY):
                continue
            wanted = ", ".join(sorted({trait.quantity for trait in devices[device].traits.values()}))
            why = f"{said.why}, on {said.topic}" if said.why else f"nothing of {wanted} is in what comes on {said.topic}"
            yield device, f"{device} speaks and is not understood: {shown(why, 200)}"


def _why(family: Family, device: Device, message: Message) -> str:
    """Several may speak on one topic: what this one cannot read of it."""
    try:
        family.hear(device, message)
    except BadPayload as refusal:
        return refusal.reason
    return ""
