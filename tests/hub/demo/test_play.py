"""The demo: its household's script, what is counted of it, and a witness that is not to be fooled."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from devices.vocabulary import NOT_HOME, OccupantId
from hub.config.load import load
from hub.demo.play import CONFIG, SCRIPT, Scene, Watching, set_to
from hub.demo.tally import DemoTally
from hub.demo.witness import Witness
from hub.rehearsal.reading import read_script
from hub.rehearsal.script import Repeat, ScriptPlace, ScriptStep

START = datetime.fromisoformat("2026-03-02 00:00")
EVENING = {"power": True, "brightness": 0.3, "colour_temperature": 2700.0}


def test_the_demo_is_the_configuration_at_the_top_but_for_mias_music() -> None:
    top = load(CONFIG.parents[2] / "config.yaml")
    ours = load(CONFIG)
    assert ours.rooms == top.rooms
    assert ours.music == top.music
    assert ours.earn_autonomy
    assert ours.occupants[OccupantId("mia")].learn == top.occupants[OccupantId("mia")].learn - {"music"}
    assert ours.occupants[OccupantId("ana")] == top.occupants[OccupantId("ana")]


def places(steps: tuple[ScriptStep | Repeat, ...]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for step in steps:
        if isinstance(step, Repeat):
            found |= places(step.steps)
        else:
            found |= {(action.person, action.place) for action in step.actions if isinstance(action, ScriptPlace)}
    return found


def test_everybody_goes_into_rooms_and_comes_home_again_and_every_device_of_the_home_is_there() -> None:
    config = load(CONFIG)
    script = read_script(SCRIPT, config)
    been = places(script.steps)
    assert {place for _, place in been} == {*config.rooms, NOT_HOME}
    assert {who for who, _ in been} == set(config.occupants)
    assert set(script.parts) == {reference.id for use, reference in config.references() if use != "presence"}


class Watched:
    """Watching, and what it showed."""

    def __init__(self, days: int = 4) -> None:
        self.scenes: list[Scene] = []
        self.watching = Watching(load(CONFIG), START, days, self.scenes.append)

    def take(self, kind: str, hours: float = 18.0, **more: Any) -> None:
        at = (START + timedelta(hours=hours)).isoformat() + "+01:00"
        self.watching.take({"at": at, "kind": kind, **more})

    def corrects(self, who: str, device: str, values: Mapping[str, Any], hours: float = 18.0) -> None:
        for quantity, value in values.items():
            self.take("correction", hours, device=device, quantity=quantity, to=value, occupant=who, **{"from": None})

    def seen(self, what: str) -> list[str]:
        return [scene.words for scene in self.scenes if scene.what == what]


def test_what_one_hand_sets_on_one_device_is_one_correction() -> None:
    watched = Watched()
    watched.corrects("ana", "living_lamp", EVENING)
    watched.corrects("ana", "living_trv", {"setpoint": 21.0})
    watched.take("place", occupant="ana", place="kitchen")
    assert watched.watching.tally.corrections["ana"] == [2, 0, 0, 0]
    assert watched.seen("corrects") == ["by hand: light 30 %, 2700 K", "by hand: heating 21.0 °C"]


def test_each_day_is_closed_once_also_one_on_which_nothing_happened() -> None:
    watched = Watched()
    watched.take("place", 60.0, occupant="ana", place="kitchen")
    watched.watching.day_is_over()
    assert [scene.day for scene in watched.scenes if scene.what == "day"] == [0, 1, 2]
    assert watched.watching.tally.arrivals["ana"] == [0, 0, 1, 0]


def test_a_command_over_a_hand_is_a_violation_and_is_shown() -> None:
    watched = Watched()
    watched.take("place", occupant="ana", place="living_room")
    watched.corrects("ana", "living_lamp", EVENING)
    watched.take("command", device="living_lamp", values={"brightness": 0.9})
    assert len(watched.watching.tally.violations) == 1
    assert "violation" in watched.seen("problem")[0]


def test_a_hand_is_told_as_a_resident_says_it() -> None:
    assert set_to({"power": False, "brightness": 0.3}) == "light off"
    assert set_to({"power": True}) == "light on"
    assert set_to({"colour_temperature": 2700.0}) == "2700 K"
    assert set_to({"music": "jazz", "volume": 0.25}) == "music jazz, volume 25 %"


def a_witness() -> Witness:
    agreed = {OccupantId("ana"): {"light", "music"}, OccupantId("mia"): {"light"}}
    return Witness(agreed, {"lamp": "study", "player": "living_room"})


def test_the_witness_sees_a_command_over_a_hand() -> None:
    witness = a_witness()
    witness.goes("ana", "study")
    witness.set_by_hand("lamp", {"power", "brightness"}, "ana")
    assert witness.wrong("lamp", {"brightness"})
    assert not witness.wrong("lamp", {"colour_temperature"})


def test_the_witness_lets_go_when_that_person_has_left() -> None:
    witness = a_witness()
    for who in ("ana", "mia"):
        witness.goes(who, "study")
    witness.set_by_hand("lamp", {"brightness"}, "ana")
    witness.goes("mia", "living_room")
    assert witness.wrong("lamp", {"brightness"})
    witness.goes("ana", "living_room")
    assert not witness.wrong("lamp", {"brightness"})


def test_the_witness_sees_music_for_somebody_who_did_not_agree() -> None:
    witness = a_witness()
    assert not witness.wrong("player", {"music"})
    witness.goes("mia", "living_room")
    assert witness.wrong("player", {"music"})
    witness.goes("ana", "living_room")
    assert not witness.wrong("player", {"music"})


def a_decision(outcome: str, trigger: str = "arrival") -> dict[str, Any]:
    wish = {"quantity": "brightness", "outcome": outcome, "code": "learned", "for": ["ana"]}
    return {"trigger": trigger, "room": "study", "wishes": [wish]}


def test_an_act_is_right_until_a_hand_corrects_it_in_time() -> None:
    tally = DemoTally(4, ("ana",))
    tally.decided(a_decision("sent"), 0, 0.0)
    assert tally.corrected("ana", 0, "study", "light", 30.0) is tally.acts[0]
    tally.decided(a_decision("sent"), 3, 5000.0)
    assert tally.corrected("ana", 3, "study", "light", 5601.0) is None
    assert [act.right for act in tally.acts] == [False, True]


def test_suggesting_is_not_acting() -> None:
    tally = DemoTally(4, ("ana",))
    tally.decided(a_decision("suggested"), 0, 0.0)
    tally.decided(a_decision("sent", trigger="empty"), 0, 0.0)
    assert (len(tally.acts), tally.suggestions, tally.emptied) == (0, 1, 1)


def test_quarters_count_per_person_and_day() -> None:
    tally = DemoTally(8, ("ana", "ben"))
    for day, count in ((0, 4), (1, 2), (4, 9), (7, 2)):
        for _ in range(count):
            tally.corrected("ana", day, "study", "light", day * 86_400.0)
    found = tally.summary(1)["corrections_per_person_day"]
    assert (found["first_quarter"], found["last_quarter"]) == (1.5, 0.5)
    assert tally.summary(1)["people"]["ana"]["last_quarter"] == 1.0
