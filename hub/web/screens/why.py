"""Why: one decision, what was done and left alone, what spoke for it, and what undo would put back."""

from collections.abc import Mapping
from typing import Any

from devices.vocabulary import QUANTITIES
from models.kind import kinds

from ..screen import Asking, NotThere, Screen, ScreenAct
from ..sentences import base, device_name, name_of, phrase, quantity_of, reason, told, undo_offer
from ..words import Words

_MOST = 3  # past choices named for each


def why(asking: Asking) -> Mapping[str, Any]:
    document = asking.hub.ask("why", which=asking.named["decision"])
    now, words = asking.hub.now(), asking.words
    here = now["rooms"].get(document["room"], {})
    there = (*document["occupants"], *here.get("people", ()))
    is_done = any(w["outcome"] == "sent" for w in document["wishes"]) and document["trigger"] != "undo"
    is_last = here.get("undo") == document["id"]
    may_undo = asking.visitor.may("undo", there=there) or (is_last and asking.visitor.may("undo_last", there=there))
    is_undone = bool(document.get("undone"))
    return {
        "id": document["id"],
        "room": asking.household["rooms"].get(document["room"], document["room"]),
        "when": words.moment(document["at"], now["at"]),
        "told": told(document, asking.household, words),
        "undone": is_undone,
        "undo": undo_offer(document, asking.household, words) if is_done and may_undo and not is_undone else "",
        "thanks": is_done and not is_undone and asking.visitor.may("thanks", there=there),
        "correct": is_done and not is_undone and asking.visitor.may("correct", there=there),
        "around": [*_air(document.get("air", {}), words), *_warmth(document, words)],
        "wishes": [
            {**_wish(asking, wish, document.get("evidence", ()), now["at"]), "otherwise": _otherwise(asking, document, wish)}
            for wish in document["wishes"]
        ],
    }


def _air(air: Mapping[str, Any], words: Words) -> list[str]:
    """How the room is now, where it is measured."""
    said = []
    if air.get("temperature") is not None:
        said.append(words.filled(words.gettext("It is %(degrees)s °C there now."), {"degrees": air["temperature"]}))
    if air.get("humidity") is not None:
        said.append(words.gettext("The air has %(percent)s %% humidity.") % {"percent": words.number(air["humidity"], 0)})
    return said


def _warmth(document: Mapping[str, Any], words: Words) -> list[str]:
    """What heating or cooling the room came to in the last days, beside a fixed schedule."""
    ways = {"heating": words.gettext("Heating here: %(saved)s."), "cooling": words.gettext("Cooling here: %(saved)s.")}
    told_of = ((line, document.get(way)) for way, line in ways.items())
    return [
        line % {"saved": phrase({"words": found["sentence"], **found["made_of"]}, words)}
        for line, found in told_of
        if found and found["sentence"]
    ]


def _wish(asking: Asking, wish: Mapping[str, Any], evidence: Any, now: str) -> Mapping[str, Any]:
    words, quantity = asking.words, quantity_of(wish)
    mine = [e for e in evidence if (e["device"], e["quantity"]) == (wish["device"], wish["quantity"])]
    seen = [e for e in mine if asking.visitor.may("habits", about=e["occupant"])]
    hidden = sorted({e["occupant"] for e in mine} - {e["occupant"] for e in seen})
    return {
        "what": words.called(quantity),
        "quantity": wish["quantity"],
        "field": _field(quantity, wish["value"], words),
        "device": wish["device"],
        "called": device_name(wish["device"], asking.household),
        "value": words.value(quantity, wish["value"]),
        "before": None if wish["before"] is None else words.value(quantity, wish["before"]),
        "outcome": wish["outcome"],
        "reason": reason(wish, words),
        "sure": f"{wish['confidence'] * 100:.0f}",
        "rests_on": [_rests_on(asking, quantity, entry, now) for entry in seen],
        "hidden": [name_of(who, asking.household) for who in hidden],
    }


def _otherwise(asking: Asking, document: Mapping[str, Any], wish: Mapping[str, Any]) -> list[str]:
    """What it would have been otherwise; what one of them wants is for who may see their habits."""
    words, said, quantity = asking.words, list[str](), quantity_of(wish)
    for found in document.get("otherwise", ()):
        if (found["device"], found["quantity"]) != (wish["device"], wish["quantity"]):
            continue
        value = words.value(quantity, found["value"])
        match found["case"]:
            case "alone" if asking.visitor.may("habits", about=found["occupant"]):
                name = name_of(found["occupant"], asking.household)
                said.append(words.gettext("With %(name)s alone: %(value)s.") % {"name": name, "value": value})
            case "less_sure":
                sure = {"value": value, "sure": f"{found['sure'] * 100:.0f}", "needed": f"{found['needed'] * 100:.0f}"}
                said.append(words.gettext("Had %(sure)s %% been enough and not %(needed)s %%: %(value)s.") % sure)
            case "more_right":
                more = words.ngettext("after %(n)d more right guess", "after %(n)d more right guesses", found["more"])
                does = words.gettext("set by itself") if found["then"] == "act" else words.gettext("suggested")
                said.append(f"{words.pair(value, does)}, {more % {'n': found['more']}}.")
            case "without_hand":
                said.append(words.gettext("Had no hand set it: %(value)s.") % {"value": value})
            case "by_day":
                said.append(
                    words.gettext("Without quiet hours (quiet_hours in the configuration): %(value)s.") % {"value": value}
                )
            case _:
                pass
    return said


def _field(quantity: str, value: Any, words: Words) -> Mapping[str, Any] | None:
    """How what was wanted is asked for: a number in the unit people say, or the other way round; None where it is not."""
    kind = kinds().get(quantity)
    if kind is None or isinstance(value, str):
        return None
    if isinstance(value, bool):
        return {"flip": not value}
    unit = words.unit(quantity)
    return {
        "low": round(unit.said(kind.low)),
        "high": round(unit.said(kind.high)),
        "value": unit.typed(float(value)),
        "unit": unit.name,
    }


def correct(asking: Asking) -> str:
    """What was wanted instead of one thing a decision did."""
    document = asking.hub.ask("why", which=asking.named["decision"])
    there = asking.hub.now()["rooms"].get(document["room"], {}).get("people", {})
    asking.must("correct", there=(*document["occupants"], *there))
    device, trait, typed = (asking.given.get(name, "") for name in ("device", "quantity", "value"))
    kind = kinds().get(base(trait))
    if kind is None:
        raise NotThere
    value: bool | float
    if kind.choice:
        value = typed == "on"
    else:
        try:
            value = asking.words.unit(kind.name).meant(typed)
        except ValueError:
            raise NotThere from None
    answer = asking.hub.ask("correct", which=document["id"], device=device, quantity=trait, value=value)
    return f"/why/{answer['id']}"


def _rests_on(asking: Asking, quantity: str, entry: Mapping[str, Any], now: str) -> Mapping[str, Any]:
    words, chosen = asking.words, entry["would_choose"]
    is_amount = quantity in QUANTITIES and not isinstance(chosen, bool | str)
    past = entry.get("because", ())[:_MOST]
    return {
        "mine": entry["occupant"] == asking.visitor.person,
        "name": name_of(entry["occupant"], asking.household),
        "would_choose": words.value(quantity, chosen),
        "spread": words.spread(quantity, entry["spread"]) if is_amount else None,
        "examples": round(entry["examples"]),
        "with_wish": f"{entry['content_with_wish'] * 100:.0f}",
        "with_now": f"{entry['content_with_now'] * 100:.0f}",
        "together": [name_of(who, asking.household) for who in entry.get("together", ())],
        "because": [{"when": words.moment(b["at"], now), "value": words.value(quantity, b["value"])} for b in past],
    }


SCREENS = (Screen("/why/{decision}", "why", "why.html", why),)
ACTS = (ScreenAct("/why/{decision}/correct", "home", correct),)
