"""A device's state that says itself that the device is not there: ``{"on": true, "bri": 254, "reachable": false}``.

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


def reach_in(device: DeviceId, state: Mapping[str, Any], message: Message) -> Reachable | None:
    """None where it does not say. It is said with every state, and so is no birth."""
    for key, raw in state.items():
        name = plain(key) if isinstance(key, str) else ""
        if name in _THERE or name in _GONE:
            said = is_on(raw)
            if said is not None:
                return Reachable(device, said if name in _THERE else not said, message.when, message.retain)
    return None
