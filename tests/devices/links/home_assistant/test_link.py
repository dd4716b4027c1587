"""When Home Assistant is called again, without one: a conversation that a test lets fail."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from devices.errors import LinkDown
from devices.links.home_assistant import HomeAssistantLink, link
from devices.links.home_assistant.conversation import WrongToken
from hub.clock import SystemClock


class Calls:
    """Every call of Home Assistant fails as the test says; at: when they were made, monotonic seconds."""

    def __init__(self, why: Callable[[], Exception]) -> None:
        self.at: list[float] = []
        self._why, self._changed = why, threading.Condition()

    def __call__(self, *_: Any) -> Any:
        with self._changed:
            self.at.append(SystemClock().now().mono)
            self._changed.notify_all()
        raise self._why()

    def wait_for(self, many: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.at) >= many, 20), f"only {len(self.at)} calls"


@pytest.fixture
def make_link(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Calls], HomeAssistantLink]]:
    started: list[HomeAssistantLink] = []

    def make(calls: Calls) -> HomeAssistantLink:
        monkeypatch.setattr(link, "Conversation", calls)
        started.append(HomeAssistantLink("http://ha.local:8123", "token", lambda _value: None, SystemClock().now))
        started[-1].start()
        return started[-1]

    yield make
    for one in started:
        one.stop()


def test_a_home_assistant_that_is_away_is_called_less_and_less_often(
    make_link: Callable[[Calls], HomeAssistantLink], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "FIRST_S", 0.05)
    calls = Calls(lambda: LinkDown("Home Assistant", "away"))
    make_link(calls)
    calls.wait_for(5)
    waits = [later - earlier for earlier, later in zip(calls.at, calls.at[1:], strict=False)]
    assert all(wait >= 0.05 * 2**n / 2 for n, wait in enumerate(waits))


def test_a_wrong_token_is_not_tried_again_until_there_is_reason_to(make_link: Callable[[Calls], HomeAssistantLink]) -> None:
    """Home Assistant bans addresses that try."""
    calls = Calls(WrongToken)
    made = make_link(calls)
    calls.wait_for(1)
    made.hurry()
    calls.wait_for(2)
    assert len(calls.at) == 2
    assert "token" in made.problem
