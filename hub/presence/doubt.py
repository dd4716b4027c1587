"""Who is who: the more people are at home whom no source names in a room, the likelier one is taken for another. Pure.

In the flow: the belief's chances → (this) → the room that is said to be theirs.
"""

from collections.abc import Sequence

from .joint_chances import Floats

DOUBT, MOST_DOUBT = 0.06, 0.3  # for each at home beyond two whom no source has in a room: that it was another of them


def doubted(chances: Floats, others: Sequence[Floats]) -> Floats:
    """Of more than two at home each may after all be one of the others: who went where is never sure for long."""
    if len(others) < 2:
        return chances
    doubt = min(MOST_DOUBT, DOUBT * (len(others) - 1))
    found: Floats = chances + doubt * (sum(others) / len(others) - chances)
    return found
