"""The file in, one checked Config out; every mistake with its line.

What reads and checks it (``load.py``) is imported from there by whoever does: it is half of what a hub would weigh.
"""

from .document import SECRETS
from .mistakes import ConfigError
from .model import Config, Pinned

__all__ = ["SECRETS", "Config", "ConfigError", "Pinned"]
