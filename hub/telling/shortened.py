"""A decision's document as it fits into one message: of a large room fewer words, never none.

In the flow: document → shortened → its topic. The whole stays with ``attune why`` and in the store.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ..decision import Outcome
from ..decision_document import DecisionDocument, SummedDocument, WishDocument

LONGEST = 12 * 1024  # bytes of a document; a message of the hub may have 16 KiB, and the event about it needs its words too
WORDS = 1500  # characters of a sentence in a document that had to be shortened


def encoded(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def cut_short(sentence: str, decision: str, longest: int = LONGEST // 4) -> str:
    """A sentence cut after a whole part of it, where it is longer than so many characters."""
    if len(sentence) <= longest:
        return sentence
    end = f" … and more: attune why {decision} tells all of it."
    cut = sentence[: longest - len(end)]
    return (cut[: cut.rfind(",")] if "," in cut else cut) + end


def shortened(body: DecisionDocument) -> DecisionDocument:
    """The document itself where it fits; else, until it does: wishes held for one reason summed, the sentence cut, and of what
    was done as many wishes as there is room for, what was sent first. ``shortened`` is true then.

    summed: what is not among the wishes, by outcome and reason, with how many.
    """
    if len(encoded(body)) <= LONGEST:
        return body
    held = [wish for wish in body["wishes"] if wish["outcome"] == Outcome.HELD.value]
    done = [wish for wish in body["wishes"] if wish["outcome"] != Outcome.HELD.value]
    done.sort(key=lambda wish: wish["outcome"] != Outcome.SENT.value)
    said: DecisionDocument = {**body, "shortened": True, "sentence": cut_short(str(body["sentence"]), str(body["id"]), WORDS)}
    low, high = 0, len(done)
    while low < high:  # the most wishes that fit
        half = (low + high + 1) // 2
        if len(encoded(_with(said, done[:half], [*done[half:], *held]))) <= LONGEST:
            low = half
        else:
            high = half - 1
    return _with(said, done[:low], [*done[low:], *held])


def _with(said: DecisionDocument, wishes: Sequence[WishDocument], others: Sequence[WishDocument]) -> DecisionDocument:
    counts: dict[tuple[str, str], SummedDocument] = {}
    for wish in others:
        one = counts.setdefault(
            (wish["outcome"], wish["code"]),
            {"outcome": wish["outcome"], "code": wish["code"], "reason": wish["reason"], "wishes": 0},
        )
        one["wishes"] += 1
    return {**said, "wishes": list(wishes), "summed": list(counts.values())}
