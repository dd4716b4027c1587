"""Which language and country a browser or the home asks for, and how dates, clocks and numbers are written there. Pure.

What is written where is Babel's: Unicode's CLDR.
"""

import re
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

import babel
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal

LANGUAGES = ("en", "de", "fr")
TIGHT = "\u00a0"  # no line ends between a number and what it is of
NOBODYS = {"en": "en_150"}  # of who named no country: Europe's, for that is no more America's than anybody's
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z]{4})?(?:[-_]([A-Za-z]{2}))?(?![A-Za-z])")


@lru_cache(maxsize=16)
def _written_as(language: str, country: str) -> babel.Locale:
    """How it is written in that country; as by who named none where CLDR knows nothing of the language there."""
    try:
        return babel.Locale.parse(f"{language}_{country}")
    except (babel.UnknownLocaleError, ValueError):
        return babel.Locale.parse(NOBODYS.get(language, language))


@dataclass(frozen=True, slots=True)
class Locale:
    """country: two capitals, of ISO 3166; "" where nobody said."""

    language: str
    country: str = ""

    @property
    def tag(self) -> str:
        """As HTML and browsers write it. A country where another language is spoken is not named."""
        return f"{self.language}-{self.country}" if self.country else self.language

    @property
    def has_twelve_hours(self) -> bool:
        """Whether its clock has a morning and an afternoon."""
        return "a" in self._known.time_formats["short"].pattern

    def clock(self, hour: int, minute: int) -> str:
        """hour: 0 to 24, the end of a day being one."""
        text = format_time(time(hour % 24, minute), "short", locale=self._known)
        return text.replace("00", "24", 1) if hour == 24 and not self.has_twelve_hours else text

    def hour(self, hour: int) -> str:
        """A full hour, shortly, as beside a picture."""
        return format_skeleton("h", time(hour % 24), locale=self._known) if self.has_twelve_hours else self.clock(hour, 0)

    def day(self, day: date) -> str:
        return format_date(day, "medium", self._known)

    def number(self, value: float, digits: int) -> str:
        """digits: behind the point, at most. Thousands apart from ten of them on."""
        pattern = f"{'#,##0' if abs(value) >= 10_000 else '0'}{'.' if digits else ''}{'#' * digits}"
        return str(format_decimal(round(value, digits) + 0.0, pattern, self._known))  # never -0

    @property
    def _known(self) -> babel.Locale:
        return _written_as(self.language, self.country)


def locale_of(accepted: str, configured: str | None) -> Locale:
    """configured: of the home, which counts first, such as ``de`` or ``en-US``. accepted: a browser's Accept-Language.

    The country is the one the reader likes best of all, whatever is spoken there: who would rather read Dutch and takes English
    has the clock of the Netherlands.
    """
    liked = _liked(accepted)
    language, country = (configured or "").partition("-")[::2]
    if language not in LANGUAGES:
        language = next((name for name, _ in liked if name in LANGUAGES), "en")
    return Locale(language, country or next((there for _, there in liked if there), ""))


def _liked(accepted: str) -> list[tuple[str, str]]:
    """Languages and countries, the dearest first."""
    weighed: list[tuple[float, int, str, str]] = []
    for at, part in enumerate(accepted.split(",")[:20]):
        name, _, weight = part.strip().partition(";q=")
        tag = _TAG.match(name)
        try:
            if tag:
                weighed.append((-float(weight or 1), at, tag[1].lower(), (tag[2] or "").upper()))
        except ValueError:
            continue
    return [(language, country) for _, _, language, country in sorted(weighed)]
