"""The file in, one checked Config out; every mistake with its line."""

from .load import json_schema, load, load_with_cautions, warnings
from .mistakes import ConfigError
from .model import Config, Pinned
from .secrets import SECRETS

__all__ = ["SECRETS", "Config", "ConfigError", "Pinned", "json_schema", "load", "load_with_cautions", "warnings"]
