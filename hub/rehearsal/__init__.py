"""A made-up week, lived through with the real hub in simulated time."""
