"""One file a screen: what it shows, and the orders given on it."""
