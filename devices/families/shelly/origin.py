"""Who a Shelly says moved it. The word names the latest command, so it counts only beside what it moved.

Source: https://shelly-api-docs.shelly.cloud/gen2/ComponentsAndServices/Switch (status, ``source``) and captures of it.
"""

from collections.abc import Mapping

# Over the broker, by whichever client: who it was the hub knows better. What only goes on with a move has nobody of its own.
_NOBODY = ("", "mqtt", "limit_switch", "transition")
# The cloud's app, the page and the app on the local network, what is wired to it.
_HANDS = ("shc", "http_in", "http", "ws_in", "button", "switch", "input")
# Its own clock and scripts, its thermostat, and what protects it: nobody's choice.
_PROGRAMS = (
    "timer",
    "schedule",
    "loopback",
    "thermostat",
    "timeout",
    "overpower",
    "overvoltage",
    "undervoltage",
    "overcurrent",
    "overtemp",
    "obstruction",
    "safety_switch",
)
_ORIGINS: Mapping[str, str] = {
    **dict.fromkeys(_NOBODY, ""),
    **dict.fromkeys(_HANDS, "hand"),
    **dict.fromkeys(_PROGRAMS, "schedule"),
}
_BOOT = "init"


def origin_of(source: object) -> str:
    """``Reported.origin`` for a status's ``source``; a word not known here may be a hand or a program."""
    if not isinstance(source, str):
        return ""
    return "" if source.casefold() == _BOOT else _ORIGINS.get(source.casefold(), "unsure")


def is_boot(source: object) -> bool:
    """Whether the status tells how it woke up, and not that something happened."""
    return isinstance(source, str) and source.casefold() == _BOOT
