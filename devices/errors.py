"""What can be wrong with the outside world. The constructor takes the facts and writes the sentence."""

from .text import shown


class DeviceError(Exception):
    """Base of everything a device or its link can cause."""


class BadPayload(DeviceError):
    """A message that cannot be used: counted, logged once per topic and reason, dropped.

    reason: stable words, so that repeats are recognised.
    """

    def __init__(self, topic: str, payload: bytes, reason: str) -> None:
        self.topic = topic
        self.reason = reason
        super().__init__(f"{shown(topic, 120)}: {reason}: {shown(payload, 120)}")


class BadCommand(DeviceError):
    """A value a device cannot take."""

    def __init__(self, device: str, trait: str, reason: str) -> None:
        self.device, self.trait, self.reason = device, trait, reason
        super().__init__(f"{shown(device, 80)}: {trait}: {reason}")


class LinkDown(DeviceError):
    """Nobody is listening: the broker or the player is not connected."""

    def __init__(self, link: str, reason: str) -> None:
        self.link, self.reason = link, reason
        super().__init__(f"{link}: {reason}")
