"""Where the link's messages stand. They never cross a broker: the hub subscribes to none of them and takes none from there."""

PREFIX = "home_assistant:"
ENTITY = f"{PREFIX}entity/"  # + entity id: what the entity is; empty: it is gone
STATE = f"{PREFIX}state/"  # + entity id: how it is now; retain: how it was found, not what happened
ORDERED = f"{PREFIX}ordered/"  # + entity id: what another program told it
CALL = f"{PREFIX}call/"  # + domain/service: what the hub tells it


def is_ours(topic: str) -> bool:
    """Whether only the link may have brought it."""
    return topic.startswith(PREFIX)
