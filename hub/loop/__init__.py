"""One thread, and what may wait for it."""
