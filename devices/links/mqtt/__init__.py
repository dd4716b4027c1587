"""The broker's link: paho-mqtt without its threads. One thread owns it, waits on ``socket()`` and calls what is due.

link        what lasts: what is wanted, when to call again, which version of MQTT, what the broker refuses
dial        calling the broker
connection  one connection: reading, sending, noticing its end
syncing     its subscriptions, until all that the broker has kept is heard (portions)
client      paho-mqtt on that connection, and intake the socket as paho sees it
"""

from .client import QUEUE
from .connection import OWN_LIMIT
from .dial import Tls
from .link import MqttLink, State
from .options import Counts, MqttOptions

__all__ = ["OWN_LIMIT", "QUEUE", "Counts", "MqttLink", "MqttOptions", "State", "Tls"]
