"""Learners are made ready one after the other, and never in each other's way."""

from datetime import UTC, datetime, timedelta

from devices.vocabulary import Moment, OccupantId
from hub.learning.waking import EVERY_S, Waking
from models.context import Context
from models.example import Example, Source
from models.people import People

AT = datetime(2026, 3, 2, 18, tzinfo=UTC)


def asleep(*people: str) -> People:
    shelf = People(["kitchen"])
    context = Context(AT, "kitchen")
    shelf.rebuild([Example(OccupantId(who), "brightness", 0.4, 1.0, AT, context, Source.HAND) for who in people], wake=False)
    return shelf


def moment(mono: float) -> Moment:
    return Moment(AT + timedelta(seconds=mono), mono)


def test_one_is_made_ready_at_a_time_until_all_are() -> None:
    shelf, waking = asleep("ana", "ben"), Waking()
    assert waking.next_deadline(shelf) == 0.0
    waking.tick(shelf, moment(5.0))
    assert waking.next_deadline(shelf) == 5.0 + EVERY_S
    waking.tick(shelf, moment(5.0 + EVERY_S / 2))
    assert not shelf.is_ready
    waking.tick(shelf, moment(5.0 + EVERY_S))
    assert shelf.is_ready
    assert waking.next_deadline(shelf) is None
