"""The parts of the Zigbee2MQTT family, whose door is ``devices/families/zigbee2mqtt.py``.

bridge/devices → ``exposes`` (one leaf per property) → ``traits`` (quantities with this device's range) → ``announced``
(devices) and ``groups``; then ``states`` and ``orders`` read what is said, ``saying`` writes what is told.
Specification: https://www.zigbee2mqtt.io/guide/usage/exposes.html and …/mqtt_topics_and_messages.html
"""
