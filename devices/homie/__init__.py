"""The parts of the Homie family: what a device describes of itself, what its properties mean, what is said and heard."""
