"""The parts of the Z-Wave JS UI family: topics of values, what a node is known to have, what it says, what it is told."""
