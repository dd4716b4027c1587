"""Stretches in which a room was heated, or left alone, cut out of what its thermometer and its setpoint say.

In the flow: Reported temperature, setpoint → here → ``Warmth.learn``. Pure; of a room that is cooled all temperatures come with
their signs turned.
"""

from dataclasses import dataclass

from models.warm_up import Stretch

CALLS_C = 0.5  # so far below its setpoint a room is being heated, so far above it is left alone
REACHED_C = 0.3  # from so near on the valve closes
MOVED_C = 0.1  # it has begun to grow warm
LONGEST_S = 6 * 3600.0
GAP_S = 2700.0  # a thermometer that was quiet for longer has seen something else


@dataclass(frozen=True, slots=True)
class _Running:
    is_heated: bool
    from_c: float
    out_c: float | None
    since: float
    last_c: float
    heard: float
    moved_at: float | None = None


class Stretches:
    """One room's. Owned by whoever feeds it."""

    def __init__(self) -> None:
        self._running: _Running | None = None

    def hear(self, temperature_c: float, setpoint_c: float | None, out_c: float | None, now_s: float) -> Stretch | None:
        """The stretch that ends with this, if one does. setpoint_c: None where it is not known. now_s: monotonic."""
        running = self._running
        calls = None if setpoint_c is None else setpoint_c - temperature_c
        if running is not None and now_s - running.heard > GAP_S:
            running = self._running = None
        if running is None:
            self._begin(temperature_c, calls, out_c, now_s)
            return None
        goes_on = calls is not None and (calls > REACHED_C if running.is_heated else calls < -REACHED_C)
        moved = temperature_c - running.from_c
        if running.is_heated and moved < 0.0 and running.moved_at is None:
            # It fell on at first: from its lowest on it is watched.
            running = _Running(True, temperature_c, out_c, running.since, temperature_c, now_s)
        moved_at = now_s if running.moved_at is None and moved >= MOVED_C else running.moved_at
        self._running = _Running(
            running.is_heated, running.from_c, running.out_c, running.since, temperature_c, now_s, moved_at
        )
        if goes_on and now_s - running.since < LONGEST_S:
            return None
        found = self._ended(out_c)
        self._begin(temperature_c, calls, out_c, now_s)
        return found

    def disturbed(self) -> None:
        """A window opened, the hub was deaf: what runs says nothing."""
        self._running = None

    def _begin(self, temperature_c: float, calls: float | None, out_c: float | None, now_s: float) -> None:
        self._running = None
        if calls is not None and abs(calls) >= CALLS_C:
            self._running = _Running(calls > 0.0, temperature_c, out_c, now_s, temperature_c, now_s)

    def _ended(self, out_c: float | None) -> Stretch | None:
        running = self._running
        if running is None:
            return None
        outs = [one for one in (running.out_c, out_c) if one is not None]
        out = sum(outs) / len(outs) if outs else None
        lag = None if running.moved_at is None or not running.is_heated else (running.moved_at - running.since) / 3600.0
        return Stretch(running.from_c, running.last_c, out, (running.heard - running.since) / 3600.0, running.is_heated, lag)
