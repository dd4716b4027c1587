"""What a home goes through: power cuts, broker restarts, retained leftovers, pauses, people who do not agree, who want out."""

import contextlib
import json
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .living import LAMP, Household, Hub, configuration, started, teach, valve

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
WARM: dict[str, Any] = {"state": "ON", "brightness": 76, "color_temp": 370}
CANARY = "zebra_canary_person"
RUBBISH = (
    b"",
    b"{",
    b'{"brightness": NaN}',
    b'{"brightness": 1e999}',
    b'{"brightness": "x"}',
    b"\xff\xfe",
    b"[" * 50_000,
    b'{"state": 7, "brightness": -3}',
    b'{"a":' * 2_000 + b"1" + b"}" * 2_000,
)


def test_warmth_set_by_hand_comes_by_itself(mosquitto: Mosquitto, household: Household, make_hub: MakeHub) -> None:
    trv = valve("bedroom_trv")
    household.add(trv)
    started(household, make_hub(configuration(mosquitto.port, {"bedroom": [{"zigbee2mqtt": "bedroom_trv"}]})))
    # Only the first arrival that is sure acts: the heating is changed once in ten minutes.
    teach(household, "ana", "bedroom", trv, times=3, current_heating_setpoint=20.5)
    for _ in range(12):
        mark = household.mark()
        household.goes("ana", "bedroom")
        decision = household.decision(mark)
        if household.commands(mark):
            break
        household.quiet(0.15)
        household.sets(trv, current_heating_setpoint=20.5)
        household.quiet(0.4)
        household.goes("ana", "not_home")
        household.quiet(0.1)
        household.sets(trv, current_heating_setpoint=18.0)
        household.quiet(0.1)
    ((topic, told),) = household.commands(mark)
    assert topic == "zigbee2mqtt/bedroom_trv/set"
    assert told["current_heating_setpoint"] == pytest.approx(20.5, abs=0.5)
    assert [w["outcome"] for w in decision["wishes"]] == ["sent"]


def test_a_power_cut_loses_no_lesson_and_a_restart_changes_no_lamp(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(configuration(mosquitto.port, {"living_room": LAMP})))
    teach(household, "ana", "living_room", lamp, **WARM)
    household.goes("ana", "living_room")
    household.quiet(2.6)
    before = hub.asked("status")["people"][0]["examples"]
    household.sets(lamp, state="ON", brightness=200)  # as somebody left it
    household.quiet(0.6)
    before = hub.asked("status")["people"][0]["examples"]
    hub.kill()
    mark = household.mark()
    started(household, hub)
    assert hub.asked("status")["people"][0]["examples"] == before
    household.goes("ana", "living_room")  # the source repeats itself: nobody has come
    household.quiet(1.0)
    assert household.commands(mark) == []
    assert household.since(mark, "attune/decision") == []
    mark = household.mark()
    household.goes("ana", "not_home")
    household.sets(lamp, state="OFF")
    household.quiet(0.3)
    household.goes("ana", "living_room")
    household.wait_for(lambda: household.commands(mark), "what was learned before the cut")


def test_sigterm_ends_it_cleanly_and_says_so(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(configuration(mosquitto.port, {"living_room": LAMP})))
    for _ in range(3):
        mark = household.mark()
        assert hub.stop() == 0
        household.wait_for(lambda mark=mark: "offline" in household.since(mark, "attune/status"), "offline to be said")
        hub.start(household)


def test_the_broker_tells_that_a_killed_hub_is_gone(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(configuration(mosquitto.port, {"living_room": LAMP})))
    mark = household.mark()
    hub.kill()
    household.wait_for(lambda: "offline" in household.since(mark, "attune/status"), "the will")


def test_retained_and_replayed_presence_is_silent(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(configuration(mosquitto.port, {"living_room": LAMP})))
    teach(household, "ana", "living_room", lamp, **WARM)
    hub.stop()
    household.publish("home/presence/ana", "living_room", retain=True)
    household.publish("attune/pause/set", "ON", retain=True)
    household.publish("attune/undo/set", "last", retain=True)
    mark = household.mark()
    hub.start(household)
    household.quiet(1.0)
    assert household.commands(mark) == []
    assert household.since(mark, "attune/decision") == []
    assert hub.asked("status")["paused"] is False
    stale = json.dumps({"room": "living_room", "at": "2020-01-01T00:00:00Z"})
    household.goes("ana", "not_home")
    household.publish("home/presence/ana", stale)
    household.quiet(0.6)
    assert household.since(mark, "attune/decision") == []


def test_after_a_broker_restart_the_home_goes_on_and_nothing_is_sent_late(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(configuration(mosquitto.port, {"living_room": LAMP})))
    teach(household, "ana", "living_room", lamp, **WARM)
    household.quiet(2.2)
    for _ in range(2):
        mark = household.mark()
        mosquitto.kill()
        household.quiet(0.5)
        mosquitto.start()
        household.wait_for(lambda mark=mark: "online" in household.since(mark, "attune/status"), "the hub to be back")
        household.quiet(0.5)
        assert household.commands(mark) == []
    household.tell_states()
    mark = household.mark()
    household.goes("ana", "not_home")
    household.goes("ana", "living_room")
    household.wait_for(lambda: household.commands(mark), "the light after the restarts")
    assert hub.asked("status")["link"]["state"] == "up"


def test_each_message_thrice_in_any_order_makes_one_action_per_arrival(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    config = configuration(mosquitto.port, {"living_room": LAMP, "kitchen": []})
    config["safety"]["arrival_gap"] = 300
    started(household, make_hub(config))
    mark = household.mark()
    for place in ("living_room", "kitchen", "living_room", "kitchen", "kitchen", "living_room"):
        household.goes("ana", place)
    household.quiet(0.6)
    rooms = [d["room"] for d in household.since(mark, "attune/decision")]
    assert sorted(rooms) == ["kitchen", "living_room"]


def test_pause_works_at_once_survives_a_restart_and_learns_nothing(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(configuration(mosquitto.port, {"living_room": LAMP})))
    teach(household, "ana", "living_room", lamp, **WARM)
    household.quiet(2.2)
    mark = household.mark()
    household.publish("attune/pause/set", "ON")
    household.wait_for(lambda: "ON" in household.since(mark, "attune/pause"), "the pause")
    learned = hub.asked("status")["people"][0]["examples"]
    hub.kill()
    started(household, hub)
    mark = household.mark()
    household.goes("ana", "living_room")
    decision = household.decision(mark)
    household.sets(lamp, state="ON", brightness=150)
    household.quiet(0.8)
    assert household.commands(mark) == []
    assert {w["code"] for w in decision["wishes"]} == {"paused"}
    status = hub.asked("status")
    assert status["paused"] is True
    assert status["people"][0]["examples"] == learned
    household.goes("ana", "not_home")
    household.sets(lamp, state="OFF")
    hub.attune("resume")
    mark = household.mark()
    household.goes("ana", "living_room")
    household.wait_for(lambda: household.commands(mark), "the light after the pause")


def test_undo_puts_back_exactly_what_was_there_and_teaches(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(configuration(mosquitto.port, {"living_room": LAMP})))
    teach(household, "ana", "living_room", lamp, **WARM)
    household.quiet(2.2)
    household.sets(lamp, state="ON", brightness=222, color_temp=200)
    household.quiet(0.2)
    mark = household.mark()
    household.goes("ana", "living_room")
    decision = household.decision(mark)
    household.wait_for(lambda: lamp.state["brightness"] < 120, "the hub to dim")
    before = sum(hub.asked("status")["people"][0]["examples"].values())
    household.quiet(2.2)
    hub.attune("undo", decision["id"])
    household.wait_for(
        lambda: (lamp.state["state"], lamp.state["brightness"], lamp.state["color_temp"]) == ("ON", 222, 200), "undo"
    )
    household.quiet(0.5)
    assert sum(hub.asked("status")["people"][0]["examples"].values()) > before
    assert "undone already" in hub.attune("undo", decision["id"], expect=1)


def test_thanks_teaches(mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee) -> None:
    hub = started(household, make_hub(configuration(mosquitto.port, {"living_room": LAMP})))
    teach(household, "ana", "living_room", lamp, **WARM)
    household.quiet(2.2)
    mark = household.mark()
    household.goes("ana", "living_room")
    household.decision(mark)
    household.quiet(0.3)
    assert hub.asked("thanks", "last")["learned"] == 3


def test_without_consent_nothing_is_stored_and_nothing_is_done(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    config = configuration(mosquitto.port, {"living_room": LAMP}, (CANARY,))
    del config["occupants"][CANARY]["learn"]
    hub = started(household, make_hub(config))
    mark = household.mark()
    teach(household, CANARY, "living_room", lamp, times=6, **WARM)
    household.goes(CANARY, "living_room")
    household.quiet(0.6)
    assert household.commands(mark) == []
    hub.stop()
    assert _holding(hub.folder, CANARY) == []
    with sqlite3.connect(hub.folder / "attune.db") as database:
        for table in ("examples", "decisions", "whereabouts", "debts", "holds"):
            assert database.execute(f"select count(*) from {table}").fetchone() == (0,)


def test_forgetting_leaves_no_byte_and_begins_anew(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee, tmp_path: Path
) -> None:
    hub = started(household, make_hub(configuration(mosquitto.port, {"living_room": LAMP}, (CANARY, "ben"))))
    teach(household, CANARY, "living_room", lamp, **WARM)
    exported = hub.asked("export", CANARY, str(tmp_path / "mine"))["files"]
    assert any(CANARY in Path(file).read_text() for file in exported)
    assert _holding(hub.folder, CANARY) != []
    receipt = hub.asked("forget", CANARY, "--yes")
    assert receipt["rows"]["examples"] > 0
    assert receipt["files_left"] == 0
    assert CANARY not in json.dumps(receipt)
    assert _holding(hub.folder, CANARY) == []
    mark = household.mark()
    household.goes(CANARY, "living_room")
    decision = household.decision(mark)
    assert {w["code"] for w in decision["wishes"]} == {"no_examples"}
    hub.stop()
    assert "exists and is not empty" in hub.attune("export", CANARY, str(tmp_path / "mine"), expect=1)
    assert hub.asked("forget", CANARY, "--yes")["files_left"] == 0
    assert _holding(hub.folder, CANARY) == []


def test_consent_can_be_narrowed_and_given_back(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(configuration(mosquitto.port, {"living_room": LAMP})))
    mark = household.mark()
    assert hub.asked("consent", "ana", "none")["learns"] == []
    household.wait_for(lambda: "OFF" in household.since(mark, "attune/occupant/ana/learning"), "the switch")
    teach(household, "ana", "living_room", lamp, times=3, **WARM)
    assert hub.asked("status")["people"][0]["examples"] == {}
    household.publish("attune/occupant/ana/learning/set", "ON")
    household.wait_for(lambda: "ON" in household.since(mark, "attune/occupant/ana/learning"), "the switch back")
    assert hub.asked("consent", "ana")["learns"] == ["light", "music", "temperature"]
    assert "light, temperature, music" in hub.attune("consent", "ana", "lihgt", expect=1)


def test_a_wrong_edit_is_refused_whole_and_a_right_one_is_taken(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    config = configuration(mosquitto.port, {"living_room": LAMP})
    hub = started(household, make_hub(config))
    mark = household.mark()
    hub.config.write_text(json.dumps({**config, "autonmy": "watch"}))
    (problem, *_) = household.wait_for(lambda: household.since(mark, "attune/problem"), "the mistake to be told")
    assert "autonomy" in problem["problem"]
    assert hub.asked("status")["autonomy"] == "act"  # answered although the file on the disk is wrong
    hub.config.write_text(json.dumps({**config, "autonomy": "watch"}))
    household.wait_for(lambda: hub.asked("status")["autonomy"] == "watch", "the edit to be taken")


def test_whatever_arrives_is_dropped_with_one_line_and_the_state_stays(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(configuration(mosquitto.port, {"living_room": LAMP})))
    household.sets(lamp, state="ON", brightness=200)
    for rubbish in RUBBISH:
        for topic in ("zigbee2mqtt/living_lamp", "home/presence/ana", "zigbee2mqtt/bridge/groups", "attune/pause/set"):
            for _ in range(20):
                household._client.publish(topic, rubbish)
    household.quiet(1.0)
    status = hub.asked("status")
    assert status["link"]["state"] == "up"
    assert status["rooms"][0]["devices"][0]["state"]["power"] is True
    assert hub.log.read_text().count("\n") < 120
    mark = household.mark()
    household.goes("ana", "living_room")
    household.decision(mark)


def test_a_backup_beside_the_running_hub_is_whole_and_forgets_with_it(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    home = started(household, make_hub(configuration(mosquitto.port, {"living": LAMP})))
    teach(household, "ana", "living", lamp, 2, state="ON", brightness=60)
    made = Path(home.asked("backup")["backup"])
    with contextlib.closing(sqlite3.connect(f"file:{made}?mode=ro", uri=True)) as copy:
        assert copy.execute("pragma integrity_check").fetchone() == ("ok",)
        assert copy.execute("select count(*) from examples where occupant = 'ana'").fetchone()[0] > 0
    home.attune("forget", "ana", "--yes")
    with contextlib.closing(sqlite3.connect(f"file:{made}?mode=ro", uri=True)) as copy:
        assert copy.execute("select count(*) from examples where occupant = 'ana'").fetchone() == (0,)


def test_a_second_hub_on_the_same_home_gives_way(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(configuration(mosquitto.port, {"living_room": LAMP})))
    assert "another hub is running" in hub.attune("run", expect=1)
    assert hub.asked("status")["link"]["state"] == "up"


def test_a_wrong_configuration_ends_with_2_and_a_readable_list(make_hub: MakeHub) -> None:
    hub = make_hub({"home": {"name": "x", "latitude": 200}, "ocupants": {}})
    said = hub.attune("run", expect=2)
    for word in ("config.yaml", "latitude", "time_zone", "occupants"):
        assert word in said
    assert "Traceback" not in said


def _holding(folder: Path, word: str) -> list[str]:
    """Files with the word in them, but for the configuration, which is the resident's own."""
    return [f.name for f in folder.rglob("*") if f.is_file() and f.name != "config.yaml" and word.encode() in f.read_bytes()]
