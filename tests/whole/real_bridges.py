"""The bench's devices on a real broker, in real time: they hear commands as bytes, obey, echo, and people reach for them.

    with Bridges(port) as bridges:
        lamp = bridges.add(wled.Wled, id="strip", values={"power": True, "brightness": 0.9}, manner=wled.LAMP)
        bridges.announce()
        bridges.by_hand(lamp, {"power": False})

One thread owns all devices; what others want of them waits in its queue.
"""

import heapq
import itertools
import random
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from benchmarks.simulated.device import Doing, Simulated, Word
from devices.vocabulary import Value
from tests.patience import PATIENCE_S

MARK = "test/bridges/mark"


class Bridges:
    """told: what each device was told, as (device id, values), in order."""

    def __init__(self, port: int, seed: int = 7) -> None:
        self.devices: list[Simulated] = []
        self.told: list[tuple[str, Mapping[str, Value]]] = []
        self._rng = random.Random(seed)
        self._queue: list[tuple[float, int, Callable[[], object]]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._is_stopping = False
        self._client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv311)
        self._is_back, self._hears = threading.Event(), threading.Event()
        self._client.on_message = lambda _client, _userdata, m: self._heard(m.topic, bytes(m.payload), m.retain)
        self._client.on_connect = lambda client, *_: client.subscribe([("#", 0)])
        self._client.on_subscribe = lambda *_: self._hears.set()
        self._client.connect("127.0.0.1", port)
        self._thread = threading.Thread(target=self._live, daemon=True)

    def __enter__(self) -> "Bridges":
        self._client.loop_start()
        assert self._hears.wait(PATIENCE_S)  # a mark said before would come back to nobody
        self._thread.start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        with self._changed:
            self._is_stopping = True
            self._changed.notify()
        self._thread.join(PATIENCE_S)
        self._client.disconnect()
        self._client.loop_stop()

    def add(self, kind: Callable[..., Simulated], **given: Any) -> Simulated:
        rng = random.Random(self._rng.random())
        device = kind(rng=rng, now=time.monotonic, after=self.after, publish=self._say, **given)
        self.devices.append(device)
        return device

    def announce(self, words: Iterable[Word] = ()) -> None:
        """Who there is and how it is, retained. words: of a bridge that speaks for several."""
        for word in words:
            self._client.publish(word.topic, word.payload, retain=True)
        for device in self.devices:
            self.after(0.0, device.announce)
            self.after(0.0, device.tell_found)
        self.settle()

    def by_hand(self, device: Simulated, values: Mapping[str, Value]) -> None:
        self.after(0.0, lambda: device.by_hand(values))

    def told_to(self, device: str, since: int = 0) -> list[Mapping[str, Value]]:
        """since: ``len(told)`` at some moment."""
        return [values for who, values in self.told[since:] if who == device]

    def settle(self) -> None:
        """Returns once everything that is due has been done, and what was said of it waits at everybody's socket."""
        self._is_back.clear()
        self.after(0.0, lambda: self._client.publish(MARK, b""))
        assert self._is_back.wait(PATIENCE_S)

    def after(self, seconds: float, then: Callable[[], object]) -> None:
        with self._changed:
            heapq.heappush(self._queue, (time.monotonic() + seconds, next(self._order), then))
            self._changed.notify()

    def _heard(self, topic: str, payload: bytes, retain: bool) -> None:
        if topic == MARK:
            self._is_back.set()
        elif not retain:
            self.after(0.0, lambda: self._obey(topic, payload))

    def _obey(self, topic: str, payload: bytes) -> None:
        for device in self.devices:
            asked = device.asked(topic, payload)
            if asked is not None:
                self.told.append((device.id, asked[0]))
                device.obey(*asked, "hub")

    def _say(self, _device: Simulated, word: Word, _doings: Mapping[str, Doing]) -> None:
        self._client.publish(word.topic, word.payload, retain=word.retain)

    def _live(self) -> None:
        while True:
            with self._changed:
                if self._is_stopping:
                    return
                wait = self._queue[0][0] - time.monotonic() if self._queue else 1.0
                if wait > 0:
                    self._changed.wait(min(wait, 1.0))
                    continue
                _, _, then = heapq.heappop(self._queue)
            then()
