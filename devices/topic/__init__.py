"""Parts of the topic family: what the configuration says of a device, and how its values stand on the wire."""
