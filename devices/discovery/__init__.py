"""The parts of the Home Assistant MQTT discovery family, whose door is ``devices/families/home_assistant_mqtt.py``.

config topic → ``payload`` (one announcement, its entities with full keys) → one file per component (``light_json``,
``climate``, …: traits with their ports) → ``describing`` (devices); then ``hearing`` and ``saying`` read and write what
travels, ``ports`` converts, ``templates`` renders other people's Jinja within bounds.
Specification: https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery
"""
