"""Why, and why not, in one sentence; and the evidence behind it. Offline, from the decision alone.

On topics and in logs people go by the id the configuration gives them, never by their display name.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from devices.vocabulary import QUANTITIES, OccupantId
from models.preference import CERTAIN, Explanation, Preference

from ..consent import HOUSE
from ..decision import Decision, Outcome, Phrase, Trigger, Wish, said
from ..decision_document import (
    BeyondDocument,
    DecisionDocument,
    EvidenceDocument,
    ExplanationDocument,
    SaidDocument,
    WishDocument,
)
from .shared_out import shared_document, shared_out
from .shortened import cut_short
from .spoken import called, listed, offered, spoken

_MOST_LINES = 8  # of evidence, where it is kept with every state


def spoken_span(seconds: float) -> Phrase:
    """How long, as a resident says it."""
    if seconds >= 86_400.0:
        days = round(seconds / 86_400.0)
        return said("%(n)s day", n=days) if days == 1 else said("%(n)s days", n=days)
    if seconds >= 3600.0:
        hours = round(seconds / 3600.0)
        return said("%(n)s hour", n=hours) if hours == 1 else said("%(n)s hours", n=hours)
    if seconds >= 60.0:
        minutes = round(seconds / 60.0)
        return said("%(n)s minute", n=minutes) if minutes == 1 else said("%(n)s minutes", n=minutes)
    return said("%(n)s seconds", n=round(max(0.0, seconds)))


def sentence(decision: Decision, room_name: str) -> str:
    """One sentence on everything that was done and, shortly, on what was left alone."""
    sent = [wish for wish in decision.wishes if wish.outcome is Outcome.SENT]
    suggested = [wish for wish in decision.wishes if wish.outcome is Outcome.SUGGESTED]
    held = [wish for wish in decision.wishes if wish.outcome is Outcome.HELD]
    parts = []
    if sent:
        parts.append("set " + listed(f"{_thing(w, decision)} to {spoken(w.quantity, w.value)}{_sure(w)}" for w in sent))
    if suggested:
        parts.append("would suggest " + listed(f"{_thing(w, decision)} {offered(w)}" for w in suggested))
    if held:
        parts.append(_left_alone(held, decision))
    if decision.reason is not None:
        parts.append(f"left {'the rest' if parts else 'everything'} alone: {decision.reason.words}")
    if not parts:
        parts.append("left everything alone: nothing is known here about what anybody wants")
    return f"{_opening(decision, room_name)}: {'; '.join(parts)}{shared_out(decision.wishes)}."


def offer(wishes: Sequence[Wish]) -> str:
    """What a suggestion would do, as a person would say it: brightness 40 %, colour 2700 K."""
    return listed(f"{_named(w, wishes)} {offered(w)}" for w in wishes)


def _opening(decision: Decision, room_name: str) -> str:
    people = (" or ".join(decision.occupants) if decision.is_one_of_them else listed(decision.occupants)) or "nobody"
    if decision.occupants == (HOUSE,):
        people = "somebody"
    match decision.trigger:
        case Trigger.ARRIVAL:
            return f"{room_name}, with {people} there"
        case Trigger.EMPTY:
            return f"{room_name}, empty for a while"
        case Trigger.UNDO:
            return f"{room_name}, undone"
        case Trigger.ASKED:
            return f"{room_name}, as you asked"
        case Trigger.SILENT:
            return f"{room_name}, as it cannot be told how warm it is"
        case Trigger.PREHEAT:
            return f"{room_name}, with {people} expected there"
        case Trigger.WINDOW:
            return f"{room_name}, as a window was opened or shut"
        case Trigger.STEP:
            return f"{room_name}, going on"
        case Trigger.DAYLIGHT:
            return f"{room_name}, as the daylight changed, with {people} there"
        case Trigger.EVENING:
            return f"{room_name}, as time goes on, with {people} there"
        case Trigger.ACTIVITY:
            return f"{room_name}, as what goes on there changed, with {people} there"
        case Trigger.COMPANY:
            return f"{room_name}, as somebody left and {people} stayed"
        case Trigger.MUSIC:
            return f"{room_name}, as the music plays on, with {people} there"
        case Trigger.OUTAGE:
            return f"{room_name}, looked at anew after the broker was away, with {people} there"
        case Trigger.SLEEPING:
            return f"{room_name}, where the night has begun"
        case Trigger.WAKING:
            return f"{room_name}, in the morning, with {people} there"


def _thing(wish: Wish, decision: Decision) -> str:
    return _named(wish, decision.wishes)


def _named(wish: Wish, among: Iterable[Wish]) -> str:
    """What was moved; with the device's name where several share the quantity."""
    alike = {other.device for other in among if called(other) == called(wish)}
    return f"{called(wish)} of {wish.device}" if len(alike) > 1 else called(wish)


def _sure(wish: Wish) -> str:
    words = f", {wish.reason.words}" if wish.reason.words else ""
    return f" ({wish.confidence * 100:.0f} % sure{words})" if wish.preferences else (f" ({wish.reason.words})" if words else "")


def _left_alone(held: list[Wish], decision: Decision) -> str:
    by_reason: dict[str, list[str]] = {}
    for wish in held:
        by_reason.setdefault(wish.reason.words or wish.reason.code, []).append(_thing(wish, decision))
    return "; ".join(f"left {listed(dict.fromkeys(things))} alone: {words}" for words, things in by_reason.items())


def document(decision: Decision) -> DecisionDocument:
    """The decision as JSON, as on its topic; ``evidence`` is added for ``attune why`` and the store."""
    body: DecisionDocument = {
        "id": decision.id,
        "at": decision.moment.at.isoformat(timespec="milliseconds"),
        "room": decision.room,
        "trigger": decision.trigger.value,
        "occupants": list(decision.occupants),
        "autonomy": decision.autonomy,
        "sentence": decision.sentence,
        "wishes": [_wished(wish) for wish in decision.wishes],
    }
    if decision.reason is not None:
        body["reason"], body["code"] = decision.reason.words, decision.reason.code
        if made := made_of(decision.reason.words):
            body["pattern"], body["values"] = made["pattern"], made["values"]
    return body


def _wished(wish: Wish) -> WishDocument:
    return {
        "device": wish.device,
        "quantity": wish.trait,
        "value": wish.value,
        "unit": QUANTITIES[wish.quantity].unit if wish.quantity in QUANTITIES else "",
        "before": wish.now,
        "outcome": wish.outcome.value,
        "reason": wish.reason.words or wish.reason.code,
        "code": wish.reason.code,
        **made_of(wish.reason.words),
        "confidence": round(wish.confidence, 3),
        "for": list(wish.occupants),
        **shared_document(wish),
        **_beyond(wish),
    }


def _beyond(wish: Wish) -> BeyondDocument:
    body: BeyondDocument = {}
    if wish.behind is not None:
        body["behind"] = wish.behind
    if wish.towards is not None:
        body["towards"] = wish.towards
    if wish.choices:
        body["choices"] = list(wish.choices)
    if not wish.trait.startswith(wish.quantity):
        body["kind"] = wish.quantity
    return body


def made_of(words: str) -> SaidDocument:
    """What words with values in them were made of, for who says them in another language."""
    if not isinstance(words, Phrase):
        return {}
    values = {name: {"words": v, **made_of(v)} if isinstance(v, Phrase) else v for name, v in words.values.items()}
    return {"pattern": words.pattern, "values": values}


def evidence(wishes: Iterable[Wish], explained: Callable[[Wish, OccupantId], Explanation | None]) -> Iterator[EvidenceDocument]:
    """What every wish rests on, per person: the share of others, the past choices that moved it most, how sure. One by one,
    for each takes a millisecond."""
    for wish in wishes:
        for occupant, preference in (wish.preferences or {}).items():
            yield {
                "device": wish.device,
                "quantity": wish.trait,
                "occupant": occupant,
                "would_choose": preference.value,
                "spread": round(preference.spread, 4),
                "examples": round(preference.evidence, 1),
                "content_with_wish": round(preference.content(wish.value), 3),
                "content_with_now": round(preference.content(wish.now), 3),
                **_explained(preference, explained(wish, occupant), _others(wish, occupant)),
            }


def _others(wish: Wish, occupant: OccupantId) -> list[str]:
    """Who was there with somebody, of those who may be named."""
    return [] if wish.context is None else [who for who in wish.context.together if who != occupant]


def _explained(preference: Preference, explanation: Explanation | None, others: list[str]) -> ExplanationDocument:
    body: ExplanationDocument = {}
    if preference.options:
        body["options"] = [{"value": value, "probability": round(p, 3)} for value, p in preference.options[:3]]
    if explanation is not None:
        body["from_others"] = round(explanation.from_others, 4)
        body["because"] = [{"at": b.at, "value": b.value, "pull": round(b.pull, 4)} for b in explanation.because]
        body["rest"] = round(explanation.rest, 4)
        body["groups"] = {name: round(share, 4) for name, share in explanation.groups}
        body["experts"] = {name: round(said, 4) for name, said in explanation.experts}
        if explanation.by_company and others:
            body["together"] = others
    return body


def told(document: DecisionDocument) -> list[str]:
    """The evidence of a stored decision as lines for a person, after its sentence."""
    lines = []
    for entry in document.get("evidence", ()):
        quantity = str(entry["quantity"])
        base = quantity if quantity in QUANTITIES else quantity.rsplit("_", 1)[0]
        past = "; ".join(f"{b['at'][:16].replace('T', ' ')} {spoken(base, b['value'])}" for b in entry.get("because", ()))
        lines.append(
            f"{entry['occupant']}, {quantity} of {entry['device']}: would choose {spoken(base, entry['would_choose'])}, "
            f"{entry['content_with_wish'] * 100:.0f} % content with the wish, "
            f"{entry['content_with_now'] * 100:.0f} % with what was there, {_basis(entry['examples'])}"
            + (f", as with {listed(entry['together'])} there" if entry.get("together") else "")
            + (f" ({past})" if past else "")
        )
    return lines


def counted(examples: float) -> str:
    """How many, as a person says it; a habit may rest on half a one."""
    return f"{examples:g} example{'s' if examples != 1 else ''}"


def _basis(examples: float) -> str:
    return f"from {counted(examples)}" if examples < CERTAIN else "as it is pinned"


def brief(body: DecisionDocument, undone: bool) -> dict[str, Any]:
    """A decision's document as it is shown beside its sentence."""
    return {
        "sentence": cut_short(str(body["sentence"]), str(body["id"])),
        "decision": body["id"],
        "at": body["at"],
        "trigger": body["trigger"],
        "people": body["occupants"],
        "undone": undone,
        "evidence": told(body)[:_MOST_LINES],
    }
