"""Warm when they come: how fast a room warms, when its heating has to start, windows, and what it comes to."""
