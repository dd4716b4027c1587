"""A kitchen people stay in: a dimmable lamp, a valve, a player, a light sensor. What Ana and Ben want is pinned, so that it is
known to the minute. The story begins at 20:00 local time."""

import json
from pathlib import Path
from typing import Any

from ..a_house import Living

LAMP = {
    "topic": {
        "id": "lamp", "state": "home/lamp", "command": "home/lamp/set",
        "quantities": {"brightness": {"key": "level", "low": 0, "high": 100}, "power": {"key": "on"}},
    }
}  # fmt: skip
TRV = {
    "topic": {
        "id": "trv", "state": "home/trv", "command": "home/trv/set",
        "quantities": {"setpoint": {"key": "target", "unit": "°C"}, "temperature": {"key": "now", "unit": "°C"}},
    }
}  # fmt: skip
PLAYER = {
    "topic": {
        "id": "player", "state": "home/player", "command": "home/player/set",
        "quantities": {
            "music": {"key": "list", "values": {"calm": "Calm evening", "jazz": "Jazz", "silence": "stop"}},
            "volume": {"key": "loud", "low": 0, "high": 100},
        },
    }
}  # fmt: skip
STAYING = ("daylight", "evening", "activity", "company", "music", "outage")


def pin(quantity: str, value: Any, start: str | None = None, end: str | None = None) -> dict[str, Any]:
    """What somebody wrote down for the kitchen."""
    times = {key: at for key, at in (("from", start), ("to", end)) if at is not None}
    return {"room": "kitchen", "quantity": quantity, "value": value, **times}


class Stay(Living):
    """Ana's and Ben's pins; kitchen: more of the room."""

    def __init__(self, folder: Path, ana: list[Any], ben: list[Any] | None = None, **more: Any) -> None:
        self._answered = 0
        kitchen = more.pop("kitchen", {})
        person = more.pop("person", {})
        people = {
            who: {
                "learn": ["light", "temperature", "music"],
                "presence": [{"topic": f"home/presence/{who}"}],
                "pinned": pins or [],
                **(person if who == "ana" else {}),
            }
            for who, pins in (("ana", ana), ("ben", ben))
        }
        sensors = [{"topic": "home/lux", "quantity": "illuminance"}]
        rooms = {
            "kitchen": {
                "devices": [LAMP, TRV, PLAYER],
                "sensors": sensors,
                "activity": {"topic": "home/doing", "quantity": "activity"},
                **kitchen,
            },
            "hall": {},
        }
        music = {"calm": {"playlist": "Calm evening"}, "jazz": {"playlist": "Jazz"}}
        super().__init__(folder, **{"occupants": people, "rooms": rooms, "music": music, "outdoor": {}, **more})
        for who in people:
            self.hear(f"home/presence/{who}", "not_home", 0)
        self.hear("home/lamp", '{"on": "off", "level": 60}', 1)
        self.hear("home/trv", '{"target": 18, "now": 18}', 1)
        self.hear("home/player", '{"list": "stop", "loud": 20}', 1)

    def comes(self, who: str = "ana", at_s: float = 10.0, place: str = "kitchen") -> None:
        self.hear(f"home/presence/{who}", place, at_s)
        self.answer(at_s + 1)

    def answer(self, at_s: float) -> None:
        """The devices say that they have done as they were told."""
        since, self._answered = self.said[self._answered :], len(self.said)
        for device in ("lamp", "trv", "player"):
            told: dict[str, Any] = {}
            for outgoing in since:
                if outgoing.topic == f"home/{device}/set":
                    told |= json.loads(outgoing.payload)
            if told:
                self.hear(f"home/{device}", json.dumps(told), at_s)

    def lives(self, since_s: float, until_s: float, every_s: float = 10.0) -> None:
        """Time passes, devices answer."""
        at_s = since_s
        while at_s <= until_s:
            self.tick(at_s)
            self.answer(at_s + 0.5)
            at_s += every_s

    def decisions(self, *triggers: str) -> list[dict[str, Any]]:
        found = [json.loads(told) for told in self.told("attune/decision")]
        return [one for one in found if one["trigger"] in (triggers or STAYING)]

    def sent(self, quantity: str, *triggers: str) -> list[Any]:
        """What was set while they stayed, in order."""
        return [
            w["value"]
            for one in self.decisions(*triggers)
            for w in one["wishes"]
            if w["quantity"] == quantity and w["outcome"] == "sent"
        ]
