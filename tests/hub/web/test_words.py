"""Every text of the page stands in every language, and what the page reads is what the translators wrote."""

import io
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from hub.config.page import Language
from hub.web.locale import LANGUAGES, Locale, locale_of
from hub.web.units import unit_of
from hub.web.words import Words, words_for

TOP = Path(__file__).parents[3]
WORDS = TOP / "hub" / "web" / "words"
TRANSLATED = [language for language in LANGUAGES if language != "en"]
PLACES = re.compile(r"%\(\w+\)[sd]|%%|</?\w+>")


def collected() -> Iterator[str]:
    """Every text, as ``make words`` collects them."""
    mappings = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    options = {m["pattern"]: {k: v for k, v in m.items() if k not in ("pattern", "method")} for m in mappings}
    keywords = {**DEFAULT_KEYWORDS, **parse_keywords(["marked", "said", "Reason:2", "held:2"])}
    for _, _, message, *_ in extract_from_dir(TOP / "hub", methods, options, keywords):
        yield message[0] if isinstance(message, tuple) else message


def catalogue(language: str) -> Catalog:
    return read_po(io.BytesIO((WORDS / language / "LC_MESSAGES" / "attune.po").read_bytes()), locale=language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_and_nothing_else(language: str) -> None:
    found = {m.id[0] if isinstance(m.id, tuple) else m.id: m for m in catalogue(language) if m.id}
    wanted = {text for text in collected() if text}
    assert wanted - set(found) == set(), "make words, then translate"
    assert set(found) - wanted == set()
    for text, message in found.items():
        for said in message.string if isinstance(message.string, tuple) else (message.string,):
            assert said, f"{text!r} is not translated"
            assert not message.fuzzy, text
            assert sorted(PLACES.findall(str(said))) == sorted(PLACES.findall(str(text))), text


def test_no_sentence_stands_in_one_language_where_another_is_read() -> None:
    said = [{m.id: m.string for m in catalogue(language) if m.id} for language in TRANSLATED]
    alike = [text for text in said[0] if len(str(text).split()) > 2 and said[0][text] == said[1].get(text)]
    assert alike == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_the_page_reads_is_what_the_translators_wrote(language: str) -> None:
    made = io.BytesIO()
    write_mo(made, catalogue(language))
    made.seek(0)
    read = read_mo(io.BytesIO((WORDS / language / "LC_MESSAGES" / "attune.mo").read_bytes()))
    assert {str(m.id): m.string for m in read_mo(made)} == {str(m.id): m.string for m in read}


def test_a_browsers_wish_is_followed_as_it_is_weighed_and_the_homes_goes_first() -> None:
    assert locale_of("de-AT,de;q=0.9,en;q=0.8", None) == Locale("de", "AT")
    assert locale_of("nl, en;q=0.5, de;q=0.7", None) == Locale("de")
    assert locale_of("fr-CH, de;q=0.7", None) == Locale("fr", "CH")
    assert locale_of("", None) == locale_of("nl", None) == locale_of("fr;q=x", None) == Locale("en")
    assert locale_of("en", "de") == Locale("de")


@pytest.mark.parametrize(
    ("accepted", "configured", "tag"),
    [
        ("en-US,en;q=0.9", None, "en-US"),
        ("en-GB,en-US;q=0.9,en;q=0.8", None, "en-GB"),
        ("nl-NL,nl;q=0.9,en-US;q=0.8,en;q=0.7", None, "en-NL"),  # as a Dutch browser asks
        ("zh-Hant-TW, en;q=0.4", None, "en-TW"),
        ("en-US", "en-GB", "en-GB"),
        ("en-US", "en", "en-US"),
        ("en-US", "de", "de-US"),
        ("*, x-klingon;q=0.9", None, "en"),
    ],
)
def test_the_country_is_the_one_the_reader_likes_best(accepted: str, configured: str | None, tag: str) -> None:
    assert locale_of(accepted, configured).tag == tag


@pytest.mark.parametrize(
    ("tag", "morning", "noon", "evening", "midnight", "day"),
    [
        ("en-US", "6:05 AM", "12:30 PM", "6 PM", "12:00 AM", "Mar 4, 2026"),
        ("en-AU", "6:05 am", "12:30 pm", "6 pm", "12:00 am", "4 Mar 2026"),
        ("en-GB", "06:05", "12:30", "18:00", "24:00", "4 Mar 2026"),
        ("en", "06:05", "12:30", "18:00", "24:00", "4 Mar 2026"),
        ("de-US", "06:05", "12:30", "18:00", "24:00", "04.03.2026"),
        ("fr-CA", "06 h 05", "12 h 30", "18 h 00", "24 h 00", "4 mars 2026"),
    ],
)
def test_clocks_and_dates_are_written_as_where_the_reader_is(
    tag: str, morning: str, noon: str, evening: str, midnight: str, day: str
) -> None:
    words = words_for(tag, {"time_zone": "Europe/Berlin"})
    told = [words.clock("2026-03-04T05:05:00+00:00"), words.clock("2026-03-04T11:30:00+00:00"), words.locale.hour(18),
            words.locale.clock(24, 0), words.day("2026-03-04T11:30:00+00:00")]  # fmt: skip
    assert [" ".join(text.split()) for text in told] == [morning, noon, evening, midnight, day]
    assert " ".join(words.time_of_day("06:05:00").split()) == morning
    assert words.time_of_day("jazz") == "jazz"
    assert " ".join(words.filled("quiet from %(from)s", {"from": "06:05"}).split()) == f"quiet from {morning}"


@pytest.mark.parametrize(
    ("tag", "said"), [("en-US", "25,222.5"), ("de", "25.222,5"), ("de-CH", "25'222.5"), ("fr", "25\u202f222,5")]
)
def test_large_numbers_stand_in_threes(tag: str, said: str) -> None:
    words = words_for(tag, None)
    assert words.number(25222.5) == said
    assert words.number(2700.0) == "2700"
    assert words.number(-0.01) == "0"


@pytest.mark.parametrize(
    ("language", "quantity", "value", "said"),
    [
        ("en", "brightness", 0.304, "30 %"),
        ("en", "setpoint", 20.5, "20.5 °C"),
        ("de", "setpoint", 20.5, "20,5 °C"),
        ("de", "setpoint", 20.0, "20 °C"),
        ("en", "colour_temperature", 2702.7, "2703 K"),
        ("de", "power", False, "aus"),
        ("fr", "power", False, "éteint"),
        ("fr", "setpoint", 20.5, "20,5 °C"),
        ("en", "music", "silence", "off"),
        ("en", "music", "jazz", "jazz"),
        ("de", "brightness", None, "unbekannt"),
        ("en", "brightness", 0.0, "0 %"),
    ],
)
def test_values_are_said_as_people_there_say_them(language: str, quantity: str, value: float | str | None, said: str) -> None:
    assert Words(Locale(language), "UTC").value(quantity, value) == said.replace(" ", "\u00a0")  # no line ends there


@pytest.mark.parametrize(
    ("language", "celsius", "said", "spread"),
    [("en", 20.5, "69 °F", "0.9 °F"), ("de", 20.0, "68 °F", "0,9 °F"), ("fr", -17.8, "0 °F", "0,9 °F")],
)
def test_where_the_home_counts_fahrenheit_degrees_are_said_so(language: str, celsius: float, said: str, spread: str) -> None:
    words = Words(Locale(language), "UTC", is_fahrenheit=True)
    assert words.value("setpoint", celsius) == said.replace(" ", "\u00a0")
    assert words.spread("setpoint", 0.5) == spread.replace(" ", "\u00a0")
    assert words.filled("%(low)s °C to %(high)s °C, %(n)s times", {"low": 7.0, "high": 28, "n": 3}) == "45 °F to 82 °F, 3 times"
    assert words.value("brightness", 0.3) == "30\u00a0%"


@pytest.mark.parametrize(
    ("unit", "typed", "meant"), [("°C", "68", 20.0), ("°C", "69,5", 20.83), ("1", "30", 0.3), ("K", "2700", 2700.0)]
)
def test_what_is_typed_is_meant_as_it_was_said(unit: str, typed: str, meant: float) -> None:
    assert unit_of(unit, is_fahrenheit=True).meant(typed) == meant


def test_a_field_left_as_it_was_changes_nothing() -> None:
    fahrenheit = unit_of("°C", is_fahrenheit=True)
    assert fahrenheit.meant(fahrenheit.typed(15.5), 15.5) == 15.5
    for text in ("", "warm", "nan", "inf"):
        with pytest.raises(ValueError, match=r".*"):
            fahrenheit.meant(text)


def test_times_are_the_homes_and_name_the_day_where_it_is_another() -> None:
    french = Words(Locale("fr"), "Europe/Paris")
    assert french.moment("2026-03-01T19:00:00+00:00", "2026-03-04T20:00:00+00:00") == "1 mars 2026 20:00"
    assert [french.span(s) for s in (0, 3600, 5400, 7200)] == ["un instant", "1 heure", "1 heure", "2 heures"]
    words = Words(Locale("de"), "Europe/Amsterdam")
    assert words.moment("2026-03-04T19:00:00+00:00", "2026-03-04T20:00:00+00:00") == "20:00"
    assert words.moment("2026-03-03T23:30:00+00:00", "2026-03-04T20:00:00+00:00") == "00:30"
    assert words.moment("2026-03-01T19:00:00+00:00", "2026-03-04T20:00:00+00:00") == "01.03.2026 20:00"
    assert [words.span(s) for s in (3, 60, 7200, 200_000)] == ["einem Moment", "1 Minute", "2 Stunden", "2 Tagen"]


def test_every_language_there_is_can_be_chosen_for_the_home_and_has_a_folder() -> None:
    assert get_args(Language) == LANGUAGES
    assert {folder.name for folder in WORDS.iterdir()} == set(TRANSLATED)


def test_a_name_written_from_right_to_left_leaves_the_number_behind_it_where_it_is() -> None:
    words = Words(Locale("en"), "UTC")
    assert words.pair("مدفأة", "21") == "\u2068مدفأة\u2069: 21"
    assert words.pair("Heater", "21") == "Heater: 21"
