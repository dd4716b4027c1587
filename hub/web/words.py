"""The page in the reader's language: gettext, and what values, durations and times are called there."""

import gettext
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import bidirectional
from zoneinfo import ZoneInfo

from devices.colour import colour_name, is_colour
from devices.vocabulary import OTHER_MUSIC, QUANTITIES, SILENCE, Value

from .locale import TIGHT, Locale, locale_of
from .units import Unit, unit_of

_FOLDER = Path(__file__).with_name("words")
_CLOCK = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])(?::[0-9.]+)?")
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
SHARING: Mapping[str, str] = {
    "content": marked("by turns, as pleases most"),
    "mean": marked("in between"),
    "owner": marked("the owner's"),
    "first": marked("who was there first"),
    "ask": marked("only asked"),
}
ACTIVITIES: Mapping[str, str] = {
    name: name
    for name in (
        marked("sleeping"), marked("resting"), marked("reading"), marked("watching"), marked("working"), marked("cooking"),
        marked("eating"), marked("exercising"),
    )
}  # fmt: skip
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


def _tight(pattern: str) -> str:
    """No line ends before a unit."""
    return pattern.replace(" %%", f"{TIGHT}%%").replace(" °C", f"{TIGHT}°C")


def _apart(name: str) -> str:
    """A name written from right to left does not turn round the number behind it."""
    return f"\u2068{name}\u2069" if any(bidirectional(one) in ("R", "AL") for one in name) else name


class Words:
    """One reader's language, country and time zone, and how the home counts degrees."""

    def __init__(self, locale: Locale, zone: str, is_fahrenheit: bool = False) -> None:
        self.locale, self.zone, self.is_fahrenheit = locale, ZoneInfo(zone), is_fahrenheit
        self._translations = _translations(locale.language)

    def gettext(self, text: str) -> str:
        return _tight(self._translations.gettext(text))

    def ngettext(self, one: str, several: str, count: int) -> str:
        return _tight(self._translations.ngettext(one, several, count))

    def named(self, table: Mapping[str, str], key: str) -> str:
        """What stands in a table of marked texts; what does not, as it is."""
        return self.gettext(table.get(key, key))

    def number(self, value: float, digits: int = 1) -> str:
        return self.locale.number(value, digits)

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
        return f"{self.number(unit.said(value), 0 if unit.name == '%' else unit.digits)}{TIGHT}{unit.name}".strip()

    def spread(self, quantity: str, value: float) -> str:
        """How far two values of the quantity are apart, with the unit."""
        unit = self.unit(quantity)
        return f"{self.number(unit.apart(value), 0 if unit.name in ('%', 'K') else 1)}{TIGHT}{unit.name}".strip()

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
        return pattern % {name: self._given(value) for name, value in given.items()}

    def _given(self, value: Any) -> Any:
        """Of a pattern: a number or a time of the clock, as it is written here; anything else as it is."""
        if isinstance(value, str):
            return self.time_of_day(value)
        return self.number(value) if isinstance(value, int | float) else value

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
        return self.gettext("%(what)s: %(said)s") % {"what": _apart(str(what)), "said": said}

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
        found = self.local(at)
        return self.locale.clock(found.hour, found.minute)

    def time_of_day(self, text: str) -> str:
        """text: such as 22:30, of the configuration or a form; what is no time of the clock, as it is."""
        found = _CLOCK.fullmatch(text)
        return self.locale.clock(int(found[1]), int(found[2])) if found else text

    def day(self, at: str) -> str:
        return self.locale.day(self.local(at).date())

    def moment(self, at: str, now: str) -> str:
        """The time of day; with the day where it is another than now's."""
        is_today = self.local(at).date() == self.local(now).date()
        return self.clock(at) if is_today else f"{self.day(at)} {self.clock(at)}"


def words_for(accepted: str, household: Mapping[str, Any] | None) -> Words:
    """household: as the hub tells it; None where it does not answer."""
    known = household or {}
    locale = locale_of(accepted, known.get("language"))
    return Words(locale, known.get("time_zone", "UTC"), known.get("temperature_unit") == "F")
