"""How long a test waits for what must happen before it has failed."""

# So long that no machine needs it, however busy: where the thing happens it costs nothing, and nothing is measured against it.
PATIENCE_S = 120.0
