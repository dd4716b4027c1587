"""One line of an access list says one thing, whatever a device calls itself."""

import pytest

from hub.commands.access_list import Rule


@pytest.mark.parametrize("topic", ["home/lamp/set", "home/the lamp/set", "heim/küche"])
def test_a_topic_is_a_line(topic: str) -> None:
    assert Rule("write", topic, "told to lamp", is_exact=True).is_plain


@pytest.mark.parametrize("topic", ["home/a\nuser lamp", "home/a\r", "home/a ", "home/#", "home/+/set", "$SYS/a", ""])
def test_what_would_be_two_lines_or_a_wider_one_is_none(topic: str) -> None:
    assert not Rule("write", topic, "told to lamp", is_exact=True).is_plain


def test_a_filter_may_be_heard_but_not_everything() -> None:
    assert Rule("read", "homeassistant/device/attune/+/config", "").is_plain
    assert not Rule("read", "#", "").is_plain
