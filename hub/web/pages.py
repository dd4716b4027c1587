"""Templates: one environment a language, everything escaped, nothing inline."""

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension

from .rights import Visitor
from .words import Words

_PLACES = re.compile(r"""(\s(?:href|src|action|hx-get|hx-sse:connect)=")/""")
_FOLDER = Path(__file__).with_name("templates")


class Pages:
    """Compiled once each. Templates name places as if the page stood at the top; ``_Prefixed`` puts the prefix before them."""

    def __init__(self) -> None:
        self._environments: dict[str, Environment] = {}

    def render(self, template: str, words: Words, visitor: Visitor | None, more: Mapping[str, Any], prefix: str = "") -> str:
        """prefix: under which the reader's browser has the page; "" at the top."""
        environment = self._environments.get(words.locale.language)
        if environment is None:
            environment = self._environments[words.locale.language] = _environment(words)
        given = {"path": "", "prefix": prefix, "again": "", **more}
        return environment.get_template(template).render(visitor=visitor, words=words, nav=partial(_nav, words), **given)


class _Prefixed(Extension):
    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja's hook
        return _PLACES.sub(r"\1{{ prefix }}/", source)


def _nav(words: Words, visitor: Visitor) -> list[tuple[str, str]]:
    """The screens a visitor may see, where they are and what they are called."""
    mine = [] if visitor.person is None else [(f"/person/{visitor.person}", words.gettext("Me"))]
    log = [("/log", words.gettext("Log"))] if visitor.may("log") else []
    house = [("/house", words.gettext("House"))] if visitor.may("house") else []
    return [("/", words.gettext("Home")), *mine, ("/rooms", words.gettext("Rooms")), *log, *house]


def _environment(words: Words) -> Environment:
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", _Prefixed],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made
