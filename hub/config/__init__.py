"""The file in, one checked Config out; every mistake with its line."""

from .load import SECRETS, json_schema, load, load_with_cautions, warnings
from .mistakes import ConfigError
from .model import Config, Pinned

__all__ = ["SECRETS", "Config", "ConfigError", "Pinned", "json_schema", "load", "load_with_cautions", "warnings"]
