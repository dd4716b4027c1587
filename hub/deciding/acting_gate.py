"""Act or stay silent: the clauses of learning.md, "Acting or staying silent", each with the words for when it fails.

q(a) >= sure   and   q(a) >= q(now) + better   and   1 - q(a) <= (1 - q(now)) / c   and   |a - now| > 0.3 tolerance
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from devices.vocabulary import Value
from models.kind import Kind
from models.preference import CERTAIN, Preference

from ..decision import Phrase, Reason, said

SURE = 0.7  # c / (1 + c) for a wrong act that annoys about 2.3 times as much as reaching for the switch
BETTER = 0.15  # over leaving things as they are: a third fewer wrong acts for an eighth less help
# Of the chance that a hand is needed anyway, what an act may leave: at that price it costs as much as it saves. Of a room's
# temperature less: nobody sees it, from one guess that may do to the next gained nothing in simulated homes, and was a fifth of
# all acts that were wrong.
LEFT_OVER, LEFT_OVER_OF_WARMTH = (1.0 - SURE) / SURE, 1.0 / 3.0
NOTICEABLE = 0.3  # of the tolerance: less is not worth a command
FEW = 6.0  # examples: fewer are said to be few
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Verdict:
    passes: bool
    reason: Reason


def judge(
    kind: Kind,
    value: Value,
    sure: float,
    sure_of_now: float,
    now: Value | None,
    evidence: float,
    least: float = SURE,
    borrowed: float = 0.0,
) -> Verdict:
    """Whether ``value`` is worth acting on.

    sure, sure_of_now: probability that people are content with it, and with what is there; nobody is content with what is
    not known (now None).
    evidence: effective examples of the person who has the most, here present. least: how sure one must be. borrowed: how
    much of it is what housemates would choose, 0..1.
    """
    if not (evidence > 0.0 or borrowed > 0.0):
        return Verdict(False, Reason("no_examples", "nothing has been learned about this yet"))
    if now is not None and kind.near(value, now, NOTICEABLE):
        return Verdict(False, Reason("near_enough", "it is as good as that already"))
    if not sure >= least - _EPSILON:  # so written, what is not a number does not pass
        percent = math.floor(sure * 100.0 + _EPSILON) if math.isfinite(sure) else 0
        words = said("only %(percent)s %% sure where %(needed)s %% is needed", percent=percent, needed=round(least * 100))
        if evidence < FEW and evidence > 0.0:
            words = said("%(unsure)s, from only %(examples)s", unsure=words, examples=_examples(evidence))
        return Verdict(False, Reason("not_sure", words))
    most = LEFT_OVER_OF_WARMTH if kind.domain == "temperature" else LEFT_OVER
    gains = sure >= sure_of_now + BETTER - _EPSILON and 1.0 - sure <= most * (1.0 - sure_of_now) + _EPSILON
    if now is not None and not gains:
        return Verdict(False, Reason("no_gain", "what is there is nearly as good"))
    return Verdict(True, Reason("learned", _basis(evidence, borrowed) if evidence < CERTAIN else "as it is pinned"))


def borrowed_of(preferences: Iterable[Preference]) -> float:
    """How much of what these people would choose is what their housemates would, of who rests on that most."""
    return max((one.borrowed.share for one in preferences if one.borrowed is not None), default=0.0)


def _basis(evidence: float, borrowed: float) -> Phrase:
    if not borrowed > 0.0:
        return said("from %(examples)s", examples=_examples(evidence))
    share = round(borrowed * 100)
    if not evidence > 0.0:
        return said("%(share)s %% from housemates", share=share)
    return said("%(share)s %% from housemates, and from %(examples)s", share=share, examples=_examples(evidence))


def _examples(evidence: float) -> Phrase:
    whole = max(1, round(evidence))
    return said("%(n)s example", n=whole) if whole == 1 else said("%(n)s examples", n=whole)
