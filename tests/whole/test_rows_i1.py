"""Row I1 through the running program: a bridge's list of ten megabytes is read in pieces; what is too large is counted."""

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee, bridge_devices
from tests.mosquitto import Mosquitto

from .living import RECORDED, Household, Hub, configuration, started, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
LIST_B, MIB = 10_000_000, 1024 * 1024
PAYLOADS = 5  # times: as it comes in, twice while that grows, at paho, as a message


def network(size: int) -> list[SimulatedZigbee]:
    """A lamp and so many others that the bridge's list of them is so large."""
    models = [json.loads(line)["definition"] for line in RECORDED.read_text("utf-8").splitlines()]
    found, length = [tunable_lamp("lamp")], 0
    while length < size:
        number = len(found)
        found.append(SimulatedZigbee(models[number % len(models)], f"other_{number}", f"0x00158d{number:010x}"))
        length += len(json.dumps(found[-1].entry()))
    return found


def memory(hub: Hub, line: str) -> int:
    """VmRSS: now; VmHWM: at most since it was forgotten. Bytes."""
    text = Path(f"/proc/{hub.pid}/status").read_text()
    return 1024 * int(next(found.split()[1] for found in text.splitlines() if found.startswith(f"{line}:")))


def test_row_i1_a_list_of_ten_megabytes_costs_little_more_than_itself(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    hub = started(household, make_hub(configuration(mosquitto.port, {"den": [{"zigbee2mqtt": "lamp"}]})))
    household.wait_for(lambda: hub.status()["missing"] == ["lamp"], "the lamp not to be known yet")
    before = memory(hub, "VmRSS")
    Path(f"/proc/{hub.pid}/clear_refs").write_text("5")
    topic, payload = bridge_devices(network(LIST_B))
    begun = time.monotonic()
    household.publish(topic, payload, retain=True)
    household.wait_for(lambda: hub.status()["missing"] == [], "the lamp to be known")
    first = time.monotonic() - begun
    peak = memory(hub, "VmHWM") - before
    devices = len(json.loads(payload))
    print(json.dumps({"bytes": len(payload), "devices": devices, "seconds": round(first, 2), "MiB": round(peak / MIB, 1)}))
    assert peak < PAYLOADS * len(payload) + 20 * MIB  # and what is kept of the devices
    assert hub.status()["link"]["dropped"] == 0

    mark = household.mark()
    begun = time.monotonic()
    household.send(topic, payload.decode().replace('"lamp"', '"renamed"'))
    household.send("home/presence/ana", "den")
    household.decision(mark)
    print(json.dumps({"seconds to an arrival behind a changed list": round(time.monotonic() - begun, 2)}))
    household.wait_for(lambda: missing(household, mark), "the lamp to be missed")
    names = [topic for _, topic, _ in household.heard[mark:]]
    assert names.index("attune/decision") < missing(household, mark)[0], "whoever came in waited for the list"


def missing(household: Household, mark: int) -> list[int]:
    """Where among what was heard after a mark the hub says that the lamp is not announced."""
    heard = enumerate(household.heard[mark:])
    return [at for at, (_, topic, body) in heard if topic == "attune/health" and json.loads(body)["missing"] == ["lamp"]]


def test_row_i1_what_is_too_large_is_counted_and_shown(mosquitto: Mosquitto, household: Household, make_hub: MakeHub) -> None:
    lamp = tunable_lamp("lamp")
    household.add(lamp)
    hub = started(household, make_hub(configuration(mosquitto.port, {"den": [{"zigbee2mqtt": "lamp"}]})))
    household.wait_for(lambda: hub.status()["missing"] == [], "the lamp to be known")
    household.publish("zigbee2mqtt/bridge/devices", b"[" + b" " * 17 * MIB + b"]")
    household.wait_for(lambda: hub.status()["link"]["dropped"] == 1, "it to be counted")
    assert "1 messages heard that cannot be used" in hub.attune("status")
    assert hub.status()["missing"] == []  # the list before it stands
