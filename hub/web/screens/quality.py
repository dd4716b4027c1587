"""How well the hub knows somebody: how often right, whether it is as right as it says, and how often a hand was needed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from devices.vocabulary import OccupantId
from hub.store.page_reader import examples

from ..pictures.bars import bars
from ..pictures.calibration import spots
from ..quality import LEAST, calibration, corrections, hit_rates, judged
from ..screen import Asking, Screen
from ..sentences import name_of


def quality(asking: Asking) -> Mapping[str, Any]:
    who, words = asking.person("habits"), asking.words
    asking.looked_at(who, "quality")
    known = examples(asking.hub.database, OccupantId(who))
    guesses = judged(known)
    found, weeks = calibration(guesses), corrections(known, datetime.fromisoformat(asking.hub.now()["at"]))
    drawn, top = bars([value for _, value in weeks])
    said = [
        words.gettext("said %(sure)s %%, right %(right)s %% of %(n)s")
        % {"sure": _percent(one.sure), "right": _percent(one.right), "n": one.count}
        for one in found
    ]
    return {
        "who": who,
        "name": name_of(who, asking.household),
        "mine": who == asking.visitor.person,
        "least": LEAST,
        "count": len(guesses),
        "rates": [
            {
                "what": words.called(rate.kind),
                "right": _percent(rate.right / rate.count),
                "low": _percent(rate.low),
                "high": _percent(rate.high),
                "count": rate.count,
            }
            for rate in hit_rates(guesses)
        ],
        "spots": spots((one.sure, one.right, one.count) for one in found),
        "said": said,
        "bars": drawn,
        "top": words.number(top),
        "weeks_any": any(value for _, value in weeks),
        "weeks": [(_week(asking, ago), words.number(value)) for ago, value in weeks],
        "weeks_said": "; ".join(words.pair(_week(asking, ago), words.number(value)) for ago, value in weeks),
    }


def _percent(share: float) -> str:
    return f"{share * 100:.0f}"


def _week(asking: Asking, ago: int) -> str:
    if not ago:
        return asking.words.gettext("this week")
    return asking.words.ngettext("%(n)d week ago", "%(n)d weeks ago", ago) % {"n": ago}


SCREENS = (Screen("/person/{person}/quality", "home", "quality.html", quality),)
