"""The residents' page, a process of its own: only ``python -m hub.web`` imports it, never the daemon."""
