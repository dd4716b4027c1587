"""Which devices there are: the configuration's references, matched with what the families announce.

In the flow: bytes → (announcement: the catalogue changes) or (anything else: the device's family makes events of it).
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b

from devices.errors import BadPayload
from devices.event import Event, Ordered, Reported
from devices.family import Family, Use, family_for
from devices.filters import covers, topic_matches
from devices.message import Message, Outgoing
from devices.vocabulary import Device, DeviceId, Reference, Role, Settings, Trait, Value

from .climate_modes import as_kept, begins_to, can_cool
from .long_lists import LONG_B, LongLists, Pieces, at_once
from .twins import twins_of

log = logging.getLogger(__name__)

FindFamily = Callable[[str, Use], Family | None]

_KEPT_BYTES = 256 * 1024  # announcements kept to be read again when the family's other list comes
_KNOWN_TOPICS = 20_000  # remembered resolutions of topics; past it the memory starts afresh


class Catalogue:
    """Bound devices and the topics they speak on. Owned by the loop's thread."""

    def __init__(
        self,
        references: Iterable[tuple[Use, Reference]],
        settings: Settings,
        earlier: "Catalogue | None" = None,
        find: FindFamily = family_for,
    ) -> None:
        """earlier: what was announced before the configuration changed; announcements come only once. find: the family of a
        word of the configuration; where there is one before, as it has it."""
        self.settings = settings
        self.find: FindFamily = find if earlier is None else earlier.find
        self.devices: dict[DeviceId, Device] = {}
        self.groups: dict[str, tuple[Family, Device]] = {}  # stable id → a bridge's group, not itself configured
        self.family_of: dict[DeviceId, Family] = {}
        self.missing: dict[DeviceId, Reference] = {}
        self._references: list[tuple[Family, Reference]] = []
        self._announced: dict[str, tuple[bytes, Family, tuple[Device, ...]]] = {}  # topic → digest, family, devices
        self._known: dict[int, dict[str, Device]] = {}  # what was announced of each family, by stable id; the latest word
        self._kept: dict[str, Message] = {}
        self._announcing: dict[str, Family] = {}  # filter → family
        self._speakers: dict[str, list[tuple[Family, Device]]] = {}  # filter or topic → who speaks there
        self._wild: list[str] = []
        self._resolved: dict[str, tuple[tuple[Family, Device], ...]] = {}
        self._cools: dict[DeviceId, bool] = {} if earlier is None else dict(earlier._cools)  # what its mode said last
        self._is_announcing: dict[str, bool] = {}
        self._twins: Mapping[DeviceId, tuple[DeviceId, ...]] | None = None
        self.long_lists = LongLists(self._taken_in)
        by_family: dict[str, tuple[Family, list[Reference]]] = {}
        for use, reference in references:
            family = self.find(reference.family, use)
            if family is None:
                continue  # the configuration has already said so
            self._references.append((family, reference))
            by_family.setdefault(f"{family.key}/{','.join(sorted(family.serves))}", (family, []))[1].append(reference)
        for family, wanted in by_family.values():
            for topic in family.announced_on(wanted, settings):
                self._announcing[topic] = family
        if earlier is not None and earlier.settings == settings:
            self._kept = {t: kept for t, kept in earlier._kept.items() if t in self._announcing}
            self.long_lists.take_over(earlier.long_lists)
            self._announced = {t: found for t, found in earlier._announced.items() if self._announcer(t) is not None}
            for _, family, found in self._announced.values():
                self._known.setdefault(id(family), {}).update({device.stable_id: device for device in found})
        self._bind()

    def topics(self) -> tuple[str, ...]:
        """Every filter worth a subscription: where devices announce themselves and where the configured ones speak.

        In the order each family names them: a bridge's own state comes before its devices', and so do their retained words.
        What other links bring is not on the broker.
        """
        announcing = (topic for topic, family in self._announcing.items() if family.link == "mqtt")
        speaking = (topic for topic, found in self._speakers.items() if any(f.link == "mqtt" for f, _ in found))
        return tuple(dict.fromkeys((*announcing, *speaking)))

    def carried(self) -> tuple[Device, ...]:
        """The devices whose words come over the broker."""
        return tuple(device for device in self.devices.values() if self.family_of[device.id].link == "mqtt")

    def asks(self, device: DeviceId) -> tuple[Outgoing, ...]:
        """What makes one configured device tell how it is."""
        found = next(((f, r) for f, r in self._references if r.id == device), None)
        if found is None or found[0].link != "mqtt":
            return ()
        family, reference = found
        return tuple(family.asks(reference, self.devices.get(device), self.settings))

    def reads(self, device: DeviceId, trait: Trait) -> tuple[Outgoing, ...]:
        """What makes one configured device tell how one of its traits really is now; its whole state where it takes no less."""
        found, family = self.devices.get(device), self.family_of.get(device)
        if found is None or family is None or family.link != "mqtt":
            return ()
        return tuple(family.reads(found, trait)) or self.asks(device)

    def references(self) -> tuple[DeviceId, ...]:
        return tuple(reference.id for _, reference in self._references)

    def entities(self) -> frozenset[str]:
        """What the configuration wants of Home Assistant itself, by entity id."""
        return frozenset(entity for _, entity in self.residence())

    def residence(self) -> list[tuple[Reference, str]]:
        """References to Home Assistant's own entities, each with the entity's id."""
        return [(reference, reference.name) for family, reference in self._references if family.link == "home_assistant"]

    def is_announcement(self, topic: str) -> bool:
        """Whether devices are announced there; the first look is one dictionary, so states pay nothing for it."""
        if topic in self._announcing:
            return True
        if topic in self._speakers or self._resolved.get(topic):
            return False
        found = self._is_announcing.get(topic)
        if found is None:
            if len(self._is_announcing) >= _KNOWN_TOPICS:
                self._is_announcing = {}
            found = self._is_announcing[topic] = self._announcer(topic) is not None
        return found

    def kept_in(self, device: Device, mode: Value) -> bool:
        """A climate tells its mode; True when its setpoint means something else from now on."""
        cools = begins_to(mode) if can_cool(device) else None
        if cools is None or self._cools.get(device.id) is cools:
            return False
        self._cools[device.id] = cools
        before = self.devices
        self._bind()
        return self.devices[device.id] != before[device.id]

    def announce(self, message: Message, has_time: bool = False) -> bool:
        """Takes an announcement in; True when bound devices or their topics changed. Raises BadPayload.

        has_time: a long one may wait in ``long_lists``.
        """
        if has_time and len(message.payload) > LONG_B:
            self.long_lists.put(message)
            return False
        self.long_lists.drop(message.topic)
        return at_once(self._taken_in(message))

    def _taken_in(self, message: Message) -> Pieces[bool]:
        family = self._announcer(message.topic)
        if family is None:
            return False
        digest = blake2b(message.payload, digest_size=16).digest()
        earlier = self._announced.get(message.topic)
        if earlier is not None and earlier[0] == digest:
            return False  # bridges repeat their lists; a repeat is not news
        said = yield from self._describe(message, digest, family)
        if message.topic in self._announcing and len(message.payload) <= _KEPT_BYTES:
            self._kept[message.topic] = message
        for topic, kept in self._kept.items():
            if topic != message.topic and self._announcing[topic] is family:
                # A list that came first may name what only the other list knows: a group's members.
                said += yield from self._describe(kept, blake2b(kept.payload, digest_size=16).digest(), family)
        if not self._is_ours(family, said):
            return False  # of a thousand entities on the broker ten may be configured
        before = dict(self.devices), dict(self.groups)
        self._bind()
        return before != (self.devices, self.groups)

    def _describe(self, message: Message, digest: bytes, family: Family) -> Pieces[list[Device]]:
        """Takes in what a topic says now; everything it says or said before."""
        known = self._known.setdefault(id(family), {})
        if family.describe_in_pieces is None:
            found = family.describe(message, known, self.settings)
        else:
            found = yield from family.describe_in_pieces(message, known, self.settings)
        _, _, gone = self._announced.pop(message.topic, (b"", family, ()))
        if found:
            self._announced[message.topic] = (digest, family, found)  # the latest stands last
        if {device.stable_id for device in gone} - {device.stable_id for device in found}:
            known.clear()  # another topic may still say something of what this one took back
            for _, other, devices in self._announced.values():
                known.update({device.stable_id: device for device in devices if other is family})
        else:
            known.update({device.stable_id: device for device in found})
        return [*gone, *found]

    def _is_ours(self, family: Family, said: Iterable[Device]) -> bool:
        """Whether any of these is, was or could become a configured device, or a group."""
        bound = {device.stable_id for device in self.devices.values()}
        references = [reference for f, reference in self._references if f is family]
        return any(d.members or d.stable_id in bound or any(family.matches(d, r) for r in references) for d in said)

    def hear(self, message: Message, refuse: Callable[[BadPayload], None] | None = None) -> Sequence[Event]:
        """The events of a message, of every device that speaks on its topic.

        refuse: told of each device that cannot read it, which keeps no other from doing so: a bridge puts many into one
        message. Without it the first of them raises BadPayload.
        """
        speakers = self._resolved.get(message.topic)
        if speakers is None:
            speakers = self._resolve(message.topic)
        events: list[Event] = []
        for family, device in speakers:
            try:
                heard = family.hear(device, message)
            except BadPayload as refusal:
                if refuse is None:
                    raise
                refuse(refusal)
                continue
            if device.role is Role.CLIMATE and len(heard) > 1:
                heard = sorted(heard, key=lambda event: not (isinstance(event, Reported) and _is_mode(device, event)))
            events.extend(self._of_group(device, heard) if device.members else heard)
        return events

    def _of_group(self, group: Device, heard: Iterable[Event]) -> Iterator[Event]:
        """A command to a bridge's group is one to each of its devices; what the group itself reports they report too. One that
        the configuration lists is a device as well."""
        members = self.members_of(group)
        is_listed = self.devices.get(group.id) is group
        for event in heard:
            if is_listed:
                yield event
            if isinstance(event, Ordered):
                yield from (replace(event, device=m.id) for m in members if event.trait in m.traits)

    def speakers(self, topic: str) -> Sequence[Device]:
        found = self._resolved.get(topic)
        return [device for _, device in (self._resolve(topic) if found is None else found)]

    def needing(self, pattern: str) -> list[DeviceId]:
        """Configured devices that cannot be heard, or not be known at all, without what a filter brings."""
        if "+" in pattern or "#" in pattern:
            speakers = [one for topic, several in self._speakers.items() if covers(pattern, topic) for one in several]
            families = {id(family) for topic, family in self._announcing.items() if covers(pattern, topic)}
        else:  # there may be thousands
            speakers = self._speakers.get(pattern, [])
            families = {id(family) for family in (self._announcing.get(pattern),) if family is not None}
        announced = (reference.id for family, reference in self._references if id(family) in families) if families else ()
        return list(dict.fromkeys((*(device.id for _, device in speakers), *announced)))

    def announced(self) -> Mapping[str, tuple[Family, Device]]:
        """Every device announced so far by stable id, bound or not."""
        return {device.stable_id: (family, device) for _, family, devices in self._announced.values() for device in devices}

    def members_of(self, group: Device) -> list[Device]:
        """A bridge's group: those of its devices that are configured. Of a device listed twice: as it is listed again."""
        again = self.twins.get(group.id, ())
        if not group.members:
            return [self.devices[one] for one in again]
        return [d for d in self.devices.values() if d.family == group.family and d.stable_id in group.members]

    @property
    def twins(self) -> Mapping[DeviceId, tuple[DeviceId, ...]]:
        """Devices listed twice: by the one that comes first, those that are the same. Worked out when first asked for."""
        if self._twins is None:
            self._twins = twins_of(self.devices, self.family_of)
        return self._twins

    def group_of(self, devices: Sequence[Device]) -> tuple[Family, Device] | None:
        """A bridge's group made of exactly these devices, so that one command can stand for many."""
        wanted = {device.stable_id for device in devices}
        if len(wanted) < 2:
            return None
        for family, group in self.groups.values():
            if set(group.members) == wanted and all(self.family_of.get(d.id) is family for d in devices):
                return family, group
        return None

    def _announcer(self, topic: str) -> Family | None:
        family = self._announcing.get(topic)
        if family is not None:
            return family
        return next((f for pattern, f in self._announcing.items() if "+" in pattern and topic_matches(pattern, topic)), None)

    def _bind(self) -> None:
        devices: dict[DeviceId, Device] = {}
        families: dict[DeviceId, Family] = {}
        missing: dict[DeviceId, Reference] = {}
        for family, reference in self._references:
            device = family.from_reference(reference, self.settings)
            if device is None:
                announced = self._known.get(id(family), {}).values()
                matched = next((d for d in announced if family.matches(d, reference)), None)
                device = None if matched is None else family.bind(matched, reference)
            if device is None:
                missing[reference.id] = reference
                continue
            role = reference.options.get("as")
            if role == "cooling":
                device = replace(device, role=Role.CLIMATE, cools=True)
            elif role in {"light", "switch", "climate", "player"}:
                device = replace(device, role=Role(str(role)))
            devices[device.id] = as_kept(device, self._cools.get(device.id)) if device.role is Role.CLIMATE else device
            families[device.id] = family
        self.devices, self.family_of, self.missing, self._twins = devices, families, missing, None
        families_ = {id(family): family for _, family, _ in self._announced.values()}
        self.groups = {
            device.stable_id: (families_[key], device)
            for key, known in self._known.items()
            for device in known.values()
            if device.members
        }
        self._speakers = {}
        for device in devices.values():
            for topic in device.hears:
                self._speakers.setdefault(topic, []).append((families[device.id], device))
        bound = {device.stable_id for device in devices.values()}
        for family, group in self.groups.values():
            if bound & set(group.members) and group.stable_id not in bound:  # one that is listed speaks for itself
                for topic in group.hears:
                    if topic.endswith("/set"):
                        self._speakers.setdefault(topic, []).append((family, group))
        self._wild = [topic for topic in self._speakers if "+" in topic]
        self._resolved = {}

    def _resolve(self, topic: str) -> tuple[tuple[Family, Device], ...]:
        found = list(self._speakers.get(topic, ()))
        for pattern in self._wild:
            if topic_matches(pattern, topic):
                found.extend(self._speakers[pattern])
        if len(self._resolved) >= _KNOWN_TOPICS:
            self._resolved = {}
        self._resolved[topic] = tuple(found)
        return self._resolved[topic]


def _is_mode(device: Device, event: Reported) -> bool:
    """Whether it says what the setpoint told along with it means."""
    trait = device.traits.get(event.trait)
    return trait is not None and trait.quantity == "hvac_mode"
