"""Which language and country a browser or the home asks for, and how dates, clocks and numbers are written there. Pure."""

import re
from dataclasses import dataclass
from datetime import date

LANGUAGES = ("en", "de", "fr")
TIGHT = "\u00a0"  # no line ends between a number and what it is of
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z]{4})?(?:[-_]([A-Za-z]{2}))?(?![A-Za-z])")
# Unicode CLDR 46, main/en_*: where an English page has a clock of twelve hours, and the month before the day.
_TWELVE = frozenset({"AU", "CA", "HK", "IN", "MY", "NZ", "PH", "PK", "SG", "US"})
_MONTH_FIRST = frozenset({"CA", "PH", "US"})
# With names no reader takes one for the other.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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
        return self.language == "en" and self.country in _TWELVE

    def clock(self, hour: int, minute: int) -> str:
        """hour: 0 to 24, the end of a day being one."""
        if not self.has_twelve_hours:
            return f"{hour:02}:{minute:02}"
        return f"{hour % 12 or 12}:{minute:02}{TIGHT}{_half(hour)}"

    def hour(self, hour: int) -> str:
        """A full hour, shortly, as beside a picture."""
        return f"{hour % 12 or 12}{TIGHT}{_half(hour)}" if self.has_twelve_hours else f"{hour}:00"

    def day(self, day: date) -> str:
        month = _MONTHS[day.month - 1]
        match self.language:
            case "de":
                return f"{day.day}.{day.month}.{day.year}"
            case "fr":
                return f"{day.day}/{day.month}/{day.year}"
            case _ if self.country in _MONTH_FIRST:
                return f"{month} {day.day}, {day.year}"
            case _:
                return f"{day.day} {month} {day.year}"

    def number(self, value: float, digits: int) -> str:
        """digits: behind the point, at most. Thousands apart from ten of them on."""
        text = f"{round(value, digits) + 0.0:{',' if abs(value) >= 10_000 else ''}.{digits}f}"  # never -0
        text = text.rstrip("0").rstrip(".") if "." in text else text
        point, apart = self._marks()
        return text.translate(str.maketrans(",.", apart + point))

    def _marks(self) -> tuple[str, str]:
        match self.language, self.country:
            case "de", "CH" | "LI":
                return ".", "\u2019"
            case "de", _:
                return ",", "."
            case "fr", _:
                return ",", "\u202f"
            case _:
                return ".", ","


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


def _half(hour: int) -> str:
    return "PM" if hour % 24 >= 12 else "AM"
