"""The threads beside the loop's own: each signs while it lives, and one that has stopped signing is missed.

In the flow: any thread → sign; the loop's thread → missed. No clock is read: what counts is how often nobody signed between two
looks, so a clock that is set harms nothing.
"""

from dataclasses import dataclass
from typing import Protocol

LOOKS = 2  # at which nothing was signed since the one before: only then is a worker missed


class Sign(Protocol):
    def __call__(self, looks: int = LOOKS) -> None:
        """looks: how many may pass until the next time, more where its worker waits for somebody else's answer."""
        ...


@dataclass(slots=True)
class _Signed:
    """times: so far. looks: it may miss before the next. seen, still: times at the last look, looks without a new one."""

    times: int = 0
    looks: int = LOOKS
    seen: int = -1
    still: int = 0


class Workers:
    """watched() and left() from any thread; look() from the loop's."""

    def __init__(self) -> None:
        self._signed: dict[str, _Signed] = {}

    def watched(self, name: str) -> Sign:
        """What it is to call in each turn of its loop."""
        signed = self._signed[name] = _Signed()

        def sign(looks: int = LOOKS) -> None:
            signed.looks = looks
            signed.times += 1  # nobody else writes these two

        return sign

    def left(self, name: str) -> None:
        """It was told to end."""
        self._signed.pop(name, None)

    def look(self) -> tuple[str, ...]:
        """Who is missed. Called every few seconds."""
        missed = []
        for name, signed in tuple(self._signed.items()):
            signed.still = signed.still + 1 if signed.times == signed.seen else 0
            signed.seen = signed.times
            if signed.still >= signed.looks:
                missed.append(name)
        return tuple(missed)
