"""How good it is, of the home and each kind, over four weeks: for the keeper, naming nobody."""

from collections.abc import Mapping
from typing import Any

from ..pictures.calibration import spots
from ..screen import Asking, Screen
from ..words import Words


def figures(asking: Asking) -> Mapping[str, Any]:
    told, words = asking.hub.ask("status")["figures"], asking.words
    rows = [(words.gettext("All together"), told), *((words.called(kind), one) for kind, one in told["kinds"].items())]
    found = told["calibration"]
    return {
        "days": told["days"],
        "rows": [(name, _row(one, words)) for name, one in rows],
        "spots": spots((one["said"], one["right"], one["n"]) for one in found),
        "said": [
            words.gettext("said %(sure)s %%, right %(right)s %% of %(n)s")
            % {"sure": f"{one['said'] * 100:.0f}", "right": f"{one['right'] * 100:.0f}", "n": one["n"]}
            for one in found
        ],
    }


def _row(one: Mapping[str, Any], words: Words) -> list[str]:
    def share(value: float | None) -> str:
        return "–" if value is None else f"{value * 100:.0f} %"

    seconds = one["seconds_to_reversal"]
    after = "–" if seconds is None else f"{words.number(seconds, 0)} s"
    shares = [share(one["silence"]), share(one["calibration_error"])]
    return [words.number(one["acts_a_day"]), share(one["reversed"]), after, *shares]


SCREENS = (Screen("/house/figures", "house", "figures.html", figures),)
