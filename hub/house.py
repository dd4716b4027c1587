"""Everything the hub knows about one home, put together from its configuration and its stored examples.

A new configuration makes a new House; what is still true of the old one (readings, places, holds, acts) moves over.
"""

import json
import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId, Trait, Value
from models.context import Context
from models.example import Example
from models.fingerprints import Fingerprints
from models.kind import kinds
from models.people import People
from models.preference import Explanation
from models.prior import Spec

from .attribution.attribution import Attribution
from .config import Config
from .consent import DOMAINS, Agreements
from .decision import Decision, Wish
from .errors import StoreFailed
from .home.catalogue import Catalogue
from .home.readings import Readings
from .home.room_devices import RoomDevices, place_name
from .home.situation import Situation
from .learning.autonomy import LEVELS, Ladder
from .learning.bursts import Bursts
from .learning.corrections import Corrections
from .learning.teaching import Teaching
from .presence.presence import Presence
from .presence.sources import SourceKind, kind_of, usual_timeout_s
from .safety.command_history import CommandHistory
from .sending.confirmation import Confirmations
from .sending.ledger import Ledger
from .sending.outbox import Outbox, Ports
from .store import Store
from .store.priors import priors_path
from .telling.explain import brief
from .telling.suggestions import Suggestions
from .telling.topics import Topics

log = logging.getLogger(__name__)

PROBLEMS = 50  # the newest, for ``attune status``


class House:
    """Owned by the loop's thread. failed: told when the database cannot be written, once it matters."""

    def __init__(
        self,
        config: Config,
        store: Store,
        ports: Ports,
        now: Moment,
        earlier: "House | None" = None,
        priors: Mapping[str, Spec] | None = None,
    ) -> None:
        self.config, self.store, self.ports = config, store, ports
        self.priors: Mapping[str, Spec] | None = priors if priors is not None or earlier is None else earlier.priors
        self.topics = Topics(config.base_topic)
        self.degraded = False
        self.on_store_failed: Callable[[StoreFailed], None] = lambda _error: None
        self.problems: deque[str] = earlier.problems if earlier is not None else deque(maxlen=PROBLEMS)
        self.refused: tuple[str, ...] = ()  # what the broker does not let the hub hear now, a sentence each
        quiet = None if config.quiet_hours is None else (config.quiet_hours.start, config.quiet_hours.end)
        self.situation = Situation(config.home.latitude, config.home.longitude, config.home.time_zone, quiet)
        self.catalogue: Catalogue = Catalogue(
            config.references(), config.settings(), earlier.catalogue if earlier is not None else None
        )
        self.readings = Readings(
            {
                RoomId(room): ((r.id for r in block.devices), (r.id for r in block.sensors))
                for room, block in config.rooms.items()
            }
        )
        self._room_devices = RoomDevices(self.catalogue.devices, self.readings.devices_in, self.readings.sensors_in)
        self.outdoor_sensor = None if config.outdoor.temperature is None else config.outdoor.temperature.id
        self.activity_sensors = {b.activity.id: RoomId(room) for room, b in config.rooms.items() if b.activity is not None}
        self.attribution: Attribution = earlier.attribution if earlier is not None else Attribution(config.learning.app_is_hand)
        self.outbox = Outbox(self.catalogue, self.readings, self.attribution, ports)
        self.confirmations: Confirmations = earlier.confirmations if earlier is not None else Confirmations()
        self.bursts: Bursts = earlier.bursts if earlier is not None else Bursts(config.learning.settle)
        self.bursts.settle_s = config.learning.settle
        self.ledger: Ledger = earlier.ledger if earlier is not None else Ledger()
        self.command_history: CommandHistory = earlier.command_history if earlier is not None else CommandHistory()
        self.command_history.per_device = config.safety.commands_per_device_per_minute
        self.command_history.per_home = config.safety.commands_per_10_seconds
        self.narrowed = store.consents()
        self.agreements = Agreements({OccupantId(who): block.learn for who, block in config.occupants.items()}, self.narrowed)
        self.paused = bool(store.setting("paused", False))
        self.presence = self._presence(earlier, now)
        self.ladder = Ladder(config.autonomy, config.earn_autonomy)
        self.shelf = self._new_shelf()
        self.corrections = Corrections()
        self.teaching = Teaching(self.shelf, self.ladder, store, self.ledger, self.allows, self.store_failed, self.corrections)
        self.suggestions: Suggestions = earlier.suggestions if earlier is not None else Suggestions()
        self.suggestions.keep(self.readings.devices_in, self.readings.room_of)
        for room, level in store.setting("autonomy", {}).items():
            if room in config.rooms and level in LEVELS:
                self.ladder.cap(RoomId(room), level)
        if earlier is not None:
            self.readings.adopt(earlier.readings)
            self.situation.outdoors = earlier.situation.outdoors
            self.situation.activity = earlier.situation.activity
            kept = set(self.readings.room_of)
            self.ledger.drop_devices(kept)
        else:
            self.ledger.debts = store.debts()
            for hold in store.holds(now):
                if hold.device in self.readings.room_of:
                    self.ledger.hold(hold)
        self._learn_again()
        self.earlier_decisions = {} if earlier is not None else self._last_words()
        store.agreements = self.agreements
        self.keep(store.drop_disagreed)

    # Asking

    def allows(self, occupant: OccupantId, domain: str) -> bool:
        """Whether the person agreed that this domain is learned, and so acted on, for them."""
        return self.agreements.allows(occupant, domain)

    def may_store(self, occupant: OccupantId) -> bool:
        """Whether anything at all may be kept about the person."""
        return self.agreements.may_keep(occupant)

    def may_store_decision(self, decision: Decision) -> bool:
        return self.agreements.may_keep_all(decision.occupants)

    def ceiling(self, room: RoomId) -> str:
        """The most the hub may do in this room now."""
        return "watch" if self.paused else self.ladder.ceiling_in(room)

    def is_known_empty(self, room: RoomId) -> bool:
        """Whether nobody is here as far as is known. Whoever was here last and is not heard any more may still be."""
        return not self.presence.in_room(room) and all(stay[0] != room for stay in self.ledger.stays.values())

    def order_of_arrival(self, room: RoomId) -> list[OccupantId]:
        """Who is in the room, the first to come first."""
        people = self.presence.in_room(room)
        return sorted(people, key=lambda who: (self.presence.where(who).since.mono, who))

    def anyone_home(self) -> bool | None:
        known = [self.presence.where(occupant).home for occupant in self.config.occupants]
        return True if any(known) else False if known and all(home is False for home in known) else None

    @property
    def room_devices(self) -> RoomDevices:
        """What every room is fitted out with now."""
        if self._room_devices.devices is not self.catalogue.devices:  # the catalogue makes a new one of every change
            self._room_devices = RoomDevices(self.catalogue.devices, self.readings.devices_in, self.readings.sensors_in)
        return self._room_devices

    def power_trait(self, device_id: DeviceId, like: str = "") -> Trait | None:
        """A device's switch; ``like`` names another trait whose endpoint it should share."""
        return self.room_devices.power(device_id, like)

    def seen(self, device_id: DeviceId, trait: Trait) -> Value | None:
        """What people there see of it: a dark lamp has no level that anybody sees, whatever it last said."""
        if trait.quantity in ("brightness", "colour_temperature"):
            power = self.power_trait(device_id, trait.name)
            if power is not None and self.readings.value(device_id, power.name) is False:
                return None
        return self.readings.value(device_id, trait.name)

    def place_of(self, device: DeviceId, trait: Trait) -> str | None:
        """The trait's own place where the room has several of the quantity; each lamp has its own level then."""
        place = place_name(device, trait)
        return place if self.has_place(place) else None

    def has_place(self, place: str) -> bool:
        """Whether the learners tell this place from the rest of its room."""
        return place in self._places

    def measured(self, room: RoomId, quantity: str, now: Moment) -> float | None:
        """A measured quantity of a room: the newest believable reading of its sensors, then of its devices."""
        return self.readings.newest(self.room_devices.measuring(room, quantity), now)

    def context(self, room: RoomId, device: DeviceId, trait_name: str, others: int, now: Moment) -> Context:
        found = self.catalogue.devices.get(device)
        trait = None if found is None else found.traits.get(trait_name)
        return self.context_in(room, others, now, None if trait is None else self.place_of(device, trait))

    def context_in(self, room: RoomId, others: int, now: Moment, place: str | None = None) -> Context:
        """others: how many further people are in the room."""
        return self.situation.context(room, self.measured(room, "illuminance", now), others, now, place)

    def explanation(self, wish: Wish, who: OccupantId) -> Explanation | None:
        """What a preference of the wish rests on, in the situation it was asked in; None when the person has shown nothing."""
        if wish.context is None or self.shelf.knows(who, wish.quantity) == 0:
            return None
        return self.shelf.explain(who, wish.quantity, wish.context, wish.context.local)

    def levels(self) -> list[tuple[OccupantId, str, str, str]]:
        """(person, room, kind, level) of everything with a record."""
        return [(who, room, kind, level) for (who, room, kind), (level, _, _) in self.ladder.standing().items()]

    # Changing

    def consent(self, occupant: OccupantId, domains: Iterable[str], now: Moment) -> None:
        """Narrows, or gives back, what may be learned; on the disk before it counts. Raises StoreFailed."""
        chosen = frozenset(domains)
        self.store.put_consent(occupant, chosen, now.at)
        self.narrowed[occupant] = chosen
        self.keep(self.store.drop_disagreed)
        self._learn_from_who_is_left()

    def cap(self, room: RoomId, level: str) -> None:
        """The most the hub may do in a room from now on; on the disk before it counts. Raises StoreFailed, ValueError."""
        chosen = {**self.store.setting("autonomy", {}), room: LEVELS[LEVELS.index(level)]}
        self.store.put_setting("autonomy", {name: most for name, most in chosen.items() if name in self.config.rooms})
        self.ladder.cap(room, level)

    def pause(self, is_paused: bool) -> None:
        """Raises StoreFailed when it cannot be remembered over a restart; it counts all the same."""
        self.paused = is_paused
        if is_paused:
            self.bursts.drop_all()
            self.confirmations.drop_all()
        else:
            self.command_history.resume()
        self.store.put_setting("paused", is_paused)

    def take_history(self, found: Iterable[Example]) -> list[Example]:
        """Imported examples of people who agreed, those not known yet; which they were. Raises StoreFailed."""
        taken = self.store.add_new(found)
        if taken:
            self._learn_again()
        return taken

    def forget(self, occupant: OccupantId) -> dict[str, Any]:
        """Erases a person from the store and from memory. The receipt. Raises StoreFailed."""
        self.bursts.forget(occupant)
        receipt = self.store.forget(occupant)
        self.narrowed.pop(occupant, None)
        self.ledger.forget(occupant)
        self.suggestions.forget(occupant)
        self.earlier_decisions.clear()
        names = (occupant, self.config.occupants[occupant].name) if occupant in self.config.occupants else (occupant,)
        said = [words for words in self.problems if not any(name in words for name in names)]
        self.problems.clear()
        self.problems.extend(said)
        self.presence.forget(occupant)
        self.presence.use(self._fingerprints())
        self._learn_from_who_is_left()
        return receipt.to_json()

    def announced(self) -> None:
        """Devices changed: which lamps share a room may have, too."""
        if self.room_devices.shared != self._places:
            self.shelf = self._new_shelf()
            self.teaching.use(self.shelf)
            self._learn_again()

    def use_priors(self, priors: Mapping[str, Spec] | None) -> None:
        """What a night's training found better."""
        self.priors = priors
        self.shelf = self._new_shelf()
        self.teaching.use(self.shelf)
        self._learn_again()

    def keep(self, write: Callable[[], object]) -> None:
        """Writes what can be lived without; a database that fails is told once and the house goes on from memory."""
        try:
            write()
            self.degraded = False
        except StoreFailed as error:
            self.store_failed(error)

    def store_failed(self, error: StoreFailed) -> None:
        self.on_store_failed(error)

    @staticmethod
    def encode(body: Mapping[str, Any]) -> bytes:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()

    def _last_words(self) -> dict[RoomId, dict[str, Any]]:
        """The last decision in each room before the restart, as it is shown."""
        found = {RoomId(room): self.store.last_decision(room=RoomId(room)) for room in self.config.rooms}
        return {room: brief(body, bool(body.get("undone"))) for room, body in found.items() if body is not None}

    def _learn_from_who_is_left(self) -> None:
        """Somebody took leave, or back: the store has dropped the home's own priors if they rest on that person's choices."""
        stand = self.priors is not None and priors_path(self.store.path).exists()
        self.use_priors(self.priors if stand else None)

    def _learn_again(self) -> None:
        """Learners and ladder from the stored examples, of people who still agree. The learners read theirs when asked,
        or when there is time."""
        counts: dict[tuple[OccupantId, str], int] = {}
        first: dict[OccupantId, datetime] = {}
        ranked: list[tuple[OccupantId, str, str]] = []
        for known in self.store.known():
            if self._may_learn(known.occupant, known.kind):
                key = known.occupant, known.kind
                counts[key] = counts.get(key, 0) + known.count
                first[known.occupant] = min(first.get(known.occupant, known.first), known.first)
                if known.is_ranked:
                    ranked.append((known.occupant, known.room, known.kind))
        self.shelf.rebuild_from(counts, self.store.newest_examples)
        self.ladder.rebuild((), ranked)
        self.corrections.rebuild((), first)
        for example in self.store.judged_examples():
            if self._may_learn(example.occupant, example.kind):
                self.ladder.learn(example)
                self.corrections.learn(example)

    def _may_learn(self, occupant: OccupantId, kind: str) -> bool:
        return kind in kinds() and self.allows(occupant, kinds()[kind].domain)

    def _new_shelf(self) -> People:
        self._places = self.room_devices.shared
        return People(
            rooms=list(self.config.rooms),
            places=sorted(self._places),
            music=list(self.config.music),
            priors=self.priors,
            sharing=[who for who in self.config.occupants if all(self.allows(who, domain) for domain in DOMAINS)],
        )

    def calibrate(
        self, occupant: OccupantId, source: DeviceId, taken: Mapping[RoomId, list[dict[str, float]]], now: Moment
    ) -> int:
        """Takes fingerprints of rooms in. How many rooms of this source are known now."""
        for room, rows in taken.items():
            self.store.put_fingerprints(occupant, source, room, rows, now.at)
        self.presence.use(self._fingerprints())
        return len({one.room for one in self.store.fingerprints().get((occupant, source), ())})

    def uncalibrate(self, occupant: OccupantId) -> int:
        """Back to the nearest receiver. How many fingerprints there were."""
        count = self.store.drop_fingerprints(occupant)
        self.presence.use(self._fingerprints())
        return count

    def _fingerprints(self) -> dict[DeviceId, Fingerprints]:
        """Of people who agreed to have anything kept, of sources and rooms that are still configured."""
        found: dict[DeviceId, Fingerprints] = {}
        for (occupant, source), taken in self.store.fingerprints().items():
            known = [one for one in taken if one.room in self.config.rooms]
            is_distance = self._kinds_of_sources.get(source) is SourceKind.DISTANCE
            if is_distance and self.may_store(occupant) and len({one.room for one in known}) > 1:
                found[source] = Fingerprints(known)
        return found

    def _presence(self, earlier: "House | None", now: Moment) -> Presence:
        sources = {}
        timeouts = {}
        for who, block in self.config.occupants.items():
            for reference in block.presence:
                sources[reference.id] = (OccupantId(who), kind_of(reference.family, reference.name))
                patience = reference.options.get("timeout", usual_timeout_s(reference.family))
                if isinstance(patience, int | float) and not isinstance(patience, bool):
                    timeouts[reference.id] = float(patience)
        presence = Presence(sources, {RoomId(room): block.name for room, block in self.config.rooms.items()}, timeouts)
        self._kinds_of_sources = {device: kind for device, (_, kind) in sources.items()}
        if earlier is not None:
            presence.adopt(earlier.presence)
        else:
            for occupant, (place, at) in self.store.places().items():
                if self.may_store(occupant) and (now.at - at).total_seconds() < 12 * 3600.0:
                    presence.restore(occupant, place)
        presence.use(self._fingerprints())
        return presence
