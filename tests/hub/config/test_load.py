"""config.yaml: what is right is typed, what is wrong is named with file, line, key and what would be right."""

import json
from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest

from devices.vocabulary import DeviceId, OccupantId, Reference, RoomId
from hub.commands.findings import as_json, as_text, check
from hub.config import ConfigError
from hub.config.load import json_schema, load, load_with_cautions
from hub.config.mistakes import Mistake

from ..broken_configs import BROKEN, HOME, Broken
from ..mistyped_configs import MISTYPED

Make = Callable[..., Path]
TOP = Path(__file__).parents[3]
ANA, BATH = OccupantId("ana"), RoomId("bath")


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Writes config.yaml: a home, and the text under test after it."""

    def written(text: str = "", home: str = HOME) -> Path:
        path = tmp_path / "config.yaml"
        path.write_text(home + text)
        return path

    return written


def refused(path: Path) -> tuple[Mistake, ...]:
    with pytest.raises(ConfigError) as caught:
        load(path)
    return caught.value.mistakes


@pytest.mark.parametrize("broken", [*BROKEN, *MISTYPED], ids=lambda broken: broken.name.replace(" ", "_"))
def test_a_wrong_configuration_names_file_line_key_and_what_would_be_right(broken: Broken, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(broken.file)
    mistakes = refused(path)
    told = [m for m in mistakes if (m.line, m.key) == (broken.file_line, broken.key)]
    assert told, [str(m) for m in mistakes]
    assert all(m.file == str(path) for m in mistakes)
    assert any(broken.right in f"{m.problem} {m.right}" for m in told), [str(m) for m in told]


def test_there_are_at_least_sixty_wrong_configurations() -> None:
    assert len({broken.name for broken in BROKEN}) == len(BROKEN) >= 60


def test_one_slip_gives_one_mistake(make: Make) -> None:
    several = {b.name for b in BROKEN if len(refused_text(make, b)) > 1}
    assert several <= {"a tag of Python's", "a tag of Home Assistant's", "an unwritten secret", "a wildcard topic"}


def refused_text(make: Make, broken: Broken) -> tuple[Mistake, ...]:
    return refused(make(broken.text, "" if broken.whole else HOME))


def test_every_mistake_is_told_at_once_in_the_order_of_the_file(make: Make) -> None:
    path = make("mqtt: {prot: 1}\nautonomy: never\nrooms:\n  bath: {owner: nobody, limits: {volume: 101}}\nstorge: {}\n")
    mistakes = refused(path)
    assert [(m.line, m.key) for m in mistakes] == [
        (5, "mqtt.host"),
        (5, "mqtt.prot"),
        (6, "autonomy"),
        (8, "rooms.bath.limits.volume"),
        (8, "rooms.bath.owner"),
        (9, "storge"),
    ]
    assert "6 mistakes" in str(ConfigError(mistakes))


def test_a_room_left_wrong_is_still_looked_through_for_what_else_is_wrong(make: Make) -> None:
    text = "rooms:\n  bath:\n    devices:\n      - {nonsense: x}\n      - {home_assistant: light.a, id: x}\n"
    text += "      - {home_assistant: light.b, id: x}\n"
    assert [m.key for m in refused(make(text))] == ["rooms.bath.devices[0].nonsense", "rooms.bath.devices[2]"]


def test_a_home_of_three_lines_has_every_default(make: Make) -> None:
    path = make()
    config = load(path)
    assert config.mqtt is None
    assert config.base_topic == "attune"
    assert config.storage.path == path.parent / "attune.db"
    assert (config.autonomy, config.earn_autonomy) == ("act", True)
    assert (config.learning.settle, config.learning.correction_window, config.learning.app_is_hand) == (20, 600, False)
    safety = config.safety
    assert (safety.arrival_gap, safety.commands_per_device_per_minute, safety.commands_per_10_seconds) == (300, 5, 20)
    assert config.quiet_hours is None
    assert config.home_assistant.discovery_prefix == "homeassistant"
    assert config.settings().music == {}


def test_a_room_and_a_person_have_their_defaults_and_a_name_made_of_the_id(make: Make) -> None:
    config = load(make("occupants: {ana: {}}\nrooms:\n  living_room:\n"))
    room = config.rooms[RoomId("living_room")]
    assert room.name == "Living room"
    assert (room.sharing.light, room.sharing.temperature, room.sharing.music) == ("content", "content", "content")
    assert (room.when_empty.light, room.when_empty.music, room.when_empty.temperature) == ("keep", "keep", "keep")
    assert room.when_empty.after == 120
    assert (room.limits.temperature, room.limits.volume_fraction) == ((16.0, 24.0), None)
    assert config.occupants[ANA].name == "Ana"
    assert config.occupants[ANA].learn == frozenset()


def test_limits_in_percent_have_a_fraction(make: Make) -> None:
    config = load(make("occupants: {ana: {limits: {volume: 40, brightness: 80}}}\nrooms: {bath: {limits: {volume: 0}}}\n"))
    limits = config.occupants[ANA].limits
    assert (limits.volume, limits.volume_fraction, limits.brightness_fraction) == (40, 0.4, 0.8)
    assert config.rooms[BATH].limits.volume_fraction == 0.0


@pytest.mark.parametrize("off", ["off", '"off"', "'off'"])
def test_a_light_is_turned_off_with_and_without_quotes(make: Make, off: str) -> None:
    config = load(make(f"rooms: {{bath: {{when_empty: {{light: {off}, temperature: 17, music: stop, after: 0}}}}}}\n"))
    empty = config.rooms[BATH].when_empty
    assert (empty.light, empty.music, empty.temperature, empty.after) == ("off", "stop", 17.0, 0)


def test_quiet_hours_are_times_of_day(make: Make) -> None:
    quiet = load(make('quiet_hours: {from: "22:30", to: "06:30"}\n')).quiet_hours
    assert quiet is not None
    assert (quiet.start, quiet.end) == (time(22, 30), time(6, 30))


def test_pinned_wishes_are_kept_as_written(make: Make) -> None:
    pins = '[{room: bath, quantity: brightness, value: 0.4, from: "20:00", to: "23:00"},'
    pins += " {room: bath, quantity: power, value: true}]"
    first, second = load(make(f"rooms: {{bath: {{}}}}\noccupants: {{ana: {{pinned: {pins}}}}}\n")).occupants[ANA].pinned
    assert (first.room, first.quantity, first.value, first.start, first.end) == ("bath", "brightness", 0.4, time(20), time(23))
    assert second.value is True


def test_a_block_becomes_a_reference_with_its_id_and_options(make: Make) -> None:
    config = load(
        make("rooms: {bath: {devices: [{home_assistant: light.a}, {home_assistant: light.b, id: b, as: light, name: B}]}}\n")
    )
    assert config.rooms[BATH].devices == (
        Reference("home_assistant", "light.a", DeviceId("light.a"), {}),
        Reference("home_assistant", "light.b", DeviceId("b"), {"as": "light", "name": "B"}),
    )


def test_one_sensor_may_serve_two_rooms(make: Make) -> None:
    both = "{sensors: [{home_assistant: sensor.lux}]}"
    config = load(make(f"rooms: {{bath: {both}, hall: {both}}}\n"))
    assert [(use, reference.id) for use, reference in config.references()] == [("sensor", "sensor.lux")]


def test_files_are_found_from_the_configuration_and_not_from_where_the_hub_was_started(make: Make, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("x")
    config = load(make("storage: {path: data/home.db}\nmqtt: {host: broker, tls: {ca_file: ca.pem}}\n"))
    assert config.storage.path == tmp_path / "data" / "home.db"
    assert config.mqtt is not None
    assert config.mqtt.tls is not None
    assert config.mqtt.tls.ca_file == tmp_path / "ca.pem"
    assert config.mqtt.port == 8883


def test_the_same_file_gives_the_same_configuration(make: Make) -> None:
    path = make("rooms: {bath: {}}\n")
    assert load(path) == load(path)


# warnings


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("", "", "no rooms"),
        ("rooms: {bath: {}}\n", "", "no occupants"),
        ("occupants: {ana: {}}\n", "occupants.ana", "no presence"),
        (
            "rooms: {bath: {devices: [{home_assistant: light.a}]}}\n",
            "rooms.bath.devices[0]",
            "cannot ask without its url and token",
        ),
        ("home_assistant: {url: 'http://ha:8123'}\n", "home_assistant", "no token"),
        ("home_assistant: {token: abc}\n", "home_assistant", "no url"),
        ("mqtt:\n", "mqtt", "empty"),
        ("mqtt: {host: 10.0.0.2, username: u, password: p}\n", "mqtt.password", "unencrypted"),
        ("rooms: {bath: {when_empty: {temperature: 12}}}\n", "rooms.bath.when_empty.temperature", "limits"),
        (
            "rooms: {bath: {devices: [{home_assistant: light.a}]}, hall: {devices: [{home_assistant: light.a}]}}\n",
            "rooms.hall.devices[0]",
            "also a device of bath",
        ),
        (
            "rooms: {bath: {devices: [{home_assistant: light.a}, {home_assistant: light.a}]}}\n",
            "rooms.bath.devices[1]",
            "twice",
        ),
        ("occupants: {ana: {presence: [{espresense: x, stays: true}]}}\n", "occupants.ana.presence", "only sources that stay"),
        ("occupants: {ana: {presence: [{owntracks: ana/phone}]}}\n", "home.latitude", "good to a kilometre"),
        ("rooms: {bath: {}, bath2: {name: bath}}\n", "rooms.bath2", "called as bath is"),
        ("occupants: {ana: {name: Ana}, anna: {name: Ana}}\n", "occupants.anna", "called as ana is"),
        ("quiet_hours: {from: '22:00', to: '22:00'}\n", "quiet_hours.to", "no time at all"),
        (
            "rooms: {bath: {devices: [{topic: a/lux, quantity: illuminance}]}}\n",
            "rooms.bath.devices[0]",
            "nothing that can be set",
        ),
        ("rooms: {bath: {limits: {volume: 0.5}}}\n", "rooms.bath.limits.volume", "is 0.5 %"),
        ("occupants: {ana: {limits: {volume: 1}}}\n", "occupants.ana.limits.volume", "next to nothing"),
        ("occupants: {ana: {limits: {brightness: .4}}}\n", "occupants.ana.limits.brightness", "is 0.4 %"),
        ("home_assistant: {url: 'http://ha:8123', token: abc def}\n", "home_assistant.token", "spaces or quotes"),
        ("home_assistant: {url: 'http://ha:8123', token: ' abc'}\n", "home_assistant.token", "spaces or quotes"),
        ("home_assistant: {url: 'http://ha:8123', token: '\"abc\"'}\n", "home_assistant.token", "spaces or quotes"),
        ("storage: {path: /}\n", "storage.path", "is a folder"),
        ("storage: {path: /dev/null/attune.db}\n", "storage.path", "is no folder"),
    ],
)
def test_what_was_probably_not_meant_is_a_warning_and_no_mistake(make: Make, text: str, key: str, words: str) -> None:
    assert any(m.key == key and words in m.problem for m in load_with_cautions(make(text))[1])


@pytest.mark.parametrize("text", ["mqtt:\n  password:hunter2\n", "mqtt: {password:hunter2}\n", "mqtt: password:hunter2\n"])
def test_a_password_without_its_space_is_not_told_on(make: Make, text: str) -> None:
    told = [str(mistake) for mistake in refused(make(text))]
    assert any("password" in words for words in told)
    assert not any("hunter2" in words for words in told)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_a_password_to_this_machine_is_no_warning(make: Make, host: str) -> None:
    assert not any(
        "unencrypted" in m.problem for m in load_with_cautions(make(f"mqtt: {{host: '{host}', username: u, password: p}}\n"))[1]
    )


# check


def test_check_tells_people_and_programs_the_same(make: Make) -> None:
    path = make("autonomy: never\n")
    mistakes, cautions = check(path)
    assert as_text(path, mistakes, cautions).splitlines()[0].startswith(f"{path}:5: autonomy: ")
    found = as_json(path, mistakes, cautions)
    assert found["ok"] is False
    assert (found["mistakes"][0]["line"], found["mistakes"][0]["key"]) == (5, "autonomy")


def test_check_of_a_right_file_says_so(make: Make) -> None:
    path = make("rooms: {bath: {}}\n")
    mistakes, cautions = check(path)
    assert mistakes == ()
    assert as_json(path, mistakes, cautions)["ok"] is True
    assert "is right, with 1 warning." in as_text(path, mistakes, cautions)


def test_check_of_no_file_is_a_mistake(tmp_path: Path) -> None:
    (mistake,), _ = check(tmp_path / "config.yaml")
    assert "no such file" in mistake.problem


def test_hostile_text_is_shown_on_one_line(make: Make) -> None:
    (mistake,) = refused(make('"x\\n\\e[31mred\\u202e": 1\n'))
    assert str(mistake).isprintable()


# what is shipped


def test_the_shipped_configuration_is_right_and_without_warnings() -> None:
    config = load(TOP / "config.yaml")
    assert load_with_cautions(TOP / "config.yaml")[1] == []
    assert set(config.occupants) == {"ana", "ben", "mia"}
    assert set(config.rooms) == {"living_room", "kitchen", "bedroom", "study"}
    assert config.occupants[OccupantId("mia")].limits.volume == 40


def test_the_schema_for_editors_is_the_one_of_this_program() -> None:
    kept = json.loads((TOP / "config.schema.json").read_text())
    assert kept == json.loads(json.dumps(json_schema())), "type: make schema"


def test_the_schema_knows_every_key_of_the_contract() -> None:
    schema = json_schema()
    assert set(schema["properties"]) >= {"home", "mqtt", "storage", "autonomy", "occupants", "rooms", "outdoor", "music"}
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize(("mode", "is_told"), [(0o644, True), (0o604, True), (0o640, False), (0o600, False)], ids=oct)
def test_a_private_key_that_others_can_read_is_a_warning(make: Make, mode: int, is_told: bool) -> None:
    path = make("mqtt: {host: a, tls: {cert_file: hub.pem, key_file: hub.key}}\n")
    (path.parent / "hub.pem").touch()
    (path.parent / "hub.key").touch(mode)
    (path.parent / "hub.key").chmod(mode)
    told = [m.right for m in load_with_cautions(path)[1] if m.key == "mqtt.tls.key_file"]
    assert told == (["chmod 600 hub.key"] if is_told else [])
