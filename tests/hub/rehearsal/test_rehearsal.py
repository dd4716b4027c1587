"""A script lived through with the whole hub, in memory: what comes of each of its steps."""

import json
from pathlib import Path
from typing import Any

import pytest

from hub.config import ConfigError
from hub.rehearsal.lines import Line
from hub.rehearsal.perform import perform
from hub.rehearsal.reading import read_script
from hub.store import Store

from ..a_house import Living, make_config
from .rig import lived, make_home, make_script, of

EVENING = {"power": True, "brightness": 0.3, "colour_temperature": 2700}
COMES, LEAVES = {"at": "18:00", "ana": "living_room"}, {"at": "22:00", "ana": "not_home"}
WANTS = {"at": "+1 min", "want": {"lamp": EVENING}}


def evenings(count: int = 10) -> dict[str, Any]:
    return {"repeat": count, "every": "day", "steps": [COMES, WANTS, LEAVES]}


def test_what_ana_wants_each_evening_is_there_when_she_comes_and_needs_no_hand_any_more(tmp_path: Path) -> None:
    lines = lived(tmp_path, evenings(), {"mark": "after learning"}, evenings(2))
    arrived = [line for line in of(lines, "command") if line["at"] == "2026-03-12T18:00:00+01:00"]
    assert [(line["device"], line["values"]["power"]) for line in arrived] == [("lamp", True)]
    assert arrived[0]["values"]["brightness"] == pytest.approx(0.3, abs=0.05)
    marks = lines[-1]["marks"]
    assert marks["start"]["corrections"] > 0 == marks["after learning"]["corrections"]
    assert marks["after learning"]["acts"] > 0 == marks["after learning"]["acts_corrected"]


def test_a_hand_sets_only_what_differs_noticeably_and_is_counted_by_whom(tmp_path: Path) -> None:
    set_first = {"at": "+1 min", "hand": {"lamp": {"power": True, "brightness": 0.4, "colour_temperature": 4000}}}
    lines = lived(tmp_path, COMES, set_first, {"at": "+0.5 s", "want": {"lamp": EVENING}}, {"ask": "lamp"})
    assert of(lines, "correction") == [
        {
            "at": "2026-03-02T18:01:00.500+01:00", "kind": "correction", "device": "lamp", "quantity": "colour_temperature",
            "from": 4000.0, "to": 2700.0, "occupant": "ana",
        }
    ]  # fmt: skip
    assert of(lines, "state")[0]["values"] == {"power": True, "brightness": 0.4, "colour_temperature": 2700.0}
    assert lines[-1]["marks"]["start"]["corrections"] == 1


def test_of_a_dark_lamp_any_level_is_missed_and_of_one_that_is_to_be_dark_none(tmp_path: Path) -> None:
    lines = lived(
        tmp_path, COMES, {"want": {"lamp": {"brightness": 0.1}}}, {"want": {"lamp": {"power": False, "brightness": 0.9}}}
    )
    found = [(line["quantity"], line["from"], line["to"]) for line in of(lines, "correction")]
    assert found == [("brightness", 0.0, 0.1), ("power", True, False)]


def test_a_hand_is_whose_the_step_says_and_nobody_s_where_nobody_is(tmp_path: Path) -> None:
    lines = lived(
        tmp_path, {"want": {"lamp": EVENING}}, {"at": "18:00", "ana": "living_room", "ben": "living_room"},
        {"at": "+1 min", "want": {"lamp": {"power": False}}}, {"at": "+1 min", "by": "ana", "want": {"lamp": {"power": True}}},
    )  # fmt: skip
    assert [line["occupant"] for line in of(lines, "correction")] == [None, None, None, "ben", "ana"]


def with_phones(folder: Path) -> Any:
    phones = {who: {"learn": ["light"], "presence": [{"owntracks": f"{who}/phone"}]} for who in ("ana", "ben")}
    return make_home(folder, occupants=phones)


def test_in_a_home_of_phones_a_hand_is_whose_alone_is_at_home(tmp_path: Path) -> None:
    lines = lived(
        tmp_path, {"at": "18:00", "ana": "home", "ben": "home"}, {"at": "+1 min", "want": {"lamp": {"power": True}}},
        {"at": "19:00", "ben": "not_home"}, {"at": "+1 min", "want": {"lamp": {"power": False}}},
        home=with_phones(tmp_path),
    )  # fmt: skip
    assert [line["occupant"] for line in of(lines, "correction")] == [None, "ana"]


def test_in_a_home_of_phones_a_hand_is_whose_the_hub_has_there_by_what_moves(tmp_path: Path) -> None:
    lines = lived(
        tmp_path, {"at": "18:00", "ana": "home", "ben": "not_home"}, {"at": "+10 s", "sensor": {"motion": True}},
        {"at": "+5 min", "ben": "home"}, {"at": "+1 s", "want": {"lamp": {"power": True}}}, {"ask": ["ana"]},
        home=with_phones(tmp_path),
    )  # fmt: skip
    assert of(lines, "state")[0]["room"] == "living_room"
    assert [line["occupant"] for line in of(lines, "correction")] == ["ana"]


def test_the_same_script_gives_the_same_lines_and_another_seed_others(tmp_path: Path) -> None:
    steps = (evenings(3), {"at": "18:00", "about": "1 h", "ana": "kitchen"})
    once, again, other = (lived(tmp_path, *steps, seed=seed) for seed in (1, 1, 2))
    assert once == again
    assert once != other


def test_the_hub_follows_what_a_sensor_says_and_a_device_that_no_step_names_is_silent(tmp_path: Path) -> None:
    moves = ({"at": "21:59", "sensor": {"motion": True}}, LEAVES, {"at": "+2 min", "ask": ["living_room", "lamp"]})
    lines = lived(tmp_path, evenings(), COMES, *moves)
    room, lamp = of(lines, "state")
    assert room["occupancy"] == "yes"
    assert lamp["values"]["power"] is True  # somebody moves there
    assert {wish["device"] for decision in of(lines, "decision") for wish in decision["wishes"]} == {"lamp"}


def test_asked_the_hub_says_where_somebody_is_and_how_a_device_is(tmp_path: Path) -> None:
    devices = {"lamp": "light", "trv": {"kind": "valve", "setpoint": 19, "temperature": 18.5}}
    asked = {"at": "18:00", "ana": "kitchen", "ben": "not_home", "ask": ["ana", "ben", "kitchen", "trv"]}
    ana, ben, kitchen, valve = of(lived(tmp_path, asked, devices=devices), "state")
    assert (ana["occupant"], ana["room"]) == ("ana", "kitchen")
    assert ana["confidence"] > 0.9
    assert (ben["room"], ben["home"]) == ("not_home", False)
    assert (kitchen["room"], kitchen["occupancy"]) == ("kitchen", "yes")
    assert valve["values"] == {"setpoint": 19.0, "temperature": 18.5}


def test_a_phone_that_knows_only_home_from_away_is_believed_as_one(tmp_path: Path) -> None:
    ana = {"learn": ["light"], "presence": [{"home_assistant": "person.ana"}]}
    home = make_home(tmp_path, occupants={"ana": ana})
    steps = ({"ana": "home"}, {"at": "+1 min", "ask": "ana"}, {"ana": "not_home"}, {"at": "+1 min", "ask": "ana"})
    before, after = of(lived(tmp_path, *steps, home=home), "state")
    assert (before["home"], after["home"]) == (True, False)


def test_what_was_under_way_when_the_broker_went_is_not_replayed_and_the_hub_hears_anew(tmp_path: Path) -> None:
    outage = ({"at": "18:01", "broker": "down"}, {"at": "+1 min", "ana": "kitchen"}, {"ask": "ana"})
    lines = lived(tmp_path, COMES, *outage, {"at": "+1 min", "broker": "up"}, {"at": "+1 min", "ask": "ana"})
    assert [line["room"] for line in of(lines, "state")] == ["living_room", "kitchen"]


def test_a_hub_that_died_remembers_what_it_learned_and_changes_no_lamp_when_it_starts(tmp_path: Path) -> None:
    dies = ({"at": "17:00", "hub": "kill"}, {"at": "+1 min", "ask": "ana"}, {"at": "+1 min", "hub": "start"})
    lines = lived(tmp_path, evenings(), *dies, {"at": "+1 min", "mark": "alive"}, evenings(1))
    assert of(lines, "state")[0]["error"] == "the hub does not run"
    since = lines.index(of(lines, "state")[0])
    assert next(line["at"] for line in of(lines[since:], "command")) == "2026-03-12T18:00:00+01:00"
    assert lines[-1]["marks"]["alive"]["corrections"] == 0


def test_another_program_s_command_is_obeyed_and_is_none_of_the_hub_s(tmp_path: Path) -> None:
    lines = lived(tmp_path, {"automation": {"lamp": {"power": True}}}, {"at": "+1 s", "ask": "lamp"})
    assert of(lines, "command") == []
    assert of(lines, "state")[0]["values"]["power"] is True


def test_paused_it_does_nothing_and_an_activity_makes_another_evening(tmp_path: Path) -> None:
    paused = lived(tmp_path, evenings(), {"pause": True}, {"mark": "paused"}, COMES)
    assert paused[-1]["marks"]["paused"]["acts"] == 0
    film = {"at": "18:00", "activity": {"living_room": "film"}}
    lines = lived(tmp_path, film, {"at": "+1 s", "ana": "living_room"})
    assert of(lines, "problem") == []


def test_an_undo_puts_back_what_the_hub_did_and_is_no_act(tmp_path: Path) -> None:
    undone = ({"at": "+1 min", "order": {"undo": "last"}}, {"at": "+1 s", "ask": "lamp"})
    lines = lived(tmp_path, evenings(), {"at": "23:00", "mark": "then"}, COMES, *undone)
    assert of(lines, "state")[0]["values"]["power"] is False
    assert lines[-1]["marks"]["then"]["acts"] == 1


def test_everything_since_a_time_is_put_back_but_for_what_a_hand_has_moved(tmp_path: Path) -> None:
    since = {"at": "18:30", "order": {"undo": {"since": "17:30"}}}
    lines = lived(tmp_path, evenings(), {"at": "23:00", "mark": "then"}, COMES, since, {"at": "+5 s", "ask": "lamp"})
    assert of(lines, "state")[0]["values"]["power"] is False
    assert lines[-1]["marks"]["then"]["acts"] == 1
    dimmed = {"at": "18:10", "hand": {"lamp": {"brightness": 0.9}}}
    lines = lived(tmp_path, evenings(), COMES, dimmed, since, {"at": "+5 s", "ask": "lamp"})
    values = of(lines, "state")[0]["values"]
    assert (values["power"], values["brightness"]) == (True, pytest.approx(0.9, abs=0.01))


def test_what_cannot_be_done_is_a_problem_in_its_place(tmp_path: Path) -> None:
    lines = lived(tmp_path, {"order": {"undo": "last"}}, {"at": "+1 s", "order": {"accept": "kitchen"}})
    assert len(of(lines, "problem")) == 2


def test_who_says_not_now_is_asked_again_tomorrow_and_who_says_stop_not_until_again(tmp_path: Path) -> None:
    def asked(*orders: Any) -> list[bool]:
        """Whether something is suggested, each time Ana comes after what they say."""
        learning = {"repeat": 10, "every": "day", "steps": [COMES, WANTS, *goes("22:00")]}
        lines = lived(tmp_path, learning, *orders, home=make_home(tmp_path, autonomy="suggest"))
        came = [line for line in of(lines, "decision") if line["trigger"] == "arrival"][10:]
        return [any(wish["outcome"] == "suggested" for wish in line["wishes"]) for line in came]

    def says(word: str, at: str = "+5 s") -> Any:
        return {"at": at, "order": {word: "living_room"}}

    def goes(at: str) -> list[Any]:
        """And the lamp is put out behind her."""
        return [{"at": at, "ana": "not_home"}, {"at": "+10 min", "hand": {"lamp": {"power": False}}}]

    back = [*goes("19:00"), {"at": "20:00", "ana": "living_room"}, *goes("22:00")]
    assert asked(COMES, says("later"), *back, COMES) == [True, False, True]
    sets_it = [WANTS, *goes("22:00")]
    assert asked(COMES, says("stop"), *sets_it, COMES, *sets_it, says("again", "23:00"), COMES) == [True, False, True]


def test_nothing_is_learned_of_who_has_not_agreed(tmp_path: Path) -> None:
    stranger = {"learn": [], "presence": [{"topic": "home/presence/ana"}]}
    unasked = lived(tmp_path, evenings(), home=make_home(tmp_path, occupants={"ana": stranger}))
    withdrawn = lived(tmp_path, {"consent": {"ana": []}}, evenings())
    for lines in (unasked, withdrawn):
        assert lines[-1]["marks"]["start"]["corrections"] == 30
        assert [line for line in of(lines, "command") if line["values"].get("power")] == []


def test_a_rehearsal_leaves_nothing_behind_and_only_reads_the_database_it_begins_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "memory"
    folder.mkdir()
    monkeypatch.setattr("hub.store.passing._in_memory", lambda: str(folder))
    home = make_home(tmp_path)
    learned = tmp_path / "learned.db"
    lines: list[Line] = []
    with Store.open(learned):
        pass
    before = learned.read_bytes()
    script = make_script(tmp_path, home, [evenings(3)])
    perform(script, home, learned, lines.append)
    assert learned.read_bytes() == before
    assert not home.storage.path.exists()
    assert lines[-1]["kind"] == "summary"
    assert list(folder.iterdir()) == []


def test_what_was_learned_before_is_known_from_the_first_evening_which_is_the_one_after(tmp_path: Path) -> None:
    living = Living(tmp_path)
    living.teach()
    living.close()
    home, lines = make_config(tmp_path), list[Line]()
    (tmp_path / "script.yaml").write_text('devices: {lamp: light}\nsteps: [{at: "20:00", ana: kitchen}]')
    perform(read_script(tmp_path / "script.yaml", home), home, tmp_path / "attune.db", lines.append)
    command = next(line for line in lines if line["kind"] == "command")
    assert command["at"] == "2026-03-16T20:00:00+01:00"  # taught from the 4th, on twelve evenings
    assert command["values"]["brightness"] == pytest.approx(0.3, abs=0.05)


def test_a_script_whose_date_is_over_is_told_before_anything_is_lived(tmp_path: Path) -> None:
    lines: list[Line] = []
    home = make_home(tmp_path)
    script = make_script(tmp_path, home, [COMES, {"at": "2026-03-01 06:00", "ana": "home"}])
    with pytest.raises(ConfigError) as told:
        perform(script, home, None, lines.append)
    assert next((m.line, m.key) for m in told.value.mistakes)[1] == "steps[1]"
    assert lines == []


def test_what_follows_the_sun_tells_it_by_day_and_by_night(tmp_path: Path) -> None:
    devices = {"living_lux": {"kind": "lux", "daylight": 0.02}}
    lines = lived(tmp_path, {"at": "13:00", "ask": "living_lux"}, {"at": "23:00", "ask": "living_lux"}, devices=devices)
    noon, night = (line["values"]["illuminance"] for line in of(lines, "state"))
    assert noon > 100 > night == 0.0


def test_each_line_is_json(tmp_path: Path) -> None:
    for line in lived(tmp_path, evenings(1)):
        assert json.loads(json.dumps(line)) == line


def test_in_a_mode_nothing_is_done_until_it_ends(tmp_path: Path) -> None:
    party = {"at": "17:00", "mode": {"name": "party", "room": "living_room", "until": "23:30"}}
    lines = lived(tmp_path, evenings(), party, {"mark": "party"}, evenings(1), {"mark": "after"}, evenings(2))
    marks = lines[-1]["marks"]
    assert marks["party"]["acts"] == 0 < marks["after"]["acts"]
    assert of(lived(tmp_path, {"mode": "away"}, {"mode": {"kitchen": "party"}}, {"mode": "normal"}), "problem") == []
    with pytest.raises(ConfigError, match="siesta"):
        lived(tmp_path, {"mode": "siesta"})
