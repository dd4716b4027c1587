"""The door of the configuration: config.yaml and secrets.yaml in, one frozen, fully checked ``Config`` out.

``python -m hub.config`` prints the JSON Schema for editors, kept as config.schema.json at the top of the repository.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from devices.text import shown

from .checks import cautions, mistakes_between
from .document import Block, Document
from .mistakes import ConfigError, Keys, Mistake, meant
from .model import (
    Autonomy,
    Config,
    HomeConfig,
    MqttConfig,
    OccupantConfig,
    Pinned,
    QuietHours,
    RoomConfig,
    Sharing,
    TlsConfig,
)
from .references import OMITTED
from .wording import mistakes_of
from .yaml import NoSuchValue, read

SECRETS = "secrets.yaml"
_STAND_IN_HOME = {"latitude": 0.0, "longitude": 0.0, "time_zone": "UTC"}  # only to go on checking when home itself is wrong


def load(path: Path) -> Config:
    """The configuration in this file. Raises ConfigError with every mistake at once."""
    return load_with_cautions(path)[0]


def warnings(path: Path) -> list[Mistake]:
    """What will run but probably was not meant. Raises ConfigError as load does."""
    return load_with_cautions(path)[1]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of config.yaml, of the device families installed here."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_schema()}


def load_with_cautions(path: Path) -> tuple[Config, list[Mistake]]:
    """Both at one reading. Nothing in either shows what a ``!secret`` or ``!env`` stands for."""
    vault = _Vault(path.parent / SECRETS)
    try:
        config, found = _checked(path, vault)
    except ConfigError as error:
        raise ConfigError(vault.without_secrets(error.mistakes)) from None
    return config, vault.without_secrets(found)


def _checked(path: Path, vault: "_Vault") -> tuple[Config, list[Mistake]]:
    root, mistakes = read(path, {"!secret": vault.secret, "!env": vault.environment})
    document = Document(str(path), root)
    mistakes += vault.mistakes
    if root is None:
        right = "at least home: with latitude, longitude and time_zone"
        raise ConfigError([*mistakes, document.mistake((), "is empty", right)])
    if not isinstance(root, Block):
        right = "home: and the other keys at the start of lines"
        raise ConfigError([*mistakes, document.mistake((), "is not a block of keys", right)])
    empty = [document.mistake(keys, "is empty and taken as left out") for keys in document.take_out_empty()]
    config, found = _validated(document, path.parent)
    mistakes += found
    if config is not None:
        mistakes += mistakes_between(config, document)
    if mistakes or config is None:
        raise ConfigError(mistakes)
    return config, sorted([*empty, *cautions(config, document), *vault.cautions], key=lambda m: (m.file, m.line))


def _validated(document: Document, folder: Path) -> tuple[Config | None, list[Mistake]]:
    """The configuration, and what is wrong in single places. Where something is wrong the rest is checked without it, so
    that what only shows between places is found in the same go."""
    mistakes: list[Mistake] = []
    wrong: list[Keys] = []
    tried: Any = document.root
    for attempt in range(4):
        try:
            return Config.model_validate(tried, context={"folder": folder}), mistakes
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
    return Config.model_json_schema(mode="validation")


class _Vault:
    """secrets.yaml beside the configuration, read when first asked, and the environment. Remembers what it gave away, so that
    no message shows it, whoever wrote the message."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.mistakes: list[Mistake] = []
        self.cautions: list[Mistake] = []
        self._secrets: Mapping[str, str] | None = None
        self._given: set[str] = set()

    def secret(self, name: str) -> str:
        if not self.path.is_file():
            right = f"{SECRETS} there, with a line {shown(name, 80)}: …"
            raise NoSuchValue(f"!secret {shown(name, 80)} needs {SECRETS} beside this file", right)
        if self._secrets is None:
            self._secrets = self._read()
        if name not in self._secrets:
            raise NoSuchValue(f"{SECRETS} has no {shown(name, 80)}", meant(name, tuple(self._secrets)))
        self._given.add(self._secrets[name])
        return self._secrets[name]

    def environment(self, name: str) -> str:
        found = os.environ.get(name)
        if found is None:
            raise NoSuchValue(f"the environment has no {shown(name, 80)}", f"{shown(name, 80)} set where the hub is started")
        self._given.add(found)
        return found

    def without_secrets(self, mistakes: Iterable[Mistake]) -> list[Mistake]:
        """The mistakes with every secret in them blotted out; long ones also where a message cut them short."""
        words = {
            part for secret in self._given for part in (secret, secret[:20], shown(secret, 20).rstrip("…")) if len(part) >= 4
        }

        def clean(text: str) -> str:
            for word in sorted(words, key=len, reverse=True):
                text = text.replace(word, "(secret)")
            return text

        return [replace(m, problem=clean(m.problem), right=clean(m.right), key=clean(m.key)) for m in mistakes]

    def _read(self) -> Mapping[str, str]:
        try:
            found, self.mistakes = read(self.path, texts_only=True)
        except ConfigError as error:
            self.mistakes = list(error.mistakes)
            return {}
        if self.path.stat().st_mode & 0o007:
            caution = Mistake(str(self.path), 1, "", "can be read by others on this machine", f"chmod 600 {SECRETS}")
            self.cautions.append(caution)
        if not isinstance(found, Block):
            self.mistakes.append(
                Mistake(str(self.path), 1, "", "is not a list of names and secrets", "lines such as mqtt_password: …")
            )
            return {}
        for key, value in found.items():
            if not isinstance(value, str):
                self.mistakes.append(
                    Mistake(str(self.path), found.lines[key], key, "is not text", "one line: the name, a colon, the secret")
                )
        return {key: value for key, value in found.items() if isinstance(value, str)}


__all__ = [
    "Autonomy",
    "Config",
    "ConfigError",
    "HomeConfig",
    "Mistake",
    "MqttConfig",
    "OccupantConfig",
    "Pinned",
    "QuietHours",
    "RoomConfig",
    "Sharing",
    "TlsConfig",
    "json_schema",
    "load",
    "load_with_cautions",
    "warnings",
]
