"""Home Assistant: a conversation on its WebSocket, and the link that holds one for as long as the hub runs.

Imported where a home has one: the library behind it takes its time to load.
"""

from .conversation import SUPERVISOR, Conversation
from .link import HomeAssistantLink

__all__ = ["SUPERVISOR", "Conversation", "HomeAssistantLink"]
