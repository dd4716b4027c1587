"""The door of the configuration: config.yaml and secrets.yaml in, one frozen, fully checked ``Config`` out.

``python -m hub.config`` prints the JSON Schema for editors, kept as config.schema.json at the top of the repository.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from .checks import cautions, mistakes_between
from .document import SECRETS, Block, Document, value_of
from .mistakes import ConfigError, Keys, Mistake
from .model import Config
from .references import OMITTED
from .secrets import Secrets
from .slips import of_empty, says_secret, spaced
from .wording import SECRET_KEYS, is_known, meant_key, mistakes_of
from .written import ConfigFile
from .yaml import read

_STAND_IN_HOME = {"latitude": 0.0, "longitude": 0.0, "time_zone": "UTC"}  # only to go on checking when home itself is wrong


def load(path: Path, changes: Mapping[str, str] = MappingProxyType({})) -> Config:
    """The configuration in this file. Raises ConfigError with every mistake at once.

    changes: as if it said otherwise: by key (``rooms.kitchen.follow``), a value as one writes it. The file stays as it is.
    """
    return load_with_cautions(path, changes)[0]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of config.yaml, of the device families installed here."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_schema()}


def checked(given: Any, folder: Path = Path()) -> Config:
    """Of blocks as a file has them. folder: paths are relative to it. Raises pydantic's ValidationError.

    What can only be seen between the parts is not looked at.
    """
    return ConfigFile.model_validate(given, context={"folder": folder}).made()


def load_with_cautions(path: Path, changes: Mapping[str, str] = MappingProxyType({})) -> tuple[Config, list[Mistake]]:
    """Both at one reading. Nothing in either shows what a ``!secret`` or ``!env`` stands for."""
    secrets = Secrets(path.parent / SECRETS)
    try:
        config, found = _checked(path, secrets, changes)
    except ConfigError as error:
        raise ConfigError(secrets.blotted_out(error.mistakes)) from None
    return config, secrets.blotted_out(found)


def _checked(path: Path, secrets: Secrets, changes: Mapping[str, str]) -> tuple[Config, list[Mistake]]:
    root, mistakes = read(path, secrets.tags)
    document = Document(str(path), root)
    mistakes += secrets.mistakes
    if root is None:
        right = "at least home: with latitude, longitude and time_zone"
        raise ConfigError([*mistakes, document.mistake((), "is empty", right)])
    if not isinstance(root, Block):
        right = spaced(root) or "home: and the other keys at the start of lines"
        raise ConfigError([*mistakes, document.mistake((), "is not a block of keys", right)])
    for key, value in changes.items():
        document.change(key.split("."), value_of(value))
    empty: list[Mistake] = []
    for keys in document.take_out_empty():
        slip = of_empty(str(keys[-1]), document.before(keys))
        if slip or not is_known(keys, _schema()):
            place = keys[:-1] if says_secret(keys[-1], SECRET_KEYS) else keys
            mistakes.append(document.mistake(place, "is not known here", slip or meant_key(keys, _schema())))
        else:
            empty.append(document.mistake(keys, "is empty and taken as left out"))
    config, found = _validated(document, path.parent)
    mistakes += found
    if config is not None:
        mistakes += mistakes_between(config, document)
    if mistakes or config is None:
        raise ConfigError(mistakes)
    return config, sorted([*empty, *cautions(config, document), *secrets.cautions], key=lambda m: (m.file, m.line))


def _validated(document: Document, folder: Path) -> tuple[Config | None, list[Mistake]]:
    """The configuration, and what is wrong in single places. Where something is wrong the rest is checked without it, so
    that what only shows between places is found in the same go."""
    mistakes: list[Mistake] = []
    wrong: list[Keys] = []
    tried: Any = document.root
    for attempt in range(4):
        try:
            return checked(tried, folder), mistakes
        except ValidationError as error:
            found, places = mistakes_of(error, document, _schema())
            known = {(m.line, m.key) for m in mistakes}
            mistakes += [m for m in found if attempt == 0 or (m.line, m.key) not in known]
            wrong += places
            tried = document.without(wrong, OMITTED)
            home = tried.get("home")
            tried["home"] = {**_STAND_IN_HOME, **(home if isinstance(home, dict) else {})}
    return None, mistakes


@cache
def _schema() -> Mapping[str, Any]:
    return ConfigFile.model_json_schema(mode="validation")
