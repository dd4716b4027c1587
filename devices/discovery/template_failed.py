"""Why somebody else's template cannot be used."""

from ..errors import DeviceError

LONGEST_TEMPLATE = 4096  # characters; the longest in use have about 2000


class TemplateFailed(DeviceError):
    """A template that cannot be used, or cannot be used on this message. reason: in words, fit for a log."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
