"""A person's say over what is kept of them: consent, export, forgetting. By the command line, the broker or Home Assistant."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from devices.message import Outgoing
from devices.vocabulary import Moment, OccupantId

from ..consent import DOMAINS
from ..deciding.music_follows import Following
from ..errors import NotPossible
from ..home.whereabouts import keep_movements
from ..house import Current, House
from ..standing import FIGURES, GOING_ON
from .asked import Asked, answers, known_person, occupant_of
from .evenings import Evenings
from .reporting import Reporting


class PersonalData:
    """Owned by the loop's thread. on_forgotten: told of everybody who was."""

    def __init__(
        self,
        current: Current,
        reporting: Reporting,
        following: Following,
        evenings: Evenings,
        unlearn: Callable[[OccupantId], None],
    ) -> None:
        """unlearn: lets what is only in memory of somebody go."""
        self._current, self._reporting, self._following, self._evenings = current, reporting, following, evenings
        self._unlearn = unlearn
        self.on_forgotten: Callable[[OccupantId, Moment], None] = lambda _who, _now: None

    @property
    def house(self) -> House:
        return self._current.house

    @answers("consent")
    def consent_asked(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """What may be learned of a person; domains: to be so from now on, ``light,temperature``, ``none`` or ``all``."""
        who = occupant_of(self.house, asked)
        wanted = asked.get("domains")
        if wanted is not None:
            self.consent(who, _domains(str(wanted)), now)
        allowed = sorted(domain for domain in DOMAINS if self.house.agreements.allows(who, domain))
        return {"person": who, "learns": allowed, "configured": sorted(self.house.config.occupants[who].learn)}

    def consent(self, occupant: OccupantId, domains: Iterable[str], now: Moment) -> None:
        """Narrows, or gives back, what may be learned; on the disk before it counts. Raises StoreFailed."""
        house, chosen = self.house, frozenset(domains)
        house.store.consents.put(occupant, chosen, now.at)
        house.standing.narrowed[occupant] = chosen
        house.keep(house.store.drop_disagreed)
        house.standing.usual_times.use(house.situation.local, lambda who: house.agreements.allows(who, "temperature"))
        self._keep_movements(now)
        house.learn_from_who_is_left()
        self._reporting.tell_learning(occupant)
        self._reporting.show(now)

    @answers("export")
    def export(self, asked: Asked, _now: Moment) -> dict[str, Any]:
        """Everything held about a person, as files in a folder."""
        who = known_person(self.house, str(asked.get("person")))
        files = self.house.store.export(who, Path(str(asked["folder"])))
        return {"person": who, "files": [str(file) for file in files]}

    @answers("forget")
    def forget_asked(self, asked: Asked, now: Moment) -> dict[str, Any]:
        return self.forget(known_person(self.house, str(asked.get("person"))), now)

    def forget(self, occupant: OccupantId, now: Moment) -> dict[str, Any]:
        """Gone from the database, from memory and from the broker. The receipt. Raises StoreFailed."""
        house = self.house
        self._reporting.explain_all()
        self._following.forget(occupant)
        self._unlearn(occupant)
        house.habit_changes.forget(occupant)
        house.standing.recording.forget()
        receipt = house.store.forget(occupant)
        known = house.config.occupants.get(occupant)
        house.standing.forget(occupant, (occupant,) if known is None else (occupant, known.name))
        house.store.settings.put(FIGURES, {})
        house.store.settings.put(GOING_ON, {})
        self._evenings.forget(now)
        house.use_fingerprints()
        self._keep_movements(now)
        house.learn_from_who_is_left()
        for topic in house.topics.of_occupant(occupant):
            self._reporting.publish(Outgoing(topic, b"", retain=True))
        self.on_forgotten(occupant, now)
        return receipt.to_json()

    def _keep_movements(self, now: Moment) -> None:
        """How people move is kept of who still agrees, and of the home where all do."""
        house = self.house
        unnamed = house.presence.unnamed
        if unnamed is not None:
            people = [OccupantId(who) for who in house.config.occupants]
            agreed = house.agreements.of(people)
            unnamed.agree(agreed, is_shared=len(agreed) == len(people))
            if len(agreed) < len(people):
                self._evenings.forget(now)
            house.keep(lambda: keep_movements(unnamed, house.store, now.at))


def _domains(wanted: str) -> frozenset[str]:
    """``light,temperature``, ``none`` or ``all``. Raises NotPossible."""
    words = {word.strip().lower() for word in wanted.split(",") if word.strip()}
    if words == {"none"}:
        return frozenset()
    if words == {"all"}:
        return frozenset(DOMAINS)
    if not words or words - set(DOMAINS):
        raise NotPossible(f"say which of {', '.join(DOMAINS)} may be learned, separated by commas, or none")
    return frozenset(words)
