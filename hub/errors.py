"""What can be wrong with the house or with what it is asked."""


class HubError(Exception):
    """Base of everything the hub refuses; its text is one line for a person, ``code`` one word for a program."""

    code = "failed"


class NotPossible(HubError):
    """Asked for something that cannot be done now: exit 1 on the command line. code: which thing, as ``--json`` tells it."""

    def __init__(self, words: str, code: str = "not_possible") -> None:
        super().__init__(words)
        self.code = code


class AlreadyRunning(HubError):
    """Another hub holds this home's data."""

    code = "already_running"


class StoreFailed(HubError):
    """The database could not take or give a value."""

    code = "store_failed"


class DiskFailed(StoreFailed):
    """The disk takes nothing now: full, read-only or worn out. What it holds may still be read."""

    code = "disk_failed"
