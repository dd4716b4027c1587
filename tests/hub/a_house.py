"""A whole House and Step in memory, of one room with one lamp, for tests of what stands above single parts."""

from pathlib import Path

from devices.message import Message, Outgoing
from devices.vocabulary import DeviceId
from hub.config import Config
from hub.config.load import checked
from hub.house import House
from hub.sending.outbox import Ports
from hub.standing import Standing
from hub.steps.step import Step
from hub.store import Store

from .build import moment

HOME = {"name": "Test", "latitude": 52.37, "longitude": 4.9, "time_zone": "Europe/Amsterdam"}
LAMP = DeviceId("lamp")
ANA = DeviceId("home/presence/ana")


def make_config(folder: Path, **more: object) -> Config:
    """Ana lives here, with a topic for her place and a lamp in the kitchen."""
    lamp = {
        "topic": {
            "id": "lamp", "state": "home/lamp", "command": "home/lamp/set",
            "quantities": {
                "brightness": {"key": "level", "low": 0, "high": 100},
                "power": {"key": "on"},
            },
        }
    }  # fmt: skip
    given = {
        "home": HOME,
        "mqtt": {"host": "127.0.0.1"},
        "storage": {"path": str(folder / "attune.db")},
        "earn_autonomy": False,
        "learning": {"settle": 1, "correction_window": 60},
        "occupants": {"ana": {"learn": ["light"], "presence": [{"topic": "home/presence/ana"}]}},
        "rooms": {"kitchen": {"devices": [lamp]}, "hall": {}},
        **more,
    }
    return checked(given)


class Living:
    """house and step; ``said``: everything published. config: another one than ``make_config`` makes of ``more``."""

    def __init__(self, folder: Path, config: Config | None = None, **more: object) -> None:
        self._folder, self.said = folder, list[Outgoing]()
        self.is_broker_there = True
        self.store = Store.open(folder / "attune.db")
        ports = Ports(self._publish, player=lambda _c: False, subscribe=lambda _f: None)
        config = config or make_config(folder, **more)
        self.step = Step(House(config, self.store, ports, Standing.read(self.store, config.rooms, moment())))

    @property
    def house(self) -> House:
        return self.step.house

    def reload(self, **more: object) -> None:
        """The configuration is edited: another house, of what stands."""
        house = self.house
        self.step.use(House(make_config(self._folder, **more), self.store, house.ports, house.standing))

    def _publish(self, outgoing: Outgoing) -> bool:
        if self.is_broker_there:
            self.said.append(outgoing)
        return self.is_broker_there

    def hear(self, topic: str, payload: str, at_s: float) -> None:
        self.step.hear(Message(topic, payload.encode(), moment(at_s)))

    def tick(self, at_s: float) -> None:
        self.step.tick(moment(at_s))

    def teach(self, level: int = 30, times: int = 12, at_s: float = 10.0) -> float:
        """Ana comes, sets the lamp, goes; it is put out by itself. The time afterwards, in seconds."""
        for _ in range(times):
            self.hear("home/presence/ana", "kitchen", at_s)
            self.hear("home/lamp", f'{{"on": "on", "level": {level}}}', at_s + 20)
            self.tick(at_s + 30)
            self.hear("home/presence/ana", "not_home", at_s + 3600)
            self.hear("home/lamp", '{"on": "off", "level": 100}', at_s + 3700)
            self.tick(at_s + 3800)
            at_s += 86_400.0
        return at_s

    def told(self, topic: str) -> list[bytes]:
        return [outgoing.payload for outgoing in self.said if outgoing.topic == topic]

    def close(self) -> None:
        self.store.close()


__all__ = ["ANA", "LAMP", "Living", "make_config"]
