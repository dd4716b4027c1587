"""What the configuration says of rooms becomes what is expected of them."""

from pathlib import Path

import pytest

from devices.vocabulary import RoomId
from hub.config.load import load
from hub.consent import Agreements
from hub.home.occupancy import quiet_needed_s
from hub.home.whereabouts import presence_of
from hub.presence.presence import Presence

from ..build import moment
from ..keeping import open_store

CONFIG = """
home: {latitude: 52.37, longitude: 4.9, time_zone: Europe/Amsterdam}
occupants: {mia: {learn: [light], presence: [{home_assistant: person.mia}]}}
rooms: {nursery: {name: Nursery, sensors: [{zigbee2mqtt: nursery_motion}]%s}}
"""


@pytest.mark.parametrize(("more", "is_slept_in"), [("", False), (", owner: mia", True), (", sleepers: [mia]", True)])
def test_a_nursery_is_a_child_s_without_a_phone_unless_somebody_of_the_file_sleeps_there(
    tmp_path: Path, more: str, is_slept_in: bool
) -> None:
    path = tmp_path / "home.yaml"
    path.write_text(CONFIG % more, "utf-8")
    config = load(path)
    with open_store(tmp_path / "home.db") as store:
        presence = presence_of(config, store, Agreements({}, {}), Presence({}, {}), {})
    assert presence.unnamed is not None
    use = presence.unnamed.signals[RoomId("nursery")].use
    assert (use.others_per_h == 0.0) is is_slept_in
    assert (use.night_s > 3600.0) is is_slept_in
    nursery = RoomId("nursery")
    presence.unnamed.moving(nursery, True, moment(0.0))
    presence.unnamed.moving(nursery, False, moment(20.0))
    needed_s = quiet_needed_s(presence, nursery, 0.0, 120.0)
    assert (needed_s == 120.0) if is_slept_in else (needed_s > 600.0)  # a child sits there whom nobody reckons with
