"""What the presence families share: how old a message is, and what may be a place."""
