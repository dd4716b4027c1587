"""Rooms guessed by name; a first configuration that is valid whatever things are called."""

from pathlib import Path

import pytest

from devices.vocabulary import OccupantId, RoomId
from hub.config.load import load
from hub.setup.first_config import FoundPerson, FoundThing, HomeFound, first_config, in_order
from hub.setup.room_names import room_of, slug


@pytest.mark.parametrize(
    ("name", "room"),
    [
        ("Kitchen Lights", "kitchen"), ("Bed Light", "bedroom"), ("Living Room RGBWW Lights", "living_room"),
        ("lampe_wohnzimmer", "living_room"), ("Dimmer 3", ""), ("Embedded light", ""), ("Guest mode", "guest_room"),
    ],
)  # fmt: skip
def test_a_name_says_its_room_by_whole_words(name: str, room: str) -> None:
    assert room_of(name, {}) == room


def test_the_homes_own_rooms_go_first_the_longest_name_before_a_shorter() -> None:
    own = {"bath": "Bath", "bath_up": "Bath upstairs", "lounge": "Lounge"}
    assert room_of("Bath upstairs ceiling", own) == "bath_up"
    assert room_of("Bath ceiling", own) == "bath"
    assert room_of("Living room lamp", own) == "lounge"  # another word for the room they have


def test_an_id_is_made_of_any_name() -> None:
    assert slug("Büro (oben)") == "buro_oben"
    assert slug("日本") == ""


def found(name: str) -> HomeFound:
    things = [
        FoundThing("light.a", name, "devices", ("power",)),
        FoundThing("switch.b", name, "devices", ("power",), True, name),
    ]
    ana = FoundPerson("ana", name, ("person.ana",), ("light",), "12345678" * 4)
    return HomeFound(
        name, 52.37, 4.9, "Europe/Amsterdam", "http://ha.local:8123", "!env ATTUNE_TEST_TOKEN",
        {"kitchen": (name, in_order(things))}, [ana], in_order(things),
        mqtt=("broker.local", 1883), tunes={"radio": name},
    )  # fmt: skip


@pytest.mark.parametrize("name", ['Quote "x"', "Colon: and # hash", "it's {odd}", "Ünï ☃", "- dash", "[list]", "on", "22:30"])
def test_whatever_things_are_called_the_file_is_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("ATTUNE_TEST_TOKEN", "x")
    path = tmp_path / "config.yaml"
    path.write_text(first_config(found(name)), "utf-8")
    config = load(path)
    assert config.rooms[RoomId("kitchen")].name == config.home.name == name
    assert [device.name for device in config.rooms[RoomId("kitchen")].devices] == ["light.a"]  # the other one only as a comment
    assert config.occupants[OccupantId("ana")].home_assistant_user == "12345678" * 4  # a text, although it reads as a number
    assert list(config.rooms) == ["kitchen"]  # what is in no room is there as a comment as well


def test_what_is_left_alone_says_why_and_what_nothing_is_known_of_says_nothing_of_it() -> None:
    door = FoundThing("cover.garage", "Garage door", "devices", (), False, "it is a garage door")
    text = first_config(HomeFound("Home", 0, 0, "UTC", "http://ha:8123", "!env T", {"hall": ("Hall", [door])}, [], [door]))
    line = "- {home_assistant: cover.garage}   # Garage door; left out: it is a garage door"
    assert f"    devices: []\n      # {line}\n" in text
    assert f"#   devices:\n#     {line}\n" in text


def test_a_home_with_nothing_in_it_is_valid_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTUNE_TEST_TOKEN", "x")
    path = tmp_path / "config.yaml"
    path.write_text(first_config(HomeFound("Home", 0, 0, "UTC", "http://ha:8123", "!env ATTUNE_TEST_TOKEN", {}, [])), "utf-8")
    assert load(path).rooms == {}
