"""What happened, kept for a month, so that it can be lived through once more under another configuration."""
