"""Rubbish on any topic of any family, through the loop of a whole house: counted, dropped, nothing else disturbed.

Found by scanning: a family's samples (``tests/devices/recorded``) are enough for it to be tried here.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.errors import BadPayload
from devices.family import Family
from devices.message import Message
from devices.vocabulary import DeviceId, OccupantId, RoomId, Value
from hub.config import Config
from hub.loop.inbox import Inbox
from hub.loop.loop import Loop
from tests.devices.samples import Sample, heard_at, samples
from tests.fake_clock import FakeClock

from ..a_house import LAMP, Living, make_config
from ..loop.test_loop import FakeLink

SAMPLES = pytest.mark.parametrize(
    ("family", "sample"), [pytest.param(f, s, id=f"{f.key}-{s.use}-{s.name}") for f, s in samples() if s.messages]
)
TRIED = DeviceId("the one that is tried")
SOME = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.just(10**400),
    st.just([]),
    st.just({"a": [1]}),
)


class Running:
    """A house with Ana's lamp and one device of a family, on a loop whose link says what a test says."""

    def __init__(self, folder: Path, family: Family, sample: Sample) -> None:
        self.home = Living(folder, with_one_more(folder, sample))
        self.device = TRIED
        self.clock, self.inbox = FakeClock(), Inbox()
        self.link = FakeLink(self.clock)
        self.loop = Loop(self.link, self.inbox, self.clock, self.take, lambda _v: None, self.home.step.tick)
        for said in sample.announcements:
            self.take(heard_at(said, retain=True))
        self.say("home/lamp", b'{"on": "on", "level": 40}')

    def take(self, message: Message) -> None:
        """As hub/daemon.py hands messages on. Raises BadPayload."""
        catalogue = self.home.house.catalogue
        if catalogue.is_announcement(message.topic):
            catalogue.announce(message)
            if not catalogue.speakers(message.topic):
                return
        self.home.step.hear(message)

    def say(self, topic: str, payload: bytes) -> None:
        self.link.say(topic, payload)
        self.loop.turn(0)

    def readings(self, device: DeviceId) -> dict[str, Value | None]:
        found = self.home.house.catalogue.devices.get(device)
        return {} if found is None else {name: self.home.house.readings.value(device, name) for name in found.traits}

    def topics(self) -> list[str]:
        """Those that announce nothing: an announcement that is taken back takes its device along (tests/devices)."""
        catalogue = self.home.house.catalogue
        heard = [topic.replace("+", "somewhere") for topic in catalogue.devices[self.device].hears]
        return [topic for topic in heard if not catalogue.is_announcement(topic)]

    def close(self) -> None:
        self.loop.close()
        self.link.close()
        self.inbox.close()
        self.home.close()


def with_one_more(folder: Path, sample: Sample) -> Config:
    """The house of ``a_house`` with the sample's block in its place."""
    families = {key: {"base_topic": base} for key, base in sample.settings.base_topics.items()}
    config = make_config(folder, music={k: dict(tune) for k, tune in sample.settings.music.items()}, families=families)
    reference = replace(sample.reference, id=TRIED)
    if sample.use == "outdoor":
        return replace(config, outdoor=replace(config.outdoor, temperature=reference))
    if sample.use == "presence":
        who = OccupantId("ana")
        ana = config.occupants[who]
        ana = replace(ana, presence=(*ana.presence, reference))
        return replace(config, occupants={**config.occupants, who: ana})
    where = RoomId("kitchen")
    kitchen = config.rooms[where]
    if sample.use == "device":
        kitchen = replace(kitchen, devices=(*kitchen.devices, reference))
    else:
        kitchen = replace(kitchen, sensors=(*kitchen.sensors, reference))
    return replace(config, rooms={**config.rooms, where: kitchen})


@pytest.fixture
def running(tmp_path: Path, family: Family, sample: Sample) -> Iterator[Running]:
    home = Running(tmp_path, family, sample)
    yield home
    home.close()


def is_refused(running: Running, family: Family, topic: str, payload: bytes) -> bool:
    try:
        family.hear(running.home.house.catalogue.devices[running.device], Message(topic, payload, running.clock.now()))
    except BadPayload:
        return True
    return False


def assert_undisturbed(running: Running, before: dict[str, Value | None]) -> None:
    """No mistake of ours came of it, and Ana's lamp is what it was."""
    assert running.loop.complaints.bugs == 0
    assert running.readings(LAMP) == before == {"brightness": 0.4, "power": True}


@SAMPLES
@given(data=st.data())
@SOME
def test_rubbish_on_a_devices_topic_is_counted_and_dropped(
    running: Running, family: Family, sample: Sample, data: st.DataObject
) -> None:
    topic = data.draw(st.sampled_from(running.topics()))
    payload = data.draw(st.one_of(st.binary(max_size=60), ODD.map(lambda odd: json.dumps(odd).encode())))
    lamp, own, bad = running.readings(LAMP), running.readings(running.device), running.loop.complaints.bad
    refused = is_refused(running, family, topic, payload)
    running.say(topic, payload)
    assert_undisturbed(running, lamp)
    assert running.loop.complaints.bad - bad == refused
    assert not refused or running.readings(running.device) == own


@SAMPLES
@given(data=st.data())
@SOME
def test_one_odd_value_in_a_true_message_is_counted_and_dropped_or_left_out(
    running: Running, family: Family, sample: Sample, data: st.DataObject
) -> None:
    topic, payload = data.draw(st.sampled_from(sample.messages))
    try:
        spoiled: Any = json.loads(payload)
    except ValueError:
        spoiled = payload.decode("utf-8", "replace")
    spoiled = spoiled_at_one_place(data, spoiled)
    lamp, bad = running.readings(LAMP), running.loop.complaints.bad
    changed = json.dumps(spoiled).encode()
    refused = is_refused(running, family, topic, changed)
    running.say(topic, changed)
    assert_undisturbed(running, lamp)
    assert running.loop.complaints.bad - bad == refused
    running.say(topic, payload)  # and the next good word is heard as if nothing had been
    assert running.loop.complaints.bad - bad == refused


def spoiled_at_one_place(data: st.DataObject, good: Any) -> Any:
    """The same JSON with one value of it, at any depth, replaced by an odd one."""
    if isinstance(good, dict) and good and data.draw(st.booleans()):
        key = data.draw(st.sampled_from(sorted(good)))
        return {**good, key: spoiled_at_one_place(data, good[key])}
    if isinstance(good, list) and good and data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(good) - 1))
        return [*good[:at], spoiled_at_one_place(data, good[at]), *good[at + 1 :]]
    return data.draw(ODD)
