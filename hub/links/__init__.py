"""The links only some homes have: players and a Home Assistant."""
