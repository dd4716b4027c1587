"""A block of any family in config.yaml, in a whole house: what such a device says is known there, what a source says is where
somebody is. Found by scanning: a family's samples are enough for it to be tried here."""

from pathlib import Path

import pytest

from devices.event import Event, Pressed, Seen
from devices.family import Family, families
from devices.vocabulary import Moment, OccupantId
from tests.devices.samples import Sample, samples

from ..steps.test_bad_payloads import SAMPLES, Running

PLACES = ("rooms.*.devices[]", "rooms.*.sensors[]", "rooms.*.activity", "outdoor.temperature", "occupants.*.presence[]")


@pytest.mark.shows(*(f"{place}.<family>" for place in PLACES))
@SAMPLES
def test_what_a_block_points_at_is_heard_in_the_house(tmp_path: Path, family: Family, sample: Sample) -> None:
    running = Running(tmp_path, family, sample)
    house, ana = running.home.house, OccupantId("ana")
    heard: list[Event] = []
    take = running.home.step.take

    def listens(event: Event, now: Moment) -> None:
        heard.append(event)
        take(event, now)

    running.home.step.take = listens  # type: ignore[method-assign]
    try:
        was = house.presence.where(ana)
        for topic, payload in sample.messages:
            running.say(topic, payload)
        match sample.use:
            case "presence":
                assert house.presence.where(ana) != was or any(isinstance(event, Seen) for event in heard)
            case "outdoor":
                assert house.situation.outdoors.now_c is not None
            case _:
                known = any(value is not None for value in running.readings(running.device).values())
                assert known or any(isinstance(event, Pressed) for event in heard)
    finally:
        running.close()


def test_every_family_that_speaks_on_a_broker_has_a_sample_that_does() -> None:
    """MPD and Snapcast are spoken to on links of their own: with the real ones, in tests/whole."""
    speaking = {family.key for family, sample in samples() if sample.messages}
    assert {family.key for family in families() if family.link in ("mqtt", "home_assistant")} - speaking == set()
