"""The parts of the Tasmota family, whose door is ``devices/families/tasmota.py``.

discovery → ``announced`` (relays, lights, inputs) and ``measured`` (sensors) → Device; ``states`` and ``orders`` hear it,
``saying`` tells it.
"""
