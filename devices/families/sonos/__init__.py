"""Sonos speakers over MQTT, as sonos2mqtt speaks. Specification: https://sonos2mqtt.svrooij.io/topics.html

    - {sonos: Kitchen}                      the speaker's name
    - {sonos: RINCON_000E5000000001400}     or its id

One retained JSON holds all a speaker knows. A muted speaker is one at volume 0; play, pause and stop of one in a group are
its whole group's, as on the speaker itself.
"""

import re
from collections.abc import Mapping, Sequence

from ...based import BaseTopic
from ...errors import BadPayload
from ...family import Family
from ...filters import cannot_publish_to
from ...message import Message
from ...payload import decode_object
from ...text import shown
from ...vocabulary import SILENCE, Device, DeviceId, Reference, Role, Settings, Trait
from .saying import said
from .states import CAP, heard
from .tunes import is_told, unplayable

_KEY = "sonos"
_BASE = BaseTopic(_KEY, "sonos")
_UUID = re.compile(r"RINCON_[0-9A-Z]{8,40}", re.IGNORECASE)


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """A name is found in what the speakers say; an id needs no looking for."""
    is_needed = not references or any(not _UUID.fullmatch(str(r.name)) for r in references)
    return _BASE.below(settings, "+") if is_needed else ()


def describe(message: Message, known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The speaker whose state this is; none for the bridge's own words. Raises BadPayload."""
    uuid = message.topic.rpartition("/")[2]
    if not _UUID.fullmatch(uuid) or not message.payload.strip():
        return ()
    name = decode_object(message, CAP).get("name")
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        raise BadPayload(message.topic, message.payload, "a speaker without a name")
    return (_speaker(DeviceId(uuid), uuid, name.strip(), settings),)


def matches(device: Device, reference: Reference) -> bool:
    return str(reference.name).strip().casefold() in (device.stable_id.casefold(), device.name.casefold())


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The speaker where the configuration has its id; by its name it waits for its announcement."""
    name = str(reference.name)
    if not _UUID.fullmatch(name):
        return None
    return _speaker(reference.id, name, str(reference.options.get("name") or name), settings)


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    found = _BASE.mistakes(settings)
    name = reference.name
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        found.append(f"{shown(str(name), 60)} is no Sonos: it is a speaker's name, or its id like RINCON_000E5000000001400")
    return found


def _speaker(device_id: DeviceId, uuid: str, name: str, settings: Settings) -> Device:
    base = _BASE.of(settings)
    wishes = {wish: dict(tune) for wish, tune in settings.music.items() if not unplayable(tune)}
    tells = all(is_told(tune) for tune in wishes.values())
    # Others may call it by its id or by its name, in small letters and without blanks.
    called = [uuid, uuid.lower(), re.sub(r"\s", "-", name.lower())]
    spoken = dict.fromkeys(who for who in called if "/" not in who and not cannot_publish_to(who))
    orders = (topic for who in spoken for topic in (f"{base}/{who}/control", f"{base}/set/{who}/+"))
    return Device(
        id=device_id,
        family=_KEY,
        stable_id=uuid,
        name=name,
        role=Role.PLAYER,
        traits={
            "music": Trait("music", "music", settable=True, choices=(*wishes, SILENCE), wire=wishes, tells=tells, glides=False),
            "volume": Trait("volume", "volume", settable=True, low=0.0, high=1.0, step=0.01),
        },
        # connected first: what follows a return is a snapshot.
        hears=(f"{base}/connected", f"{base}/{uuid}", f"{base}/{uuid}/error", *orders, f"{base}/cmd/pauseall"),
        area="" if name == uuid else name,  # Sonos names a speaker after its room
        wire=(base, uuid),
    )


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"device"}),
    title="Sonos",
    example="{sonos: Kitchen}",
    announced_on=announced_on,
    describe=describe,
    matches=matches,
    from_reference=from_reference,
    hear=heard,
    say=said,
    mistakes=mistakes,
    unplayable=unplayable,
    settle_s=5.0,
    is_kept=True,
    shares_reach=True,
)
