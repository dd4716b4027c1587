"""The house's health, for its keeper: links, what is not heard, what was complained of, who is signed in at all."""

from collections.abc import Mapping
from typing import Any

from ..checking import CHECKING
from ..screen import Asking, Screen
from ..words import LINK_STATES


def house(asking: Asking) -> Mapping[str, Any]:
    if asking.hub.config is not None:
        CHECKING.begin(asking.hub.config)  # what is asked next, maybe; it takes seconds on a busy machine
    status, now, words = asking.hub.ask("status"), asking.hub.now(), asking.words
    link = status["link"]
    rows = [
        (words.gettext("Broker"), words.named(LINK_STATES, link["state"]), link["state"] == "up"),
        (words.gettext("Messages heard, told"), f"{link['received']}, {link['published']}", True),
        (words.gettext("Could not be used"), str(link["dropped"]), True),
        (words.gettext("Connections anew"), str(link["reconnects"]), True),
        (
            words.gettext("Clock"),
            words.gettext("believed") if now["time_trusted"] else words.gettext("not believed"),
            now["time_trusted"],
        ),
    ]
    if link["home_assistant"] is not None:
        state = link["home_assistant"]["state"]
        rows.insert(1, ("Home Assistant", words.named(LINK_STATES, state), state == "up"))
    away = [
        {"room": found["name"], "device": device["name"]}
        for found in now["rooms"].values()
        for device in found["devices"]
        if device["known"] and device["reachable"] is False
    ]
    return {
        "rows": rows,
        "missing": now["missing"],
        "away": away,
        "problems": now["problems"],
        "is_well": all(is_well for _, _, is_well in rows) and not (now["missing"] or now["problems"] or away),
    }


SCREENS = (Screen("/house", "house", "house.html", house),)
