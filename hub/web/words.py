"""The page in the reader's language: gettext, and values, durations and times as people there write them."""

import gettext
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from devices.colour import colour_name, is_colour
from devices.vocabulary import OTHER_MUSIC, QUANTITIES, SILENCE, Value

from .units import Unit, unit_of

LANGUAGES = ("en", "de", "fr")
_FOLDER = Path(__file__).with_name("words")
_COMMA = ("de", "fr")
_TIGHT = "\u00a0"  # no line ends between a number and its unit
_DEGREES = re.compile(r"%\((\w+)\)s(\s*)°C")


def marked(text: str) -> str:
    """A text of a table, translated where it is shown; the name is what the extractor looks for."""
    return text


CALLED: Mapping[str, str] = {
    "power": marked("light"),
    "brightness": marked("brightness"),
    "colour": marked("colour"),
    "colour_temperature": marked("warmth of light"),
    "setpoint": marked("warmth"),
    "cooling_setpoint": marked("cooling"),
    "music": marked("music"),
    "volume": marked("volume"),
    "position": marked("position"),
    "fan_speed": marked("fan"),
    "hvac_mode": marked("heating mode"),
}
COLOURS: Mapping[str, str] = {
    name: name
    for name in (
        marked("white"), marked("red"), marked("orange"), marked("yellow"), marked("lime"), marked("green"),
        marked("turquoise"), marked("cyan"), marked("azure"), marked("blue"), marked("violet"), marked("magenta"),
        marked("pink"),
    )
}  # fmt: skip
DOMAINS: Mapping[str, str] = {"light": marked("Light"), "temperature": marked("Warmth"), "music": marked("Music")}
DAY_NAMES = (marked("Mon"), marked("Tue"), marked("Wed"), marked("Thu"), marked("Fri"), marked("Sat"), marked("Sun"))
PART_NAMES: Mapping[str, str] = {
    "night": marked("Night"),
    "morning": marked("Morning"),
    "day": marked("Day"),
    "evening": marked("Evening"),
}
LEVELS: Mapping[str, str] = {"watch": marked("watches"), "suggest": marked("suggests"), "act": marked("acts")}
MODES: Mapping[str, str] = {
    "normal": marked("As always"),
    "guest": marked("Guests"),
    "party": marked("Party"),
    "vacation": marked("Vacation"),
    "sleep": marked("Sleep"),
    "away": marked("Away"),
}
LINK_STATES: Mapping[str, str] = {
    "up": marked("connected"),
    "down": marked("away"),
    "connecting": marked("being called"),
    "syncing": marked("being listened to"),
}


@cache
def _translations(language: str) -> gettext.NullTranslations:
    return gettext.translation("attune", _FOLDER, [language], fallback=True)


def language_of(accepted: str, configured: str | None) -> str:
    """configured: of the home, which counts first. accepted: a browser's Accept-Language."""
    if configured in LANGUAGES:
        return str(configured)
    weighed: list[tuple[float, int, str]] = []
    for at, part in enumerate(accepted.split(",")[:20]):
        name, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), at, name.partition("-")[0].lower()))
        except ValueError:
            continue
    return next((name for _, _, name in sorted(weighed) if name in LANGUAGES), "en")


def _tight(pattern: str) -> str:
    """No line ends before a unit."""
    return pattern.replace(" %%", f"{_TIGHT}%%").replace(" °C", f"{_TIGHT}°C")


class Words:
    """One reader's language and time zone, and how the home counts degrees."""

    def __init__(self, language: str, zone: str, is_fahrenheit: bool = False) -> None:
        self.language, self.zone, self.is_fahrenheit = language, ZoneInfo(zone), is_fahrenheit
        self._translations = _translations(language)

    def gettext(self, text: str) -> str:
        return _tight(self._translations.gettext(text))

    def ngettext(self, one: str, several: str, count: int) -> str:
        return _tight(self._translations.ngettext(one, several, count))

    def named(self, table: Mapping[str, str], key: str) -> str:
        """What stands in a table of marked texts; what does not, as it is."""
        return self.gettext(table.get(key, key))

    def number(self, value: float, digits: int = 1) -> str:
        text = f"{round(value, digits) + 0.0:.{digits}f}"  # never -0
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text.replace(".", ",") if self.language in _COMMA else text

    def value(self, quantity: str, value: Value | None) -> str:
        """As a resident says it, with its unit."""
        if value is None:
            return self.gettext("unknown")
        if isinstance(value, bool):
            return self.gettext("on") if value else self.gettext("off")
        if isinstance(value, str):
            if quantity == "colour" and is_colour(value):
                return self.colour(value)
            if quantity == "music" and value == OTHER_MUSIC:
                return self.gettext("something else")
            return self.gettext("off") if value == SILENCE else value
        unit = self.unit(quantity)
        return f"{self.number(unit.said(value), 0 if unit.name == '%' else unit.digits)}{_TIGHT}{unit.name}".strip()

    def spread(self, quantity: str, value: float) -> str:
        """How far two values of the quantity are apart, with the unit."""
        unit = self.unit(quantity)
        return f"{self.number(unit.apart(value), 0 if unit.name in ('%', 'K') else 1)}{_TIGHT}{unit.name}".strip()

    def unit(self, quantity: str) -> Unit:
        """In which a quantity is said and typed."""
        return unit_of(QUANTITIES[quantity].unit if quantity in QUANTITIES else "", self.is_fahrenheit)

    def filled(self, pattern: str, values: Mapping[str, Any]) -> str:
        """A translated pattern with its values: numbers as the reader writes them, degrees as the home counts them.

        Raises KeyError, ValueError, TypeError where the values are of another pattern.
        """
        given = dict(values)
        if self.is_fahrenheit:
            unit = unit_of("°C", True)
            for name, gap in _DEGREES.findall(pattern):
                if isinstance(values.get(name), int | float):
                    given[name] = self.number(unit.said(values[name]), unit.digits)
                    pattern = pattern.replace(f"%({name})s{gap}°C", f"%({name})s{gap}{unit.name}")
        return pattern % {name: self.number(v) if isinstance(v, int | float) else v for name, v in given.items()}

    def chosen(self, quantity: str, name: str) -> str:
        """One of a list of choices: on and off are no names."""
        return self.value(quantity, name == "on") if quantity == "power" else self.value(quantity, name)

    def colour(self, value: str) -> str:
        name = colour_name(value)
        pale = name.removeprefix("pale ")
        if pale == name:
            return self.gettext(COLOURS.get(name, name))
        return self.gettext("pale %(colour)s") % {"colour": self.gettext(COLOURS.get(pale, pale))}

    def called(self, quantity: str) -> str:
        return self.named(CALLED, quantity) if quantity in CALLED else quantity.replace("_", " ")

    def pair(self, what: object, said: object) -> str:
        """Something and what is said of it, with the colon as the reader's language has it."""
        return self.gettext("%(what)s: %(said)s") % {"what": what, "said": said}

    def listed(self, things: Iterable[str]) -> str:
        found = list(things)
        if len(found) < 2:
            return "".join(found)
        return self.gettext("%(some)s and %(last)s") % {"some": ", ".join(found[:-1]), "last": found[-1]}

    def span(self, seconds: float) -> str:
        """How long, roughly."""
        days, hours, minutes = int(seconds // 86_400), int(seconds // 3600), int(seconds // 60)
        if days:
            return self.ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
        if hours:
            return self.ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
        if minutes:
            return self.ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
        return self.gettext("a moment")

    def local(self, at: str) -> datetime:
        """at: ISO 8601, UTC."""
        found = datetime.fromisoformat(at)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(self.zone)

    def clock(self, at: str) -> str:
        return self.local(at).strftime("%H:%M")

    def day(self, at: str) -> str:
        found = self.local(at)
        return self.gettext("%(day)d/%(month)d/%(year)d") % {"day": found.day, "month": found.month, "year": found.year}

    def moment(self, at: str, now: str) -> str:
        """The time of day; with the day where it is another than now's."""
        is_today = self.local(at).date() == self.local(now).date()
        return self.clock(at) if is_today else f"{self.day(at)} {self.clock(at)}"


def words_for(accepted: str, household: Mapping[str, Any] | None) -> Words:
    """household: as the hub tells it; None where it does not answer."""
    known = household or {}
    language, is_fahrenheit = language_of(accepted, known.get("language")), known.get("temperature_unit") == "F"
    return Words(language, known.get("time_zone", "UTC"), is_fahrenheit)
