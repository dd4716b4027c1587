"""Frigate: cameras that count people, anonymously, in a camera's picture or a zone of it.

    - {frigate: living_room_cam}                     among a room's sensors: somebody is there
    - {frigate: living_room_cam, motion: true}       motion counts too (pets and curtains move as well)

Who is seen is a source of its own: ``frigate_face``. Nothing is kept by the broker: until a count changes it is not known.
Specification: https://docs.frigate.video/integrations/mqtt
"""

from collections.abc import Mapping, Sequence

from ..based import BaseTopic
from ..errors import BadPayload
from ..event import Event, Reachable, Reported
from ..family import Family
from ..found import as_if_named, unless_named
from ..message import Message, Outgoing
from ..payload import decode_object, decode_text, number
from ..presence.receivers import id_mistakes
from ..vocabulary import Device, Reference, Role, Settings, Trait

KEY = "frigate"
BASE = BaseTopic(KEY, "frigate")
_MOST = 10_000
_CAP = 256 * 1024  # bytes of what all cameras see
_OWN = frozenset({"events", "reviews", "stats", "available", "tracked_object_update", "camera_activity"})
_THERE = {"online": True, "offline": False, "stopped": False}


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """For a look round only: cameras and zones that count people meanwhile; nothing of it is kept by the broker."""
    return unless_named(references, *BASE.below(settings, "+/person"))


def describe(message: Message, _known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The camera or zone that counts. Raises BadPayload."""
    number(message, "count", decode_text(message), 0, _MOST)
    return as_if_named(from_reference, KEY, message.topic.split("/")[-2], settings)


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The camera or zone as a sensor; None when its name cannot be one."""
    if mistakes(reference, settings):
        return None
    base = BASE.of(settings)
    counts = [f"{base}/{reference.name}/person"]
    if reference.options.get("motion") is True:
        counts.append(f"{base}/{reference.name}/motion")
    return Device(
        id=reference.id,
        family=KEY,
        stable_id=reference.name,
        name=str(reference.options.get("name") or reference.name),
        role=Role.SENSOR,
        traits={"occupancy": Trait("occupancy", "occupancy", settable=False)},
        hears=(f"{base}/available", f"{base}/camera_activity", *counts),
    )


def hear(device: Device, message: Message) -> Sequence[Event]:
    """How many, or that something moves; reach. Raises BadPayload."""
    text = decode_text(message, _CAP)
    if not text:
        return ()
    if message.topic.endswith("/available"):
        if text not in _THERE:
            raise BadPayload(message.topic, message.payload, "neither online, stopped nor offline")
        return (Reachable(device.id, _THERE[text], message.when, message.retain),)
    if message.topic.endswith("/camera_activity"):
        return _of_activity(device, message)
    if message.topic.endswith("/motion"):
        if text not in ("ON", "OFF"):
            raise BadPayload(message.topic, message.payload, "neither ON nor OFF")
        # Nothing moving is not nobody there: who reads sits still.
        return (Reported(device.id, "occupancy", True, message.when, message.retain),) if text == "ON" else ()
    count = number(message, "count", text, 0, _MOST)
    if count != int(count):
        raise BadPayload(message.topic, message.payload, "not a number of people")
    return (Reported(device.id, "occupancy", count > 0, message.when, message.retain),)


def asks(_reference: Reference, _device: Device | None, settings: Settings) -> Sequence[Outgoing]:
    """What every camera sees now; the answer comes on ``camera_activity``."""
    return (Outgoing(f"{BASE.of(settings)}/onConnect", b""),)


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    found = id_mistakes(reference.name, "a camera or zone of Frigate", "living_room_cam")
    if reference.name in _OWN:
        found.append(f"{reference.name} is a topic of Frigate itself: give a camera or zone, such as living_room_cam")
    if "motion" in reference.options and not isinstance(reference.options["motion"], bool):
        found.append("motion is not true or false: whether anything that moves counts")
    return found + BASE.mistakes(settings)


def _of_activity(device: Device, message: Message) -> Sequence[Event]:
    """``{"hall_cam": {"objects": [{"label": "person", …}]}}``: an answer, so how things are and not that something happened."""
    camera = decode_object(message, _CAP).get(device.stable_id)
    if not isinstance(camera, Mapping) or not isinstance(camera.get("objects"), list):
        return ()  # of other cameras; a zone is not in it
    is_there = any(isinstance(one, Mapping) and one.get("label") == "person" for one in camera["objects"])
    return (Reported(device.id, "occupancy", is_there, message.when, snapshot=True),)


FAMILY = Family(
    key=KEY,
    serves=frozenset({"sensor"}),
    title="Frigate",
    example="{frigate: hall_cam}",
    announced_on=announced_on,
    describe=describe,
    from_reference=from_reference,
    hear=hear,
    asks=asks,
    mistakes=mistakes,
    options=frozenset({"motion"}),
    shares_reach=True,
)
