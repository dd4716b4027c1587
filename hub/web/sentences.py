"""A decision in the reader's language and with people's names, from its document: what was done, offered and left alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from devices.vocabulary import QUANTITIES

from ..consent import HOUSE
from .words import Words, marked

OPENINGS: Mapping[str, str] = {
    "arrival": marked("When %(people)s came"),
    "empty": marked("When the room was empty"),
    "undo": marked("Put back"),
    "asked": marked("As you asked"),
    "silent": marked("As it could not be told how warm it is"),
    "preheat": marked("As %(people)s may come"),
    "window": marked("As a window was opened or shut"),
    "step": marked("Going on"),
    "daylight": marked("As the daylight changed, with %(people)s there"),
    "evening": marked("As time goes on, with %(people)s there"),
    "activity": marked("As what goes on there changed, with %(people)s there"),
    "company": marked("As somebody left and %(people)s stayed"),
    "music": marked("As the music plays on, with %(people)s there"),
    "outage": marked("After the broker was away, with %(people)s there"),
    "sleeping": marked("As the night began"),
    "waking": marked("In the morning, with %(people)s there"),
}


def base(trait: str) -> str:
    """The quantity of a trait: ``brightness`` of ``brightness_l1``."""
    return next((name for name in QUANTITIES if trait == name or trait.startswith(f"{name}_")), trait)


def quantity_of(wish: Mapping[str, Any]) -> str:
    """What a wish of a document is about."""
    return str(wish.get("kind") or base(str(wish["quantity"])))


def name_of(person: str, household: Mapping[str, Any]) -> str:
    return str(household["people"].get(person, {}).get("name") or person)


def device_name(device: str, household: Mapping[str, Any]) -> str:
    """What the configuration calls it, else its id."""
    return str(household.get("devices", {}).get(device, device))


def opening(document: Mapping[str, Any], household: Mapping[str, Any], words: Words) -> str:
    people = words.listed(name_of(who, household) for who in document["occupants"]) or words.gettext("nobody")
    if document["occupants"] == [HOUSE]:
        people = words.gettext("somebody")
    return _opened(str(document["trigger"]), len(document["occupants"]), words) % {"people": people}


def _opened(trigger: str, people: int, words: Words) -> str:
    """Where somebody does something, one does it otherwise than several in many languages."""
    match trigger:
        case "arrival":
            return words.ngettext("When %(people)s came", "When %(people)s came", people)
        case "preheat":
            return words.ngettext("As %(people)s may come", "As %(people)s may come", people)
        case "company":
            return words.ngettext("As somebody left and %(people)s stayed", "As somebody left and %(people)s stayed", people)
        case _:
            return words.gettext(OPENINGS.get(trigger, "%(people)s"))


def told(document: Mapping[str, Any], household: Mapping[str, Any], words: Words, is_brief: bool = False) -> str:
    """The whole of it as one sentence. is_brief: where something was done or offered, what was left alone is not said; where
    nothing was, one reason is."""
    by = {outcome: [w for w in document["wishes"] if w["outcome"] == outcome] for outcome in ("sent", "suggested", "held")}
    parts = []
    if by["sent"]:
        parts.append(words.gettext("set %(things)s") % {"things": things(by["sent"], "value", words, household)})
    if by["suggested"]:
        parts.append(words.gettext("would suggest %(things)s") % {"things": things(by["suggested"], "value", words, household)})
    if by["held"] and not (is_brief and parts):
        parts += left_alone(by["held"], words, is_brief)
    if not parts and document.get("reason"):
        parts.append(reason(document, words))
    if not parts:
        parts.append(words.gettext("left everything alone, because nothing is known here about what anybody wants"))
    return f"{words.pair(opening(document, household, words), '; '.join(parts))}."


def things(wishes: Iterable[Mapping[str, Any]], which: str, words: Words, household: Mapping[str, Any]) -> str:
    """which: value, or before. Each thing once, with the device where several share the quantity."""
    found = list(wishes)
    said = []
    for wish in found:
        quantity = quantity_of(wish)
        is_shared = len({w["device"] for w in found if quantity_of(w) == quantity}) > 1
        what = words.called(quantity)
        if is_shared:
            what = words.gettext("%(what)s of %(device)s") % {
                "what": what,
                "device": device_name(wish["device"], household),
            }
        value = words.value(quantity, wish[which])
        said.append(words.gettext("%(what)s to %(value)s") % {"what": what, "value": value})
    return words.listed(dict.fromkeys(said))


def left_alone(held: Iterable[Mapping[str, Any]], words: Words, is_brief: bool = False) -> list[str]:
    by_reason: dict[str, list[str]] = {}
    for wish in held:
        by_reason.setdefault(reason(wish, words), []).append(words.called(quantity_of(wish)))
    told_of = dict(list(by_reason.items())[:1]) if is_brief and len(by_reason) > 2 else by_reason
    said = [
        words.gettext("left %(things)s alone, because: %(why)s") % {"things": words.listed(dict.fromkeys(found)), "why": why}
        for why, found in told_of.items()
    ]
    named = {what for found in told_of.values() for what in found}
    others = dict.fromkeys(what for found in by_reason.values() for what in found if what not in named)
    if others:
        said.append(words.gettext("left %(things)s alone for other reasons") % {"things": words.listed(others)})
    return said


def reason(wish: Mapping[str, Any], words: Words) -> str:
    """Why, as the hub said it: by its pattern and values where it has such, so that it can be said in any language."""
    return phrase({"words": wish["reason"], **wish}, words) if wish["reason"] else ""


def phrase(value: Any, words: Words) -> str:
    """Words of the hub, with what they were made of where there are values in them."""
    if isinstance(value, Mapping) and value.get("pattern"):
        try:
            values = {k: v if isinstance(v, int | float) else phrase(v, words) for k, v in value.get("values", {}).items()}
            return words.filled(words.gettext(str(value["pattern"])), values)
        except (KeyError, ValueError, TypeError):  # a stored decision of another version
            return str(value["words"])
    if isinstance(value, Mapping):
        return words.gettext(str(value["words"]))
    return words.number(value) if isinstance(value, int | float) else words.gettext(str(value))


def undo_offer(document: Mapping[str, Any], household: Mapping[str, Any], words: Words) -> str:
    """What undo would put back, told before it is pressed; empty where nothing was done."""
    sent = [w for w in document["wishes"] if w["outcome"] == "sent" and w.get("before") is not None]
    return things(sent, "before", words, household)
