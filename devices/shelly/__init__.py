"""The parts of the two Shelly families: of the first generation (``gen1_*``) and of all later ones."""
