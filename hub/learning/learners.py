"""What is known of everybody's wishes and how far it is trusted: learners, ladder and corrections, all from stored examples.

Examples are the truth; everything here is made again from them when devices, priors or agreements change.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from devices.vocabulary import OccupantId, RoomId
from models.example import Example
from models.kind import kinds
from models.people import People
from models.prior import Spec

from ..config import Config
from ..consent import DOMAINS, HOUSE, Agreements
from ..errors import StoreFailed
from ..store import Store
from .autonomy import LEVELS, Ladder
from .corrections import Corrections


class Learners:
    """Owned by the loop's thread. places: of traits that share their room with another of their quantity.

    is_lacking: whether the disk did not give all that is stored of somebody, when it was asked.
    """

    def __init__(
        self,
        config: Config,
        store: Store,
        agreements: Agreements,
        places: frozenset[str],
        priors: Mapping[str, Spec] | None,
        caps: Mapping[RoomId, str],
        failed: Callable[[StoreFailed], None],
    ) -> None:
        """priors: None for the shipped ones. caps: residents' most for single rooms. failed: told what cannot be read."""
        self._config, self._store, self._agreements, self._failed = config, store, agreements, failed
        self.corrections = Corrections()
        self.ladder = Ladder(config.autonomy, config.earn_autonomy)
        for room, level in caps.items():
            if room in config.rooms and level in LEVELS:
                self.ladder.cap(room, level)
        self.begin_again(places, priors)

    def begin_again(self, places: frozenset[str], priors: Mapping[str, Spec] | None) -> None:
        """A new set of learners, that tell these places and begin with these priors."""
        self.places, self._priors = places, priors
        self.shelf = self.untaught()
        self.learn_again()

    def untaught(self) -> People:
        """Learners of this home that have been shown nothing yet."""
        config, allows = self._config, self._agreements.allows
        return People(
            rooms=list(config.rooms),
            places=sorted(self.places),
            music=list(config.music),
            priors=self._priors,
            sharing=[who for who in map(OccupantId, config.occupants) if all(allows(who, domain) for domain in DOMAINS)],
            alone=[HOUSE],  # its habit is what nobody in particular did
        )

    def learn_again(self) -> None:
        """Learners and ladder from the stored examples, of people who still agree. The learners read theirs when asked,
        or when there is time."""
        counts: dict[tuple[OccupantId, str], int] = {}
        first: dict[OccupantId, datetime] = {}
        ranked: list[tuple[OccupantId, str, str]] = []
        for known in self._store.examples.known():
            if self._may_learn(known.occupant, known.kind):
                key = known.occupant, known.kind
                counts[key] = counts.get(key, 0) + known.count
                first[known.occupant] = min(first.get(known.occupant, known.first), known.first)
                if known.is_ranked:
                    ranked.append((known.occupant, known.room, known.kind))
        self.is_lacking = False
        self.shelf.rebuild_from(counts, self._newest)
        self.ladder.rebuild((), ranked)
        self.corrections.rebuild((), first)
        for example in self._store.examples.judged():
            if self._may_learn(example.occupant, example.kind):
                self.ladder.learn(example)
                self.corrections.learn(example)

    def _newest(self, occupant: OccupantId, kind: str, most: int | None) -> Iterator[Example]:
        """As stored, as far as the disk gives it: a worn card must not keep the light from going on."""
        try:
            yield from self._store.examples.newest(occupant, kind, most)
        except StoreFailed as error:
            self.is_lacking = True
            self._failed(error)

    def _may_learn(self, occupant: OccupantId, kind: str) -> bool:
        return kind in kinds() and self._agreements.allows(occupant, kinds()[kind].domain)
