"""The broker's link: paho-mqtt without its threads. One thread owns it, waits on ``socket()`` and calls what is due.

What lasts: link (when to call, which version of MQTT), wanted (what is to be heard), spoken (what we may say). Of one call:
dial. Of one connection: connection (reading, noticing its end), syncing (its subscriptions, in portions, until all that the
broker has kept is heard), sending (what is said), client (paho-mqtt), intake (the socket as paho sees it).
"""

from .client import QUEUE
from .dial import Tls
from .link import LinkState, MqttLink
from .options import Counts, MqttOptions
from .sending import OWN_LIMIT

__all__ = ["OWN_LIMIT", "QUEUE", "Counts", "LinkState", "MqttLink", "MqttOptions", "Tls"]
