"""The hub and a Home Assistant's past and screens: announcements, history, automations."""
