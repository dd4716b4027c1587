"""Recordings as public archives, Home Assistant and Zigbee2MQTT write them: each is read, and what is not is said.

All rows here are made up, in those forms.
"""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from benchmarks.recorded_home import Recording, recorded
from benchmarks.recorded_places import place_of, rooms_of_sensors

EIGHT = 8 * 3600.0


def read(folder: Path, text: str, name: str = "home.txt", homes: int = 1) -> Recording:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return recorded(path, homes)


def test_an_archive_of_codes_has_a_place_for_each_sensor_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "2026-03-02 08:00:00.123456 M003 ON Sleeping begin\n"
        "2026-03-02\t08:00:04.5\tM003\tOFF\n"
        "2026-03-02 08:01:00 T002 21.5\n"
        "2026-03-02 08:01:30 LL007 ON\n"
        "2026-03-02 08:02:00 D001 OPEN\n"
        "2026-03-02 08:02:09 D001 CLOSE Sleeping end\n",
    )
    assert found.rooms == ["D001", "M003"]
    assert found.events[0] == (pytest.approx(EIGHT + 0.123456), "M003", True)
    assert {sensor.split("/")[1]: why for sensor, why in found.left_out.items()} == {
        "T002": "says '21.5'",
        "lamp LL007": "is no sensor of anybody",
    }
    assert any("2 words of what was done, not where (Sleeping)" in note for note in found.notes)
    assert any("--rooms FILE" in note for note in found.notes)


def test_a_file_of_rooms_says_where_codes_are(tmp_path: Path) -> None:
    (tmp_path / "rooms.csv").write_text("sensor,room\nM003,bedroom\nM004,bedroom\nD001;hall\n", encoding="utf-8")
    path = tmp_path / "data.txt"
    path.write_text(
        "2026-03-02 08:00:00 M003 ON\n2026-03-02 08:00:02 M004 ON\n2026-03-02 08:01:00 M003 OFF\n"
        "2026-03-02 08:01:01 M004 OFF\n2026-03-02 08:02:00 M009 ON\n2026-03-02 08:02:05 M009 OFF\n",
        encoding="utf-8",
    )
    found = recorded(path, 1, rooms=rooms_of_sensors(tmp_path / "rooms.csv"))
    assert found.events == [(EIGHT, "bedroom", True), (EIGHT + 61, "bedroom", False)]
    assert found.left_out == {"M009": "is in no room that anything names"}
    with pytest.raises(ValueError, match="line 1: 'M003' is no sensor,room"):
        rooms_of_sensors(_written(tmp_path / "wrong.csv", "M003\n"))


def test_a_file_of_rooms_may_name_the_room_first(tmp_path: Path) -> None:
    assert rooms_of_sensors(_written(tmp_path / "rooms.csv", "Room,Sensor_ID\nbedroom,M003\n")) == {"M003": "bedroom"}


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("sensor", "room"),
    [
        ("BedroomABed", "bedroom_a"),
        ("BedroomBDoor", "bedroom_b"),
        ("KitchenADiningChair", "kitchen_a"),
        ("LivingRoomAArea", "living_room_a"),
        ("HallwayA", "hall_a"),
        ("MainEntryway", "hall"),
        ("Hall-Toilet door", "toilet"),
        ("Groceries Cupboard", "kitchen"),
        ("binary_sensor.living_room_motion", "living_room"),
        ("0x00158d0001abcdef occupancy", ""),
        ("M003", ""),
    ],
)
def test_the_name_of_a_sensor_tells_its_room(sensor: str, room: str) -> None:
    assert place_of(sensor) == room


def test_numbers_beside_a_motion_sensor_s_words_are_no_reason_to_leave_it_out(tmp_path: Path) -> None:
    rows = "".join(f"2026-03-02,08:0{n}:00.5,BedroomABed,{word},Sleep\n" for n, word in enumerate(["ON", "67", "OFF", "01"]))
    found = read(tmp_path, rows, "csh.csv")
    assert [on for _, _, on in found.events] == [True, False]
    assert found.rooms == ["bedroom_a"]


def test_residents_named_in_what_was_done_are_whose_row_it_is(tmp_path: Path) -> None:
    by_word = (
        "2026-03-02 08:00:00 M35 ON R1_Wake begin\n2026-03-02 08:00:05 M35 OFF\n2026-03-02 08:01:00 M22 ON R2_Work begin\n"
    )
    assert read(tmp_path, by_word, homes=2).people == ["R1", "R2"]
    by_number = "2026-03-02 08:00:00 M35 ON 1 8\n2026-03-02 08:00:05 M35 OFF 1 8\n2026-03-02 08:01:00 M22 ON 2 2\n"
    found = read(tmp_path, by_number, homes=2)
    assert found.people == ["R1", "R2"]
    assert [stay.room for stay in found.stays["R2"]] == ["M22"]


def test_rooms_may_stand_between_sensor_and_value(tmp_path: Path) -> None:
    rows = "2026-03-02 08:00:00 M021 Bedroom Bed ON Control-Motion\n2026-03-02 08:00:09 M021 Bedroom Bed OFF Control-Motion\n"
    assert read(tmp_path, rows).events == [(EIGHT, "Bedroom", True), (EIGHT + 9, "Bedroom", False)]


def test_a_table_of_spans_is_on_and_off(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Start time         \tEnd time           \tLocation\tType\tPlace\n"
        "-------------------\t-------------------\t--------\t----\t-----\n"
        "2026-03-02 08:00:00\t\t2026-03-02 08:04:00\t\tBed\tPressure\tBedroom\n"
        "2026-03-02 08:11:00\t\t2026-03-02 08:11:00\t\tMaindoor\tMagnetic\tEntrance\n",
    )
    assert found.events == [
        (EIGHT, "Bedroom", True),
        (EIGHT + 240, "Bedroom", False),
        (EIGHT + 660, "Entrance", True),
        (EIGHT + 661, "Entrance", False),
    ]


def test_spans_with_words_and_numbered_sensors_before_them_are_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Sensor data of a made-up home\n1  'Microwave'\n24 'Hall-Bedroom door'\n"
        "Start time\tEnd time\tID\tVal\n-----------------------------------\n"
        "02-Mar-2026 08:00:00\t02-Mar-2026 08:00:30\t1\t1\n02-Mar-2026 08:05:00\t02-Mar-2026 08:05:02\t24\t1\n",
    )
    assert found.rooms == ["bedroom", "kitchen"]
    with pytest.raises(ValueError, match="line 1: spans of activity say what somebody did"):
        read(tmp_path, "Start time\tEnd time\tActivity\n2026-03-02 08:00:00\t2026-03-02 08:10:00\tSleeping\n")
    with pytest.raises(ValueError, match="line 2: its end '2026-03-02 07:00:00' is before its start"):
        read(tmp_path, "Start time,End time,Sensor,Room\n2026-03-02 08:00:00,2026-03-02 07:00:00,M1,hall\n")


def test_a_line_a_second_is_played_from_the_day_its_name_says(tmp_path: Path) -> None:
    rows = ["0 0 0 0 0 0 12 3", *["1 0 0 0 0 0 12 3"] * 5, *["0 0 0 0 0 1 12 17"] * 4]
    paths = [_written(tmp_path / f"DAY_{day}.txt", "\n".join(rows)) for day in (1, 2)]
    found = recorded(paths, 2)
    assert found.events[:3] == [(1.0, "column 1", True), (6.0, "column 1", False), (6.0, "column 6", True)]
    assert any(at == 86_401.0 for at, _, _ in found.events)
    assert any("columns not read: 7, 8 (what was done, not where)" in note for note in found.notes)


def test_a_column_for_each_sensor_is_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "timestamp,kitchen_motion,Hall PIR,outside °C\n2026-03-02 08:00:00,0,1,4.5\n2026-03-02 08:01:00,1,0,4.4\n"
        "2026-03-02 08:02:00,0,0,4.4\n",
    )
    assert found.rooms == ["hall", "kitchen"]
    assert (EIGHT + 60, "kitchen", True) in found.events
    assert "columns not read: outside °C" in found.notes


HISTORY = [
    [
        {
            "entity_id": "binary_sensor.hall_motion", "state": "on", "last_changed": "2026-03-02T07:00:00+00:00",
            "attributes": {"device_class": "motion", "friendly_name": "Hall motion"},
        },
        {"state": "off", "last_changed": "2026-03-02T07:01:00+00:00"},
    ],
    [{"entity_id": "person.ana", "state": "home", "last_changed": "2026-03-02T06:59:00+00:00"}],
    [{
        "entity_id": "binary_sensor.hall_motion_2", "state": "on", "last_changed": "2026-03-02T07:00:00+00:00",
        "attributes": {"device_class": "battery"},
    }],
]  # fmt: skip
SHORT = {
    "binary_sensor.hall_motion": [{"s": "on", "a": {}, "lu": 1772434800.0}, {"s": "off", "lu": 1772434860.0}],
    "person.ana": [{"s": "home", "lu": 1772434740.0}],
}
LOGBOOK = [
    {"when": "2026-03-02T06:59:00+00:00", "name": "Ana", "entity_id": "person.ana", "state": "home"},
    {"when": "2026-03-02T07:00:00+00:00", "name": "Hall", "entity_id": "binary_sensor.hall_motion", "state": "on"},
    {"when": "2026-03-02T07:01:00+00:00", "name": "Hall", "entity_id": "binary_sensor.hall_motion", "state": "off"},
]


@pytest.mark.parametrize("held", [HISTORY, SHORT, LOGBOOK])
def test_home_assistant_s_history_is_read_as_json(tmp_path: Path, held: object) -> None:
    path = _written(tmp_path / "history.json", json.dumps(held, indent=1))
    found = recorded(path, 1, ZoneInfo("Europe/Amsterdam"))
    assert found.events == [(EIGHT, "hall", True), (EIGHT + 60, "hall", False)]
    assert found.phones == [(EIGHT - 60, "ana", True)]
    assert all("battery" in sensor for sensor in found.left_out)


def test_an_object_a_line_is_read_and_a_broken_one_told_by_its_line(tmp_path: Path) -> None:
    lines = [
        json.dumps({"time": EIGHT + at, "room": "hall", "sensor": "M1", "value": at % 2 == 1, "person": "ana"})
        for at in range(60)
    ]
    found = read(tmp_path, "\n".join([*lines, '{"time": 1,']), "rows.jsonl")
    assert found.people == ["ana"]
    assert found.notes[0].startswith("not read: line 61: is no JSON")
    with pytest.raises(ValueError, match=r"line 2: is no JSON .*was it written to its end"):
        read(tmp_path, '[{"entity_id": "binary_sensor.hall_motion",\n"state": ', "cut.json")
    with pytest.raises(ValueError, match="no history in it: a list of entries with entity_id, state and last_changed"):
        read(tmp_path, '{"a": [1, 2]}', "other.json")


@pytest.mark.parametrize(
    "before",
    [
        "[2026-03-02 08:0{n}:00] info: \tz2m:mqtt: ",
        "info  2026-03-02 08:0{n}:00: ",
        "Zigbee2MQTT:info  2026-03-02 08:0{n}:00: ",
    ],
)
def test_a_log_of_zigbee2mqtt_is_read(tmp_path: Path, before: str) -> None:
    payloads = [
        ("hall_motion", '{"battery":97,"occupancy":true,"illuminance":12}'),
        ("hall_motion", '{"battery":97,"occupancy":false,"illuminance":12}'),
        ("kitchen_door", '{"contact":false}'),
        ("kitchen_door", '{"contact":true}'),
        ("bridge/state", '{"state":"online"}'),
        ("kitchen_lamp", '{"state":"ON","brightness":120}'),
    ]
    lines = [
        before.format(n=n) + f"MQTT publish: topic 'zigbee2mqtt/{name}', payload '{payload}'"
        for n, (name, payload) in enumerate(payloads)
    ]
    found = read(tmp_path, "\n".join([before.format(n=0) + "Zigbee2MQTT started!", *lines]), "log.log")
    assert found.events == [
        (EIGHT, "hall", True), (EIGHT + 60, "hall", False), (EIGHT + 120, "kitchen", True), (EIGHT + 121, "kitchen", False),
        (EIGHT + 180, "kitchen", True), (EIGHT + 181, "kitchen", False),
    ]  # fmt: skip
    assert "not read: 2 lines that are no device's word" in found.notes
    assert "not read: 1 messages that say nothing of anybody (kitchen_lamp)" in found.notes


def test_what_mosquitto_sub_wrote_with_a_time_is_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        '2026-03-02T08:00:00+0100 zigbee2mqtt/hall_motion {"occupancy": true}\n'
        "2026-03-02T08:00:30+0100 home/kitchen/motion ON\n"
        '2026-03-02T08:01:00+0100 zigbee2mqtt/hall_motion {"occupancy": false}\n',
    )
    assert found.events == [(EIGHT, "hall", True), (EIGHT + 30, "kitchen", True), (EIGHT + 60, "hall", False)]


def rows(*of: tuple[str, str]) -> str:
    return "time,room,sensor,value\n" + "".join(f"{when},hall,M1,{value}\n" for when, value in of)


def test_a_clock_put_back_without_a_zone_counts_on(tmp_path: Path) -> None:
    night = [("2026-10-25 02:50:00", "on"), ("2026-10-25 02:59:00", "off"), ("2026-10-25 02:01:00", "on")]
    night += [(f"2026-10-25 02:0{minute}:00", "off" if minute % 2 else "on") for minute in range(3, 8)]
    found = read(tmp_path, rows(*night))
    assert found.events[2][0] == 3 * 3600.0 + 60
    assert "the clock was put back an hour on 2026-10-25: what comes after counts on" in found.notes


def test_rows_twice_out_of_order_or_of_a_lost_clock_are_mended_and_said(tmp_path: Path) -> None:
    many = [(f"2026-03-02 08:{minute:02}:00", "off" if minute % 2 else "on") for minute in range(60)]
    late, twice, lost = many[10], many[20], ("1970-01-01 00:00:07", "on")
    found = read(tmp_path, rows(*many[:10], many[11], late, *many[12:], twice, lost))
    assert found.events[0][0] == EIGHT
    assert "not read: 1 rows of a clock that was not set (before 1990)" in found.notes
    assert "put in order: 2 rows that came after later ones" in found.notes
    assert "left out: 1 rows that say the same of the same moment again" in found.notes


def test_lines_are_numbered_as_in_the_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="line 5: 'soon' is no time"):
        read(tmp_path, "# a comment\n\ntime,room,sensor,value\n\nsoon,hall,M1,on\n")


def test_who_lives_alone_and_is_not_named_is_judged_between_two_movements_in_a_room(tmp_path: Path) -> None:
    moves = ("2026-03-02 08:00:00", "on"), ("2026-03-02 08:01:00", "off"), ("2026-03-02 08:02:00", "on")
    found = read(tmp_path, rows(*moves) + "2026-03-02 08:03:00,kitchen,M2,on\n")
    assert [(stay.room, stay.start - EIGHT, stay.end - EIGHT) for stay in found.stays["person_0"]] == [("hall", 0.0, 120.0)]
    two = read(tmp_path, rows(("2026-03-02 08:00:00", "on"), ("2026-03-02 08:01:00", "off")), homes=2)
    assert "no row says who it was: what is said of people cannot be judged" in two.notes
    assert two.summary.startswith("read as a table that names its columns: 2 rows of 1 sensors in 1 rooms (hall)")


def test_several_sensors_a_room_are_one_room(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "time,room,sensor,value\n0,hall,M1,on\n5,hall,M2,on\n10,hall,M1,off\n20,hall,M2,off\n",
    )
    assert found.events == [(0.0, "hall", True), (20.0, "hall", False)]
