"""Row V4 through the running program: somebody is forgotten while another program reads the database."""

import contextlib
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .living import LAMP, Household, Hub, configuration, started, teach

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
WHO = "zyxana"


def test_row_v4_what_a_reader_kept_of_somebody_goes_once_it_has_read(
    mosquitto: Mosquitto, household: Household, lamp: SimulatedZigbee, make_hub: MakeHub
) -> None:
    config = configuration(mosquitto.port, {"living": LAMP}, people=(WHO,), storage={"path": "attune.db", "recorded": 0})
    hub = started(household, make_hub(config))
    teach(household, WHO, "living", lamp, 2, state="ON", brightness=60)
    files = [hub.folder / name for name in ("attune.db", "attune.db-wal")]

    def named() -> list[str]:
        return [file.name for file in files if file.exists() and WHO.encode() in file.read_bytes()]

    with contextlib.closing(sqlite3.connect(f"file:{files[0]}?mode=ro", uri=True, isolation_level=None)) as reader:
        reader.execute("begin")
        assert reader.execute("select count(*) from examples").fetchone()[0] > 0
        assert hub.asked("forget", WHO, "--yes")["files_left"] == 1
        assert named()
    household.wait_for(lambda: not named(), "nothing to be left")
