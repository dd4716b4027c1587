"""The hub itself as Home Assistant shows it: a device for the hub, one per room, one per person, by MQTT discovery."""
