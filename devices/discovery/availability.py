"""Whether an entity is there: its availability topics read.

Source: https://www.home-assistant.io/integrations/mqtt/#using-availability-topics
"""

from collections.abc import Mapping
from dataclasses import replace

from ..event import Reachable
from ..reach_words import is_there
from ..vocabulary import Device
from .payload import AnnouncedEntity
from .said import Said
from .wire import Unusable, Watch, Wire, state_topic, template

_MODES = ("latest", "any", "all")


def watches(entity: AnnouncedEntity) -> tuple[tuple[Watch, ...], str]:
    """The topics that tell, and how they count together. Raises Unusable."""
    mode = entity.text("availability_mode", "latest")
    listed = entity.config.get("availability")
    found: list[Watch] = []
    if isinstance(listed, list):
        for item in listed:
            if isinstance(item, Mapping):
                one = _watch(replace(entity, config=item), "topic", "value_template")
                if one is not None:
                    found.append(one)
    single = _watch(entity, "availability_topic", "availability_template")
    if single is not None:
        found.append(single)
    return tuple(dict.fromkeys(found)), mode if mode in _MODES else "latest"


def _watch(entity: AnnouncedEntity, key: str, source: str) -> Watch | None:
    topic = state_topic(entity, key)
    if not topic:
        return None
    online, offline = entity.text("payload_available", "online"), entity.text("payload_not_available", "offline")
    if online == offline:
        raise Unusable("its words for online and offline are the same")
    return Watch(topic, template(entity, source), online, offline)


def reachable(device: Device, wire: Wire, said: Said) -> tuple[Reachable, ...]:
    """What one message tells of it. Raises BadPayload.

    Nothing is remembered here between messages: of several topics that count together each is a word of its own.
    """
    for watch in wire.watches:
        online = _online(watch, said) if said.is_on(watch.topic) else None
        if online is not None:
            word = watch.topic if len(wire.watches) > 1 and wire.mode != "latest" else ""
            is_enough = wire.mode == "any"
            when, snapshot = said.message.when, said.message.retain
            return (Reachable(device.id, online, when, snapshot, is_birth=True, word=word, is_enough=is_enough),)
    return ()


def _online(watch: Watch, said: Said) -> bool | None:
    word = said.made_by(watch.template)
    if word is None and watch.template:
        word = said.text  # a bridge from before its availability was JSON
    if word is None:
        return None
    for own, answer in ((watch.online, True), (watch.offline, False)):
        if word == own or word.strip().lower() == own.strip().lower():
            return answer
    is_turned = is_there(watch.online) is False or is_there(watch.offline) is True
    return None if is_turned else is_there(word)  # "init", "sleeping": neither
