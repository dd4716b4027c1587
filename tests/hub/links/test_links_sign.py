"""The threads of links say all the while that they live, and are not missed once they were told to end."""

import time
from collections.abc import Callable

from devices.families.mpd import FAMILY
from devices.vocabulary import DeviceId, Reference, Settings
from hub.clock import SystemClock
from hub.config.load import checked
from hub.links.home_assistant import HomeAssistant
from hub.links.players import Players
from hub.loop.workers import Workers
from tests.mosquitto import free_port
from tests.patience import PATIENCE_S

HOME = {"latitude": 52.4, "longitude": 4.9, "time_zone": "Europe/Amsterdam"}


class Seen(Workers):
    """How often each has signed."""

    def __init__(self) -> None:
        super().__init__()
        self.times: dict[str, int] = {}

    def watched(self, name: str) -> Callable[[int], None]:  # type: ignore[override]
        sign = super().watched(name)

        def signing(looks: int) -> None:
            self.times[name] = self.times.get(name, 0) + 1
            sign(looks)

        return signing

    def wait_for(self, name: str, times: int) -> None:
        until = time.monotonic() + PATIENCE_S
        while self.times.get(name, 0) < times:
            assert time.monotonic() < until, self.times
            time.sleep(0.02)


def test_a_player_that_cannot_be_reached_is_waited_for_by_a_thread_that_lives() -> None:
    workers, settings = Seen(), Settings()
    reference = Reference("mpd", f"127.0.0.1:{free_port()}", DeviceId("radio"), {})
    device = FAMILY.from_reference(reference, settings)
    assert device is not None
    players = Players(settings, lambda _event: None, SystemClock().now, workers)
    players.use([device])
    workers.wait_for("the link to radio", 3)
    players.use([])
    assert [workers.look() for _ in range(20)] == [()] * 20
    players.stop()


def test_a_home_assistant_that_cannot_be_reached_is_waited_for_by_two_threads_that_live() -> None:
    workers = Seen()
    config = checked({"home": HOME, "home_assistant": {"url": f"http://127.0.0.1:{free_port()}", "token": "x" * 20}})
    link = HomeAssistant(lambda _value: None, SystemClock().now, workers)
    link.use(config, ["light.sofa"])
    for name in ("what listens to Home Assistant", "what tells Home Assistant"):
        workers.wait_for(name, 2)
    link.use(checked({"home": HOME}), [])
    assert [workers.look() for _ in range(20)] == [()] * 20
    link.stop()
