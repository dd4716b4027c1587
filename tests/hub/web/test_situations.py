"""What somebody chose by how light it was, in whose company and what went on: only where there is something beside it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from devices.vocabulary import OccupantId, Value
from hub.web.locale import Locale
from hub.web.situations import situations
from hub.web.words import Words
from models.context import Context
from models.example import Example, Source

AT = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)
PLAIN = Example(OccupantId("ana"), "brightness", 0.3, 1.0, AT, Context(AT, "kitchen"), Source.HAND)


def chose(value: Value, **context: Any) -> Example:
    return replace(PLAIN, value=value, context=replace(PLAIN.context, **context))


def told(*examples: Example, language: str = "en") -> list[tuple[str, list[tuple[str, str, int]]]]:
    return situations(Words(Locale(language), "UTC"), examples, lambda values: ", ".join(map(str, values)))


def test_choices_are_told_apart_by_light_from_dark_to_sunny() -> None:
    rows = told(chose(0.1, illuminance_lx=3000.0), chose(0.9, illuminance_lx=2.0), chose(0.8, illuminance_lx=0.0), chose(0.5))
    assert rows == [("How light it was", [("dark", "0.9, 0.8", 2), ("sunny", "0.1", 1)])]


def test_company_and_what_went_on_are_told_where_both_were_seen_in_the_readers_words() -> None:
    examples = (chose(0.1, company=True, activity="cooking"), chose(0.9, company=False, activity="darts"))
    assert told(*examples, language="de") == [
        ("Wer da war", [("allein", "0.9", 1), ("mit anderen", "0.1", 1)]),
        ("Was vor sich ging", [("Kochen", "0.1", 1), ("darts", "0.9", 1)]),
    ]


def test_what_was_always_so_says_nothing() -> None:
    assert told(chose(0.1, company=True, illuminance_lx=5.0), chose(0.2, company=True, illuminance_lx=6.0)) == []
    assert told() == []
