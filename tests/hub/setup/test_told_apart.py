"""How people will be told apart in each room, in words."""

from collections.abc import Mapping, Sequence

from devices.vocabulary import DeviceId, Reference
from hub.setup.told_apart import ToldApart, told_apart

PERSON, PHONE = ("home_assistant", "person.ana"), ("espresense", "irk:ben")


def made(sources: Mapping[str, tuple[str, str]], *sensors: str) -> ToldApart:
    people: dict[str, Sequence[Reference]] = {
        who: [Reference(family, name, DeviceId(name))] for who, (family, name) in sources.items()
    }
    there = [Reference("zigbee2mqtt", name, DeviceId(name)) for name in sensors]
    (found,) = told_apart(people, {"kitchen": ("Kitchen", there)})
    return found


def test_one_phone_and_one_motion_sensor_find_whoever_is_alone_at_home() -> None:
    found = made({"ana": PERSON}, "kitchen_motion")
    assert found.told_apart == "Kitchen: whoever is alone at home by what moves"
    assert found.one_more == "a radar in Kitchen would keep it occupied while somebody sits still"


def test_a_phone_without_motion_needs_a_sensor() -> None:
    found = made({"ana": PERSON}, "kitchen_lux")
    assert found.told_apart == "Kitchen: nobody is noticed"
    assert found.one_more == "a motion sensor in Kitchen would tell at once when one of them comes, and when it is empty"


def test_of_several_bedrooms_it_is_said_that_who_sleeps_there_can_be() -> None:
    phone = [Reference("home_assistant", "person.ana", DeviceId("person.ana"))]
    rooms = {
        room: (room.title(), [Reference("zigbee2mqtt", f"{room}_radar", DeviceId(room))]) for room in ("east", "west", "hall")
    }
    east, west, hall = told_apart({"ana": phone, "ben": phone}, rooms, {"east": False, "west": True})
    assert east.one_more == "sleepers: in East would tell who of them lies there"
    assert west.one_more == hall.one_more == ""
    learned = told_apart({"ana": phone, "ben": phone}, rooms, {"east": False, "west": True}, {"east": ["ana"]})
    assert learned[0].told_apart.endswith("; ana seems to sleep there")
    assert learned[0].one_more == "sleepers: [ana] in East would say so"
    assert all(room.one_more == "" for room in told_apart({"ana": phone}, rooms, {"east": False, "west": False}))


def test_who_is_named_is_told_apart_by_that() -> None:
    found = made({"ana": PERSON, "ben": PHONE}, "kitchen_fp2_presence")
    assert found.told_apart.startswith("Kitchen: ben by what names the room; whoever is alone at home by what moves")
    assert found.one_more == ""


def test_motion_without_anybody_at_home_names_nobody() -> None:
    found = made({}, "kitchen_motion")
    assert found.told_apart == "Kitchen: somebody is noticed, and nobody can be named"
    assert "a phone" in found.one_more


def test_beside_a_room_with_a_sensor_who_moves_nowhere_may_be_where_there_is_none() -> None:
    ana = {"ana": [Reference("home_assistant", "person.ana", DeviceId("person.ana"))]}
    sensor = Reference("zigbee2mqtt", "living_motion", DeviceId("living_motion"))
    living, bedroom = told_apart(ana, {"living_room": ("Living room", [sensor]), "bedroom": ("Bedroom", [])})
    assert living.told_apart == "Living room: whoever is alone at home by what moves"
    assert bedroom.told_apart == (
        "Bedroom: whoever is at home and moves nowhere else may be there, which shows only after a while"
    )
    assert bedroom.one_more == "a motion sensor in Bedroom would tell at once when one of them comes, and when it is empty"


def test_a_contact_at_a_door_tells_who_goes_through() -> None:
    assert made({"ana": PERSON}, "kitchen_door").told_apart == "Kitchen: whoever goes through its door"
    assert made({"ana": PERSON}, "outdoor_lux").told_apart == "Kitchen: nobody is noticed"
