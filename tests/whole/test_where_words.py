"""Who is where, in the words and numbers of many sources, through the running program: phones, trackers, receivers, topics of
one's own. Further members of cases 8 and 9.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from .many_homes import Case, HomeSeen, HomeTold, Said, apart, lived

pytestmark = [pytest.mark.broker, pytest.mark.whole]
AT_HOME = {"lat": 52.37, "lon": 4.9}
IN_TOWN = {"lat": 52.09, "lon": 5.12}


def place(home: str, presence: Sequence[Mapping[str, Any]], first: Sequence[Said], *moments: Sequence[Said], at: str) -> Case:
    lamp = {"id": f"lamp_{home}", "state": f"t/{home}", "command": f"t/{home}/set", "quantities": {"power": {}}}
    return HomeTold([{"topic": lamp}], [], first, moments, presence=presence), {"place": at}


def on_topic(home: str, *words: Any, at: str) -> Case:
    topic = f"where/{home}"
    first, *after = words
    return place(home, [{"topic": topic}], [(topic, first)], *([(topic, word)] for word in after), at=at)


def located(user: str, **told: Any) -> Said:
    here = {"_type": "location", "acc": 10, "tst": int(time.time()), **AT_HOME}
    return f"owntracks/{user}/phone", {**here, **told}


def phone(home: str, first: Mapping[str, Any], *after: Mapping[str, Any], at: str) -> Case:
    return place(
        home, [{"owntracks": f"{home}/phone"}], [located(home, **first)], *([located(home, **told)] for told in after), at=at
    )


def tracker(home: str, announced: Mapping[str, Any], first: Said, *after: Said, at: str) -> Case:
    told, right = place(home, [{"home_assistant_mqtt": home}], [first], *([said] for said in after), at=at)
    config = {"name": home, "unique_id": home, **announced}
    kept = [(f"homeassistant/device_tracker/{home}/config", config)]
    return HomeTold(told.devices, kept, told.first, told.moments, presence=told.presence), right


def both(home: str, first: str, *moments: Sequence[Said], at: str) -> Case:
    """A phone with OwnTracks, and a topic of the house's own."""
    presence = [{"owntracks": f"{home}/phone"}, {"topic": f"where/{home}"}]
    return place(home, presence, [located(home, inregions=["Home"]), (f"where/{home}", first)], *moments, at=at)


HOME = {"inregions": ["Home"]}
AWAY_WORDS = ("away", "not home", "NotHome", "gone", "out", "absent", "disconnected", "abwesend", "parti", "afwezig", "fuori")
HOME_WORDS = ("HOME", " home ", "zuhause", "at home", "present", "connected", "présent", "thuis", '"home"')
CASES: Mapping[str, Case] = {
    **{f"gone_{n}": on_topic(f"gone_{n}", "home", word, at="not_home") for n, word in enumerate(AWAY_WORDS)},
    **{f"here_{n}": on_topic(f"here_{n}", "away", word, at="home") for n, word in enumerate(HOME_WORDS)},
    "big_letters": on_topic("big_letters", "Big_Letters", at="big_letters"),
    "with_blanks": on_topic("with_blanks", "with blanks", at="with_blanks"),
    "room_in_json": on_topic("room_in_json", {"room": "room_in_json"}, at="room_in_json"),
    "state_in_json": on_topic("state_in_json", {"state": "home"}, {"state": "not_home"}, at="not_home"),
    "yes_or_no": on_topic("yes_or_no", {"presence": True}, {"presence": False}, at="not_home"),
    "yes_again": on_topic("yes_again", {"home": "OFF"}, {"home": "ON"}, at="home"),
    "forgot_to_leave": phone("forgot_to_leave", HOME, IN_TOWN, at="not_home"),
    "in_text": phone("in_text", HOME, {"lat": "52.09", "lon": "5.12"}, at="not_home"),
    "no_fix": phone("no_fix", HOME, {"lat": 0, "lon": 0, "acc": 0}, at="home"),
    "far_and_vague": phone("far_and_vague", HOME, {**IN_TOWN, "acc": 5000}, at="not_home"),
    "nothing_told": phone("nothing_told", HOME, {"inregions": None, "lat": None, "lon": None}, at="home"),
    "attributes": tracker(
        "attributes",
        {"state_topic": "ht/attributes", "json_attributes_topic": "ht/attributes/more"},
        ("ht/attributes", "home"),
        ("ht/attributes/more", {"latitude": 52.09, "longitude": 5.12, "gps_accuracy": 10}),
        at="not_home",
    ),
    "attributes_alone": tracker(
        "attributes_alone",
        {"json_attributes_topic": "ht/alone/more"},
        ("ht/alone/more", {"latitude": 52.37, "longitude": 4.9, "gps_accuracy": 10}),
        ("ht/alone/more", {"latitude": 52.09, "longitude": 5.12, "gps_accuracy": 10}),
        at="not_home",
    ),
    "own_words": tracker(
        "own_words",
        {"state_topic": "ht/own", "payload_home": "1", "payload_not_home": "0"},
        ("ht/own", "1"),
        ("ht/own", "0"),
        at="not_home",
    ),
    "capitals": tracker("capitals", {"state_topic": "ht/caps"}, ("ht/caps", "Home"), ("ht/caps", "Not_Home"), at="not_home"),
    "zone_in_town": tracker(
        "zone_in_town", {"state_topic": "ht/zone"}, ("ht/zone", "home"), ("ht/zone", "Work"), at="not_home"
    ),
    "room_tracked": tracker(
        "room_tracked", {"state_topic": "ht/room"}, ("ht/room", "not_home"), ("ht/room", "Room tracked"), at="room_tracked"
    ),
    "comma": place(
        "comma", [{"espresense": "irk:comma"}], [("espresense/devices/irk:comma/comma", {"distance": "1,2"})], at="comma"
    ),
    "receivers_name": place(
        "receivers_name",
        [{"espresense": "irk:names"}],
        [("espresense/devices/irk:names/receivers-name", {"distance": 1.2})],
        at="receivers_name",
    ),
    "small_address": place(
        "small_address",
        [{"monitor": "AA:BB:CC:DD:EE:01"}],
        [("monitor/hall/aa:bb:cc:dd:ee:01", {"confidence": "100"})],
        at="home",
    ),
    "wifi_and_gps": both(
        "wifi_and_gps",
        "home",
        [located("wifi_and_gps", **IN_TOWN)],
        [("where/wifi_and_gps", "home")],
        at="not_home",
    ),
    "room_and_gps": both("room_and_gps", "room_and_gps", [located("room_and_gps")], at="room_and_gps"),
}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, HomeSeen]]:
    with lived({name: told for name, (told, _) in CASES.items()}, tmp_path_factory.mktemp("hub")) as found:
        yield found


@pytest.mark.parametrize("name", CASES)
def test_somebody_is_where_their_sources_say_in_whatever_words(seen: dict[str, HomeSeen], name: str) -> None:
    assert apart(seen[name], CASES[name][1]) == {}
