"""How good it is, of the home and each kind, over four weeks: for the keeper, naming nobody."""

from collections.abc import Mapping
from typing import Any

from ..pictures.calibration import spots
from ..screen import Asking, Screen
from ..sentences import phrase
from ..words import Words


def figures(asking: Asking) -> Mapping[str, Any]:
    status, words = asking.hub.ask("status"), asking.words
    told = status["figures"]
    rows = [(words.gettext("All together"), told), *((words.called(kind), one) for kind, one in told["kinds"].items())]
    found = told["calibration"]
    return {
        "days": told["days"],
        "rows": [(name, _row(one, words)) for name, one in rows],
        "heated": [heated for room in status["rooms"] for heated in _heated(room, words)],
        "spots": spots((one["said"], one["right"], one["n"]) for one in found),
        "said": [
            words.gettext("said %(sure)s %%, right %(right)s %% of %(n)s")
            % {"sure": f"{one['said'] * 100:.0f}", "right": f"{one['right'] * 100:.0f}", "n": one["n"]}
            for one in found
        ],
    }


def _heated(room: Mapping[str, Any], words: Words) -> list[list[str]]:
    """Of one room, by each way: called, hours today, minutes missed today, and beside the schedule."""
    rows = []
    for way, called in (("heating", words.gettext("%(room)s, heating")), ("cooling", words.gettext("%(room)s, cooling"))):
        told = room.get(way)
        if told:
            said = told["sentence"] and phrase({"words": told["sentence"], **told["made_of"]}, words)
            amounts = ["–" if told[key] is None else words.number(told[key]) for key in ("heated_hours", "missed_minutes")]
            rows.append([called % {"room": room["name"]}, *amounts, said or words.gettext("too little seen yet")])
    return rows


def _row(one: Mapping[str, Any], words: Words) -> list[str]:
    def share(value: float | None) -> str:
        return "–" if value is None else f"{value * 100:.0f}\u00a0%"

    seconds = one["seconds_to_reversal"]
    after = "–" if seconds is None else f"{words.number(seconds, 0)}\u00a0s"
    shares = [share(one["silence"]), share(one["calibration_error"])]
    return [words.number(one["acts_a_day"]), share(one["reversed"]), after, *shares]


SCREENS = (Screen("/house/figures", "house", "figures.html", figures),)
