"""Who changed it: the hub itself, a hand, or another program."""
