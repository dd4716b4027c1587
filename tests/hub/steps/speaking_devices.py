"""A house in memory with one device of any family in the kitchen, where Ana is; what the hub made of what it says."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from devices.message import Message
from devices.vocabulary import DeviceId, RoomId
from tests.hub.a_house import Living, make_config
from tests.hub.build import moment


class Speaking(Living):
    """device: its block. announced: (topic, payload) kept by the broker before anybody looked."""

    def __init__(
        self,
        folder: Path,
        device: Mapping[str, Any],
        announced: Sequence[tuple[str, Any]] = (),
        others: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
        **more: object,
    ) -> None:
        rooms: dict[str, Any] = {"kitchen": {"devices": [dict(device)]}, "hall": {}}
        for room, blocks in (others or {}).items():
            rooms[room] = {"devices": [*rooms.get(room, {}).get("devices", []), *map(dict, blocks)]}
        people = {"ana": {"learn": ["light", "temperature"], "presence": [{"topic": "home/presence/ana"}]}}
        home_assistant = {"url": "http://127.0.0.1:8123", "token": "x" * 40}
        config = make_config(folder, **{"rooms": rooms, "occupants": people, "home_assistant": home_assistant, **more})
        super().__init__(folder, config)
        for topic, payload in announced:
            self.house.catalogue.announce(Message(topic, as_bytes(payload), moment(), True))
        self.house.announced()
        missing = list(self.house.catalogue.missing)
        assert not missing, f"the hub did not find {missing}"

    def says(self, at_s: float, topic: str, payload: Any, retain: bool = False) -> None:
        self.tick(at_s)
        self.step.hear(Message(topic, as_bytes(payload), moment(at_s), retain))

    def ana_is_there(self, at_s: float = 1.0) -> None:
        self.hear("home/presence/ana", "kitchen", at_s)

    def lessons(self, kind: str) -> list[Any]:
        """Values learned of a kind, in order, once all has settled."""
        return [example.value for example in self.store.examples.all() if example.kind == kind]

    def held(self) -> set[str]:
        """Traits that stand as somebody set them."""
        return {trait for _, trait in self.house.ledger.holds}

    def value(self, trait: str, device: str | None = None) -> Any:
        found = self.house.readings.devices_in[RoomId("kitchen")][0] if device is None else DeviceId(device)
        return self.house.readings.value(found, trait)


def as_bytes(payload: Any) -> bytes:
    if isinstance(payload, bytes):
        return payload
    return payload.encode() if isinstance(payload, str) else json.dumps(payload).encode()
