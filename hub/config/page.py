"""The block ``page:``: where the residents' page listens, to which names it answers, and what only a network needs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, get_args

from .mistakes import Keys, quoted

Language = Literal["en", "de", "fr"]
TemperatureUnit = Literal["C", "F"]
_TAG = re.compile(r"([A-Za-z]{2})(?:[-_]([A-Za-z]{2}))?")
_ACCOUNT = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class PageTls:
    """The page's own certificate."""

    cert_file: Path
    key_file: Path


@dataclass(frozen=True, slots=True)
class PageConfig:
    """The residents' page. Left out: http://127.0.0.1:8099, for this machine only."""

    listen: str
    hosts: tuple[str, ...]
    tls: PageTls | None
    plain: bool
    language: str | None  # one of Language, with a country where one is said: en-US
    temperature_unit: TemperatureUnit

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        host, _ = self.address
        return host == "localhost" or ip_address(host).is_loopback


def page_mistakes(page: PageConfig) -> Iterator[tuple[Keys, str, str]]:
    if not page.is_local and page.tls is None and not page.plain:
        problem = f"is {quoted(page.listen)}, which the network reaches, and passwords would cross it unencrypted"
        yield ("page", "listen"), problem, "tls: {cert_file: …, key_file: …}, or said in so many words: plain: true"


def is_account(value: str) -> bool:
    """Whether Home Assistant may have given an account that id."""
    return _ACCOUNT.fullmatch(value) is not None


def language_tag(value: str) -> str | None:
    """``en``, ``en-US``, as people write it: en_us, EN. None for a language there is no page in."""
    found = _TAG.fullmatch(value.strip())
    if found is None or found[1].lower() not in get_args(Language):
        return None
    return "-".join([found[1].lower(), *([found[2].upper()] if found[2] else [])])
