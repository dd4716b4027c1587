"""What each key of config.yaml does to a whole house: the home is lived in twice, with the key and without or otherwise.

``shows`` names the keys a test stands for; tests/test_readme.py asks that every key of the schema has one.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from devices.family import families
from devices.vocabulary import SILENCE, DeviceId, OccupantId, RoomId
from hub.api.answers import Answers
from hub.home_assistant.announcement import announcements
from hub.home_assistant.board import Board

from ..a_house import Living
from ..build import moment

Make = Callable[..., Living]
KITCHEN = RoomId("kitchen")
LAMP = {
    "topic": {
        "id": "lamp", "name": "Ceiling", "state": "home/lamp", "command": "home/lamp/set",
        "quantities": {"brightness": {"key": "level", "low": 0, "high": 100}, "power": {"key": "on"}},
    }
}  # fmt: skip
TRV = {
    "topic": {
        "id": "trv", "state": "home/trv", "command": "home/trv/set",
        "quantities": {"setpoint": {"key": "target", "unit": "°C"}, "temperature": {"key": "now", "unit": "°C"}},
    }
}  # fmt: skip
PLAYER = {
    "topic": {
        "id": "player", "state": "home/player", "command": "home/player/set",
        "quantities": {
            "music": {"key": "list", "values": {"calm": "Calm evening", "jazz": "Jazz", SILENCE: "stop"}},
            "volume": {"key": "loud", "low": 0, "high": 100},
        },
    }
}  # fmt: skip
MUSIC = {"calm": {"playlist": "Calm evening"}, "jazz": {"playlist": "Jazz"}}
PEOPLE = ("ana", "ben")


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """A home of Ana and Ben with a kitchen (lamp, valve, player) and a hall. person, room: more about Ana, the kitchen."""
    made: list[Living] = []

    def new(person: dict[str, Any] | None = None, room: dict[str, Any] | None = None, **more: Any) -> Living:
        people = {who: {"learn": ["light", "temperature", "music"], "presence": _presence(who)} for who in PEOPLE}
        people["ana"] |= person or {}
        rooms = {"kitchen": {"devices": [LAMP, TRV, PLAYER], **(room or {})}, "hall": {}}
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Living(folder, **{"occupants": people, "rooms": rooms, "music": MUSIC, **more}))
        for who in PEOPLE:
            made[-1].hear(f"home/presence/{who}", "not_home", 0)
        made[-1].hear("home/lamp", '{"on": "off", "level": 100}', 1)
        made[-1].hear("home/trv", '{"target": 18, "now": 18}', 1)
        made[-1].hear("home/player", '{"list": "stop", "loud": 20}', 1)
        return made[-1]

    yield new
    for home in made:
        home.close()


def _presence(who: str) -> list[dict[str, str]]:
    return [{"topic": f"home/presence/{who}"}]


def pins(**values: Any) -> dict[str, Any]:
    """What Ana wrote down for the kitchen: sure at once."""
    return {"pinned": [{"room": "kitchen", "quantity": quantity, "value": value} for quantity, value in values.items()]}


def comes(home: Living, who: str = "ana", at_s: float = 100.0, room: str = "kitchen") -> dict[str, Any]:
    """The decision about somebody's coming, as on its topic."""
    home.said.clear()
    home.hear(f"home/presence/{who}", room, at_s)
    return decided(home)


def decided(home: Living, topic: str = "attune/decision") -> dict[str, Any]:
    told = home.told(topic)
    return json.loads(told[-1]) if told else {"wishes": [], "sentence": ""}


def wish(decision: dict[str, Any], quantity: str) -> dict[str, Any]:
    return next(w for w in decision["wishes"] if w["quantity"] == quantity)


def orders(home: Living, device: str) -> dict[str, Any]:
    """Everything a device was told, the newest of each key."""
    told: dict[str, Any] = {}
    for payload in home.told(f"home/{device}/set"):
        told |= json.loads(payload)
    return told


LIT = pins(power=True, brightness=0.6)


# How far it may go


@pytest.mark.shows("autonomy")
@pytest.mark.parametrize(
    ("most", "outcome", "words"),
    [("act", "sent", "pinned"), ("suggest", "suggested", "may only suggest"), ("watch", "held", "may only watch")],
)
def test_autonomy_is_the_most_the_hub_does_in_the_home_and_the_reason_says_so(
    make: Make, most: str, outcome: str, words: str
) -> None:
    home = make(person=LIT, autonomy=most)
    light = wish(comes(home), "power")
    assert (light["outcome"], words in light["reason"]) == (outcome, True), light
    assert bool(orders(home, "lamp")) is (most == "act")


@pytest.mark.shows("earn_autonomy")
@pytest.mark.parametrize("has_to_earn", [True, False])
def test_what_was_learned_is_only_acted_on_once_that_was_earned_unless_it_need_not_be(make: Make, has_to_earn: bool) -> None:
    home = make(earn_autonomy=has_to_earn)
    decision = comes(home, at_s=home.teach(times=5))
    assert wish(decision, "power")["outcome"] == ("suggested" if has_to_earn else "sent"), decision["sentence"]


# Where and when


@pytest.mark.shows("home.latitude", "home.longitude")
def test_where_the_home_is_says_where_the_sun_is(make: Make) -> None:
    suns = []
    for latitude, longitude in ((52.37, 4.9), (-33.9, 4.9), (52.37, 151.2)):
        where = {"name": "Test", "latitude": latitude, "longitude": longitude, "time_zone": "UTC"}
        suns.append(make(home=where).house.context(KITCHEN, DeviceId("lamp"), "power", (), moment()).sun_elevation_deg)
    assert len(set(suns)) == 3, suns


@pytest.mark.shows("home.time_zone", "occupants.*.pinned[].from", "occupants.*.pinned[].to")
@pytest.mark.parametrize(("zone", "is_evening"), [("Europe/Amsterdam", True), ("America/New_York", False)])
def test_the_time_of_day_is_that_of_the_home(make: Make, zone: str, is_evening: bool) -> None:
    evening = {"room": "kitchen", "quantity": "power", "value": True, "from": "19:30", "to": "21:00"}
    where = {"name": "Test", "latitude": 52.37, "longitude": 4.9, "time_zone": zone}
    home = make(person={"pinned": [evening]}, home=where)
    assert (wish(comes(home), "power")["outcome"] == "sent") is is_evening  # the story begins at 19:00 UTC


@pytest.mark.shows("quiet_hours.from", "quiet_hours.to")
@pytest.mark.parametrize(("start", "end", "is_quiet"), [("19:30", "21:00", True), ("21:00", "19:30", False)])
def test_in_quiet_hours_light_is_dim_and_nothing_starts_to_play(make: Make, start: str, end: str, is_quiet: bool) -> None:
    home = make(person=pins(power=True, brightness=0.9, music="calm"), quiet_hours={"from": start, "to": end})
    decision = comes(home)
    assert (wish(decision, "music")["outcome"] == "held") is is_quiet
    assert (orders(home, "lamp")["level"] < 50) is is_quiet


@pytest.mark.shows("home.radius")
@pytest.mark.parametrize(("radius_m", "is_home"), [(100, False), (2000, True)])
def test_somebody_within_the_homes_radius_is_at_home(make: Make, radius_m: float, is_home: bool) -> None:
    where = {"name": "Test", "latitude": 52.37, "longitude": 4.9, "time_zone": "UTC", "radius": radius_m}
    home = make(person={"presence": [{"owntracks": "ana/phone"}]}, home=where)
    home.hear("owntracks/ana/phone", '{"_type": "location", "lat": 52.38, "lon": 4.9, "acc": 10, "tst": 1772650800}', 100)
    assert home.house.presence.where(OccupantId("ana")).home is is_home  # 1.1 km to the north


@pytest.mark.shows("occupants.*.presence[].stays")
@pytest.mark.parametrize("stays", [True, False])
def test_what_stays_behind_when_its_person_goes_says_nothing_of_them(make: Make, stays: bool) -> None:
    tablet = {"topic": "home/tablet", **({"stays": True} if stays else {})}
    home = make(person={"presence": [tablet, {"owntracks": "ana/phone"}]})
    home.hear("owntracks/ana/phone", '{"_type": "location", "lat": 52.37, "lon": 4.9, "acc": 10, "tst": 1772650800}', 100)
    home.hear("home/tablet", "kitchen", 101)
    assert (home.house.presence.where(OccupantId("ana")).room == "kitchen") is not stays


# People


@pytest.mark.shows("occupants.*.learn")
def test_only_what_somebody_agreed_to_is_wished_for_them(make: Make) -> None:
    home = make(person={**pins(power=True, setpoint=20.0), "learn": ["temperature"]})
    assert {w["quantity"] for w in comes(home)["wishes"]} == {"setpoint"}


@pytest.mark.shows("occupants.*.name")
def test_a_person_is_called_by_their_name(make: Make) -> None:
    home = make(person={**pins(power=True), "name": "Ana Maria"})
    comes(home)
    told = announcements(home.house.config, home.house.topics)
    assert any(b"Ana Maria" in payload for payload in told.values())


@pytest.mark.shows("occupants.*.presence[].<family>")
def test_a_presence_source_tells_where_somebody_is(make: Make) -> None:
    home = make()
    comes(home)
    assert home.told("attune/occupant/ana/room") == [b"kitchen"]


@pytest.mark.shows("occupants.*.pinned[].room", "occupants.*.pinned[].quantity", "occupants.*.pinned[].value")
def test_what_is_pinned_is_set_where_it_is_pinned(make: Make) -> None:
    home = make(person=LIT)
    comes(home, room="hall")
    assert orders(home, "lamp") == {}
    comes(home, at_s=200)
    assert orders(home, "lamp") == {"on": True, "level": 60}


@pytest.mark.shows("occupants.*.limits.volume", "rooms.*.limits.volume")
@pytest.mark.parametrize(("person", "room", "most"), [(None, None, 60), (30, None, 30), (None, 40, 40), (30, 40, 30)])
def test_music_is_never_louder_than_the_room_and_who_is_there_allow(
    make: Make, person: int | None, room: int | None, most: int
) -> None:
    home = make(person={**pins(volume=0.6), "limits": {"volume": person}}, room={"limits": {"volume": room}})
    comes(home, "ben", 50.0)  # the player plays by his hand
    home.hear("home/player", '{"list": "Calm evening", "loud": 59}', 60)
    home.hear("home/player", '{"list": "Calm evening", "loud": 20}', 61)
    home.tick(3600)
    home.hear("home/presence/ben", "not_home", 3700)
    comes(home, at_s=4000)
    for later_s in range(4001, 4020):
        home.tick(later_s)
    assert max((json.loads(p).get("loud", 0) for p in home.told("home/player/set")), default=0) <= most


@pytest.mark.shows("occupants.*.limits.brightness")
def test_light_is_never_brighter_than_who_is_there_allows(make: Make) -> None:
    home = make(person={**LIT, "limits": {"brightness": 30}})
    comes(home)
    assert orders(home, "lamp") == {"on": True, "level": 30}


# Rooms


@pytest.mark.shows("rooms.*.name")
def test_a_room_is_called_by_its_name(make: Make) -> None:
    assert "Big kitchen, with ana there" in comes(make(person=LIT, room={"name": "Big kitchen"}))["sentence"]


@pytest.mark.shows("rooms.*.devices[].<family>")
def test_a_device_of_a_room_is_set(make: Make) -> None:
    home = make(person=LIT)
    comes(home)
    assert orders(home, "lamp")["on"] is True


@pytest.mark.shows("rooms.*.devices[].name", "rooms.*.devices[].id")
def test_a_device_goes_by_its_id_and_shows_its_name(make: Make) -> None:
    plug = {"topic": {**LAMP["topic"], "id": "corner_lamp", "name": "Corner"}}
    home = make(person=LIT, room={"devices": [plug]})
    home.hear("home/lamp", '{"on": "off", "level": 100}', 2)
    assert wish(comes(home), "power")["device"] == "corner_lamp"
    assert home.house.catalogue.devices[DeviceId("corner_lamp")].name == "Corner"


@pytest.mark.shows("rooms.*.sensors[].<family>")
def test_a_sensor_tells_how_the_room_is(make: Make) -> None:
    home = make(room={"sensors": [{"topic": "home/lux", "quantity": "illuminance"}]})
    home.hear("home/lux", "240", 10)
    assert home.house.context(KITCHEN, DeviceId("lamp"), "power", (), moment(20)).illuminance_lx == 240.0


@pytest.mark.shows("rooms.*.activity.<family>")
def test_what_goes_on_in_a_room_is_part_of_the_situation(make: Make) -> None:
    home = make(room={"activity": {"topic": "home/doing", "quantity": "activity"}})
    home.hear("home/doing", "cooking", 10)
    assert home.house.context(KITCHEN, DeviceId("lamp"), "power", (), moment(20)).activity == "cooking"


@pytest.mark.shows("outdoor.temperature.<family>")
def test_the_outdoor_temperature_is_part_of_the_situation(make: Make) -> None:
    home = make(outdoor={"temperature": {"topic": "home/outdoor"}})
    home.hear("home/outdoor", "7.5", 10)
    assert home.house.context(KITCHEN, DeviceId("lamp"), "power", (), moment(20)).outdoor_c == 7.5


@pytest.mark.shows("rooms.*.limits.temperature")
def test_the_setpoint_stays_within_the_rooms_limits(make: Make) -> None:
    home = make(person=pins(setpoint=27.0), room={"limits": {"temperature": [16, 19]}})
    comes(home)
    assert orders(home, "trv") == {"target": 19}


@pytest.mark.shows("rooms.*.sharing.temperature", "rooms.*.sharing.music", "rooms.*.owner")
@pytest.mark.parametrize(("policy", "target", "plays"), [("owner", 20.0, "Jazz"), ("mean", 19.0, None)])
def test_each_domain_is_shared_as_the_room_says(make: Make, policy: str, target: float, plays: str | None) -> None:
    sharing = {"temperature": policy, "music": "owner" if plays else "ask"}
    home = make(person=pins(setpoint=18.0, music="calm"), room={"owner": "ben", "sharing": sharing})
    config = home.house.config
    ben = replace(
        config.occupants[OccupantId("ben")],
        pinned=make(person=pins(setpoint=20.0, music="jazz")).house.config.occupants[OccupantId("ana")].pinned,
    )
    home.house.config.occupants[OccupantId("ben")] = ben
    comes(home)
    home.hear("home/trv", '{"target": 18, "now": 18}', 101)
    decision = comes(home, "ben", 1000.0)
    assert wish(decision, "setpoint")["value"] == target
    assert orders(home, "player").get("list") == plays
    if plays is None:
        assert "are asked" in wish(decision, "music")["reason"]


@pytest.mark.shows(
    "rooms.*.when_empty.light", "rooms.*.when_empty.music", "rooms.*.when_empty.temperature", "rooms.*.when_empty.after"
)
def test_an_empty_room_gets_what_it_wants_after_its_time(make: Make) -> None:
    wants = {"light": "off", "music": "stop", "temperature": 16, "after": 60}
    home = make(room={"when_empty": wants})
    comes(home)
    home.hear("home/lamp", '{"on": "on", "level": 40}', 200)
    home.hear("home/player", '{"list": "Jazz", "loud": 20}', 200)
    home.hear("home/presence/ana", "not_home", 900)
    home.said.clear()
    home.tick(955)
    assert [orders(home, device) for device in ("lamp", "player", "trv")] == [{}, {}, {}]
    home.tick(961)
    told = [orders(home, device) for device in ("lamp", "player", "trv")]
    assert told == [{"on": False}, {"list": "stop"}, {"target": 16}]


NAMED = {"id": "its_id", "name": "Its name"}


@pytest.mark.shows(
    "occupants.*.presence[].id", "occupants.*.presence[].name", "outdoor.temperature.id", "outdoor.temperature.name",
    "rooms.*.sensors[].id", "rooms.*.sensors[].name", "rooms.*.activity.id", "rooms.*.activity.name",
)  # fmt: skip
@pytest.mark.parametrize("where", ["presence", "sensor", "activity", "outdoor"])
def test_whatever_is_listened_to_goes_by_its_id_and_shows_its_name(make: Make, where: str) -> None:
    block = {
        "topic": "home/somewhere",
        **NAMED,
        **({"quantity": "illuminance"} if where == "sensor" else {"quantity": "activity"} if where == "activity" else {}),
    }
    home = {
        "presence": lambda: make(person={"presence": [block]}),
        "sensor": lambda: make(room={"sensors": [block]}),
        "activity": lambda: make(room={"activity": block}),
        "outdoor": lambda: make(outdoor={"temperature": block}),
    }[where]()
    assert home.house.catalogue.devices[DeviceId("its_id")].name == "Its name"


@pytest.mark.shows("home.name")
def test_the_status_says_which_home_it_is(make: Make) -> None:
    where = {"name": "Canal house", "latitude": 52.37, "longitude": 4.9, "time_zone": "UTC"}
    answered = Answers(make(home=where).step, is_running=True, link=dict).answer("status", {}, moment())
    assert answered["home"] == "Canal house"


# Home Assistant's screens


@pytest.mark.shows("home_assistant.announce", "home_assistant.discovery_prefix", "mqtt.base_topic")
@pytest.mark.parametrize("is_shown", [True, False])
def test_the_hub_shows_itself_where_and_whether_the_home_wants_it(make: Make, is_shown: bool) -> None:
    home = make(
        mqtt={"host": "127.0.0.1", "base_topic": "upstairs"},
        home_assistant={"announce": is_shown, "discovery_prefix": "discovered"},
    )
    board = Board(home.step.current, home.house.ports.publish, lambda: None)
    board.begin_all(moment())
    for later_s in range(1, 40):
        board.tick(moment(later_s), None)
    announced = [topic for topic in {o.topic for o in home.said} if topic.startswith("discovered/device/upstairs/")]
    assert bool(announced) is is_shown


# Music


@pytest.mark.shows("music.*.playlist", "music.*.url", "music.*.uri", "music.*.source")
@pytest.mark.parametrize("way", ["playlist", "url", "uri", "source"])
def test_a_wish_for_music_is_told_to_a_player_its_own_way(make: Make, way: str) -> None:
    tune = {"playlist": "Calm evening", "url": "http://radio.example/calm", "uri": "local:calm", "source": "Line in"}[way]
    home = make(music={"calm": {way: tune}})
    plays = [family.key for family in families() if not family.unplayable(home.house.config.music["calm"])]
    assert plays, f"no player takes a {way}"


# What it learns


@pytest.mark.shows("learning.settle")
def test_a_hand_counts_once_it_has_been_quiet_for_so_long(make: Make) -> None:
    home = make(learning={"settle": 50, "correction_window": 60})
    comes(home)
    home.hear("home/lamp", '{"on": "on", "level": 40}', 200)
    home.tick(245)
    assert not list(home.store.examples.all())
    home.tick(251)
    assert list(home.store.examples.all())


@pytest.mark.shows("learning.correction_window")
@pytest.mark.parametrize(("window_s", "corrects"), [(300, True), (30, False)])
def test_a_change_corrects_the_hub_for_so_long(make: Make, window_s: int, corrects: bool) -> None:
    home = make(person=LIT, learning={"settle": 1, "correction_window": window_s})
    comes(home)
    home.hear("home/lamp", '{"on": "on", "level": 60}', 101)
    home.tick(110)
    home.hear("home/lamp", '{"on": "on", "level": 20}', 200)
    home.tick(210)
    level = [e for e in home.store.examples.all() if e.kind == "brightness" and e.value == pytest.approx(0.2)]
    assert [e.acted is not None for e in level] == [corrects]


@pytest.mark.shows("learning.app_is_hand")
@pytest.mark.parametrize("is_hand", [True, False])
def test_what_an_app_tells_a_lamp_is_a_hand_where_the_home_says_so(make: Make, is_hand: bool) -> None:
    home = make(learning={"settle": 1, "correction_window": 60, "app_is_hand": is_hand})
    comes(home)
    home.hear("home/lamp/set", '{"on": "on", "level": 40}', 200)
    home.hear("home/lamp", '{"on": "on", "level": 40}', 200.2)
    home.tick(260)
    assert bool(list(home.store.examples.all())) is is_hand


# Never beyond


@pytest.mark.shows("safety.arrival_gap")
@pytest.mark.parametrize(("gap_s", "is_set"), [(600, False), (60, True)])
def test_a_room_is_not_set_again_for_who_comes_back_so_soon(make: Make, gap_s: int, is_set: bool) -> None:
    home = make(person=LIT, safety={"arrival_gap": gap_s})
    comes(home)
    home.hear("home/lamp", '{"on": "on", "level": 60}', 101)
    home.hear("home/presence/ana", "hall", 200)
    assert bool(comes(home, at_s=300)["wishes"]) is is_set


@pytest.mark.shows("safety.commands_per_device_per_minute", "safety.commands_per_10_seconds")
@pytest.mark.parametrize("key", ["commands_per_device_per_minute", "commands_per_10_seconds"])
def test_after_too_many_commands_the_hub_only_watches(make: Make, key: str) -> None:
    home = make(person=LIT, safety={"arrival_gap": 0, key: 1})
    outcomes = []
    for n in range(3):
        decision = comes(home, at_s=100 + 8 * n)
        outcomes.append(wish(decision, "power")["code"] if decision["wishes"] else "")
        home.hear("home/lamp", '{"on": "off", "level": 100}', 101 + 8 * n)
        home.hear("home/presence/ana", "hall", 102 + 8 * n)
        home.tick(107 + 8 * n)  # the lamp is not waited for any more
    assert "too_many" in outcomes, outcomes


@pytest.mark.shows("families.*.base_topic")
def test_a_family_whose_topics_stand_elsewhere_is_heard_there(make: Make) -> None:
    home = make(room={"devices": [{"zigbee2mqtt": "lamp"}]}, families={"zigbee2mqtt": {"base_topic": "upstairs/z2m"}})
    topics = home.house.catalogue.topics()
    assert "upstairs/z2m/bridge/devices" in topics
    assert not any(topic.startswith("zigbee2mqtt/") for topic in topics)
