"""What was found to lie at home while its person is out is kept as far as they agreed, and goes with them."""

import json
from pathlib import Path

import pytest

from devices.vocabulary import OccupantId

from ..a_house import Living
from ..build import moment

ANA = OccupantId("ana")
SOURCES = [{"espresense": "irk:ana-tablet"}, {"owntracks": "ana/phone"}]


class Watched(Living):
    def __init__(self, folder: Path, learn: list[str]) -> None:
        super().__init__(folder, occupants={"ana": {"learn": learn, "presence": SOURCES}})

    def tablet(self, at_s: float, room: str = "kitchen") -> None:
        self.hear(f"espresense/devices/irk:ana-tablet/{room}", '{"distance": 1.0}', at_s)

    def phone(self, at_s: float, **told: object) -> None:
        tst = int(moment(at_s).at.timestamp())
        self.hear("owntracks/ana/phone", json.dumps({"_type": "location", "tst": tst, **told}), at_s)

    def out(self) -> None:
        """Her phone is far off for a quarter of an hour, the tablet heard all the while."""
        for at_s in range(0, 900, 10):
            self.tablet(at_s)
            if at_s == 100:
                self.phone(at_s, lat=52.09, lon=5.12)


@pytest.mark.parametrize(("learn", "is_kept"), [(["light"], True), ([], False)])
def test_it_is_kept_over_a_restart_as_far_as_she_agreed(tmp_path: Path, learn: list[str], is_kept: bool) -> None:
    before = Watched(tmp_path, learn)
    before.out()
    before.close()
    after = Watched(tmp_path, learn)
    assert bool(after.store.still_sources.all()) is is_kept
    after.tablet(1000)
    assert (after.house.presence.where(ANA).room is None) is is_kept
    after.close()


def test_carried_into_another_room_it_is_kept_no_more(tmp_path: Path) -> None:
    house = Watched(tmp_path, ["light"])
    house.out()
    house.tick(2000)
    house.tablet(2001, "hall")
    assert house.store.still_sources.all() == {}
    house.close()


def test_it_goes_with_who_is_forgotten(tmp_path: Path) -> None:
    house = Watched(tmp_path, ["light"])
    house.out()
    assert house.store.forget(ANA, moment(1000).at).rows["still_sources"] == 1
    assert house.store.still_sources.all() == {}
    house.close()
