"""How people and programs ask: the socket and the hub's own topics."""
