"""Slips of who edits config.yaml while the hub runs: each is told with its line and what would be right, the last good
configuration stays, and once the file is right again nothing of it stands any more."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def typed(more: str, encoding: str = "utf-8") -> Callable[[Path], object]:
    return lambda path: path.write_text(more, encoding)


EDITS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a tab": (typed("home:\n\tname: Test\n"), "config.yaml:2: home.name: "),
    "a time without quotes": (typed("home: {}\nquiet_hours: {from: 22:00, to: 7:00}\n"), 'Right would be: "07:00"'),
    "no space behind a colon": (typed("autonomy:act\n"), "a space behind the colon of autonomy:"),
    "an empty file": (typed(""), "config.yaml:1: is empty"),
    "a room twice": (typed("rooms:\n  kitchen: {}\n  kitchen: {}\n"), "config.yaml:3: rooms.kitchen: is written twice"),
    "another encoding": (
        typed("home: {name: Küche}\n", "latin-1"),
        "a file saved as UTF-8",
    ),
    "a huge file": (typed("#" * 400_000), "is too large"),
    "no file": (lambda path: path.unlink(), "there is no such file"),
    "a folder": (a_folder, "Is a directory"),
}


def test_each_is_told_and_is_over_when_it_is_right(mosquitto: Mosquitto, household: Household, make_hub: MakeHub) -> None:
    household.add(tunable_lamp("lamp"))
    hub = make_hub(configuration(mosquitto.port, {"kitchen": [{"zigbee2mqtt": "lamp"}]}))
    hub.start(household)
    good = hub.config.read_text("utf-8")
    for name, (edit, words) in EDITS.items():
        mark = household.mark()
        edit(hub.config)

        def told(mark: int = mark) -> list[str]:
            return [one["problem"] for one in household.since(mark, "attune/problem")]

        household.wait_for(lambda words=words: any(words in one for one in told()), f"what is wrong with {name}")
        standing = [one for one in hub.status()["problems"] if "the edited configuration is wrong" in one]
        assert len(standing) == 1, name
        assert [room["room"] for room in hub.status()["rooms"]] == ["kitchen"], name
        if hub.config.is_dir():
            hub.config.rmdir()
        hub.config.write_text(good, "utf-8")
        household.wait_for(lambda: "the edited configuration is right again" in told(), f"the end of {name}")
        assert not [one for one in hub.status()["problems"] if "configuration is wrong" in one], name
