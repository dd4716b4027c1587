"""A configuration written for you: from a Home Assistant, or from what the broker offers."""
