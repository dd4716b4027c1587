"""What ``!secret`` and ``!env`` stand for: secrets.yaml beside the configuration, and the environment."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from devices.text import shown

from .document import SECRETS, Block, Document
from .mistakes import ConfigError, Mistake, meant
from .yaml import NoSuchValue, Tags, read

_SHORTEST = 4  # characters; blotting out a shorter word would make the messages unreadable and hide little


class Secrets:
    """Remembers what it gave away, so that no message shows it, whoever wrote the message. path: of secrets.yaml, which is
    read when first asked and need not be there before. mistakes, cautions: what was found in it then."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.mistakes: list[Mistake] = []
        self.cautions: list[Mistake] = []
        self._secrets: Mapping[str, str] | None = None
        self._given: set[str] = set()

    @property
    def tags(self) -> Tags:
        """For the reader of the configuration. Each raises NoSuchValue."""
        return {"!secret": self._secret, "!env": self._environment}

    def blotted_out(self, mistakes: Iterable[Mistake]) -> list[Mistake]:
        """The mistakes with every secret in them blotted out; long ones also where a message cut them short."""
        words = {
            part
            for secret in self._given
            for part in (secret, secret[:20], shown(secret, 20).rstrip("…"))
            if len(part) >= _SHORTEST
        }

        def clean(text: str) -> str:
            for word in sorted(words, key=len, reverse=True):
                text = text.replace(word, "(secret)")
            return text

        return [replace(m, problem=clean(m.problem), right=clean(m.right), key=clean(m.key)) for m in mistakes]

    def _secret(self, name: str) -> str:
        if not self.path.is_file():
            right = f"{SECRETS} there, with a line {shown(name, 80)}: …"
            raise NoSuchValue(f"!secret {shown(name, 80)} needs {SECRETS} beside this file", right)
        if self._secrets is None:
            self._secrets = self._read()
        if name not in self._secrets:
            raise NoSuchValue(f"{SECRETS} has no {shown(name, 80)}", meant(name, tuple(self._secrets)))
        self._given.add(self._secrets[name])
        return self._secrets[name]

    def _environment(self, name: str) -> str:
        found = os.environ.get(name)
        if found is None:
            raise NoSuchValue(f"the environment has no {shown(name, 80)}", f"{shown(name, 80)} set where the hub is started")
        self._given.add(found)
        return found

    def _read(self) -> Mapping[str, str]:
        try:
            root, self.mistakes = read(self.path, texts_only=True)
        except ConfigError as error:
            self.mistakes = list(error.mistakes)
            return {}
        document = Document(str(self.path), root)
        if self.path.stat().st_mode & 0o007:
            self.cautions.append(document.mistake((), "can be read by others on this machine", f"chmod 600 {SECRETS}"))
        if not isinstance(root, Block):
            right = "lines such as mqtt_password: …"
            self.mistakes.append(document.mistake((), "is not a list of names and secrets", right))
            return {}
        texts = {key: value for key, value in root.items() if isinstance(value, str)}
        right = "one line: the name, a colon, the secret"
        self.mistakes += [document.mistake((key,), "is not text", right) for key in root if key not in texts]
        return texts
