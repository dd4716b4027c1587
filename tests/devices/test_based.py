"""What may be a topic, a base of topics and one level of one: one answer for every family, and for its base topic."""

from typing import Any

import pytest

from devices.based import BaseTopic, is_base, is_level, is_topic
from devices.family import Family
from devices.vocabulary import Settings

from .samples import Sample, device_of, samples

LAMPS = BaseTopic("lamps", "home/lamps")
NO_TOPIC: tuple[Any, ...] = (
    "#", "+", "a/#", "", " ", "/", "a\x00b", "a\nb", "\u202eevil", "$SYS/x", " a", "a ", "x" * 301, "\udfff", 7, None, True,
)  # fmt: skip


@pytest.mark.parametrize("text", ["a", "home/lamp", "Wohnzimmer/Stehlampe Süd", "a//b", "price/$", "/a", "a/"])
def test_what_a_device_may_speak_on_is_a_topic(text: str) -> None:
    assert is_topic(text)


@pytest.mark.parametrize("text", NO_TOPIC)
def test_what_mqtt_or_people_cannot_read_is_none(text: Any) -> None:
    assert not is_topic(text)
    assert not is_base(text)
    assert not is_level(text)


def test_a_base_has_no_slash_at_its_ends_and_a_level_none_at_all() -> None:
    assert [is_base(text) for text in ("a/b", "a", "/a", "a/")] == [True, True, False, False]
    assert [is_level(text) for text in ("a b", "a/b")] == [True, False]


def test_topics_stand_below_the_usual_base_unless_the_configuration_has_another() -> None:
    assert LAMPS.below(Settings(), "+/state", "x") == ("home/lamps/+/state", "home/lamps/x")
    assert LAMPS.below(Settings(base_topics={"lamps": "attic"}), "x") == ("attic/x",)
    assert LAMPS.mistakes(Settings()) == []


@pytest.mark.parametrize("base", ["#", "a/#", "a/", "", "$SYS"])
def test_below_what_is_no_topic_nothing_is_heard_and_it_is_told(base: str) -> None:
    settings = Settings(base_topics={"lamps": base})
    assert LAMPS.below(settings, "+/state") == ()
    assert "it is like home/lamps" in LAMPS.mistakes(settings)[0]


@pytest.mark.parametrize(("family", "sample"), [pytest.param(f, s, id=f"{f.key}-{s.use}-{s.name}") for f, s in samples()])
@pytest.mark.parametrize("base", ["a/#", "a/", "$SYS", "x" * 400])
def test_a_wrong_base_topic_is_told_by_every_family_that_has_one(family: Family, sample: Sample, base: str) -> None:
    settings = Settings(sample.settings.music, base_topics={family.key: base})
    assert not any(pattern.startswith(base) for pattern in family.announced_on([sample.reference], settings))
    assert not any(pattern.startswith(base) for pattern in family.announced_on([], settings))
    if not family.mistakes(sample.reference, settings):
        assert not any(topic.startswith(base) for topic in device_of(family, sample).hears)
        assert family.announced_on([], settings) == family.announced_on([], Settings())  # none of its topics moves
