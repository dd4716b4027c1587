"""What Home Assistant's entities say and take, domain by domain. Pure; the connection is ``devices/links/home_assistant/``."""
