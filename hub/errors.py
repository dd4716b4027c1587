"""What can be wrong with the house or with what it is asked."""


class HubError(Exception):
    """Base of everything the hub refuses; its text is one line for a person."""


class NotPossible(HubError):
    """Asked for something that cannot be done now: exit 1 on the command line."""


class AlreadyRunning(HubError):
    """Another hub holds this home's data."""


class StoreFailed(HubError):
    """The database could not take or give a value."""


class DiskFailed(StoreFailed):
    """The disk takes nothing now: full, read-only or worn out. What it holds may still be read."""
