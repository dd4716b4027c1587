"""The link to Home Assistant as the hub keeps it: there while the configuration points at an entity and says the way."""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from devices.message import Outgoing
from devices.vocabulary import Moment

from ..config import Config
from ..loop.workers import Workers

if TYPE_CHECKING:
    from devices.links.home_assistant import HomeAssistantLink

log = logging.getLogger(__name__)

_THREADS = ("what listens to Home Assistant", "what tells Home Assistant")


class HomeAssistant:
    """put: where the link leaves what it hears. Owned by the loop's thread; the link has threads of its own."""

    def __init__(self, put: Callable[[object], object], now: Callable[[], Moment], workers: Workers | None = None) -> None:
        self._put, self._now, self._workers = put, now, workers or Workers()
        self._link: HomeAssistantLink | None = None
        self._way: tuple[str, str] = ("", "")

    def use(self, config: Config, entities: Iterable[str]) -> None:
        """This configuration from now on; the connection stays where nothing about it changed."""
        given, wanted = config.home_assistant.access, tuple(entities)
        way = given if given is not None and wanted else ("", "")
        if way != self._way:
            if self._link is not None:
                for name in _THREADS:
                    self._workers.left(name)
                # Ending a conversation with who does not answer takes seconds the loop does not have.
                threading.Thread(target=self._link.stop, name="home-assistant-stop", daemon=True).start()
            self._link, self._way = None, way
            if way != ("", ""):
                # Its library takes half a second and 30 MiB that a home without Home Assistant does not pay.
                from devices.links.home_assistant import HomeAssistantLink

                self._link = HomeAssistantLink(*way, self._put, self._now)
                self._link.signs = tuple(self._workers.watched(name) for name in _THREADS)
                self._link.watch(wanted)
                self._link.start()
        elif self._link is not None:
            self._link.watch(wanted)

    def born(self) -> None:
        """Home Assistant says on the broker that it has started."""
        if self._link is not None:
            self._link.hurry()

    def call(self, calls: Sequence[Outgoing]) -> bool:
        """Whether the link took them; False while Home Assistant is not connected."""
        return self._link is not None and self._link.send(calls)

    def says(self) -> Mapping[str, Any] | None:
        """For ``attune status``; None when the home has no Home Assistant."""
        if self._link is None:
            return None
        return {"state": self._link.state, "problem": self._link.problem, "dropped": self._link.dropped}

    def stop(self) -> None:
        if self._link is not None:
            self._link.stop()
            self._link = None
