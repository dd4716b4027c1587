"""Decisions have names that never repeat and sort by time."""

from hub.steps.carry_out import Ids

from ..build import moment


def test_two_decisions_in_one_millisecond_have_two_names() -> None:
    ids = Ids()
    names = [ids(moment(0)), ids(moment(0)), ids(moment(0.0001)), ids(moment(5))]
    assert len(set(names)) == 4
    assert names == sorted(names)


def test_a_clock_set_back_repeats_no_name() -> None:
    ids = Ids()
    first = ids(moment(60))
    assert ids(moment(0)) > first
