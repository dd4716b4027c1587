"""Decisions in the reader's language, with people's names and what undo would put back."""

from typing import Any

import pytest

from hub.decision import Trigger, said
from hub.modes import NAMES, NORMAL
from hub.telling.explain import spoken_span
from hub.web.locale import Locale
from hub.web.sentences import OPENINGS, base, reason, told, undo_offer
from hub.web.words import MODES, Words

HOUSEHOLD = {"people": {"ana": {"name": "Ana"}, "ben": {"name": "Ben"}}}
EN, DE = Words(Locale("en"), "UTC"), Words(Locale("de"), "UTC")


def wish(quantity: str, value: Any, outcome: str = "sent", why: str = "", **more: Any) -> dict[str, Any]:
    return {"device": "lamp", "quantity": quantity, "value": value, "before": None, "outcome": outcome, "reason": why, **more}


def decided(
    *wishes: dict[str, Any], trigger: str = "arrival", people: tuple[str, ...] = ("ana",), **more: Any
) -> dict[str, Any]:
    return {"trigger": trigger, "occupants": list(people), "wishes": list(wishes), **more}


def test_every_trigger_and_every_mode_has_words() -> None:
    assert set(OPENINGS) == {trigger.value for trigger in Trigger}
    assert set(MODES) == {NORMAL, *NAMES}


def test_what_was_done_and_left_alone_is_one_sentence() -> None:
    document = decided(wish("brightness", 0.3), wish("setpoint", 20.5, "held", "it is so already"), people=("ana", "ben"))
    assert told(document, HOUSEHOLD, EN) == (
        "When Ana and Ben came: set brightness to 30\u00a0%; left warmth alone, because: it is so already."
    )
    assert told(document, HOUSEHOLD, DE) == (
        "Als Ana und Ben kamen: Helligkeit 30\u00a0% eingestellt; nicht geändert: Wärme, denn es ist schon so."
    )


def test_at_a_glance_one_of_many_reasons_is_told() -> None:
    held = [wish(quantity, None, "held", f"why {n}") for n, quantity in enumerate(("power", "brightness", "setpoint"))]
    first = "When Ana came: left light alone, because: why 0; "
    assert told(decided(*held), HOUSEHOLD, EN, is_brief=True) == first + "left brightness and warmth alone for other reasons."
    assert told(decided(*held), HOUSEHOLD, EN).endswith("left warmth alone, because: why 2.")
    assert "why 1" in told(decided(*held[:2]), HOUSEHOLD, EN, is_brief=True)


def test_no_line_ends_between_a_number_and_its_unit() -> None:
    assert EN.gettext("said %(sure)s %%") == "said %(sure)s\u00a0%%"
    assert DE.filled("%(low)s\u00a0°C", {"low": 20.5}) == "20,5\u00a0°C"


def test_what_is_said_of_several_devices_names_them() -> None:
    other = {**wish("brightness", 0.5), "device": "sofa"}
    assert "brightness of lamp to 30\u00a0% and brightness of sofa to 50\u00a0%" in told(
        decided(wish("brightness", 0.3), other), HOUSEHOLD, EN
    )


def test_a_decision_about_nothing_says_why() -> None:
    assert "nothing is known here" in told(decided(), HOUSEHOLD, EN)
    words = said("%(person)s was here %(span)s ago, and it was decided then", person="ana", span=spoken_span(120.0))
    span = words.values["span"]
    assert isinstance(span, str)
    values = {"person": "ana", "span": {"words": str(span), "pattern": "%(n)s minutes", "values": {"n": 2}}}
    document = decided(reason=str(words), pattern=words.pattern, values=values)
    assert told(document, HOUSEHOLD, EN) == "When Ana came: ana was here 2 minutes ago, and it was decided then."
    assert "vor 2 Minuten" in told(document, HOUSEHOLD, DE)


@pytest.mark.parametrize(
    "broken",
    [
        {"pattern": "%(n)s and %(gone)s", "values": {"n": 1}},
        {"pattern": "%(n)d", "values": {"n": "x"}},
        {"pattern": "100 %", "values": {}},
        {"pattern": "", "values": None},
    ],
)
def test_words_of_another_version_are_said_as_they_are(broken: dict[str, Any]) -> None:
    assert reason({"reason": "as it was said", **broken}, DE) == "as it was said"


def test_undo_tells_what_it_would_put_back() -> None:
    document = decided(
        wish("power", True, before=False),
        wish("brightness", 0.3, before=None),
        wish("setpoint", 21.0, "held", "x", before=19.0),
    )
    assert undo_offer(document, HOUSEHOLD, EN) == "light to off"
    assert undo_offer(decided(), HOUSEHOLD, EN) == ""


def test_a_trait_of_several_is_called_by_its_quantity() -> None:
    assert [base(name) for name in ("power", "power_l1", "colour_temperature_left", "unheard_of")] == [
        "power", "power", "colour_temperature", "unheard_of",
    ]  # fmt: skip
