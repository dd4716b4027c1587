"""How devices and bridges say that something is there or not: a word on a topic of its own, or a key of a state,
``{"on": true, "bri": 254, "reachable": false}``.

In the flow: families read it before the values beside it. Bridges repeat the last they knew of a lamp whose mains switch is
off, or make it OFF: neither is how it is, nor anybody's choice.
"""

from collections.abc import Mapping
from typing import Any

from .event import Reachable
from .message import Message
from .on_off import is_on
from .own_words import plain
from .vocabulary import DeviceId

_THERE = frozenset(
    {"reachable", "is_reachable", "online", "is_online", "available", "is_available", "availability", "erreichbar"}
)
_GONE = frozenset({"unreachable", "unreach", "offline", "unavailable"})
_UP = frozenset({"connected", "available", "reachable", "alive", "ready", "up", "2", "erreichbar", "verbunden"})
_DOWN = frozenset((
    "disconnected", "unavailable", "unreachable", "not_reachable", "dead", "lost", "down", "gone", "nicht_erreichbar",
    "getrennt",
))  # fmt: skip


def is_there(raw: object) -> bool | None:
    """What a word or a yes says of being there; None where it says neither. 2 is a bridge's that has its devices, too."""
    word = plain(str(raw)) if isinstance(raw, str | int) and not isinstance(raw, bool) else ""
    return True if word in _UP else False if word in _DOWN else is_on(raw)


def reach_in(device: DeviceId, state: Mapping[str, Any], message: Message) -> Reachable | None:
    """None where it does not say. It is said with every state, and so is no birth."""
    for key, raw in state.items():
        name = plain(key) if isinstance(key, str) else ""
        if name in _THERE or name in _GONE:
            said = is_there(raw)
            if said is not None:
                return Reachable(device, said if name in _THERE else not said, message.when, message.retain)
    return None
