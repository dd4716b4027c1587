"""Music that nobody is sure enough of to start: the few names of which it is probably one, to be chosen from.

In the flow: Preference → Wish, where the acting gate has held it. People have many moods and few names: of three the right one
is among them far more often than the first is right.
"""

from collections.abc import Iterable

from devices.vocabulary import SILENCE, Value
from models.preference import Preference

from .acting_gate import FEW, SURE

MOST = 3
LEAST = 0.1  # of a name: less likely ones are no help to choose among


def few_names(preferences: Iterable[Preference], there: Value | None, evidence: float) -> tuple[Value, ...]:
    """At most three, the likeliest first; none where something plays, little is known, or it is probably none of them.

    preferences: of those who are asked, at least one. evidence: effective examples of the person who has the most.
    """
    people = [dict(preference.options) for preference in preferences]
    if there not in (None, SILENCE) or evidence < FEW:
        return ()
    shares = {name: sum(one.get(name, 0.0) for one in people) / len(people) for one in people for name in one}
    ranked = sorted((name for name in shares if name != SILENCE and shares[name] >= LEAST), key=lambda n: (-shares[n], str(n)))
    found = tuple(ranked[:MOST])
    return found if sum(shares[name] for name in found) >= SURE else ()
