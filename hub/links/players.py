"""Players on links of their own (MPD, Snapcast): one link each, started when its device is known, stopped when it goes."""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping

from devices.command import Command
from devices.event import Event
from devices.links.mpd import MpdLink
from devices.links.player import PlayerLink
from devices.links.snapcast import SnapcastLink
from devices.vocabulary import Device, DeviceId, Moment, Settings

from ..loop.workers import Workers

log = logging.getLogger(__name__)

LINKS: Mapping[str, type[PlayerLink]] = {"mpd": MpdLink, "snapcast": SnapcastLink}  # by family


class Players:
    """put: where the links leave what they hear. Owned by the loop's thread; the links have threads of their own."""

    def __init__(
        self, settings: Settings, put: Callable[[Event], object], now: Callable[[], Moment], workers: Workers | None = None
    ) -> None:
        self._settings, self._put, self._now, self._workers = settings, put, now, workers or Workers()
        self._links: dict[DeviceId, tuple[Device, PlayerLink]] = {}

    def use(self, devices: Iterable[Device], settings: Settings | None = None) -> None:
        """These devices from now on."""
        wanted = {device.id: device for device in devices if device.family in LINKS}
        for name in [name for name, (device, _) in self._links.items() if wanted.get(name) != device or settings is not None]:
            self._workers.left(f"the link to {name}")
            # Saying goodbye to a player that hangs takes seconds the loop does not have.
            threading.Thread(target=self._links.pop(name)[1].stop, name="player-stop", daemon=True).start()
        self._settings = settings or self._settings
        for name, device in wanted.items():
            if name not in self._links:
                link = LINKS[device.family](device, self._settings, self._put, self._now)
                link.sign = self._workers.watched(f"the link to {name}")
                link.start()
                self._links[name] = (device, link)

    def send(self, command: Command) -> bool:
        """Whether the player's link took it; False when it is not connected."""
        found = self._links.get(command.device)
        return found is not None and found[1].send(command)

    def stop(self) -> None:
        for _, link in self._links.values():
            link.stop()
        self._links.clear()


def ask(device: Device, settings: Settings, now: Callable[[], Moment]) -> tuple[str, ...]:
    """What is wrong with a player that has a link of its own, for ``attune check --live``; nothing for any other device."""
    kind = LINKS.get(device.family)
    return () if kind is None else kind(device, settings, lambda _event: None, now).ask()
