"""What has changed since it was last told, by name: house, room/kitchen, person/ana, decision/… Never how: who is told asks."""

from collections.abc import Iterable

GATHERED_S = 0.05  # what changes together is told together, and whoever comes in has their light before


class Changes:
    """Owned by the loop's thread. Where nobody listens nothing is kept. since: monotonic, of the first change not told yet."""

    def __init__(self) -> None:
        self.is_heard = False
        self.since: float | None = None
        self._names: dict[str, None] = {}

    def note(self, now: float, *names: str) -> None:
        """now: monotonic."""
        if self.is_heard:
            self._names |= dict.fromkeys(names)
            self.since = now if self.since is None else self.since

    def take(self) -> list[str]:
        names, self._names, self.since = list(self._names), {}, None
        return names


def rooms(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(f"room/{name}" for name in names if name)
