"""Families whose topics stand below one base topic, and the one answer of all of them to what may be a topic. Pure."""

from dataclasses import dataclass
from typing import TypeGuard

from .filters import cannot_publish_to
from .text import shown
from .vocabulary import Settings

_LONGEST = 300  # characters; no bridge takes a longer one


def is_topic(text: object) -> TypeGuard[str]:
    """Whether it is one topic a device may speak and be spoken to on, as people write it: readable, no blank at either end."""
    if not isinstance(text, str) or not 0 < len(text.strip("/ ")) <= len(text) <= _LONGEST:
        return False
    return text.strip() == text and text.isprintable() and not cannot_publish_to(text)


def is_base(text: object) -> TypeGuard[str]:
    """Whether topics may stand below it: a topic without a slash at either end."""
    return is_topic(text) and text.strip("/") == text


def is_level(text: object) -> TypeGuard[str]:
    """Whether it may stand between two slashes of a topic."""
    return is_base(text) and "/" not in text


@dataclass(frozen=True, slots=True)
class BaseTopic:
    """Where a family's topics stand. key: the family's. usual: unless ``families:`` in the configuration says otherwise."""

    key: str
    usual: str

    def of(self, settings: Settings) -> str:
        return settings.base_topics.get(self.key, self.usual)

    def below(self, settings: Settings, *patterns: str) -> tuple[str, ...]:
        """Topic filters; none where the configuration's base is no topic: the whole house would be heard on ``#``."""
        base = self.of(settings)
        return tuple(f"{base}/{pattern}" for pattern in patterns) if is_base(base) else ()

    def mistakes(self, settings: Settings) -> list[str]:
        """A sentence saying what would be right, where the configuration's base is no topic."""
        base = self.of(settings)
        if is_base(base):
            return []
        right = f"it is like {self.usual}, without +, # or a / at its ends"
        return [f"the base topic {shown(str(base), 60)} under families: is not a topic: {right}"]
